// The fonts of one family and of those that stand in for it, found through
// fontconfig and opened with SDL_ttf. Main thread.
#ifndef OM_TEXT_FONTS_H
#define OM_TEXT_FONTS_H

#include "text/type.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct om_fonts;

// A face that was picked; stays valid with its fonts. The zeroed one is the
// family itself, of regular weight.
struct om_face {
    uint16_t list, index;
};

// A face at one size. Lengths are in pixels of the font: bitmap fonts have
// one size, `scale` makes it the one asked for; all others have a scale of 1.
// Nothing is known of a bitmap font's space: nothing of it is ever drawn, for
// what it has are pictures.
struct om_font {
    struct _TTF_Font *ttf; // NOLINT(bugprone-reserved-identifier): not ours
    double scale;
    int ascent, descent; // from the baseline, both positive
    int height;          // of a line that nothing sticks out of
    int space;           // width of U+0020; 0: none is known
    int spaces;          // of two of them
    int underline;       // row of an underline; -1: none is drawn
};

// One warning in the log when the family is not installed. NULL when no font
// at all can be opened; that is logged, too.
struct om_fonts *om_fonts_create(const char *family);

void om_fonts_destroy(struct om_fonts *fonts);

// The face for a cluster of characters: the family's; for what belongs to no
// script, the face `before` it; or the first of the others that has them all.
// Pictures come from an emoji font. Sets *missing when there is none, and
// gives the family's, which draws a box.
struct om_face om_fonts_pick(struct om_fonts *fonts, enum om_type_weight weight,
                             const uint32_t *cluster, size_t count,
                             struct om_face before, bool *missing);

bool om_fonts_are_pictures(struct om_face face);

// Opens it, or takes it from those open. Valid until the next call. A face
// that cannot be opened is not picked again; the family's stands in for it.
const struct om_font *om_fonts_open(struct om_fonts *fonts, struct om_face face,
                                    unsigned size);

#endif
