// Looking through a folder that somebody else filled: which files are in it,
// what may not be in it, and whether it is still changing. Nothing is opened
// for reading but folders, no link is followed, and however large or deep the
// folder is, the look ends.
#ifndef OM_UPDATE_WALK_H
#define OM_UPDATE_WALK_H

#include "update/listing.h"

#include "base/finding.h"

enum {
    OM_WALK_DEPTH_MAX = 8,
    OM_WALK_NAME_MAX = 100,      // bytes
    OM_WALK_ENTRIES_MAX = 10000, // looked at, whatever they are
};

struct om_walk {
    struct om_listing listing; // sorted; the MANIFEST and its signature not
    bool has_manifest, has_signature;
    bool transfer; // somebody is still copying
    bool gone;     // the folder itself cannot be read (any more)
    // of every name, size and time in it: the same as long as nothing changed
    uint8_t fingerprint[OM_HASH_SIZE];
};

// Looks through the folder `root`. What may not be there is added to
// `findings`. Finish the walk in any case.
void om_walk(struct om_walk *walk, int root, struct om_findings *findings);

void om_walk_finish(struct om_walk *walk);

#endif
