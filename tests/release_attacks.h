// What a reader with a solver tries on what was published.
#ifndef OM_TESTS_RELEASE_ATTACKS_H
#define OM_TESTS_RELEASE_ATTACKS_H

#include "report/release.h"

#include "release_history.h"
#include "release_truth.h"

#include <stdbool.h>
#include <stddef.h>

struct attacker;

// Rows of answers, and not of visits.
bool is_answer_row(const struct om_row *row);

// The number of the question that a row is about.
size_t question_of(const struct om_row *row);

// Says everything published to the attacker; and checks it with the truth.
void teach(const struct history *h, const struct om_release *r,
           const unsigned *x, struct attacker *at, size_t shift);

// What is known without a release: sites that are not there, questions that
// are not released and languages that are not asked in add nothing.
void learn_nothing_else(const struct history *h, const struct om_release *r,
                        struct attacker *at, size_t shift, int m);

// Whether a row is of a site that is not in this closing.
bool is_away(const struct history *h, const struct om_row *row, int m);

// A small base of which one choice has more than 90 % is not published, nor
// that choice.
void look_for_groups(const struct history *h, const struct om_release *r,
                     const unsigned *x);

// Every hidden cell of a closing, by all that was published in it.
void attack_closing(const struct history *h, const struct om_release *r,
                    const unsigned *x, int m, unsigned *attacks);

// The same for visits that were finished, site by site.
void attack_visits(const struct history *h, const struct om_release *r,
                   const unsigned *finish, int m);

// All published sums of nested scopes: a parent less its published children.
void attack_differences(const struct history *h, const struct om_release *r);

// Steps that are fewer than k visits apart tell about those.
void attack_funnel(const struct history *h, const struct om_release *r);

#endif
