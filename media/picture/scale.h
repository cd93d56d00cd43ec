// Scales pictures to cover a size: finer than SDL's, which takes the nearest
// or the four nearest pixels and so loses the lines of a large photograph.
#ifndef OM_PICTURE_SCALE_H
#define OM_PICTURE_SCALE_H

#include <stdint.h>

// 32-bit pixels without gaps, 0xAARRGGBB; borrowed.
struct om_pixels {
    uint32_t *pixels;
    uint32_t width, height;
};

// Multiplies colours by their alpha, which scaling needs.
void om_scale_premultiply(struct om_pixels picture);

// The middle of `from` (premultiplied), fills `to` (straight alpha).
void om_scale_cover(struct om_pixels from, struct om_pixels to);

#endif
