// A soundtrack: a sound file in memory on its way to SDL_mixer. Decoding a
// compressed one costs as much as everything else that is heard, for ever, so
// one of some minutes is decoded once, whole, and then only copied. A longer
// one is decoded while it plays, and so is one with loop points of its own.
// The device's thread only.
#ifndef OM_SOUND_TRACK_H
#define OM_SOUND_TRACK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct Mix_Chunk;

struct om_track { // zero: none
    void *bytes;  // the file, owned; NULL: none, or decoded
    size_t length;
    char *name;              // owned
    struct Mix_Chunk *whole; // decoded; kept when the device is closed
    void *music;             // Mix_Music: decoded while it plays
    bool plays;
};

// Plays it, over and over, on the open device. False when it cannot be
// played, which is said in the log, and when `leave` became true meanwhile:
// decoding takes a second or so, on a thread that leaves others the way.
bool om_track_start(struct om_track *track, const atomic_bool *leave);

// Stops at once. Nothing happens when it does not play.
void om_track_stop(struct om_track *track);

// Stops, and forgets it. Also one that never played.
void om_track_free(struct om_track *track);

#endif
