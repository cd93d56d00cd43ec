#include "base/spawn.h"

#include <signal.h>

int
om_spawn(pid_t *child, char *const arguments[], char *const environment[],
         const posix_spawn_file_actions_t *files, bool apart)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    int flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
                | (apart ? POSIX_SPAWN_SETPGROUP : 0);
    posix_spawnattr_setflags(&attributes, (short) flags);
    int failed = posix_spawnp(child, arguments[0], files, &attributes,
                              arguments, environment);
    posix_spawnattr_destroy(&attributes);
    return failed;
}
