// The counters' database. A rollback journal with synchronous=EXTRA: a commit
// that returned is on the disk, and so is the removal of its journal; a report
// may read while the kiosk runs. One connection writes. WAL would be as
// durable, but Debian 12's SQLite has a bug in it that two connections can hit.
//
// Increments that cannot be written (disk full, read-only) wait in memory and
// go with the next visit. The database is closed and opened again before a
// second try: after a failed fsync nothing that it cached can be trusted.

#include "tally/tally.h"

#include "base/log.h"
#include "base/path.h"

#include <errno.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PENDING_MAX = 10000 };

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS epoch("
    "  epoch INTEGER PRIMARY KEY,"
    "  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16)) STRICT;"
    "CREATE TABLE IF NOT EXISTS counter("
    "  epoch INTEGER NOT NULL REFERENCES epoch,"
    "  period INTEGER NOT NULL CHECK(period >= 0),"
    "  cell TEXT NOT NULL CHECK(length(cell) BETWEEN 1 AND 160"
    "    AND cell NOT GLOB '*[^a-z0-9._:@/+-]*'),"
    "  n INTEGER NOT NULL CHECK(n >= 0),"
    "  PRIMARY KEY(epoch, period, cell)) STRICT, WITHOUT ROWID;"
    "PRAGMA user_version = 1;";

static const char add_sql[] =
    "INSERT INTO counter(epoch, period, cell, n) VALUES(?1, ?2, ?3, ?4)"
    " ON CONFLICT(epoch, period, cell) DO UPDATE SET n = n + excluded.n";

// Increments of a period that are not on the disk yet.
struct pending {
    int period;
    uint32_t n;
    char key[OM_CELL_MAX + 1];
};

struct om_tally {
    char *path;  // owned
    sqlite3 *db; // NULL: could not be opened again yet
    sqlite3_stmt *add;
    unsigned char uuid[16]; // of this start's epoch
    sqlite3_int64 epoch;
    struct pending *pending; // owned
    size_t pending_count;
    bool complained;
};

int
om_tally_period(time_t now)
{
    struct tm local;
    if (!localtime_r(&now, &local)) {
        return 0;
    }
    char text[16];
    strftime(text, sizeof(text), "%G%V", &local);
    int period = atoi(text);
    // A clock before this program was written, or a lifetime after, is wrong.
    return period >= 202601 && period < 210001 ? period : 0;
}

// -- opening ------------------------------------------------------------------

static bool
run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool
configure(sqlite3 *db)
{
    sqlite3_busy_timeout(db, 2000);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    return run(db, "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA;"
                   "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;"
                   "PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;");
}

static int
take_check(void *context, int columns, char **values, char **names)
{
    (void) names;
    *(bool *) context =
        columns == 1 && values[0] && strcmp(values[0], "ok") == 0;
    return 0;
}

// What came of opening: damage is told apart from a disk that will not write.
enum opened { OPENED_FINE, OPENED_DAMAGED, OPENED_REFUSED };

static enum opened
judge(int code)
{
    switch (code & 0xff) {
        case SQLITE_OK:
            return OPENED_FINE;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        case SQLITE_ERROR: // a schema that is not ours
        case SQLITE_CONSTRAINT:
            return OPENED_DAMAGED;
        default:
            return OPENED_REFUSED;
    }
}

static enum opened
open_database(const char *path, sqlite3 **db)
{
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    int code = sqlite3_open_v2(path, db, flags, NULL);
    bool sound = false;
    if (code == SQLITE_OK) {
        sqlite3_extended_result_codes(*db, 1);
        configure(*db);
        code = sqlite3_exec(*db, "PRAGMA quick_check(1)", take_check, &sound,
                            NULL);
    }
    if (code == SQLITE_OK && !sound) {
        code = SQLITE_CORRUPT;
    }
    if (code == SQLITE_OK) {
        code = sqlite3_exec(*db, schema, NULL, NULL, NULL);
    }
    return judge(code);
}

static bool
add_epoch(struct om_tally *tally)
{
    sqlite3_stmt *insert = NULL;
    sqlite3_prepare_v2(tally->db,
                       "INSERT INTO epoch(uuid) VALUES(?1)"
                       " ON CONFLICT(uuid) DO UPDATE SET uuid = uuid"
                       " RETURNING epoch",
                       -1, &insert, NULL);
    sqlite3_bind_blob(insert, 1, tally->uuid, sizeof(tally->uuid),
                      SQLITE_STATIC);
    bool added = sqlite3_step(insert) == SQLITE_ROW;
    tally->epoch = added ? sqlite3_column_int64(insert, 0) : 0;
    added = added && sqlite3_step(insert) == SQLITE_DONE;
    sqlite3_finalize(insert);
    return added
           && sqlite3_prepare_v2(tally->db, add_sql, -1, &tally->add, NULL)
                  == SQLITE_OK;
}

static void
close_database(struct om_tally *tally)
{
    sqlite3_finalize(tally->add);
    sqlite3_close(tally->db);
    tally->add = NULL;
    tally->db = NULL;
}

// counts.db -> counts-damaged-20261124-2.db; its journal with it.
static bool
set_aside(const char *path)
{
    char date[16];
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    strftime(date, sizeof(date), "%Y%m%d", &local);
    struct om_text to = { 0 };
    int length = (int) strlen(path) - (int) strlen(".db");
    for (int number = 1; number < 1000; number++) {
        to.length = 0;
        om_text_print(&to, "%.*s-damaged-%s-%d.db", length, path, date, number);
        if (access(to.data, F_OK) != 0) {
            break;
        }
    }
    bool moved = rename(path, to.data) == 0;
    om_log(OM_LOG_ERROR, "tally",
           moved ? "the counters were damaged; they are kept as %s, and "
                   "counting goes on in a new file"
                 : "the counters are damaged and cannot be moved to %s",
           to.data);
    struct om_text journal = { 0 };
    om_text_print(&journal, "%s-journal", path);
    om_text_print(&to, "-journal");
    (void) rename(journal.data, to.data); // there may be none
    om_text_finish(&journal);
    om_text_finish(&to);
    return moved;
}

static bool
open_and_begin(struct om_tally *tally)
{
    enum opened opened = open_database(tally->path, &tally->db);
    if (opened == OPENED_DAMAGED) {
        close_database(tally);
        if (!set_aside(tally->path)) {
            return false;
        }
        opened = open_database(tally->path, &tally->db);
    }
    return opened == OPENED_FINE && add_epoch(tally);
}

struct om_tally *
om_tally_open(const char *folder, struct om_text *problem)
{
    if (!om_path_make_folder(folder)) {
        om_text_print(problem, "cannot make the state folder %s: %s", folder,
                      strerror(errno));
        return NULL;
    }
    if (sodium_init() < 0) {
        om_text_print(problem, "no source of random numbers");
        return NULL;
    }
    struct om_tally *tally = om_alloc(sizeof(*tally));
    tally->path = om_path_join(folder, "counts.db");
    randombytes_buf(tally->uuid, sizeof(tally->uuid));
    if (!open_and_begin(tally)) {
        om_text_print(problem, "cannot count in %s: %s", tally->path,
                      tally->db ? sqlite3_errmsg(tally->db)
                                : "it is damaged and cannot be moved");
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
    if (tally->pending_count) {
        static const struct om_increments none = { .count = 0 };
        om_tally_add(tally, &none, 0);
    }
    close_database(tally);
    free(tally->pending);
    free(tally->path);
    free(tally);
}

// -- writing ------------------------------------------------------------------

static struct pending *
find_pending(struct om_tally *tally, int period, const char *key)
{
    for (size_t i = 0; i < tally->pending_count; i++) {
        if (tally->pending[i].period == period
            && strcmp(tally->pending[i].key, key) == 0) {
            return &tally->pending[i];
        }
    }
    return NULL;
}

static void
queue(struct om_tally *tally, const struct om_increments *increments,
      int period)
{
    for (size_t i = 0; i < increments->count; i++) {
        const struct om_increment *item = &increments->items[i];
        struct pending *row = find_pending(tally, period, item->key);
        if (row) {
            row->n += item->n;
            continue;
        }
        if (tally->pending_count == PENDING_MAX) {
            om_log(OM_LOG_ERROR, "tally",
                   "%d cells wait for a disk; more do not fit", PENDING_MAX);
            return;
        }
        tally->pending =
            om_realloc(tally->pending,
                       (tally->pending_count + 1) * sizeof(tally->pending[0]));
        row = &tally->pending[tally->pending_count++];
        *row = (struct pending){ .period = period, .n = item->n };
        memcpy(row->key, item->key, sizeof(row->key));
    }
}

static bool
write_pending(struct om_tally *tally)
{
    if (!run(tally->db, "BEGIN IMMEDIATE")) {
        return false;
    }
    for (size_t i = 0; i < tally->pending_count; i++) {
        const struct pending *row = &tally->pending[i];
        sqlite3_bind_int64(tally->add, 1, tally->epoch);
        sqlite3_bind_int(tally->add, 2, row->period);
        sqlite3_bind_text(tally->add, 3, row->key, -1, SQLITE_STATIC);
        sqlite3_bind_int64(tally->add, 4, row->n);
        int code = sqlite3_step(tally->add);
        sqlite3_reset(tally->add);
        sqlite3_clear_bindings(tally->add);
        if (code != SQLITE_DONE) {
            return false;
        }
    }
    return run(tally->db, "COMMIT");
}

static void
complain(struct om_tally *tally)
{
    if (!tally->complained) {
        om_log(OM_LOG_ERROR, "tally",
               "counts cannot be written (%s); they wait in memory",
               tally->db ? sqlite3_errmsg(tally->db) : "not open");
    }
    tally->complained = true;
}

bool
om_tally_add(struct om_tally *tally, const struct om_increments *increments,
             time_t now)
{
    queue(tally, increments, om_tally_period(now));
    if (!tally->db && !open_and_begin(tally)) {
        close_database(tally);
        complain(tally);
        return false;
    }
    if (!write_pending(tally)) {
        complain(tally);
        (void) run(tally->db, "ROLLBACK"); // it may have done so itself
        close_database(tally);
        return false;
    }
    if (tally->pending_count) {
        sodium_memzero(tally->pending,
                       tally->pending_count * sizeof(tally->pending[0]));
    }
    tally->pending_count = 0;
    tally->complained = false;
    return true;
}

// -- reading ------------------------------------------------------------------

bool
om_tally_read(const char *folder,
              void (*row)(void *context, int period, const char *key,
                          int64_t n),
              void *context, struct om_text *problem)
{
    char *path = om_path_join(folder, "counts.db");
    sqlite3 *db = NULL;
    sqlite3_stmt *select = NULL;
    int code = SQLITE_CANTOPEN;
    if (!om_path_is_file(path)) {
        om_text_print(problem, "no counters in %s: %s", folder,
                      errno == ENOTDIR ? "it is not a folder"
                                       : strerror(errno));
        goto done;
    }
    code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL);
    sqlite3_busy_timeout(db, 2000);
    if (code == SQLITE_OK) {
        code =
            sqlite3_prepare_v2(db,
                               "SELECT period, cell, sum(n) FROM counter"
                               " GROUP BY period, cell ORDER BY period, cell",
                               -1, &select, NULL);
    }
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(select);
        if (code == SQLITE_ROW) {
            row(context, sqlite3_column_int(select, 0),
                (const char *) sqlite3_column_text(select, 1),
                sqlite3_column_int64(select, 2));
        }
    }
    if (code != SQLITE_DONE) {
        om_text_print(problem, "cannot read %s: %s", path, sqlite3_errmsg(db));
    }
done:
    sqlite3_finalize(select);
    sqlite3_close(db);
    free(path);
    return code == SQLITE_DONE;
}
