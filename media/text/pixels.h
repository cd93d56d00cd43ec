// Pictures of text, pixel by pixel: ARGB8888 surfaces. Any thread.
#ifndef OM_TEXT_PIXELS_H
#define OM_TEXT_PIXELS_H

#include <stdbool.h>
#include <stdint.h>

struct SDL_Rect;
struct SDL_Surface;

uint32_t *om_pixels_row(const struct SDL_Surface *surface, int y);

// The least rectangle around all that is not transparent; false when there is
// nothing.
bool om_pixels_bounds(const struct SDL_Surface *surface, struct SDL_Rect *box);

// Lays `part` of one picture over another, its corner at x, y; all of it must
// be inside both. Straight alpha.
void om_pixels_blend(const struct SDL_Surface *from,
                     const struct SDL_Rect *part, struct SDL_Surface *to, int x,
                     int y);

// Smaller or larger by a factor above 0: from premultiplied to straight
// alpha. The caller's to free; NULL when it does not fit in memory.
struct SDL_Surface *om_pixels_scale(const struct SDL_Surface *from,
                                    double factor);

#endif
