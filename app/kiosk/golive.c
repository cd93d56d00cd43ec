#include "kiosk/golive.h"

#include "base/log.h"
#include "base/text.h"
#include "clip/clip.h"
#include "kiosk/loader.h"
#include "kiosk/parts.h"
#include "kiosk/watch.h"
#include "update/update.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char module[] = "kiosk/golive";

static const om_tick opening_most = OM_S(15); // until the loop's first frame
static const om_tick retry_pause = OM_S(10);

static bool
is_quiet(const struct om_kiosk *kiosk)
{
    return kiosk->visit.state == OM_VISIT_ATTRACT && !kiosk->input.down;
}

// Whether what is on screen is what om_update takes for it.
static bool
is_shown(const struct om_golive *golive)
{
    const char *root = om_update_root(golive->update);
    return root && strcmp(root, golive->root) == 0;
}

// -- the next pack ------------------------------------------------------------

static void
enter(struct om_kiosk *kiosk, enum om_golive_phase phase)
{
    kiosk->golive.phase = phase;
    kiosk->golive.since = kiosk->now;
}

static void
give_up(struct om_kiosk *kiosk)
{
    struct om_golive *golive = &kiosk->golive;
    struct om_findings findings = { 0 };
    om_pack_destroy(om_loader_finish(golive->loader, &findings));
    om_findings_finish(&findings);
    om_clip_pool_destroy(golive->pool);
    om_pack_destroy(golive->pack);
    free(golive->next_root);
    golive->loader = NULL;
    golive->pool = NULL;
    golive->pack = NULL;
    golive->next_root = NULL;
    enter(kiosk, OM_GOLIVE_NONE);
}

static void
begin(struct om_kiosk *kiosk)
{
    struct om_golive *golive = &kiosk->golive;
    const char *root = om_update_root(golive->update);
    golive->loader = om_loader_start(root, om_parts_wake, kiosk);
    if (golive->loader) {
        golive->next_root = om_strdup(root);
        enter(kiosk, OM_GOLIVE_LOADING);
    } else {
        golive->retry_at = kiosk->now + retry_pause;
    }
}

// What om_update has for the screen cannot be shown: it goes back to the one
// before, which is what is on screen, or has to come there.
static void
fail(struct om_kiosk *kiosk, const char *why)
{
    struct om_golive *golive = &kiosk->golive;
    om_log(OM_LOG_ERROR, module, "%s: its trial failed (%s)",
           om_update_root(golive->update), why);
    give_up(kiosk);
    golive->broken = kiosk->film.no_loop = false;
    if (!om_update_failed(golive->update, why, kiosk->now)) {
        om_log(OM_LOG_ERROR, module, "there is no pack to go back to");
        golive->retry_at = kiosk->now + retry_pause;
    }
}

static void
take_loaded(struct om_kiosk *kiosk)
{
    struct om_golive *golive = &kiosk->golive;
    struct om_findings findings = { 0 };
    golive->pack = om_loader_finish(golive->loader, &findings);
    golive->loader = NULL;
    for (size_t i = 0; !golive->pack && i < findings.count; i++) {
        struct om_text line = { 0 };
        om_finding_print(&findings.items[i], true, &line);
        om_log(OM_LOG_ERROR, module, "%s", om_text_get(&line));
        om_text_finish(&line);
    }
    om_findings_finish(&findings);
    if (!golive->pack) {
        fail(kiosk, "load");
        return;
    }
    golive->pool = om_parts_start_decoders(kiosk, golive->pack->root);
    if (!golive->pool) { // this computer's fault, not the pack's
        give_up(kiosk);
        golive->retry_at = kiosk->now + retry_pause;
        return;
    }
    const om_scene_id attract = OM_SCENE_ATTRACT;
    golive->film = (struct om_film){
        .pack = golive->pack,
        .pool = golive->pool,
        .canvas = kiosk->canvas,
        .fit_width = kiosk->film.fit_width,
        .fit_height = kiosk->film.fit_height,
        .wanted = OM_SCENE_NONE,
    };
    om_film_wish(&golive->film, &attract, 1);
    enter(kiosk, OM_GOLIVE_OPENING);
}

// Within one turn: the picture on screen is the old loop's last one until the
// new loop's first one takes its place.
static void
take_over(struct om_kiosk *kiosk)
{
    struct om_golive *golive = &kiosk->golive;
    unsigned slot = kiosk->film.slot;
    om_film_leave(&kiosk->film);
    om_parts_take_pool(kiosk, golive->pool);
    kiosk->film = golive->film;
    kiosk->film.sound = kiosk->sound;
    kiosk->film.slot = slot;
    om_parts_take_pack(kiosk, golive->pack);
    kiosk->visit = om_visit_begin(kiosk->now);
    kiosk->shown_since = kiosk->now;
    om_film_attract(&kiosk->film, kiosk->now);
    kiosk->film_due = kiosk->now;
    kiosk->dirty = true;
    free(golive->root);
    golive->root = golive->next_root;
    golive->next_root = NULL;
    golive->pool = NULL;
    golive->pack = NULL;
    golive->broken = false;
    enter(kiosk, OM_GOLIVE_NONE);
    om_log(OM_LOG_INFO, module, "on screen: %s %s", kiosk->pack->id,
           kiosk->pack->version);
}

// Nobody waits for these decoders' events: the clips only wait.
static om_tick
tend_film(struct om_kiosk *kiosk)
{
    struct om_golive *golive = &kiosk->golive;
    struct om_event events[8];
    om_tick due = OM_NEVER;
    om_film_step(&golive->film, kiosk->now, events, 8, &due);
    return due;
}

static om_tick
step_opening(struct om_kiosk *kiosk)
{
    struct om_golive *golive = &kiosk->golive;
    om_tick due = tend_film(kiosk);
    om_tick last = golive->since + opening_most;
    if (om_film_is_waiting(&golive->film, OM_SCENE_ATTRACT)) {
        enter(kiosk, OM_GOLIVE_WAITING);
        return kiosk->now;
    }
    if (om_film_is_broken(&golive->film, OM_SCENE_ATTRACT)
        || kiosk->now >= last) {
        fail(kiosk, "attract");
        return kiosk->now;
    }
    return due < last ? due : last;
}

static om_tick
step_waiting(struct om_kiosk *kiosk)
{
    struct om_golive *golive = &kiosk->golive;
    om_tick due = tend_film(kiosk);
    if (!om_film_is_waiting(&golive->film, OM_SCENE_ATTRACT)) {
        enter(kiosk, OM_GOLIVE_OPENING);
        return kiosk->now;
    }
    if (is_quiet(kiosk)) {
        take_over(kiosk);
        return OM_NEVER;
    }
    return due;
}

// Returns when to be called again, if nothing wakes the loop.
static om_tick
step_next(struct om_kiosk *kiosk)
{
    struct om_golive *golive = &kiosk->golive;
    switch (golive->phase) {
        case OM_GOLIVE_LOADING:
            if (om_loader_is_done(golive->loader)) {
                take_loaded(kiosk);
                return kiosk->now;
            }
            return OM_NEVER;
        case OM_GOLIVE_OPENING:
            return step_opening(kiosk);
        case OM_GOLIVE_WAITING:
            return step_waiting(kiosk);
        case OM_GOLIVE_NONE:
            break;
    }
    return OM_NEVER;
}

// -- the pack on screen -------------------------------------------------------

static void
tell_progress(struct om_golive *golive, const struct om_update_view *view)
{
    unsigned quarters =
        view->total ? (unsigned) (view->bytes * 4 / view->total) : 0;
    if (!view->staging) {
        golive->told = 0;
    } else if (quarters > golive->told) {
        golive->told = quarters;
        om_log(OM_LOG_INFO, module, "a new pack: %u %% of %" PRIu64 " MB",
               quarters * 25, view->total / 1000000);
    }
}

// What begins, while nobody watches and nothing else is on its way.
static void
judge(struct om_kiosk *kiosk)
{
    struct om_golive *golive = &kiosk->golive;
    struct om_update_view view = om_update_look(golive->update);
    bool shown = is_shown(golive);
    if (view.on_trial && shown && (golive->broken || kiosk->film.no_loop)) {
        fail(kiosk, golive->broken ? "clip" : "attract");
        shown = is_shown(golive);
    }
    if (kiosk->now < golive->retry_at || !om_update_root(golive->update)) {
        return;
    }
    if (!shown
        || (om_update_is_ready(golive->update)
            && om_update_swap(golive->update, kiosk->now))) {
        begin(kiosk);
    }
}

static om_tick
earlier(om_tick a, om_tick b)
{
    return a < b ? a : b;
}

void
om_golive_step(struct om_kiosk *kiosk)
{
    struct om_golive *golive = &kiosk->golive;
    golive->due = OM_NEVER;
    if (!golive->update) {
        return;
    }
    om_update_set_busy(golive->update, kiosk->visit.state == OM_VISIT_FILM);
    if (om_watch_has_fired(golive->watch)
        || kiosk->now >= om_update_deadline(golive->update)) {
        om_update_step(golive->update, kiosk->now);
        om_watch_set(golive->watch, om_update_file(golive->update));
        struct om_update_view view = om_update_look(golive->update);
        tell_progress(golive, &view);
    }
    if (golive->phase == OM_GOLIVE_NONE && is_quiet(kiosk)) {
        judge(kiosk);
    }
    golive->due = earlier(step_next(kiosk), om_update_deadline(golive->update));
    if (golive->retry_at > kiosk->now) {
        golive->due = earlier(golive->due, golive->retry_at);
    }
}

void
om_golive_note_visit(struct om_kiosk *kiosk)
{
    struct om_golive *golive = &kiosk->golive;
    if (golive->update && kiosk->visit.result.finished && is_shown(golive)) {
        om_update_visit_finished(golive->update, kiosk->now);
    }
}

void
om_golive_note_broken(struct om_kiosk *kiosk)
{
    kiosk->golive.broken = true;
}

// -- beginning and end --------------------------------------------------------

void
om_golive_start(struct om_kiosk *kiosk)
{
    struct om_golive *golive = &kiosk->golive;
    golive->due = OM_NEVER;
    if (!kiosk->params->update) {
        return;
    }
    golive->watch = om_watch_create(om_parts_wake, kiosk);
    if (!golive->watch) {
        return; // said; the show goes on with what is there
    }
    golive->update = kiosk->params->update;
    golive->root = om_strdup(om_update_root(golive->update));
    golive->due = kiosk->now;
    om_watch_set(golive->watch, om_update_file(golive->update));
}

void
om_golive_finish(struct om_kiosk *kiosk)
{
    struct om_golive *golive = &kiosk->golive;
    if (!golive->update) {
        return;
    }
    give_up(kiosk);
    om_watch_destroy(golive->watch);
    free(golive->root);
    golive->update = NULL;
}
