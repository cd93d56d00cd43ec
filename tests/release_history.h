// Made-up histories of kiosks: visits, late and doubled deliveries, absent
// sites. The same for the same seed.
#ifndef OM_TESTS_RELEASE_HISTORY_H
#define OM_TESTS_RELEASE_HISTORY_H

#include "report/release.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SITES = 6,
    QUESTIONS = 2,
    CHOICES = 4,
    LANGUAGES = 2,
    MONTHS = 7, // March to September 2026, with a school year's end
    FIRST = 202603,
    STEPS = 3, // start, finish, q1_shown + q2_shown
    CELLS = QUESTIONS * CHOICES * LANGUAGES,
    UNKNOWNS = SITES * CELLS,
};

extern const char *const languages[LANGUAGES];

// What one site counted in one month.
struct batch {
    unsigned answers[QUESTIONS][CHOICES][LANGUAGES];
    unsigned start[LANGUAGES], finish[LANGUAGES];
    unsigned shown[QUESTIONS][LANGUAGES];
    int period;  // of all of it
    int arrives; // month (index) in whose closing it is there first
};

struct history {
    uint64_t dice; // for roll()
    uint64_t seed;
    unsigned k;
    size_t sites, provinces, choices, languages;
    bool several[QUESTIONS]; // a visitor may give several answers
    size_t province[SITES];
    int opens[SITES]; // month in which a site is there first
    bool away[SITES][MONTHS];
    struct batch batches[SITES][MONTHS];
    struct om_catalogue catalogue;
    struct om_release_rules rules;
};

// Whether a choice helps, by its number.
bool helps(size_t choice);

// Its catalogue is the caller's to finish.
void make_history(struct history *h, uint64_t seed);

// Whether a site is in the closing of month `m`.
bool is_there(const struct history *h, size_t s, int m);

// All that has arrived by the closing of month `m`, in some order, some of it
// twice or as an older snapshot.
void collect(struct history *h, int m, struct om_counts *counts);

#endif
