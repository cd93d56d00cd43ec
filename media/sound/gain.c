#include "sound/gain.h"

#include <math.h>
#include <string.h>

// The duck is a sidechain: it hears the mixed sound of all clips and decides
// from its loudness alone, so no author has to mark where somebody speaks.
//
//   clip sound   ______|#########|______________________
//   gain      0 dB ----\                        /-------
//                       \                      /
//          depth         \____________________/
//                      | <100ms>  |  300 ms  |260 ms|
//
// Loudness is the mean square over a sliding window of 20 buckets of 1 ms: a
// window with an edge, not a decaying mean, because from full scale a decaying
// mean of 20 ms needs 200 ms to sink below -45 dB and the release would begin
// that much later. Attack and release are straight lines in decibels, which
// is one multiplication per frame. The figures leave room inside what was
// promised: down within 120 ms, back within 600 ms after the last sound.

static const float DUCK_THRESHOLD = 3.16e-5F; // -45 dBFS, as a mean square
static const float DUCK_ATTACK = 0.1F;        // s
static const float DUCK_RELEASE = 0.26F;      // s
enum { DUCK_HOLD = OM_PCM_RATE * 3 / 10 };    // frames

uint64_t
om_ramp_order(float level, om_tick over)
{
    om_tick frames = over <= 0          ? 1
                     : over >= OM_S(60) ? OM_S(60) / 1000 * OM_PCM_RATE / 1000
                                        : over * OM_PCM_RATE / OM_S(1) + 1;
    uint32_t bits;
    memcpy(&bits, &level, sizeof(bits));
    return (uint64_t) bits << 32 | (uint64_t) frames;
}

void
om_ramp_follow(struct om_ramp *ramp, uint64_t order)
{
    if (order == ramp->order) {
        return;
    }
    ramp->order = order;
    uint32_t bits = (uint32_t) (order >> 32);
    memcpy(&ramp->target, &bits, sizeof(bits));
    ramp->step = (ramp->target - ramp->value) / (float) (uint32_t) order;
}

float
om_ramp_step(struct om_ramp *ramp)
{
    if (ramp->value != ramp->target) {
        float next = ramp->value + ramp->step;
        bool arrived =
            ramp->step == 0
            || (ramp->step > 0 ? next >= ramp->target : next <= ramp->target);
        ramp->value = arrived ? ramp->target : next;
    }
    return ramp->value;
}

void
om_duck_init(struct om_duck *duck, float depth_db)
{
    float db = depth_db > 0 ? 0 : depth_db;
    *duck = (struct om_duck){
        .gain = 1,
        .depth = powf(10, db / 20),
        .attack = powf(10, db / 20 / (DUCK_ATTACK * OM_PCM_RATE)),
        .release = powf(10, -db / 20 / (DUCK_RELEASE * OM_PCM_RATE)),
    };
}

static bool
is_heard(const struct om_duck *duck)
{
    float sum = 0;
    for (unsigned i = 0; i < OM_DUCK_BUCKETS; i++) {
        sum += duck->past[i];
    }
    return sum / (OM_DUCK_BUCKETS * OM_DUCK_BUCKET) > DUCK_THRESHOLD;
}

float
om_duck_step(struct om_duck *duck, float left, float right)
{
    duck->power += (left * left + right * right) / 2;
    if (++duck->frames == OM_DUCK_BUCKET) {
        duck->past[duck->bucket] = duck->power;
        duck->bucket = (duck->bucket + 1) % OM_DUCK_BUCKETS;
        duck->power = 0;
        duck->frames = 0;
        if (is_heard(duck)) {
            duck->hold = DUCK_HOLD;
        }
    }
    if (duck->hold > 0) {
        duck->hold--;
        duck->gain = fmaxf(duck->gain * duck->attack, duck->depth);
    } else {
        duck->gain = fminf(duck->gain * duck->release, 1);
    }
    return duck->gain;
}

bool
om_duck_rests(const struct om_duck *duck)
{
    return duck->gain == 1 && duck->hold == 0 && duck->power == 0
           && !is_heard(duck);
}

float
om_gain_to_db(float gain)
{
    return gain > 1e-6F ? 20 * log10f(gain) : -120;
}

float
om_gain_from_db(float db)
{
    return db <= -60 ? 0 : powf(10, db / 20);
}
