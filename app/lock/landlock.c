#include "lock/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Kernels newer than our headers know more; these are their stable numbers.
#define ACCESS_TRUNCATE  (1ULL << 14) // since ABI 3
#define ACCESS_IOCTL_DEV (1ULL << 15) // since ABI 5
#define NET_BOTH         3ULL         // bind and connect TCP, since ABI 4
#define SCOPE_BOTH       3ULL         // abstract sockets, signals, since ABI 6

enum { ABI_LEAST = 2 };

struct ruleset {
    uint64_t files, net, scoped; // as the kernel's landlock_ruleset_attr
};

#define READ_FILE  ((uint64_t) LANDLOCK_ACCESS_FS_READ_FILE)
#define RUN_FILE   (READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE)
#define WRITE_FILE (READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | ACCESS_TRUNCATE)
#define READ_DIR   ((uint64_t) LANDLOCK_ACCESS_FS_READ_DIR)
#define CHANGE_DIR \
    (READ_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE \
     | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG \
     | LANDLOCK_ACCESS_FS_REFER)

static long
kernel_abi(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0,
                   LANDLOCK_CREATE_RULESET_VERSION);
}

bool
om_landlock_begin(struct om_landlock *landlock)
{
    long abi = kernel_abi();
    *landlock =
        (struct om_landlock){ .there = abi >= ABI_LEAST, .ruleset = -1 };
    if (!landlock->there) {
        return true;
    }
    struct ruleset all = {
        .files =
            (LANDLOCK_ACCESS_FS_MAKE_SYM * 2 - 1) | LANDLOCK_ACCESS_FS_REFER,
    };
    size_t size = sizeof(all.files);
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
    landlock->ruleset =
        (int) syscall(SYS_landlock_create_ruleset, &all, size, 0);
    return landlock->ruleset >= 0;
}

bool
om_landlock_allow(struct om_landlock *landlock, const char *path,
                  enum om_landlock_access access)
{
    static const struct {
        uint64_t file, folder;
    } rights[] = {
        [OM_LANDLOCK_READ] = { READ_FILE, READ_DIR },
        [OM_LANDLOCK_RUN] = { RUN_FILE, READ_DIR },
        [OM_LANDLOCK_WRITE] = { WRITE_FILE, CHANGE_DIR },
    };
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    struct stat status;
    uint64_t allowed = rights[access].file;
    if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
        allowed |= rights[access].folder;
    }
    if (kernel_abi() < 3) {
        allowed &= ~ACCESS_TRUNCATE; // which it does not refuse
    }
    struct landlock_path_beneath_attr rule = { .allowed_access = allowed,
                                               .parent_fd = fd };
    bool good = !landlock->there
                || syscall(SYS_landlock_add_rule, landlock->ruleset,
                           LANDLOCK_RULE_PATH_BENEATH, &rule, 0)
                       == 0;
    int cause = errno;
    close(fd);
    errno = cause;
    return good;
}

bool
om_landlock_allow_each(struct om_landlock *landlock, const char *const paths[],
                       size_t count, enum om_landlock_access what)
{
    bool good = true;
    for (size_t i = 0; i < count && good; i++) {
        good = access(paths[i], F_OK) != 0
               || om_landlock_allow(landlock, paths[i], what);
    }
    return good;
}

bool
om_landlock_allow_system(struct om_landlock *landlock)
{
    static const char *const readable[] = {
        "/usr/lib",
        "/usr/lib32",
        "/usr/lib64",
        "/usr/local/lib",
        "/lib",
        "/lib32",
        "/lib64",
        "/etc/ld.so.cache",
        "/etc/localtime",
        "/usr/share/locale",
        "/usr/share/zoneinfo",
        "/proc/cpuinfo",
        "/proc/meminfo",
        "/proc/stat",
        "/proc/sys/vm",
        "/sys/devices/system/cpu",
        "/dev/zero",
        "/dev/urandom",
    };
    return om_landlock_allow_each(landlock, readable,
                                  sizeof(readable) / sizeof(readable[0]),
                                  OM_LANDLOCK_READ);
}

bool
om_landlock_enter(struct om_landlock *landlock)
{
    bool good =
        !landlock->there
        || syscall(SYS_landlock_restrict_self, landlock->ruleset, 0) == 0;
    int cause = errno;
    if (landlock->ruleset >= 0) {
        close(landlock->ruleset);
    }
    landlock->ruleset = -1;
    errno = cause;
    return good;
}
