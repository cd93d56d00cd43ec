// The file.
//
//   epoch     uuid of every epoch
//   cell      key of every cell that was ever counted
//   counter   (epoch, period, cell) -> n of epochs that are over
//   running   the same for the epoch that goes on; never more than one
//   counted   a view over all of it, for whoever opens the file by hand
//
// A rollback journal with synchronous=EXTRA: a commit that returned is on the
// disk, and so is the removal of its journal; a report may read meanwhile. WAL
// would be as durable, but Debian 12's SQLite has a bug in it that two
// connections can hit.
//
// What the file must not tell is in which order visits came, so nothing is
// stored in that order. Every commit empties `running` and fills it again in
// the order of cells; it fits on one page, so the page looks the same however
// it came about. The number of a cell or an epoch is a hash of its name
// (marks.h). When a week is over VACUUM writes the whole file anew, in the
// order of those numbers.
//
// It is also what makes a commit cost the same after years: it touches the
// pages of `running` and the head of the file, whatever else there is.

#include "tally/store.h"

#include "tally/marks.h"

#include <sqlite3.h>
#include <string.h>

enum { VERSION = 1, APPLICATION = 0x6f6d7374 }; // "omst"

#define COUNTER_COLUMNS \
    "  epoch INTEGER NOT NULL," \
    "  period INTEGER NOT NULL CHECK(period >= 0)," \
    "  cell INTEGER NOT NULL," \
    "  n INTEGER NOT NULL CHECK(n >= 0)," \
    "  mark INTEGER NOT NULL," \
    "  PRIMARY KEY(epoch, period, cell)) STRICT, WITHOUT ROWID;"

static const char schema[] =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE epoch("
    "  epoch INTEGER PRIMARY KEY,"
    "  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16)) STRICT;"
    "CREATE TABLE cell("
    "  cell INTEGER PRIMARY KEY,"
    "  key TEXT NOT NULL CHECK(length(key) BETWEEN 1 AND 160"
    "    AND key NOT GLOB '*[^a-z0-9._:@/+-]*')) STRICT;"
    "CREATE TABLE counter(" COUNTER_COLUMNS
    "CREATE TABLE running(" COUNTER_COLUMNS "CREATE VIEW counted AS"
    "  SELECT uuid, period, key, n FROM (SELECT * FROM counter"
    "  UNION ALL SELECT * FROM running)"
    "  JOIN epoch USING(epoch) JOIN cell USING(cell);"
    "PRAGMA application_id = 1869443956;"
    "PRAGMA user_version = 1;"
    "COMMIT;";

// What must be there. Statements are prepared again for every visit: that
// costs less than a millisecond, and a closed one remembers nothing.
static const char epoch_sql[] = "INSERT INTO epoch(epoch, uuid) VALUES(?1, ?2)"
                                " ON CONFLICT(epoch) DO NOTHING";
static const char seal_sql[] = // ends the epochs in `running` other than ?1
    "INSERT OR REPLACE INTO counter(epoch, period, cell, n, mark)"
    " SELECT epoch, period, cell, n, mark FROM running WHERE epoch <> ?1";
static const char unseal_sql[] = // it was opened anew in mid-epoch
    "DELETE FROM counter WHERE epoch = ?1";
static const char cell_sql[] = "INSERT INTO cell(cell, key) VALUES(?1, ?2)"
                               " ON CONFLICT(cell) DO NOTHING";
static const char running_sql[] =
    "INSERT INTO running(epoch, period, cell, n, mark)"
    " VALUES(?1, ?2, ?3, ?4, ?5)";
static const char *const needed[] = { epoch_sql, seal_sql, unseal_sql, cell_sql,
                                      running_sql };

// Puts the cells in order again when one came in between.
static const char sort_cells_sql[] =
    "CREATE TEMP TABLE sorted AS SELECT cell, key FROM main.cell;"
    "DELETE FROM main.cell;"
    "INSERT INTO main.cell(cell, key)"
    "  SELECT cell, key FROM sorted ORDER BY cell;"
    "DROP TABLE sorted;";

// -- small things -------------------------------------------------------------

static bool
run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

// Steps a statement with at most one number; the first column of its first
// row, or -1 without one. False when it failed.
static bool
ask(sqlite3 *db, const char *sql, sqlite3_int64 value, sqlite3_int64 *answer)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    *answer = -1;
    if (code == SQLITE_OK) {
        if (sqlite3_bind_parameter_count(statement) > 0) {
            sqlite3_bind_int64(statement, 1, value);
        }
        code = sqlite3_step(statement);
    }
    if (code == SQLITE_ROW) {
        *answer = sqlite3_column_int64(statement, 0);
        code = sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    return code == SQLITE_DONE;
}

// -- opening ------------------------------------------------------------------

static void
configure(sqlite3 *db)
{
    sqlite3_busy_timeout(db, 2000);
    sqlite3_extended_result_codes(db, 1);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_LOOKASIDE, NULL, 0, 0);
    (void) run(db, "PRAGMA page_size=8192; PRAGMA journal_mode=DELETE;"
                   "PRAGMA synchronous=EXTRA; PRAGMA cell_size_check=ON;"
                   "PRAGMA mmap_size=0; PRAGMA secure_delete=ON; PRAGMA "
                   "temp_store=MEMORY;");
}

// Damage is told apart from a disk that will not write.
static enum om_store_state
judge(int code)
{
    switch (code & 0xff) {
        case SQLITE_OK:
            return OM_STORE_FINE;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        case SQLITE_ERROR: // a schema that is not ours
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
            return OM_STORE_DAMAGED;
        default:
            return OM_STORE_REFUSED;
    }
}

static int
take_check(void *context, int columns, char **values, char **names)
{
    (void) names;
    *(bool *) context =
        columns == 1 && values[0] && strcmp(values[0], "ok") == 0;
    return 0;
}

// Whose file it is, before anything in it is believed. An empty one is ours
// to fill.
enum om_store_state
om_store_judge_owner(sqlite3 *db, bool *empty, struct om_text *why)
{
    sqlite3_int64 application = 0, version = 0, tables = 0;
    if (!ask(db, "PRAGMA application_id", 0, &application)
        || !ask(db, "PRAGMA user_version", 0, &version)
        || !ask(db, "SELECT count(*) FROM sqlite_schema", 0, &tables)) {
        om_text_print(why, "%s", sqlite3_errmsg(db));
        return judge(sqlite3_errcode(db));
    }
    *empty = tables == 0 && version == 0 && application == 0;
    if (*empty) {
        return OM_STORE_FINE;
    }
    if (application != APPLICATION || version < 1) {
        om_text_print(why, "it is somebody else's database");
        return OM_STORE_DAMAGED;
    }
    if (version > VERSION) {
        om_text_print(why, "a newer omstander wrote it (format %lld, not %d)",
                      version, VERSION);
        return OM_STORE_NEWER;
    }
    return OM_STORE_FINE;
}

static int
check_tables(sqlite3 *db)
{
    int code = SQLITE_OK;
    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
        sqlite3_stmt *statement = NULL;
        if (code == SQLITE_OK) {
            code = sqlite3_prepare_v2(db, needed[i], -1, &statement, NULL);
        }
        sqlite3_finalize(statement);
    }
    return code;
}

static enum om_store_state
check(sqlite3 *db, struct om_text *why)
{
    bool empty = false, sound = false;
    enum om_store_state state = om_store_judge_owner(db, &empty, why);
    if (state != OM_STORE_FINE) {
        return state;
    }
    int code =
        sqlite3_exec(db, "PRAGMA quick_check(1)", take_check, &sound, NULL);
    if (code == SQLITE_OK && !sound) {
        om_text_print(why, "quick_check finds it broken");
        return OM_STORE_DAMAGED;
    }
    if (code == SQLITE_OK) { // and whether it can be written
        code = sqlite3_exec(db, empty ? schema : "BEGIN IMMEDIATE; ROLLBACK",
                            NULL, NULL, NULL);
    }
    if (code == SQLITE_OK) {
        code = check_tables(db);
    }
    if (code == SQLITE_OK) {
        switch (om_marks_verify(db, why)) {
            case OM_MARKS_GOOD:
                return OM_STORE_FINE;
            case OM_MARKS_BROKEN:
                return OM_STORE_DAMAGED;
            case OM_MARKS_UNREADABLE:
                code = sqlite3_errcode(db);
        }
    }
    if (code != SQLITE_OK) {
        om_text_print(why, "%s", sqlite3_errmsg(db));
    }
    return judge(code);
}

// Once a week, at the first start after one with a new week: then the order in
// which things came to lie in the file is forgotten. It can wait for a disk
// with more room.
static bool
tidy(struct om_store *store)
{
    sqlite3_int64 over = -1, going = -1, done = 0;
    bool asked =
        ask(store->db, "SELECT max(period) FROM counter", 0, &over)
        && ask(store->db, "SELECT max(period) FROM running", 0, &going);
    over = over < 0 ? 0 : over;
    going = going < 0 ? 0 : going;
    store->newest = (int) (going > over ? going : over);
    if (asked && going > over) {
        asked = run(store->db, "BEGIN IMMEDIATE")
                && ask(store->db, seal_sql, -1, &done)
                && run(store->db, "DELETE FROM running; COMMIT");
        if (asked) {
            (void) run(store->db, "VACUUM");
        }
    }
    return asked;
}

enum om_store_state
om_store_open(struct om_store *store, const char *path, struct om_text *why)
{
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    enum om_store_state state = OM_STORE_REFUSED;
    *store = (struct om_store){ 0 };
    if (sqlite3_open_v2(path, &store->db, flags, NULL) != SQLITE_OK) {
        om_text_print(why, "%s",
                      store->db ? sqlite3_errmsg(store->db) : "no memory");
    } else {
        configure(store->db);
        state = check(store->db, why);
    }
    if (state == OM_STORE_FINE && !tidy(store)) {
        om_text_print(why, "%s", sqlite3_errmsg(store->db));
        state = judge(sqlite3_errcode(store->db));
    }
    if (state != OM_STORE_FINE) {
        om_store_close(store);
    }
    return state;
}

void
om_store_close(struct om_store *store)
{
    sqlite3_close(store->db);
    store->db = NULL;
}

bool
om_store_has_moved(const struct om_store *store)
{
    int moved = 0;
    sqlite3_file_control(store->db, NULL, SQLITE_FCNTL_HAS_MOVED, &moved);
    return moved != 0;
}

// -- writing ------------------------------------------------------------------

static bool
step_once(sqlite3_stmt *statement)
{
    bool done = sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return done;
}

static bool
name_epoch(sqlite3 *db, sqlite3_int64 number,
           const unsigned char uuid[OM_EPOCH_SIZE])
{
    sqlite3_stmt *insert = NULL;
    sqlite3_prepare_v2(db, epoch_sql, -1, &insert, NULL);
    sqlite3_bind_int64(insert, 1, number);
    sqlite3_bind_blob(insert, 2, uuid, OM_EPOCH_SIZE, SQLITE_STATIC);
    bool named = step_once(insert);
    sqlite3_finalize(insert);
    return named;
}

static bool
fill_cells(sqlite3 *db, const struct om_counters *counters)
{
    int before = sqlite3_total_changes(db);
    sqlite3_stmt *insert = NULL;
    sqlite3_prepare_v2(db, cell_sql, -1, &insert, NULL);
    bool good = true;
    for (size_t i = 0; good && i < counters->count; i++) {
        const char *key = counters->items[i].key;
        sqlite3_bind_int64(insert, 1, om_marks_number(key, strlen(key)));
        sqlite3_bind_text(insert, 2, key, -1, SQLITE_STATIC);
        good = step_once(insert);
    }
    sqlite3_finalize(insert);
    return good
           && (sqlite3_total_changes(db) == before || run(db, sort_cells_sql));
}

static bool
fill_running(sqlite3 *db, sqlite3_int64 epoch,
             const struct om_counters *counters)
{
    sqlite3_stmt *insert = NULL;
    sqlite3_prepare_v2(db, running_sql, -1, &insert, NULL);
    bool good = true;
    for (size_t i = 0; good && i < counters->count; i++) {
        const struct om_counter *counter = &counters->items[i];
        sqlite3_int64 cell =
            om_marks_number(counter->key, strlen(counter->key));
        sqlite3_bind_int64(insert, 1, epoch);
        sqlite3_bind_int(insert, 2, counter->period);
        sqlite3_bind_int64(insert, 3, cell);
        sqlite3_bind_int64(insert, 4, counter->n);
        sqlite3_bind_int(insert, 5,
                         om_marks_of(epoch, counter->period, cell, counter->n));
        good = step_once(insert);
    }
    sqlite3_finalize(insert);
    return good;
}

bool
om_store_write(struct om_store *store, const unsigned char epoch[OM_EPOCH_SIZE],
               const struct om_counters *counters, struct om_text *why)
{
    sqlite3_int64 number = om_marks_number(epoch, OM_EPOCH_SIZE), done = 0;
    bool written = run(store->db, "BEGIN IMMEDIATE")
                   && name_epoch(store->db, number, epoch)
                   && ask(store->db, seal_sql, number, &done)
                   && ask(store->db, unseal_sql, number, &done)
                   && run(store->db, "DELETE FROM running")
                   && fill_cells(store->db, counters)
                   && fill_running(store->db, number, counters)
                   && run(store->db, "COMMIT");
    if (!written) {
        om_text_print(why, "%s", sqlite3_errmsg(store->db));
        (void) run(store->db, "ROLLBACK"); // it may have done so itself
    }
    return written;
}
