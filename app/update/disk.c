#include "update/disk.h"

#include "base/path.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
may(const struct om_disk *disk, struct om_disk_event event)
{
    int cause = disk->before ? disk->before(disk->context, &event) : 0;
    if (cause != 0) {
        errno = cause;
    }
    return cause == 0;
}

bool
om_disk_make_folder(const struct om_disk *disk, const char *path)
{
    return may(disk, (struct om_disk_event){ OM_DISK_FOLDER, .path = path })
           && (mkdir(path, 0700) == 0 || errno == EEXIST);
}

int
om_disk_create(const struct om_disk *disk, const char *path, unsigned mode)
{
    if (!may(disk, (struct om_disk_event){ OM_DISK_CREATE, .path = path })) {
        return -1;
    }
    return open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                (mode_t) mode);
}

bool
om_disk_write(const struct om_disk *disk, int file, const char *path,
              const void *bytes, size_t length)
{
    if (!may(disk, (struct om_disk_event){ OM_DISK_WRITE, path, NULL, bytes,
                                           length })) {
        return false;
    }
    const char *at = bytes;
    while (length > 0) {
        ssize_t written = write(file, at, length);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        at += written;
        length -= (size_t) written;
    }
    return true;
}

bool
om_disk_sync(const struct om_disk *disk, int file, const char *path)
{
    return may(disk, (struct om_disk_event){ OM_DISK_SYNC, .path = path })
           && fsync(file) == 0;
}

bool
om_disk_sync_folder(const struct om_disk *disk, const char *path)
{
    if (!may(disk,
             (struct om_disk_event){ OM_DISK_SYNC_FOLDER, .path = path })) {
        return false;
    }
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        return false;
    }
    // some network file systems cannot, and need not, sync a folder
    bool good = fsync(folder) == 0 || errno == EINVAL;
    int cause = errno;
    close(folder);
    errno = cause;
    return good;
}

bool
om_disk_rename(const struct om_disk *disk, const char *from, const char *to)
{
    return may(disk,
               (struct om_disk_event){ OM_DISK_RENAME, .path = from, .to = to })
           && rename(from, to) == 0;
}

bool
om_disk_remove(const struct om_disk *disk, const char *path)
{
    return may(disk, (struct om_disk_event){ OM_DISK_REMOVE, .path = path })
           && remove(path) == 0;
}

static bool
is_folder(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

// The folders are ours and at most as deep as a pack may be.
// NOLINTNEXTLINE(misc-no-recursion)
bool
om_disk_remove_tree(const struct om_disk *disk, const char *path)
{
    DIR *folder = is_folder(path) ? opendir(path) : NULL;
    if (!folder) {
        return om_disk_remove(disk, path);
    }
    bool good = true;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (strcmp(entry->d_name, ".") == 0
            || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        char *inner = om_path_join(path, entry->d_name);
        good = om_disk_remove_tree(disk, inner) && good;
        free(inner);
    }
    closedir(folder);
    return om_disk_remove(disk, path) && good;
}

bool
om_disk_create_with(const struct om_disk *disk, const char *path,
                    const char *bytes, size_t length, unsigned mode)
{
    int file = om_disk_create(disk, path, mode);
    if (file < 0) {
        return false;
    }
    bool good = om_disk_write(disk, file, path, bytes, length)
                && om_disk_sync(disk, file, path);
    int cause = errno;
    if (close(file) != 0 && good) {
        return false;
    }
    errno = cause;
    return good;
}

static bool
write_beside(const struct om_disk *disk, const char *path, const char *bytes,
             size_t length, unsigned mode)
{
    unlink(path); // what an earlier cut left; nobody reads it
    bool good = om_disk_create_with(disk, path, bytes, length, mode);
    if (!good) {
        int cause = errno;
        unlink(path);
        errno = cause;
    }
    return good;
}

bool
om_disk_replace(const struct om_disk *disk, const char *path, const char *bytes,
                size_t length, unsigned mode)
{
    struct om_text beside = { 0 }, folder = { 0 };
    om_text_print(&beside, "%s.new", path);
    om_text_print(&folder, "%s", path);
    char *slash = strrchr(folder.data, '/');
    *(slash ? slash : folder.data) = '\0';
    bool good = write_beside(disk, beside.data, bytes, length, mode)
                && om_disk_rename(disk, beside.data, path)
                && om_disk_sync_folder(disk, slash ? folder.data : ".");
    int cause = errno;
    om_text_finish(&beside);
    om_text_finish(&folder);
    errno = cause;
    return good;
}
