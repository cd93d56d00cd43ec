// The sound device and the soundtrack on it, by SDL_mixer. Opening, closing
// and loading can take long (a sound server that hangs answers never), so a
// thread of its own does them, and nobody waits for it but destroy, and that
// not for ever. It decides nothing: whether to try again, and when, is
// sound.c's.
#ifndef OM_SOUND_DEVICE_H
#define OM_SOUND_DEVICE_H

#include "base/tick.h"

#include <stdbool.h>
#include <stddef.h>

struct om_mixer;
struct om_device;

enum om_device_state {
    OM_DEVICE_CLOSED, // also after an attempt to open failed
    OM_DEVICE_BUSY,   // opening, closing, loading
    OM_DEVICE_OPEN,
};

// Starts the thread; the device is closed. Owns the mixer, which it calls
// while the device is open, from then on. `latency`: of the device; 0: what
// is likely of the one that opens. NULL when there is no memory or no thread
// to be had; the mixer is the caller's then.
struct om_device *om_device_create(struct om_mixer *mixer, int buffer,
                                   om_tick latency);

// Fades out, closes, ends the thread. When the thread hangs in a driver it is
// left behind, with all that it may touch.
void om_device_destroy(struct om_device *device);

// Asks for one attempt to open.
void om_device_open(struct om_device *device);

// Asks for closing.
void om_device_close(struct om_device *device);

// The soundtrack from now on, and after each opening: a sound file in memory,
// owned by the device (malloc) with its name; NULL: none.
void om_device_set_track(struct om_device *device, void *bytes, size_t length,
                         const char *name);

enum om_device_state om_device_get_state(const struct om_device *device);

#endif
