// "Did you mean …?": the word of a list that was most likely meant.
#ifndef OM_PACK_NEAREST_H
#define OM_PACK_NEAREST_H

#include <stddef.h>

struct om_nearest {
    const char *written; // borrowed
    const char *best;    // borrowed; NULL while nothing is near enough
    size_t distance;     // of `best`
};

struct om_nearest om_nearest_begin(const char *written);

// Offers a candidate; must stay valid as long as `best` is used.
void om_nearest_try(struct om_nearest *nearest, const char *candidate);

#endif
