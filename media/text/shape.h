// A run of text as a picture: what SDL_ttf and HarfBuzz are asked, and what
// has to be known to get exact places out of them. Main thread.
#ifndef OM_TEXT_SHAPE_H
#define OM_TEXT_SHAPE_H

#include "base/text.h"
#include "text/para.h"

#include <stddef.h>
#include <stdint.h>

struct SDL_Surface;

// How text is drawn. Everything but the scratch is constant while in use;
// om_text_finish() the scratch.
struct om_shaper {
    struct om_fonts *fonts; // borrowed
    enum om_type_weight weight;
    unsigned size;
    uint32_t colour; // 0xRRGGBB
    struct om_text scratch;
};

// How far a part of a line moves the pen; pixels.
int om_shape_width(struct om_shaper *shaper, const struct om_para *para,
                   size_t start, size_t end);

// Ascent and descent of the family's font.
void om_shape_line_box(struct om_shaper *shaper, int *ascent, int *descent);

// A drawn run: ARGB8888 with straight alpha, and where it goes.
struct om_ink {
    struct SDL_Surface *surface; // owned (SDL_FreeSurface); NULL: nothing seen
    int x, y;                    // of its corner, from the pen at the baseline
    int width;                   // how far the run moves the pen
};

struct om_ink om_shape_draw(struct om_shaper *shaper,
                            const struct om_para *para,
                            const struct om_run *run);

#endif
