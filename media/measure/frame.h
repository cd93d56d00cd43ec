// A decoded frame as a grid of lights. Private to omstander-measure.
#ifndef OM_MEASURE_FRAME_H
#define OM_MEASURE_FRAME_H

#include "measure/flash.h"

struct AVFrame;

struct om_grid {
    unsigned columns, rows;
    struct om_flash_light lights[OM_FLASH_SIDE * OM_FLASH_SIDE];
};

// How many cells a picture of this size has.
void om_grid_init(struct om_grid *grid, unsigned width, unsigned height);

// False when the frame is of a kind that is not looked at: anything but 8-bit
// 4:2:0 of at least two pixels a cell.
bool om_grid_see(struct om_grid *grid, const struct AVFrame *frame);

#endif
