#include "measure/lock.h"

#include "lock/attempts.h"
#include "lock/filter.h"
#include "lock/limits.h"

#include <errno.h>
#include <sched.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <seccomp.h>

// A list of what is allowed, where the cage of omstander-clip has one of what
// is not: libvlc opens plug-ins while it plays, this program is whole before
// it locks itself up. Everything else fails with EPERM.

enum { MEMORY_GB_MAX = 3, PROCESSOR_SECONDS_MAX = 3600, FILES_MAX = 8 };

static const int allowed[] = {
    // the file and the pipe
    SCMP_SYS(read),
    SCMP_SYS(pread64),
    SCMP_SYS(lseek),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(write),
    // threads
    SCMP_SYS(futex),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(gettid),
    SCMP_SYS(getpid),
    SCMP_SYS(restart_syscall),
    // the rest
    SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(sysinfo),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

static int
allow(scmp_filter_ctx filter)
{
    int failed =
        om_filter_allow(filter, allowed, sizeof(allowed) / sizeof(allowed[0]));
    failed |= om_filter_allow_memory(filter);
    // Threads, not processes.
    failed |= om_filter_no_clone3(filter);
    failed |= seccomp_rule_add(
        filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
        SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    // A name for a thread; a signal to itself (abort).
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
                               SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME, 0));
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                               SCMP_A0(SCMP_CMP_EQ, (uint64_t) getpid(), 0));
    return failed;
}

static bool
enter_seccomp(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter) {
        return false;
    }
    int failed = allow(filter);
    failed |= seccomp_load(filter);
    seccomp_release(filter);
    return failed == 0;
}

bool
om_lock_enter(void)
{
    bool locked =
        om_limit_all(0) && om_limit(RLIMIT_CPU, PROCESSOR_SECONDS_MAX);
    if (OM_SANITIZED) {
        return locked;
    }
    return locked && om_limit(RLIMIT_NOFILE, FILES_MAX)
           && om_limit(RLIMIT_AS, (uint64_t) MEMORY_GB_MAX << 30)
           && enter_seccomp();
}

bool
om_lock_test(void)
{
    static const enum om_attempt attempts[] = {
        OM_ATTEMPT_SOCKET, OM_ATTEMPT_READ,   OM_ATTEMPT_READ_ITSELF,
        OM_ATTEMPT_WRITE,  OM_ATTEMPT_REMOVE, OM_ATTEMPT_RUN,
        OM_ATTEMPT_FORK,   OM_ATTEMPT_TRACE,  OM_ATTEMPT_KILL,
        OM_ATTEMPT_TYPE,   OM_ATTEMPT_CODE,
    };
    return om_lock_enter()
           && om_attempts_all(attempts, sizeof(attempts) / sizeof(attempts[0]));
}
