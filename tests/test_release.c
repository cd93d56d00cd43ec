// Random histories of kiosks: visits, late and doubled deliveries, absent
// sites, successive closings. What is published is checked against a count of
// its own, and attacked with a linear program.
//
// OM_LONG=1 runs 10,000 histories instead of 1,000; OM_SEED=n one of them.
#include "report/ledger.h"
#include "report/release.h"

#include "attacker.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h> // wants the standard headers before it

enum {
    SITES = 6,
    QUESTIONS = 2,
    CHOICES = 4,
    LANGUAGES = 2,
    MONTHS = 7, // March to September 2026, with a school year's end
    FIRST = 202603,
    STEPS = 3, // start, finish, q1_shown + q2_shown
    CELLS = QUESTIONS * CHOICES * LANGUAGES,
    UNKNOWNS = SITES * CELLS,
};

static const char *const languages[] = { "nl", "ar" };

// -- chance -------------------------------------------------------------------

struct dice {
    uint64_t state;
};

static uint32_t
roll(struct dice *dice, uint32_t n)
{
    uint64_t z = dice->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (uint32_t) ((z ^ z >> 31) % n);
}

// -- a history ----------------------------------------------------------------

// What one site counted in one month.
struct batch {
    unsigned answers[QUESTIONS][CHOICES][LANGUAGES];
    unsigned start[LANGUAGES], finish[LANGUAGES];
    unsigned shown[QUESTIONS][LANGUAGES];
    int period;  // of all of it
    int arrives; // month (index) in whose closing it is there first
};

struct history {
    struct dice dice;
    uint64_t seed;
    unsigned k;
    size_t sites, provinces, choices, languages;
    bool several[QUESTIONS]; // a visitor may give several answers
    size_t province[SITES];
    int opens[SITES]; // month in which a site is there first
    bool away[SITES][MONTHS];
    struct batch batches[SITES][MONTHS];
    struct om_catalogue catalogue;
    struct om_release_rules rules;
};

static bool
helps(size_t choice)
{
    return choice % 2 == 0;
}

static void
visit(struct history *h, struct batch *b, const unsigned *leaning,
      bool thorough)
{
    struct dice *dice = &h->dice;
    size_t l = h->languages > 1 && roll(dice, 6) == 0 ? 1 : 0;
    b->start[l]++;
    for (size_t q = 0; q < QUESTIONS; q++) {
        if (!thorough && roll(dice, 5) == 0) {
            return;
        }
        b->shown[q][l]++;
        if (!thorough && roll(dice, 8) == 0) {
            return;
        }
        unsigned total = 0, at;
        for (size_t c = 0; c < h->choices; c++) {
            total += leaning[q * CHOICES + c];
        }
        at = roll(dice, total);
        size_t c = 0;
        while (at >= leaning[q * CHOICES + c]) {
            at -= leaning[q * CHOICES + c++];
        }
        b->answers[q][c][l]++;
        for (size_t more = 0; h->several[q] && more < h->choices; more++) {
            b->answers[q][more][l] += more != c && roll(dice, 3) == 0 ? 1 : 0;
        }
    }
    b->finish[l]++;
}

static void
make_batch(struct history *h, size_t s, int m, const unsigned *leaning)
{
    // weeks 10, 14, …: one of each month from March
    static const int weeks[MONTHS] = { 202610, 202615, 202619, 202624,
                                       202628, 202632, 202637 };
    struct dice *dice = &h->dice;
    struct batch *b = &h->batches[s][m];
    unsigned visits = roll(dice, 4) == 0   ? roll(dice, 4)
                      : roll(dice, 3) == 0 ? h->k * 12
                                           : roll(dice, h->k * 6);
    bool thorough = roll(dice, 3) == 0;
    for (unsigned i = 0; m >= h->opens[s] && i < visits; i++) {
        visit(h, b, leaning, thorough);
    }
    b->period = roll(dice, 12) == 0 ? 0 : weeks[m];
    b->arrives = m + (roll(dice, 4) == 0 ? (int) roll(dice, 4) : 0);
}

static void
make_history(struct history *h, uint64_t seed)
{
    static const unsigned ks[] = { 3, 5, 10 };
    memset(h, 0, sizeof(*h));
    h->seed = seed;
    h->dice.state = seed * 7919 + 1;
    struct dice *dice = &h->dice;
    h->k = ks[roll(dice, 3)];
    h->sites = 1 + roll(dice, SITES);
    h->provinces = 1 + roll(dice, 3);
    h->choices = 2 + roll(dice, CHOICES - 1);
    h->languages = 1 + roll(dice, LANGUAGES);
    h->rules = om_release_preset(OM_PRESET_CINEMA);
    h->rules.k = h->k;
    if (roll(dice, 4) == 0) { // as a school, but with sites of type cinema
        h->rules.sites = false;
        h->rules.sites_min = 3;
    }
    for (size_t q = 0; q < QUESTIONS; q++) {
        h->several[q] = roll(dice, 5) == 0;
    }
    unsigned leaning[QUESTIONS * CHOICES];
    for (size_t i = 0; i < QUESTIONS * CHOICES; i++) {
        leaning[i] = roll(dice, 3) == 0 ? 1 : 1 + roll(dice, 10);
    }
    for (size_t s = 0; s < h->sites; s++) {
        h->province[s] = roll(dice, (uint32_t) h->provinces);
        h->opens[s] = roll(dice, 4) == 0 ? (int) roll(dice, MONTHS) : 0;
        for (int m = 0; m < MONTHS; m++) {
            h->away[s][m] = roll(dice, 10) == 0;
            make_batch(h, s, m, leaning);
        }
    }
    for (size_t q = 0; q < QUESTIONS; q++) {
        for (size_t c = 0; c < h->choices; c++) {
            char question[24], choice[24];
            snprintf(question, sizeof(question), "s.q%zu", q);
            snprintf(choice, sizeof(choice), "c%zu", c);
            om_catalogue_add_choice(&h->catalogue, "p@1", question, choice,
                                    helps(c));
            if (h->several[q]) {
                om_catalogue_set_several(&h->catalogue, "p@1", question);
            }
        }
    }
    for (size_t l = 0; l < h->languages; l++) {
        om_catalogue_add_language(&h->catalogue, "p@1", languages[l]);
    }
}

// -- delivering ---------------------------------------------------------------

static void
deliver(struct om_counts *counts, uint32_t site, const uint8_t *epoch,
        const struct batch *b, unsigned percent)
{
    char key[64];
    for (size_t l = 0; l < LANGUAGES; l++) {
        for (size_t q = 0; q < QUESTIONS; q++) {
            for (size_t c = 0; c < CHOICES; c++) {
                snprintf(key, sizeof(key), "p@1/a/s.q%zu/c%zu@%s", q, c,
                         languages[l]);
                om_counts_add(counts, site, epoch, b->period, key,
                              b->answers[q][c][l] * percent / 100);
            }
            snprintf(key, sizeof(key), "p@1/f/q%zu_shown@%s", q + 1,
                     languages[l]);
            om_counts_add(counts, site, epoch, b->period, key,
                          b->shown[q][l] * percent / 100);
        }
        snprintf(key, sizeof(key), "p@1/f/start@%s", languages[l]);
        om_counts_add(counts, site, epoch, b->period, key,
                      b->start[l] * percent / 100);
        snprintf(key, sizeof(key), "p@1/f/finish@%s", languages[l]);
        om_counts_add(counts, site, epoch, b->period, key,
                      b->finish[l] * percent / 100);
    }
}

static bool
is_there(const struct history *h, size_t s, int m)
{
    return m >= h->opens[s] && !h->away[s][m];
}

// All that has arrived by the closing of month `m`, in some order, some of it
// twice or as an older snapshot.
static void
collect(struct history *h, int m, struct om_counts *counts)
{
    om_counts_init(counts);
    size_t from = roll(&h->dice, (uint32_t) h->sites);
    for (size_t i = 0; i < h->sites; i++) {
        size_t s = (from + i) % h->sites;
        if (!is_there(h, s, m)) {
            continue;
        }
        struct om_place site = { .type = OM_PLACE_CINEMA, .kiosks = 1 };
        snprintf(site.id, sizeof(site.id), "site-%zu", s);
        snprintf(site.province, sizeof(site.province), "nl-%zu",
                 h->province[s]);
        uint32_t number = om_counts_add_site(counts, &site);
        for (int b = 0; b < MONTHS; b++) {
            uint8_t epoch[OM_EPOCH_SIZE] = { (uint8_t) s, (uint8_t) b };
            const struct batch *batch = &h->batches[s][b];
            if (batch->arrives > m) {
                continue;
            }
            if (roll(&h->dice, 3) == 0) {
                deliver(counts, number, epoch, batch, 50);
            }
            deliver(counts, number, epoch, batch, 100);
            if (roll(&h->dice, 3) == 0) {
                deliver(counts, number, epoch, batch, 100);
            }
        }
    }
    om_counts_seal(counts);
}

// -- what really happened -----------------------------------------------------

static size_t
unknown(size_t s, size_t q, size_t c, size_t l)
{
    return ((s * QUESTIONS + q) * CHOICES + c) * LANGUAGES + l;
}

// What each closing released, by our own count.
struct truth {
    unsigned released[UNKNOWNS]; // before this closing
    unsigned visits[SITES][2][LANGUAGES];
    unsigned x[MONTHS][UNKNOWNS]; // in each closing
    unsigned finish[MONTHS][SITES];
    int now[MONTHS]; // when each closing was made; several may be at once
};

static unsigned
counted(const struct history *h, int now, int m, size_t s, size_t q, size_t c,
        size_t l)
{
    unsigned n = 0;
    for (int b = 0; b < MONTHS; b++) {
        const struct batch *batch = &h->batches[s][b];
        n += batch->arrives <= now && (b <= m || batch->period == 0)
                 ? batch->answers[q][c][l]
                 : 0;
    }
    return n;
}

static unsigned
finished(const struct history *h, int now, int m, size_t s, size_t l)
{
    unsigned n = 0;
    for (int b = 0; b < MONTHS; b++) {
        const struct batch *batch = &h->batches[s][b];
        n += batch->arrives <= now && (b <= m || batch->period == 0)
                 ? batch->finish[l]
                 : 0;
    }
    return n;
}

// -- what was published -------------------------------------------------------

static const struct om_row *
find(const struct om_release *r, enum om_table table, const char *scope,
     const char *question, const char *choice, const char *language)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct om_row *row = &r->rows[i];
        if (row->table == table && strcmp(row->scope_id, scope) == 0
            && strcmp(row->question, question) == 0
            && strcmp(row->choice, choice) == 0
            && strcmp(row->language, language) == 0) {
            return row;
        }
    }
    return NULL;
}

static bool
is_shown(const struct om_row *row)
{
    return row && row->status != OM_CELL_HIDDEN;
}

#define REFUSE(h, ...) \
    do { \
        fprintf(stderr, "seed %" PRIu64 " k %u: ", (h)->seed, (h)->k); \
        fprintf(stderr, __VA_ARGS__); \
        fprintf(stderr, "\n"); \
        fail(); \
    } while (0)

// Which unknowns a row of answers is the sum of.
static void
cells_of(const struct history *h, const struct om_row *row, bool *in)
{
    memset(in, 0, UNKNOWNS * sizeof(bool));
    for (size_t s = 0; s < h->sites; s++) {
        char site[40], province[40];
        snprintf(site, sizeof(site), "site-%zu", s);
        snprintf(province, sizeof(province), "nl-%zu", h->province[s]);
        if (strcmp(row->scope_id, "nl") != 0
            && strcmp(row->scope_id, province) != 0
            && strcmp(row->scope_id, site) != 0) {
            continue;
        }
        for (size_t i = 0; i < CELLS; i++) {
            size_t q = i / (CHOICES * LANGUAGES), c = i / LANGUAGES % CHOICES;
            size_t l = i % LANGUAGES;
            char question[24], choice[24];
            snprintf(question, sizeof(question), "s.q%zu", q);
            snprintf(choice, sizeof(choice), "c%zu", c);
            in[unknown(s, q, c, l)] =
                strcmp(row->question, question) == 0
                && (strcmp(row->choice, "*") == 0
                    || strcmp(row->choice, choice) == 0)
                && (strcmp(row->language, "*") == 0
                    || strcmp(row->language, languages[l]) == 0);
        }
    }
}

static uint64_t
sum_of(const unsigned *x, const bool *in, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += in[i] ? x[i] : 0;
    }
    return sum;
}

static bool
is_released(const struct om_release *r, size_t q)
{
    char question[24];
    snprintf(question, sizeof(question), "s.q%zu", q);
    return is_shown(find(r, OM_TABLE_COUNTRY, "nl", question, "*", "*"));
}

// Takes the closing's batch, by our own count, into `truth`.
static void
take_truth(const struct history *h, const struct om_release *r, int now, int m,
           struct truth *t)
{
    t->now[m] = now;
    bool walked = is_shown(find(r, OM_TABLE_SITE, "nl", "*", "finished", "*"));
    for (size_t s = 0; s < h->sites; s++) {
        if (!is_there(h, s, now)) {
            continue;
        }
        for (size_t i = 0; i < CELLS; i++) {
            size_t q = i / (CHOICES * LANGUAGES), c = i / LANGUAGES % CHOICES;
            size_t l = i % LANGUAGES, at = unknown(s, q, c, l);
            if (is_released(r, q) && l < h->languages) {
                unsigned n = counted(h, now, m, s, q, c, l);
                t->x[m][at] = n - t->released[at];
                t->released[at] = n;
            }
        }
        for (size_t l = 0; walked && l < h->languages; l++) {
            unsigned n = finished(h, now, m, s, l);
            t->finish[m][s] += n - t->visits[s][0][l];
            t->visits[s][0][l] = n;
        }
    }
}

// Whether a question's answers are in its province's helping figures: it has
// one answer of each visitor, both classes are k or more in the country, and
// the province has figures.
static bool
helps_province(const struct history *h, const struct om_release *r,
               const unsigned *x, size_t q, const char *province)
{
    uint64_t sums[2] = { 0, 0 };
    char question[24];
    snprintf(question, sizeof(question), "s.q%zu", q);
    for (size_t s = 0; s < h->sites; s++) {
        for (size_t i = 0; i < CHOICES * LANGUAGES; i++) {
            size_t c = i / LANGUAGES, l = i % LANGUAGES;
            sums[helps(c) ? 0 : 1] += x[unknown(s, q, c, l)];
        }
    }
    return !h->several[q] && sums[0] >= h->k && sums[1] >= h->k
           && (strcmp(province, "nl") == 0
                   ? is_released(r, q)
                   : is_shown(find(r, OM_TABLE_PROVINCE, province, question,
                                   "*", "*")));
}

// The unknowns of a "helping" row: its helping answers, or all of its base.
static void
helping_of(const struct history *h, const struct om_release *r,
           const unsigned *x, const struct om_row *row, bool base, bool *in)
{
    memset(in, 0, UNKNOWNS * sizeof(bool));
    for (size_t s = 0; s < h->sites; s++) {
        char site[40], province[40];
        snprintf(site, sizeof(site), "site-%zu", s);
        snprintf(province, sizeof(province), "nl-%zu", h->province[s]);
        bool country = strcmp(row->scope_id, "nl") == 0;
        if (!country && strcmp(row->scope_id, province) != 0
            && strcmp(row->scope_id, site) != 0) {
            continue;
        }
        for (size_t i = 0; i < CELLS; i++) {
            size_t q = i / (CHOICES * LANGUAGES), c = i / LANGUAGES % CHOICES;
            in[unknown(s, q, c, i % LANGUAGES)] =
                (base || helps(c))
                && helps_province(h, r, x, q, country ? "nl" : province);
        }
    }
}

// -- attacks ------------------------------------------------------------------

static bool
is_answer_row(const struct om_row *row)
{
    return row->table == OM_TABLE_PROVINCE || row->table == OM_TABLE_COUNTRY
           || row->table == OM_TABLE_LANGUAGE;
}

static bool
is_helping_row(const struct om_row *row)
{
    return row->table == OM_TABLE_SITE && strcmp(row->choice, "helping") == 0;
}

static size_t
question_of(const struct om_row *row)
{
    return (size_t) (row->question[3] - '0');
}

// Says everything published to the attacker; and checks it with the truth.
static void
teach(const struct history *h, const struct om_release *r, const unsigned *x,
      struct attacker *at, size_t shift)
{
    bool *in = calloc(at->unknowns, sizeof(bool));
    for (size_t i = 0; i < r->count; i++) {
        const struct om_row *row = &r->rows[i];
        bool helping = is_helping_row(row);
        if (!is_shown(row) || (!helping && !is_answer_row(row))) {
            continue;
        }
        for (int base = 0; base <= (helping ? 1 : 0); base++) {
            memset(in, 0, at->unknowns * sizeof(bool));
            if (helping) {
                helping_of(h, r, x, row, base == 1, in + shift);
            } else {
                cells_of(h, row, in + shift);
            }
            uint64_t n = base == 1 ? row->base_n : row->n;
            uint64_t sum = sum_of(x, in + shift, UNKNOWNS);
            if (sum != n) {
                REFUSE(h, "%s %s/%s/%s is %" PRIu64 ", not %" PRIu64,
                       row->scope_id, row->question, row->choice, row->language,
                       sum, n);
            }
            attacker_learn(at, in, n);
        }
    }
    free(in);
}

static void
learn_nothing_else(const struct history *h, const struct om_release *r,
                   struct attacker *at, size_t shift, int m)
{
    // what was not released, what is not there, and who is away, is known
    bool *in = calloc(at->unknowns, sizeof(bool));
    for (size_t i = 0; i < UNKNOWNS; i++) {
        size_t s = i / CELLS, q = i / (CHOICES * LANGUAGES) % QUESTIONS;
        size_t c = i / LANGUAGES % CHOICES, l = i % LANGUAGES;
        in[shift + i] = s >= h->sites || !is_there(h, s, m) || c >= h->choices
                        || l >= h->languages || !is_released(r, q);
    }
    attacker_learn(at, in, 0);
    free(in);
}

static size_t
sites_of(const struct history *h, size_t province, int m)
{
    size_t count = 0;
    for (size_t s = 0; s < h->sites; s++) {
        count += h->province[s] == province && is_there(h, s, m) ? 1 : 0;
    }
    return count;
}

static bool
is_away(const struct history *h, const struct om_row *row, int m)
{
    if (row->scope == OM_SCOPE_SITE) {
        return !is_there(h, (size_t) (row->scope_id[5] - '0'), m);
    }
    return row->scope == OM_SCOPE_PROVINCE
           && sites_of(h, (size_t) (row->scope_id[3] - '0'), m) == 0;
}

// A small base of which one choice has more than 90 % is not published, nor
// that choice.
static void
look_for_groups(const struct history *h, const struct om_release *r,
                const unsigned *x)
{
    for (size_t i = 0; i < r->count; i++) {
        struct om_row row = r->rows[i];
        if (!is_answer_row(&row) || !is_shown(&row) || row.base_n >= 50) {
            continue;
        }
        for (size_t c = 0; c < h->choices; c++) {
            char choice[24];
            bool in[UNKNOWNS];
            snprintf(choice, sizeof(choice), "c%zu", c);
            row.choice = choice;
            cells_of(h, &row, in);
            if (sum_of(x, in, UNKNOWNS) * 10 > row.base_n * 9) {
                REFUSE(h, "%s %s: nearly everybody chose %s", row.scope_id,
                       row.question, choice);
            }
        }
    }
}

// Every hidden cell of a closing, by all that was published in it.
static void
attack_closing(const struct history *h, const struct om_release *r,
               const unsigned *x, int m, unsigned *attacks)
{
    struct attacker at = attacker_begin(UNKNOWNS);
    teach(h, r, x, &at, 0);
    learn_nothing_else(h, r, &at, 0, m);
    if (!attacker_think(&at)) {
        REFUSE(h, "month %d: what was published contradicts itself", m);
    }
    bool in[UNKNOWNS];
    for (size_t i = 0; i < r->count; i++) {
        const struct om_row *row = &r->rows[i];
        bool helping = is_helping_row(row);
        if (is_shown(row) || (!helping && !is_answer_row(row))
            || is_away(h, row, m)
            || (!helping && !is_released(r, question_of(row)))) {
            continue;
        }
        for (int base = 0; base <= (helping ? 1 : 0); base++) {
            if (helping) {
                helping_of(h, r, x, row, base == 1, in);
            } else {
                cells_of(h, row, in);
            }
            bool any = false;
            for (size_t j = 0; j < UNKNOWNS; j++) {
                any |= in[j];
            }
            if (!any) {
                continue;
            }
            double width = attacker_width(&at, in);
            ++*attacks;
            if (width < h->k - 1 - 1e-6) {
                REFUSE(h,
                       "month %d table %d: %s %s/%s/%s (%" PRIu64
                       ") is known to within %.1f",
                       m, row->table, row->scope_id, row->question, row->choice,
                       row->language, sum_of(x, in, UNKNOWNS), width);
            }
        }
    }
    attacker_end(&at);
}

static void
attack_visits(const struct history *h, const struct om_release *r,
              const unsigned *finish, int m)
{
    struct attacker at = attacker_begin(SITES);
    bool in[SITES];
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < r->count; i++) {
            const struct om_row *row = &r->rows[i];
            if (row->table != OM_TABLE_SITE
                || strcmp(row->choice, "finished") != 0
                || is_shown(row) != (pass == 0) || is_away(h, row, m)) {
                continue;
            }
            for (size_t s = 0; s < SITES; s++) {
                in[s] = s < h->sites
                        && (row->scope == OM_SCOPE_COUNTRY
                            || (row->scope == OM_SCOPE_PROVINCE
                                && (size_t) (row->scope_id[3] - '0')
                                       == h->province[s])
                            || (row->scope == OM_SCOPE_SITE
                                && (size_t) (row->scope_id[5] - '0') == s));
            }
            uint64_t sum = sum_of(finish, in, SITES);
            if (pass == 0) {
                if (sum != row->n) {
                    REFUSE(h,
                           "month %d: visits of %s are %" PRIu64
                           ", not %" PRIu64,
                           m, row->scope_id, sum, row->n);
                }
                attacker_learn(&at, in, row->n);
            } else if (attacker_width(&at, in) < h->k - 1 - 1e-6) {
                REFUSE(h, "month %d: visits of %s", m, row->scope_id);
            }
        }
        if (pass == 0) {
            for (size_t s = 0; s < SITES; s++) {
                in[s] = s >= h->sites || !is_there(h, s, m);
            }
            attacker_learn(&at, in, 0);
            assert_true(attacker_think(&at));
            if (!is_shown(find(r, OM_TABLE_SITE, "nl", "*", "finished", "*"))) {
                break;
            }
        }
    }
    attacker_end(&at);
}

// All published sums of nested scopes: a parent less its published children.
static void
attack_differences(const struct history *h, const struct om_release *r)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct om_row *a = &r->rows[i];
        if (is_shown(a) && (a->n < h->k || (a->base_n && a->base_n < h->k))) {
            REFUSE(h, "%s %s is %" PRIu64, a->scope_id, a->choice, a->n);
        }
        if (is_shown(a) && is_answer_row(a) && h->several[question_of(a)]
            && a->base_n < h->k * h->choices) {
            REFUSE(h, "%s: %" PRIu64 " answers may be of fewer than k visitors",
                   a->scope_id, a->base_n);
        }
        if (a->has_share && a->base_n < 30) {
            REFUSE(h, "share of a base of %" PRIu64, a->base_n);
        }
        if (is_shown(a) && a->table != OM_TABLE_FUNNEL && a->base_n > 0
            && strcmp(a->choice, "*") != 0 && a->base_n - a->n < h->k) {
            REFUSE(h, "all but %s of %s are %" PRIu64, a->choice, a->scope_id,
                   a->base_n - a->n);
        }
        uint64_t choices = 0, provinces = 0;
        if (!is_shown(a) || !is_answer_row(a)
            || a->table == OM_TABLE_LANGUAGE) {
            continue;
        }
        for (size_t j = 0; j < r->count; j++) {
            const struct om_row *b = &r->rows[j];
            if (!is_shown(b) || strcmp(a->question, b->question) != 0
                || a->closed != b->closed) {
                continue;
            }
            if (b->table == a->table && strcmp(a->scope_id, b->scope_id) == 0
                && strcmp(b->choice, "*") != 0) {
                choices += b->n;
            }
            if (a->table == OM_TABLE_COUNTRY && b->table == OM_TABLE_PROVINCE
                && strcmp(a->choice, b->choice) == 0) {
                provinces += b->n;
            }
        }
        if (strcmp(a->choice, "*") == 0 && a->n != choices
            && a->n - choices < h->k) {
            REFUSE(h, "%s less its choices is %" PRIu64, a->scope_id,
                   a->n - choices);
        }
        if (a->n != provinces && a->n - provinces < h->k) {
            REFUSE(h, "%s less its provinces is %" PRIu64, a->choice,
                   a->n - provinces);
        }
    }
}

static void
attack_funnel(const struct history *h, const struct om_release *r)
{
    uint64_t shown = 0, answered = 0;
    bool complete = true, waits = false;
    for (size_t i = 0; i < r->count; i++) {
        const struct om_row *a = &r->rows[i];
        if (a->table == OM_TABLE_COUNTRY && strcmp(a->choice, "*") == 0) {
            waits |= !is_shown(a);
            answered += a->n;
        }
        if (a->table != OM_TABLE_FUNNEL) {
            continue;
        }
        if (a->choice[0] == 'q') {
            shown += a->n;
            complete &= is_shown(a);
        }
        for (size_t j = 0; is_shown(a) && j < r->count; j++) {
            const struct om_row *b = &r->rows[j];
            uint64_t apart = a->n < b->n ? b->n - a->n : a->n - b->n;
            if (i != j && b->table == OM_TABLE_FUNNEL && is_shown(b)
                && apart < h->k) {
                REFUSE(h, "steps %s and %s are %" PRIu64 " apart", a->choice,
                       b->choice, apart);
            }
        }
    }
    if (complete && waits && shown < answered + h->k - 1) {
        REFUSE(h, "a question that waits has at most %" PRIu64 " answers",
               shown - answered);
    }
}

// Whether any site of the row's province has figures of the year: without
// them nothing new is known of it.
static bool
year_is_shown(const struct history *h, const struct om_release *year,
              const struct om_row *row)
{
    size_t own = h->province[row->scope_id[5] - '0'];
    for (size_t i = 0; i < year->count; i++) {
        const struct om_row *other = &year->rows[i];
        if (other->table == OM_TABLE_SITE_YEAR && is_shown(other)
            && h->province[other->scope_id[5] - '0'] == own) {
            return true;
        }
    }
    return false;
}

// What a province's monthly figures have besides the year's figures of its
// sites, in months in which one of them at least was shown.
static void
subtract_year(const struct history *h, const struct truth *t,
              const struct om_release *year, const bool *domain,
              const bool *around, const bool *exposed, size_t all)
{
    for (size_t i = 0; i < year->count; i++) {
        const struct om_row *row = &year->rows[i];
        if (row->table != OM_TABLE_SITE_YEAR || !is_shown(row)) {
            continue;
        }
        struct om_row province = *row;
        char id[40];
        snprintf(id, sizeof(id), "nl-%zu", h->province[row->scope_id[5] - '0']);
        province.scope_id = id;
        bool cells[UNKNOWNS];
        cells_of(h, &province, cells);
        uint64_t left = 0;
        size_t missed = 0;
        for (size_t j = 0; j < all; j++) {
            bool in = cells[j % UNKNOWNS] && around[j] && !domain[j];
            missed += in;
            left += in ? t->x[j / UNKNOWNS][j % UNKNOWNS] : 0;
        }
        if (missed > 0 && left < h->k) {
            REFUSE(h, "%s %s/%s less its sites' year is %" PRIu64, id,
                   row->question, row->choice, left);
        }
        uint64_t besides[2] = { 0, 0 };
        bool any = false;
        size_t site = (size_t) (row->scope_id[5] - '0');
        for (size_t j = 0; j < all; j++) {
            if (exposed[j] && !domain[j] && j % UNKNOWNS / CELLS == site) {
                besides[helps(j / LANGUAGES % CHOICES) ? 0 : 1] +=
                    t->x[j / UNKNOWNS][j % UNKNOWNS];
                any = true;
            }
        }
        if (any && (besides[0] < h->k || besides[1] < h->k)) {
            REFUSE(h, "%s has besides its year %" PRIu64 " and %" PRIu64,
                   row->scope_id, besides[0], besides[1]);
        }
    }
}

// The school year's table, with all closings it is made of.
static void
attack_year(const struct history *h, const struct om_release_ledger *ledger,
            struct truth *t, unsigned *attacks)
{
    enum { CLOSINGS = 5 }; // March to July
    size_t all = CLOSINGS * UNKNOWNS;
    bool *domain = calloc(all, sizeof(bool)), *in = calloc(all, sizeof(bool));
    bool *exposed = calloc(all, sizeof(bool)); // is in its monthly figures
    bool *around = calloc(all, sizeof(bool));  // what a site of it may be in
    struct attacker at = attacker_begin(all), months = attacker_begin(all);
    struct om_release year = { 0 };
    for (int m = 0; m < CLOSINGS; m++) {
        struct om_release r;
        om_release_read(ledger, FIRST + m, FIRST + m, &r);
        teach(h, &r, t->x[m], &at, (size_t) m * UNKNOWNS);
        learn_nothing_else(h, &r, &at, (size_t) m * UNKNOWNS, t->now[m]);
        teach(h, &r, t->x[m], &months, (size_t) m * UNKNOWNS);
        learn_nothing_else(h, &r, &months, (size_t) m * UNKNOWNS, t->now[m]);
        for (size_t i = 0; i < UNKNOWNS; i++) {
            size_t s = i / CELLS, q = i / (CHOICES * LANGUAGES) % QUESTIONS;
            char site[40], province[40], question[24], choice[24];
            snprintf(site, sizeof(site), "site-%zu", s);
            snprintf(province, sizeof(province), "nl-%zu",
                     s < h->sites ? h->province[s] : 9);
            snprintf(question, sizeof(question), "s.q%zu", q);
            bool full = s < h->sites && is_there(h, s, t->now[m])
                        && (i / LANGUAGES % CHOICES) < h->choices
                        && i % LANGUAGES < h->languages
                        && helps_province(h, &r, t->x[m], q, province);
            exposed[(size_t) m * UNKNOWNS + i] =
                full
                && is_shown(find(&r, OM_TABLE_SITE, site, "*", "helping", "*"));
            for (size_t c = 0; full && c < h->choices; c++) {
                snprintf(choice, sizeof(choice), "c%zu", c);
                full = is_shown(find(&r, OM_TABLE_PROVINCE, province, question,
                                     choice, "*"));
            }
            bool any = false;
            for (size_t o = 0; full && o < h->sites; o++) {
                char other[40];
                snprintf(other, sizeof(other), "site-%zu", o);
                any |= h->province[o] == h->province[s]
                       && is_shown(
                           find(&r, OM_TABLE_SITE, other, "*", "helping", "*"));
            }
            around[(size_t) m * UNKNOWNS + i] = full && any;
            domain[(size_t) m * UNKNOWNS + i] =
                full
                && is_shown(find(&r, OM_TABLE_SITE, site, "*", "helping", "*"));
        }
        if (m == CLOSINGS - 1) {
            year = r;
        } else {
            om_release_finish(&r);
        }
    }
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < year.count; i++) {
            const struct om_row *row = &year.rows[i];
            if (row->table != OM_TABLE_SITE_YEAR
                || is_shown(row) != (pass == 0)) {
                continue;
            }
            bool cells[UNKNOWNS], any = false;
            uint64_t sum = 0;
            cells_of(h, row, cells);
            for (size_t j = 0; j < all; j++) {
                in[j] = cells[j % UNKNOWNS] && domain[j];
                any |= in[j];
                sum += in[j] ? t->x[j / UNKNOWNS][j % UNKNOWNS] : 0;
            }
            if (pass == 0) {
                if (sum != row->n) {
                    REFUSE(h, "year of %s %s/%s is %" PRIu64 ", not %" PRIu64,
                           row->scope_id, row->question, row->choice, sum,
                           row->n);
                }
                attacker_learn(&at, in, row->n);
            } else if (any && year_is_shown(h, &year, row)) {
                // A base is a sum of cells that are looked at themselves;
                // what the months told exactly, k or more, they told.
                double width = attacker_width(&at, in);
                ++*attacks;
                if (width < h->k - 1 - 1e-6
                    && (sum < h->k
                        || (strcmp(row->choice, "*") != 0
                            && attacker_width(&months, in) > 1e-6))) {
                    REFUSE(h, "year of %s %s/%s (%" PRIu64 ") to within %.1f",
                           row->scope_id, row->question, row->choice, sum,
                           width);
                }
            }
        }
        if (pass == 0) {
            assert_true(attacker_think(&at));
            assert_true(attacker_think(&months));
        }
    }
    subtract_year(h, t, &year, domain, around, exposed, all);
    // and what the year tells about the months
    for (int m = 0; m < CLOSINGS; m++) {
        struct om_release r;
        om_release_read(ledger, FIRST + m, FIRST + m, &r);
        for (size_t i = 0; i < r.count; i++) {
            const struct om_row *row = &r.rows[i];
            if (!is_answer_row(row) || is_shown(row)
                || is_away(h, row, t->now[m])
                || !is_released(&r, question_of(row))) {
                continue;
            }
            memset(in, 0, all * sizeof(bool));
            cells_of(h, row, in + (size_t) m * UNKNOWNS);
            double width = attacker_width(&at, in);
            ++*attacks;
            if (width < h->k - 1 - 1e-6) {
                REFUSE(h, "with the year, month %d %s %s/%s to within %.1f", m,
                       row->scope_id, row->question, row->choice, width);
            }
        }
        om_release_finish(&r);
    }
    om_release_finish(&year);
    attacker_end(&at);
    attacker_end(&months);
    free(domain);
    free(around);
    free(exposed);
    free(in);
}

// -- histories ----------------------------------------------------------------

struct tally {
    unsigned published, hidden, attacks, years, late;
    bool year; // this history has a year's figures
};

static struct om_release_ledger *
save_and_load(struct om_release_ledger *ledger, const struct history *h,
              const char *folder)
{
    struct om_text problem = { 0 };
    assert_true(om_release_ledger_save(ledger, folder, &problem));
    om_release_ledger_destroy(ledger);
    ledger = om_release_ledger_load(folder, &h->rules, &problem);
    assert_string_equal(om_text_get(&problem), "");
    assert_non_null(ledger);
    return ledger;
}

static void
attack_month(const struct history *h, const struct om_release_ledger *ledger,
             int now, int m, struct truth *t, struct tally *tally)
{
    struct om_release r;
    om_release_read(ledger, FIRST + m, FIRST + m, &r);
    take_truth(h, &r, now, m, t);
    attack_differences(h, &r);
    attack_funnel(h, &r);
    look_for_groups(h, &r, t->x[m]);
    attack_closing(h, &r, t->x[m], now, &tally->attacks);
    attack_visits(h, &r, t->finish[m], now);
    for (size_t i = 0; i < r.count; i++) {
        tally->published += is_shown(&r.rows[i]) ? 1 : 0;
        tally->hidden += is_shown(&r.rows[i]) ? 0 : 1;
        tally->late += r.rows[i].status == OM_CELL_LATE ? 1 : 0;
        tally->year |=
            r.rows[i].table == OM_TABLE_SITE_YEAR && is_shown(&r.rows[i]);
    }
    om_release_finish(&r);
}

static void
run_history(uint64_t seed, const char *folder, struct tally *tally)
{
    static struct history h;
    static struct truth t;
    make_history(&h, seed);
    memset(&t, 0, sizeof(t));
    struct om_release_ledger *ledger = om_release_ledger_create(&h.rules);
    tally->year = false;
    for (int m = 0, done = 0; m < MONTHS; m++) {
        struct om_counts counts;
        collect(&h, m, &counts);
        int closed = om_release_close(ledger, &counts, &h.catalogue, FIRST + m);
        assert_int_equal(
            om_release_close(ledger, &counts, &h.catalogue, FIRST + m), 0);
        om_counts_finish(&counts);
        if (folder && roll(&h.dice, 2) == 0) {
            ledger = save_and_load(ledger, &h, folder);
        }
        for (done = m + 1 - closed; done <= m; done++) {
            attack_month(&h, ledger, m, done, &t, tally);
        }
    }
    if (tally->year && h.sites <= 4) {
        tally->years++;
        attack_year(&h, ledger, &t, &tally->attacks);
    }
    om_release_ledger_destroy(ledger);
    om_catalogue_finish(&h.catalogue);
}

static void
test_histories(void **state)
{
    (void) state;
    const char *one = getenv("OM_SEED"), *longer = getenv("OM_LONG");
    uint64_t from = one ? strtoull(one, NULL, 10) : 1;
    uint64_t count = one ? 1 : longer ? 10000 : 1000;
    // what earlier versions of the rules gave away
    static const uint64_t hard[] = { 2318 };
    struct tally tally = { 0 };
    char folder[] = "/tmp/omstander-release-XXXXXX";
    assert_non_null(mkdtemp(folder));
    for (uint64_t seed = from; seed < from + count; seed++) {
        run_history(seed, seed % 10 == 0 ? folder : NULL, &tally);
    }
    for (size_t i = 0; !one && i < sizeof(hard) / sizeof(hard[0]); i++) {
        run_history(hard[i], NULL, &tally);
    }
    char command[80];
    snprintf(command, sizeof(command), "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    printf("%" PRIu64 " histories: %u cells published (%u with late ones), %u "
           "hidden, %u attacked, %u years\n",
           count, tally.published, tally.late, tally.hidden, tally.attacks,
           tally.years);
    assert_true(one
                || (tally.published > 1000 && tally.attacks > 1000
                    && tally.years > 0 && tally.late > 0));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_histories),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
