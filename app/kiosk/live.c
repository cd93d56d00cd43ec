#include "kiosk/live.h"

#include "base/log.h"
#include "base/text.h"
#include "clip/clip.h"
#include "kiosk/edits.h"
#include "kiosk/loader.h"
#include "kiosk/parts.h"
#include "kiosk/watch.h"
#include "pack/lookup.h"
#include "sound/sound.h"
#include "text/type.h"
#include "visit/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char module[] = "kiosk/live";

static const om_tick settle = OM_MS(150);      // a save is a few changes
static const om_tick settle_most = OM_MS(600); // of a file that goes on growing
static const om_tick warnings_shown = OM_S(10);

struct om_live {
    struct om_edits *edits;   // owned
    struct om_watch *watch;   // owned
    struct om_loader *loader; // owned; NULL: nothing is being read
    struct om_findings findings;
    struct om_text told;    // what was said last, of them
    bool hidden;            // warnings that have been on the screen
    om_tick findings_until; // when they go away by themselves
    om_tick read_at;        // when to read; OM_NEVER: nothing has changed
    om_tick changed;        // since when it changes
    ino_t node;             // of the folder that the decoders may read
    bool begun;             // at the scene it was asked to begin at
};

// -- no pack yet --------------------------------------------------------------

const struct om_pack *
om_live_nothing(void)
{
    static const struct om_pack nothing = {
        .root = "/",
        .id = "",
        .version = "",
        .language_count = 1,
        .languages = { "nl" },
        .language_names = { { "" } },
        .offered = { true },
        .title = { { "" } },
        .attract_line = { { "" } },
        .theme = { .ink = { 0x10, 0x14, 0x18 },
                   .paper = { 0xF7, 0xF3, 0xEC },
                   .accent = { 0xFF, 0x5A, 0x47 },
                   .help = { 0x1F, 0xC8, 0xA0 },
                   .font = "sans-serif" },
    };
    return &nothing;
}

// -- the place ----------------------------------------------------------------

// A hair after the cue: one that is met on the frame itself would be asked
// again.
static om_tick
time_of_cue(const struct om_visit *visit, const struct om_pack *pack)
{
    const struct om_scene *film = &pack->scenes[visit->film];
    bool met = visit->cue > 0 && visit->cue <= film->cue_count;
    return met ? film->cues[visit->cue - 1].at + 1 : 0;
}

static void
come_up(struct om_kiosk *kiosk, bool anew)
{
    if (anew) {
        kiosk->shown_since = kiosk->now;
        om_sound_set_track_level(
            kiosk->sound, om_parts_track_level(kiosk->visit.state), OM_MS(600));
    }
    kiosk->announced = -1; // tests and others hear of it in any case
    kiosk->dirty = true;
    om_input_cancel(&kiosk->input);
    om_type_trim(kiosk->type, 3);
}

static void
begin_at(struct om_kiosk *kiosk)
{
    struct om_text problem = { 0 };
    om_scene_id scene = om_pack_find_place(kiosk->pack, kiosk->params->from,
                                           kiosk->params->english, &problem);
    if (scene == OM_SCENE_NONE) {
        om_log(OM_LOG_ERROR, module, "%s", om_text_get(&problem));
        om_text_finish(&problem);
        return;
    }
    struct om_effects effects;
    kiosk->visit = om_visit_begin_at(kiosk->pack, scene, kiosk->now,
                                     &kiosk->rules, &effects);
    const struct om_visit *visit = &kiosk->visit;
    if (visit->state == OM_VISIT_QUESTION && visit->film != OM_SCENE_NONE) {
        om_film_play_at(&kiosk->film, visit->film,
                        time_of_cue(visit, kiosk->pack), true, kiosk->now);
    }
    om_kiosk_carry_out(kiosk, &effects);
    come_up(kiosk, true);
}

// Whether what is on screen is a film's running or held picture.
static bool
needs_film(const struct om_visit *visit)
{
    switch (visit->state) {
        case OM_VISIT_FILM:
        case OM_VISIT_QUESTION:
        case OM_VISIT_FEEDBACK:
            return visit->film != OM_SCENE_NONE && !visit->film_gone;
        default:
            return false;
    }
}

// The film that the visit is in, from where it was.
static void
restore_film(struct om_kiosk *kiosk, om_tick time)
{
    const struct om_visit *visit = &kiosk->visit;
    if (visit->state == OM_VISIT_ATTRACT) {
        om_film_attract(&kiosk->film, kiosk->now);
    } else if (needs_film(visit)) {
        bool held =
            visit->state != OM_VISIT_FILM || visit->overlay != OM_OVERLAY_NONE;
        om_film_play_at(&kiosk->film, visit->film,
                        held && time == 0 ? time_of_cue(visit, kiosk->pack)
                                          : time,
                        held, kiosk->now);
    }
}

// -- another edition ----------------------------------------------------------

// Decoders may read the folder that they were started with, and no other one
// that came to its place.
static void
follow_folder(struct om_kiosk *kiosk, const struct om_pack *pack)
{
    struct stat status;
    if (stat(pack->root, &status) != 0 || status.st_ino == kiosk->live->node) {
        return;
    }
    struct om_clip_pool *pool = om_parts_start_decoders(kiosk, pack->root);
    if (pool) {
        om_film_leave(&kiosk->film);
        om_parts_take_pool(kiosk, pool);
        kiosk->film.pool = pool;
        kiosk->live->node = status.st_ino;
    }
}

static void
take_edition(struct om_kiosk *kiosk, struct om_pack *pack)
{
    const struct om_pack *old = kiosk->pack;
    struct om_visit visit = kiosk->visit;
    struct om_effects effects;
    om_tick time = 0;
    bool known = om_film_get_time(&kiosk->film, visit.film, &time);
    follow_folder(kiosk, pack);
    bool same = om_film_move(&kiosk->film, pack);
    kiosk->visit =
        om_visit_move(&visit, old, pack, kiosk->now, &kiosk->rules, &effects);
    om_parts_take_pack(kiosk, pack); // `old` is no more
    bool stayed =
        kiosk->visit.state == visit.state && kiosk->visit.since == visit.since;
    bool runs = kiosk->film.shown.clip || kiosk->film.next.clip;
    if (stayed && (!same || !runs)) {
        restore_film(kiosk, known ? time : 0);
    }
    om_kiosk_carry_out(kiosk, &effects);
    come_up(kiosk, !stayed);
}

// Mistakes stay on the screen; warnings are there for a while, when they are
// new ones.
static void
say_findings(struct om_live *live, om_tick now, bool english)
{
    struct om_text said = { 0 };
    for (size_t i = 0; i < live->findings.count; i++) {
        om_finding_print(&live->findings.items[i], english, &said);
        om_text_add(&said, "\n", 1);
    }
    bool errors = om_findings_have_errors(&live->findings);
    bool again = strcmp(om_text_get(&said), om_text_get(&live->told)) == 0;
    live->hidden = !errors && again;
    live->findings_until = errors ? OM_NEVER : now + warnings_shown;
    if (!again) {
        fputs(om_text_get(&said), stderr); // as `check` prints them
    }
    om_text_finish(&live->told);
    live->told = said;
}

static void
take_loaded(struct om_kiosk *kiosk)
{
    struct om_live *live = kiosk->live;
    om_findings_finish(&live->findings);
    struct om_pack *pack = om_loader_finish(live->loader, &live->findings);
    live->loader = NULL;
    say_findings(live, kiosk->now, kiosk->params->english);
    om_log(OM_LOG_DEBUG, module, "read: %s", pack ? "good" : "mistakes");
    if (pack) {
        take_edition(kiosk, pack);
        if (!live->begun && kiosk->params->from) {
            begin_at(kiosk);
        }
        live->begun = true;
    }
    come_up(kiosk, false);
}

// -- the loop -----------------------------------------------------------------

static void
note_change(struct om_live *live, om_tick now)
{
    if (live->read_at == OM_NEVER) {
        live->changed = now;
    }
    om_tick most = live->changed + settle_most;
    live->read_at = now + settle < most ? now + settle : most;
}

static om_tick
earlier(om_tick a, om_tick b)
{
    return a < b ? a : b;
}

void
om_live_step(struct om_kiosk *kiosk)
{
    struct om_live *live = kiosk->live;
    kiosk->live_due = OM_NEVER;
    if (!live) {
        return;
    }
    om_tick now = kiosk->now;
    if (om_watch_has_fired(live->watch) || now >= om_edits_due(live->edits)) {
        if (om_edits_take(live->edits, now)) {
            note_change(live, now);
        }
        om_watch_set(live->watch, om_edits_file(live->edits));
    }
    if (live->loader && om_loader_is_done(live->loader)) {
        take_loaded(kiosk);
    }
    if (!live->loader && now >= live->read_at) {
        live->loader =
            om_loader_start(kiosk->params->live, om_parts_wake, kiosk);
        live->read_at = OM_NEVER;
    }
    if (now >= live->findings_until) {
        live->findings_until = OM_NEVER;
        live->hidden = true;
        kiosk->dirty = true;
    }
    kiosk->live_due = earlier(om_edits_due(live->edits), live->findings_until);
    if (!live->loader) {
        kiosk->live_due = earlier(kiosk->live_due, live->read_at);
    }
}

void
om_live_show(const struct om_kiosk *kiosk, struct om_view *view)
{
    const struct om_live *live = kiosk->live;
    bool some = live && live->findings.count && !live->hidden;
    view->findings = some ? &live->findings : NULL;
    view->english = kiosk->params->english;
}

// -- beginning and end --------------------------------------------------------

// Without a pack to begin with there is something to say at once.
void
om_live_start(struct om_kiosk *kiosk)
{
    kiosk->live_due = OM_NEVER;
    bool good = kiosk->params->pack != NULL;
    if (good && kiosk->params->from) {
        begin_at(kiosk);
    }
    if (!kiosk->params->live) {
        return;
    }
    struct om_live *live = om_alloc(sizeof(*live));
    struct stat status;
    bool there = stat(kiosk->params->live, &status) == 0;
    *live = (struct om_live){
        .edits = om_edits_open(kiosk->params->live),
        .watch = om_watch_create(om_parts_wake, kiosk),
        .findings_until = OM_NEVER,
        .read_at = good ? OM_NEVER : kiosk->now,
        .node = there ? status.st_ino : 0,
        .begun = good,
    };
    kiosk->live = live;
    if (!live->edits || !live->watch) {
        om_live_finish(kiosk); // said; what is there is shown
        return;
    }
    om_watch_set(live->watch, om_edits_file(live->edits));
    // nobody is gone who types while the screen waits
    kiosk->rules.idle = kiosk->rules.ending = OM_S(24 * 3600);
}

void
om_live_finish(struct om_kiosk *kiosk)
{
    struct om_live *live = kiosk->live;
    if (!live) {
        return;
    }
    struct om_findings findings = { 0 };
    om_pack_destroy(om_loader_finish(live->loader, &findings));
    om_findings_finish(&findings);
    om_findings_finish(&live->findings);
    om_text_finish(&live->told);
    om_watch_destroy(live->watch);
    om_edits_close(live->edits);
    free(live);
    kiosk->live = NULL;
}
