// Whether the theme's colours can be read where the screens put them on one
// another, as WCAG 2.2 (1.4.3) measures it.
#ifndef OM_CHECK_CONTRAST_H
#define OM_CHECK_CONTRAST_H

#include "base/finding.h"
#include "pack/pack.h"
#include "pack/survey.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void om_check_contrast(const struct om_pack *pack,
                       const struct om_survey *survey,
                       struct om_findings *findings);

// From 1 to 21; colours are 0xRRGGBB. Pure.
double om_contrast(uint32_t one, uint32_t other);

// The pairs that are looked at, in a theme of ink, paper, accent and help: text
// and the ground under it. False beyond the last.
bool om_contrast_pair(size_t index, const uint32_t theme[4], uint32_t *text,
                      uint32_t *ground);

#endif
