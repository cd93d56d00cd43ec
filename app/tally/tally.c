// What is counted, and what happens when the disk will not take it.
//
// The counters of the epoch that goes on are in memory; after every visit they
// are written whole. What could not be written is written with the next visit
// or the next om_tally_tend(), at the latest when the kiosk ends. A retry can
// count nothing twice: it writes how many there are, not how many came.
//
// An epoch is one run of the program in one week. As nothing of it is ever
// continued, copies of a database (a restored backup, a cloned disk, an export
// sent twice) can be recognised and counted once.

#include "tally/tally.h"

#include "base/log.h"
#include "base/path.h"
#include "tally/aside.h"
#include "tally/counters.h"
#include "tally/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct om_tally {
    char *folder; // owned
    char *path;   // owned; counts.db
    int lock;     // the folder, locked; -1: not yet
    struct om_store store;
    unsigned char epoch[OM_EPOCH_SIZE];
    struct om_counters counters; // of this epoch
    int period;                  // newest one counted in
    int newest;                  // the same, with what was in the file
    bool waiting;                // not all of it is on the disk
    bool complained;
};

// -- the folder ---------------------------------------------------------------

// A disk that is full or read-only may change; the kiosk can run meanwhile.
static bool
is_passing(int cause)
{
    return cause == ENOSPC || cause == EROFS || cause == EDQUOT;
}

// Kept while the process lives: two that count in one folder would overwrite
// each other's epoch. A predecessor that is just ending is waited for.
static bool
lock_folder(struct om_tally *tally)
{
    if (tally->lock >= 0) {
        return true;
    }
    tally->lock = open(tally->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int tries = 0; tally->lock >= 0 && tries < 20; tries++) {
        if (flock(tally->lock, LOCK_EX | LOCK_NB) == 0) {
            return true;
        }
        const struct timespec pause = { .tv_nsec = 100000000 };
        nanosleep(&pause, NULL);
    }
    int cause = tally->lock < 0 ? errno : EWOULDBLOCK;
    if (tally->lock >= 0) {
        close(tally->lock);
        tally->lock = -1;
    }
    errno = cause;
    return false;
}

// False with errno set.
static bool
take_folder(struct om_tally *tally)
{
    return om_path_make_folder(tally->folder)
           && access(tally->folder, W_OK | X_OK) == 0 && lock_folder(tally);
}

// The times of files are coarse too: the start of the week. The time of the
// last change of an inode cannot be set; om_tally_tend() keeps it from being
// that of a visit.
static void
blur_file(const struct om_tally *tally, const char *path)
{
    struct timespec week = { .tv_sec = om_tally_period_start(tally->period) };
    const struct timespec times[2] = { week, week };
    (void) utimensat(AT_FDCWD, path, times, 0);
    (void) utimensat(AT_FDCWD, tally->folder, times, 0);
}

static void
blur_times(const struct om_tally *tally)
{
    blur_file(tally, tally->path);
}

// -- the file -----------------------------------------------------------------

// False when it cannot be put out of the way.
static bool
set_aside(const struct om_tally *tally, enum om_store_state state,
          struct om_text *why)
{
    bool newer = state == OM_STORE_NEWER;
    struct om_text to = { 0 };
    bool moved = om_aside_set(tally->path, newer ? "newer" : "damaged", &to);
    if (moved) {
        om_log(OM_LOG_ERROR, "tally",
               "%s cannot be used: %s. It is kept as %s, and counting goes on "
               "in a new file",
               tally->path, om_text_get(why), to.data);
    } else {
        om_text_print(why, "; it cannot be renamed to %s: %s", to.data,
                      strerror(errno));
    }
    om_text_finish(&to);
    return moved;
}

static bool
open_store(struct om_tally *tally, struct om_text *why)
{
    enum om_store_state state = om_store_open(&tally->store, tally->path, why);
    bool unusable = state == OM_STORE_DAMAGED || state == OM_STORE_NEWER;
    if (unusable && set_aside(tally, state, why)) {
        om_text_finish(why);
        state = om_store_open(&tally->store, tally->path, why);
    }
    if (state == OM_STORE_FINE && tally->store.newest > tally->newest) {
        tally->newest = tally->store.newest;
    }
    return state == OM_STORE_FINE;
}

// Once, until it is over.
static void
complain(struct om_tally *tally, const char *why)
{
    if (!tally->complained) {
        om_log(OM_LOG_ERROR, "tally",
               "counts cannot be written in %s (%s); they wait in memory",
               tally->folder, why);
    }
    tally->complained = true;
}

static void
be_relieved(struct om_tally *tally)
{
    if (tally->complained) {
        om_log(OM_LOG_WARN, "tally", "counts are written in %s again",
               tally->folder);
    }
    tally->complained = false;
}

static bool
reopen(struct om_tally *tally, struct om_text *why)
{
    if (!take_folder(tally)) {
        om_text_print(why, "%s", strerror(errno));
        return false;
    }
    return open_store(tally, why);
}

// Whether everything is on the disk now.
static bool
flush(struct om_tally *tally)
{
    if (!tally->waiting && !tally->complained) {
        return true;
    }
    struct om_text why = { 0 };
    if (tally->store.db && om_store_has_moved(&tally->store)) {
        om_log(OM_LOG_ERROR, "tally",
               "%s was taken away while it was counted in; counting goes on "
               "in a new file",
               tally->path);
        om_store_close(&tally->store);
    }
    bool written = tally->store.db || reopen(tally, &why);
    if (written && tally->waiting) {
        written =
            om_store_write(&tally->store, tally->epoch, &tally->counters, &why);
    }
    if (written) {
        tally->waiting = false;
        be_relieved(tally);
        blur_times(tally);
    } else {
        complain(tally, om_text_get(&why));
        om_store_close(&tally->store);
    }
    om_text_finish(&why);
    return written;
}

// -- outside ------------------------------------------------------------------

static void
begin_epoch(struct om_tally *tally)
{
    om_counters_finish(&tally->counters);
    randombytes_buf(tally->epoch, sizeof(tally->epoch));
}

// Whether the folder can be counted in, now or when its disk recovers.
static bool
begin(struct om_tally *tally, struct om_text *problem)
{
    struct om_text why = { 0 };
    if (take_folder(tally)) {
        if (open_store(tally, &why)) {
            blur_times(tally);
        } else {
            complain(tally, om_text_get(&why));
        }
    } else if (is_passing(errno)) {
        complain(tally, strerror(errno));
    } else if (errno == EWOULDBLOCK) {
        om_text_print(problem, "another omstander is counting in %s",
                      tally->folder);
    } else {
        om_text_print(problem, "cannot count in the state folder %s: %s",
                      tally->folder, strerror(errno));
    }
    om_text_finish(&why);
    return problem->length == 0;
}

struct om_tally *
om_tally_open(const char *folder, struct om_text *problem)
{
    if (sodium_init() < 0) {
        om_text_print(problem, "no source of random numbers");
        return NULL;
    }
    struct om_tally *tally = om_alloc(sizeof(*tally));
    tally->folder = om_strdup(folder);
    tally->path = om_path_join(folder, "counts.db");
    tally->lock = -1;
    begin_epoch(tally);
    if (!begin(tally, problem)) {
        om_tally_close(tally);
        return NULL;
    }
    return tally;
}

void
om_tally_close(struct om_tally *tally)
{
    if (!tally) {
        return;
    }
    om_tally_tend(tally);
    om_store_close(&tally->store);
    om_counters_finish(&tally->counters);
    if (tally->lock >= 0) {
        close(tally->lock);
    }
    free(tally->path);
    free(tally->folder);
    sodium_memzero(tally, sizeof(*tally));
    free(tally);
}

// A visit is counted whole or not at all.
static bool
take(struct om_tally *tally, const struct om_increments *increments)
{
    if (tally->counters.count + increments->count > OM_COUNTERS_MAX) {
        om_log(OM_LOG_ERROR, "tally",
               "%d counters wait for a disk; a visit found no room",
               OM_COUNTERS_MAX);
        return false;
    }
    for (size_t i = 0; i < increments->count; i++) {
        const struct om_increment *item = &increments->items[i];
        if (!om_cell_is_known(item->key)) {
            om_log(OM_LOG_ERROR, "tally",
                   "a cell outside the closed list was left out");
            continue;
        }
        om_counters_add(&tally->counters, tally->period, item->key, item->n);
        tally->waiting = true;
    }
    return true;
}

bool
om_tally_add(struct om_tally *tally, const struct om_increments *increments,
             time_t now)
{
    int period = om_tally_period(now);
    if (period != tally->period && !tally->waiting) {
        begin_epoch(tally);
    }
    tally->period = period;
    tally->newest = period > tally->newest ? period : tally->newest;
    bool taken = take(tally, increments);
    return flush(tally) && taken;
}

bool
om_tally_tend(struct om_tally *tally)
{
    if (!tally->waiting && tally->store.db) {
        blur_times(tally);
    }
    return flush(tally);
}

void
om_tally_blur(const struct om_tally *tally, const char *name)
{
    char *path = om_path_join(tally->folder, name);
    blur_file(tally, path);
    free(path);
}

int
om_tally_newest(const struct om_tally *tally)
{
    return tally->newest;
}
