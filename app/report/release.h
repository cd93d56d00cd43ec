// What may leave the house. Closing a period decides once which figures are
// published and writes them to the ledger; a report is read from the ledger.
//
// How nobody is given away. Every figure is a sum of atoms: groups of answers
// that are released together, k or more of them, each answer in one atom. A
// difference of two figures is a sum of atoms again, so it is 0 or at least
// k. What is too small for an atom of its own goes up (site, province,
// country), waits for the quarter to end, or waits for the next closing;
// release.c has the rules table by table. Two-way tables in which cells are
// hidden are audited (audit.h): what can be computed about a hidden cell from
// everything published is an interval of at least k - 1.
//
// Hidden cells carry one status, OM_CELL_HIDDEN. Which of them were too small
// and which protect others is not told: it would narrow the interval.
//
// Pure: no clock, no files.
#ifndef OM_REPORT_RELEASE_H
#define OM_REPORT_RELEASE_H

#include "report/catalogue.h"
#include "report/counts.h"
#include "report/period.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum om_preset { OM_PRESET_CINEMA, OM_PRESET_BOOTH, OM_PRESET_SCHOOL };

struct om_release_rules {
    enum om_preset preset;  // only sites of this type are in its figures
    unsigned k;             // smallest count that is published
    unsigned base_min;      // smallest base of a percentage
    unsigned dominant_base; // a base below this with one choice over 90 %
                            // waits
    enum om_cycle cycle;
    bool sites;         // may figures of one site leave it? never for schools
    unsigned sites_min; // fewest sites that add to any figure but a site's
    bool simulated;     // pretend visitors; marks everything made from it
};

// cinema, booth: k 10, months, sites; school: k 20, terms, provinces of three
// schools or more.
struct om_release_rules om_release_preset(enum om_preset preset);

// "cinema", "booth", "school".
const char *om_preset_name(enum om_preset preset);

enum om_scope { OM_SCOPE_COUNTRY, OM_SCOPE_PROVINCE, OM_SCOPE_SITE };

enum om_cell_status {
    OM_CELL_FREE,   // F
    OM_CELL_HIDDEN, // C: n, base and share are absent
    OM_CELL_LATE,   // L: published; k or more of it are older than its period
};

enum om_table {
    OM_TABLE_SITE,      // site × month: "finished" and "helping"
    OM_TABLE_PROVINCE,  // province × month × question × choice
    OM_TABLE_COUNTRY,   // country × month × question × choice (language "*")
    OM_TABLE_LANGUAGE,  // country × month × question × choice × language
    OM_TABLE_SITE_YEAR, // site × school year × question × choice
    OM_TABLE_FUNNEL,    // country × month × step
    OM_TABLE_COUNT_,
};

// One published (or hidden) cell. Strings are valid as long as the result.
//
// OM_TABLE_SITE also has rows of its provinces and of the country, with
// question "*": choice "finished" (n: visits that came to an ending; no base)
// and "helping" (n: helping answers of base_n, over the questions that are
// published for that province; of the country, for the country).
// OM_TABLE_FUNNEL: choice is the step ("start", "clipend", "q1_shown", …,
// "finish", "help_open"), question "*", base_n that of "start", 0 with it. A
// step that fewer than k visits lie between and another one is hidden. What
// was answered ("q1_done") is not a step here: with the bases of questions it
// would give away the base of one that waits.
// choice "*" in the other tables is the question's base itself: n == base_n.
struct om_row {
    enum om_table table;
    enum om_scope scope;
    const char *scope_id;        // "nl", a province, a site
    int first_month, last_month; // YYYYMM; more than one where a question
                                 // waited for the quarter's end
    int closed;                  // the month whose closing published it
    const char *pack_id;
    unsigned pack_major;
    const char *question;
    const char *choice;
    const char *language; // "*": all
    enum om_cell_status status;
    uint64_t n, base_n;      // 0: not published
    bool has_share;          // base_n >= base_min; the three below
    double share, low, high; // 0..1; Wilson 95 %
};

// A site as far as anybody may know. Weeks with fewer than k visits count as
// not covered.
struct om_site_quality {
    const char *site_id;
    enum om_place_type type;
    const char *province;
    unsigned kiosks;
    int first_month, last_month; // months with a covered week; 0: none
    unsigned weeks_covered, weeks_expected; // in the report's months
};

// Shares over the country, a month each; known only in bands, from 0:
// under 10 %, 10–25 %, over 25 %; -1: fewer than 100 visits, not told.
struct om_month_quality {
    int month;
    int suspect_band;
    int clock_unknown_band;
    unsigned sites_reporting, sites; // with a covered week; of all
};

struct om_release {
    struct om_release_rules rules;
    int first_month, last_month; // asked for and closed; 0: nothing closed
    struct om_row *rows; // by table, then closing, then in the order of packs,
    size_t count;        // questions, scopes, choices, languages; owned
    struct om_site_quality *sites; // by id; none for schools; owned
    size_t site_count;
    struct om_month_quality *months; // owned
    size_t month_count;
    void *memory; // what the strings live in
};

struct om_release_ledger;

// Closes every cycle up to and including `month` that is not closed yet, in
// order. `counts` is sealed. Returns how many were closed; 0 also when `month`
// is not newer than what the ledger has. Only in memory:
// om_release_ledger_save() comes before anything is shown.
int om_release_close(struct om_release_ledger *ledger,
                     const struct om_counts *counts,
                     const struct om_catalogue *catalogue, int month);

// The published figures of the months `first` … `last` (whole cycles within
// them), from the ledger only.
void om_release_read(const struct om_release_ledger *ledger, int first,
                     int last, struct om_release *release);

// Sums over the months of a release: for every (table, scope, cell) one row,
// over the closings in which it was published. Sums of published figures give
// nothing more away. In the order of rows; the caller frees the array; the
// strings are those of `release`.
struct om_row *om_release_totals(const struct om_release *release,
                                 size_t *count);

void om_release_finish(struct om_release *release);

#endif
