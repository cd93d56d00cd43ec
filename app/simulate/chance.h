// Chance that can be repeated: the same seed gives the same visitors on every
// machine. Not for secrets, and not for noise (report/noise.h).
#ifndef OM_SIMULATE_CHANCE_H
#define OM_SIMULATE_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

struct om_chance {
    uint64_t state;
};

// A stream of its own for each pair of numbers.
struct om_chance om_chance_begin(uint64_t seed, uint64_t stream);

uint64_t om_chance_next(struct om_chance *chance);

// 0 <= x < 1.
double om_chance_unit(struct om_chance *chance);

bool om_chance_is(struct om_chance *chance, double probability);

// Around 1, never far below 0.2; `spread` 0 is always 1.
double om_chance_factor(struct om_chance *chance, double spread);

// An index below count (>= 1), by weight.
unsigned om_chance_pick(struct om_chance *chance, const double *weights,
                        unsigned count);

#endif
