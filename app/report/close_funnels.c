// The funnel of a pack in one closing: how many visitors came to each step,
// in the country. Steps are nested or nearly so, and the difference between
// two of them is a group of visitors: it must be k or more, or the later one
// is hidden. Everybody who answered has started, so the bases of questions
// are steps, too. And questions shown are those answered and those not: with
// all bases that are published they bound the base of one that waits.

#include "report/closing.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

struct step {
    uint64_t n, old;
    size_t sites; // that have any
    bool shown;
};

static struct step
add_step(const struct om_closing *closing, const struct om_walked *walked,
         size_t step)
{
    struct step sum = { 0 };
    for (size_t s = 0; s < closing->site_count; s++) {
        uint64_t before = sum.n;
        for (size_t l = 0; l < walked->pack->count; l++) {
            size_t at = om_walked_at(closing, walked, step, s, l);
            sum.n += walked->n[at];
            sum.old += walked->old[at];
        }
        sum.sites += sum.n > before ? 1 : 0;
    }
    return sum;
}

static bool
is_near(uint64_t a, uint64_t b, uint64_t k)
{
    return a < b ? b - a < k : a - b < k;
}

static uint64_t
base_of(const struct om_closing *closing, const struct om_asked *asked)
{
    uint64_t base = 0;
    size_t cells = om_asked_at(asked, closing->site_count, 0, 0);
    for (size_t i = 0; i < cells; i++) {
        base += asked->n[i];
    }
    return base;
}

static bool
is_question_step(const char *step)
{
    return step[0] == 'q';
}

// Whether a step may be shown next to those that are.
static bool
stands_apart(const struct om_closing *closing, const struct om_walked *walked,
             const struct step *steps, size_t step)
{
    uint64_t k = closing->ledger->rules.k;
    if (steps[step].n < k) {
        return false;
    }
    for (size_t i = 0; i < walked->step_count; i++) {
        if (i != step && steps[i].shown
            && is_near(steps[i].n, steps[step].n, k)) {
            return false;
        }
    }
    for (size_t i = 0; step != OM_STEP_FINISH && i < closing->catalogue->count;
         i++) {
        const struct om_asked *asked = &closing->asked[i];
        if (asked->released
            && strcmp(asked->question->pack, walked->pack->pack) == 0
            && is_near(base_of(closing, asked), steps[step].n, k)) {
            return false;
        }
    }
    return true;
}

// Whether nothing follows from the questions shown for one that waits, or
// that waited before: none did, or so many were shown without an answer that
// it could be any number below k.
static bool
leaves_room(const struct om_closing *closing, const struct om_walked *walked,
            const struct step *steps)
{
    uint64_t shown = 0, answered = 0;
    bool waits = false;
    for (size_t i = 0; i < walked->step_count; i++) {
        shown += is_question_step(walked->steps[i]) ? steps[i].n : 0;
    }
    for (size_t i = 0; i < closing->catalogue->count; i++) {
        const struct om_asked *asked = &closing->asked[i];
        if (strcmp(asked->question->pack, walked->pack->pack) == 0) {
            waits |= !asked->released || asked->since < closing->first;
            answered += asked->released ? base_of(closing, asked) : 0;
        }
    }
    return !waits || shown >= answered + closing->ledger->rules.k;
}

// Steps in the order in which they are given up last: the end, the start, and
// then the others.
static void
show_steps(struct om_closing *closing, const struct om_walked *walked,
           struct step *steps)
{
    static const size_t first[] = { OM_STEP_FINISH, OM_STEP_START };
    for (size_t i = 0; i < 2; i++) {
        steps[first[i]].shown = stands_apart(closing, walked, steps, first[i]);
    }
    bool room = leaves_room(closing, walked, steps);
    for (size_t i = 2; i < walked->step_count; i++) {
        steps[i].shown = (room || !is_question_step(walked->steps[i]))
                         && stands_apart(closing, walked, steps, i);
    }
}

static void
close_funnel(struct om_closing *closing, struct om_walked *walked)
{
    size_t count = walked->step_count;
    struct step *steps = om_alloc(count * sizeof(*steps));
    uint64_t k = closing->ledger->rules.k;
    for (size_t i = 0; i < count; i++) {
        steps[i] = add_step(closing, walked, i);
    }
    if (steps[OM_STEP_START].n >= k && steps[OM_STEP_FINISH].n >= k
        && steps[OM_STEP_FINISH].sites >= closing->ledger->rules.sites_min) {
        show_steps(closing, walked, steps);
        om_closing_mark_funnel(closing, walked);
    }
    struct om_row row =
        om_closing_row(closing, walked->pack->pack, walked->since);
    row.table = OM_TABLE_FUNNEL;
    uint64_t start = steps[OM_STEP_START].shown ? steps[OM_STEP_START].n : 0;
    for (size_t i = 0; i < count; i++) {
        row.choice = walked->steps[i];
        om_closing_publish(closing, &row, steps[i].shown, steps[i].n, start,
                           steps[i].old);
    }
    free(steps);
}

void
om_close_funnels(struct om_closing *closing)
{
    for (size_t i = 0; i < closing->catalogue->pack_count; i++) {
        close_funnel(closing, &closing->walked[i]);
    }
}

// -- quality ------------------------------------------------------------------

// 0: under 10 %, 1: 10–25 %, 2: over 25 %; -1: too few to say.
static int
band(uint64_t part, uint64_t whole)
{
    if (whole < 100) {
        return -1;
    }
    return part * 10 < whole ? 0 : part * 4 <= whole ? 1 : 2;
}

void
om_close_quality(struct om_closing *closing)
{
    struct om_month_quality month = {
        .month = closing->month,
        .suspect_band =
            band(closing->suspects, closing->starts + closing->suspects),
        .clock_unknown_band = band(closing->unknown, closing->starts),
        .sites = (unsigned) closing->site_count,
    };
    for (size_t s = 0; s < closing->site_count; s++) {
        unsigned weeks = 0;
        for (size_t w = 0; w < closing->week_count; w++) {
            weeks += closing->by_week[s][w] >= closing->ledger->rules.k;
        }
        month.sites_reporting += weeks > 0 ? 1 : 0;
        if (weeks > 0) {
            om_release_ledger_add_covered(
                closing->ledger,
                (struct om_release_ledger_covered){ closing->month,
                                                    closing->sites[s], weeks });
        }
    }
    om_release_ledger_add_month(closing->ledger, &month);
}
