#include "tally/marks.h"

#include <sodium.h>
#include <sqlite3.h>

int64_t
om_marks_number(const void *name, size_t length)
{
    unsigned char hash[crypto_generichash_BYTES];
    crypto_generichash(hash, sizeof(hash), name, length, NULL, 0);
    int64_t number = hash[0] & 0x7f;
    for (int i = 1; i < 6; i++) {
        number = number << 8 | hash[i];
    }
    return number;
}

int
om_marks_of(int64_t epoch, int64_t period, int64_t cell, int64_t n)
{
    const int64_t values[] = { epoch, period, cell, n };
    uint64_t hash = 0x6f6d7374;
    for (int i = 0; i < 4; i++) {
        hash = (hash ^ (uint64_t) values[i]) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    return (int) (hash >> 49);
}

static bool
is_named_rightly(sqlite3_stmt *row)
{
    const void *name = sqlite3_column_blob(row, 1);
    return om_marks_number(name, (size_t) sqlite3_column_bytes(row, 1))
           == sqlite3_column_int64(row, 0);
}

static bool
is_marked_rightly(sqlite3_stmt *row)
{
    return om_marks_of(
               sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1),
               sqlite3_column_int64(row, 2), sqlite3_column_int64(row, 3))
           == sqlite3_column_int(row, 4);
}

static bool
is_nothing(sqlite3_stmt *row)
{
    (void) row;
    return false;
}

enum om_marks_state
om_marks_verify(sqlite3 *db, struct om_text *why)
{
    static const struct {
        const char *sql;
        bool (*is_right)(sqlite3_stmt *row);
        const char *what;
    } rows[] = {
        { "SELECT cell, key FROM cell", is_named_rightly,
          "the name of a cell changed" },
        { "SELECT epoch, uuid FROM epoch", is_named_rightly,
          "the name of an epoch changed" },
        { "SELECT epoch, period, cell, n, mark FROM counter UNION ALL"
          " SELECT epoch, period, cell, n, mark FROM running",
          is_marked_rightly, "a counter changed" },
        { "SELECT 1 FROM (SELECT epoch, cell FROM counter UNION ALL"
          " SELECT epoch, cell FROM running)"
          " WHERE epoch NOT IN (SELECT epoch FROM epoch)"
          " OR cell NOT IN (SELECT cell FROM cell) LIMIT 1",
          is_nothing, "a counter lost its name" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        sqlite3_stmt *select = NULL;
        bool right = true;
        int code = sqlite3_prepare_v2(db, rows[i].sql, -1, &select, NULL);
        code = code == SQLITE_OK ? sqlite3_step(select) : code;
        while (code == SQLITE_ROW && (right = rows[i].is_right(select))) {
            code = sqlite3_step(select);
        }
        sqlite3_finalize(select);
        if (!right) {
            om_text_print(why, "%s by itself", rows[i].what);
            return OM_MARKS_BROKEN;
        }
        if (code != SQLITE_DONE) {
            return OM_MARKS_UNREADABLE;
        }
    }
    return OM_MARKS_GOOD;
}
