// What the report says, taken from what was released: sums over its months,
// shares with their intervals, differences between periods. Numbers only; the
// pages put them into words and pictures.
#ifndef OM_BUNDLE_FIGURES_H
#define OM_BUNDLE_FIGURES_H

#include "report/release.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A share of a base with its Wilson interval, 95 %.
struct om_share {
    bool known;
    uint64_t n, base;
    double share, low, high; // 0..1
};

// Unknown when the base is under `base_min` or n is not published.
struct om_share om_share_make(uint64_t n, uint64_t base, unsigned base_min);

struct om_share om_share_of_row(const struct om_row *row);

// now − before with Newcombe's interval (from both Wilson intervals).
struct om_difference {
    bool known;
    double difference, low, high; // -1..1
    bool clear;                   // the interval does not hold 0
};

struct om_difference om_difference_make(struct om_share now,
                                        struct om_share before);

// A release with its sums over its months.
struct om_figures {
    const struct om_release *release; // borrowed
    struct om_row *totals;            // owned
    size_t count;
};

// `release` may be NULL: there was none; everything is unknown then.
void om_figures_init(struct om_figures *figures,
                     const struct om_release *release);

void om_figures_finish(struct om_figures *figures);

// The published figures of a cell added up over packs, of one closing (the
// month that it closed; 0: of all): n, base, and the share where the base is
// large enough. n is 0 when nothing is published.
struct om_share om_figures_sum(const struct om_figures *figures,
                               enum om_table table, const char *scope_id,
                               const char *choice, int closed);

// The next month after `closed` with which figures were published; 0: none.
int om_figures_next_closing(const struct om_figures *figures, int closed);

// A published total of the same table, area, question and language as `like`;
// NULL when there is none or it is hidden.
const struct om_row *om_figures_like(const struct om_figures *figures,
                                     const struct om_row *like,
                                     const char *choice);

// Cells that were not shown, of all cells, in the tables of answers.
size_t om_figures_hidden(const struct om_figures *figures, size_t *all);

// Whether rows are about the same question of the same pack.
bool om_row_same_question(const struct om_row *a, const struct om_row *b);

// Places of a step in the visit, from 1: start, clip50, clipend, q1_shown,
// q1_done, q2_shown, …, finish, help_open.
int om_step_order(const char *step);

#endif
