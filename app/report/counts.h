// Everything that was counted, in one table: the one door through which a
// report sees counters, wherever they come from (a kiosk's own database, the
// exports of many kiosks, a server). A source calls om_counts_add() for every
// counter it knows, in any order and as often as it likes: per (site, epoch,
// cell, period) the highest n holds, and epochs are added up. Raw counts are
// confidential; nothing in here may be printed but through release.h.
//
// Fill, then seal, then read. Memory: 16 bytes for each counter of an epoch
// while filling, 24 for each (site, cell, period) afterwards.
#ifndef OM_REPORT_COUNTS_H
#define OM_REPORT_COUNTS_H

#include "tally/tally.h" // OM_EPOCH_SIZE

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum om_place_type { OM_PLACE_CINEMA, OM_PLACE_BOOTH, OM_PLACE_SCHOOL };

enum { OM_PLACE_ID_MAX = 40 };

struct om_place {
    char id[OM_PLACE_ID_MAX + 1]; // [a-z0-9-]
    enum om_place_type type;
    char province[OM_PLACE_ID_MAX + 1]; // "nl-nh"; [a-z0-9-]
    unsigned kiosks;
};

// One (site, cell, period) over all epochs.
struct om_count {
    uint32_t site, cell; // indices below
    int32_t period;      // YYYYWW, YYYY91..94 for a quarter, 0 unknown
    uint64_t n;
};

struct om_counts {
    // By id once sealed; before, in the order of adding. Owned.
    struct om_place *sites;
    size_t site_count;
    // Keys of cells, in order of strcmp() once sealed. Owned.
    char **cells;
    size_t cell_count;
    // Once sealed: by site, cell, period. Owned.
    struct om_count *items;
    size_t count;
    size_t clones; // epochs that came from more than one site; once sealed
    struct om_counts_filling *filling; // owned; NULL once sealed
};

enum om_counted {
    OM_COUNTED_FINE,
    OM_COUNTED_CELL,   // not in the closed list of families (tally/cells.h)
    OM_COUNTED_PERIOD, // neither a week, a quarter nor 0
    OM_COUNTED_FULL,   // more sites, epochs, cells or counters than fit, or n
};

// An empty one to fill.
void om_counts_init(struct om_counts *counts);

void om_counts_finish(struct om_counts *counts);

// Index of the site for om_counts_add(), valid until sealed. Of a site that
// is described twice in different ways the stricter type, the province that
// comes first and the higher number of kiosks hold.
uint32_t om_counts_add_site(struct om_counts *counts,
                            const struct om_place *site);

// One counter of an epoch (OM_EPOCH_SIZE bytes).
enum om_counted om_counts_add(struct om_counts *counts, uint32_t site,
                              const uint8_t *epoch, int period, const char *key,
                              uint64_t n);

// Merges, sorts, adds up. An epoch that came from two sites (a cloned disk)
// counts once, at the site whose id comes first. The result depends on what
// was added, not on the order.
void om_counts_seal(struct om_counts *counts);

#endif
