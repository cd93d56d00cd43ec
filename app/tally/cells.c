#include "tally/cells.h"

#include <stddef.h>
#include <string.h>

// In a pattern * stands for an id or a language (small letters, digits,
// hyphens), # for a number, everything else for itself. Nothing else of the
// grammar can come in: no free text, no time, no name.
// clang-format off
static const char *const families[] = {
    // the funnel of a series <pack>@<major>, per language
    "*@#/f/start@*", "*@#/f/clip50@*", "*@#/f/clipend@*", "*@#/f/finish@*",
    "*@#/f/help_open@*", "*@#/f/q#_shown@*", "*@#/f/q#_done@*",
    // answers: <story>.<question>/<choice>
    "*@#/a/*.*/*@*",
    // duration of visits
    "*@#/d/lt30", "*@#/d/30_60", "*@#/d/60_120", "*@#/d/120_240",
    "*@#/d/gt240",
    // part of the day, without anything else
    "f/daypart/mowk", "f/daypart/miwk", "f/daypart/avwk", "f/daypart/nawk",
    "f/daypart/mowe", "f/daypart/miwe", "f/daypart/avwe", "f/daypart/nawe",
    // quality of the counts
    "f/q/suspect_visit", "f/q/reset_idle", "f/q/reset_back",
    "f/q/decode_error",
};
// clang-format on

static const char grammar[] = "abcdefghijklmnopqrstuvwxyz0123456789._:@/+-";
static const char digits[] = "0123456789";
static const char ids[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

// What follows an id or number in a pattern is never a character of one, so
// each takes all it can and nothing has to be tried twice.
static bool
matches(const char *pattern, const char *key)
{
    for (; *pattern; pattern++) {
        if (*pattern == '*' || *pattern == '#') {
            size_t length = strspn(key, *pattern == '*' ? ids : digits);
            if (length == 0) {
                return false;
            }
            key += length;
        } else if (*pattern == *key) {
            key++;
        } else {
            return false;
        }
    }
    return *key == '\0';
}

bool
om_cell_is_known(const char *key)
{
    size_t length = strnlen(key, OM_CELL_MAX + 1);
    if (length == 0 || length > OM_CELL_MAX || strspn(key, grammar) != length) {
        return false;
    }
    for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
        if (matches(families[i], key)) {
            return true;
        }
    }
    return false;
}
