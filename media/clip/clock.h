// The clock of a playing clip: which frame is due at a moment, and when a
// frame is due. Frames are counted from 0 on the grid of the track's rate; a
// track whose rate is unknown or odd counts milliseconds instead. Values
// only: it reads no clock.
#ifndef OM_CLIP_CLOCK_H
#define OM_CLIP_CLOCK_H

#include "base/tick.h"

#include <stdbool.h>
#include <stdint.h>

struct om_clock {
    int64_t rate, scale; // rate / scale frames per second
    bool loose;          // the grid is not that of the frames
    om_tick base;        // when media time 0 is (was) due
};

// Rate as the container says it.
void om_clock_init(struct om_clock *clock, unsigned rate, unsigned scale);

// Media time of a frame.
om_tick om_clock_get_time(const struct om_clock *clock, int64_t number);

// Where to begin in the clip to get that frame first: within it, so that no
// rounding leads to another one. 0 for frame 0.
om_tick om_clock_get_start(const struct om_clock *clock, int64_t number);

// The last frame at or before that media time. Times are written with three
// decimals, so what is within half a millisecond before a frame means that
// frame.
int64_t om_clock_get_number(const struct om_clock *clock, om_tick time);

// The frame due nearest to `due`.
int64_t om_clock_get_nearest(const struct om_clock *clock, om_tick due);

om_tick om_clock_get_due(const struct om_clock *clock, int64_t number);

om_tick om_clock_get_period(const struct om_clock *clock);

#endif
