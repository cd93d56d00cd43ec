#include "tally/cells.h"

#include "tally/tally.h"

#include <stddef.h>
#include <string.h>

// In a pattern * stands for one part without a slash, everything else for
// itself. Parts in front of @ and behind it are ids and languages.
// clang-format off
static const char *const families[] = {
    // the funnel of a pack
    "*@*/f/start@*", "*@*/f/clip50@*", "*@*/f/clipend@*", "*@*/f/finish@*",
    "*@*/f/help_open@*", "*@*/f/q*_shown@*", "*@*/f/q*_done@*",
    // answers: <story>.<question>/<choice>
    "*@*/a/*/*@*",
    // duration of visits
    "*@*/d/lt30", "*@*/d/30_60", "*@*/d/60_120", "*@*/d/120_240",
    "*@*/d/gt240",
    // part of the day, without anything else
    "f/daypart/mowk", "f/daypart/miwk", "f/daypart/avwk", "f/daypart/nawk",
    "f/daypart/mowe", "f/daypart/miwe", "f/daypart/avwe", "f/daypart/nawe",
    // quality of the counts
    "f/q/suspect_visit", "f/q/reset_idle", "f/q/reset_back",
    "f/q/decode_error",
};
// clang-format on

static bool
matches(const char *pattern, const char *key)
{
    if (*pattern == '\0') {
        return *key == '\0';
    }
    if (*pattern != '*') {
        return *pattern == *key && matches(pattern + 1, key + 1);
    }
    // at least one character, none of them a slash or another @
    for (const char *p = key; *p && *p != '/' && *p != '@'; p++) {
        if (matches(pattern + 1, p + 1)) {
            return true;
        }
    }
    return false;
}

bool
om_cell_is_known(const char *key)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789"
                                  "._:@/+-";
    size_t length = strlen(key);
    if (length == 0 || length > OM_CELL_MAX || strspn(key, allowed) != length) {
        return false;
    }
    for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
        if (matches(families[i], key)) {
            return true;
        }
    }
    return false;
}
