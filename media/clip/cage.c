#include "clip/cage.h"

#include "base/log.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
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
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
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

// Kernels newer than our headers know more; these are their stable numbers.
#define ACCESS_TRUNCATE  (1ULL << 14) // since ABI 3
#define ACCESS_IOCTL_DEV (1ULL << 15) // since ABI 5
#define NET_BOTH         3ULL         // bind and connect TCP, since ABI 4
#define SCOPE_BOTH       3ULL         // abstract sockets, signals, since ABI 6

struct ruleset {
    uint64_t files, net, scoped; // as the kernel's landlock_ruleset_attr
};

#define READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

// What the C library, libvlc and the codecs read.
static const char *const readable[] = {
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/libexec",
    "/usr/share/vlc",
    "/usr/share/locale",
    "/usr/share/zoneinfo",
    "/usr/local/lib",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/nsswitch.conf",
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/sys/vm",
    "/sys/devices/system/cpu",
    "/dev/null",
    "/dev/zero",
    "/dev/urandom",
};

static bool
allow_reading(int ruleset, const char *path, bool must)
{
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) {
        return !must; // not every system has all of them
    }
    struct stat status;
    bool folder = fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
    struct landlock_path_beneath_attr rule = {
        .allowed_access =
            folder ? (uint64_t) READ : (uint64_t) LANDLOCK_ACCESS_FS_READ_FILE,
        .parent_fd = fd,
    };
    long failed = syscall(SYS_landlock_add_rule, ruleset,
                          LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(fd);
    return !failed;
}

static int
make_ruleset(long abi)
{
    struct ruleset all = { .files = LANDLOCK_ACCESS_FS_MAKE_SYM * 2 - 1 };
    size_t size = sizeof(all.files);
    if (abi >= 2) {
        all.files |= LANDLOCK_ACCESS_FS_REFER;
    }
    if (abi >= 3) {
        all.files |= ACCESS_TRUNCATE;
    }
    if (abi >= 4) {
        all.net = NET_BOTH;
        size = offsetof(struct ruleset, scoped);
    }
    if (abi >= 5) {
        all.files |= ACCESS_IOCTL_DEV;
    }
    if (abi >= 6) {
        all.scoped = SCOPE_BOTH;
        size = sizeof(all);
    }
    return (int) syscall(SYS_landlock_create_ruleset, &all, size, 0);
}

static bool
enter_landlock(const char *root, bool *entered)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
                       LANDLOCK_CREATE_RULESET_VERSION);
    *entered = false;
    if (abi < 1) {
        return true; // the kernel has none; the caller says so
    }
    int ruleset = make_ruleset(abi);
    if (ruleset < 0) {
        return false;
    }
    bool done = allow_reading(ruleset, root, true);
    for (size_t i = 0; i < sizeof(readable) / sizeof(*readable); i++) {
        done = done && allow_reading(ruleset, readable[i], false);
    }
    done = done && !syscall(SYS_landlock_restrict_self, ruleset, 0);
    close(ruleset);
    *entered = done;
    return done;
}

static const int refused[] = {
    // network
    SCMP_SYS(socket),
    SCMP_SYS(socketpair),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    // programs and processes
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(kill),
    SCMP_SYS(tkill),
    SCMP_SYS(rt_sigqueueinfo),
    SCMP_SYS(rt_tgsigqueueinfo),
    SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(pidfd_open),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(process_madvise),
    SCMP_SYS(kcmp),
    SCMP_SYS(setns),
    SCMP_SYS(unshare),
    SCMP_SYS(personality),
    // the kernel
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(reboot),
    SCMP_SYS(acct),
    SCMP_SYS(quotactl),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(syslog),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(adjtimex),
    SCMP_SYS(clock_adjtime),
    SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
    SCMP_SYS(vhangup),
    // file systems
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(move_mount),
    SCMP_SYS(open_tree),
    SCMP_SYS(fsopen),
    SCMP_SYS(fsmount),
    SCMP_SYS(fsconfig),
    SCMP_SYS(fspick),
    SCMP_SYS(mount_setattr),
    SCMP_SYS(name_to_handle_at),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(fanotify_init),
    // changing files, where Landlock does not see it or is not there
    SCMP_SYS(chmod),
    SCMP_SYS(fchmod),
    SCMP_SYS(fchmodat),
    SCMP_SYS(chown),
    SCMP_SYS(fchown),
    SCMP_SYS(lchown),
    SCMP_SYS(fchownat),
    SCMP_SYS(setxattr),
    SCMP_SYS(lsetxattr),
    SCMP_SYS(fsetxattr),
    SCMP_SYS(removexattr),
    SCMP_SYS(lremovexattr),
    SCMP_SYS(fremovexattr),
    SCMP_SYS(utime),
    SCMP_SYS(utimes),
    SCMP_SYS(utimensat),
    SCMP_SYS(futimesat),
    SCMP_SYS(rename),
    SCMP_SYS(renameat),
    SCMP_SYS(renameat2),
    SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),
    SCMP_SYS(rmdir),
    SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat),
    SCMP_SYS(mknod),
    SCMP_SYS(mknodat),
    SCMP_SYS(link),
    SCMP_SYS(linkat),
    SCMP_SYS(symlink),
    SCMP_SYS(symlinkat),
    SCMP_SYS(truncate),
    SCMP_SYS(creat),
};

static const int openers[] = { SCMP_SYS(open), SCMP_SYS(openat) };

// A name this architecture does not have has a negative number there.
static int
refuse(scmp_filter_ctx filter, int call)
{
    if (call < 0) {
        return 0;
    }
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0);
}

// open(path, flags) and openat(fd, path, flags) that could write or create.
// openat2 hides its flags in memory: the C library does not use it.
static int
refuse_writing(scmp_filter_ctx filter)
{
    static const uint64_t flags[] = { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC };
    int failed = refuse(filter, SCMP_SYS(openat2));
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
    int failed = 0;
    // Threads, not processes. clone3 hides its flags in memory: the C library
    // falls back to clone when it is "not there".
    failed |=
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    failed |= seccomp_rule_add(filter, deny, SCMP_SYS(clone), 1,
                               SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
    // Signals to itself only (abort); limits of itself only.
    failed |= seccomp_rule_add(filter, deny, SCMP_SYS(tgkill), 1,
                               SCMP_A0(SCMP_CMP_NE, self, 0));
    failed |= seccomp_rule_add(filter, deny, SCMP_SYS(prlimit64), 1,
                               SCMP_A0(SCMP_CMP_NE, 0, 0));
    // Typing into the terminal that standard error may be.
    failed |=
        seccomp_rule_add(filter, deny, SCMP_SYS(ioctl), 1,
                         SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, TIOCSTI));
    failed |=
        seccomp_rule_add(filter, deny, SCMP_SYS(ioctl), 1,
                         SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, TIOCLINUX));
    return failed;
}

static bool
enter_seccomp(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (!filter) {
        return false;
    }
    int failed = 0;
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        failed |= refuse(filter, refused[i]);
    }
    failed |= refuse_writing(filter);
    failed |= refuse_partly(filter);
    failed |= seccomp_load(filter);
    seccomp_release(filter);
    return failed == 0;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNBOUNDED_MEMORY 1 // sanitizers reserve terabytes
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define UNBOUNDED_MEMORY 1
#endif
#endif

static bool
set_limits(void)
{
    static const struct {
        __rlimit_resource_t resource;
        rlim_t limit;
    } limits[] = {
        { RLIMIT_CORE, 0 },
        { RLIMIT_FSIZE, 0 },
        { RLIMIT_NOFILE, 128 },
#ifndef UNBOUNDED_MEMORY
        { RLIMIT_AS, (rlim_t) 6 << 30 },
#endif
    };
    for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
        struct rlimit limit = { limits[i].limit, limits[i].limit };
        if (setrlimit(limits[i].resource, &limit)) {
            return false;
        }
    }
    // A message to a log file then is lost, and not the end of us.
    return signal(SIGXFSZ, SIG_IGN) != SIG_ERR;
}

bool
om_cage_enter(const char *root, struct om_cage_result *result)
{
    const char *failed = NULL;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) {
        failed = "no_new_privs";
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

static int
try_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static int
try_unix_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0);
}

static int
try_read_outside(void)
{
    return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static int
try_list_outside(void)
{
    return open("/etc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int
try_write(void)
{
    return open("/tmp/omstander-cage", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
}

static int
try_write_null(void)
{
    return open("/dev/null", O_RDWR | O_CLOEXEC);
}

static int
try_remove(void)
{
    return unlink("/tmp/omstander-cage-none");
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
try_grow(void)
{
    int fd = memfd_create("grow", MFD_CLOEXEC);
    int failed = fd < 0 ? -1 : ftruncate(fd, 4096);
    if (fd >= 0) {
        close(fd);
    }
    return failed;
}

static const struct {
    const char *name;
    int (*attempt)(void);
    bool landlock; // nothing else refuses it
} attempts[] = {
    { "open a socket", try_socket, false },
    { "open a local socket", try_unix_socket, false },
    { "read a file outside", try_read_outside, true },
    { "list a folder outside", try_list_outside, true },
    { "write a file", try_write, false },
    { "write to a device", try_write_null, false },
    { "remove a file", try_remove, false },
    { "run a program", try_run, false },
    { "start a process", try_fork, false },
    { "trace a process", try_trace, false },
    { "signal a process", try_kill, false },
    { "grow a file", try_grow, false },
};

bool
om_cage_test(const char *root)
{
    struct om_cage_result result;
    if (!om_cage_enter(root, &result)) {
        return false;
    }
    bool good = true;
    for (size_t i = 0; i < sizeof(attempts) / sizeof(*attempts); i++) {
        if (attempts[i].landlock && !result.landlock) {
            printf("skipped  %s\n", attempts[i].name);
            continue;
        }
        bool denied = attempts[i].attempt() < 0 && errno != ENOENT;
        printf("%s  %s: %s\n", denied ? "refused" : "ALLOWED", attempts[i].name,
               denied ? strerror(errno) : "");
        good = good && denied;
    }
    int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    printf("%s  list the root\n", fd >= 0 ? "allowed" : "REFUSED");
    return good && fd >= 0;
}
