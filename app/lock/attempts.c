#include "lock/attempts.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

// -- each: below 0, with errno, when it is refused ----------------------------

static int
try_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static int
try_local_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0);
}

static int
try_read(void)
{
    return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static int
try_list(void)
{
    return open("/etc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int
try_read_itself(void)
{
    return open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
}

static int
try_write(void)
{
    return open("/tmp/omstander-lock", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
}

static int
try_write_device(void)
{
    return open("/dev/null", O_RDWR | O_CLOEXEC);
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
try_grow(void)
{
    int fd = memfd_create("grow", MFD_CLOEXEC);
    int failed = fd < 0 ? -1 : ftruncate(fd, 4096);
    int cause = errno;
    if (fd >= 0) {
        close(fd);
    }
    errno = cause;
    return failed;
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

static int
try_namespace(void)
{
    return unshare(CLONE_NEWUSER);
}

static int
try_mount(void)
{
    return mount("none", "/tmp", "tmpfs", MS_RDONLY, NULL);
}

// -- all of them --------------------------------------------------------------

static const struct {
    const char *name;
    int (*attempt)(void);
} rows[OM_ATTEMPT_COUNT_] = {
    [OM_ATTEMPT_SOCKET] = { "open a socket", try_socket },
    [OM_ATTEMPT_LOCAL_SOCKET] = { "open a local socket", try_local_socket },
    [OM_ATTEMPT_READ] = { "read a file outside", try_read },
    [OM_ATTEMPT_LIST] = { "list a folder outside", try_list },
    [OM_ATTEMPT_READ_ITSELF] = { "read its own file", try_read_itself },
    [OM_ATTEMPT_WRITE] = { "write a file", try_write },
    [OM_ATTEMPT_WRITE_DEVICE] = { "write to a device", try_write_device },
    [OM_ATTEMPT_REMOVE] = { "remove a file", try_remove },
    [OM_ATTEMPT_RUN] = { "run a program", try_run },
    [OM_ATTEMPT_FORK] = { "start a process", try_fork },
    [OM_ATTEMPT_TRACE] = { "trace a process", try_trace },
    [OM_ATTEMPT_KILL] = { "signal a process", try_kill },
    [OM_ATTEMPT_GROW] = { "grow a file", try_grow },
    [OM_ATTEMPT_TYPE] = { "type into a terminal", try_type },
    [OM_ATTEMPT_CODE] = { "make code", try_code },
    [OM_ATTEMPT_NAMESPACE] = { "make a world of its own", try_namespace },
    [OM_ATTEMPT_MOUNT] = { "mount a disk", try_mount },
};

static bool
say(const char *how, const char *name)
{
    char line[80];
    int length = snprintf(line, sizeof(line), "%s %s\n", how, name);
    return write(STDOUT_FILENO, line, (size_t) length) == length;
}

// Not there, or not a terminal, is no refusal.
static bool
is_refusal(int error)
{
    return error == EPERM || error == EACCES || error == EFBIG;
}

bool
om_attempts_all(const enum om_attempt attempts[], size_t count)
{
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        enum om_attempt one = attempts[i];
        bool refused = rows[one].attempt() < 0 && is_refusal(errno);
        good = say(refused ? "refused" : "ALLOWED", rows[one].name) && refused
               && good;
    }
    return good;
}

bool
om_attempts_skip(const enum om_attempt attempts[], size_t count)
{
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        good = say("skipped", rows[attempts[i]].name) && good;
    }
    return good;
}
