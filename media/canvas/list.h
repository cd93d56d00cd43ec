// The display list: one description of a whole screen, bottom to top. Screens
// are written as lists; painters draw them; what changed between two lists is
// what has to be drawn again. A list is plain data and may be compared.
#ifndef OM_CANVAS_LIST_H
#define OM_CANVAS_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct SDL_Surface;

struct om_rect {
    int x, y, w, h;
};

enum om_item_kind {
    OM_ITEM_FILL,    // a rectangle of one colour
    OM_ITEM_SURFACE, // a picture, at its own size or stretched
    OM_ITEM_FILM,    // the canvas's film, scaled to the rectangle
};

struct om_item {
    enum om_item_kind kind;
    struct om_rect rect;
    uint32_t colour;             // FILL: 0xRRGGBB
    uint8_t alpha;               // 255: as it is
    struct SDL_Surface *surface; // borrowed until the next list is drawn;
                                 // see om_list_surface()
    uint64_t id; // what the content is: two items that differ in nothing look
                 // the same (FILM: the frame's serial)
};

enum { OM_LIST_MAX = 256 };

struct om_list {
    struct om_item items[OM_LIST_MAX];
    size_t count;
};

// Items beyond the maximum, without area or without alpha are left out.
void om_list_fill(struct om_list *list, struct om_rect rect, uint32_t colour,
                  uint8_t alpha);

// The id is that of these pixels alone, and never 0. A painter may weigh the
// pixels' colours by their alpha in place, and notes the id in the surface's
// userdata: once drawn, pixels are for painters only, all of one kind.
void om_list_surface(struct om_list *list, struct SDL_Surface *surface,
                     uint64_t id, int x, int y, uint8_t alpha);

// A picture of one column or one row, repeated across the rectangle; along its
// other side the two are of the same size.
void om_list_stretched(struct om_list *list, struct SDL_Surface *surface,
                       uint64_t id, struct om_rect rect, uint8_t alpha);

void om_list_film(struct om_list *list, struct om_rect rect, uint64_t serial);

// The topmost item that hides everything below it in this rectangle: drawing
// may begin there. 0 when there is none.
size_t om_list_bottom(const struct om_list *list, struct om_rect rect);

enum { OM_DAMAGE_MAX = 12 };

// Rectangles that do not overlap.
struct om_damage {
    struct om_rect rects[OM_DAMAGE_MAX];
    size_t count;
};

// Adds a rectangle, merged with those it overlaps; when there are too many,
// with the one with which that costs the fewest pixels.
void om_damage_add(struct om_damage *damage, struct om_rect rect);

// Pixels in all.
uint64_t om_damage_area(const struct om_damage *damage);

// Where `now` looks different from `before`, within the bounds.
void om_damage_between(struct om_damage *damage, const struct om_list *before,
                       const struct om_list *now, struct om_rect bounds);

// The common part; w and h are 0 when there is none.
struct om_rect om_rect_common(struct om_rect a, struct om_rect b);

bool om_rect_is_empty(struct om_rect rect);

bool om_rect_contains(struct om_rect outer, struct om_rect inner);

#endif
