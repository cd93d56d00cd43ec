// Protecting a two-way table whose row sums and column sums can be known:
// hiding cells until nobody can compute much about a hidden one.
#ifndef OM_REPORT_GRID_H
#define OM_REPORT_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum om_grid_cell {
    OM_GRID_SHOWN,
    OM_GRID_HIDDEN,
    OM_GRID_ABSENT, // known to be 0: there is no such cell
    OM_GRID_LOOSE,  // hidden, and not one to protect: what stands for a sum
                    // that is not known
};

struct om_grid {
    size_t rows, columns;
    uint64_t *n;   // [row * columns + column]; owned
    uint8_t *cell; // enum om_grid_cell; owned
};

void om_grid_init(struct om_grid *grid, size_t rows, size_t columns);
void om_grid_finish(struct om_grid *grid);

// How wide the interval is in which a hidden cell lies for somebody who knows
// all sums and all other cells that are not hidden; at most `enough`, where
// the search ends.
uint64_t om_grid_width(const struct om_grid *grid, size_t row, size_t column,
                       uint64_t enough);

// Hides every cell below k, and as few others as it can find, until every
// hidden cell's interval is at least k wide (so what hidden cells add up to
// in a row, a column or any other known sum is k or more, too). What is hidden
// at first stays so. False when even hiding all is not enough.
bool om_grid_protect(struct om_grid *grid, uint64_t k);

// Rows of which some may be published and all others are merged: the choice
// of the published ones, so that each has enough in every part, and so have
// the others together, if there are any. A row is never left alone as "the
// others": it could be computed.
enum { OM_CUT_PARTS = 3 };

struct om_cut_row {
    uint64_t part[OM_CUT_PARTS];
    bool published; // in: may be; out: is
};

// least[i]: what is enough of part i.
void om_cut(struct om_cut_row *rows, size_t count,
            const uint64_t least[OM_CUT_PARTS]);

#endif
