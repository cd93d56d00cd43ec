// The surfaces this folder makes: ARGB8888, straight alpha, clear at first.
// For the folder's own files.
#ifndef OM_PICTURE_SURFACE_H
#define OM_PICTURE_SURFACE_H

#include <stdint.h>

struct SDL_Surface;

enum { OM_PICTURE_SIDE_MAX = 8192 };

// NULL with a line in the log when a side is 0 or above the maximum, or there
// is no memory. `what` is what it was to become.
struct SDL_Surface *om_surface_create(const char *what, unsigned width,
                                      unsigned height);

uint32_t *om_surface_row(struct SDL_Surface *surface, unsigned y);

// 0xRRGGBB with a coverage of 0..255 as its alpha.
uint32_t om_surface_pixel(uint32_t colour, uint32_t coverage);

#endif
