#include "release_truth.h"

#include "report/release.h"

#include "release_history.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// -- what really happened -----------------------------------------------------

static size_t
unknown(size_t s, size_t q, size_t c, size_t l)
{
    return ((s * QUESTIONS + q) * CHOICES + c) * LANGUAGES + l;
}

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

const struct om_row *
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

bool
is_shown(const struct om_row *row)
{
    return row && row->status != OM_CELL_HIDDEN;
}

void
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

uint64_t
sum_of(const unsigned *x, const bool *in, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += in[i] ? x[i] : 0;
    }
    return sum;
}

bool
is_released(const struct om_release *r, size_t q)
{
    char question[24];
    snprintf(question, sizeof(question), "s.q%zu", q);
    return is_shown(find(r, OM_TABLE_COUNTRY, "nl", question, "*", "*"));
}

void
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

bool
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

void
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
