// A database that cannot be used is kept, under another name.
#ifndef OM_TALLY_ASIDE_H
#define OM_TALLY_ASIDE_H

#include "base/text.h"

#include <stdbool.h>

// <folder>/counts.db -> <folder>/counts-<what>-<date>-<number>.db, a name that
// nothing has, and its journal with it. `to` becomes the new name. False, with
// errno set, when it cannot be renamed.
bool om_aside_set(const char *path, const char *what, struct om_text *to);

#endif
