#include "update/copy.h"

#include "base/path.h"
#include "base/text.h"
#include "base/tick.h"
#include "update/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    PIECE = 256 * 1024,
    FLUSH = 8 * 1024 * 1024, // dirty bytes at most: other syncs wait for them
};

struct copier {
    const struct om_copy_params *params;
    uint8_t *piece; // owned; PIECE bytes
    uint64_t done;
    om_tick started;
};

enum om_copy_answer
om_copy_answer_of(int cause)
{
    bool full =
        cause == ENOSPC || cause == EDQUOT || cause == EFBIG || cause == ENOMEM;
    return full ? OM_COPY_FULL : OM_COPY_READ_ONLY;
}

// Waits until no more than `speed` bytes were done per second so far.
static void
keep_pace(const struct copier *copier)
{
    uint64_t speed = copier->params->speed;
    if (speed == 0) {
        return;
    }
    double seconds = (double) copier->done / (double) speed;
    om_tick due = copier->started + (om_tick) (seconds * 1e6);
    om_tick ahead = due - om_tick_now();
    if (ahead > 0) {
        struct timespec pause = { ahead / 1000000, (ahead % 1000000) * 1000 };
        nanosleep(&pause, NULL);
    }
}

static bool
goes_on(struct copier *copier, size_t length)
{
    copier->done += length;
    keep_pace(copier);
    const struct om_copy_params *params = copier->params;
    return !params->progress || params->progress(params->context, copier->done);
}

static ssize_t
read_piece(int file, uint8_t *bytes)
{
    ssize_t got;
    do {
        got = read(file, bytes, PIECE);
    } while (got < 0 && errno == EINTR);
    return got;
}

// The bytes of one file, from `from` to `to` (-1: nowhere).
static enum om_copy_answer
pour(struct copier *copier, int from, int to, const char *path,
     struct om_listed *file)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, OM_HASH_SIZE);
    uint64_t size = 0, flushed = 0;
    ssize_t got;
    while ((got = read_piece(from, copier->piece)) > 0) {
        size_t length = (size_t) got;
        size += length;
        if (size > file->size) {
            return OM_COPY_CHANGED;
        }
        crypto_generichash_update(&state, copier->piece, length);
        if (to >= 0
            && !om_disk_write(copier->params->disk, to, path, copier->piece,
                              length)) {
            return om_copy_answer_of(errno);
        }
        if (to >= 0 && size - flushed >= FLUSH) {
            sync_file_range(to, (off_t) flushed, (off_t) (size - flushed),
                            SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE
                                | SYNC_FILE_RANGE_WAIT_AFTER);
            flushed = size;
        }
        if (!goes_on(copier, length)) {
            return OM_COPY_STOPPED;
        }
    }
    crypto_generichash_final(&state, file->hash, OM_HASH_SIZE);
    posix_fadvise(from, 0, 0, POSIX_FADV_DONTNEED);
    return got < 0              ? OM_COPY_GONE
           : size == file->size ? OM_COPY_DONE
                                : OM_COPY_CHANGED;
}

static enum om_copy_answer
store(struct copier *copier, int from, struct om_listed *file)
{
    const struct om_disk *disk = copier->params->disk;
    char *path = om_path_join(copier->params->target, file->path);
    enum om_copy_answer answer;
    int to = om_disk_create(disk, path, 0600);
    if (to < 0) {
        answer = om_copy_answer_of(errno);
    } else {
        answer = pour(copier, from, to, path, file);
        if (answer == OM_COPY_DONE && !om_disk_sync(disk, to, path)) {
            answer = om_copy_answer_of(errno);
        }
        posix_fadvise(to, 0, 0, POSIX_FADV_DONTNEED);
        int cause = errno;
        if (close(to) != 0 && answer == OM_COPY_DONE) {
            cause = errno;
            answer = om_copy_answer_of(cause);
        }
        errno = cause;
    }
    int cause = errno;
    free(path);
    errno = cause;
    return answer;
}

static bool
is_same(const struct stat *status, const struct om_listed *file)
{
    int64_t modified =
        (int64_t) status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec;
    return S_ISREG(status->st_mode) && (uint64_t) status->st_size == file->size
           && (file->modified == 0 || modified == file->modified);
}

static enum om_copy_answer
copy_file(struct copier *copier, struct om_listed *file)
{
    int from = om_beneath_open(copier->params->source, file->path,
                               O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
    if (from < 0) {
        bool changed = errno == ENOENT || errno == ELOOP || errno == EXDEV
                       || errno == ENOTDIR || errno == ENXIO;
        return changed ? OM_COPY_CHANGED : OM_COPY_GONE;
    }
    struct stat status;
    enum om_copy_answer answer = OM_COPY_CHANGED;
    if (fstat(from, &status) == 0 && is_same(&status, file)) {
        posix_fadvise(from, 0, 0, POSIX_FADV_SEQUENTIAL);
        answer = copier->params->target ? store(copier, from, file)
                                        : pour(copier, from, -1, NULL, file);
    }
    if (answer == OM_COPY_DONE
        && (fstat(from, &status) != 0 || !is_same(&status, file))) {
        answer = OM_COPY_CHANGED;
    }
    int cause = errno;
    close(from);
    errno = cause;
    return answer;
}

// -- folders ------------------------------------------------------------------

// Calls `act` with the absolute path of every folder that the listing's files
// are in, once, outer ones first. In a sorted listing the files beneath a
// folder are neighbours, so what a path shares with the one before was done.
static bool
each_folder(const struct om_copy_params *params,
            bool (*act)(const struct om_disk *disk, const char *path))
{
    const struct om_listing *listing = params->listing;
    bool good = true;
    for (size_t i = 0; i < listing->count && good; i++) {
        const char *path = listing->files[i].path;
        const char *before = i > 0 ? listing->files[i - 1].path : "";
        size_t shared = 0;
        while (path[shared] && path[shared] == before[shared]) {
            shared++;
        }
        char *folder = om_path_join(params->target, path);
        char *inner = folder + strlen(folder) - strlen(path);
        for (size_t k = shared; path[k] && good; k++) {
            if (path[k] == '/') {
                inner[k] = '\0';
                good = act(params->disk, folder);
                inner[k] = '/';
            }
        }
        free(folder);
    }
    return good;
}

enum om_copy_answer
om_copy(const struct om_copy_params *params, const char **where)
{
    *where = NULL;
    if (params->target && !each_folder(params, om_disk_make_folder)) {
        return om_copy_answer_of(errno);
    }
    struct copier copier = {
        .params = params,
        .piece = om_alloc(PIECE),
        .started = om_tick_now(),
    };
    enum om_copy_answer answer = OM_COPY_DONE;
    for (size_t i = 0; i < params->listing->count && answer == OM_COPY_DONE;
         i++) {
        *where = params->listing->files[i].path;
        answer = copy_file(&copier, &params->listing->files[i]);
    }
    free(copier.piece);
    if (answer == OM_COPY_DONE && params->target
        && (!each_folder(params, om_disk_sync_folder)
            || !om_disk_sync_folder(params->disk, params->target))) {
        answer = om_copy_answer_of(errno);
    }
    return answer;
}
