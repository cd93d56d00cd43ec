// Locks the stager up as far as its work allows: it reads the folders in which
// packs are dropped and what programs need, writes where packs and pages go,
// starts the two programs that decode, and has no network, no other process
// and no door into the kernel. What it starts is locked up no less.
//
// To be entered with one thread, before anything of a pack is looked at.
#ifndef OM_STAGER_CONFINE_H
#define OM_STAGER_CONFINE_H

#include "site/site.h"

#include <stdbool.h>
#include <sys/types.h>

enum { OM_CONFINE_FOLDERS = 3 };

struct om_confine {
    bool landlock; // the kernel has it; else only the other locks hold
    // the operator's folders as they were, to be told from others put in
    // their place
    struct om_confine_folder {
        const char *path; // borrowed; NULL: none
        dev_t device;     // both 0: it was not there
        ino_t number;
    } folders[OM_CONFINE_FOLDERS];
};

// `packs` is our own folder, `builtin` the pack that came with the program
// ("": none). False, said in the log, when a lock that must hold does not.
bool om_confine_enter(struct om_confine *confine, const char *packs,
                      const char *builtin, const struct om_site *site);

// A folder of the operator's has come, or another one is in its place (a disk
// was mounted): what was allowed is not that one. There is no way to allow
// more; another process has to be started.
bool om_confine_is_stale(const struct om_confine *confine);

// Tries from inside what must be refused, and prints a line for each. True
// when all was.
bool om_confine_test(const struct om_confine *confine);

#endif
