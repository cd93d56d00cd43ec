// The counters: what may be counted, in which week, what happens to files that
// cannot be used and to folders that will not be written, and what the file
// and its times tell about visits (nothing).

#include "tally/tally.h"

#include "base/text.h"
#include "tally/cells.h"
#include "tally/wall.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { MONDAY = 1780297200, DAY = 86400, WEEK = 7 * DAY }; // 1 June 2026

static bool
is_long(void)
{
    return getenv("OM_LONG") != NULL;
}

// -- small things -------------------------------------------------------------

static void
make_folder(char folder[static 64])
{
    snprintf(folder, 64, "%s/omstander-tally-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(folder));
}

static void
empty_folder(const char *folder)
{
    DIR *list = opendir(folder);
    struct dirent *entry;
    while (list && (entry = readdir(list))) {
        if (entry->d_name[0] != '.') {
            unlinkat(dirfd(list), entry->d_name, 0);
        }
    }
    if (list) {
        closedir(list);
    }
}

static void
remove_folder(const char *folder)
{
    empty_folder(folder);
    assert_int_equal(rmdir(folder), 0);
}

static char *
read_file(const char *folder, const char *name, size_t *size)
{
    char path[400];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) {
        *size = 0;
        return NULL;
    }
    struct stat status;
    assert_int_equal(fstat(fileno(file), &status), 0);
    *size = (size_t) status.st_size;
    char *bytes = malloc(*size + 1);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    bytes[*size] = '\0';
    fclose(file);
    return bytes;
}

static void
write_file(const char *folder, const char *name, const void *bytes, size_t size)
{
    char path[400];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

// The name of the one file set aside; NULL: none.
static bool
find_aside(const char *folder, const char *what, char name[static 256])
{
    char prefix[32];
    snprintf(prefix, sizeof(prefix), "counts-%s-", what);
    unsigned found = 0;
    DIR *list = opendir(folder);
    struct dirent *entry;
    while ((entry = readdir(list))) {
        bool journal = strstr(entry->d_name, "-journal") != NULL;
        if (!journal && strncmp(entry->d_name, prefix, strlen(prefix)) == 0) {
            snprintf(name, 256, "%s", entry->d_name);
            found++;
        }
    }
    closedir(list);
    assert_in_range(found, 0, 1);
    return found == 1;
}

static struct om_tally *
open_tally(const char *folder)
{
    struct om_text problem = { 0 };
    struct om_tally *tally = om_tally_open(folder, &problem);
    if (!tally) {
        fail_msg("%s", om_text_get(&problem));
    }
    assert_int_equal(problem.length, 0);
    return tally;
}

static bool
add_one(struct om_tally *tally, const char *key, time_t now)
{
    struct om_increments increments = { 0 };
    om_increments_add(&increments, "%s", key);
    return om_tally_add(tally, &increments, now);
}

struct wanted {
    const char *key; // NULL: all
    int period;      // -1: all
    int64_t n;
    size_t rows;
};

static void
take_wanted(void *context, int period, const char *key, int64_t n)
{
    struct wanted *wanted = context;
    if ((!wanted->key || strcmp(wanted->key, key) == 0)
        && (wanted->period < 0 || wanted->period == period)) {
        wanted->n += n;
        wanted->rows++;
    }
}

static int64_t
total_of(const char *folder, const char *key, int period)
{
    struct wanted wanted = { .key = key, .period = period };
    struct om_text problem = { 0 };
    if (!om_tally_read(folder, take_wanted, &wanted, &problem)) {
        fail_msg("%s", om_text_get(&problem));
    }
    return wanted.n;
}

// What is written to standard error between these two.
struct capture {
    int kept;
    char path[64];
};

static struct capture
start_capture(void)
{
    struct capture capture = { .path = "/tmp/omstander-log-XXXXXX" };
    fflush(stderr);
    capture.kept = dup(STDERR_FILENO);
    int file = mkstemp(capture.path);
    assert_true(file >= 0);
    dup2(file, STDERR_FILENO);
    close(file);
    return capture;
}

static char *
end_capture(struct capture *capture)
{
    fflush(stderr);
    dup2(capture->kept, STDERR_FILENO);
    close(capture->kept);
    size_t size = 0;
    char *text = read_file("", capture->path + 1, &size);
    unlink(capture->path);
    return text;
}

static unsigned
count_of(const char *text, size_t size, const char *word)
{
    unsigned count = 0;
    const char *at = text, *end = text + size;
    while ((at = memmem(at, (size_t) (end - at), word, strlen(word)))) {
        count++;
        at++;
    }
    return count;
}

// -- cells --------------------------------------------------------------------

static void
test_cells(void **state)
{
    (void) state;
    char longest[OM_CELL_MAX + 2];
    memset(longest, 'a', sizeof(longest));
    memcpy(longest + OM_CELL_MAX - 12, "@1/f/start@n", 12);
    longest[OM_CELL_MAX] = '\0';
    char longer[OM_CELL_MAX + 2];
    memcpy(longer, longest, sizeof(longer));
    longer[OM_CELL_MAX] = 'l';
    longer[OM_CELL_MAX + 1] = '\0';
    const struct {
        const char *key;
        bool known;
    } rows[] = {
        { "iedereen-behalve@1/f/start@nl", true },
        { "p@12/f/clip50@en", true },
        { "p@1/f/clipend@pt-br", true },
        { "p@1/f/q1_shown@nl", true },
        { "p@1/f/q32_done@nl", true },
        { "p@1/f/finish@nl", true },
        { "p@1/f/help_open@nl", true },
        { "p@1/a/noa.wat-doe-jij/dm@nl", true },
        { "p@1/d/gt240", true },
        { "f/daypart/nawe", true },
        { "f/q/suspect_visit", true },
        { "f/q/decode_error", true },
        { longest, true },
        { longer, false },
        { "", false },
        { "p@1/f/start", false },      // no language
        { "p/f/start@nl", false },     // no series
        { "p@x/f/start@nl", false },   // not a number
        { "p@1/f/begin@nl", false },   // no such step
        { "p@1/f/q_shown@nl", false }, // which question?
        { "p@1/f/qx_shown@nl", false },
        { "p@1/f/start@nl@en", false },
        { "p@1/f/start@nl/x", false },
        { "p@1/a/wat-doe-jij/dm@nl", false }, // of which story?
        { "p@1/a/noa.q/dm/x@nl", false },
        { "p@1/a/noa.q/Dm@nl", false }, // not the grammar
        { "p@1/a/noa.q/dm dm@nl", false },
        { "p@1/a/noa.q/\xc3\xa9@nl", false },
        { "p@1/a/noa.q/@nl", false },
        { "p@1/a/noa.q/dm.dm@nl", false },
        { "p@1/p/q1:a/q2:b", false }, // pairs are not counted yet
        { "p@1/d/59", false },
        { "f/daypart/mo", false },
        { "f/daypart/1430", false }, // no time finer than a quarter
        { "f/q/age_14", false },
        { "f/x/captions", false }, // not counted yet
        { "2026-06-01T14:30:00", false },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (om_cell_is_known(rows[i].key) != rows[i].known) {
            fail_msg("%s: expected %s", rows[i].key,
                     rows[i].known ? "known" : "unknown");
        }
    }
}

static void
test_only_known_cells_are_written(void **state)
{
    (void) state;
    char folder[64];
    make_folder(folder);
    struct om_tally *tally = open_tally(folder);
    struct om_increments increments = { 0 };
    struct capture capture = start_capture();
    om_increments_add(&increments, "p@1/f/start@nl");
    om_increments_add(&increments, "p@1/f/start@nl");
    om_increments_add(&increments, "p@1/a/s.q/Marieke@nl");
    om_increments_add(&increments, "p@1/a/s.q/%0160d@nl", 1);
    assert_int_equal(increments.count, 2);
    assert_true(om_tally_add(tally, &increments, MONDAY));
    char *log = end_capture(&capture);
    om_tally_close(tally);
    assert_int_equal(total_of(folder, "p@1/f/start@nl", 202623), 2);
    assert_int_equal(total_of(folder, NULL, -1), 2);
    assert_int_equal(count_of(log, strlen(log), "left out"), 2);
    assert_int_equal(count_of(log, strlen(log), "Marieke"), 0);
    free(log);
    remove_folder(folder);
}

static void
test_too_many_cells_of_a_visit(void **state)
{
    (void) state;
    static struct om_increments increments;
    struct capture capture = start_capture();
    for (int i = 0; i < 600; i++) {
        om_increments_add(&increments, "p@1/a/s.q%d/a@nl", i);
    }
    free(end_capture(&capture));
    assert_int_equal(increments.count, 480);
}

// -- weeks and clocks ---------------------------------------------------------

static void
use_zone(const char *zone)
{
    setenv("TZ", zone, 1);
    tzset();
}

static time_t
local_time(const char *text)
{
    struct tm parts = { .tm_isdst = -1 };
    assert_int_equal(sscanf(text, "%d-%d-%d %d:%d", &parts.tm_year,
                            &parts.tm_mon, &parts.tm_mday, &parts.tm_hour,
                            &parts.tm_min),
                     5);
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    return mktime(&parts);
}

static void
test_periods(void **state)
{
    (void) state;
    static const struct {
        const char *when;
        int period;
    } rows[] = {
        { "1970-01-01 0:00", 0 },       { "2025-12-28 12:00", 0 },
        { "2025-12-29 0:00", 202601 },  { "2026-01-04 23:59", 202601 },
        { "2026-01-05 0:00", 202602 },  { "2026-11-24 14:00", 202648 },
        { "2026-12-31 23:59", 202653 }, { "2027-01-03 23:59", 202653 },
        { "2027-01-04 0:00", 202701 },  { "2032-01-01 0:00", 203201 },
        { "2099-12-27 12:00", 209952 }, { "2101-01-01 12:00", 0 },
    };
    static const char *const zones[] = {
        "Europe/Amsterdam",    "America/New_York", "Asia/Kathmandu", "UTC",
        "Australia/Lord_Howe",
    };
    for (size_t z = 0; z < sizeof(zones) / sizeof(zones[0]); z++) {
        use_zone(zones[z]);
        for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
            int period = om_tally_period(local_time(rows[i].when));
            if (period != rows[i].period) {
                fail_msg("%s in %s: %d, expected %d", rows[i].when, zones[z],
                         period, rows[i].period);
            }
        }
        // every week begins where the one before it ends
        for (time_t now = local_time("2026-01-01 12:00");
             now < local_time("2099-12-01 12:00"); now += WEEK) {
            int period = om_tally_period(now);
            time_t start = om_tally_period_start(period);
            assert_int_equal(om_tally_period(start), period);
            assert_true(start <= now && now - start < WEEK + 7200);
            assert_true(period == 202601
                        || om_tally_period(start - 1) != period);
        }
    }
    use_zone("Europe/Amsterdam");
    assert_int_equal(om_tally_period_start(0), 0);
    assert_int_equal(om_tally_period(0), 0);
}

static void
test_clock(void **state)
{
    (void) state;
    enum { BUILT = MONDAY, BOOT = 1000 };
    static const struct {
        const char *name;
        time_t learned; // 0: nothing
        time_t first;   // a reading before, 50 s after boot; 0: none
        bool first_synchronised;
        time_t wall;
        time_t boot;
        bool synchronised;
        bool trusted;
    } rows[] = {
        { "a good clock", 0, 0, false, BUILT + DAY, BOOT, false, true },
        { "1970", 0, 0, false, 50, BOOT, false, false },
        { "before the build", 0, 0, false, BUILT - 1, BOOT, false, false },
        { "before the newest week", BUILT + 10 * DAY, 0, false, BUILT + DAY,
          BOOT, false, false },
        { "before it, by NTP", BUILT + 10 * DAY, 0, false, BUILT + DAY, BOOT,
          true, true },
        { "a year in a cupboard", 0, 0, false, BUILT + 399 * DAY, BOOT, false,
          true },
        { "years ahead", 0, 0, false, BUILT + 401 * DAY, BOOT, false, false },
        { "years ahead, by NTP", 0, 0, false, BUILT + 2000 * DAY, BOOT, true,
          true },
        { "years later, newer pack", BUILT + 2000 * DAY, 0, false,
          BUILT + 2010 * DAY, BOOT, false, true },
        { "2099", 0, 0, false, 4083955200, BOOT, false, false },
        { "1970 by NTP", 0, 0, false, 50, BOOT, true, false },
        { "goes on", 0, BUILT + DAY, false, BUILT + DAY + 3 * WEEK,
          BOOT + 3 * WEEK, false, true },
        { "jumps back a day", 0, BUILT + 9 * DAY, false, BUILT + 8 * DAY + 9,
          BOOT + 9, false, false },
        { "jumps ahead a day", 0, BUILT + DAY, false, BUILT + 2 * DAY + 9,
          BOOT + 9, false, false },
        { "is put right by minutes", 0, BUILT + DAY, false, BUILT + DAY - 1800,
          BOOT + 9, false, true },
        { "is put right by NTP", 0, BUILT + DAY, false, BUILT + 30 * DAY,
          BOOT + 9, true, true },
        { "falls back from NTP", 0, BUILT + DAY, true, BUILT + 2 * DAY, BOOT,
          false, false },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_wall clock = { .floor = BUILT };
        om_wall_learn(&clock, rows[i].learned);
        if (rows[i].first) {
            om_wall_judge(
                &clock, (struct om_wall_reading){ rows[i].first, BOOT,
                                                  rows[i].first_synchronised });
        }
        time_t got = om_wall_judge(
            &clock, (struct om_wall_reading){ rows[i].wall, rows[i].boot,
                                              rows[i].synchronised });
        if (got != (rows[i].trusted ? rows[i].wall : 0)) {
            fail_msg("%s: got %lld", rows[i].name, (long long) got);
        }
    }
    struct om_wall built = om_wall_begin();
    assert_true(om_tally_period(built.floor) >= 202601);
    struct om_wall_reading reading = om_wall_read();
    assert_true(reading.boot > 0 && reading.wall > 0);
}

// -- counting and reading -----------------------------------------------------

struct epochs {
    unsigned char last[16];
    unsigned epochs, rows;
    int last_period;
    int64_t n;
};

static void
take_epoch_row(void *context, const struct om_tally_row *row)
{
    struct epochs *epochs = context;
    int order = memcmp(epochs->last, row->epoch, sizeof(row->epoch));
    if (epochs->epochs == 0 || order != 0) {
        assert_true(epochs->epochs == 0 || order < 0);
        epochs->epochs++;
        epochs->last_period = 0;
    }
    assert_true(row->period >= epochs->last_period);
    memcpy(epochs->last, row->epoch, sizeof(row->epoch));
    epochs->last_period = row->period;
    epochs->rows++;
    epochs->n += row->n;
}

static void
test_epochs_and_weeks(void **state)
{
    (void) state;
    char folder[64];
    make_folder(folder);
    static const time_t whens[] = { MONDAY, MONDAY + DAY, MONDAY + WEEK, 0,
                                    MONDAY + WEEK };
    for (int start = 0; start < 3; start++) {
        struct om_tally *tally = open_tally(folder);
        for (size_t i = 0; i < sizeof(whens) / sizeof(whens[0]); i++) {
            assert_true(add_one(tally, "p@1/f/start@nl", whens[i]));
            assert_true(add_one(tally, "p@1/f/finish@en", whens[i]));
        }
        assert_int_equal(om_tally_newest(tally), 202624);
        om_tally_close(tally);
    }
    assert_int_equal(total_of(folder, "p@1/f/start@nl", 202623), 6);
    assert_int_equal(total_of(folder, "p@1/f/start@nl", 202624), 6);
    assert_int_equal(total_of(folder, "p@1/f/start@nl", 0), 3);
    assert_int_equal(total_of(folder, NULL, -1), 30);
    // a start in each week, and back again, is an epoch
    struct epochs epochs = { .n = 0 };
    struct om_text problem = { 0 };
    assert_true(
        om_tally_read_epochs(folder, take_epoch_row, &epochs, &problem));
    assert_int_equal(epochs.n, 30);
    assert_int_equal(epochs.epochs, 12);
    assert_int_equal(epochs.rows, 24);
    remove_folder(folder);
}

static void
test_starts_without_visits_leave_nothing(void **state)
{
    (void) state;
    char folder[64];
    make_folder(folder);
    for (int i = 0; i < 5; i++) {
        om_tally_close(open_tally(folder));
    }
    size_t size = 0, later = 0;
    char *before = read_file(folder, "counts.db", &size);
    for (int i = 0; i < 5; i++) {
        om_tally_close(open_tally(folder));
    }
    char *after = read_file(folder, "counts.db", &later);
    assert_int_equal(size, later);
    assert_memory_equal(before, after, size);
    free(before);
    free(after);
    remove_folder(folder);
}

static void
test_reading_while_counting(void **state)
{
    (void) state;
    char folder[64];
    make_folder(folder);
    struct om_tally *tally = open_tally(folder);
    for (int i = 1; i <= 20; i++) {
        assert_true(add_one(tally, "p@1/f/start@nl", MONDAY));
        assert_int_equal(total_of(folder, "p@1/f/start@nl", -1), i);
    }
    om_tally_close(tally);
    remove_folder(folder);
}

static void
test_reading_says_what_is_wrong(void **state)
{
    (void) state;
    char folder[64];
    make_folder(folder);
    write_file(folder, "counts.db", "hello, this is a text", 21);
    struct wanted none = { .period = -1 };
    struct om_text problem = { 0 };
    assert_false(om_tally_read(folder, take_wanted, &none, &problem));
    assert_non_null(strstr(problem.data, "counts.db"));
    problem.length = 0;
    empty_folder(folder);
    assert_false(om_tally_read(folder, take_wanted, &none, &problem));
    assert_non_null(strstr(problem.data, "no counters in"));
    om_text_finish(&problem);
    remove_folder(folder);
}

// -- files that cannot be used ------------------------------------------------

// A database with 1000 visits over three weeks and three starts.
static void
fill(const char *folder)
{
    for (int start = 0; start < 3; start++) {
        struct om_tally *tally = open_tally(folder);
        for (int i = 0; i < 20; i++) {
            struct om_increments increments = { 0 };
            om_increments_add(&increments, "p@1/f/start@nl");
            om_increments_add(&increments, "p@1/a/s.q/c%d@nl", i);
            om_increments_add(&increments, "p@1/a/s.r/c%d@nl", i % 7);
            assert_true(
                om_tally_add(tally, &increments, MONDAY + start * WEEK));
        }
        om_tally_close(tally);
    }
}

static void
run_sql(const char *folder, const char *sql)
{
    char path[128];
    snprintf(path, sizeof(path), "%s/counts.db", folder);
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    }
    sqlite3_close(db);
}

static void
test_unusable_files_are_kept(void **state)
{
    (void) state;
    static const struct {
        const char *name;
        const char *sql;  // what is done to a good one, or
        const char *text; // what takes its place, or
        long cut;         // the length it is cut to; -1: not cut
        const char *aside;
        const char *said;
    } rows[] = {
        { "text", NULL, "week,cell,n\n202623,start,5\n", -1, "damaged",
          "not a database" },
        { "two bytes", NULL, "SQ", -1, "damaged", "not a database" },
        { "cut short", NULL, NULL, 10000, "damaged", "" },
        { "cut in the header", NULL, NULL, 60, "damaged", "" },
        { "no table of cells", "DROP VIEW counted; DROP TABLE cell", NULL, -1,
          "damaged", "cell" },
        { "a cell that was not written",
          "UPDATE cell SET key = 'p@1/f/finish@nl' WHERE key LIKE '%start%'",
          NULL, -1, "damaged", "the name of a cell changed" },
        { "an epoch less",
          "DELETE FROM epoch WHERE epoch ="
          " (SELECT min(epoch) FROM epoch)",
          NULL, -1, "damaged", "lost its name" },
        { "a counter that counts too much",
          "UPDATE counter SET n = n + 1 WHERE n = 20", NULL, -1, "damaged",
          "a counter changed" },
        { "another's",
          "DROP VIEW counted; DROP TABLE cell; CREATE TABLE bookmarks(u);"
          "PRAGMA application_id = 0; PRAGMA user_version = 0",
          NULL, -1, "damaged", "somebody else" },
        { "newer", "PRAGMA user_version = 2", NULL, -1, "newer",
          "a newer omstander" },
        { "much newer, other tables",
          "DROP VIEW counted; DROP TABLE counter; PRAGMA user_version = 99",
          NULL, -1, "newer", "a newer omstander" },
    };
    char folder[64];
    make_folder(folder);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        fill(folder);
        if (rows[i].sql) {
            run_sql(folder, rows[i].sql);
        }
        if (rows[i].text) {
            write_file(folder, "counts.db", rows[i].text, strlen(rows[i].text));
        }
        size_t size = 0, kept_size = 0;
        char *bytes = read_file(folder, "counts.db", &size);
        if (rows[i].cut >= 0) {
            size = (size_t) rows[i].cut;
            write_file(folder, "counts.db", bytes, size);
        }
        struct capture capture = start_capture();
        struct om_tally *tally = open_tally(folder);
        char *log = end_capture(&capture);
        assert_true(add_one(tally, "p@1/f/start@nl", MONDAY));
        om_tally_close(tally);
        assert_int_equal(total_of(folder, NULL, -1), 1);
        char aside[256] = "";
        if (!find_aside(folder, rows[i].aside, aside)
            || !strstr(log, rows[i].said) || !strstr(log, aside)) {
            fail_msg("%s: set aside as '%s', said: %s", rows[i].name, aside,
                     log);
        }
        char *kept = read_file(folder, aside, &kept_size);
        assert_int_equal(kept_size, size);
        assert_memory_equal(kept, bytes, size);
        free(kept);
        free(bytes);
        free(log);
        empty_folder(folder);
    }
    remove_folder(folder);
}

static void
test_every_damaged_file_is_kept(void **state)
{
    (void) state;
    char folder[64];
    make_folder(folder);
    struct capture capture = start_capture();
    for (int i = 0; i < 4; i++) {
        char text[16];
        snprintf(text, sizeof(text), "damage %d", i);
        write_file(folder, "counts.db", text, strlen(text));
        om_tally_close(open_tally(folder));
    }
    char *log = end_capture(&capture);
    unsigned seen = 0;
    DIR *list = opendir(folder);
    struct dirent *entry;
    while ((entry = readdir(list))) {
        size_t size = 0;
        if (strncmp(entry->d_name, "counts-damaged-", 15) == 0) {
            char *bytes = read_file(folder, entry->d_name, &size);
            assert_int_equal(size, 8);
            seen |= 1u << (bytes[7] - '0');
            free(bytes);
        }
    }
    closedir(list);
    assert_int_equal(seen, 15);
    assert_int_equal(count_of(log, strlen(log), "cannot be used"), 4);
    free(log);
    remove_folder(folder);
}

static void
test_an_empty_file_is_filled(void **state)
{
    (void) state;
    char folder[64], aside[256];
    make_folder(folder);
    write_file(folder, "counts.db", "", 0);
    struct om_tally *tally = open_tally(folder);
    assert_true(add_one(tally, "p@1/f/start@nl", MONDAY));
    om_tally_close(tally);
    assert_false(find_aside(folder, "damaged", aside));
    remove_folder(folder);
}

// Damage in the middle of a run: the visits of this run are in the new file.
static void
test_damage_while_counting(void **state)
{
    (void) state;
    char folder[64], aside[256];
    make_folder(folder);
    struct om_tally *tally = open_tally(folder);
    for (int i = 0; i < 5; i++) {
        assert_true(add_one(tally, "p@1/f/start@nl", MONDAY));
    }
    struct capture capture = start_capture();
    char path[128];
    snprintf(path, sizeof(path), "%s/counts.db", folder);
    int file = open(path, O_WRONLY); // same inode, as a bad sector would be
    char rubbish[8192];
    memset(rubbish, 0x5a, sizeof(rubbish));
    for (int i = 0; i < 6; i++) {
        assert_int_equal(write(file, rubbish, sizeof(rubbish)),
                         sizeof(rubbish));
    }
    close(file);
    bool written = add_one(tally, "p@1/f/start@nl", MONDAY);
    written = om_tally_tend(tally);
    free(end_capture(&capture));
    assert_true(written);
    assert_true(find_aside(folder, "damaged", aside));
    assert_int_equal(total_of(folder, NULL, -1), 6);
    om_tally_close(tally);
    remove_folder(folder);
}

static uint32_t
chance(uint64_t *seed, uint32_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) (*seed >> 33) % below;
}

// Bits that flip: the file is set aside, whole, or its totals are still true.
static void
test_bit_flips(void **state)
{
    (void) state;
    char folder[64], aside[256];
    make_folder(folder);
    fill(folder);
    size_t size = 0;
    char *good = read_file(folder, "counts.db", &size);
    int64_t truth = total_of(folder, NULL, -1);
    unsigned set_aside = 0, harmless = 0;
    uint64_t seed = 3;
    struct capture capture = start_capture();
    for (int i = 0; i < (is_long() ? 5000 : 400); i++) {
        char *bad = malloc(size);
        memcpy(bad, good, size);
        for (uint32_t k = 1 + chance(&seed, 3); k > 0; k--) {
            bad[chance(&seed, (uint32_t) size)] ^=
                (char) (1 << chance(&seed, 8));
        }
        empty_folder(folder);
        write_file(folder, "counts.db", bad, size);
        struct om_tally *tally = open_tally(folder);
        bool written = add_one(tally, "p@1/f/start@nl", MONDAY + 9 * WEEK);
        written = written || om_tally_tend(tally);
        assert_true(written);
        om_tally_close(tally);
        int64_t total = total_of(folder, NULL, -1);
        if (find_aside(folder, "damaged", aside)
            || find_aside(folder, "newer", aside)) {
            size_t kept_size = 0;
            char *kept = read_file(folder, aside, &kept_size);
            assert_int_equal(kept_size, size);
            free(kept);
            assert_int_equal(total, 1);
            set_aside++;
        } else {
            assert_int_equal(total, truth + 1);
            harmless++;
        }
        free(bad);
    }
    free(end_capture(&capture));
    print_message("flips: %u noticed, %u harmless\n", set_aside, harmless);
    assert_true(set_aside > 0);
    free(good);
    remove_folder(folder);
}

// -- folders ------------------------------------------------------------------

// Runs in a child of its own, which may lose its rights; 0: as it should be,
// 77: cannot be tried here.
static int
in_child(int (*body)(const char *folder), const char *folder)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        _exit(body(folder));
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void
assert_child(int (*body)(const char *folder), const char *folder)
{
    int code = in_child(body, folder);
    if (code == 77) {
        print_message("cannot be tried here (needs root)\n");
        skip();
    }
    assert_int_equal(code, 0);
}

static int
open_without_rights(const char *folder)
{
    if (chmod(folder, 0555) != 0
        || (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))) {
        return 77;
    }
    struct om_text problem = { 0 };
    return om_tally_open(folder, &problem) == NULL
                   && strstr(om_text_get(&problem), folder)
                   && strstr(om_text_get(&problem), "Permission denied")
               ? 0
               : 1;
}

static void
test_folders_that_will_never_do(void **state)
{
    (void) state;
    char folder[64], path[128];
    make_folder(folder);
    struct om_text problem = { 0 };
    write_file(folder, "file", "x", 1);
    snprintf(path, sizeof(path), "%s/file", folder);
    assert_null(om_tally_open(path, &problem));
    assert_non_null(strstr(om_text_get(&problem), "Not a directory"));
    problem.length = 0;
    snprintf(path, sizeof(path), "%s/file/below", folder);
    assert_null(om_tally_open(path, &problem));
    assert_true(problem.length > 0);
    problem.length = 0;
    assert_null(om_tally_open("", &problem));
    assert_true(problem.length > 0);
    empty_folder(folder);
    assert_child(open_without_rights, folder);
    chmod(folder, 0700);
    om_text_finish(&problem);
    remove_folder(folder);
}

static void
test_one_at_a_time(void **state)
{
    (void) state;
    char folder[64];
    make_folder(folder);
    struct om_tally *tally = open_tally(folder);
    struct om_text problem = { 0 };
    assert_null(om_tally_open(folder, &problem));
    assert_non_null(strstr(om_text_get(&problem), "another omstander"));
    om_tally_close(tally);
    om_tally_close(open_tally(folder));
    om_text_finish(&problem);
    remove_folder(folder);
}

// A file system of our own, of this size, over the folder.
static bool
mount_small(const char *folder, const char *options, unsigned long flags)
{
    return unshare(CLONE_NEWNS) == 0
           && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
           && mount("none", folder, "tmpfs", flags, options) == 0;
}

#define CHECK(condition) \
    if (!(condition)) { \
        fprintf(stderr, "%d: %s\n", __LINE__, #condition); \
        return 1; \
    }

static int
fill_a_disk(const char *folder)
{
    if (!mount_small(folder, "size=128k", 0)) {
        return 77;
    }
    char other[128];
    snprintf(other, sizeof(other), "%s/other", folder);
    int file = open(other, O_WRONLY | O_CREAT, 0600);
    char page[4096] = { 1 };
    while (write(file, page, sizeof(page)) > 0) {
    }
    struct capture capture = start_capture();
    struct om_text problem = { 0 };
    struct om_tally *tally = om_tally_open(folder, &problem); // starts full
    CHECK(tally && problem.length == 0);
    for (int i = 0; i < 50; i++) {
        CHECK(!add_one(tally, "p@1/f/start@nl", MONDAY));
    }
    CHECK(!om_tally_tend(tally));
    CHECK(ftruncate(file, 0) == 0); // somebody makes room
    CHECK(om_tally_tend(tally));
    CHECK(add_one(tally, "p@1/f/start@nl", MONDAY));
    CHECK(total_of(folder, NULL, -1) == 51);
    while (write(file, page, sizeof(page)) > 0) { // and it fills up again
    }
    for (int i = 0; i < 5; i++) {
        add_one(tally, "p@1/f/finish@nl", MONDAY);
    }
    CHECK(ftruncate(file, 0) == 0);
    om_tally_close(tally); // writes what waits
    CHECK(total_of(folder, NULL, -1) == 56);
    char *log = end_capture(&capture);
    unsigned told = count_of(log, strlen(log), "cannot be written");
    CHECK(told >= 1 && told <= 2);
    close(file);
    return 0;
}

static int
read_only_disk(const char *folder)
{
    char state[128];
    snprintf(state, sizeof(state), "%s/state", folder);
    if (!mount_small(folder, "size=1m", MS_RDONLY)) {
        return 77;
    }
    struct capture capture = start_capture();
    struct om_text problem = { 0 };
    struct om_tally *tally = om_tally_open(state, &problem); // not even there
    CHECK(tally && problem.length == 0);
    CHECK(!add_one(tally, "p@1/f/start@nl", MONDAY));
    CHECK(mount(NULL, folder, NULL, MS_REMOUNT, "size=1m") == 0);
    CHECK(om_tally_tend(tally));
    CHECK(total_of(state, NULL, -1) == 1);
    om_tally_close(tally);
    // a database that is there already, on a disk that became read-only
    CHECK(mount(NULL, folder, NULL, MS_REMOUNT | MS_RDONLY, "size=1m") == 0);
    tally = om_tally_open(state, &problem);
    CHECK(tally && problem.length == 0);
    CHECK(!add_one(tally, "p@1/f/start@nl", MONDAY));
    CHECK(!add_one(tally, "p@1/f/start@nl", MONDAY));
    CHECK(total_of(state, NULL, -1) == 1);
    CHECK(mount(NULL, folder, NULL, MS_REMOUNT, "size=1m") == 0);
    CHECK(add_one(tally, "p@1/f/start@nl", MONDAY));
    CHECK(total_of(state, NULL, -1) == 4);
    om_tally_close(tally);
    char *log = end_capture(&capture);
    CHECK(count_of(log, strlen(log), "cannot be written") == 2);
    CHECK(count_of(log, strlen(log), "are written in") == 2);
    return 0;
}

static int
limit_files(const char *folder)
{
    struct capture capture = start_capture();
    struct om_tally *tally = open_tally(folder);
    CHECK(add_one(tally, "p@1/f/start@nl", MONDAY));
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit small = { 4096, RLIM_INFINITY };
    CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
    for (int i = 0; i < 3; i++) {
        CHECK(!add_one(tally, "p@1/f/finish@nl", MONDAY));
    }
    struct rlimit large = { RLIM_INFINITY, RLIM_INFINITY };
    CHECK(setrlimit(RLIMIT_FSIZE, &large) == 0);
    CHECK(om_tally_tend(tally));
    om_tally_close(tally);
    CHECK(total_of(folder, NULL, -1) == 4);
    free(end_capture(&capture));
    return 0;
}

static void
test_a_full_disk(void **state)
{
    (void) state;
    char folder[64];
    make_folder(folder);
    int code = in_child(fill_a_disk, folder);
    assert_int_equal(in_child(limit_files, folder), 0);
    remove_folder(folder);
    if (code == 77) {
        print_message("no small file system can be mounted here\n");
    } else {
        assert_int_equal(code, 0);
    }
}

static void
test_a_read_only_disk(void **state)
{
    (void) state;
    char folder[64];
    make_folder(folder);
    int code = in_child(read_only_disk, folder);
    rmdir(folder);
    if (code == 77) {
        skip();
    }
    assert_int_equal(code, 0);
}

// What waits is bounded, and a visit is taken whole or not at all.
static int
wait_for_long(const char *folder)
{
    struct capture capture = start_capture();
    struct om_tally *tally = open_tally(folder);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit small = { 6000, RLIM_INFINITY }; // the log is a file too
    CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
    char *log = NULL;
    for (int i = 0; i < 5050; i++) {
        struct om_increments visit = { 0 };
        om_increments_add(&visit, "p@1/a/s.q/c%d@nl", i);
        om_increments_add(&visit, "p@1/a/s.r/c%d@nl", i);
        CHECK(!om_tally_add(tally, &visit, MONDAY));
    }
    small.rlim_cur = RLIM_INFINITY;
    CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
    CHECK(om_tally_tend(tally));
    CHECK(total_of(folder, NULL, -1) == 10000);
    om_tally_close(tally);
    log = end_capture(&capture);
    CHECK(count_of(log, strlen(log), "found no room") == 50);
    return 0;
}

static void
test_what_waits_is_bounded(void **state)
{
    (void) state;
    char folder[64];
    make_folder(folder);
    assert_int_equal(in_child(wait_for_long, folder), 0);
    remove_folder(folder);
}

// -- what the disk tells ------------------------------------------------------

static void
test_times_of_files_are_coarse(void **state)
{
    (void) state;
    char folder[64], path[128];
    make_folder(folder);
    snprintf(path, sizeof(path), "%s/counts.db", folder);
    static const time_t whens[] = { MONDAY + 3 * DAY + 12345,
                                    MONDAY + 4 * DAY + 777, MONDAY + WEEK + 5,
                                    0 };
    struct om_tally *tally = open_tally(folder);
    for (size_t i = 0; i < sizeof(whens) / sizeof(whens[0]); i++) {
        time_t week = om_tally_period_start(om_tally_period(whens[i]));
        assert_true(add_one(tally, "p@1/f/start@nl", whens[i]));
        const char *const places[] = { path, folder };
        for (int k = 0; k < 2; k++) {
            struct stat status;
            assert_int_equal(stat(places[k], &status), 0);
            assert_int_equal(status.st_mtim.tv_sec, week);
            assert_int_equal(status.st_mtim.tv_nsec, 0);
            assert_int_equal(status.st_atim.tv_sec, week);
        }
    }
    om_tally_close(tally);
    remove_folder(folder);
}

// Random numbers that are the same in every run.
static uint64_t fixed_seed;

static uint32_t
fixed_random(void)
{
    return chance(&fixed_seed, UINT32_MAX);
}

static void
fixed_buf(void *const buffer, const size_t size)
{
    for (size_t i = 0; i < size; i++) {
        ((unsigned char *) buffer)[i] =
            (unsigned char) chance(&fixed_seed, 256);
    }
}

static const char *
fixed_name(void)
{
    return "fixed";
}

static struct randombytes_implementation fixed = {
    .implementation_name = fixed_name,
    .random = fixed_random,
    .buf = fixed_buf,
};

enum { SHUFFLED = 80 };

// A week of visits of which every one has something of its own.
static void
make_shuffled_visit(int number, struct om_increments *increments)
{
    *increments = (struct om_increments){ 0 };
    om_increments_add(increments, "p@1/f/start@nl");
    om_increments_add(increments, "p@1/a/s.q/choice-%d@nl", number % 13);
    om_increments_add(increments, "p@1/a/s.r/other-%d@%s", number % 7,
                      number % 5 ? "nl" : "en");
    om_increments_add(increments, "iedereen-behalve@1/a/story.many/only-%d@nl",
                      number);
    om_increments_add(increments, "iedereen-behalve@1/a/story.more/only-%d@nl",
                      number);
    if (number % 3) {
        om_increments_add(increments, "p@1/f/finish@nl");
    }
}

static char *
count_in_order(const char *folder, const int order[SHUFFLED], size_t *size)
{
    empty_folder(folder);
    fixed_seed = 5;
    struct om_tally *tally = open_tally(folder);
    assert_true(add_one(tally, "p@1/f/start@nl", MONDAY - WEEK));
    om_tally_close(tally);
    tally = open_tally(folder);
    for (int i = 0; i < SHUFFLED; i++) {
        struct om_increments increments;
        make_shuffled_visit(order[i], &increments);
        assert_true(om_tally_add(tally, &increments, MONDAY));
    }
    om_tally_close(tally);
    return read_file(folder, "counts.db", size);
}

static uint32_t
number_at(const unsigned char *bytes, int size)
{
    uint32_t number = 0;
    for (int i = 0; i < size; i++) {
        number = number << 8 | bytes[i];
    }
    return number;
}

enum { PAGE = 8192 };

static int
compare_pages(const void *a, const void *b)
{
    return memcmp(a, b, PAGE);
}

// A table of more than one page may have its pages in another order. That is
// all that differs: so the pages are sorted, and where one names another the
// number is left out.
static void
forget_page_numbers(char *bytes, size_t size)
{
    unsigned char *file = (unsigned char *) bytes;
    uint32_t trunk = number_at(file + 32, 4); // of unused pages
    memset(file + 32, 0, 4);
    while (trunk) {
        unsigned char *page = file + (size_t) (trunk - 1) * PAGE;
        trunk = number_at(page, 4);
        memset(page, 0, 8 + 4 * number_at(page + 4, 4));
    }
    for (size_t at = PAGE; at < size; at += PAGE) {
        unsigned char *page = file + at;
        if (page[0] != 2 && page[0] != 5) {
            continue; // not one that names others
        }
        memset(page + 8, 0, 4);
        for (uint32_t i = 0; i < number_at(page + 3, 2); i++) {
            memset(page + number_at(page + 12 + 2 * i, 2), 0, 4);
        }
    }
    qsort(file + PAGE, size / PAGE - 1, PAGE, compare_pages);
}

static void
shuffle(int order[SHUFFLED], uint64_t *seed)
{
    for (int i = SHUFFLED; i > 1; i--) {
        int k = (int) chance(seed, (uint32_t) i);
        int swap = order[i - 1];
        order[i - 1] = order[k];
        order[k] = swap;
    }
}

// Whoever has the file cannot tell who came before whom.
static void
test_the_file_does_not_tell_the_order(void **state)
{
    (void) state;
    char folder[64];
    make_folder(folder);
    int order[SHUFFLED];
    for (int i = 0; i < SHUFFLED; i++) {
        order[i] = i;
    }
    size_t size = 0;
    char *first = count_in_order(folder, order, &size);
    // no deleted row is left: each key is there once
    for (int i = 0; i < SHUFFLED; i++) {
        char word[32];
        snprintf(word, sizeof(word), "story.many/only-%d@nl", i);
        assert_int_equal(count_of(first, size, word), 1);
    }
    char *exact = malloc(size);
    memcpy(exact, first, size);
    forget_page_numbers(first, size);
    uint64_t seed = 17;
    unsigned rounds = is_long() ? 300 : 20, same = 0;
    for (unsigned round = 0; round < rounds; round++) {
        shuffle(order, &seed);
        size_t other_size = 0;
        char *other = count_in_order(folder, order, &other_size);
        assert_int_equal(other_size, size);
        same += memcmp(exact, other, size) == 0;
        forget_page_numbers(other, size);
        size_t differing = 0;
        for (size_t i = 0; i < size; i++) {
            differing += first[i] != other[i];
        }
        if (differing) {
            fail_msg("round %u: %zu of %zu bytes differ", round, differing,
                     size);
        }
        free(other);
    }
    print_message("%u orders: %u files are the same, the others but for the "
                  "order of pages\n",
                  rounds, same);
    free(exact);
    free(first);
    remove_folder(folder);
}

// -- years --------------------------------------------------------------------

// What a busy kiosk counts in a day with a pack of three stories, each with
// three questions of four choices, in two languages: 158 cells.
static void
count_day(struct om_tally *tally, time_t day, uint64_t *seed)
{
    static struct om_increments increments;
    for (int part = 0; part < 2; part++) {
        memset(&increments, 0, sizeof(increments));
        const char *language = part ? "en" : "nl";
        static const char *const steps[] = { "start", "clip50", "clipend",
                                             "finish", "help_open" };
        for (size_t i = 0; i < 5; i++) {
            om_increments_add(&increments, "iedereen-behalve@1/f/%s@%s",
                              steps[i], language);
        }
        for (int i = 0; i < 9; i++) {
            om_increments_add(&increments, "iedereen-behalve@1/f/q%d_shown@%s",
                              i + 1, language);
            om_increments_add(&increments, "iedereen-behalve@1/f/q%d_done@%s",
                              i + 1, language);
            for (int k = 0; k < 4; k++) {
                om_increments_add(&increments,
                                  "iedereen-behalve@1/a/story-%d.question-%d/"
                                  "choice-%d@%s",
                                  i / 3, i % 3, k, language);
            }
        }
        static const char *const rest[] = {
            "iedereen-behalve@1/d/lt30",
            "iedereen-behalve@1/d/30_60",
            "iedereen-behalve@1/d/60_120",
            "iedereen-behalve@1/d/120_240",
            "iedereen-behalve@1/d/gt240",
            "f/daypart/mowk",
            "f/daypart/miwk",
            "f/daypart/avwk",
            "f/q/suspect_visit",
            "f/q/reset_idle",
            "f/q/reset_back",
            "f/q/decode_error",
        };
        for (size_t i = 0; part && i < sizeof(rest) / sizeof(rest[0]); i++) {
            om_increments_add(&increments, "%s", rest[i]);
        }
        for (size_t i = 0; i < increments.count; i++) {
            increments.items[i].n = 1 + chance(seed, 300);
        }
        assert_true(om_tally_add(tally, &increments, day));
    }
}

static void
count_days(const char *folder, int days)
{
    uint64_t seed = 1;
    for (int day = 0; day < days; day++) {
        struct om_tally *tally = open_tally(folder);
        count_day(tally, MONDAY + (time_t) day * DAY + DAY / 2, &seed);
        om_tally_close(tally);
    }
}

static int
compare_numbers(const void *a, const void *b)
{
    int64_t left = *(const int64_t *) a, right = *(const int64_t *) b;
    return (left > right) - (left < right);
}

static int64_t
time_commit(struct om_tally *tally, int number, time_t day)
{
    struct om_increments visit = { .count = 0 };
    om_increments_add(&visit, "iedereen-behalve@1/f/start@nl");
    om_increments_add(&visit,
                      "iedereen-behalve@1/a/story-0.question-1/choice-%d@nl",
                      number % 4);
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    assert_true(om_tally_add(tally, &visit, day));
    clock_gettime(CLOCK_MONOTONIC, &after);
    return (after.tv_sec - before.tv_sec) * 1000000000
           + (after.tv_nsec - before.tv_nsec);
}

enum { COMMITS = 301 };

// Medians of the time that a visit's commit takes, in nanoseconds, of two
// folders in turn: what else the machine does meanwhile slows both.
static void
compare_commits(const char *const folders[2], const int days[2],
                int64_t medians[2])
{
    static int64_t took[2][COMMITS];
    struct om_tally *tallies[2];
    uint64_t seed = 2;
    for (int i = 0; i < 2; i++) {
        tallies[i] = open_tally(folders[i]);
        count_day(tallies[i], MONDAY + (time_t) days[i] * DAY, &seed);
    }
    for (int k = 0; k < COMMITS; k++) {
        for (int i = 0; i < 2; i++) {
            took[i][k] =
                time_commit(tallies[i], k, MONDAY + (time_t) days[i] * DAY);
        }
    }
    for (int i = 0; i < 2; i++) {
        om_tally_close(tallies[i]);
        qsort(took[i], COMMITS, sizeof(took[i][0]), compare_numbers);
        medians[i] = took[i][COMMITS / 2];
    }
}

static size_t
size_of(const char *folder)
{
    struct stat status;
    char path[128];
    snprintf(path, sizeof(path), "%s/counts.db", folder);
    assert_int_equal(stat(path, &status), 0);
    return (size_t) status.st_size;
}

static void
test_years(void **state)
{
    (void) state;
    char day[64], year[64];
    make_folder(day);
    make_folder(year);
    count_days(day, 1);
    count_days(year, 365);
    int64_t cost[2];
    compare_commits((const char *const[]){ day, year }, (const int[]){ 1, 365 },
                    cost);
    double ratio = (double) cost[1] / (double) cost[0];
    print_message("a commit after a year ÷ after a day: %lld µs ÷ %lld µs = "
                  "%.2f\n",
                  (long long) cost[1] / 1000, (long long) cost[0] / 1000,
                  ratio);
    print_message("after a year: %.2f MB\n", (double) size_of(year) / 1e6);
    assert_true(size_of(year) <= 4000000);
    if (is_long()) { // test_powercut counts what is written, always
        assert_true(ratio <= 1.2);
        empty_folder(year);
        count_days(year, 5 * 365);
        print_message("after five years: %.2f MB\n",
                      (double) size_of(year) / 1e6);
        assert_true(size_of(year) <= 20000000);
    }
    remove_folder(day);
    remove_folder(year);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_only_known_cells_are_written),
        cmocka_unit_test(test_too_many_cells_of_a_visit),
        cmocka_unit_test(test_periods),
        cmocka_unit_test(test_clock),
        cmocka_unit_test(test_epochs_and_weeks),
        cmocka_unit_test(test_starts_without_visits_leave_nothing),
        cmocka_unit_test(test_reading_while_counting),
        cmocka_unit_test(test_reading_says_what_is_wrong),
        cmocka_unit_test(test_unusable_files_are_kept),
        cmocka_unit_test(test_every_damaged_file_is_kept),
        cmocka_unit_test(test_an_empty_file_is_filled),
        cmocka_unit_test(test_damage_while_counting),
        cmocka_unit_test(test_bit_flips),
        cmocka_unit_test(test_folders_that_will_never_do),
        cmocka_unit_test(test_one_at_a_time),
        cmocka_unit_test(test_a_full_disk),
        cmocka_unit_test(test_a_read_only_disk),
        cmocka_unit_test(test_what_waits_is_bounded),
        cmocka_unit_test(test_times_of_files_are_coarse),
        cmocka_unit_test(test_the_file_does_not_tell_the_order),
        cmocka_unit_test(test_years),
    };
    use_zone("Europe/Amsterdam");
    randombytes_set_implementation(&fixed);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
