#include "picture/surface.h"
#include "base/log.h"

#include <SDL.h>
#include <stddef.h>

struct SDL_Surface *
om_surface_create(const char *what, unsigned width, unsigned height)
{
    if (width == 0 || height == 0 || width > OM_PICTURE_SIDE_MAX
        || height > OM_PICTURE_SIDE_MAX) {
        om_log(OM_LOG_ERROR, "picture", "%s of %u x %u pixels cannot be made",
               what, width, height);
        return NULL;
    }
    struct SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(
        0, (int) width, (int) height, 32, SDL_PIXELFORMAT_ARGB8888);
    if (!surface) {
        om_log(OM_LOG_ERROR, "picture", "%s of %u x %u pixels: %s", what, width,
               height, SDL_GetError());
    }
    return surface;
}

uint32_t *
om_surface_row(struct SDL_Surface *surface, unsigned y)
{
    uint8_t *pixels = surface->pixels;
    return (uint32_t *) (void *) (pixels
                                  + (size_t) y * (size_t) surface->pitch);
}

uint32_t
om_surface_pixel(uint32_t colour, uint32_t coverage)
{
    return coverage << 24 | (colour & 0xffffff);
}
