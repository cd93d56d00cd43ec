// From counters to the tables of one closing. Counters are cumulative; the
// ledger knows of each how much was released, and the rest is what this
// closing has, whenever it was counted: that is how late answers come along.

#include "report/closing.h"

#include "base/text.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What a cell's counters belong to.
struct target {
    enum { TARGET_NONE, TARGET_ANSWER, TARGET_STEP, TARGET_SUSPECT } kind;
    uint32_t index; // of the question or pack
    uint16_t item;  // choice or step
    uint16_t language;
};

enum { SHOWN_STEPS_MAX = 12 };

// -- keys of cells ------------------------------------------------------------

// The part of *rest up to `end`; *rest goes behind it. NULL: there is none.
static const char *
cut_part(char **rest, char end)
{
    char *part = *rest, *at = strchr(part, end);
    if (!at) {
        return NULL;
    }
    *at = '\0';
    *rest = at + 1;
    return part;
}

static bool
find_language(const struct om_catalogue_languages *pack, const char *language,
              uint16_t *at)
{
    for (size_t i = 0; i < pack->count; i++) {
        if (strcmp(pack->languages[i], language) == 0) {
            *at = (uint16_t) i;
            return true;
        }
    }
    return false;
}

static bool
find_answer(const struct om_closing *closing, const char *pack, char *rest,
            struct target *target)
{
    const char *question = cut_part(&rest, '/');
    const char *choice = question ? cut_part(&rest, '@') : NULL;
    for (size_t i = 0; choice && i < closing->catalogue->count; i++) {
        const struct om_asked *asked = &closing->asked[i];
        if (strcmp(asked->question->pack, pack) != 0
            || strcmp(asked->question->question, question) != 0
            || !find_language(asked->languages, rest, &target->language)) {
            continue;
        }
        for (size_t c = 0; c < asked->question->choice_count; c++) {
            if (strcmp(asked->question->choices[c].id, choice) == 0) {
                target->index = (uint32_t) i;
                target->item = (uint16_t) c;
                return true;
            }
        }
    }
    return false;
}

static bool
find_step(const struct om_closing *closing, const char *pack, char *rest,
          struct target *target)
{
    const char *step = cut_part(&rest, '@');
    for (size_t i = 0; step && i < closing->catalogue->pack_count; i++) {
        const struct om_walked *walked = &closing->walked[i];
        if (strcmp(walked->pack->pack, pack) != 0
            || !find_language(walked->pack, rest, &target->language)) {
            continue;
        }
        for (size_t s = 0; s < walked->step_count; s++) {
            if (strcmp(walked->steps[s], step) == 0) {
                target->index = (uint32_t) i;
                target->item = (uint16_t) s;
                return true;
            }
        }
    }
    return false;
}

static struct target
find_target(const struct om_closing *closing, const char *key)
{
    struct target target = { .kind = TARGET_NONE };
    if (strcmp(key, "f/q/suspect_visit") == 0) {
        target.kind = TARGET_SUSPECT;
        return target;
    }
    char *copy = om_strdup(key), *rest = copy;
    const char *pack = cut_part(&rest, '/');
    const char *family = pack ? cut_part(&rest, '/') : NULL;
    if (family && strcmp(family, "a") == 0
        && find_answer(closing, pack, rest, &target)) {
        target.kind = TARGET_ANSWER;
    } else if (family && strcmp(family, "f") == 0
               && find_step(closing, pack, rest, &target)) {
        target.kind = TARGET_STEP;
    }
    free(copy);
    return target;
}

// -- beginning ----------------------------------------------------------------

// zeroed
static void *
alloc_many(size_t count, size_t size)
{
    void *memory = om_alloc((count + 1) * size);
    memset(memory, 0, (count + 1) * size);
    return memory;
}

// Whether a site's counters are in this ledger's figures: of its type, and
// not published by the ledger of another preset before its type changed.
static bool
is_ours(const struct om_release_ledger *ledger, const struct om_place *site)
{
    return (int) site->type == (int) ledger->rules.preset
           && om_names_find(&ledger->elsewhere, site->id, strlen(site->id))
                  == OM_NAME_NONE;
}

static uint32_t
number_province(struct om_closing *closing, const char *province)
{
    for (size_t p = 0; p < closing->province_count; p++) {
        if (strcmp(closing->provinces[p], province) == 0) {
            return (uint32_t) p;
        }
    }
    closing->provinces[closing->province_count] = province;
    return (uint32_t) closing->province_count++;
}

static void
take_sites(struct om_closing *closing)
{
    struct om_release_ledger *ledger = closing->ledger;
    size_t most = closing->counts->site_count;
    closing->number = alloc_many(most, sizeof(uint32_t));
    closing->sites = alloc_many(most, sizeof(uint32_t));
    closing->province = alloc_many(most, sizeof(uint32_t));
    closing->provinces = alloc_many(most, sizeof(char *));
    for (size_t i = 0; i < most; i++) {
        const struct om_place *site = &closing->counts->sites[i];
        closing->number[i] = OM_NAME_NONE;
        if (!is_ours(ledger, site)) {
            continue;
        }
        size_t s = closing->site_count++;
        closing->number[i] = (uint32_t) s;
        closing->sites[s] =
            om_release_ledger_add_site(ledger, &(struct om_release_ledger_site){
                                                   .id = site->id,
                                                   .province = site->province,
                                                   .type = site->type,
                                                   .kiosks = site->kiosks,
                                                   .since = closing->month,
                                               });
        closing->province[s] =
            number_province(closing, ledger->sites[closing->sites[s]].province);
    }
}

// A question or funnel that was never released may hold this cycle only; what
// is older is late.
static int
since_of(const struct om_closing *closing, uint64_t known)
{
    return known ? (int) known : closing->first;
}

static void
begin_question(struct om_closing *closing, size_t index)
{
    struct om_asked *asked = &closing->asked[index];
    asked->question = &closing->catalogue->questions[index];
    for (size_t i = 0; i < closing->catalogue->pack_count; i++) {
        if (strcmp(closing->catalogue->packs[i].pack, asked->question->pack)
            == 0) {
            asked->languages = &closing->catalogue->packs[i];
        }
    }
    assert(asked->languages);
    asked->since =
        since_of(closing, om_release_ledger_get(closing->ledger, "since|%s|%s",
                                                asked->question->pack,
                                                asked->question->question));
    size_t cells = closing->site_count * asked->question->choice_count
                   * asked->languages->count;
    asked->n = alloc_many(cells, sizeof(uint64_t));
    asked->old = alloc_many(cells, sizeof(uint64_t));
    asked->shown = alloc_many(closing->province_count, sizeof(bool));
    asked->full = alloc_many(closing->province_count, sizeof(bool));
}

static void
begin_funnel(struct om_closing *closing, size_t index)
{
    struct om_walked *walked = &closing->walked[index];
    walked->pack = &closing->catalogue->packs[index];
    walked->steps = alloc_many(SHOWN_STEPS_MAX + 4, sizeof(walked->steps[0]));
    static const char *const fixed[] = { "start", "finish", "clipend",
                                         "help_open" };
    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
        snprintf(walked->steps[walked->step_count++], sizeof(walked->steps[0]),
                 "%s", fixed[i]);
    }
    unsigned shown = 0;
    for (size_t i = 0; i < closing->catalogue->count; i++) {
        if (strcmp(closing->catalogue->questions[i].pack, walked->pack->pack)
                == 0
            && shown < SHOWN_STEPS_MAX) {
            snprintf(walked->steps[walked->step_count++],
                     sizeof(walked->steps[0]), "q%u_shown", ++shown);
        }
    }
    walked->since =
        since_of(closing, om_release_ledger_get(closing->ledger, "since|%s",
                                                walked->pack->pack));
    size_t cells = om_walked_at(closing, walked, walked->step_count, 0, 0);
    walked->n = alloc_many(cells, sizeof(uint64_t));
    walked->old = alloc_many(cells, sizeof(uint64_t));
}

// -- sorting in ---------------------------------------------------------------

// All counters of one site and cell.
struct run {
    uint32_t site; // of the closing
    const char *key;
    const struct om_count *items;
    const int32_t *months;
    size_t count;
};

struct sums {
    uint64_t all, old; // not released yet
};

static struct sums
add_up(const struct om_closing *closing, const struct run *run, int since)
{
    struct sums sums = { 0, 0 };
    for (size_t i = 0; i < run->count; i++) {
        int month = run->months[i];
        uint64_t n = run->items[i].n;
        sums.all += month <= closing->month ? n : 0;
        sums.old += month < since ? n : 0;
    }
    uint64_t released = om_release_ledger_get(
        closing->ledger, "n|%s|%s", om_closing_site(closing, run->site)->id,
        run->key);
    sums.all = sums.all > released ? sums.all - released : 0;
    sums.old = sums.old > released ? sums.old - released : 0;
    return sums;
}

static void
add_weeks(struct om_closing *closing, const struct run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        if (run->months[i] < closing->first || run->months[i] > closing->month
            || run->items[i].period % 100 > 90) {
            continue;
        }
        size_t w = 0;
        while (w < closing->week_count
               && closing->weeks[w] != run->items[i].period) {
            w++;
        }
        if (w == OM_CYCLE_WEEKS_MAX) {
            continue;
        }
        if (w == closing->week_count) {
            closing->weeks[closing->week_count++] = run->items[i].period;
        }
        closing->by_week[run->site][w] += run->items[i].n;
        closing->starts += run->items[i].n;
    }
}

// Starts in weeks that no clock could name, each in one closing.
static void
add_unknown(struct om_closing *closing, const struct run *run)
{
    const char *site = om_closing_site(closing, run->site)->id;
    uint64_t known =
        om_release_ledger_get(closing->ledger, "unknown|%s|%s", site, run->key);
    uint64_t all = 0;
    for (size_t i = 0; i < run->count; i++) {
        all += run->months[i] == 0 ? run->items[i].n : 0;
    }
    if (all > known) {
        closing->unknown += all - known;
        closing->starts += all - known;
        om_release_ledger_set(closing->ledger, all, "unknown|%s|%s", site,
                              run->key);
    }
}

static void
add_step(struct om_closing *closing, const struct run *run,
         const struct target *target)
{
    struct om_walked *walked = &closing->walked[target->index];
    struct sums sums = add_up(closing, run, walked->since);
    size_t at = om_walked_at(closing, walked, target->item, run->site,
                             target->language);
    walked->n[at] = sums.all;
    walked->old[at] = sums.old;
    if (target->item == OM_STEP_START) {
        add_weeks(closing, run);
        add_unknown(closing, run);
    }
}

static void
sort_in(struct om_closing *closing, const struct run *run,
        const struct target *target)
{
    if (target->kind == TARGET_ANSWER) {
        struct om_asked *asked = &closing->asked[target->index];
        struct sums sums = add_up(closing, run, asked->since);
        size_t at =
            om_asked_at(asked, run->site, target->item, target->language);
        asked->n[at] = sums.all;
        asked->old[at] = sums.old;
    } else if (target->kind == TARGET_STEP) {
        add_step(closing, run, target);
    } else if (target->kind == TARGET_SUSPECT) {
        uint64_t n = add_up(closing, run, closing->first).all;
        closing->suspects += n;
        om_release_ledger_add(closing->ledger, n, "n|%s|%s",
                              om_closing_site(closing, run->site)->id,
                              run->key);
    }
}

static void
sort_all(struct om_closing *closing, const struct target *targets)
{
    const struct om_counts *counts = closing->counts;
    for (size_t i = 0, next; i < counts->count; i = next) {
        const struct om_count *item = &counts->items[i];
        for (next = i + 1; next < counts->count
                           && counts->items[next].site == item->site
                           && counts->items[next].cell == item->cell;) {
            next++;
        }
        uint32_t number = closing->number[item->site];
        if (number == OM_NAME_NONE || targets[item->cell].kind == TARGET_NONE) {
            continue;
        }
        const struct run run = { number, counts->cells[item->cell], item,
                                 &closing->months[i], next - i };
        sort_in(closing, &run, &targets[item->cell]);
    }
}

void
om_closing_init(struct om_closing *closing)
{
    const struct om_counts *counts = closing->counts;
    const struct om_catalogue *catalogue = closing->catalogue;
    take_sites(closing);
    closing->by_week =
        alloc_many(closing->site_count, sizeof(closing->by_week[0]));
    closing->asked = alloc_many(catalogue->count, sizeof(struct om_asked));
    closing->walked =
        alloc_many(catalogue->pack_count, sizeof(struct om_walked));
    for (size_t i = 0; i < catalogue->count; i++) {
        begin_question(closing, i);
    }
    for (size_t i = 0; i < catalogue->pack_count; i++) {
        begin_funnel(closing, i);
    }
    struct target *targets =
        alloc_many(counts->cell_count, sizeof(struct target));
    for (size_t i = 0; i < counts->cell_count; i++) {
        targets[i] = find_target(closing, counts->cells[i]);
    }
    sort_all(closing, targets);
    free(targets);
}

void
om_closing_finish(struct om_closing *closing)
{
    for (size_t i = 0; i < closing->catalogue->count; i++) {
        free(closing->asked[i].n);
        free(closing->asked[i].old);
        free(closing->asked[i].shown);
        free(closing->asked[i].full);
    }
    for (size_t i = 0; i < closing->catalogue->pack_count; i++) {
        free(closing->walked[i].steps);
        free(closing->walked[i].n);
        free(closing->walked[i].old);
    }
    free(closing->asked);
    free(closing->walked);
    free(closing->number);
    free(closing->sites);
    free(closing->province);
    free(closing->provinces);
    free(closing->by_week);
    *closing = (struct om_closing){ 0 };
}

// -- what came of it ----------------------------------------------------------

void
om_closing_mark_question(struct om_closing *closing, struct om_asked *asked)
{
    const struct om_catalogue_question *question = asked->question;
    for (size_t s = 0; s < closing->site_count; s++) {
        for (size_t c = 0; c < question->choice_count; c++) {
            for (size_t l = 0; l < asked->languages->count; l++) {
                uint64_t n = asked->n[om_asked_at(asked, s, c, l)];
                if (n > 0) {
                    om_release_ledger_add(
                        closing->ledger, n, "n|%s|%s/a/%s/%s@%s",
                        om_closing_site(closing, s)->id, question->pack,
                        question->question, question->choices[c].id,
                        asked->languages->languages[l]);
                }
            }
        }
    }
    asked->released = true;
    om_release_ledger_set(closing->ledger,
                          (uint64_t) om_month_next(closing->month),
                          "since|%s|%s", question->pack, question->question);
}

void
om_closing_mark_funnel(struct om_closing *closing, struct om_walked *walked)
{
    for (size_t step = 0; step < walked->step_count; step++) {
        for (size_t s = 0; s < closing->site_count; s++) {
            for (size_t l = 0; l < walked->pack->count; l++) {
                uint64_t n =
                    walked->n[om_walked_at(closing, walked, step, s, l)];
                if (n > 0) {
                    om_release_ledger_add(
                        closing->ledger, n, "n|%s|%s/f/%s@%s",
                        om_closing_site(closing, s)->id, walked->pack->pack,
                        walked->steps[step], walked->pack->languages[l]);
                }
            }
        }
    }
    walked->released = true;
    om_release_ledger_set(closing->ledger,
                          (uint64_t) om_month_next(closing->month), "since|%s",
                          walked->pack->pack);
}

struct om_row
om_closing_row(const struct om_closing *closing, const char *pack, int since)
{
    struct om_row row = {
        .scope_id = "nl",
        .first_month = since,
        .last_month = closing->month,
        .closed = closing->month,
        .question = "*",
        .choice = "*",
        .language = "*",
    };
    const char *at = strrchr(pack, '@');
    row.pack_id = om_release_ledger_intern(closing->ledger, pack);
    if (at) {
        char *id = om_strdup(pack);
        id[at - pack] = '\0';
        row.pack_id = om_release_ledger_intern(closing->ledger, id);
        row.pack_major = (unsigned) strtoul(at + 1, NULL, 10);
        free(id);
    }
    return row;
}

void
om_closing_publish(struct om_closing *closing, struct om_row *row, bool shown,
                   uint64_t n, uint64_t base, uint64_t old)
{
    uint64_t k = closing->ledger->rules.k;
    assert(!shown || n >= k);
    shown = shown && n >= k; // whatever happens
    row->n = shown ? n : 0;
    row->base_n = shown ? base : 0;
    row->status = !shown     ? OM_CELL_HIDDEN
                  : old >= k ? OM_CELL_LATE
                             : OM_CELL_FREE;
    om_release_ledger_publish(closing->ledger, row);
}
