// Made-up counters of a fleet, and what a release of them shows.
#ifndef OM_TESTS_LEDGER_RIG_H
#define OM_TESTS_LEDGER_RIG_H

#include "report/release.h"

#include <stdint.h>

struct fleet {
    unsigned sites, provinces, questions, choices, languages, weeks;
    unsigned epochs; // a week
    unsigned visits; // a week, site and epoch
    enum om_place_type type;
};

// What the fleet asks, in its languages.
void fill_catalogue(struct om_catalogue *catalogue, const struct fleet *fleet);

// Fails the test when it is not taken.
void add(struct om_counts *counts, uint32_t site, const uint8_t *epoch,
         int week, const char *key, uint64_t n);

// Counts of all sites; the caller finishes them.
void fill_counts(struct om_counts *counts, const struct fleet *fleet);

// How many rows of a scope have figures.
unsigned count_shown(const struct om_release *release, enum om_scope scope);

extern const struct fleet small;

#endif
