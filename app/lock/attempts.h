// What a process that has locked itself up tries from inside, to prove that it
// is refused. Every lock names those that must not work; a line for each goes
// to standard output, by plain writes, for more may not be left.
#ifndef OM_LOCK_ATTEMPTS_H
#define OM_LOCK_ATTEMPTS_H

#include <stdbool.h>
#include <stddef.h>

enum om_attempt {
    OM_ATTEMPT_SOCKET,
    OM_ATTEMPT_LOCAL_SOCKET,
    OM_ATTEMPT_READ, // a file that anybody may read
    OM_ATTEMPT_LIST, // a folder that anybody may list
    OM_ATTEMPT_READ_ITSELF,
    OM_ATTEMPT_WRITE, // a new file where anybody may make one
    OM_ATTEMPT_WRITE_DEVICE,
    OM_ATTEMPT_REMOVE,
    OM_ATTEMPT_RUN, // a program of the system
    OM_ATTEMPT_FORK,
    OM_ATTEMPT_TRACE,
    OM_ATTEMPT_KILL,
    OM_ATTEMPT_GROW, // shared memory
    OM_ATTEMPT_TYPE, // into a terminal
    OM_ATTEMPT_CODE, // memory that can run
    OM_ATTEMPT_NAMESPACE,
    OM_ATTEMPT_MOUNT,
    OM_ATTEMPT_COUNT_, // number of attempts
};

// True when all of them were refused.
bool om_attempts_all(const enum om_attempt attempts[], size_t count);

// Says of each that it is not tried: this kernel has no lock for it.
bool om_attempts_skip(const enum om_attempt attempts[], size_t count);

#endif
