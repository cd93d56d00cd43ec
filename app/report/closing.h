// One closing at work: the counters that were not released yet, sorted by
// what they answer, and what became of them. Private to report.
#ifndef OM_REPORT_CLOSING_H
#define OM_REPORT_CLOSING_H

#include "report/ledger_state.h"
#include "report/release.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A question. `n` is what may be released now, `old` the part of it that is
// older than `since`; both by [site][choice][language].
struct om_asked {
    const struct om_catalogue_question *question;
    const struct om_catalogue_languages *languages;
    int since; // first month that may be in it
    uint64_t *n, *old;
    // what became of it
    bool released;
    bool split;  // known by helping and passive choices
    bool *shown; // [province] has figures of its own
    bool *full;  // [province] and all of them are shown
};

// The funnel of a pack, by [step][site][language].
struct om_walked {
    const struct om_catalogue_languages *pack;
    char (*steps)[16]; // "start" first, "finish" second
    size_t step_count;
    int since;
    uint64_t *n, *old;
    bool released;
};

enum { OM_STEP_START, OM_STEP_FINISH, OM_CYCLE_WEEKS_MAX = 32 };

struct om_closing {
    struct om_release_ledger *ledger; // these six: borrowed, given
    const struct om_counts *counts;
    const struct om_catalogue *catalogue;
    const int32_t *months; // of each of counts' items
    int first, month;      // of the cycle that is closed
    size_t site_count;     // those that the counters have; a site that is not
                           // among them is known to add nothing
    uint32_t *number;      // [site of counts] → site, or OM_NAME_NONE
    uint32_t *sites;       // [site] its number in the ledger
    uint32_t *province;    // [site]
    const char **provinces;
    size_t province_count;
    struct om_asked *asked;   // one for each question of the catalogue
    struct om_walked *walked; // one for each pack
    uint64_t starts, suspects, unknown; // new ones, for the quality
    int32_t weeks[OM_CYCLE_WEEKS_MAX];
    size_t week_count;
    uint64_t (*by_week)[OM_CYCLE_WEEKS_MAX]; // [site] visits that started
};

// Sorts the counters into a closing that has its first six fields, and the
// rest zeroed. Nothing of the ledger's figures changes; sites are added to it.
void om_closing_init(struct om_closing *closing);
void om_closing_finish(struct om_closing *closing);

// Each releases what it can, and marks it as released. In this order.
void om_close_questions(struct om_closing *closing);
void om_close_funnels(struct om_closing *closing);
void om_close_sites(struct om_closing *closing);
void om_close_quality(struct om_closing *closing);
// Only with the last month of a school year.
void om_close_year(struct om_closing *closing);

// Marks everything in it as released, up to now.
void om_closing_mark_question(struct om_closing *closing,
                              struct om_asked *asked);
void om_closing_mark_funnel(struct om_closing *closing,
                            struct om_walked *walked);

// A row of a pack ("id@major") with the months of the closing.
struct om_row om_closing_row(const struct om_closing *closing, const char *pack,
                             int since);

// Publishes it, or hides it: n, base and status follow from that. `old` is
// the part of n that is older than the row's first month.
void om_closing_publish(struct om_closing *closing, struct om_row *row,
                        bool shown, uint64_t n, uint64_t base, uint64_t old);

static inline const struct om_release_ledger_site *
om_closing_site(const struct om_closing *closing, size_t site)
{
    return &closing->ledger->sites[closing->sites[site]];
}

static inline size_t
om_walked_at(const struct om_closing *closing, const struct om_walked *walked,
             size_t step, size_t site, size_t language)
{
    return (step * closing->site_count + site) * walked->pack->count + language;
}

static inline size_t
om_asked_at(const struct om_asked *asked, size_t site, size_t choice,
            size_t language)
{
    return (site * asked->question->choice_count + choice)
               * asked->languages->count
           + language;
}

#endif
