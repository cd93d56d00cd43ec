// Landlock: which files this process, and all that it starts, may open from
// now on. Every kind of access that the running kernel knows is refused and
// given back for what is named; sockets of other processes and signals to them
// are refused too, where the kernel can. To be entered with one thread.
//
// A kernel without it (or with its first version, which cannot move files
// between folders) is no failure: `there` is false, nothing is refused, and
// the caller says so.
#ifndef OM_LOCK_LANDLOCK_H
#define OM_LOCK_LANDLOCK_H

#include <stdbool.h>
#include <stddef.h>

struct om_landlock {
    bool there;
    int ruleset; // owned; -1: none
};

enum om_landlock_access {
    OM_LANDLOCK_READ,
    OM_LANDLOCK_RUN,   // and execute
    OM_LANDLOCK_WRITE, // read, and make, change, move and remove files
};

// False with errno set: the kernel has Landlock and does not let us.
bool om_landlock_begin(struct om_landlock *landlock);

// A file, or a folder and all beneath it. False with errno set.
bool om_landlock_allow(struct om_landlock *landlock, const char *path,
                       enum om_landlock_access access);

// Passes over what is not there: not every system has all of them.
bool om_landlock_allow_each(struct om_landlock *landlock,
                            const char *const paths[], size_t count,
                            enum om_landlock_access access);

// What the C library and most others read, wherever they are: libraries, the
// language, the clock's zone, what the machine has.
bool om_landlock_allow_system(struct om_landlock *landlock);

// For good. False with errno set; finishes in any case.
bool om_landlock_enter(struct om_landlock *landlock);

#endif
