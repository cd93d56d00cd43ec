// What a ledger holds, for closing, reading and the file. Private to report.
#ifndef OM_REPORT_LEDGER_STATE_H
#define OM_REPORT_LEDGER_STATE_H

#include "report/names.h"
#include "report/release.h"

#include <stddef.h>
#include <stdint.h>

struct om_release_ledger_site {
    const char *id, *province; // in strings; a site stays in its province
    enum om_place_type type;
    unsigned kiosks;
    int since; // month of the closing that saw it first
};

struct om_release_ledger_covered {
    int month; // of the closing
    uint32_t site;
    unsigned weeks;
};

struct om_release_ledger {
    struct om_release_rules rules;
    int started, closed; // first and last closed month; 0: none
    struct om_names strings;
    struct om_names site_names; // numbers are indices of sites
    struct om_release_ledger_site *sites;
    size_t site_room;
    struct om_names elsewhere;   // ids of sites in ledgers of other presets
    struct om_names value_names; // numbers are indices of values
    uint64_t *values;
    size_t value_room;
    struct om_row *rows; // shares are not filled in
    size_t row_count, row_room;
    struct om_month_quality *months;
    size_t month_count;
    struct om_release_ledger_covered *covered;
    size_t covered_count, covered_room;
};

// The ledger's own copy of a string.
const char *om_release_ledger_intern(struct om_release_ledger *ledger,
                                     const char *string);

// The site's number; a new one is added.
uint32_t om_release_ledger_add_site(struct om_release_ledger *ledger,
                                    const struct om_release_ledger_site *site);

// Numbers by name, 0 when never set: what is accounted for of a counter, since
// when a question waits, what a school year has so far.
uint64_t om_release_ledger_get(const struct om_release_ledger *ledger,
                               const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void om_release_ledger_set(struct om_release_ledger *ledger, uint64_t value,
                           const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void om_release_ledger_add(struct om_release_ledger *ledger, uint64_t value,
                           const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Sets to 0 what begins so.
void om_release_ledger_forget(struct om_release_ledger *ledger,
                              const char *beginning);

// Appends a copy; its strings are copied into the ledger.
void om_release_ledger_publish(struct om_release_ledger *ledger,
                               const struct om_row *row);

void om_release_ledger_add_month(struct om_release_ledger *ledger,
                                 const struct om_month_quality *month);
void om_release_ledger_add_covered(struct om_release_ledger *ledger,
                                   struct om_release_ledger_covered covered);

#endif
