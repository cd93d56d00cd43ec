#include "base/path.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *
om_path_join(const char *folder, const char *name)
{
    struct om_text path = { 0 };
    size_t length = strlen(folder);
    bool slash = length > 0 && folder[length - 1] == '/';
    om_text_print(&path, "%s%s%s", folder, slash ? "" : "/", name);
    return path.data;
}

static char *
read_all(int file, size_t size, size_t *length)
{
    char *bytes = om_alloc(size + 1);
    size_t done = 0;
    while (done < size) {
        ssize_t got = read(file, bytes + done, size - done);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            free(bytes);
            return NULL;
        }
        if (got == 0) {
            break;
        }
        done += (size_t) got;
    }
    bytes[done] = '\0';
    *length = done;
    return bytes;
}

char *
om_path_read(const char *path, size_t limit, size_t *length)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        return NULL;
    }
    struct stat status;
    char *bytes = NULL;
    if (fstat(file, &status) != 0) {
        goto done;
    }
    if (!S_ISREG(status.st_mode)) {
        errno = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
        goto done;
    }
    if ((uintmax_t) status.st_size > limit) {
        errno = EFBIG;
        goto done;
    }
    bytes = read_all(file, (size_t) status.st_size, length);
done:;
    int cause = errno;
    close(file);
    errno = cause;
    return bytes;
}

bool
om_path_write(int file, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(file, bytes, length);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        bytes += written;
        length -= (size_t) written;
    }
    return true;
}

bool
om_path_is_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

// Makes one folder, durably: a power cut must not take away the folder that
// something durable was put into.
static bool
make_one(const char *path)
{
    if (mkdir(path, 0700) != 0) {
        return errno == EEXIST;
    }
    struct om_text above = { 0 };
    om_text_print(&above, "%s/..", path);
    int folder = open(above.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        (void) fsync(folder); // some file systems cannot, and need not
        close(folder);
    }
    om_text_finish(&above);
    return true;
}

bool
om_path_make_folder(const char *path)
{
    if (path[0] == '\0') {
        errno = ENOENT;
        return false;
    }
    char *copy = om_strdup(path);
    bool made = true;
    for (char *p = copy + 1; made && *p; p++) {
        if (*p == '/') {
            *p = '\0';
            made = make_one(copy);
            *p = '/';
        }
    }
    struct stat status;
    made = made && make_one(copy) && stat(copy, &status) == 0;
    if (made && !S_ISDIR(status.st_mode)) {
        errno = ENOTDIR;
        made = false;
    }
    int cause = errno;
    free(copy);
    errno = cause;
    return made;
}

char *
om_path_state(void)
{
    const char *state = getenv("XDG_STATE_HOME");
    if (state && state[0] == '/') {
        return om_path_join(state, "omstander");
    }
    const char *home = getenv("HOME");
    return om_path_join(home && *home ? home : "/var/lib",
                        home && *home ? ".local/state/omstander" : "omstander");
}

char *
om_path_cache(void)
{
    const char *cache = getenv("XDG_CACHE_HOME");
    if (cache && cache[0] == '/') {
        return om_path_join(cache, "omstander");
    }
    const char *home = getenv("HOME");
    return home && home[0] == '/' ? om_path_join(home, ".cache/omstander")
                                  : NULL;
}

// The folder of the running program, without a slash at the end.
static char *
program_folder(void)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
    if (length <= 0) {
        return om_strdup(".");
    }
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    *(slash ? slash : path) = '\0';
    return om_strdup(path);
}

// The first candidate for which `found` holds; relative ones count from the
// program's folder.
static char *
first_of(const char *const candidates[], const char *name,
         bool (*found)(const char *path))
{
    char *here = program_folder();
    char *answer = NULL;
    for (size_t i = 0; candidates[i] && !answer; i++) {
        char *folder = candidates[i][0] == '/'
                           ? om_strdup(candidates[i])
                           : om_path_join(here, candidates[i]);
        char *path = om_path_join(folder, name);
        if (found(path)) {
            answer = realpath(path, NULL);
        }
        free(path);
        free(folder);
    }
    free(here);
    return answer;
}

static bool
is_program(const char *path)
{
    return om_path_is_file(path) && access(path, X_OK) == 0;
}

static bool
is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool
is_pack(const char *path)
{
    char *file = om_path_join(path, "pack.yaml");
    bool found = om_path_is_file(file);
    free(file);
    return found;
}

char *
om_path_helper(const char *name)
{
    static const char *const candidates[] = { ".", "../libexec/omstander",
                                              OM_LIBEXECDIR "/omstander",
                                              NULL };
    return first_of(candidates, name, is_program);
}

// Where what comes with the program is, beside its packs.
static const char *const share_folders[] = { "../../content",
                                             "../share/omstander",
                                             OM_DATADIR "/omstander", NULL };

char *
om_path_default_pack(void)
{
    return first_of(share_folders, "iedereen-behalve", is_pack);
}

char *
om_path_share(const char *name)
{
    return first_of(share_folders, name, is_folder);
}

const char *
om_version(void)
{
    return OM_VERSION;
}
