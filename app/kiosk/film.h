// What plays: which clip is on screen, which ones wait on their first frames,
// and how one follows the other without a black or an old frame between. It
// carries out what the visit asks for; it decides nothing about the visit.
//
// The picture on screen changes only when the next one is there. Clips that
// may come next are opened while the present one runs; when the pool has fewer
// processes than wishes, the first wishes win, and om_film_expect() makes room
// for the one whose button is under a finger.
#ifndef OM_KIOSK_FILM_H
#define OM_KIOSK_FILM_H

#include "base/tick.h"
#include "pack/pack.h"
#include "visit/visit.h"

#include <stdbool.h>
#include <stddef.h>

struct om_canvas;
struct om_clip;
struct om_clip_pool;
struct om_sound;

enum {
    OM_FILM_AHEAD_MAX = 4, // clips that wait on their first frame
    OM_FILM_WISHES_MAX = 8,
};

// The attract loop is a clip as well; this is its scene number.
#define OM_SCENE_ATTRACT ((om_scene_id) 0xFFFE)

// Which file a name meant when it was opened.
struct om_film_file {
    uint64_t device, node;
    int64_t size, modified; // nanoseconds
};

struct om_film_clip {
    struct om_clip *clip; // NULL: none
    om_scene_id scene;
    struct om_film_file file;
};

struct om_film {
    const struct om_pack *pack; // borrowed, as are the next three
    struct om_clip_pool *pool;
    struct om_canvas *canvas;
    struct om_sound *sound;
    unsigned fit_width, fit_height;
    struct om_film_clip shown;   // on screen
    struct om_film_clip next;    // takes over when its first frame is there
    struct om_film_clip retired; // let go when its sound has faded
    struct om_film_clip ahead[OM_FILM_AHEAD_MAX];
    om_scene_id wishes[OM_FILM_WISHES_MAX];
    size_t wish_count;
    om_scene_id wanted;   // to be played as soon as a process is free
    om_tick wanted_since; // not before this
    unsigned slot;        // of the mixer, for the clip shown
    bool held;
    bool told;      // that the clip shown is over
    bool half_told; // that half of it was shown
    bool no_loop;   // the attract loop could not be shown, last time
    bool changed;   // the picture, since the caller cleared this
};

// The visit is over: nothing is to tell which films were shown in it. Before
// the attract loop comes on.
void om_film_forget(struct om_film *film);

// Plays the attract loop from now on, over and over.
void om_film_attract(struct om_film *film, om_tick now);

void om_film_play(struct om_film *film, om_scene_id scene, om_tick now);

// The same from a time on (0: the beginning), held there when `held`.
void om_film_play_at(struct om_film *film, om_scene_id scene, om_tick start,
                     bool held, om_tick now);

void om_film_hold(struct om_film *film);

void om_film_resume(struct om_film *film);

// The picture stays, its clip is let go: nothing will resume it.
void om_film_freeze(struct om_film *film);

// The clips that may come next, most likely first; other scenes are passed
// over.
void om_film_wish(struct om_film *film, const om_scene_id *scenes,
                  size_t count);

// A finger is on the button that leads to this clip.
void om_film_expect(struct om_film *film, om_scene_id scene);

// Whether this clip waits on its first frame; whether it cannot be shown.
bool om_film_is_waiting(const struct om_film *film, om_scene_id scene);
bool om_film_is_broken(const struct om_film *film, om_scene_id scene);

// Lets go of everything, but for the picture on screen. Its sound goes on for
// a moment: the pool may be destroyed when om_film_is_silent().
void om_film_leave(struct om_film *film);

bool om_film_is_silent(const struct om_film *film);

// Another edition of the pack, in the same folder: clips that are the same
// there, file and cues, go on; others are closed, and the picture stays. False
// when the clip on screen, or the one to come, was among them.
bool om_film_move(struct om_film *film, const struct om_pack *pack);

// Takes in what the decoders did. Returns the number of events for the visit
// (CUE, CLIP_HALF, CLIP_ENDED, CLIP_FAILED) and in `deadline` when to be called
// next.
size_t om_film_step(struct om_film *film, om_tick now, struct om_event *events,
                    size_t room, om_tick *deadline);

// Media time of the picture, and whether it belongs to this scene's clip.
bool om_film_get_time(const struct om_film *film, om_scene_id scene,
                      om_tick *time);

// How long this scene's clip is; false when it is not known (yet).
bool om_film_get_length(const struct om_film *film, om_scene_id scene,
                        om_tick *length);

#endif
