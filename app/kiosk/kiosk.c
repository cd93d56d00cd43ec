// The loop, one turn:
//
//   1. wait for an event, no longer than until the next deadline
//   2. read the clock, once
//   3. translate: touches, what the decoders did, and deadlines into events
//      of the visit
//   4. step the visit, event by event
//   5. carry out the effects of each step before the next one
//   6. draw, if the screen looks different
//   7. let the tour, if there is one, look at the screen and touch it
//
// Decoders' messages arrive on their reader threads, which only push one SDL
// event that says "look"; everything else happens here, on the main thread. A
// screen on which nothing moves waits in step 1 and costs nothing.

#include "kiosk/kiosk.h"

#include "base/dump.h"
#include "base/log.h"
#include "base/path.h"
#include "base/text.h"
#include "clip/clip.h"
#include "kiosk/film.h"
#include "kiosk/input.h"
#include "kiosk/pictures.h"
#include "kiosk/recorder.h"
#include "kiosk/tour.h"
#include "kiosk/view.h"
#include "kiosk/window.h"
#include "sound/sound.h"
#include "text/type.h"

#include <SDL.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static const om_tick guard = OM_MS(300); // after the screen changed

struct om_kiosk {
    const struct om_kiosk_params *params;
    const struct om_pack *pack;
    struct om_visit_rules rules;
    struct SDL_Window *window;
    struct om_canvas *canvas;
    struct om_type *type;
    struct om_pictures pictures;
    struct om_sound *sound;
    struct om_clip_pool *pool;
    struct om_recorder recorder;
    struct om_tour *tour;
    struct om_layout layout;
    struct om_film film;
    struct om_input input;
    struct om_view view;
    struct om_visit visit;
    om_tick now;
    om_tick shown_since; // when the present screen came up
    om_tick announced;   // shown_since of the screen told to the debug log
    om_tick touched;
    om_tick film_due, sound_due, tour_due;
    uint32_t wake_event; // SDL's number for "look at the decoders"
    bool dirty;          // the screen may look different
    bool wiped;          // a visit ended in this turn
    bool quit;
};

// -- effects ------------------------------------------------------------------

static void
wipe(struct om_kiosk *kiosk)
{
    om_type_trim(kiosk->type, 0);
    om_input_cancel(&kiosk->input);
    sodium_memzero(&kiosk->visit, sizeof(kiosk->visit));
    kiosk->visit = om_visit_begin(kiosk->now);
    kiosk->wiped = true;
}

static void step_visit(struct om_kiosk *kiosk, struct om_event event);

static void
carry_out(struct om_kiosk *kiosk, const struct om_effects *effects)
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

// How loud the soundtrack is beneath each state, in dB.
// clang-format off
static const float track_level[] = {
    [OM_VISIT_ATTRACT]  = -26,
    [OM_VISIT_LANGUAGE] = -16,
    [OM_VISIT_STORIES]  = -14,
    [OM_VISIT_NOTE]     = -16,
    [OM_VISIT_FILM]     = -9,
    [OM_VISIT_QUESTION] = -14,
    [OM_VISIT_FEEDBACK] = -14,
    [OM_VISIT_SPOTTED]  = -14,
    [OM_VISIT_CARD]     = -12,
    [OM_VISIT_PLEDGE]   = -12,
    [OM_VISIT_COUNTING] = -12,
    [OM_VISIT_ENDING]   = -10,
};
// clang-format on

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
    om_sound_set_track_level(kiosk->sound, track_level[after->state],
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
    carry_out(kiosk, &effects);
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
resize(struct om_kiosk *kiosk)
{
    int width = 0, height = 0;
    SDL_GetWindowSize(kiosk->window, &width, &height);
    kiosk->layout = om_layout_make(width, height, kiosk->params->diagonal);
    om_layout_set_radius(&kiosk->layout, kiosk->pack->theme.radius);
    if (om_canvas_wants_fitted_film(kiosk->canvas)) {
        kiosk->film.fit_width = (unsigned) kiosk->layout.film.w;
        kiosk->film.fit_height = (unsigned) kiosk->layout.film.h;
    }
    om_canvas_invalidate(kiosk->canvas);
    kiosk->dirty = true;
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
            resize(kiosk);
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
                                  kiosk->recorder.due,   kiosk->view.next };
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

// -- beginning and end --------------------------------------------------------

// On a reader thread: only wakes the loop.
static void
wake(void *context)
{
    const struct om_kiosk *kiosk = context;
    union SDL_Event event = { .type = kiosk->wake_event };
    SDL_PushEvent(&event);
}

static bool
open_window(struct om_kiosk *kiosk)
{
    const struct om_kiosk_params *params = kiosk->params;
    kiosk->window = om_window_open(params->width, params->height);
    if (kiosk->window) {
        kiosk->canvas = om_canvas_create(kiosk->window, params->canvas);
    }
    return kiosk->canvas != NULL;
}

static bool
start_decoders(struct om_kiosk *kiosk)
{
    char *helper = om_path_helper("omstander-clip");
    if (!helper) {
        om_log(OM_LOG_ERROR, "kiosk",
               "omstander-clip is not installed beside this program; "
               "install the whole of it");
        return false;
    }
    struct om_clip_pool_params params = {
        .helper = helper,
        .root = kiosk->pack->root,
        .wake = wake,
        .context = kiosk,
    };
    kiosk->pool = om_clip_pool_create(&params);
    free(helper);
    return kiosk->pool != NULL;
}

static void
start_sound(struct om_kiosk *kiosk)
{
    kiosk->sound = om_sound_create(&(struct om_sound_params){ 0 });
    om_sound_set_track_level(kiosk->sound, track_level[OM_VISIT_ATTRACT], 0);
    if (kiosk->pack->soundtrack.file) {
        char *path = om_pack_path(kiosk->pack, kiosk->pack->soundtrack.file);
        om_sound_play_track(kiosk->sound, path);
        free(path);
    }
}

static uint32_t
colour_of(struct om_colour colour)
{
    return (uint32_t) colour.r << 16 | (uint32_t) colour.g << 8 | colour.b;
}

static void
start_view(struct om_kiosk *kiosk)
{
    const struct om_theme *theme = &kiosk->pack->theme;
    kiosk->view.pack = kiosk->pack;
    kiosk->view.layout = &kiosk->layout;
    kiosk->view.type = kiosk->type;
    kiosk->view.pictures = &kiosk->pictures;
    kiosk->view.warning = kiosk->rules.warning;
    kiosk->view.still = kiosk->params->still;
    kiosk->view.next = OM_NEVER;
    kiosk->view.colours = (struct om_colours){
        .ink = colour_of(theme->ink),
        .paper = colour_of(theme->paper),
        .accent = colour_of(theme->accent),
        .help = colour_of(theme->help),
    };
}

// The attract loop is opened as soon as its size is known, so that its first
// picture is decoded while fonts, counters and sound are made ready.
static void
start_film(struct om_kiosk *kiosk)
{
    kiosk->film = (struct om_film){
        .pack = kiosk->pack,
        .pool = kiosk->pool,
        .canvas = kiosk->canvas,
        .wanted = OM_SCENE_NONE,
    };
    resize(kiosk);
    om_film_attract(&kiosk->film, om_tick_now());
}

static bool
start_type(struct om_kiosk *kiosk)
{
    kiosk->type = om_type_create(kiosk->pack->theme.font);
    if (!kiosk->type) {
        om_log(OM_LOG_ERROR, "kiosk",
               "no font at all is installed; install "
               "one (Debian: fonts-inter)");
    }
    return kiosk->type != NULL;
}

static bool
start_tour(struct om_kiosk *kiosk)
{
    if (kiosk->params->tour) {
        kiosk->tour = om_tour_create(kiosk->params->tour);
        return kiosk->tour != NULL;
    }
    return true;
}

static void
start_visit(struct om_kiosk *kiosk)
{
    kiosk->rules = om_visit_rules_default;
    if (kiosk->tour) {
        kiosk->rules.idle = om_tour_idle;
    }
    kiosk->film.sound = kiosk->sound;
    kiosk->now = om_tick_now();
    kiosk->shown_since = kiosk->now;
    kiosk->touched = -OM_S(3600);
    kiosk->film_due = kiosk->sound_due = kiosk->now;
    kiosk->tour_due = kiosk->tour ? kiosk->now : OM_NEVER;
    kiosk->visit = om_visit_begin(kiosk->now);
    start_view(kiosk);
}

// In order of construction; finish() goes back the same way. Decoders come
// first: they load while the window opens.
static bool
start(struct om_kiosk *kiosk)
{
    if (sodium_init() < 0) {
        return false;
    }
    kiosk->wake_event = SDL_RegisterEvents(1);
    if (!start_decoders(kiosk) || !om_window_start() || !open_window(kiosk)) {
        return false;
    }
    start_film(kiosk);
    if (!start_type(kiosk)
        || !om_recorder_open(&kiosk->recorder, kiosk->pack,
                             kiosk->params->state)
        || !start_tour(kiosk)) {
        return false;
    }
    start_sound(kiosk);
    start_visit(kiosk);
    return true;
}

static void
finish(struct om_kiosk *kiosk)
{
    om_sound_destroy(kiosk->sound);
    om_recorder_close(&kiosk->recorder);
    om_pictures_finish(&kiosk->pictures);
    om_type_destroy(kiosk->type);
    om_canvas_destroy(kiosk->canvas);
    om_window_close(kiosk->window);
    om_clip_pool_destroy(kiosk->pool);
    SDL_Quit();
}

enum om_exit
om_kiosk_run(const struct om_kiosk_params *params)
{
    struct om_kiosk *kiosk = om_alloc(sizeof(*kiosk));
    kiosk->params = params;
    kiosk->pack = params->pack;
    enum om_exit code = OM_EXIT_CANNOT;
    if (!om_dump_forbid()) {
        om_log(OM_LOG_WARN, "kiosk", "core dumps cannot be forbidden");
    }
    if (start(kiosk)) {
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
    finish(kiosk);
    sodium_memzero(kiosk, sizeof(*kiosk));
    free(kiosk);
    return code;
}
