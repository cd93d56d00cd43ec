// Where a report's counters come from: the pool of merged exports when there is
// one, else the kiosk's own database, as one site.
#ifndef OM_EXCHANGE_SOURCE_H
#define OM_EXCHANGE_SOURCE_H

#include "base/text.h"
#include "report/catalogue.h"
#include "report/counts.h"

#include <stdbool.h>

// Fills and seals `counts`. `own` is the site that the kiosk's own counters
// get. False with a message; then there is nothing to finish.
bool om_source_load(const char *state, const struct om_place *own,
                    struct om_counts *counts, struct om_text *problem);

// Adds the questions, choices and languages that were counted for packs that
// are not in the catalogue. Which of those choices help is not known.
void om_source_name_unknown(const struct om_counts *counts,
                            struct om_catalogue *catalogue);

#endif
