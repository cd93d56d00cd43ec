// Exact discrete Laplace noise in whole numbers: no floating point, so that
// nothing can be read from the gaps between its values.
#ifndef OM_REPORT_NOISE_H
#define OM_REPORT_NOISE_H

#include <stdint.h>

// Where chance comes from: below(context, n) is uniform in 0..n-1, n >= 1.
struct om_uniform {
    uint32_t (*below)(void *context, uint32_t n);
    void *context;
};

// The system's random numbers.
extern const struct om_uniform om_uniform_system;

// P(x) proportional to exp(-|x| * s / t): scale t/s; t, s in 1..1000.
int64_t om_noise_laplace(const struct om_uniform *uniform, uint32_t t,
                         uint32_t s);

#endif
