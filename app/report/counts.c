// While filling, a counter is 16 bytes: (epoch, cell, period) as numbers in
// one key, and n. Sealing sorts them, keeps the highest of each key, turns
// the epoch into its site, sorts once more and adds up.

#include "report/counts.h"

#include "base/text.h"
#include "report/names.h"
#include "report/period.h"
#include "tally/cells.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// Bits of a key, from the lowest.
enum { PERIOD_BITS = 12, CELL_BITS = 20, EPOCH_BITS = 24 };

static const uint64_t n_max = (uint64_t) 1 << 40;

struct entry {
    uint64_t key, n;
};

struct om_counts_filling {
    struct om_names sites, epochs, cells;
    struct epoch {
        uint32_t site;
        bool cloned;
    } * of_epoch; // owned; room as in epochs
    size_t epoch_room, site_room;
    int32_t periods[1 << PERIOD_BITS];
    size_t period_count, period_last;
    struct entry *entries; // owned
    size_t count, room;
};

void
om_counts_init(struct om_counts *counts)
{
    *counts = (struct om_counts){ 0 };
    counts->filling = om_alloc(sizeof(*counts->filling));
    memset(counts->filling, 0, sizeof(*counts->filling));
}

static void
finish_filling(struct om_counts *counts)
{
    struct om_counts_filling *filling = counts->filling;
    if (!filling) {
        return;
    }
    om_names_finish(&filling->sites);
    om_names_finish(&filling->epochs);
    om_names_finish(&filling->cells);
    free(filling->of_epoch);
    free(filling->entries);
    free(filling);
    counts->filling = NULL;
}

void
om_counts_finish(struct om_counts *counts)
{
    finish_filling(counts);
    for (size_t i = 0; i < counts->cell_count; i++) {
        free(counts->cells[i]);
    }
    free(counts->cells);
    free(counts->sites);
    free(counts->items);
    *counts = (struct om_counts){ 0 };
}

// -- filling ------------------------------------------------------------------

uint32_t
om_counts_add_site(struct om_counts *counts, const struct om_place *site)
{
    struct om_counts_filling *filling = counts->filling;
    assert(filling);
    uint32_t number = om_names_add(&filling->sites, site->id, strlen(site->id));
    if (number == counts->site_count) {
        if (number == filling->site_room) {
            filling->site_room = number ? number * 2 : 16;
            counts->sites = om_realloc(
                counts->sites, filling->site_room * sizeof(counts->sites[0]));
        }
        counts->site_count++;
        counts->sites[number] = *site;
        return number;
    }
    struct om_place *known = &counts->sites[number];
    if (site->type > known->type) {
        known->type = site->type;
    }
    if (strcmp(site->province, known->province) < 0) {
        memcpy(known->province, site->province, sizeof(known->province));
    }
    if (site->kiosks > known->kiosks) {
        known->kiosks = site->kiosks;
    }
    return number;
}

static uint32_t
claim_epoch(struct om_counts *counts, const uint8_t *uuid, uint32_t site)
{
    struct om_counts_filling *filling = counts->filling;
    size_t known = filling->epochs.count;
    uint32_t epoch = om_names_add(&filling->epochs, uuid, OM_EPOCH_SIZE);
    if (filling->epochs.count > known) {
        if (epoch == filling->epoch_room) {
            filling->epoch_room = epoch ? epoch * 2u : 64;
            filling->of_epoch =
                om_realloc(filling->of_epoch,
                           filling->epoch_room * sizeof(filling->of_epoch[0]));
        }
        filling->of_epoch[epoch] = (struct epoch){ .site = site };
        return epoch;
    }
    struct epoch *of = &filling->of_epoch[epoch];
    if (of->site != site) {
        of->cloned = true;
        if (strcmp(counts->sites[site].id, counts->sites[of->site].id) < 0) {
            of->site = site;
        }
    }
    return epoch;
}

// -1: no more fit.
static int
number_period(struct om_counts_filling *filling, int32_t period)
{
    size_t i = filling->period_last;
    if (i < filling->period_count && filling->periods[i] == period) {
        return (int) i;
    }
    for (i = 0; i < filling->period_count; i++) {
        if (filling->periods[i] == period) {
            break;
        }
    }
    if (i == filling->period_count) {
        if (i == 1u << PERIOD_BITS) {
            return -1;
        }
        filling->periods[filling->period_count++] = period;
    }
    filling->period_last = i;
    return (int) i;
}

static void
append(struct om_counts_filling *filling, uint64_t key, uint64_t n)
{
    if (filling->count == filling->room) {
        filling->room = filling->room ? filling->room + filling->room / 2 : 512;
        filling->entries = om_realloc(
            filling->entries, filling->room * sizeof(filling->entries[0]));
    }
    filling->entries[filling->count++] = (struct entry){ key, n };
}

enum om_counted
om_counts_add(struct om_counts *counts, uint32_t site, const uint8_t *epoch,
              int period, const char *key, uint64_t n)
{
    struct om_counts_filling *filling = counts->filling;
    assert(filling && site < counts->site_count);
    if (!om_period_is_valid(period)) {
        return OM_COUNTED_PERIOD;
    }
    uint32_t cell = om_names_find(&filling->cells, key, strlen(key));
    if (cell == OM_NAME_NONE) {
        if (!om_cell_is_known(key)) {
            return OM_COUNTED_CELL;
        }
        cell = om_names_add(&filling->cells, key, strlen(key));
    }
    uint32_t of = claim_epoch(counts, epoch, site);
    int in = number_period(filling, period);
    if (cell >= 1u << CELL_BITS || of >= 1u << EPOCH_BITS || in < 0
        || site >= 1u << EPOCH_BITS || n > n_max) {
        return OM_COUNTED_FULL;
    }
    append(filling,
           (uint64_t) of << (PERIOD_BITS + CELL_BITS)
               | (uint64_t) cell << PERIOD_BITS | (uint64_t) in,
           n);
    return OM_COUNTED_FINE;
}

// -- sealing ------------------------------------------------------------------

static int
compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

static void
sort_entries(struct om_counts_filling *filling)
{
    struct entry *entries = filling->entries;
    for (size_t i = 1; i < filling->count; i++) {
        if (entries[i].key < entries[i - 1].key) {
            qsort(entries, filling->count, sizeof(*entries), compare_entries);
            return;
        }
    }
}

// Entries of one key become one: the highest, or the sum.
static void
merge_entries(struct om_counts_filling *filling, bool add)
{
    struct entry *entries = filling->entries;
    size_t kept = 0;
    for (size_t i = 0; i < filling->count; i++) {
        if (kept == 0 || entries[kept - 1].key != entries[i].key) {
            entries[kept++] = entries[i];
        } else if (add) {
            entries[kept - 1].n += entries[i].n;
        } else if (entries[i].n > entries[kept - 1].n) {
            entries[kept - 1].n = entries[i].n;
        }
    }
    filling->count = kept;
}

static int
compare_names(const void *a, const void *b, void *context)
{
    char **names = context;
    return strcmp(names[*(const uint32_t *) a], names[*(const uint32_t *) b]);
}

// The old numbers in the order of their names; rank[old] is the new number.
static uint32_t *
order_names(const struct om_names *names, uint32_t *rank)
{
    uint32_t *order = om_alloc((names->count + 1) * sizeof(*order));
    for (size_t i = 0; i < names->count; i++) {
        order[i] = (uint32_t) i;
    }
    qsort_r(order, names->count, sizeof(*order), compare_names, names->items);
    for (size_t i = 0; i < names->count; i++) {
        rank[order[i]] = (uint32_t) i;
    }
    return order;
}

static uint32_t *
seal_sites(struct om_counts *counts)
{
    uint32_t *rank = om_alloc((counts->site_count + 1) * sizeof(*rank));
    uint32_t *order = order_names(&counts->filling->sites, rank);
    struct om_place *sites =
        om_alloc((counts->site_count + 1) * sizeof(*sites));
    for (size_t i = 0; i < counts->site_count; i++) {
        sites[i] = counts->sites[order[i]];
    }
    free(counts->sites);
    counts->sites = sites;
    free(order);
    return rank;
}

static uint32_t *
seal_cells(struct om_counts *counts)
{
    struct om_names *cells = &counts->filling->cells;
    uint32_t *rank = om_alloc((cells->count + 1) * sizeof(*rank));
    uint32_t *order = order_names(cells, rank);
    counts->cells = om_alloc((cells->count + 1) * sizeof(counts->cells[0]));
    for (size_t i = 0; i < cells->count; i++) {
        counts->cells[i] = om_strdup(cells->items[order[i]]);
    }
    counts->cell_count = cells->count;
    free(order);
    return rank;
}

static int
compare_periods(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

// Replaces epochs by sites and old numbers by new ones.
static void
translate(struct om_counts *counts, const uint32_t *sites,
          const uint32_t *cells)
{
    struct om_counts_filling *filling = counts->filling;
    int32_t *sorted = om_alloc(sizeof(filling->periods));
    uint16_t *rank = om_alloc((filling->period_count + 1) * sizeof(*rank));
    memcpy(sorted, filling->periods, sizeof(filling->periods));
    qsort(sorted, filling->period_count, sizeof(*sorted), compare_periods);
    for (size_t i = 0; i < filling->period_count; i++) {
        const int32_t *at =
            bsearch(&filling->periods[i], sorted, filling->period_count,
                    sizeof(*sorted), compare_periods);
        rank[i] = (uint16_t) (at - sorted);
    }
    for (size_t i = 0; i < filling->count; i++) {
        uint64_t key = filling->entries[i].key;
        uint64_t period = rank[key & ((1u << PERIOD_BITS) - 1)];
        uint64_t cell = cells[key >> PERIOD_BITS & ((1u << CELL_BITS) - 1)];
        uint64_t site =
            sites[filling->of_epoch[key >> (PERIOD_BITS + CELL_BITS)].site];
        filling->entries[i].key =
            site << (PERIOD_BITS + CELL_BITS) | cell << PERIOD_BITS | period;
    }
    memcpy(filling->periods, sorted, sizeof(filling->periods));
    free(sorted);
    free(rank);
}

static void
take_items(struct om_counts *counts)
{
    struct om_counts_filling *filling = counts->filling;
    counts->count = filling->count;
    counts->items = om_alloc((filling->count + 1) * sizeof(counts->items[0]));
    for (size_t i = 0; i < filling->count; i++) {
        uint64_t key = filling->entries[i].key;
        counts->items[i] = (struct om_count){
            .site = (uint32_t) (key >> (PERIOD_BITS + CELL_BITS)),
            .cell = (uint32_t) (key >> PERIOD_BITS & ((1u << CELL_BITS) - 1)),
            .period = filling->periods[key & ((1u << PERIOD_BITS) - 1)],
            .n = filling->entries[i].n,
        };
    }
}

void
om_counts_seal(struct om_counts *counts)
{
    struct om_counts_filling *filling = counts->filling;
    if (!filling) {
        return;
    }
    sort_entries(filling);
    merge_entries(filling, false);
    for (size_t i = 0; i < filling->epochs.count; i++) {
        counts->clones += filling->of_epoch[i].cloned ? 1 : 0;
    }
    uint32_t *sites = seal_sites(counts);
    uint32_t *cells = seal_cells(counts);
    translate(counts, sites, cells);
    free(cells);
    free(sites);
    sort_entries(filling);
    merge_entries(filling, true);
    take_items(counts);
    finish_filling(counts);
}
