#include "clip/clock.h"

#include <stddef.h>

enum { TOLERANCE = 500 }; // of a media time rounded to milliseconds

struct rate {
    unsigned rate, scale;
};

static const struct rate fractional[] = {
    { 24000, 1001 }, { 30000, 1001 }, { 60000, 1001 }, { 25, 2 }, { 15, 2 },
};

static int64_t
divide_down(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

// Containers give the rate as a fraction in any terms, averaged over the
// clip: what is within one in ten thousand of a usual rate is that rate.
static bool
find_rate(struct om_clock *clock, uint64_t rate, uint64_t scale)
{
    for (size_t i = 0; i < sizeof(fractional) / sizeof(*fractional); i++) {
        uint64_t a = rate * fractional[i].scale;
        uint64_t b = scale * fractional[i].rate;
        if ((a > b ? a - b : b - a) <= b / 10000) {
            clock->rate = fractional[i].rate;
            clock->scale = fractional[i].scale;
            return true;
        }
    }
    uint64_t whole = (rate + scale / 2) / scale;
    uint64_t nearest = whole * scale;
    if (whole < 1 || whole > 120
        || (rate > nearest ? rate - nearest : nearest - rate) > rate / 10000) {
        return false;
    }
    clock->rate = (int64_t) whole;
    clock->scale = 1;
    return true;
}

void
om_clock_init(struct om_clock *clock, unsigned rate, unsigned scale)
{
    *clock = (struct om_clock){ .rate = 1000, .scale = 1 };
    clock->loose = !rate || !scale || !find_rate(clock, rate, scale);
}

om_tick
om_clock_get_period(const struct om_clock *clock)
{
    return om_clock_get_time(clock, 1);
}

om_tick
om_clock_get_time(const struct om_clock *clock, int64_t number)
{
    return divide_down(number * OM_S(1) * clock->scale, clock->rate);
}

om_tick
om_clock_get_start(const struct om_clock *clock, int64_t number)
{
    return number == 0 ? 0
                       : om_clock_get_time(clock, number)
                             + om_clock_get_period(clock) / 4;
}

int64_t
om_clock_get_number(const struct om_clock *clock, om_tick time)
{
    return divide_down((time + TOLERANCE) * clock->rate,
                       OM_S(1) * clock->scale);
}

int64_t
om_clock_get_nearest(const struct om_clock *clock, om_tick due)
{
    om_tick time = due - clock->base + om_clock_get_period(clock) / 2;
    return divide_down(time * clock->rate, OM_S(1) * clock->scale);
}

om_tick
om_clock_get_due(const struct om_clock *clock, int64_t number)
{
    return clock->base + om_clock_get_time(clock, number);
}
