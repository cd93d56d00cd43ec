#include "update/beneath.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PART_MAX = 256 };

static bool
same_device(int root, int file)
{
    struct stat a, b;
    return fstat(root, &a) == 0 && fstat(file, &b) == 0 && a.st_dev == b.st_dev;
}

// Closes `file` unless it is good; returns it or -1 with that errno.
static int
or_else(int file, bool good, int cause)
{
    if (good) {
        return file;
    }
    close(file);
    errno = cause;
    return -1;
}

// One part of a path. O_NOFOLLOW on a symbolic link to a folder gives
// ENOTDIR, which would hide what it is.
static int
open_part(int folder, const char *part, int flags)
{
    struct stat status;
    if (strcmp(part, "..") == 0) {
        errno = EXDEV;
        return -1;
    }
    if (fstatat(folder, part, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return -1;
    }
    if (S_ISLNK(status.st_mode)) {
        errno = ELOOP;
        return -1;
    }
    return openat(folder, part, flags | O_NOFOLLOW | O_CLOEXEC);
}

int
om_beneath_open_by_parts(int root, const char *path, int flags)
{
    int folder = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (path[0] == '/') {
        close(folder);
        errno = EXDEV;
        return -1;
    }
    while (folder >= 0) {
        char part[PART_MAX];
        size_t length = strcspn(path, "/");
        bool last = path[length] == '\0';
        if (length >= sizeof(part)) {
            return or_else(folder, false, ENAMETOOLONG);
        }
        snprintf(part, sizeof(part), "%.*s", (int) length, path);
        int next = open_part(folder, length ? part : ".",
                             last ? flags : O_RDONLY | O_DIRECTORY);
        int cause = errno;
        close(folder);
        errno = cause;
        folder = next < 0 ? -1 : or_else(next, same_device(root, next), EXDEV);
        if (last) {
            break;
        }
        path += length + 1;
    }
    return folder;
}

int
om_beneath_open(int root, const char *path, int flags)
{
    struct open_how how = {
        .flags = (uint64_t) (unsigned) (flags | O_CLOEXEC),
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS
                   | RESOLVE_NO_XDEV,
    };
    long file;
    do { // EAGAIN: something was renamed while the kernel was on its way
        file =
            syscall(SYS_openat2, root, path[0] ? path : ".", &how, sizeof(how));
    } while (file < 0 && (errno == EINTR || errno == EAGAIN));
    if (file < 0 && (errno == ENOSYS || errno == EPERM)) {
        return om_beneath_open_by_parts(root, path, flags);
    }
    return (int) file;
}

static bool
read_all(int file, char *bytes, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t got = read(file, bytes + done, size - done);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            errno = got == 0 ? EIO : errno; // shorter than it said
            return false;
        }
        done += (size_t) got;
    }
    return true;
}

char *
om_beneath_read(int root, const char *path, size_t limit, size_t *length)
{
    int file = om_beneath_open(root, path, O_RDONLY | O_NONBLOCK);
    if (file < 0) {
        return NULL;
    }
    struct stat status;
    char *bytes = NULL;
    if (fstat(file, &status) != 0) {
        // errno says why
    } else if (!S_ISREG(status.st_mode)) {
        errno = EINVAL;
    } else if ((uintmax_t) status.st_size > limit) {
        errno = EFBIG;
    } else {
        *length = (size_t) status.st_size;
        bytes = om_alloc(*length + 1);
        if (!read_all(file, bytes, *length)) {
            free(bytes);
            bytes = NULL;
        }
    }
    int cause = errno;
    close(file);
    errno = cause;
    return bytes;
}
