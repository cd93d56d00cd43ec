#include "measure/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <seccomp.h>

// A list of what is allowed, where the cage of omstander-clip has one of what
// is not: libvlc opens plug-ins while it plays, this program is whole before
// it locks itself up. Everything else fails with EPERM.

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1 // which reserve terabytes and look at other processes
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

enum { MEMORY_GB_MAX = 3, PROCESSOR_SECONDS_MAX = 3600, FILES_MAX = 8 };

static const int allowed[] = {
    // the file and the pipe
    SCMP_SYS(read),
    SCMP_SYS(pread64),
    SCMP_SYS(lseek),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(write),
    // memory
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
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

static const int memory_calls[] = { SCMP_SYS(mmap), SCMP_SYS(mprotect) };

static int
allow(scmp_filter_ctx filter)
{
    int failed = 0;
    for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
    }
    for (size_t i = 0; i < sizeof(memory_calls) / sizeof(*memory_calls); i++) {
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, memory_calls[i], 1,
                                   SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    }
    // Threads, not processes; clone3 hides its flags in memory, and the C
    // library falls back to clone when it is "not there".
    failed |=
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
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

static bool
limit(__rlimit_resource_t resource, rlim_t most)
{
    struct rlimit both = { most, most };
    return setrlimit(resource, &both) == 0;
}

bool
om_lock_enter(void)
{
    bool locked = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
                  && signal(SIGXFSZ, SIG_IGN) != SIG_ERR
                  && limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0)
                  && limit(RLIMIT_CPU, PROCESSOR_SECONDS_MAX);
    if (SANITIZED) {
        return locked;
    }
    return locked && limit(RLIMIT_NOFILE, FILES_MAX)
           && limit(RLIMIT_AS, (rlim_t) MEMORY_GB_MAX << 30) && enter_seccomp();
}

// -- from inside --------------------------------------------------------------

static int
try_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0);
}

static int
try_read(void)
{
    return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static int
try_library(void)
{
    return open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
}

static int
try_write(void)
{
    return open("/tmp/omstander-lock", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
}

static int
try_remove(void)
{
    return unlink("/tmp/omstander-lock-none");
}

static int
try_run(void)
{
    char name[] = "/bin/true";
    char *const arguments[] = { name, NULL };
    return execve(name, arguments, arguments + 1);
}

static int
try_fork(void)
{
    pid_t child = fork();
    if (child == 0) {
        _exit(0);
    }
    return child;
}

static int
try_trace(void)
{
    return (int) ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static int
try_kill(void)
{
    return kill(getppid(), 0);
}

static int
try_type(void)
{
    return ioctl(STDERR_FILENO, TIOCSTI, "x");
}

static int
try_code(void)
{
    void *place = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return place == MAP_FAILED ? -1 : 0;
}

static const struct {
    const char *name;
    int (*attempt)(void);
} attempts[] = {
    { "open a socket", try_socket },
    { "read a file", try_read },
    { "read its own file", try_library },
    { "write a file", try_write },
    { "remove a file", try_remove },
    { "run a program", try_run },
    { "start a process", try_fork },
    { "trace a process", try_trace },
    { "signal a process", try_kill },
    { "type into a terminal", try_type },
    { "make code", try_code },
};

bool
om_lock_test(void)
{
    if (!om_lock_enter()) {
        return false;
    }
    bool good = true;
    char line[80];
    for (size_t i = 0; i < sizeof(attempts) / sizeof(*attempts); i++) {
        bool denied = attempts[i].attempt() < 0 && errno == EPERM;
        int length = snprintf(line, sizeof(line), "%s %s\n",
                              denied ? "refused" : "ALLOWED", attempts[i].name);
        good = write(STDOUT_FILENO, line, (size_t) length) == length && denied
               && good;
    }
    return good;
}
