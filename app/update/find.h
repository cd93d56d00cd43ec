// Where packs may be dropped: the content folder and the sticks. A pack is a
// folder with a pack.yaml in it: the folder itself, or one in it (on a stick,
// also one deeper, for sticks are mounted beneath the folder).
#ifndef OM_UPDATE_FIND_H
#define OM_UPDATE_FIND_H

#include "update/ledger.h"

#include "site/site.h"

#include <stdbool.h>
#include <stddef.h>

enum { OM_FIND_MAX = 6 };

// A pack that lies ready somewhere.
struct om_candidate {
    char source[OM_LEDGER_SOURCE_MAX + 1]; // absolute path
    bool stick;
    bool transfer; // somebody is still copying
    // the same as long as neither the pack nor the site's rules change
    uint8_t fingerprint[OM_HASH_SIZE];
};

// Fills in at most OM_FIND_MAX; returns how many. `watch`, if given, is
// called with the path of every folder that can change. May hang with a dead
// disk or share: never called in the kiosk's own process.
size_t om_find(const struct om_site *site,
               struct om_candidate found[OM_FIND_MAX],
               void (*watch)(void *context, const char *path), void *context);

// The fingerprint of one pack; false when it cannot be opened.
bool om_find_one(const struct om_site *site, const char *source,
                 struct om_candidate *found,
                 void (*watch)(void *context, const char *path), void *context);

#endif
