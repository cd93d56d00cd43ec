// Everything that is heard: one SDL_mixer device at 48 kHz, opened once and
// kept open. The soundtrack plays through the visit; the sound of clips comes
// from shared rings (pcm.h) and is mixed at the moment it is due in the
// post-mix; the soundtrack is ducked under it. Every start, stop, pause and
// jump is a ramp of 5-15 ms. No device is no failure: everything else goes
// on, and om_sound_tick() tries again.
//
// Main thread. No call waits for a device: a thread inside opens and closes
// it, and initialises SDL's audio subsystem for as long as one is open. So
// init SDL's other subsystems before om_sound_create() and quit them after
// om_sound_destroy(). Of SDL's events, pass SDL_AUDIODEVICEREMOVED with a
// device id other than 0 and SDL_AUDIODEVICEADDED to
// om_sound_device_changed().
#ifndef OM_SOUND_SOUND_H
#define OM_SOUND_SOUND_H

#include "base/tick.h"

#include <stdbool.h>
#include <stdint.h>

struct om_sound;
struct om_pcm_ring;

enum { OM_SOUND_SLOTS = 4 }; // clips that can sound at the same time

struct om_sound_params {
    int buffer;      // frames per callback; 0: 768 (16 ms)
    om_tick latency; // callback to loudspeaker; 0: what is likely
    float master;    // 0..1; 0: 1.0
    float duck_db;   // how far the soundtrack goes down; 0: -12
};

// Never fails for want of a device; NULL only when there is no memory or no
// thread to be had, and then every call below accepts NULL.
struct om_sound *om_sound_create(const struct om_sound_params *params);

void om_sound_destroy(struct om_sound *sound);

// The soundtrack, looped without a gap, read into memory. NULL: none; the one
// before goes out by a ramp, the new one comes up by a ramp. False when it
// cannot be read or is no sound file, which is said in the log, and the one
// before plays on. Damage beyond its first bytes is found when it is first
// played: it is said in the log then, and there is no soundtrack.
bool om_sound_play_track(struct om_sound *sound, const char *path);

// Soundtrack level in dB (0 loud, -60 silent), by a ramp of `over`.
void om_sound_set_track_level(struct om_sound *sound, float db, om_tick over);

// Volume for the visitor, 0..1, by a short ramp.
void om_sound_set_master(struct om_sound *sound, float level);

// Mixes this ring from now on (NULL: no more) in that slot; the old one goes
// out by a ramp. The ring stays mapped until om_sound_is_free(slot) is true.
void om_sound_set_ring(struct om_sound *sound, unsigned slot,
                       struct om_pcm_ring *ring);

// Whether the mixer has let go of the slot's previous ring.
bool om_sound_is_free(const struct om_sound *sound, unsigned slot);

// Once in a while (each loop turn, at least every second): has a device
// opened when there is none (after 1, 2, 4 ... 30 s), and closed when it is
// lost or makes no call for 2 s. Returns when it wants to be called next.
om_tick om_sound_tick(struct om_sound *sound, om_tick now);

// The device was lost (SDL_AUDIODEVICEREMOVED) or one appeared; taken in by
// the next tick.
void om_sound_device_changed(struct om_sound *sound, bool removed);

// What is heard, for `doctor` and tests.
struct om_sound_status {
    bool device;        // a device is open
    uint64_t callbacks; // calls of the mixer since creation
    float duck_db;      // current gain of the soundtrack's duck
    uint64_t underruns; // times that due sound was not there
    uint64_t resyncs;   // hard jumps because clock and ring disagreed
};

struct om_sound_status om_sound_get_status(const struct om_sound *sound);

#endif
