// What the school year's table of each site adds to the months, in the hands
// of a reader with a solver.
#ifndef OM_TESTS_RELEASE_YEAR_H
#define OM_TESTS_RELEASE_YEAR_H

#include "release_history.h"
#include "release_truth.h"

// The table, with all closings it is made of (March to July). Adds to
// `attacks` how many cells were attacked.
void attack_year(const struct history *h,
                 const struct om_release_ledger *ledger, struct truth *t,
                 unsigned *attacks);

#endif
