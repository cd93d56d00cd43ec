#include "clip/cage.h"

#include "base/log.h"
#include "lock/attempts.h"
#include "lock/filter.h"
#include "lock/landlock.h"
#include "lock/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <seccomp.h>

// Three locks, each for what the others cannot see:
//
//   Landlock   which files: it judges paths, which a filter of system calls
//              cannot read. All kinds of access the running kernel knows are
//              claimed, and reading is given back for a short list.
//   seccomp    which system calls: network, programs, other processes, the
//              kernel's own doors. Refused with an error, not by death: the
//              libraries try some of them and go on without.
//   rlimits    how much: descriptors, memory, and no byte into any file, which
//              is what is left against writing where Landlock is missing.
//
// They are entered before libvlc is loaded, so no thread is outside.

#define LOG "clip/cage"

// What libvlc and the codecs read besides what all do.
static const char *const readable[] = {
    "/usr/libexec", "/usr/share/vlc", "/etc/nsswitch.conf",
    "/proc/self",   "/dev/null",
};

static bool
enter_landlock(const char *root, bool *entered)
{
    struct om_landlock landlock;
    bool done = om_landlock_begin(&landlock)
                && om_landlock_allow(&landlock, root, OM_LANDLOCK_READ)
                && om_landlock_allow_system(&landlock)
                && om_landlock_allow_each(
                    &landlock, readable, sizeof(readable) / sizeof(readable[0]),
                    OM_LANDLOCK_READ);
    *entered = landlock.there;
    return om_landlock_enter(&landlock) && done;
}

static const int openers[] = { SCMP_SYS(open), SCMP_SYS(openat) };

// open(path, flags) and openat(fd, path, flags) that could write or create.
// openat2 hides its flags in memory: the C library does not use it.
static int
refuse_writing(scmp_filter_ctx filter)
{
    static const uint64_t flags[] = { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC };
    int failed =
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(openat2), 0);
    for (size_t i = 0; i < sizeof(openers) / sizeof(*openers); i++) {
        unsigned argument = openers[i] == SCMP_SYS(openat) ? 2 : 1;
        for (size_t k = 0; k < sizeof(flags) / sizeof(*flags); k++) {
            if (openers[i] >= 0) {
                failed |= seccomp_rule_add(
                    filter, SCMP_ACT_ERRNO(EACCES), openers[i], 1,
                    SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, flags[k], flags[k]));
            }
        }
    }
    return failed;
}

// Calls of which some uses are fine.
static int
refuse_partly(scmp_filter_ctx filter)
{
    uint32_t deny = SCMP_ACT_ERRNO(EPERM);
    uint64_t self = (uint64_t) getpid();
    // Threads, not processes.
    int failed = om_filter_no_clone3(filter);
    failed |= seccomp_rule_add(filter, deny, SCMP_SYS(clone), 1,
                               SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
    // Signals to itself only (abort); limits of itself only.
    failed |= seccomp_rule_add(filter, deny, SCMP_SYS(tgkill), 1,
                               SCMP_A0(SCMP_CMP_NE, self, 0));
    failed |= seccomp_rule_add(filter, deny, SCMP_SYS(prlimit64), 1,
                               SCMP_A0(SCMP_CMP_NE, 0, 0));
    failed |= om_filter_refuse_typing(filter);
    return failed;
}

// Changing files too: where Landlock does not see it, or is not there.
static const enum om_calls refused[] = {
    OM_CALLS_NETWORK, OM_CALLS_PROCESSES, OM_CALLS_OTHERS,
    OM_CALLS_KERNEL,  OM_CALLS_DISKS,     OM_CALLS_CHANGES,
};

static bool
enter_seccomp(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (!filter) {
        return false;
    }
    int failed = 0;
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        failed |= om_filter_refuse(filter, refused[i]);
    }
    failed |= refuse_writing(filter);
    failed |= refuse_partly(filter);
    failed |= seccomp_load(filter);
    seccomp_release(filter);
    return failed == 0;
}

static bool
set_limits(void)
{
    return om_limit(RLIMIT_NOFILE, 128)
           && (OM_SANITIZED || om_limit(RLIMIT_AS, (uint64_t) 6 << 30));
}

bool
om_cage_enter(const char *root, struct om_cage_result *result)
{
    const char *failed = NULL;
    if (!om_limit_all(0)) {
        failed = "no_new_privs or rlimits";
    } else if (!enter_landlock(root, &result->landlock)) {
        failed = "Landlock";
    } else if (!set_limits()) {
        failed = "rlimits";
    } else if (!enter_seccomp()) {
        failed = "seccomp";
    }
    if (failed) {
        om_log(OM_LOG_ERROR, LOG, "%s: %s", failed, strerror(errno));
    }
    return !failed;
}

bool
om_cage_test(const char *root)
{
    static const enum om_attempt always[] = {
        OM_ATTEMPT_SOCKET,       OM_ATTEMPT_LOCAL_SOCKET, OM_ATTEMPT_WRITE,
        OM_ATTEMPT_WRITE_DEVICE, OM_ATTEMPT_REMOVE,       OM_ATTEMPT_RUN,
        OM_ATTEMPT_FORK,         OM_ATTEMPT_TRACE,        OM_ATTEMPT_KILL,
        OM_ATTEMPT_GROW,
    };
    static const enum om_attempt by_landlock[] = { OM_ATTEMPT_READ,
                                                   OM_ATTEMPT_LIST };
    struct om_cage_result result;
    if (!om_cage_enter(root, &result)) {
        return false;
    }
    size_t count = sizeof(by_landlock) / sizeof(by_landlock[0]);
    bool good = om_attempts_all(always, sizeof(always) / sizeof(always[0]));
    good = (result.landlock ? om_attempts_all(by_landlock, count)
                            : om_attempts_skip(by_landlock, count))
           && good;
    int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    printf("%s list the root\n", fd >= 0 ? "allowed" : "REFUSED");
    return good && fd >= 0;
}
