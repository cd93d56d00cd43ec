// Whether the fonts that are installed have a character, one at a time: what
// om_type_draw() would show a box for. Main thread.
#ifndef OM_TEXT_COVERAGE_H
#define OM_TEXT_COVERAGE_H

#include <stdbool.h>
#include <stdint.h>

struct om_coverage;

// Of this family and of those that stand in for it. NULL when no font at all
// can be opened; that is logged.
struct om_coverage *om_coverage_create(const char *family);

void om_coverage_destroy(struct om_coverage *coverage);

bool om_coverage_has(struct om_coverage *coverage, uint32_t character);

#endif
