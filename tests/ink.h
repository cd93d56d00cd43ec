// Pictures of text, drawn plainly and looked at: where in one is what another
// shows. Included by a test, after cmocka.
#ifndef OM_TESTS_INK_H
#define OM_TESTS_INK_H

#include "text/type.h"

#include <SDL.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum { COLOUR = 0x3366cc };

static const struct om_type_style plain = { .size = 40, .colour = COLOUR };

static inline int
setup(void **state)
{
    *state = om_type_create("Inter");
    return *state ? 0 : -1;
}

static inline int
teardown(void **state)
{
    om_type_destroy(*state);
    return 0;
}

static inline const struct om_type_block *
draw(struct om_type *type, const char *text)
{
    return om_type_draw(type, text, &plain);
}

static inline const struct om_type_block *
draw_within(struct om_type *type, const char *text, unsigned width,
            unsigned max_lines)
{
    struct om_type_style style = plain;
    style.width = width;
    style.max_lines = max_lines;
    return om_type_draw(type, text, &style);
}

static inline uint32_t
pixel(const SDL_Surface *surface, int x, int y)
{
    return ((const uint32_t *) (const void *) ((uint8_t *) surface->pixels
                                               + y * surface->pitch))[x];
}

static inline SDL_Rect
ink_of(const SDL_Surface *surface)
{
    int left = surface->w;
    int top = surface->h;
    int right = 0;
    int bottom = 0;
    for (int y = 0; y < surface->h; y++) {
        for (int x = 0; x < surface->w; x++) {
            if (pixel(surface, x, y) >> 24) {
                left = x < left ? x : left;
                top = y < top ? y : top;
                right = x + 1 > right ? x + 1 : right;
                bottom = y + 1;
            }
        }
    }
    return (SDL_Rect){ left, top, right - left, bottom - top };
}

// How much the ink there differs from the part's, up to `most`.
static inline unsigned
difference(const SDL_Surface *whole, SDL_Point at, const SDL_Surface *part,
           SDL_Rect box, unsigned most)
{
    unsigned sum = 0;
    for (int j = 0; j < box.h && sum <= most; j++) {
        for (int i = 0; i < box.w; i++) {
            int there = (int) (pixel(whole, at.x + i, at.y + j) >> 24);
            int own = (int) (pixel(part, box.x + i, box.y + j) >> 24);
            sum += (unsigned) abs(there - own);
        }
    }
    return sum;
}

static inline unsigned
amount_of_ink(const SDL_Surface *surface)
{
    unsigned sum = 0;
    for (int y = 0; y < surface->h; y++) {
        for (int x = 0; x < surface->w; x++) {
            sum += pixel(surface, x, y) >> 24;
        }
    }
    return sum;
}

// Where the whole looks most like the part's ink: pen positions are rounded,
// so letters of a run may be a pixel from where they are in another. x < 0:
// nowhere, if more than `percent` differs.
static inline SDL_Point
find_about(const struct om_type_block *whole, const struct om_type_block *part,
           unsigned percent)
{
    SDL_Rect box = ink_of(part->surface);
    SDL_Point found = { -1, -1 };
    unsigned best = amount_of_ink(part->surface) / 100 * percent + 1;
    for (int x = 0; x + box.w <= whole->surface->w; x++) {
        for (int y = 0; y + box.h <= whole->surface->h; y++) {
            SDL_Point at = { x, y };
            unsigned sum =
                difference(whole->surface, at, part->surface, box, best);
            if (sum < best) {
                best = sum;
                found = at;
            }
        }
    }
    return found;
}

static inline SDL_Point
find(const struct om_type_block *whole, const struct om_type_block *part)
{
    return find_about(whole, part, 0);
}

#endif
