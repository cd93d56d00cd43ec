#include "kiosk/film.h"

#include "base/log.h"
#include "canvas/canvas.h"
#include "clip/clip.h"
#include "kiosk/film_clip.h"
#include "sound/sound.h"

#include <stdlib.h>

// How long a clip may wait for a free process before it counts as broken.
static const om_tick patience = OM_S(3);

// Between two tries of an attract loop that cannot be shown.
static const om_tick attract_pause = OM_S(5);

// From a start to where the first picture's time begins.
static const om_tick getting_going = OM_MS(9);

static struct om_film_clip *
find_ahead(struct om_film *film, om_scene_id scene)
{
    for (size_t i = 0; i < OM_FILM_AHEAD_MAX; i++) {
        if (film->ahead[i].clip && film->ahead[i].scene == scene) {
            return &film->ahead[i];
        }
    }
    return NULL;
}

static bool
is_wished(const struct om_film *film, om_scene_id scene)
{
    for (size_t i = 0; i < film->wish_count; i++) {
        if (film->wishes[i] == scene) {
            return true;
        }
    }
    return false;
}

static bool
open_ahead(struct om_film *film, om_scene_id scene)
{
    for (size_t i = 0; i < OM_FILM_AHEAD_MAX; i++) {
        struct om_film_clip *place = &film->ahead[i];
        if (!place->clip) {
            *place = om_film_clip_open(film, scene, 0);
            return place->clip != NULL;
        }
    }
    return false;
}

static void
grant_wishes(struct om_film *film)
{
    for (size_t i = 0; i < film->wish_count; i++) {
        om_scene_id scene = film->wishes[i];
        bool there = find_ahead(film, scene) || film->next.scene == scene;
        if (!there && om_clip_pool_spare(film->pool) > 0
            && !open_ahead(film, scene)) {
            return;
        }
    }
}

// -- taking over --------------------------------------------------------------

static void
retire_shown(struct om_film *film)
{
    if (!film->shown.clip) {
        return;
    }
    om_film_clip_close(&film->retired);
    om_clip_hold(film->shown.clip);
    om_sound_set_ring(film->sound, film->slot, NULL);
    film->retired = film->shown;
    film->shown = om_film_clip_none;
}

static void
attach_sound(struct om_film *film)
{
    bool silent = film->shown.scene == OM_SCENE_ATTRACT || !film->shown.clip;
    om_sound_set_ring(film->sound, film->slot,
                      silent ? NULL : om_clip_get_ring(film->shown.clip));
}

static bool
show_frame(struct om_film *film, struct om_clip *clip)
{
    struct om_clip_frame frame;
    if (!om_clip_get_frame(clip, &frame)) {
        return false;
    }
    om_canvas_set_film(film->canvas, &frame);
    film->changed = true;
    return true;
}

// The waiting clip comes on when it has a picture to show, not before.
static void
try_take_over(struct om_film *film)
{
    if (!film->next.clip || !show_frame(film, film->next.clip)) {
        return;
    }
    retire_shown(film);
    film->shown = film->next;
    film->next = om_film_clip_none;
    film->slot ^= 1;
    film->told = false;
    film->half_told = film->no_loop = false;
    attach_sound(film);
    if (!film->held) {
        om_clip_start(film->shown.clip);
    }
}

// To be played from `when` on, as soon as there is a process for it.
static void
want(struct om_film *film, om_scene_id scene, om_tick when)
{
    film->wanted = scene;
    film->wanted_since = when;
}

static void
play(struct om_film *film, om_scene_id scene, om_tick now)
{
    film->held = false;
    film->wanted = OM_SCENE_NONE;
    om_film_clip_close(&film->next);
    struct om_film_clip *ready = find_ahead(film, scene);
    if (ready) {
        film->next = *ready;
        *ready = om_film_clip_none;
    } else {
        film->next = om_film_clip_open(film, scene, 0);
    }
    if (!film->next.clip) {
        if (om_film_clip_name(film->pack, scene)) {
            want(film, scene, now);
        }
        return;
    }
    try_take_over(film);
}

static void
drop_unwished(struct om_film *film)
{
    for (size_t i = 0; i < OM_FILM_AHEAD_MAX; i++) {
        struct om_film_clip *clip = &film->ahead[i];
        if (clip->clip && !is_wished(film, clip->scene)) {
            om_film_clip_close(clip);
        }
    }
}

static bool
is_clip(const struct om_film *film, om_scene_id scene)
{
    return scene == OM_SCENE_ATTRACT
           || film->pack->scenes[scene].kind == OM_SCENE_CLIP;
}

void
om_film_wish(struct om_film *film, const om_scene_id *scenes, size_t count)
{
    film->wish_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (film->wish_count < OM_FILM_WISHES_MAX && is_clip(film, scenes[i])
            && !is_wished(film, scenes[i])) {
            film->wishes[film->wish_count++] = scenes[i];
        }
    }
    drop_unwished(film);
    grant_wishes(film);
}

void
om_film_expect(struct om_film *film, om_scene_id scene)
{
    if (find_ahead(film, scene) || open_ahead(film, scene)) {
        return;
    }
    for (size_t i = OM_FILM_AHEAD_MAX; i-- > 0;) {
        if (film->ahead[i].clip) {
            om_film_clip_close(&film->ahead[i]);
            open_ahead(film, scene);
            return;
        }
    }
}

void
om_film_attract(struct om_film *film, om_tick now)
{
    const om_scene_id again = OM_SCENE_ATTRACT;
    play(film, OM_SCENE_ATTRACT, now);
    om_film_wish(film, &again, 1);
}

void
om_film_forget(struct om_film *film)
{
    om_clip_pool_forget(film->pool);
}

void
om_film_play(struct om_film *film, om_scene_id scene, om_tick now)
{
    play(film, scene, now);
}

// Makes room by letting go of what may come next. Without a process even then
// it begins at the beginning, later.
void
om_film_play_at(struct om_film *film, om_scene_id scene, om_tick start,
                bool held, om_tick now)
{
    film->wanted = OM_SCENE_NONE;
    om_film_clip_close(&film->next);
    film->next = om_film_clip_open(film, scene, start);
    for (size_t i = OM_FILM_AHEAD_MAX; i-- > 0 && !film->next.clip;) {
        om_film_clip_close(&film->ahead[i]);
        film->next = om_film_clip_open(film, scene, start);
    }
    film->held = held && film->next.clip;
    if (!film->next.clip) {
        want(film, scene, now);
    }
}

void
om_film_hold(struct om_film *film)
{
    film->held = true;
    if (film->shown.clip) {
        om_clip_hold(film->shown.clip);
    }
    om_canvas_keep_film(film->canvas);
}

void
om_film_resume(struct om_film *film)
{
    film->held = false;
    film->told = false;
    if (film->shown.clip) {
        om_clip_start(film->shown.clip);
    }
}

void
om_film_freeze(struct om_film *film)
{
    om_canvas_keep_film(film->canvas);
    om_film_clip_close(&film->next);
    film->wanted = OM_SCENE_NONE;
    retire_shown(film);
}

// -- another pack -------------------------------------------------------------

static bool
is_ahead_in(const struct om_film *film, om_scene_id scene,
            enum om_clip_state state)
{
    for (size_t i = 0; i < OM_FILM_AHEAD_MAX; i++) {
        const struct om_film_clip *clip = &film->ahead[i];
        if (clip->clip && clip->scene == scene) {
            return om_clip_get_state(clip->clip) == state;
        }
    }
    return false;
}

bool
om_film_is_waiting(const struct om_film *film, om_scene_id scene)
{
    return is_ahead_in(film, scene, OM_CLIP_HELD);
}

bool
om_film_is_broken(const struct om_film *film, om_scene_id scene)
{
    return is_ahead_in(film, scene, OM_CLIP_FAILED);
}

void
om_film_leave(struct om_film *film)
{
    om_film_freeze(film);
    film->wish_count = 0;
    for (size_t i = 0; i < OM_FILM_AHEAD_MAX; i++) {
        om_film_clip_close(&film->ahead[i]);
    }
    film->retired = om_film_clip_none; // goes with its pool
}

bool
om_film_is_silent(const struct om_film *film)
{
    return om_sound_is_free(film->sound, film->slot)
           && om_sound_is_free(film->sound, film->slot ^ 1);
}

static void
move_wishes(struct om_film *film, const struct om_pack *to)
{
    size_t count = 0;
    for (size_t i = 0; i < film->wish_count; i++) {
        om_scene_id scene = om_film_clip_map(film->pack, to, film->wishes[i]);
        if (scene != OM_SCENE_NONE && om_film_clip_name(to, scene)) {
            film->wishes[count++] = scene;
        }
    }
    film->wish_count = count;
}

bool
om_film_move(struct om_film *film, const struct om_pack *pack)
{
    bool lost = film->wanted != OM_SCENE_NONE;
    bool waited = lost || film->next.clip;
    film->wanted = OM_SCENE_NONE;
    for (size_t i = 0; i < OM_FILM_AHEAD_MAX; i++) {
        if (film->ahead[i].clip
            && !om_film_clip_move(film->pack, pack, &film->ahead[i])) {
            om_film_clip_close(&film->ahead[i]);
        }
    }
    if (film->next.clip && !om_film_clip_move(film->pack, pack, &film->next)) {
        om_film_clip_close(&film->next);
        lost = true;
    }
    if (film->shown.clip
        && !om_film_clip_move(film->pack, pack, &film->shown)) {
        om_canvas_keep_film(film->canvas);
        retire_shown(film);
        lost = lost || !waited;
    }
    move_wishes(film, pack);
    film->pack = pack;
    return !lost;
}

// -- news ---------------------------------------------------------------------

// The loop's seam: the second copy of the clip waits on its first frame. A clip
// is told to be over early, because the next one takes as long to get going
// (clip/decoder.c): it is started now and shown then, or its first picture
// would come early and the second late.
static void
loop_attract(struct om_film *film, om_tick now)
{
    const struct om_film_clip *ready = find_ahead(film, OM_SCENE_ATTRACT);
    if (ready && om_clip_get_state(ready->clip) == OM_CLIP_HELD) {
        om_clip_start(ready->clip);
        want(film, OM_SCENE_ATTRACT, now + getting_going);
    } else {
        play(film, OM_SCENE_ATTRACT, now);
        grant_wishes(film);
    }
}

// Once per clip: the picture on screen is from its second half.
static bool
is_newly_half(struct om_film *film)
{
    om_tick duration = om_clip_get_duration(film->shown.clip);
    if (film->half_told || duration <= 0
        || om_clip_get_time(film->shown.clip) < duration / 2) {
        return false;
    }
    film->half_told = true;
    return true;
}

// Returns whether it is an event for the visit.
static bool
take_news(struct om_film *film, const struct om_clip_news *news,
          struct om_event *event)
{
    bool shown = news->clip == film->shown.clip;
    switch (news->kind) {
        case OM_CLIP_NEWS_FRAME:
            if (shown) {
                show_frame(film, news->clip);
                *event = (struct om_event){ OM_EVENT_CLIP_HALF, 0 };
                return film->shown.scene != OM_SCENE_ATTRACT
                       && is_newly_half(film);
            }
            if (news->clip == film->next.clip) {
                try_take_over(film);
            }
            return false;
        case OM_CLIP_NEWS_REPLACED:
            if (shown) {
                attach_sound(film);
            }
            return false;
        case OM_CLIP_NEWS_CUE:
            if (shown) {
                om_canvas_keep_film(film->canvas);
            }
            *event = (struct om_event){ OM_EVENT_CUE, (uint16_t) news->value };
            return shown && film->shown.scene != OM_SCENE_ATTRACT;
        case OM_CLIP_NEWS_ENDED:
        case OM_CLIP_NEWS_FAILED:
            return false; // tell_over() and tell_next_failed() see its state
    }
    return false;
}

// That the clip on screen is over is told once, whenever that came about:
// also while it waited to be shown. An end has to wait while it is held.
static bool
tell_over(struct om_film *film, om_tick now, struct om_event *event)
{
    struct om_clip *clip = film->shown.clip;
    enum om_clip_state state = clip ? om_clip_get_state(clip) : OM_CLIP_OPENING;
    bool failed = state == OM_CLIP_FAILED;
    bool ended = state == OM_CLIP_ENDED && !film->held && !film->next.clip;
    if (film->told || !(failed || ended)) {
        return false;
    }
    film->told = true;
    if (failed) {
        om_canvas_keep_film(film->canvas);
    }
    if (film->shown.scene != OM_SCENE_ATTRACT) {
        *event = (struct om_event){ failed ? OM_EVENT_CLIP_FAILED
                                           : OM_EVENT_CLIP_ENDED,
                                    0 };
        return true;
    }
    if (failed) {
        film->no_loop = true;
        want(film, OM_SCENE_ATTRACT, now + attract_pause);
    } else {
        loop_attract(film, now);
    }
    return false;
}

// A clip that failed while waiting stays in its place: playing it finds that
// out here, and it is not opened again and again.
static bool
tell_next_failed(struct om_film *film, om_tick now, struct om_event *event)
{
    struct om_clip *clip = film->next.clip;
    if (!clip || om_clip_get_state(clip) != OM_CLIP_FAILED) {
        return false;
    }
    om_scene_id scene = film->next.scene;
    om_film_clip_close(&film->next);
    if (scene == OM_SCENE_ATTRACT) {
        film->no_loop = true;
        want(film, scene, now + attract_pause);
        return false;
    }
    *event = (struct om_event){ OM_EVENT_CLIP_FAILED, 0 };
    return true;
}

static void
release_retired(struct om_film *film)
{
    if (film->retired.clip && om_sound_is_free(film->sound, film->slot ^ 1)
        && om_sound_is_free(film->sound, film->slot)) {
        om_film_clip_close(&film->retired);
        grant_wishes(film);
    }
}

// A clip that could not be opened for want of a process, or the attract loop
// when its time has come.
static bool
retry_wanted(struct om_film *film, om_tick now, struct om_event *event)
{
    om_scene_id scene = film->wanted;
    om_tick since = film->wanted_since;
    if (scene == OM_SCENE_NONE || now < since) {
        return false;
    }
    if (find_ahead(film, scene) || om_clip_pool_spare(film->pool) > 0) {
        play(film, scene, now);
        film->wanted_since = since;
        return false;
    }
    if (scene != OM_SCENE_ATTRACT && now - since > patience) {
        film->wanted = OM_SCENE_NONE;
        om_log(OM_LOG_ERROR, "kiosk/film", "no decoder for a clip in time");
        *event = (struct om_event){ OM_EVENT_CLIP_FAILED, 0 };
        return true;
    }
    return false;
}

static om_tick
next_look(const struct om_film *film, om_tick now)
{
    if (film->wanted != OM_SCENE_NONE && film->wanted_since > now) {
        return film->wanted_since;
    }
    bool waits = film->retired.clip || film->wanted != OM_SCENE_NONE;
    return waits ? now + OM_MS(10) : OM_NEVER;
}

// Each of the last three tells the visit at most one thing; there is room
// kept for them.
size_t
om_film_step(struct om_film *film, om_tick now, struct om_event *events,
             size_t room, om_tick *deadline)
{
    struct om_clip_news news[32];
    size_t count = 0;
    size_t got = 0;
    do {
        got = om_clip_pool_step(film->pool, now, news, 32, deadline);
        for (size_t i = 0; i < got && count + 3 < room; i++) {
            count += take_news(film, &news[i], &events[count]);
        }
    } while (got == 32 && count + 3 < room);
    release_retired(film);
    count += tell_over(film, now, &events[count]);
    count += tell_next_failed(film, now, &events[count]);
    count += retry_wanted(film, now, &events[count]);
    grant_wishes(film);
    om_tick look = next_look(film, now);
    *deadline = look < *deadline ? look : *deadline;
    return count;
}

bool
om_film_get_time(const struct om_film *film, om_scene_id scene, om_tick *time)
{
    if (!film->shown.clip || film->shown.scene != scene) {
        return false;
    }
    *time = om_clip_get_time(film->shown.clip);
    return true;
}

bool
om_film_get_length(const struct om_film *film, om_scene_id scene,
                   om_tick *length)
{
    if (!film->shown.clip || film->shown.scene != scene) {
        return false;
    }
    *length = om_clip_get_duration(film->shown.clip);
    return *length > 0;
}
