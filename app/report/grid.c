// The interval of a hidden cell, by flows. The true table is one solution;
// another one differs from it by cycles through hidden cells, alternately
// raised (without limit) and lowered (down to zero). So how far a cell can be
// raised is the largest flow from its column to its row through the other
// hidden cells, where a step from a column to a row lowers a cell and a step
// from a row to a column raises one; how far it can be lowered is the flow the
// other way round. Both directions at once are not needed: the solutions form
// a convex set, and its sums are whole numbers, so whole numbers reach both
// ends.

#include "report/grid.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void
om_grid_init(struct om_grid *grid, size_t rows, size_t columns)
{
    size_t cells = rows * columns + 1;
    *grid = (struct om_grid){
        .rows = rows,
        .columns = columns,
        .n = om_alloc(cells * sizeof(grid->n[0])),
        .cell = om_alloc(cells),
    };
    memset(grid->n, 0, cells * sizeof(grid->n[0]));
    memset(grid->cell, OM_GRID_SHOWN, cells);
}

void
om_grid_finish(struct om_grid *grid)
{
    free(grid->n);
    free(grid->cell);
    *grid = (struct om_grid){ 0 };
}

// -- flows --------------------------------------------------------------------

// Nodes: rows 0…rows-1, then columns. Lives for one cell.
struct flow {
    const struct om_grid *grid;
    uint64_t *n;   // the table as it is being shifted; owned
    size_t *from;  // node from which a node was reached; owned
    size_t *queue; // owned
    size_t skip;   // the cell in question
    size_t nodes;
};

static const size_t nowhere = (size_t) -1;

// How much may go from node a to node b.
static uint64_t
room(const struct flow *flow, size_t a, size_t b)
{
    const struct om_grid *grid = flow->grid;
    bool lowers = a >= grid->rows;
    if (lowers == (b >= grid->rows)) {
        return 0;
    }
    size_t row = lowers ? b : a, column = (lowers ? a : b) - grid->rows;
    size_t cell = row * grid->columns + column;
    if (cell == flow->skip || grid->cell[cell] == OM_GRID_SHOWN
        || grid->cell[cell] == OM_GRID_ABSENT) {
        return 0;
    }
    return lowers ? flow->n[cell] : UINT64_MAX;
}

static bool
find_way(struct flow *flow, size_t source, size_t sink)
{
    size_t head = 0, tail = 0;
    for (size_t i = 0; i < flow->nodes; i++) {
        flow->from[i] = nowhere;
    }
    flow->from[source] = source;
    flow->queue[tail++] = source;
    while (head < tail && flow->from[sink] == nowhere) {
        size_t a = flow->queue[head++];
        for (size_t b = 0; b < flow->nodes; b++) {
            if (flow->from[b] == nowhere && room(flow, a, b) > 0) {
                flow->from[b] = a;
                flow->queue[tail++] = b;
            }
        }
    }
    return flow->from[sink] != nowhere;
}

static void
shift(struct flow *flow, size_t a, size_t b, uint64_t by)
{
    size_t rows = flow->grid->rows, columns = flow->grid->columns;
    if (a >= rows) {
        flow->n[b * columns + a - rows] -= by;
    } else {
        flow->n[a * columns + b - rows] += by;
    }
}

// The largest flow, at most `enough`.
static uint64_t
largest(struct flow *flow, size_t source, size_t sink, uint64_t enough)
{
    uint64_t total = 0;
    const struct om_grid *grid = flow->grid;
    memcpy(flow->n, grid->n, grid->rows * grid->columns * sizeof(flow->n[0]));
    while (total < enough && find_way(flow, source, sink)) {
        uint64_t by = enough - total;
        for (size_t b = sink; b != source; b = flow->from[b]) {
            uint64_t most = room(flow, flow->from[b], b);
            by = most < by ? most : by;
        }
        for (size_t b = sink; b != source; b = flow->from[b]) {
            shift(flow, flow->from[b], b, by);
        }
        total += by;
    }
    return total;
}

uint64_t
om_grid_width(const struct om_grid *grid, size_t row, size_t column,
              uint64_t enough)
{
    size_t nodes = grid->rows + grid->columns;
    size_t cell = row * grid->columns + column;
    struct flow flow = {
        .grid = grid,
        .n = om_alloc(grid->rows * grid->columns * sizeof(uint64_t)),
        .from = om_alloc(nodes * sizeof(size_t)),
        .queue = om_alloc(nodes * sizeof(size_t)),
        .skip = cell,
        .nodes = nodes,
    };
    uint64_t width = largest(&flow, grid->rows + column, row, enough);
    uint64_t down = enough - width;
    down = grid->n[cell] < down ? grid->n[cell] : down;
    width += largest(&flow, row, grid->rows + column, down);
    free(flow.n);
    free(flow.from);
    free(flow.queue);
    return width;
}

// -- hiding -------------------------------------------------------------------

// The first hidden cell, from `cell` on, whose interval is too small;
// `nowhere` when there is none.
static size_t
find_narrow(const struct om_grid *grid, size_t cell, uint64_t k)
{
    for (; cell < grid->rows * grid->columns; cell++) {
        if (grid->cell[cell] == OM_GRID_HIDDEN
            && om_grid_width(grid, cell / grid->columns, cell % grid->columns,
                             k)
                   < k) {
            return cell;
        }
    }
    return nowhere;
}

// The smallest cell that is not hidden, of the same row, of the same column,
// or of the whole table.
static size_t
find_shelter(const struct om_grid *grid, size_t narrow)
{
    size_t row = narrow / grid->columns, column = narrow % grid->columns;
    for (int reach = 0; reach < 3; reach++) {
        size_t best = nowhere;
        for (size_t cell = 0; cell < grid->rows * grid->columns; cell++) {
            bool near = reach == 2
                        || (reach == 0 ? cell / grid->columns == row
                                       : cell % grid->columns == column);
            if (near && grid->cell[cell] == OM_GRID_SHOWN
                && (best == nowhere || grid->n[cell] < grid->n[best])) {
                best = cell;
            }
        }
        if (best != nowhere) {
            return best;
        }
    }
    return nowhere;
}

// Shows again what need not have been hidden for others, the largest first.
static void
show_again(struct om_grid *grid, bool *added, uint64_t k)
{
    for (;;) {
        size_t best = nowhere;
        for (size_t cell = 0; cell < grid->rows * grid->columns; cell++) {
            if (added[cell]
                && (best == nowhere || grid->n[cell] > grid->n[best])) {
                best = cell;
            }
        }
        if (best == nowhere) {
            return;
        }
        added[best] = false;
        grid->cell[best] = OM_GRID_SHOWN;
        if (find_narrow(grid, 0, k) != nowhere) {
            grid->cell[best] = OM_GRID_HIDDEN;
        }
    }
}

bool
om_grid_protect(struct om_grid *grid, uint64_t k)
{
    enum { SMALL = 256 }; // cells for which a second look costs nothing
    size_t cells = grid->rows * grid->columns;
    bool *added = om_alloc(cells + 1), safe = true;
    memset(added, 0, cells);
    for (size_t cell = 0; cell < cells; cell++) {
        if (grid->cell[cell] == OM_GRID_SHOWN && grid->n[cell] < k) {
            grid->cell[cell] = OM_GRID_HIDDEN;
        }
    }
    // hiding more only widens: what was wide enough stays so
    for (size_t narrow = 0;
         safe && (narrow = find_narrow(grid, narrow, k)) != nowhere;) {
        size_t shelter = find_shelter(grid, narrow);
        safe = shelter != nowhere;
        if (safe) {
            grid->cell[shelter] = OM_GRID_HIDDEN;
            added[shelter] = true;
            narrow = shelter < narrow ? shelter : narrow;
        }
    }
    if (safe && cells <= SMALL) {
        show_again(grid, added, k);
    }
    free(added);
    return safe;
}

// -- merging rows -------------------------------------------------------------

static bool
suffices(const uint64_t *part, const uint64_t *least)
{
    for (unsigned i = 0; i < OM_CUT_PARTS; i++) {
        if (part[i] < least[i]) {
            return false;
        }
    }
    return true;
}

static bool
others_suffice(const struct om_cut_row *rows, size_t count,
               const uint64_t *least)
{
    uint64_t others[OM_CUT_PARTS] = { 0 };
    size_t number = 0;
    for (size_t r = 0; r < count; r++) {
        if (rows[r].published) {
            continue;
        }
        number++;
        for (unsigned i = 0; i < OM_CUT_PARTS; i++) {
            others[i] += rows[r].part[i];
        }
    }
    return number == 0 || (number > 1 && suffices(others, least));
}

void
om_cut(struct om_cut_row *rows, size_t count,
       const uint64_t least[OM_CUT_PARTS])
{
    for (size_t i = 0; i < count; i++) {
        rows[i].published = rows[i].published && suffices(rows[i].part, least);
    }
    while (!others_suffice(rows, count, least)) {
        size_t smallest = nowhere;
        uint64_t size = UINT64_MAX;
        for (size_t i = 0; i < count; i++) {
            uint64_t own = rows[i].part[0] + rows[i].part[1];
            if (rows[i].published && own < size) {
                smallest = i;
                size = own;
            }
        }
        if (smallest == nowhere) {
            return; // nothing is published: the whole is too small
        }
        rows[smallest].published = false;
    }
}
