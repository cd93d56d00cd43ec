// Files that are there whole or not at all.
#ifndef OM_REPORT_SAVE_H
#define OM_REPORT_SAVE_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

// Writes folder/name, mode 0600: beside it, synced, renamed, and the folder
// synced. False with a message; what was there is still there then.
bool om_save(const char *folder, const char *name, const struct om_text *bytes,
             struct om_text *problem);

#endif
