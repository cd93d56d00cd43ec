// Locks a process up for good: it can read the system's libraries and one
// folder, write nothing, reach no network, start no program and look into no
// other process. To be called with one thread, before any clip is opened;
// threads made later are locked up as well.
#ifndef OM_CLIP_CAGE_H
#define OM_CLIP_CAGE_H

#include <stdbool.h>

struct om_cage_result {
    bool landlock; // the kernel has it; else only the other locks hold
};

// False (and nothing to go back to) when a lock that must hold does not.
bool om_cage_enter(const char *root, struct om_cage_result *result);

// Tries what must be refused, from inside, and prints one line for each.
// `root` is the one folder that may be read. True when all was refused.
bool om_cage_test(const char *root);

#endif
