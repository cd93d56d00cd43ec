// SDL blends a picture that has an alpha of its own and is faded besides pixel
// by pixel, with nine divisions each: a caption over a running film took half
// as long as the film's conversion. libyuv does it in sweeps, many pixels at a
// time: colours weighed by their own alpha, all of it by the item's where it
// has one, the sum with what is below. The first is done once for a picture, in
// place; the others go over pieces that stay in the nearest cache, and so does
// what a single column or row is stretched to.

#include "canvas/blend.h"

#include <SDL.h>
#include <libyuv/planar_functions.h>

static uint8_t *
pixel_at(struct SDL_Surface *surface, int x, int y)
{
    return (uint8_t *) surface->pixels + (ptrdiff_t) y * surface->pitch
           + (ptrdiff_t) x * 4;
}

static void
fill_in_part(struct SDL_Surface *surface, struct om_rect rect, uint32_t colour,
             uint8_t alpha)
{
    const uint32_t weight = (uint32_t) alpha + (alpha >> 7); // 0..256
    const uint32_t rb = (colour & 0xff00ff) * weight;
    const uint32_t g = (colour & 0x00ff00) * weight;
    const uint32_t rest = 256 - weight;
    for (int y = rect.y; y < rect.y + rect.h; y++) {
        uint32_t *row = (uint32_t *) (void *) pixel_at(surface, rect.x, y);
        for (int x = 0; x < rect.w; x++) {
            uint32_t under = row[x];
            row[x] = ((((under & 0xff00ff) * rest + rb) >> 8) & 0xff00ff)
                     | ((((under & 0x00ff00) * rest + g) >> 8) & 0x00ff00);
        }
    }
}

void
om_blend_fill(struct SDL_Surface *surface, const struct om_item *item,
              struct om_rect clip)
{
    struct om_rect rect = om_rect_common(item->rect, clip);
    if (om_rect_is_empty(rect)) {
        return;
    }
    if (item->alpha == 255) {
        SDL_Rect area = { rect.x, rect.y, rect.w, rect.h };
        SDL_FillRect(surface, &area,
                     SDL_MapRGB(surface->format, (uint8_t) (item->colour >> 16),
                                (uint8_t) (item->colour >> 8),
                                (uint8_t) item->colour));
        return;
    }
    fill_in_part(surface, rect, item->colour, item->alpha);
}

enum { PIECE_WIDTH = 512, PIECE_HEIGHT = 4 };

// One for all pieces of a picture: variables are zeroed where they begin.
struct scratch {
    uint8_t made[PIECE_WIDTH * PIECE_HEIGHT * 4];
    uint8_t shaded[PIECE_WIDTH * PIECE_HEIGHT * 4];
};

struct source {
    const uint8_t *pixels;
    int pitch; // bytes from row to row; 0: one row is all rows
};

// The item's pixels in a piece of the screen. Of a single column they are made.
static struct source
find_pixels(const struct om_item *item, struct om_rect piece,
            struct scratch *scratch)
{
    struct SDL_Surface *picture = item->surface;
    bool is_row = picture->h < item->rect.h;
    int x = piece.x - item->rect.x;
    int y = is_row ? 0 : piece.y - item->rect.y;
    if (picture->w == item->rect.w) {
        return (struct source){ pixel_at(picture, x, y),
                                is_row ? 0 : picture->pitch };
    }
    int pitch = piece.w * 4;
    for (int row = 0; row < piece.h; row++) {
        const void *pixel = pixel_at(picture, 0, is_row ? 0 : y + row);
        (void) ARGBRect(scratch->made, pitch, 0, row, piece.w, 1,
                        *(const uint32_t *) pixel);
    }
    return (struct source){ scratch->made, pitch };
}

static struct source
weigh_all(struct source source, struct om_rect piece, uint8_t alpha,
          struct scratch *scratch)
{
    if (alpha == 255) {
        return source;
    }
    int pitch = piece.w * 4;
    (void) ARGBShade(source.pixels, source.pitch, scratch->shaded, pitch,
                     piece.w, piece.h, alpha * 0x01010101U);
    return (struct source){ scratch->shaded, pitch };
}

// A surface that is used for something else later has another id by then.
static void
weigh_colours(const struct om_item *item)
{
    struct SDL_Surface *picture = item->surface;
    void *weighed = (void *) (uintptr_t) item->id;
    if (picture->userdata != weighed) {
        (void) ARGBAttenuate(picture->pixels, picture->pitch, picture->pixels,
                             picture->pitch, picture->w, picture->h);
        picture->userdata = weighed;
    }
}

// Pictures of other kinds than our own go by SDL.
static void
blend_foreign(struct SDL_Surface *surface, const struct om_item *item)
{
    SDL_Rect where = { item->rect.x, item->rect.y, 0, 0 };
    SDL_SetSurfaceBlendMode(item->surface, SDL_BLENDMODE_BLEND);
    SDL_SetSurfaceAlphaMod(item->surface, item->alpha);
    SDL_BlitSurface(item->surface, NULL, surface, &where);
}

void
om_blend_picture(struct SDL_Surface *surface, const struct om_item *item,
                 struct om_rect clip)
{
    struct SDL_Surface *picture = item->surface;
    struct om_rect rect = om_rect_common(item->rect, clip);
    if (picture->format->format != SDL_PIXELFORMAT_ARGB8888) {
        blend_foreign(surface, item);
        return;
    }
    weigh_colours(item);
    struct scratch scratch;
    struct om_rect piece = { 0 };
    for (piece.y = rect.y; piece.y < rect.y + rect.h; piece.y += piece.h) {
        int rows = rect.y + rect.h - piece.y;
        piece.h = rows < PIECE_HEIGHT ? rows : PIECE_HEIGHT;
        for (piece.x = rect.x; piece.x < rect.x + rect.w; piece.x += piece.w) {
            int columns = rect.x + rect.w - piece.x;
            piece.w = columns < PIECE_WIDTH ? columns : PIECE_WIDTH;
            struct source source = find_pixels(item, piece, &scratch);
            source = weigh_all(source, piece, item->alpha, &scratch);
            uint8_t *to = pixel_at(surface, piece.x, piece.y);
            (void) ARGBBlend(source.pixels, source.pitch, to, surface->pitch,
                             to, surface->pitch, piece.w, piece.h);
        }
    }
}
