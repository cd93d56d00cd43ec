// The sound of one clip on its way from a ring to the mix, and the clock it
// is laid against. No device and no allocation in here: it runs in the sound
// thread, and a test can run it anywhere.
#ifndef OM_SOUND_VOICE_H
#define OM_SOUND_VOICE_H

#include "sound/pcm.h"

// When the first frame of each callback goes out, smoothed over callbacks.
struct om_device_clock {
    double next;    // us: when the next callback ought to come
    unsigned steps; // since it was set; saturates
    unsigned off;   // callbacks in a row that came far from `next`
};

// One callback of that many frames came now; returns when it ought to have
// come: what `now` would be without the jitter.
om_tick om_device_clock_step(struct om_device_clock *clock, om_tick now,
                             size_t frames);

struct om_voice {
    uint64_t position; // of the next frame to mix; valid while running
    uint64_t anchor_position;
    om_tick anchor_due; // 0: none known yet
    float gain;
    float last[2]; // what went out last
    float tail[2]; // what still fades out of something that is gone
    float tail_gain;
    int trim;      // -1, 0, 1: frames to lose or gain per call
    bool running;  // in step with its ring, or fading out of it
    bool sounding; // the last frame was there
    uint64_t underruns, resyncs;
};

// Adds the sound that is due from `due` on (device time of the first frame)
// to the mix, in units of S16. Not wanted: fades out. `ring` may be NULL.
// False when there was nothing to add.
bool om_voice_mix(struct om_voice *voice, struct om_pcm_ring *ring, bool wanted,
                  om_tick due, float (*mix)[2], size_t frames);

// Whether it has faded out and let go of its ring.
bool om_voice_is_silent(const struct om_voice *voice);

#endif
