#include "lock/limits.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

bool
om_limit(int resource, uint64_t most)
{
    struct rlimit now;
    if (getrlimit((__rlimit_resource_t) resource, &now) != 0) {
        return false;
    }
    rlim_t least = now.rlim_max < most ? now.rlim_max : most;
    struct rlimit both = { least, least };
    return setrlimit((__rlimit_resource_t) resource, &both) == 0;
}

// A message to a log file that is too much is lost, and not the end of us.
bool
om_limit_all(uint64_t file_size)
{
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
           && signal(SIGXFSZ, SIG_IGN) != SIG_ERR && om_limit(RLIMIT_CORE, 0)
           && om_limit(RLIMIT_FSIZE, file_size);
}
