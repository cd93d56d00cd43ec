#include "tally/wall.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/timex.h>

enum {
    DAY = 86400,
    AHEAD_MAX = 400 * DAY, // a year in a cupboard, and then some
    JUMP_MAX = 3600,
    PERIOD_FIRST = 202601,
    PERIOD_END = 210001,
};

int
om_tally_period(time_t now)
{
    struct tm local;
    if (!localtime_r(&now, &local)) {
        return 0;
    }
    char text[16];
    strftime(text, sizeof(text), "%G%V", &local);
    int period = atoi(text);
    return period >= PERIOD_FIRST && period < PERIOD_END ? period : 0;
}

time_t
om_tally_period_start(int period)
{
    if (period == 0) {
        return 0;
    }
    // 4 January lies in week 1; noon, so that no change of the hour matters
    struct tm day = { .tm_year = period / 100 - 1900,
                      .tm_mday = 4,
                      .tm_hour = 12,
                      .tm_isdst = -1 };
    mktime(&day);
    struct tm monday = { .tm_year = day.tm_year,
                         .tm_mon = day.tm_mon,
                         .tm_mday = day.tm_mday - (day.tm_wday + 6) % 7
                                    + 7 * (period % 100 - 1),
                         .tm_isdst = -1 };
    return mktime(&monday);
}

struct om_wall_reading
om_wall_read(void)
{
    struct timespec boot;
    struct timex kernel = { .modes = 0 }; // only asks
    clock_gettime(CLOCK_BOOTTIME, &boot);
    int state = adjtimex(&kernel);
    return (struct om_wall_reading){
        .wall = time(NULL),
        .boot = boot.tv_sec,
        .synchronised =
            state >= 0 && state != TIME_ERROR && !(kernel.status & STA_UNSYNC),
    };
}

struct om_wall
om_wall_begin(void)
{
    return (struct om_wall){ .floor = OM_BUILT };
}

void
om_wall_learn(struct om_wall *clock, time_t passed)
{
    clock->floor = passed > clock->floor ? passed : clock->floor;
}

static bool
is_plausible(const struct om_wall *clock, struct om_wall_reading reading)
{
    if (reading.wall < clock->floor
        || reading.wall - clock->floor > AHEAD_MAX) {
        return false;
    }
    time_t jump = reading.wall - reading.boot - clock->anchor;
    return !clock->anchored || (jump <= JUMP_MAX && jump >= -JUMP_MAX);
}

time_t
om_wall_judge(struct om_wall *clock, struct om_wall_reading reading)
{
    int period = om_tally_period(reading.wall);
    if (period == 0
        || (!reading.synchronised && !is_plausible(clock, reading))) {
        return 0;
    }
    if (reading.synchronised || !clock->anchored) {
        clock->anchored = true;
        clock->anchor = reading.wall - reading.boot;
    }
    om_wall_learn(clock, om_tally_period_start(period));
    return reading.wall;
}
