#include "release_attacks.h"

#include "report/release.h"

#include "attacker.h"
#include "release_history.h"
#include "release_truth.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // needs those above

// -- attacks ------------------------------------------------------------------

bool
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

size_t
question_of(const struct om_row *row)
{
    return (size_t) (row->question[3] - '0');
}

void
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

void
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

bool
is_away(const struct history *h, const struct om_row *row, int m)
{
    if (row->scope == OM_SCOPE_SITE) {
        return !is_there(h, (size_t) (row->scope_id[5] - '0'), m);
    }
    return row->scope == OM_SCOPE_PROVINCE
           && sites_of(h, (size_t) (row->scope_id[3] - '0'), m) == 0;
}

void
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

void
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

void
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

void
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

void
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
