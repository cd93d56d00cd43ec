// A new pack to begin with: small, complete, explained line by line in the
// maker's language. Its files come from the program's own share folder; its
// help lines from the pack that comes with the program, so that there is one
// place in which they are kept right.
#ifndef OM_STARTER_STARTER_H
#define OM_STARTER_STARTER_H

#include "update/disk.h"

#include <stdbool.h>

struct om_starter {
    const char *folder;  // to be made; or empty
    bool english;        // the explanations, and the first language
    const char *source;  // the folder "starter" of the share folder
    const char *helpful; // the pack whose help lines are taken
    const char *schemas; // where the schemas are; NULL: nowhere
    const struct om_disk *disk;
};

enum om_starter_answer {
    OM_STARTER_DONE,
    OM_STARTER_NOT_EMPTY, // something is in the folder already
    OM_STARTER_HERE,      // it is the folder one stands in
    OM_STARTER_NO_SOURCE, // the program's own files are not there
    OM_STARTER_FAILED,    // errno
};

// The folder is there whole, or as it was.
enum om_starter_answer om_starter_make(const struct om_starter *starter);

#endif
