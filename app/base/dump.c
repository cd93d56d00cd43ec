#include "base/dump.h"

#include <sys/prctl.h>
#include <sys/resource.h>

bool
om_dump_forbid(void)
{
    const struct rlimit none = { 0, 0 };
    // the limit alone does not hold for a dump that goes to a program
    return setrlimit(RLIMIT_CORE, &none) == 0
           && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}
