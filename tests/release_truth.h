// What really happened in a history, by a count of its own, and what a release
// shows of it.
#ifndef OM_TESTS_RELEASE_TRUTH_H
#define OM_TESTS_RELEASE_TRUTH_H

#include "report/release.h"

#include "release_history.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What each closing released, by our own count.
struct truth {
    unsigned released[UNKNOWNS]; // before this closing
    unsigned visits[SITES][2][LANGUAGES];
    unsigned x[MONTHS][UNKNOWNS]; // in each closing
    unsigned finish[MONTHS][SITES];
    int now[MONTHS]; // when each closing was made; several may be at once
};

// The row of these names; NULL: there is none.
const struct om_row *find(const struct om_release *r, enum om_table table,
                          const char *scope, const char *question,
                          const char *choice, const char *language);

// Whether a row is there with its figures.
bool is_shown(const struct om_row *row);

// Fails the test, and says which history it was.
#define REFUSE(h, ...) \
    do { \
        fprintf(stderr, "seed %" PRIu64 " k %u: ", (h)->seed, (h)->k); \
        fprintf(stderr, __VA_ARGS__); \
        fprintf(stderr, "\n"); \
        fail(); \
    } while (0)

// Which unknowns a row of answers is the sum of.
void cells_of(const struct history *h, const struct om_row *row, bool *in);

// What the unknowns for which `in` is true add up to.
uint64_t sum_of(const unsigned *x, const bool *in, size_t count);

// Whether a question has figures of the country.
bool is_released(const struct om_release *r, size_t q);

// Takes the closing's batch, by our own count, into `truth`.
void take_truth(const struct history *h, const struct om_release *r, int now,
                int m, struct truth *t);

// Whether a question's answers are in its province's helping figures: it has
// one answer of each visitor, both classes are k or more in the country, and
// the province has figures.
bool helps_province(const struct history *h, const struct om_release *r,
                    const unsigned *x, size_t q, const char *province);

// The unknowns of a "helping" row: its helping answers, or all of its base.
void helping_of(const struct history *h, const struct om_release *r,
                const unsigned *x, const struct om_row *row, bool base,
                bool *in);

#endif
