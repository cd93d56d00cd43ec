// The school year's table of each site, attacked with all the closings it is
// made of.

#include "release_year.h"

#include "report/release.h"

#include "attacker.h"
#include "release_attacks.h"
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
void
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
