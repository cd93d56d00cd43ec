// Gains that change without a click: ramps of level, and the duck that
// presses the soundtrack down under the sound of clips. Values only, no
// clock and no device; one sample at a time. Sound thread, but for orders.
#ifndef OM_SOUND_GAIN_H
#define OM_SOUND_GAIN_H

#include "sound/pcm.h"

// A level on its way to another, a straight line in amplitude.
struct om_ramp {
    float value, target, step; // step: per frame
    uint64_t order;            // the one being followed
};

// "Go to that level within that time", in one word so that it crosses from
// the main thread to the sound thread whole.
uint64_t om_ramp_order(float level, om_tick over);

// Takes up an order; one that was taken up before changes nothing.
void om_ramp_follow(struct om_ramp *ramp, uint64_t order);

// The level for the next frame.
float om_ramp_step(struct om_ramp *ramp);

enum {
    OM_DUCK_BUCKET = OM_PCM_RATE / 1000, // 1 ms
    OM_DUCK_BUCKETS = 20,                // what the loudness is taken over
};

struct om_duck {
    float gain;                  // now, 1: not ducked
    float depth;                 // 0..1, constant after init
    float attack, release;       // factors per frame, constant after init
    float power;                 // of the bucket being filled
    float past[OM_DUCK_BUCKETS]; // power of the finished ones
    unsigned frames, bucket;
    unsigned hold; // frames to stay down for
};

// depth_db: how far down, negative.
void om_duck_init(struct om_duck *duck, float depth_db);

// Hears one frame of clip sound (full scale: 1) and returns the gain of the
// soundtrack for it.
float om_duck_step(struct om_duck *duck, float left, float right);

// Whether it has heard nothing for so long that another frame of nothing
// would change nothing.
bool om_duck_rests(const struct om_duck *duck);

// 20 log10, with a floor of -120.
float om_gain_to_db(float gain);

// -60 and below: 0.
float om_gain_from_db(float db);

#endif
