#include "measure/flash.h"

#include "base/text.h"

#include <assert.h>
#include <stdlib.h>

// Each cell follows its light with a little machine: it remembers the extreme
// reached since the last change, and when the light has moved away from it by
// the threshold, that is a change in the other direction. Each window of cells
// follows its cells: when those that change in one direction at about the same
// time are more than those in the other by a quarter of all, so does the
// window. Things that move through it change cells in both directions at once,
// and are no flash; but a pattern of which nearly all turns over in one frame
// is one.
//
// Two changes are one flash, so seven within a second are more than three; the
// second is a frame short, for what flashes three times a second may come a
// frame early.

enum {
    CHANGES_KEPT = 64, // of one window; a power of two
    CHANGES_TOO_MANY = 7,
    WINDOW = 9,      // cells of a field of ten degrees
    AREA_PART = 4,   // of the field: a quarter
    TURNED_OVER = 3, // of those parts
    KINDS = 2,       // light and dark; red
    PERIOD_MS = 960,
    TOGETHER_MS = 100,
    GAP_MS = 1000, // two findings less apart than this are one
};

static const float thresholds[KINDS] = { 0.1F, 20.0F };
static const float darker_below = 0.8F;

struct cell {
    float low, high; // since the last change
    bool low_saturated, high_saturated;
    int direction; // of the last change: -1, 1; 0: none yet
    om_tick changed;
};

// By its last cell, at the bottom right.
struct window {
    int direction;
    unsigned changes;
    om_tick times[CHANGES_KEPT]; // of the last ones
};

struct found {
    struct om_measured_flash flashes[OM_MEASURE_FLASHES_MAX];
    size_t count;
};

struct om_flash {
    unsigned columns, rows;
    unsigned wide, high;           // of a window
    struct cell *cells[KINDS];     // owned
    struct window *windows[KINDS]; // owned
    struct found found[KINDS];
};

struct om_flash *
om_flash_create(unsigned columns, unsigned rows)
{
    assert(columns <= OM_FLASH_SIDE && rows <= OM_FLASH_SIDE);
    struct om_flash *flash = om_alloc(sizeof(*flash));
    flash->columns = columns;
    flash->rows = rows;
    flash->wide = columns < WINDOW ? columns : WINDOW;
    flash->high = rows < WINDOW ? rows : WINDOW;
    size_t count = (size_t) columns * rows;
    for (int kind = 0; kind < KINDS; kind++) {
        flash->windows[kind] = om_alloc(count * sizeof(struct window));
        flash->cells[kind] = om_alloc(count * sizeof(struct cell));
        for (size_t i = 0; i < count; i++) {
            flash->cells[kind][i].low = 1e9F;
            flash->cells[kind][i].high = -1e9F;
        }
    }
    return flash;
}

void
om_flash_destroy(struct om_flash *flash)
{
    for (int kind = 0; flash && kind < KINDS; kind++) {
        free(flash->cells[kind]);
        free(flash->windows[kind]);
    }
    free(flash);
}

// -- one cell -----------------------------------------------------------------

static bool
is_change(int kind, const struct cell *cell, float value, bool saturated,
          int direction)
{
    float from = direction > 0 ? cell->low : cell->high;
    float moved = direction > 0 ? value - from : from - value;
    if (moved < thresholds[kind]) {
        return false;
    }
    if (kind == 0) {
        return (direction > 0 ? from : value) < darker_below;
    }
    return saturated
           || (direction > 0 ? cell->low_saturated : cell->high_saturated);
}

static void
step(int kind, struct cell *cell, float value, bool saturated, om_tick at)
{
    if (cell->direction <= 0 && value <= cell->low) {
        cell->low = value;
        cell->low_saturated = saturated;
    }
    if (cell->direction >= 0 && value >= cell->high) {
        cell->high = value;
        cell->high_saturated = saturated;
    }
    for (int direction = -1; direction <= 1; direction += 2) {
        if (cell->direction != direction
            && is_change(kind, cell, value, saturated, direction)) {
            cell->direction = direction;
            cell->low = cell->high = value;
            cell->low_saturated = cell->high_saturated = saturated;
            cell->changed = at;
            return;
        }
    }
}

// -- one window ---------------------------------------------------------------

// Changes within a time that ends now.
static unsigned
recent(const struct window *window, om_tick now, om_tick period)
{
    unsigned count = 0;
    while (count < window->changes && count < CHANGES_KEPT
           && now - window->times[(window->changes - 1 - count) % CHANGES_KEPT]
                  < period) {
        count++;
    }
    return count;
}

static void
note(struct found *found, bool red, om_tick from, om_tick to, unsigned changes)
{
    struct om_measured_flash *last =
        found->count ? &found->flashes[found->count - 1] : NULL;
    unsigned count = changes / 2 > 4 ? changes / 2 : 4;
    if (last
        && (from - last->to < OM_MS(GAP_MS)
            || found->count == OM_MEASURE_FLASHES_MAX / KINDS)) {
        last->to = to;
        last->count = count > last->count ? count : last->count;
        return;
    }
    found->flashes[found->count++] =
        (struct om_measured_flash){ from, to, count, red };
}

// -- the frame ----------------------------------------------------------------

// From the corner on: by how many cells more changed upwards than downwards
// just now, and how many changed in this very frame.
struct sums {
    int net[OM_FLASH_SIDE + 1][OM_FLASH_SIDE + 1];
    int turned[OM_FLASH_SIDE + 1][OM_FLASH_SIDE + 1];
};

static void
add_up(const struct om_flash *flash, int kind, om_tick at, struct sums *sums)
{
    for (unsigned y = 1; y <= flash->rows; y++) {
        for (unsigned x = 1; x <= flash->columns; x++) {
            const struct cell *cell =
                &flash->cells[kind][(y - 1) * flash->columns + x - 1];
            bool now =
                cell->direction != 0 && at - cell->changed < OM_MS(TOGETHER_MS);
            bool turned = cell->direction != 0 && at == cell->changed;
            sums->net[y][x] = (now ? cell->direction : 0) + sums->net[y - 1][x]
                              + sums->net[y][x - 1] - sums->net[y - 1][x - 1];
            sums->turned[y][x] = turned + sums->turned[y - 1][x]
                                 + sums->turned[y][x - 1]
                                 - sums->turned[y - 1][x - 1];
        }
    }
}

static int
within(const struct om_flash *flash, int sum[][OM_FLASH_SIDE + 1], unsigned x,
       unsigned y)
{
    return sum[y][x] + sum[y - flash->high][x - flash->wide]
           - sum[y - flash->high][x] - sum[y][x - flash->wide];
}

// In which direction a window changes; 0: in none.
static int
direction_of(const struct om_flash *flash, struct sums *sums,
             const struct window *window, unsigned x, unsigned y)
{
    int area = (int) (flash->wide * flash->high);
    int net = within(flash, sums->net, x, y);
    if (abs(net) * AREA_PART >= area) {
        return net > 0 ? 1 : -1;
    }
    if (within(flash, sums->turned, x, y) * AREA_PART >= area * TURNED_OVER) {
        return window->direction > 0 ? -1 : 1;
    }
    return 0;
}

// The window with the most changes, if they are too many.
static const struct window *
follow(struct om_flash *flash, int kind, om_tick at, struct sums *sums)
{
    const struct window *worst = NULL;
    unsigned most = CHANGES_TOO_MANY - 1;
    for (unsigned y = flash->high; y <= flash->rows; y++) {
        for (unsigned x = flash->wide; x <= flash->columns; x++) {
            struct window *window =
                &flash->windows[kind][(y - 1) * flash->columns + x - 1];
            int direction = direction_of(flash, sums, window, x, y);
            if (direction == 0 || direction == window->direction) {
                continue;
            }
            window->direction = direction;
            window->times[window->changes++ % CHANGES_KEPT] = at;
            unsigned count = recent(window, at, OM_MS(PERIOD_MS));
            if (count > most) {
                most = count;
                worst = window;
            }
        }
    }
    return worst;
}

static void
judge(struct om_flash *flash, int kind, om_tick at)
{
    struct sums sums = { 0 };
    add_up(flash, kind, at, &sums);
    const struct window *worst = follow(flash, kind, at, &sums);
    if (worst) {
        unsigned count = recent(worst, at, OM_S(1));
        om_tick from = worst->times[(worst->changes - count) % CHANGES_KEPT];
        note(&flash->found[kind], kind == 1, from, at, count);
    }
}

void
om_flash_see(struct om_flash *flash, om_tick at,
             const struct om_flash_light *lights)
{
    size_t count = (size_t) flash->columns * flash->rows;
    for (size_t i = 0; i < count; i++) {
        const struct om_flash_light *light = &lights[i];
        step(0, &flash->cells[0][i], light->luminance, false, at);
        step(1, &flash->cells[1][i], light->red, light->saturated, at);
    }
    judge(flash, 0, at);
    judge(flash, 1, at);
}

void
om_flash_report(const struct om_flash *flash,
                struct om_measurement *measurement)
{
    for (int kind = 0; kind < KINDS; kind++) {
        const struct found *found = &flash->found[kind];
        for (size_t i = 0; i < found->count; i++) {
            measurement->flashes[measurement->flash_count++] =
                found->flashes[i];
        }
    }
}
