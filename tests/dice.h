// Chance that is the same in every run.
#ifndef OM_TESTS_DICE_H
#define OM_TESTS_DICE_H

#include <stdint.h>

// Below n. The dice hold any number to begin with.
static inline uint32_t
roll(uint64_t *dice, uint32_t n)
{
    uint64_t z = *dice += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (uint32_t) ((z ^ z >> 31) % n);
}

#endif
