#include "report/bundle/figures.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double z95 = 1.959963984540054;

struct om_share
om_share_make(uint64_t n, uint64_t base, unsigned base_min)
{
    struct om_share out = { .n = n, .base = base };
    if (n == 0 || base == 0 || base < base_min || n > base) {
        return out;
    }
    double count = (double) base;
    double p = (double) n / count;
    double scale = 1 + z95 * z95 / count;
    double centre = (p + z95 * z95 / (2 * count)) / scale;
    double half = z95
                  * sqrt(p * (1 - p) / count + z95 * z95 / (4 * count * count))
                  / scale;
    out.known = true;
    out.share = p;
    out.low = fmax(0, centre - half);
    out.high = fmin(1, centre + half);
    return out;
}

struct om_share
om_share_of_row(const struct om_row *row)
{
    struct om_share out = { 0 };
    if (row && row->status != OM_CELL_HIDDEN) {
        out = (struct om_share){ row->has_share, row->n,   row->base_n,
                                 row->share,     row->low, row->high };
    }
    return out;
}

struct om_difference
om_difference_make(struct om_share now, struct om_share before)
{
    if (!now.known || !before.known) {
        return (struct om_difference){ 0 };
    }
    double d = now.share - before.share;
    double down = hypot(now.share - now.low, before.high - before.share);
    double up = hypot(now.high - now.share, before.share - before.low);
    struct om_difference out = {
        .known = true,
        .difference = d,
        .low = d - down,
        .high = d + up,
    };
    out.clear = out.low > 0 || out.high < 0;
    return out;
}

void
om_figures_init(struct om_figures *figures, const struct om_release *release)
{
    *figures = (struct om_figures){ .release = release };
    if (release) {
        figures->totals = om_release_totals(release, &figures->count);
    }
}

void
om_figures_finish(struct om_figures *figures)
{
    free(figures->totals);
    *figures = (struct om_figures){ 0 };
}

static bool
is_cell(const struct om_row *row, enum om_table table, const char *scope_id,
        const char *choice)
{
    return row->table == table && row->status != OM_CELL_HIDDEN
           && strcmp(row->scope_id, scope_id) == 0
           && strcmp(row->choice, choice) == 0;
}

struct om_share
om_figures_sum(const struct om_figures *figures, enum om_table table,
               const char *scope_id, const char *choice, int closed)
{
    uint64_t n = 0;
    uint64_t base = 0;
    const struct om_release *release = figures->release;
    for (size_t i = 0; release && i < release->count; i++) {
        const struct om_row *row = &release->rows[i];
        if (is_cell(row, table, scope_id, choice)
            && (closed == 0 || row->closed == closed)) {
            n += row->n;
            base += row->base_n;
        }
    }
    return om_share_make(n, base, release ? release->rules.base_min : 0);
}

int
om_figures_next_closing(const struct om_figures *figures, int closed)
{
    int next = 0;
    const struct om_release *release = figures->release;
    for (size_t i = 0; release && i < release->count; i++) {
        int month = release->rows[i].closed;
        if (month > closed && (next == 0 || month < next)) {
            next = month;
        }
    }
    return next;
}

bool
om_row_same_question(const struct om_row *a, const struct om_row *b)
{
    return a->pack_major == b->pack_major && strcmp(a->pack_id, b->pack_id) == 0
           && strcmp(a->question, b->question) == 0;
}

const struct om_row *
om_figures_like(const struct om_figures *figures, const struct om_row *like,
                const char *choice)
{
    for (size_t i = 0; i < figures->count; i++) {
        const struct om_row *row = &figures->totals[i];
        if (is_cell(row, like->table, like->scope_id, choice)
            && om_row_same_question(row, like)
            && strcmp(row->language, like->language) == 0) {
            return row;
        }
    }
    return NULL;
}

size_t
om_figures_hidden(const struct om_figures *figures, size_t *all)
{
    size_t hidden = 0;
    *all = figures->release ? figures->release->count : 0;
    for (size_t i = 0; i < *all; i++) {
        hidden += figures->release->rows[i].status == OM_CELL_HIDDEN;
    }
    return hidden;
}

int
om_step_order(const char *step)
{
    static const char *const first[] = { "start", "clip50", "clipend" };
    for (int i = 0; i < 3; i++) {
        if (strcmp(step, first[i]) == 0) {
            return i + 1;
        }
    }
    int number = 0;
    char rest[16] = "";
    if (sscanf(step, "q%d_%15s", &number, rest) == 2 && number > 0) {
        return 2 + 2 * number + (strcmp(rest, "done") == 0);
    }
    return strcmp(step, "finish") == 0 ? 100 : 101;
}
