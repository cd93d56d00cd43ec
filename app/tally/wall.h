// Which week it is, and whether the clock can be believed. A kiosk without a
// network and with a flat battery starts in 1970; one that was set wrong
// starts in 2099. Counts must not land in a week that was not theirs, so they
// go to bucket 0 ("the clock was not trusted") while there is doubt, and they
// stay there: nothing is moved afterwards.
//
// The clock is trusted when the kernel says that NTP keeps it, or else when
//   - it is not before anything that has certainly passed: the build of this
//     program, the newest week counted, the date of the pack's pack.yaml;
//   - it is not more than 400 days after the newest of those;
//   - it did not jump by more than an hour since it was first trusted. After
//     it was set by hand by more than that, the kiosk is to be started again.
// Inside a visit nothing reads this clock: durations are monotonic (base/tick).
#ifndef OM_TALLY_WALL_H
#define OM_TALLY_WALL_H

#include <stdbool.h>
#include <time.h>

struct om_wall {
    time_t floor;  // newest moment that has certainly passed
    bool anchored; // it was trusted before
    time_t anchor; // wall time at boot, by the clock that was trusted
};

struct om_wall_reading {
    time_t wall;       // seconds since 1970
    time_t boot;       // seconds since boot
    bool synchronised; // by the kernel's word
};

struct om_wall_reading om_wall_read(void);

// A clock that knows when this program was built.
struct om_wall om_wall_begin(void);

// This moment has passed.
void om_wall_learn(struct om_wall *clock, time_t passed);

// reading.wall when it is trusted, else 0.
time_t om_wall_judge(struct om_wall *clock, struct om_wall_reading reading);

// The ISO week as YYYYWW, in local time; 0 for 0 and for what is before this
// program was written or a lifetime after.
int om_tally_period(time_t now);

// When a week begins: Monday 0:00 local time. 0 for period 0.
time_t om_tally_period_start(int period);

#endif
