#include "text/coverage.h"

#include "base/text.h"
#include "text/chars.h"
#include "text/fonts.h"

#include <stdlib.h>

struct om_coverage {
    struct om_fonts *fonts; // owned
};

struct om_coverage *
om_coverage_create(const char *family)
{
    struct om_fonts *fonts = om_fonts_create(family);
    if (!fonts) {
        return NULL;
    }
    struct om_coverage *coverage = om_alloc(sizeof(*coverage));
    coverage->fonts = fonts;
    return coverage;
}

void
om_coverage_destroy(struct om_coverage *coverage)
{
    if (coverage) {
        om_fonts_destroy(coverage->fonts);
        free(coverage);
    }
}

bool
om_coverage_has(struct om_coverage *coverage, uint32_t character)
{
    // A regional letter is half a flag, and never alone.
    if (character == OM_CHAR_NEWLINE || character == OM_CHAR_SOFT_HYPHEN
        || om_chars_is_space(character) || om_chars_is_invisible(character)
        || om_chars_is_regional(character)) {
        return true;
    }
    bool missing = false;
    om_fonts_pick(coverage->fonts, OM_WEIGHT_TEXT, &character, 1,
                  (struct om_face){ 0 }, &missing);
    return !missing;
}
