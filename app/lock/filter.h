// Pieces of seccomp filters that more than one of our processes is made of: a
// process that computes has a list of what is allowed, one that opens files or
// starts programs a list of what is refused. A `filter` is libseccomp's
// scmp_filter_ctx; what is returned is 0, or not when a rule was not taken.
//
// Refused calls fail with an error, not by death: libraries try some of them
// and go on without.
#ifndef OM_LOCK_FILTER_H
#define OM_LOCK_FILTER_H

#include <stdbool.h>
#include <stddef.h>

// Calls that belong together.
enum om_calls {
    OM_CALLS_NETWORK,   // sockets of any kind
    OM_CALLS_PROCESSES, // starting programs and processes, and signals
    OM_CALLS_OTHERS,    // looking into other processes, and other worlds
    OM_CALLS_KERNEL,    // its own doors
    OM_CALLS_DISKS,     // mounting, and files by other ways than a path
    OM_CALLS_CHANGES,   // changing files, but for opening and writing them
};

int om_filter_refuse(void *filter, enum om_calls calls);

// clone3 is "not there": its flags are in memory, where no filter sees them,
// and the C library takes clone instead.
int om_filter_no_clone3(void *filter);

// Typing into the terminal that standard error may be.
int om_filter_refuse_typing(void *filter);

// For a list of what is allowed.
int om_filter_allow(void *filter, const int calls[], size_t count);

// Memory, but none that can run.
int om_filter_allow_memory(void *filter);

#endif
