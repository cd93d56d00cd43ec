// The icons are outlines on a 48 x 48 grid, drawn for this program: one
// stroke of 4 units with round ends, 3 units or more free at the edge, small
// solid parts only where a line would be too fine. SDL_image rasterises them
// some times larger than asked for; the mean of what falls in a pixel is its
// coverage, smoother than the rasteriser's own.

#include "picture/picture.h"

#include "base/log.h"
#include "base/text.h"
#include "picture/surface.h"

#include <SDL.h>
#include <SDL_image.h>

// Path data of SVG. Both bubbles are one outline, mirrored.
static const struct {
    const char *stroke;
    const char *solid;     // "" : none
    const char *transform; // of both
} outlines[OM_ICON_COUNT_] = {
    [OM_ICON_HAND] = {
        "M19 33V18.5a3.5 3.5 0 0 1 7 0V30"
        "M26 27a3.5 3.5 0 0 1 7 0V31M33 28.5a3.5 3.5 0 0 1 7 0V33"
        "C40 39 36 43 30.5 43H29C25 43 21.5 42.2 18.6 39.4L9 30.4"
        "a3.5 3.5 0 0 1 4.9-5L19 30"
        "M22.5 7.5V6M31.3 11.1 32.5 10M13.7 11.1 12.5 10",
        "",
        "translate(-1 0)",
    },
    [OM_ICON_HELP] = {
        "M16 7H32A10 10 0 0 1 42 17V25A10 10 0 0 1 32 35H24L15 42V34.95"
        "A10 10 0 0 1 6 25V17A10 10 0 0 1 16 7Z",
        "M24 29.2C18 25.2 15.6 22.4 15.6 19.1A4.55 4.55 0 0 1 24 16.7"
        "A4.55 4.55 0 0 1 32.4 19.1C32.4 22.4 30 25.2 24 29.2Z",
        "",
    },
    [OM_ICON_STOP] = { "M11.5 11.5 36.5 36.5M36.5 11.5 11.5 36.5", "", "" },
    [OM_ICON_BACK] = { "M41 24H8M21 10.5 7.5 24 21 37.5", "", "" },
    [OM_ICON_NEXT] = { "M7 24H40M27 10.5 40.5 24 27 37.5", "", "" },
    [OM_ICON_CHECK] = { "M8 25.5 18.5 36 40 13.5", "", "" },
    [OM_ICON_PHONE] = {
        "M6 27V23C6 15 14 11 24 11S42 15 42 23V27a3 3 0 0 1-3 3H33"
        "a3 3 0 0 1-3-3V23.5C30 22 27 21 24 21S18 22 18 23.5V27"
        "a3 3 0 0 1-3 3H9a3 3 0 0 1-3-3Z",
        "",
        "rotate(-135 24 24)",
    },
    [OM_ICON_CHAT] = {
        "M32 7H16A10 10 0 0 0 6 17V25A10 10 0 0 0 16 35H24L33 42V34.95"
        "A10 10 0 0 0 42 25V17A10 10 0 0 0 32 7Z",
        "M13.5 21a2.5 2.5 0 0 1 5 0a2.5 2.5 0 0 1-5 0Z"
        "M21.5 21a2.5 2.5 0 0 1 5 0a2.5 2.5 0 0 1-5 0Z"
        "M29.5 21a2.5 2.5 0 0 1 5 0a2.5 2.5 0 0 1-5 0Z",
        "",
    },
};

enum { TIMES_MAX = 4, LARGE = 512 };

static struct SDL_Surface *
rasterise(enum om_icon icon, unsigned size)
{
    struct om_text svg = { 0 };
    om_text_print(
        &svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 48 48\">"
        "<g transform=\"%s\"><path d=\"%s\" fill=\"none\" stroke=\"#fff\" "
        "stroke-width=\"4\" stroke-linecap=\"round\" "
        "stroke-linejoin=\"round\"/><path d=\"%s\" fill=\"#fff\"/></g></svg>",
        outlines[icon].transform, outlines[icon].stroke, outlines[icon].solid);
    SDL_RWops *ops = SDL_RWFromConstMem(svg.data, (int) svg.length);
    struct SDL_Surface *large =
        ops ? IMG_LoadSizedSVG_RW(ops, (int) size, (int) size) : NULL;
    if (ops) {
        SDL_RWclose(ops);
    }
    om_text_finish(&svg);
    return large;
}

// The mean alpha of a block of times x times pixels.
static uint32_t
get_mean(struct SDL_Surface *large, unsigned left, unsigned top, unsigned times)
{
    uint32_t sum = 0;
    for (unsigned y = top; y < top + times; y++) {
        const uint32_t *row = om_surface_row(large, y);
        for (unsigned x = left; x < left + times; x++) {
            sum += (row[x] & large->format->Amask) >> large->format->Ashift;
        }
    }
    return (sum + times * times / 2) / (times * times);
}

struct SDL_Surface *
om_picture_icon(enum om_icon icon, unsigned size, uint32_t colour)
{
    struct SDL_Surface *surface = om_surface_create("an icon", size, size);
    if (!surface) {
        return NULL;
    }
    unsigned times = LARGE / size;
    times = times < 1 ? 1 : times > TIMES_MAX ? TIMES_MAX : times;
    struct SDL_Surface *large = rasterise(icon, size * times);
    unsigned side = size * times;
    if (!large || (unsigned) large->w < side || (unsigned) large->h < side
        || large->format->BytesPerPixel != 4) {
        om_log(OM_LOG_ERROR, "picture/icon", "icon %d: %s", (int) icon,
               SDL_GetError());
        SDL_FreeSurface(large);
        SDL_FreeSurface(surface);
        return NULL;
    }
    for (unsigned y = 0; y < size; y++) {
        uint32_t *row = om_surface_row(surface, y);
        for (unsigned x = 0; x < size; x++) {
            row[x] = om_surface_pixel(
                colour, get_mean(large, x * times, y * times, times));
        }
    }
    SDL_FreeSurface(large);
    return surface;
}
