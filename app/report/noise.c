// The sampler of Canonne, Kamath and Steinke (2020): coins with probability
// exp(-n/d) from coins with rational probability, and a geometric number from
// those. Every step is exact in whole numbers.

#include "report/noise.h"

#include <assert.h>
#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>

static uint32_t
system_below(void *context, uint32_t n)
{
    (void) context;
    return randombytes_uniform(n);
}

const struct om_uniform om_uniform_system = { system_below, NULL };

// True with probability n/d.
static bool
coin(const struct om_uniform *uniform, uint32_t n, uint32_t d)
{
    return uniform->below(uniform->context, d) < n;
}

// True with probability exp(-n/d), n <= d: in a row of coins n/d, n/2d, n/3d
// the first that fails is an odd one.
static bool
exp_coin(const struct om_uniform *uniform, uint32_t n, uint32_t d)
{
    uint32_t k = 1;
    while (coin(uniform, n, d * k)) {
        k++;
    }
    return k % 2 == 1;
}

int64_t
om_noise_laplace(const struct om_uniform *uniform, uint32_t t, uint32_t s)
{
    assert(t >= 1 && t <= 1000 && s >= 1 && s <= 1000);
    for (;;) {
        uint32_t u = uniform->below(uniform->context, t);
        if (!exp_coin(uniform, u, t)) {
            continue;
        }
        uint32_t v = 0;
        while (exp_coin(uniform, 1, 1)) {
            v++;
        }
        int64_t y = ((int64_t) u + (int64_t) t * v) / s;
        bool negative = coin(uniform, 1, 2);
        if (negative && y == 0) {
            continue; // or zero would come twice as often
        }
        return negative ? -y : y;
    }
}
