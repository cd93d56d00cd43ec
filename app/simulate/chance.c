#include "simulate/chance.h"

#include <math.h>

struct om_chance
om_chance_begin(uint64_t seed, uint64_t stream)
{
    struct om_chance chance = { seed * 0x9E3779B97F4A7C15U
                                ^ (stream + 1) * 0xD1B54A32D192ED03U };
    (void) om_chance_next(&chance);
    return chance;
}

// A 64-bit counter, mixed (the splitmix construction).
uint64_t
om_chance_next(struct om_chance *chance)
{
    uint64_t z = chance->state += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

double
om_chance_unit(struct om_chance *chance)
{
    return (double) (om_chance_next(chance) >> 11) / 9007199254740992.0;
}

bool
om_chance_is(struct om_chance *chance, double probability)
{
    return om_chance_unit(chance) < probability;
}

double
om_chance_factor(struct om_chance *chance, double spread)
{
    // four dice are near enough to a bell
    double sum = 0;
    for (int i = 0; i < 4; i++) {
        sum += om_chance_unit(chance) - 0.5;
    }
    return fmax(0.2, exp(spread * sum * 1.7));
}

unsigned
om_chance_pick(struct om_chance *chance, const double *weights, unsigned count)
{
    double sum = 0;
    for (unsigned i = 0; i < count; i++) {
        sum += weights[i];
    }
    double at = om_chance_unit(chance) * sum;
    for (unsigned i = 0; i + 1 < count; i++) {
        if (at < weights[i]) {
            return i;
        }
        at -= weights[i];
    }
    return count - 1;
}
