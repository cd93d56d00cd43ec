// Somebody who knows everything that was published, and computes: a linear
// program over what cannot be seen. Whole numbers are not asked for, so the
// bounds are those of a patient reader with a solver. Shares no code with
// what it attacks.
#ifndef OM_TESTS_ATTACKER_H
#define OM_TESTS_ATTACKER_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct attacker {
    size_t unknowns, known, room;
    double *a;     // [known][unknowns + 1], the last is what they add up to
    size_t *basis; // [known]
};

static struct attacker
attacker_begin(size_t unknowns)
{
    return (struct attacker){ .unknowns = unknowns };
}

static void
attacker_end(struct attacker *at)
{
    free(at->a);
    free(at->basis);
}

// Tells it that the unknowns for which `in` is true add up to `sum`.
static void
attacker_learn(struct attacker *at, const bool *in, uint64_t sum)
{
    size_t width = at->unknowns + 1;
    if (at->known == at->room) {
        at->room = at->room ? at->room * 2 : 64;
        at->a = realloc(at->a, at->room * width * sizeof(double));
        at->basis = realloc(at->basis, at->room * sizeof(size_t));
    }
    double *row = &at->a[at->known++ * width];
    for (size_t i = 0; i < at->unknowns; i++) {
        row[i] = in[i] ? 1 : 0;
    }
    row[at->unknowns] = (double) sum;
}

static void
attacker_pivot(struct attacker *at, size_t row, size_t column, double *goal)
{
    size_t width = at->unknowns + 1;
    double *pivot = &at->a[row * width], by = pivot[column];
    for (size_t j = 0; j < width; j++) {
        pivot[j] /= by;
    }
    for (size_t i = 0; i <= at->known; i++) {
        double *other = i == at->known ? goal : &at->a[i * width];
        if (i == row || !other || fabs(other[column]) < 1e-12) {
            continue;
        }
        double times = other[column];
        for (size_t j = 0; j < width; j++) {
            other[j] -= times * pivot[j];
            other[j] = fabs(other[j]) < 1e-10 ? 0 : other[j];
        }
    }
    at->basis[row] = column;
}

// Makes the goal as large as can be, from a basis that is a solution.
// INFINITY when nothing bounds it.
static double
attacker_improve(struct attacker *at, double *goal)
{
    size_t width = at->unknowns + 1;
    for (;;) {
        size_t column = 0;
        while (column < at->unknowns && goal[column] < 1e-7) {
            column++; // the first that helps: never goes round in circles
        }
        if (column == at->unknowns) {
            return -goal[at->unknowns];
        }
        size_t row = at->known;
        double least = 0;
        for (size_t i = 0; i < at->known; i++) {
            const double *a = &at->a[i * width];
            double ratio = a[at->unknowns] / a[column];
            if (a[column] > 1e-7
                && (row == at->known || ratio < least - 1e-9
                    || (ratio < least + 1e-9
                        && at->basis[i] < at->basis[row]))) {
                row = i;
                least = ratio;
            }
        }
        if (row == at->known) {
            return INFINITY;
        }
        attacker_pivot(at, row, column, goal);
    }
}

// Call once, after the last lesson: finds one solution. False: what was
// published contradicts itself.
static bool
attacker_think(struct attacker *at)
{
    const size_t width = at->unknowns + 1, none = (size_t) -1;
    double *goal = calloc(width, sizeof(double));
    for (size_t i = 0; i < at->known; i++) {
        at->basis[i] = none - i; // an unknown of its own, to be got rid of
        for (size_t j = 0; j < width; j++) {
            goal[j] += at->a[i * width + j];
        }
    }
    // what is left of the sums; improving lowers it to 0
    attacker_improve(at, goal);
    bool solved = fabs(goal[at->unknowns]) < 1e-6;
    free(goal);
    for (size_t i = 0; i < at->known;) {
        size_t column = 0;
        if (at->basis[i] < at->unknowns) {
            i++;
            continue;
        }
        while (column < at->unknowns
               && fabs(at->a[i * width + column]) < 1e-7) {
            column++;
        }
        if (column < at->unknowns) {
            attacker_pivot(at, i++, column, NULL);
            continue;
        }
        at->known--; // it followed from the others
        memmove(&at->a[i * width], &at->a[at->known * width],
                width * sizeof(double));
        at->basis[i] = at->basis[at->known];
    }
    return solved;
}

// The largest (sign 1) or the smallest (-1) that the sum of some unknowns can
// be.
static double
attacker_bound(struct attacker *at, const bool *in, double sign)
{
    size_t width = at->unknowns + 1;
    double *goal = calloc(width, sizeof(double));
    for (size_t j = 0; j < at->unknowns; j++) {
        goal[j] = in[j] ? sign : 0;
    }
    for (size_t i = 0; i < at->known; i++) {
        double times = goal[at->basis[i]];
        for (size_t j = 0; times != 0 && j < width; j++) {
            goal[j] -= times * at->a[i * width + j];
        }
    }
    double bound = sign * attacker_improve(at, goal);
    free(goal);
    return bound;
}

// How well it knows a sum.
static double
attacker_width(struct attacker *at, const bool *in)
{
    return attacker_bound(at, in, 1) - attacker_bound(at, in, -1);
}

#endif
