// The counters of the running epoch: all it counted so far, in memory, sorted.
// They are the truth; what the disk holds of this epoch is a copy of them.
#ifndef OM_TALLY_COUNTERS_H
#define OM_TALLY_COUNTERS_H

#include "tally/cells.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OM_COUNTERS_MAX = 10000 }; // 1.8 MB

struct om_counter {
    int64_t n;
    int32_t period;
    char key[OM_CELL_MAX + 1];
};

// A zeroed one is empty. By period, then key.
struct om_counters {
    struct om_counter *items; // owned
    size_t count, capacity;
};

// Adds n to a counter, which begins at 0. False when there are too many.
bool om_counters_add(struct om_counters *counters, int period, const char *key,
                     uint32_t n);

// Empties and wipes.
void om_counters_finish(struct om_counters *counters);

#endif
