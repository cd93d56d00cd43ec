// Lines of text as one picture. Main thread.
#ifndef OM_TEXT_INK_H
#define OM_TEXT_INK_H

#include "text/lines.h"

#include <stdbool.h>

enum { OM_INK_SIDE_MAX = 8192 }; // pixels: what graphics cards take

struct om_ink_layout {
    bool centre;
    int pitch; // from baseline to baseline, pixels
};

// All lines have the same height: that of the layout, more only where lines
// would run into one another. What sticks out at the edges makes the picture
// larger, but not beyond the maximum. The caller's to free; NULL when there is
// nothing to see.
struct SDL_Surface *om_ink_draw(const struct om_lines *lines,
                                struct om_shaper *shaper,
                                const struct om_ink_layout *layout);

#endif
