// Sizes of everything on a screen, worked out once from the window: an
// eight-unit rhythm, a type scale of 1.25 on a body size that can be read at
// arm's length and a half, touch targets of at least 20 mm. All in pixels.
#ifndef OM_KIOSK_LAYOUT_H
#define OM_KIOSK_LAYOUT_H

#include "canvas/list.h"

#include <stdbool.h>

enum om_type_step {
    OM_TYPE_SMALL, // sources, notices
    OM_TYPE_BODY,
    OM_TYPE_LEAD,
    OM_TYPE_HEAD,
    OM_TYPE_TITLE,
    OM_TYPE_DISPLAY,
    OM_TYPE_COUNT_,
};

struct om_layout {
    int width, height;
    bool portrait;
    int unit;                      // an eighth of the rhythm: 8 pixels at 1080
    int margin;                    // free edge around everything
    int gap;                       // between touch targets, at least 3 mm
    int target;                    // lowest height of a touch target: 20 mm
    int choice;                    // height of a choice of one line
    int radius;                    // of corners
    unsigned type[OM_TYPE_COUNT_]; // pixels per em
    struct om_rect content;        // within the margins, above the bar
    struct om_rect bar;            // stop and help
    struct om_rect film;           // 16:9, where a film of that shape goes
};

// `diagonal` is the screen's in inches; 0: 32, the usual lobby screen.
struct om_layout om_layout_make(int width, int height, double diagonal);

// Corners of so many pixels on a screen of 1080.
void om_layout_set_radius(struct om_layout *layout, unsigned radius);

// Where a film of these pixels goes: as large as fits in the film's place.
struct om_rect om_layout_fit_film(const struct om_layout *layout, int width,
                                  int height);

#endif
