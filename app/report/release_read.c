// Reading what was published. Everything here is computed from the ledger's
// figures alone, so it cannot give away more than they do.

#include "report/release.h"

#include "base/text.h"
#include "report/ledger_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void
fill_share(struct om_row *row, const struct om_release_rules *rules)
{
    const double z = 1.959964; // 95 %
    row->has_share = row->status != OM_CELL_HIDDEN && row->base_n > 0
                     && row->base_n >= rules->base_min && row->n <= row->base_n;
    row->share = row->low = row->high = 0;
    if (!row->has_share) {
        return;
    }
    double n = (double) row->base_n, p = (double) row->n / n;
    double whole = 1 + z * z / n;
    double centre = (p + z * z / (2 * n)) / whole;
    double half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / whole;
    row->share = p;
    row->low = fmin(p, fmax(0, centre - half));  // but for rounding, they
    row->high = fmax(p, fmin(1, centre + half)); // hold it anyway
}

// -- rows ---------------------------------------------------------------------

static const char *
keep(struct om_release *release, const char *string)
{
    struct om_names *names = release->memory;
    uint32_t number = om_names_add(names, string, strlen(string));
    return names->items[number];
}

static void
take_row(const struct om_release_ledger *ledger, struct om_release *release,
         const struct om_row *from)
{
    struct om_row *row = &release->rows[release->count++];
    *row = *from;
    row->scope_id = keep(release, row->scope_id);
    row->pack_id = keep(release, row->pack_id);
    row->question = keep(release, row->question);
    row->choice = keep(release, row->choice);
    row->language = keep(release, row->language);
    fill_share(row, &ledger->rules);
}

// By table, and then as they were published.
static void
read_rows(const struct om_release_ledger *ledger, struct om_release *release)
{
    release->rows = om_alloc((ledger->row_count + 1) * sizeof(struct om_row));
    for (int table = 0; table < OM_TABLE_COUNT_; table++) {
        for (size_t i = 0; i < ledger->row_count; i++) {
            const struct om_row *row = &ledger->rows[i];
            if ((int) row->table == table && row->closed >= release->first_month
                && row->closed <= release->last_month) {
                take_row(ledger, release, row);
            }
        }
    }
}

// -- quality ------------------------------------------------------------------

static int
compare_sites(const void *a, const void *b)
{
    const struct om_site_quality *x = a, *y = b;
    return strcmp(x->site_id, y->site_id);
}

static unsigned
weeks_between(int first, int last)
{
    unsigned weeks = 0;
    for (int month = first; month <= last; month = om_month_next(month)) {
        weeks += (unsigned) om_month_weeks(month);
    }
    return weeks;
}

static void
read_sites(const struct om_release_ledger *ledger, struct om_release *release)
{
    size_t count = ledger->site_names.count;
    release->sites = om_alloc((count + 1) * sizeof(struct om_site_quality));
    release->site_count = count;
    for (size_t s = 0; s < count; s++) {
        const struct om_release_ledger_site *site = &ledger->sites[s];
        int since = om_month_cycle_start(site->since, ledger->rules.cycle);
        int from = since > release->first_month ? since : release->first_month;
        release->sites[s] = (struct om_site_quality){
            .site_id = keep(release, site->id),
            .type = site->type,
            .province = keep(release, site->province),
            .kiosks = site->kiosks,
            .weeks_expected = weeks_between(from, release->last_month),
        };
    }
    for (size_t i = 0; i < ledger->covered_count; i++) {
        const struct om_release_ledger_covered *covered = &ledger->covered[i];
        struct om_site_quality *site = &release->sites[covered->site];
        if (covered->month < release->first_month
            || covered->month > release->last_month) {
            continue;
        }
        site->weeks_covered += covered->weeks;
        site->first_month =
            site->first_month ? site->first_month : covered->month;
        site->last_month = covered->month;
    }
    qsort(release->sites, count, sizeof(*release->sites), compare_sites);
}

static void
read_months(const struct om_release_ledger *ledger, struct om_release *release)
{
    release->months =
        om_alloc((ledger->month_count + 1) * sizeof(release->months[0]));
    for (size_t i = 0; i < ledger->month_count; i++) {
        const struct om_month_quality *month = &ledger->months[i];
        if (month->month >= release->first_month
            && month->month <= release->last_month) {
            release->months[release->month_count++] = *month;
        }
    }
}

void
om_release_read(const struct om_release_ledger *ledger, int first, int last,
                struct om_release *release)
{
    *release = (struct om_release){ .rules = ledger->rules };
    release->memory = om_alloc(sizeof(struct om_names));
    *(struct om_names *) release->memory = (struct om_names){ 0 };
    first = first > ledger->started ? first : ledger->started;
    last = last < ledger->closed ? last : ledger->closed;
    if (ledger->closed == 0 || first > last) {
        return;
    }
    release->first_month = first;
    release->last_month = last;
    read_rows(ledger, release);
    read_months(ledger, release);
    if (ledger->rules.sites) {
        read_sites(ledger, release);
    }
}

void
om_release_finish(struct om_release *release)
{
    free(release->rows);
    free(release->sites);
    free(release->months);
    if (release->memory) {
        om_names_finish(release->memory);
    }
    free(release->memory);
    *release = (struct om_release){ 0 };
}

// -- totals -------------------------------------------------------------------

// The row of the same cell; a new, empty one at the end when there is none.
static struct om_row *
find_total(struct om_names *names, struct om_row *totals,
           const struct om_row *row)
{
    struct om_text key = { 0 };
    om_text_print(&key, "%d|%s|%s@%u|%s|%s|%s", row->table * 10 + row->scope,
                  row->scope_id, row->pack_id, row->pack_major, row->question,
                  row->choice, row->language);
    size_t known = names->count;
    uint32_t number = om_names_add(names, key.data, key.length);
    om_text_finish(&key);
    if (names->count > known) {
        totals[number] = *row;
        totals[number].n = totals[number].base_n = 0;
        totals[number].status = OM_CELL_HIDDEN;
    }
    return &totals[number];
}

struct om_row *
om_release_totals(const struct om_release *release, size_t *count)
{
    struct om_names names = { 0 };
    struct om_row *totals =
        om_alloc((release->count + 1) * sizeof(struct om_row));
    for (size_t i = 0; i < release->count; i++) {
        const struct om_row *row = &release->rows[i];
        struct om_row *total = find_total(&names, totals, row);
        if (row->first_month < total->first_month) {
            total->first_month = row->first_month;
        }
        total->last_month = row->last_month;
        total->closed = row->closed;
        if (row->status == OM_CELL_HIDDEN) {
            continue;
        }
        total->n += row->n;
        total->base_n += row->base_n;
        if (total->status != OM_CELL_LATE) {
            total->status = row->status;
        }
    }
    *count = names.count;
    om_names_finish(&names);
    for (size_t i = 0; i < *count; i++) {
        fill_share(&totals[i], &release->rules);
    }
    return totals;
}
