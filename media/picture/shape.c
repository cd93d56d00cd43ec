// Shapes with smooth edges. A pixel's alpha is the share of it that the shape
// covers. For a rounded rectangle that is worked out once, for the top left
// corner, by lines a sixteenth of a pixel apart whose ends are exact; the
// other corners are its mirror images and every row between them is alike, so
// a wide panel costs little more than copying its rows. A ring is the outer
// shape less the inner one.

#include "picture/picture.h"

#include "base/text.h"
#include "picture/surface.h"

#include <SDL.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LINES = 16 }; // per pixel

// A rectangle with one corner's coverage, radius x radius, row by row.
struct round {
    unsigned width, height, radius;
    uint8_t *corner; // owned
};

static unsigned
smaller(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

// Adds a line that covers everything from `left` to the corner's right side.
static void
add_line(float *row, unsigned radius, double left)
{
    unsigned whole = (unsigned) ceil(left);
    for (unsigned x = whole; x < radius; x++) {
        row[x] += 1.0F / LINES;
    }
    if (whole > 0 && whole <= radius) {
        row[whole - 1] += (float) (whole - left) / LINES;
    }
}

static void
init_round(struct round *round, unsigned width, unsigned height,
           unsigned radius)
{
    radius = smaller(radius, smaller(width, height) / 2);
    *round = (struct round){ width, height, radius, NULL };
    if (radius == 0) {
        return;
    }
    round->corner = om_alloc((size_t) radius * radius);
    float *row = om_alloc(radius * sizeof(*row));
    for (unsigned y = 0; y < radius; y++) {
        memset(row, 0, radius * sizeof(*row));
        for (unsigned i = 0; i < LINES; i++) {
            double up = radius - (y + (i + 0.5) / LINES);
            double across = sqrt((double) radius * radius - up * up);
            add_line(row, radius, radius - across);
        }
        for (unsigned x = 0; x < radius; x++) {
            round->corner[(size_t) y * radius + x] =
                (uint8_t) lrintf(fminf(row[x], 1) * 255);
        }
    }
    free(row);
}

// Row `y` as coverage, `width` bytes.
static void
write_row(const struct round *round, unsigned y, uint8_t *row)
{
    memset(row, 255, round->width);
    y = smaller(y, round->height - 1 - y);
    if (y >= round->radius) {
        return;
    }
    const uint8_t *corner = round->corner + (size_t) y * round->radius;
    for (unsigned x = 0; x < round->radius; x++) {
        row[x] = row[round->width - 1 - x] = corner[x];
    }
}

static void
cut_row(const struct round *hole, unsigned y, unsigned stroke, uint8_t *row,
        uint8_t *scratch)
{
    if (y < stroke || y - stroke >= hole->height) {
        return;
    }
    write_row(hole, y - stroke, scratch);
    for (unsigned x = 0; x < hole->width; x++) {
        uint8_t *under = &row[x + stroke];
        *under = (uint8_t) (*under > scratch[x] ? *under - scratch[x] : 0);
    }
}

// Top half row by row, but rows without corners only once; the bottom half is
// the top half's mirror image.
static void
draw_rows(struct SDL_Surface *surface, const struct round *outer,
          const struct round *hole, uint32_t colour)
{
    unsigned width = outer->width;
    unsigned stroke = (width - hole->width) / 2;
    unsigned curved = outer->radius > stroke + hole->radius
                          ? outer->radius
                          : stroke + hole->radius;
    uint8_t *row = om_alloc(width);
    uint8_t *scratch = om_alloc(width);
    for (unsigned y = 0; y < (outer->height + 1) / 2; y++) {
        uint32_t *pixels = om_surface_row(surface, y);
        if (y > curved) {
            memcpy(pixels, om_surface_row(surface, y - 1), width * 4UL);
        } else {
            write_row(outer, y, row);
            cut_row(hole, y, stroke, row, scratch);
            for (unsigned x = 0; x < width; x++) {
                pixels[x] = om_surface_pixel(colour, row[x]);
            }
        }
        unsigned mirror = outer->height - 1 - y;
        if (mirror != y) {
            memcpy(om_surface_row(surface, mirror), pixels, width * 4UL);
        }
    }
    free(scratch);
    free(row);
}

struct SDL_Surface *
om_picture_round(unsigned width, unsigned height, unsigned radius,
                 unsigned stroke, uint32_t colour)
{
    struct SDL_Surface *surface = om_surface_create("a shape", width, height);
    if (!surface) {
        return NULL;
    }
    struct round outer;
    init_round(&outer, width, height, radius);
    struct round hole = { width, 0, 0, NULL };
    if (stroke > 0 && stroke < (smaller(width, height) + 1) / 2) {
        unsigned inner = outer.radius > stroke ? outer.radius - stroke : 0;
        init_round(&hole, width - 2 * stroke, height - 2 * stroke, inner);
    }
    draw_rows(surface, &outer, &hole, colour);
    free(hole.corner);
    free(outer.corner);
    return surface;
}

// -- arc ----------------------------------------------------------------------

// Seen from the middle of the arc, which is turned to the top and so is the
// same left and right.
struct arc {
    double radius;       // of the middle of the stroke
    double half;         // of the stroke
    double sine, cosine; // of half the angle of the arc
    double turn_sine, turn_cosine;
};

// How far a point is outside the stroke; inside is negative.
static double
get_distance(const struct arc *arc, double x, double y)
{
    double across = fabs(x * arc->turn_cosine + y * arc->turn_sine);
    double up = x * arc->turn_sine - y * arc->turn_cosine;
    bool beside = across * arc->cosine > up * arc->sine;
    if (beside) { // nearest is the end, which is round
        return hypot(across - arc->radius * arc->sine,
                     up - arc->radius * arc->cosine)
               - arc->half;
    }
    return fabs(hypot(x, y) - arc->radius) - arc->half;
}

static void
draw_arc(struct SDL_Surface *surface, const struct arc *arc, uint32_t colour)
{
    unsigned size = (unsigned) surface->w;
    double outside = arc->radius + arc->half + 1;
    double inside = fmax(arc->radius - arc->half - 1, 0);
    for (unsigned row = 0; row < size; row++) {
        uint32_t *pixels = om_surface_row(surface, row);
        double y = row + 0.5 - size / 2.0;
        for (unsigned column = 0; column < size; column++) {
            double x = column + 0.5 - size / 2.0;
            double square = x * x + y * y;
            if (square > outside * outside || square < inside * inside) {
                continue;
            }
            double covered = 0.5 - get_distance(arc, x, y);
            covered = fmin(fmax(covered, 0), 1);
            pixels[column] =
                om_surface_pixel(colour, (uint32_t) lrint(covered * 255));
        }
    }
}

struct SDL_Surface *
om_picture_arc(unsigned size, unsigned stroke, double part, uint32_t colour)
{
    struct SDL_Surface *surface = om_surface_create("an arc", size, size);
    if (!surface || !(part > 0) || stroke == 0) {
        return surface;
    }
    double half = smaller(stroke, size / 2) / 2.0;
    double angle = M_PI * fmin(part, 1); // half of it
    struct arc arc = {
        .radius = size / 2.0 - half,
        .half = half,
        .sine = part < 1 ? sin(angle) : 0,
        .cosine = cos(angle),
        .turn_sine = sin(angle),
        .turn_cosine = cos(angle),
    };
    draw_arc(surface, &arc, colour);
    return surface;
}
