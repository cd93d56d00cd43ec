// Time. One clock for the whole program: CLOCK_MONOTONIC in microseconds,
// the clock libvlc stamps frames and samples with on Linux. The loop reads it
// once a turn and passes it down; only the edges (decoder, mixer) read it
// themselves. Any thread.
#ifndef OM_BASE_TICK_H
#define OM_BASE_TICK_H

#include <stdint.h>

typedef int64_t om_tick; // microseconds, monotonic; also used for durations

#define OM_MS(ms) ((om_tick) (ms) *1000)
#define OM_S(s)   ((om_tick) (s) *1000000)
#define OM_NEVER  INT64_MAX // a deadline that never comes

om_tick om_tick_now(void);

#endif
