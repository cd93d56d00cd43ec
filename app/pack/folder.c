#include "pack/folder.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

bool
om_folder_open(struct om_folder *folder, const char *path)
{
    *folder = (struct om_folder){ .handle = -1 };
    folder->path = realpath(path, NULL);
    if (!folder->path) {
        return false;
    }
    folder->handle = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->handle < 0) {
        int cause = errno;
        om_folder_close(folder);
        errno = cause;
        return false;
    }
    return true;
}

void
om_folder_close(struct om_folder *folder)
{
    if (folder->handle >= 0) {
        close(folder->handle);
    }
    free(folder->path);
    *folder = (struct om_folder){ .handle = -1 };
}

static int
open_beneath(const struct om_folder *folder, const char *name, uint64_t flags)
{
    struct open_how how = {
        .flags = flags | O_CLOEXEC,
        .resolve =
            RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    long file;
    do { // EAGAIN: something was renamed while the kernel was on its way
        file = syscall(SYS_openat2, folder->handle, name, &how, sizeof(how));
    } while (file < 0 && (errno == EINTR || errno == EAGAIN));
    return (int) file;
}

static enum om_folder_answer
answer_of_errno(int cause)
{
    static const struct {
        int cause;
        enum om_folder_answer answer;
    } answers[] = {
        { ENOENT, OM_FOLDER_MISSING },    { ENOTDIR, OM_FOLDER_MISSING },
        { EXDEV, OM_FOLDER_OUTSIDE },     { ELOOP, OM_FOLDER_LINK },
        { ENXIO, OM_FOLDER_NOT_REGULAR }, { ENAMETOOLONG, OM_FOLDER_MISSING },
    };
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        if (answers[i].cause == cause) {
            return answers[i].answer;
        }
    }
    return OM_FOLDER_UNREADABLE;
}

// Looks first (O_PATH touches nothing), then opens: opening a device or a
// pipe can have effects of its own.
static enum om_folder_answer
open_file(const struct om_folder *folder, const char *name, int *file,
          struct stat *status)
{
    if (name[0] == '/') {
        return OM_FOLDER_ABSOLUTE;
    }
    if (strchr(name, '\\')) {
        return OM_FOLDER_BACKSLASH;
    }
    static const uint64_t looks[] = { O_PATH, O_RDONLY | O_NONBLOCK };
    for (size_t i = 0; i < 2; i++) {
        *file = open_beneath(folder, name, looks[i]);
        if (*file < 0) {
            return answer_of_errno(errno);
        }
        bool regular = fstat(*file, status) == 0 && S_ISREG(status->st_mode);
        if (!regular || i == 0) {
            close(*file);
        }
        if (!regular) {
            return OM_FOLDER_NOT_REGULAR;
        }
    }
    return OM_FOLDER_FILE;
}

enum om_folder_answer
om_folder_find(const struct om_folder *folder, const char *name)
{
    int file;
    struct stat status = { 0 };
    enum om_folder_answer answer = open_file(folder, name, &file, &status);
    if (answer == OM_FOLDER_FILE) {
        close(file);
    }
    return answer;
}

int
om_folder_open_file(const struct om_folder *folder, const char *name)
{
    int file;
    struct stat status = { 0 };
    return open_file(folder, name, &file, &status) == OM_FOLDER_FILE ? file
                                                                     : -1;
}

static bool
read_all(int file, char *bytes, size_t size, size_t *length)
{
    *length = 0;
    while (*length < size) {
        ssize_t got = read(file, bytes + *length, size - *length);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0;
        }
        *length += (size_t) got;
    }
    return true;
}

enum om_folder_answer
om_folder_read(const struct om_folder *folder, const char *name, size_t limit,
               char **bytes, size_t *length)
{
    int file;
    struct stat status = { 0 };
    enum om_folder_answer answer = open_file(folder, name, &file, &status);
    if (answer != OM_FOLDER_FILE) {
        return answer;
    }
    if ((uintmax_t) status.st_size > limit) {
        close(file);
        return OM_FOLDER_TOO_LARGE;
    }
    size_t size = (size_t) status.st_size;
    char *content = om_alloc(size + 1);
    bool good = read_all(file, content, size, length);
    close(file);
    if (!good) {
        free(content);
        return OM_FOLDER_UNREADABLE;
    }
    content[*length] = '\0';
    *bytes = content;
    return OM_FOLDER_FILE;
}
