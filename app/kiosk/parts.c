#include "kiosk/parts.h"

#include "base/log.h"
#include "base/path.h"
#include "base/text.h"
#include "clip/clip.h"
#include "kiosk/tour.h"
#include "kiosk/window.h"
#include "sound/sound.h"
#include "text/type.h"

#include <SDL.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

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

// The first decoder has the processors to itself for as long as it takes to
// bring a picture: with all three at once that came a third later.
static const om_tick head_start = OM_MS(150);

float
om_parts_track_level(enum om_visit_state_id state)
{
    return track_level[state];
}

void
om_parts_resize(struct om_kiosk *kiosk)
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

void
om_parts_wake(void *context)
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
    if (kiosk->canvas && params->show_damage) {
        om_canvas_show_damage(kiosk->canvas);
    }
    return kiosk->canvas != NULL;
}

struct om_clip_pool *
om_parts_start_decoders(struct om_kiosk *kiosk, const char *root)
{
    char *helper = om_path_helper("omstander-clip");
    if (!helper) {
        om_log(OM_LOG_ERROR, "kiosk",
               "omstander-clip is not installed beside this program; "
               "install the whole of it");
        return NULL;
    }
    struct om_clip_pool_params params = {
        .helper = helper,
        .root = root,
        .head_start = head_start,
        .wake = om_parts_wake,
        .context = kiosk,
    };
    struct om_clip_pool *pool = om_clip_pool_create(&params);
    free(helper);
    return pool;
}

void
om_parts_take_pool(struct om_kiosk *kiosk, struct om_clip_pool *pool)
{
    om_clip_pool_destroy(kiosk->old_pool);
    kiosk->old_pool = kiosk->pool;
    kiosk->pool = pool;
}

om_tick
om_parts_tidy(struct om_kiosk *kiosk)
{
    if (!kiosk->old_pool) {
        return OM_NEVER;
    }
    if (!om_film_is_silent(&kiosk->film)) {
        return kiosk->now + OM_MS(20);
    }
    om_clip_pool_destroy(kiosk->old_pool);
    kiosk->old_pool = NULL;
    return OM_NEVER;
}

static void
play_track(struct om_kiosk *kiosk)
{
    const char *file = kiosk->pack->soundtrack.file;
    char *path = file ? om_pack_path(kiosk->pack, file) : NULL;
    om_sound_play_track(kiosk->sound, path);
    free(path);
}

static void
start_sound(struct om_kiosk *kiosk)
{
    kiosk->sound = om_sound_create(&(struct om_sound_params){ 0 });
    om_sound_set_track_level(kiosk->sound,
                             om_parts_track_level(OM_VISIT_ATTRACT), 0);
    if (kiosk->pack->soundtrack.file) {
        play_track(kiosk);
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
    kiosk->view.norms = kiosk->recorder.norms;
    kiosk->view.chosen = &kiosk->recorder.chosen;
    kiosk->view.colours = (struct om_colours){
        .ink = colour_of(theme->ink),
        .paper = colour_of(theme->paper),
        .accent = colour_of(theme->accent),
        .help = colour_of(theme->help),
    };
}

// Whether two packs name the same file by this path.
static bool
is_same_file(const struct om_pack *a, const char *one, const struct om_pack *b,
             const char *other)
{
    return (!one && !other)
           || (one && other && strcmp(one, other) == 0
               && strcmp(a->root, b->root) == 0);
}

void
om_parts_take_pack(struct om_kiosk *kiosk, struct om_pack *pack)
{
    const struct om_pack *old = kiosk->pack;
    kiosk->pack = kiosk->recorder.pack = pack;
    // without another font the one before does
    if (strcmp(old->theme.font, pack->theme.font) != 0) {
        om_type_set_family(kiosk->type, pack->theme.font);
    }
    if (!is_same_file(old, old->soundtrack.file, pack, pack->soundtrack.file)) {
        play_track(kiosk);
    }
    om_pictures_clear(&kiosk->pictures);
    start_view(kiosk);
    om_parts_resize(kiosk);
    om_pack_destroy(kiosk->own);
    kiosk->own = pack;
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
    om_parts_resize(kiosk);
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

// In order of construction; om_parts_finish() goes back the same way. Decoders
// come first: they load while the window opens.
bool
om_parts_start(struct om_kiosk *kiosk)
{
    if (sodium_init() < 0) {
        return false;
    }
    kiosk->wake_event = SDL_RegisterEvents(1);
    const char *live = kiosk->params->live; // there may be no pack in it yet
    kiosk->pool =
        om_parts_start_decoders(kiosk, live ? live : kiosk->pack->root);
    if (!kiosk->pool || !om_window_start() || !open_window(kiosk)) {
        return false;
    }
    start_film(kiosk);
    if (!start_type(kiosk)
        || !om_recorder_open(&kiosk->recorder, kiosk->pack,
                             kiosk->params->state, kiosk->params->norms)
        || !start_tour(kiosk)) {
        return false;
    }
    start_sound(kiosk);
    start_visit(kiosk);
    return true;
}

void
om_parts_finish(struct om_kiosk *kiosk)
{
    om_sound_destroy(kiosk->sound);
    om_recorder_close(&kiosk->recorder);
    om_pictures_finish(&kiosk->pictures);
    om_type_destroy(kiosk->type);
    om_canvas_destroy(kiosk->canvas);
    om_window_close(kiosk->window);
    om_clip_pool_destroy(kiosk->old_pool);
    om_clip_pool_destroy(kiosk->pool);
    om_pack_destroy(kiosk->own);
    SDL_Quit();
}
