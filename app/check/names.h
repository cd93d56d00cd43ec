// The folder itself: what is in it, how much, and under which names. Nothing
// is opened but folders.
#ifndef OM_CHECK_NAMES_H
#define OM_CHECK_NAMES_H

#include "base/finding.h"

#include <stdint.h>

struct om_folder_size {
    size_t files;
    uint64_t bytes;
};

// What the pack's reader said of links and devices is not said again.
struct om_folder_size om_check_names(const char *root,
                                     struct om_findings *findings);

#endif
