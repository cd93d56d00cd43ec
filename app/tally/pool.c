#include "tally/pool.h"

#include "base/path.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS site("
    "  site INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL,"
    "  province TEXT NOT NULL, kiosks INTEGER NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS epoch("
    "  epoch INTEGER PRIMARY KEY, uuid BLOB NOT NULL CHECK(length(uuid) = 16),"
    "  site INTEGER NOT NULL REFERENCES site, UNIQUE(uuid, site)) STRICT;"
    "CREATE TABLE IF NOT EXISTS cell("
    "  cell INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE"
    "    CHECK(length(key) BETWEEN 1 AND 160"
    "    AND key NOT GLOB '*[^a-z0-9._:@/+-]*')) STRICT;"
    "CREATE TABLE IF NOT EXISTS counter("
    "  epoch INTEGER NOT NULL, period INTEGER NOT NULL CHECK(period >= 0),"
    "  cell INTEGER NOT NULL, n INTEGER NOT NULL CHECK(n >= 0),"
    "  PRIMARY KEY(epoch, period, cell)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS epoch_of_site ON epoch(site);"
    "CREATE TABLE IF NOT EXISTS total("
    "  site INTEGER NOT NULL, period INTEGER NOT NULL, cell INTEGER NOT NULL,"
    "  n INTEGER NOT NULL CHECK(n >= 0),"
    "  PRIMARY KEY(site, period, cell)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS summed(site INTEGER PRIMARY KEY) STRICT;"
    "PRAGMA user_version = 1;";

// A kiosk has an epoch a day, and a report needs none of them: what a site's
// epochs add up to is kept in `total`, for the sites in `summed`. Left out are
// epochs that two sites delivered; which of them counts is for the report to
// decide (report/counts.h).
#define IS_TWIN \
    "EXISTS(SELECT 1 FROM epoch AS twin" \
    " WHERE twin.uuid = epoch.uuid AND twin.site <> epoch.site)"

static const char sum_up[] =
    "DELETE FROM total WHERE site NOT IN (SELECT site FROM summed);"
    "INSERT INTO total(site, period, cell, n)"
    " SELECT epoch.site, period, cell, sum(n)"
    " FROM epoch JOIN counter USING(epoch)"
    " WHERE epoch.site IN (SELECT site FROM site"
    "   WHERE site NOT IN (SELECT site FROM summed)) AND NOT " IS_TWIN
    " GROUP BY epoch.site, period, cell;"
    "INSERT OR IGNORE INTO summed SELECT site FROM site;";

static const char read_totals[] =
    "SELECT site.id, CAST(printf('%016d', total.site) AS BLOB), period,"
    " cell.key, n FROM total JOIN site USING(site) JOIN cell USING(cell)"
    " WHERE total.site IN (SELECT site FROM summed)";

static const char read_epochs[] =
    "SELECT site.id, epoch.uuid, period, cell.key, n"
    " FROM epoch JOIN site USING(site)"
    // CROSS: not the counters first, which are many
    " CROSS JOIN counter ON counter.epoch = epoch.epoch"
    " CROSS JOIN cell ON cell.cell = counter.cell"
    " WHERE epoch.site NOT IN (SELECT site FROM summed) OR " IS_TWIN;

enum statement {
    ADD_SITE,
    FIND_EPOCH,
    ADD_EPOCH,
    COUNT_EPOCH,
    FIND_TWIN,
    FIND_CELL,
    ADD_CELL,
    FIND_COUNTER,
    PUT_COUNTER,
    UNSUM,
    STATEMENT_COUNT_,
};

static const char *const statements[STATEMENT_COUNT_] = {
    [ADD_SITE] = "INSERT INTO site(id, type, province, kiosks)"
                 " VALUES(?1, ?2, ?3, ?4) ON CONFLICT(id) DO UPDATE SET"
                 " type = excluded.type, province = excluded.province,"
                 " kiosks = max(kiosks, excluded.kiosks) RETURNING site",
    [FIND_EPOCH] = "SELECT epoch FROM epoch WHERE uuid = ?1 AND site = ?2",
    [ADD_EPOCH] = "INSERT INTO epoch(uuid, site) VALUES(?1, ?2)"
                  " RETURNING epoch",
    [COUNT_EPOCH] = "SELECT count(*) FROM counter WHERE epoch = ?1",
    [FIND_TWIN] = "SELECT min(site) FROM epoch WHERE uuid = ?1 AND site <> ?2",
    [FIND_CELL] = "SELECT cell FROM cell WHERE key = ?1",
    [ADD_CELL] = "INSERT INTO cell(key) VALUES(?1) RETURNING cell",
    [FIND_COUNTER] = "SELECT n FROM counter"
                     " WHERE epoch = ?1 AND period = ?2 AND cell = ?3",
    [PUT_COUNTER] = "INSERT INTO counter(epoch, period, cell, n)"
                    " VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET"
                    " n = excluded.n WHERE excluded.n > n",
    // what its epochs, and so those of its twins, add up to is not known
    [UNSUM] = "DELETE FROM summed WHERE site IN"
              " (SELECT site FROM epoch WHERE uuid ="
              "   (SELECT uuid FROM epoch WHERE epoch = ?1))",
};

struct om_pool {
    sqlite3 *db;
    sqlite3_stmt *steps[STATEMENT_COUNT_];
    int64_t unsummed; // epoch whose sites are not in `summed`; 0: none
};

static bool
run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static int
take_word(void *context, int columns, char **values, char **names)
{
    (void) names;
    *(bool *) context =
        columns == 1 && values[0] && strcmp(values[0], "ok") == 0;
    return 0;
}

static int
take_version(void *context, int columns, char **values, char **names)
{
    (void) names;
    *(int *) context = columns == 1 && values[0] ? atoi(values[0]) : -1;
    return 0;
}

static bool
prepare(struct om_pool *pool, struct om_text *problem)
{
    bool sound = false;
    int version = -1;
    sqlite3_busy_timeout(pool->db, 10000);
    sqlite3_db_config(pool->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(pool->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (!run(pool->db, "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA;"
                       "PRAGMA cell_size_check=ON; PRAGMA cache_size=-65536;")
        || sqlite3_exec(pool->db, "PRAGMA quick_check(1)", take_word, &sound,
                        NULL)
               != SQLITE_OK
        || !sound) {
        om_text_print(problem,
                      "it is damaged (%s); put a copy back, or move "
                      "it away and merge the exports again",
                      sqlite3_errcode(pool->db) == SQLITE_OK
                          ? "quick_check"
                          : sqlite3_errmsg(pool->db));
        return false;
    }
    sqlite3_exec(pool->db, "PRAGMA user_version", take_version, &version, NULL);
    if (version != 0 && version != 1) {
        om_text_print(problem, "it is of a newer version of this program");
        return false;
    }
    bool good = run(pool->db, schema);
    for (size_t i = 0; good && i < STATEMENT_COUNT_; i++) {
        good =
            sqlite3_prepare_v3(pool->db, statements[i], -1,
                               SQLITE_PREPARE_PERSISTENT, &pool->steps[i], NULL)
            == SQLITE_OK;
    }
    if (!good) {
        om_text_print(problem, "%s", sqlite3_errmsg(pool->db));
    }
    return good;
}

static char *
pool_path(const char *folder)
{
    return om_path_join(folder, "pool.db");
}

struct om_pool *
om_pool_open(const char *folder, struct om_text *problem)
{
    if (!om_path_make_folder(folder)) {
        om_text_print(problem, "cannot make the folder %s", folder);
        return NULL;
    }
    struct om_pool *pool = om_alloc(sizeof(*pool));
    *pool = (struct om_pool){ 0 };
    char *path = pool_path(folder);
    om_text_print(problem, "cannot merge into %s: ", path);
    bool good = sqlite3_open_v2(path, &pool->db,
                                SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                    | SQLITE_OPEN_NOMUTEX,
                                NULL)
                == SQLITE_OK;
    if (!good) {
        om_text_print(problem, "%s", sqlite3_errmsg(pool->db));
    }
    good = good && prepare(pool, problem);
    free(path);
    if (!good) {
        om_pool_close(pool);
        return NULL;
    }
    om_text_finish(problem);
    return pool;
}

void
om_pool_close(struct om_pool *pool)
{
    if (!pool) {
        return;
    }
    for (size_t i = 0; i < STATEMENT_COUNT_; i++) {
        sqlite3_finalize(pool->steps[i]);
    }
    sqlite3_close(pool->db); // rolls back
    free(pool);
}

void
om_pool_explain(struct om_pool *pool, struct om_text *problem)
{
    om_text_print(problem, "the merged counters: %s", sqlite3_errmsg(pool->db));
}

static bool
run_or_explain(struct om_pool *pool, const char *sql, struct om_text *problem)
{
    bool good = run(pool->db, sql);
    if (!good) {
        om_pool_explain(pool, problem);
    }
    return good;
}

bool
om_pool_begin(struct om_pool *pool, struct om_text *problem)
{
    pool->unsummed = 0;
    return run_or_explain(pool, "BEGIN IMMEDIATE", problem);
}

bool
om_pool_commit(struct om_pool *pool, struct om_text *problem)
{
    pool->unsummed = 0;
    return run_or_explain(pool, sum_up, problem)
           && run_or_explain(pool, "COMMIT", problem);
}

// Steps once and takes the first column: `none` when there is no row (or it is
// NULL), -2 when it failed.
static int64_t
take(sqlite3_stmt *step, int64_t none)
{
    int code = sqlite3_step(step);
    int64_t value = none;
    if (code == SQLITE_ROW) {
        if (sqlite3_column_type(step, 0) != SQLITE_NULL) {
            value = sqlite3_column_int64(step, 0);
        }
        code = sqlite3_step(step); // RETURNING wants to be stepped to its end
    }
    if (code != SQLITE_DONE) {
        value = -2;
    }
    sqlite3_reset(step);
    return value;
}

int64_t
om_pool_add_site(struct om_pool *pool, const struct om_pool_site *site)
{
    sqlite3_stmt *step = pool->steps[ADD_SITE];
    sqlite3_bind_text(step, 1, site->id, -1, SQLITE_STATIC);
    sqlite3_bind_text(step, 2, site->type, -1, SQLITE_STATIC);
    sqlite3_bind_text(step, 3, site->province, -1, SQLITE_STATIC);
    sqlite3_bind_int64(step, 4, site->kiosks);
    int64_t number = take(step, 0);
    return number > 0 ? number : 0;
}

static bool
unsum(struct om_pool *pool, int64_t epoch)
{
    if (pool->unsummed == epoch) {
        return true;
    }
    sqlite3_stmt *step = pool->steps[UNSUM];
    sqlite3_bind_int64(step, 1, epoch);
    pool->unsummed = epoch;
    return take(step, 0) == 0;
}

static int64_t
find_epoch(struct om_pool *pool, int64_t site, const unsigned char *uuid,
           enum statement which)
{
    sqlite3_stmt *step = pool->steps[which];
    sqlite3_bind_blob(step, 1, uuid, OM_EPOCH_BYTES, SQLITE_STATIC);
    sqlite3_bind_int64(step, 2, site);
    return take(step, 0);
}

struct om_pool_epoch
om_pool_add_epoch(struct om_pool *pool, int64_t site, const unsigned char *uuid)
{
    struct om_pool_epoch epoch = {
        .number = find_epoch(pool, site, uuid, FIND_EPOCH),
        .other = find_epoch(pool, site, uuid, FIND_TWIN),
    };
    if (epoch.number > 0) {
        sqlite3_stmt *step = pool->steps[COUNT_EPOCH];
        sqlite3_bind_int64(step, 1, epoch.number);
        epoch.counters = take(step, 0);
    } else if (epoch.number == 0) {
        epoch.number = find_epoch(pool, site, uuid, ADD_EPOCH);
    }
    // (a twin takes what the other site had of it out of that one's sums)
    if (epoch.number > 0 && epoch.other > 0 && !unsum(pool, epoch.number)) {
        epoch.number = 0;
    }
    if (epoch.number < 0 || epoch.other < 0 || epoch.counters < 0) {
        epoch.number = 0;
    }
    return epoch;
}

static int64_t
find_cell(struct om_pool *pool, const char *key, enum statement which)
{
    sqlite3_stmt *step = pool->steps[which];
    sqlite3_bind_text(step, 1, key, -1, SQLITE_STATIC);
    return take(step, 0);
}

static int64_t
find_counter(struct om_pool *pool, int64_t epoch, int period, int64_t cell)
{
    sqlite3_stmt *step = pool->steps[FIND_COUNTER];
    sqlite3_bind_int64(step, 1, epoch);
    sqlite3_bind_int(step, 2, period);
    sqlite3_bind_int64(step, 3, cell);
    return take(step, -1);
}

bool
om_pool_put(struct om_pool *pool, const struct om_pool_epoch *epoch, int period,
            const char *key, int64_t n, int64_t *before)
{
    int64_t cell = find_cell(pool, key, FIND_CELL);
    if (cell == 0) {
        cell = find_cell(pool, key, ADD_CELL);
    }
    *before = epoch->counters && cell > 0
                  ? find_counter(pool, epoch->number, period, cell)
                  : -1;
    if (cell <= 0 || *before == -2) {
        return false;
    }
    if (n > *before && !unsum(pool, epoch->number)) {
        return false;
    }
    sqlite3_stmt *step = pool->steps[PUT_COUNTER];
    sqlite3_bind_int64(step, 1, epoch->number);
    sqlite3_bind_int(step, 2, period);
    sqlite3_bind_int64(step, 3, cell);
    sqlite3_bind_int64(step, 4, n);
    return take(step, 0) == 0;
}

int64_t
om_pool_find(struct om_pool *pool, int64_t site, const unsigned char *uuid,
             int period, const char *key)
{
    int64_t epoch = find_epoch(pool, site, uuid, FIND_EPOCH);
    int64_t cell = find_cell(pool, key, FIND_CELL);
    return epoch > 0 && cell > 0 ? find_counter(pool, epoch, period, cell) : -1;
}

bool
om_pool_is_there(const char *folder)
{
    char *path = pool_path(folder);
    bool there = om_path_is_file(path);
    free(path);
    return there;
}

// -- reading ------------------------------------------------------------------

struct reader {
    void (*site)(void *context, const struct om_pool_site *site);
    void (*row)(void *context, const struct om_pool_row *row);
    void *context;
};

static void
take_site(sqlite3_stmt *step, const struct reader *reader)
{
    reader->site(reader->context,
                 &(struct om_pool_site){
                     (const char *) sqlite3_column_text(step, 0),
                     (const char *) sqlite3_column_text(step, 1),
                     (const char *) sqlite3_column_text(step, 2),
                     (unsigned) sqlite3_column_int64(step, 3),
                 });
}

static void
take_row(sqlite3_stmt *step, const struct reader *reader)
{
    if (sqlite3_column_bytes(step, 1) != OM_EPOCH_BYTES) {
        return;
    }
    reader->row(reader->context,
                &(struct om_pool_row){
                    (const char *) sqlite3_column_text(step, 0),
                    sqlite3_column_blob(step, 1),
                    sqlite3_column_int(step, 2),
                    (const char *) sqlite3_column_text(step, 3),
                    sqlite3_column_int64(step, 4),
                });
}

static bool
read_all(sqlite3 *db, const char *sql,
         void (*act)(sqlite3_stmt *step, const struct reader *reader),
         const struct reader *reader)
{
    sqlite3_stmt *step = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &step, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(step);
        if (code == SQLITE_ROW) {
            act(step, reader);
        }
    }
    sqlite3_finalize(step);
    return code == SQLITE_DONE;
}

bool
om_pool_read(const char *folder,
             void (*site)(void *context, const struct om_pool_site *site),
             void (*row)(void *context, const struct om_pool_row *row),
             void *context, struct om_text *problem)
{
    char *path = pool_path(folder);
    sqlite3 *db = NULL;
    struct reader reader = { site, row, context };
    bool sound = false;
    bool good =
        sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
                        NULL)
            == SQLITE_OK
        && sqlite3_busy_timeout(db, 10000) == SQLITE_OK
        && run(db, "PRAGMA cell_size_check=ON; BEGIN")
        && sqlite3_exec(db, "PRAGMA quick_check(1)", take_word, &sound, NULL)
               == SQLITE_OK
        && sound
        && read_all(db, "SELECT id, type, province, kiosks FROM site",
                    take_site, &reader)
        && read_all(db, read_totals, take_row, &reader)
        && read_all(db, read_epochs, take_row, &reader);
    if (!good) {
        om_text_print(problem,
                      "cannot read %s: %s; put a copy back, or move it away "
                      "and merge the exports again",
                      path,
                      sqlite3_errcode(db) == SQLITE_OK ? "it is damaged"
                                                       : sqlite3_errmsg(db));
    }
    sqlite3_close(db);
    free(path);
    return good;
}
