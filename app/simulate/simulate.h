// Pretend visitors at pretend sites: the real visit engine, counting, tally,
// export and merge, with a virtual clock. Each site counts in a state folder of
// its own, as if it were a kiosk; its signed export is kept in DIR/exports and
// merged into DIR, which can then be reported on. Everything is marked as
// simulated.
#ifndef OM_SIMULATE_SIMULATE_H
#define OM_SIMULATE_SIMULATE_H

#include "base/text.h"
#include "pack/pack.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum { OM_SIMULATE_SITES_MAX = 5000, OM_SIMULATE_DAYS_MAX = 3660 };

struct om_simulation {
    const struct om_pack *pack;
    const char *state;
    unsigned visits; // of all sites together
    uint64_t seed;
    time_t from; // midnight of the first day, local time
    unsigned days;
    unsigned sites;
    const char *type; // "cinema", "booth", "school"
};

// False with a message: the folder holds real counts, or cannot be written.
bool om_simulate(const struct om_simulation *simulation,
                 struct om_text *problem);

#endif
