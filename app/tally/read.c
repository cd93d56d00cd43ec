// Reading counts.db beside a kiosk that may be running. Opened for writing
// where that is allowed: after a power cut a half-written commit has to be
// taken back first.

#include "base/path.h"
#include "tally/marks.h"
#include "tally/store.h"
#include "tally/tally.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static sqlite3 *
open_for_reading(const char *folder, struct om_text *problem)
{
    char *path = om_path_join(folder, "counts.db");
    sqlite3 *db = NULL;
    struct om_text why = { 0 };
    bool empty = false;
    if (!om_path_is_file(path)) {
        om_text_print(problem, "no counters in %s: %s", folder,
                      errno == ENOTDIR ? "it is not a folder"
                                       : strerror(errno));
        goto done;
    }
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
        om_text_print(&why, "%s", db ? sqlite3_errmsg(db) : "no memory");
    } else {
        sqlite3_busy_timeout(db, 2000);
        enum om_store_state state = om_store_judge_owner(db, &empty, &why);
        if (state == OM_STORE_FINE && !empty
            && om_marks_verify(db, &why) == OM_MARKS_UNREADABLE) {
            om_text_print(&why, "%s", sqlite3_errmsg(db));
        }
    }
    if (why.length || empty) {
        om_text_print(problem, "cannot read %s: %s", path,
                      empty ? "it is empty" : om_text_get(&why));
        sqlite3_close(db);
        db = NULL;
    }
done:
    om_text_finish(&why);
    free(path);
    return db;
}

// One unchanging view of the file until it is closed.
static bool
finish_reading(sqlite3 *db, int code, const char *folder,
               struct om_text *problem)
{
    if (code != SQLITE_DONE) {
        om_text_print(problem, "cannot read the counters in %s: %s", folder,
                      sqlite3_errmsg(db));
    }
    sqlite3_close(db);
    return code == SQLITE_DONE;
}

bool
om_tally_read(const char *folder,
              void (*row)(void *context, int period, const char *key,
                          int64_t n),
              void *context, struct om_text *problem)
{
    sqlite3 *db = open_for_reading(folder, problem);
    if (!db) {
        return false;
    }
    sqlite3_stmt *select = NULL;
    int code = sqlite3_prepare_v2(
        db,
        "SELECT period, key, sum(n) FROM (SELECT period, cell, n FROM counter"
        " UNION ALL SELECT period, cell, n FROM running) JOIN cell USING(cell)"
        " GROUP BY period, cell ORDER BY period, key",
        -1, &select, NULL);
    if (code == SQLITE_OK) {
        while ((code = sqlite3_step(select)) == SQLITE_ROW) {
            row(context, sqlite3_column_int(select, 0),
                (const char *) sqlite3_column_text(select, 1),
                sqlite3_column_int64(select, 2));
        }
    }
    sqlite3_finalize(select);
    return finish_reading(db, code, folder, problem);
}

struct epoch_reader {
    sqlite3_stmt *epochs;   // uuid, number
    sqlite3_stmt *counters; // of number ?1
    void (*row)(void *context, const struct om_tally_row *row);
    void *context;
};

static int
read_epoch(const struct epoch_reader *reader)
{
    struct om_tally_row row;
    const void *uuid = sqlite3_column_blob(reader->epochs, 0);
    if (sqlite3_column_bytes(reader->epochs, 0) != (int) sizeof(row.epoch)) {
        return SQLITE_DONE; // the schema forbids it
    }
    memcpy(row.epoch, uuid, sizeof(row.epoch));
    sqlite3_bind_int64(reader->counters, 1,
                       sqlite3_column_int64(reader->epochs, 1));
    int code;
    while ((code = sqlite3_step(reader->counters)) == SQLITE_ROW) {
        row.period = sqlite3_column_int(reader->counters, 0);
        row.key = (const char *) sqlite3_column_text(reader->counters, 1);
        row.n = sqlite3_column_int64(reader->counters, 2);
        reader->row(reader->context, &row);
    }
    sqlite3_reset(reader->counters);
    return code;
}

bool
om_tally_read_epochs(const char *folder,
                     void (*row)(void *context, const struct om_tally_row *row),
                     void *context, struct om_text *problem)
{
    sqlite3 *db = open_for_reading(folder, problem);
    if (!db) {
        return false;
    }
    struct epoch_reader reader = { .row = row, .context = context };
    int code =
        sqlite3_prepare_v2(db, "SELECT uuid, epoch FROM epoch ORDER BY uuid",
                           -1, &reader.epochs, NULL);
    if (code == SQLITE_OK) { // an epoch is in one of the two
        code = sqlite3_prepare_v2(
            db,
            "SELECT period, key, n FROM counter JOIN cell USING(cell)"
            " WHERE epoch = ?1 UNION ALL"
            " SELECT period, key, n FROM running JOIN cell USING(cell)"
            " WHERE epoch = ?1",
            -1, &reader.counters, NULL);
    }
    while (code == SQLITE_OK || code == SQLITE_DONE) {
        code = sqlite3_step(reader.epochs);
        if (code == SQLITE_DONE) {
            break;
        }
        code = code == SQLITE_ROW ? read_epoch(&reader) : code;
    }
    sqlite3_finalize(reader.counters);
    sqlite3_finalize(reader.epochs);
    return finish_reading(db, code, folder, problem);
}
