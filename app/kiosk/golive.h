// A new pack goes live: the kiosk's part of app/update. While nobody watches
// the next pack is loaded on a thread, decoders that may read its folder are
// started, and its attract loop waits on its first frame; only then, and still
// only while nobody watches, it takes the place of the one on screen, within
// one turn of the loop. What comes of it in its trial, good or bad, is told to
// app/update; when it failed, the one before comes back the same way.
//
// A visitor who comes in between sees the pack that is on screen; the next one
// waits. Main thread.
#ifndef OM_KIOSK_GOLIVE_H
#define OM_KIOSK_GOLIVE_H

#include "base/tick.h"
#include "kiosk/film.h"

#include <stdbool.h>

struct om_clip_pool;
struct om_kiosk;
struct om_loader;
struct om_update;
struct om_watch;

// A pack on its way to the screen:
//
//            loaded                attract loop there
//   NONE ──► LOADING ────► OPENING ───────────────► WAITING ──► on screen
//     ▲         │             │                        │ it died, or another
//     └─────────┴─────────────┴── failed: rolled back ─┘ one is wanted
enum om_golive_phase {
    OM_GOLIVE_NONE,
    OM_GOLIVE_LOADING,
    OM_GOLIVE_OPENING,
    OM_GOLIVE_WAITING, // until nobody watches
};

struct om_golive {
    struct om_update *update; // borrowed; NULL: no pack goes live here
    struct om_watch *watch;   // owned
    char *root;               // owned; of the pack on screen
    bool broken;              // a clip of it could not be shown
    unsigned told;            // quarters of a copy, in the log
    om_tick due;
    // the next one
    enum om_golive_phase phase;
    char *next_root;           // owned
    struct om_loader *loader;  // owned; LOADING
    struct om_pack *pack;      // owned; from OPENING on, as the next two are
    struct om_clip_pool *pool; // owned
    struct om_film film;
    om_tick since;    // of the phase
    om_tick retry_at; // not before this: there were no decoders
};

// All of them do nothing where the kiosk was given no om_update.
void om_golive_start(struct om_kiosk *kiosk);

void om_golive_finish(struct om_kiosk *kiosk);

// Each turn; sets `due`.
void om_golive_step(struct om_kiosk *kiosk);

// A visit is counted.
void om_golive_note_visit(struct om_kiosk *kiosk);

// A clip of the pack on screen could not be shown.
void om_golive_note_broken(struct om_kiosk *kiosk);

#endif
