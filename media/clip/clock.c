#include "clip/clock.h"

#include <stddef.h>

// A picture is shown at its date or a little late, never early (but for what
// the base is wrong by). So a moment is mapped to a frame by rounding down,
// with a small allowance: lateness up to almost a whole period still gives
// the right number, and a picture shown again in a slow clip (VLC does so
// after about 60 ms) is not taken for the next one.

enum {
    TOLERANCE = 500, // of a media time rounded to milliseconds
    WINDOW = 16,
    DRIFT = 2000, // what is left alone
};

#define EARLY_MAX OM_MS(8)

struct rate {
    unsigned rate, scale;
};

static const struct rate fractional[] = {
    { 24000, 1001 },
    { 30000, 1001 },
    { 60000, 1001 },
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
    om_tick quarter = om_clock_get_period(clock) / 4;
    clock->early = quarter < EARLY_MAX ? quarter : EARLY_MAX;
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

int64_t
om_clock_get_number(const struct om_clock *clock, om_tick time)
{
    return divide_down((time + TOLERANCE) * clock->rate,
                       OM_S(1) * clock->scale);
}

int64_t
om_clock_get_number_due(const struct om_clock *clock, om_tick now)
{
    return divide_down((now - clock->base + clock->early) * clock->rate,
                       OM_S(1) * clock->scale);
}

om_tick
om_clock_get_due(const struct om_clock *clock, int64_t number)
{
    return clock->base + om_clock_get_time(clock, number);
}

void
om_clock_observe(struct om_clock *clock, int64_t number, om_tick now)
{
    if (clock->loose) {
        return;
    }
    om_tick lag = now - om_clock_get_due(clock, number);
    if (clock->observed == 0 || lag < clock->lag) {
        clock->lag = lag;
    }
    if (++clock->observed < WINDOW) {
        return;
    }
    clock->observed = 0;
    if (clock->lag > DRIFT || clock->lag < -DRIFT) {
        clock->base += clock->lag;
    }
}
