// Whether a film flashes, as WCAG 2.2 (2.3.1) means it: more than three
// flashes within a second. A flash is a pair of opposing changes of at least a
// tenth of full relative luminance where the darker of the two is below 0.8,
// or a pair of opposing changes that involve a saturated red. It counts when
// it covers at least a quarter of some field of ten degrees.
//
// A frame is seen as a grid of cells with 64 along its longer side. On a
// 32-inch kiosk at 60 cm ten degrees are 105 mm, which is 9 cells: so many
// cells of some 9 x 9 window must flash. Larger screens are watched from
// further away. Pure.
#ifndef OM_MEASURE_FLASH_H
#define OM_MEASURE_FLASH_H

#include "measure/measurement.h"

enum { OM_FLASH_SIDE = 64 };

// One cell of a frame.
struct om_flash_light {
    float luminance; // relative: linear light, 0..1
    float red;       // (R - G - B) * 320 of linear R, G, B, at least 0
    bool saturated;  // R / (R + G + B) is at least 0.8
};

struct om_flash;

// `columns` and `rows` are at most OM_FLASH_SIDE.
struct om_flash *om_flash_create(unsigned columns, unsigned rows);

void om_flash_destroy(struct om_flash *flash);

// The next frame, row by row. Times ascend.
void om_flash_see(struct om_flash *flash, om_tick at,
                  const struct om_flash_light *lights);

// Adds what was found to the measurement.
void om_flash_report(const struct om_flash *flash,
                     struct om_measurement *measurement);

#endif
