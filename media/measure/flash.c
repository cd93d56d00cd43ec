#include "measure/flash.h"

#include "base/text.h"

#include <assert.h>
#include <stdlib.h>

// Each cell follows its light with a little machine: it remembers the extreme
// reached since the last change, and when the light has moved away from it by
// the threshold, that is a change in the other direction. Two changes are one
// flash, so seven within a second are more than three; the second is a frame
// short, for what flashes three times a second may come a frame early.

enum {
    CHANGES_KEPT = 128, // of one cell; a power of two
    CHANGES_TOO_MANY = 7,
    WINDOW = 9,    // cells of a field of ten degrees
    AREA_PART = 4, // of the field: a quarter
    KINDS = 2,     // light and dark; red
    PERIOD_MS = 960,
    GAP_MS = 1000, // two findings less apart than this are one
};

static const float thresholds[KINDS] = { 0.1F, 20.0F };
static const float darker_below = 0.8F;

struct cell {
    float low, high; // since the last change
    bool low_saturated, high_saturated;
    int direction; // of the last change: -1, 1; 0: none yet
    unsigned changes;
    om_tick times[CHANGES_KEPT]; // of the last ones
};

struct found {
    struct om_measured_flash flashes[OM_MEASURE_FLASHES_MAX];
    size_t count;
};

struct om_flash {
    unsigned columns, rows;
    struct cell *cells[KINDS]; // owned
    struct found found[KINDS];
};

struct om_flash *
om_flash_create(unsigned columns, unsigned rows)
{
    assert(columns <= OM_FLASH_SIDE && rows <= OM_FLASH_SIDE);
    struct om_flash *flash = om_alloc(sizeof(*flash));
    *flash = (struct om_flash){ .columns = columns, .rows = rows };
    size_t bytes = (size_t) columns * rows * sizeof(struct cell);
    for (int kind = 0; kind < KINDS; kind++) {
        flash->cells[kind] = om_alloc(bytes);
        for (size_t i = 0; i < (size_t) columns * rows; i++) {
            flash->cells[kind][i].low = 1e9F;
            flash->cells[kind][i].high = -1e9F;
        }
    }
    return flash;
}

void
om_flash_destroy(struct om_flash *flash)
{
    if (flash) {
        free(flash->cells[0]);
        free(flash->cells[1]);
        free(flash);
    }
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
            cell->times[cell->changes++ % CHANGES_KEPT] = at;
            return;
        }
    }
}

// Changes within a time that ends now.
static unsigned
recent(const struct cell *cell, om_tick now, om_tick period)
{
    unsigned count = 0;
    while (count < cell->changes && count < CHANGES_KEPT
           && now - cell->times[(cell->changes - 1 - count) % CHANGES_KEPT]
                  < period) {
        count++;
    }
    return count;
}

// -- the frame ----------------------------------------------------------------

// Of every window the number of cells that flash, by sums of rectangles from
// the corner: true when one of them has too many.
static bool
covers(const struct om_flash *flash, const unsigned char *on)
{
    unsigned sums[OM_FLASH_SIDE + 1][OM_FLASH_SIDE + 1] = { { 0 } };
    unsigned wide = flash->columns < WINDOW ? flash->columns : WINDOW;
    unsigned high = flash->rows < WINDOW ? flash->rows : WINDOW;
    for (unsigned y = 1; y <= flash->rows; y++) {
        for (unsigned x = 1; x <= flash->columns; x++) {
            sums[y][x] = on[(y - 1) * flash->columns + x - 1] + sums[y - 1][x]
                         + sums[y][x - 1] - sums[y - 1][x - 1];
            if (y < high || x < wide) {
                continue;
            }
            unsigned inside = sums[y][x] + sums[y - high][x - wide]
                              - sums[y - high][x] - sums[y][x - wide];
            if (inside * AREA_PART >= wide * high) {
                return true;
            }
        }
    }
    return false;
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

static void
judge(struct om_flash *flash, int kind, om_tick at)
{
    static const struct cell none;
    unsigned char on[OM_FLASH_SIDE * OM_FLASH_SIDE] = { 0 };
    const struct cell *worst = &none;
    unsigned most = 0, count = flash->columns * flash->rows;
    for (unsigned i = 0; i < count; i++) {
        const struct cell *cell = &flash->cells[kind][i];
        unsigned changes = cell->changes < CHANGES_TOO_MANY
                               ? 0
                               : recent(cell, at, OM_MS(PERIOD_MS));
        on[i] = changes >= CHANGES_TOO_MANY;
        if (changes > most) {
            most = changes;
            worst = cell;
        }
    }
    if (most >= CHANGES_TOO_MANY && covers(flash, on)) {
        om_tick from = worst->times[(worst->changes - most) % CHANGES_KEPT];
        note(&flash->found[kind], kind == 1, from, at,
             recent(worst, at, OM_S(1)));
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
