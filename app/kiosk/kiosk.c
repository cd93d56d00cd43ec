// The loop, one turn:
//
//   1. wait for an event, no longer than until the next deadline
//   2. read the clock, once
//   3. translate: touches, what the decoders did, and deadlines into events
//      of the visit
//   4. step the visit, event by event
//   5. carry out the effects of each step before the next one; another pack,
//      if there is one, takes the place of the one on screen between two steps
//   6. draw, if the screen looks different
//   7. let the tour, if there is one, look at the screen and touch it
//
// Decoders' messages arrive on their reader threads, which only push one SDL
// event that says "look"; everything else happens here, on the main thread. A
// screen on which nothing moves waits in step 1 and costs nothing.

#include "kiosk/kiosk.h"

#include "base/dump.h"
#include "base/log.h"
#include "base/text.h"
#include "kiosk/live.h"
#include "kiosk/parts.h"
#include "kiosk/tour.h"
#include "sound/sound.h"
#include "text/type.h"

#include <SDL.h>
#include <sodium.h>
#include <stdlib.h>

static const om_tick guard = OM_MS(300); // after the screen changed

// -- effects ------------------------------------------------------------------

static void
wipe(struct om_kiosk *kiosk)
{
    om_type_trim(kiosk->type, 0);
    om_film_forget(&kiosk->film);
    om_input_cancel(&kiosk->input);
    sodium_memzero(&kiosk->visit, sizeof(kiosk->visit));
    kiosk->visit = om_visit_begin(kiosk->now);
    kiosk->wiped = true;
}

static void step_visit(struct om_kiosk *kiosk, struct om_event event);

void
om_kiosk_carry_out(struct om_kiosk *kiosk, const struct om_effects *effects)
{
    om_scene_id wishes[OM_VISIT_EFFECTS_MAX];
    size_t wish_count = 0;
    bool wished = false, counted = false;
    for (uint8_t i = 0; i < effects->count; i++) {
        const struct om_effect *effect = &effects->items[i];
        switch (effect->kind) {
            case OM_EFFECT_ATTRACT:
                om_film_attract(&kiosk->film, kiosk->now);
                break;
            case OM_EFFECT_PLAY:
                om_film_play(&kiosk->film, effect->scene, kiosk->now);
                wished = true;
                break;
            case OM_EFFECT_PREROLL:
                wishes[wish_count++] = effect->scene;
                wished = true;
                break;
            case OM_EFFECT_HOLD:
                om_film_hold(&kiosk->film);
                break;
            case OM_EFFECT_RESUME:
                om_film_resume(&kiosk->film);
                break;
            case OM_EFFECT_COUNT:
                om_recorder_count(&kiosk->recorder, &kiosk->visit.result);
                om_golive_note_visit(kiosk);
                om_film_forget(&kiosk->film); // early: new decoders take time
                counted = true;
                break;
            case OM_EFFECT_WIPE:
                wipe(kiosk);
                break;
        }
    }
    if (wished) {
        om_film_wish(&kiosk->film, wishes, wish_count);
    }
    if (counted && kiosk->visit.state == OM_VISIT_COUNTING) {
        step_visit(kiosk, (struct om_event){ OM_EVENT_COUNTED, 0 });
    }
}

// Whether every choice leads away: then nothing will resume the held clip.
static bool
leads_away(const struct om_scene *question)
{
    if (question->ask != OM_ASK_CHOICE) {
        return question->next != OM_SCENE_NONE;
    }
    for (uint8_t i = 0; i < question->choice_count; i++) {
        if (question->choices[i].go_to == OM_SCENE_NONE) {
            return false;
        }
    }
    return true;
}

// Whether the picture behind this screen will never move again.
static bool
is_backdrop(const struct om_kiosk *kiosk)
{
    const struct om_visit *visit = &kiosk->visit;
    switch (visit->state) {
        case OM_VISIT_ATTRACT:
        case OM_VISIT_FILM:
        case OM_VISIT_SPOTTED: // the question after it may resume the clip
            return false;
        case OM_VISIT_QUESTION:
        case OM_VISIT_FEEDBACK:
            return leads_away(&kiosk->pack->scenes[visit->scene]);
        default:
            return true;
    }
}

static void
screen_changed(struct om_kiosk *kiosk, const struct om_visit *before)
{
    const struct om_visit *after = &kiosk->visit;
    kiosk->shown_since = kiosk->now;
    om_input_cancel(&kiosk->input);
    om_type_trim(kiosk->type, 3);
    if (before->state == after->state) {
        return;
    }
    om_sound_set_track_level(kiosk->sound, om_parts_track_level(after->state),
                             OM_MS(600));
    if (is_backdrop(kiosk)) {
        om_film_freeze(&kiosk->film);
    }
    if (after->state == OM_VISIT_LANGUAGE || after->state == OM_VISIT_STORIES) {
        om_film_wish(&kiosk->film, &kiosk->pack->stories[0].start, 1);
    }
}

static void
step_visit(struct om_kiosk *kiosk, struct om_event event)
{
    struct om_visit before = kiosk->visit;
    struct om_effects effects = { .count = 0 };
    kiosk->visit = om_visit_step(before, event, kiosk->now, kiosk->pack,
                                 &kiosk->rules, &effects);
    bool changed = before.state != kiosk->visit.state
                   || before.overlay != kiosk->visit.overlay
                   || before.scene != kiosk->visit.scene;
    if (changed) {
        screen_changed(kiosk, &before);
    }
    om_kiosk_carry_out(kiosk, &effects);
    kiosk->dirty = true;
}

// -- events -------------------------------------------------------------------

// The clip that a choice leads to, if it leads to one.
static void
expect_choice(struct om_kiosk *kiosk, uint16_t choice)
{
    if (kiosk->visit.state != OM_VISIT_QUESTION) {
        return;
    }
    const struct om_scene *question = &kiosk->pack->scenes[kiosk->visit.scene];
    om_scene_id target = question->ask == OM_ASK_CHOICE
                             ? question->choices[choice].go_to
                             : question->next;
    if (target != OM_SCENE_NONE
        && kiosk->pack->scenes[target].kind == OM_SCENE_CLIP) {
        om_film_expect(&kiosk->film, target);
    }
}

static void
take_touch(struct om_kiosk *kiosk, const union SDL_Event *event)
{
    bool guarded = kiosk->now - kiosk->shown_since < guard;
    struct om_input_result result =
        om_input_take(&kiosk->input, event, &kiosk->view, guarded);
    kiosk->dirty = kiosk->dirty || result.changed;
    if (result.landed || result.fired) {
        kiosk->touched = kiosk->now;
    }
    if (result.landed && result.event.kind == OM_EVENT_CHOOSE) {
        expect_choice(kiosk, result.event.value);
    }
    if (!result.fired) {
        return;
    }
    if (result.event.kind == OM_EVENT_START) {
        result.event.value = (uint16_t) randombytes_uniform(UINT16_MAX);
    }
    if (result.event.kind == OM_EVENT_MARK) {
        om_tick time = 0;
        om_film_get_time(&kiosk->film, kiosk->visit.film, &time);
        result.event.value = (uint16_t) (time / OM_MARK_UNIT);
    }
    step_visit(kiosk, result.event);
}

static void
take_window_event(struct om_kiosk *kiosk, const SDL_WindowEvent *event)
{
    switch (event->event) {
        case SDL_WINDOWEVENT_EXPOSED:
            om_canvas_invalidate(kiosk->canvas);
            kiosk->dirty = true;
            break;
        case SDL_WINDOWEVENT_SIZE_CHANGED:
            om_parts_resize(kiosk);
            break;
        case SDL_WINDOWEVENT_CLOSE:
            // a window manager's close button; a fullscreen kiosk has none
            kiosk->quit = kiosk->params->width != 0;
            break;
        default:
            break;
    }
}

static void
take_event(struct om_kiosk *kiosk, const union SDL_Event *event)
{
    switch (event->type) {
        case SDL_QUIT: // SIGTERM or SIGINT
            kiosk->quit = true;
            break;
        case SDL_WINDOWEVENT:
            take_window_event(kiosk, &event->window);
            break;
        case SDL_KEYDOWN:
            if (event->key.keysym.sym == SDLK_ESCAPE) {
                kiosk->quit = kiosk->params->width != 0;
            }
            break;
        case SDL_RENDER_TARGETS_RESET:
        case SDL_RENDER_DEVICE_RESET:
            om_canvas_invalidate(kiosk->canvas);
            kiosk->dirty = true;
            break;
        case SDL_AUDIODEVICEREMOVED:
            // 0 is a device that was not open
            if (!event->adevice.iscapture && event->adevice.which != 0) {
                om_sound_device_changed(kiosk->sound, true);
            }
            break;
        case SDL_AUDIODEVICEADDED:
            if (!event->adevice.iscapture) {
                om_sound_device_changed(kiosk->sound, false);
            }
            break;
        default:
            take_touch(kiosk, event);
            break;
    }
}

static void
take_film(struct om_kiosk *kiosk)
{
    struct om_event events[8];
    kiosk->film_due = OM_NEVER;
    size_t count =
        om_film_step(&kiosk->film, kiosk->now, events, 8, &kiosk->film_due);
    for (size_t i = 0; i < count; i++) {
        if (events[i].kind == OM_EVENT_CLIP_FAILED) {
            om_golive_note_broken(kiosk);
        }
        step_visit(kiosk, events[i]);
    }
    kiosk->dirty = kiosk->dirty || kiosk->film.changed;
    kiosk->film.changed = false;
}

// -- drawing ------------------------------------------------------------------

static const char *
caption_now(const struct om_kiosk *kiosk)
{
    om_tick time = 0;
    const struct om_visit *visit = &kiosk->visit;
    if (visit->state != OM_VISIT_FILM
        || !om_film_get_time(&kiosk->film, visit->scene, &time)) {
        return NULL;
    }
    const struct om_captions *captions =
        &kiosk->pack->scenes[visit->scene].captions[visit->result.language];
    for (size_t i = 0; i < captions->count; i++) {
        const struct om_caption *caption = &captions->items[i];
        if (time >= caption->from && time < caption->to) {
            return caption->text;
        }
    }
    return NULL;
}

// For end-to-end tests and for whoever looks over the kiosk's shoulder: which
// screen came up and where it can be touched. Names of targets, never ids.
static void
announce(const struct om_kiosk *kiosk)
{
    const struct om_view *view = &kiosk->view;
    struct om_text line = { 0 };
    for (size_t i = 0; i < view->target_count; i++) {
        const struct om_target *target = &view->targets[i];
        om_text_print(&line, "%s{\"name\":\"%s\",\"rect\":[%d,%d,%d,%d]}",
                      i ? "," : "", target->name, target->rect.x,
                      target->rect.y, target->rect.w, target->rect.h);
    }
    om_log(OM_LOG_DEBUG, "kiosk", "screen %s [%s]", view->name,
           om_text_get(&line));
    om_text_finish(&line);
}

static void
draw(struct om_kiosk *kiosk)
{
    struct om_view *view = &kiosk->view;
    int width = 0, height = 0;
    view->visit = &kiosk->visit;
    view->now = kiosk->now;
    view->shown_since = kiosk->shown_since;
    view->touched = kiosk->touched;
    view->film_there = om_canvas_film_size(kiosk->canvas, &width, &height);
    view->film = om_layout_fit_film(&kiosk->layout, width, height);
    view->film_serial = om_canvas_film_serial(kiosk->canvas);
    view->caption = caption_now(kiosk);
    view->media = view->media_length = 0;
    om_film_get_time(&kiosk->film, kiosk->visit.film, &view->media);
    om_film_get_length(&kiosk->film, kiosk->visit.film, &view->media_length);
    view->pressed = kiosk->input.armed;
    view->pressed_event = kiosk->input.event;
    om_live_show(kiosk, view);
    om_screen_build(view);
    om_canvas_draw(kiosk->canvas, &view->list);
    kiosk->dirty = false;
    if (kiosk->announced != kiosk->shown_since) {
        kiosk->announced = kiosk->shown_since;
        announce(kiosk);
    }
}

// -- the loop -----------------------------------------------------------------

static om_tick
next_deadline(const struct om_kiosk *kiosk)
{
    const om_tick deadlines[] = { kiosk->visit.deadline, kiosk->film_due,
                                  kiosk->sound_due,      kiosk->tour_due,
                                  kiosk->recorder.due,   kiosk->view.next,
                                  kiosk->golive.due,     kiosk->live_due,
                                  kiosk->tidy_due };
    om_tick first = OM_NEVER;
    for (size_t i = 0; i < sizeof(deadlines) / sizeof(deadlines[0]); i++) {
        first = deadlines[i] < first ? deadlines[i] : first;
    }
    return first;
}

static bool
wait_for_event(const struct om_kiosk *kiosk, union SDL_Event *event)
{
    om_tick deadline = next_deadline(kiosk);
    om_tick left = deadline == OM_NEVER ? OM_S(60) : deadline - om_tick_now();
    if (left > OM_S(60)) {
        left = OM_S(60);
    }
    int milliseconds = left <= 0 ? 0 : (int) ((left + 999) / 1000);
    return SDL_WaitEventTimeout(event, milliseconds) == 1;
}

static void
turn(struct om_kiosk *kiosk)
{
    union SDL_Event event;
    bool got = wait_for_event(kiosk, &event);
    kiosk->now = om_tick_now();
    while (got) {
        take_event(kiosk, &event);
        got = SDL_PollEvent(&event) == 1;
    }
    take_film(kiosk);
    om_golive_step(kiosk);
    om_live_step(kiosk);
    if (kiosk->now >= kiosk->visit.deadline) {
        step_visit(kiosk, (struct om_event){ OM_EVENT_TICK, 0 });
    }
    if (kiosk->now >= kiosk->sound_due) {
        kiosk->sound_due = om_sound_tick(kiosk->sound, kiosk->now);
    }
    if (kiosk->now >= kiosk->recorder.due) {
        om_recorder_tend(&kiosk->recorder,
                         kiosk->visit.state == OM_VISIT_ATTRACT, kiosk->now);
    }
    if (kiosk->dirty || kiosk->now >= kiosk->view.next) {
        draw(kiosk);
    }
    kiosk->tidy_due = om_parts_tidy(kiosk);
    if (kiosk->wiped) { // steps pass the visit by value
        sodium_stackzero(65536);
        kiosk->wiped = false;
    }
    if (kiosk->tour) {
        kiosk->tour_due =
            om_tour_step(kiosk->tour, &kiosk->view, kiosk->canvas, kiosk->now);
        kiosk->quit = kiosk->quit || om_tour_is_over(kiosk->tour);
    }
}

enum om_exit
om_kiosk_run(const struct om_kiosk_params *params)
{
    struct om_kiosk *kiosk = om_alloc(sizeof(*kiosk));
    kiosk->params = params;
    kiosk->pack = params->pack ? params->pack : om_live_nothing();
    enum om_exit code = OM_EXIT_CANNOT;
    if (!om_dump_forbid()) {
        om_log(OM_LOG_WARN, "kiosk", "core dumps cannot be forbidden");
    }
    if (om_parts_start(kiosk)) {
        om_golive_start(kiosk);
        om_live_start(kiosk);
        while (!kiosk->quit) {
            turn(kiosk);
        }
        if (kiosk->visit.state != OM_VISIT_ATTRACT) {
            step_visit(kiosk, (struct om_event){ OM_EVENT_RESET, 0 });
        }
        code = OM_EXIT_DONE;
    }
    if (!om_tour_finish(kiosk->tour)) {
        code = OM_EXIT_PROBLEMS;
    }
    om_golive_finish(kiosk);
    om_live_finish(kiosk);
    om_parts_finish(kiosk);
    sodium_memzero(kiosk, sizeof(*kiosk));
    free(kiosk);
    return code;
}
