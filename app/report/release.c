#include "report/release.h"

#include "base/text.h"
#include "report/closing.h"
#include "report/ledger_state.h"

#include <stdlib.h>
#include <string.h>

static const char *const preset_names[] = { "cinema", "booth", "school" };

struct om_release_rules
om_release_preset(enum om_preset preset)
{
    struct om_release_rules rules = { .preset = preset,
                                      .k = 10,
                                      .base_min = 30,
                                      .dominant_base = 50,
                                      .cycle = OM_CYCLE_MONTH,
                                      .sites = true,
                                      .sites_min = 1 };
    if (preset == OM_PRESET_SCHOOL) { // pupils know each other
        rules.k = 20;
        rules.cycle = OM_CYCLE_TERM;
        rules.sites = false;
        rules.sites_min = 3;
    }
    return rules;
}

const char *
om_preset_name(enum om_preset preset)
{
    return preset_names[preset];
}

// -- closing ------------------------------------------------------------------

// Months of all counters; there are few different periods.
static int32_t *
find_months(const struct om_counts *counts)
{
    enum { FIRST = 202000, PERIODS = 100 * 100 }; // of a century
    int32_t *known = om_alloc(PERIODS * sizeof(*known));
    int32_t *months = om_alloc((counts->count + 1) * sizeof(*months));
    memset(known, 0, PERIODS * sizeof(*known));
    for (size_t i = 0; i < counts->count; i++) {
        int period = counts->items[i].period;
        int at = period - FIRST;
        if (at < 0 || at >= PERIODS) {
            months[i] = 0;
            continue;
        }
        if (known[at] == 0) {
            known[at] = om_period_month(period);
        }
        months[i] = known[at];
    }
    free(known);
    return months;
}

static bool
is_start(const char *key)
{
    return strstr(key, "/f/start@") != NULL;
}

// The first month with k or more visits; what is older, by a clock that was
// wrong, comes along with it. 0: none yet.
static int
find_first(const struct om_counts *counts, const int32_t *months,
           const struct om_release_rules *rules)
{
    bool *start = om_alloc((counts->cell_count + 1) * sizeof(*start));
    for (size_t i = 0; i < counts->cell_count; i++) {
        start[i] = is_start(counts->cells[i]);
    }
    enum { MONTHS = 1300 }; // from January 2020
    uint64_t *visits = om_alloc(MONTHS * sizeof(*visits));
    memset(visits, 0, MONTHS * sizeof(*visits));
    for (size_t i = 0; i < counts->count; i++) {
        const struct om_count *item = &counts->items[i];
        int at = (months[i] / 100 - 2020) * 12 + months[i] % 100 - 1;
        if (start[item->cell] && at >= 0 && at < MONTHS
            && (int) counts->sites[item->site].type == (int) rules->preset) {
            visits[at] += item->n;
        }
    }
    int first = 0;
    for (int at = 0; at < MONTHS && first == 0; at++) {
        if (visits[at] >= rules->k) {
            first = (2020 + at / 12) * 100 + at % 12 + 1;
        }
    }
    free(visits);
    free(start);
    return first;
}

static void
close_cycle(struct om_release_ledger *ledger, const struct om_counts *counts,
            const struct om_catalogue *catalogue, const int32_t *months,
            int month)
{
    int first = om_month_cycle_start(month, ledger->rules.cycle);
    struct om_closing closing = {
        .ledger = ledger,
        .counts = counts,
        .catalogue = catalogue,
        .months = months,
        .first = first,
        .month = month,
    };
    om_closing_init(&closing);
    om_close_questions(&closing);
    om_close_funnels(&closing);
    om_close_sites(&closing);
    om_close_quality(&closing);
    if (ledger->rules.sites && om_month_ends_school_year(month)) {
        om_close_year(&closing);
    }
    om_closing_finish(&closing);
    ledger->started = ledger->started ? ledger->started : first;
    ledger->closed = month;
}

int
om_release_close(struct om_release_ledger *ledger,
                 const struct om_counts *counts,
                 const struct om_catalogue *catalogue, int month)
{
    int32_t *months = find_months(counts);
    int next = ledger->closed ? om_month_next(ledger->closed)
                              : find_first(counts, months, &ledger->rules);
    int closed = 0;
    while (next != 0 && next <= month) {
        if (om_month_ends_cycle(next, ledger->rules.cycle)) {
            close_cycle(ledger, counts, catalogue, months, next);
            closed++;
        }
        next = om_month_next(next);
    }
    free(months);
    return closed;
}
