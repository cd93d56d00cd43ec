// Two packs written by hand: a small one, and one with the rest of the format.
#ifndef OM_TESTS_VISIT_PACKS_H
#define OM_TESTS_VISIT_PACKS_H

#include "pack/pack.h"

extern const struct om_pack small;

extern const struct om_moment moments[2];

extern const struct om_pack rich;

#endif
