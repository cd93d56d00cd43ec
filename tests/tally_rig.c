#include "tally_rig.h"

#include "base/text.h"
#include "tally/tally.h"

#include "scratch.h"

#include <dirent.h>
#include <setjmp.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h> // needs those above

void
remove_folder(const char *folder)
{
    scratch_empty(folder);
    assert_int_equal(rmdir(folder), 0);
}

char *
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

void
write_file(const char *folder, const char *name, const void *bytes, size_t size)
{
    char path[400];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

bool
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

struct om_tally *
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

bool
add_one(struct om_tally *tally, const char *key, time_t now)
{
    struct om_increments increments = { 0 };
    om_increments_add(&increments, "%s", key);
    return om_tally_add(tally, &increments, now);
}

void
take_wanted(void *context, int period, const char *key, int64_t n)
{
    struct wanted *wanted = context;
    if ((!wanted->key || strcmp(wanted->key, key) == 0)
        && (wanted->period < 0 || wanted->period == period)) {
        wanted->n += n;
        wanted->rows++;
    }
}

int64_t
total_of(const char *folder, const char *key, int period)
{
    struct wanted wanted = { .key = key, .period = period };
    struct om_text problem = { 0 };
    if (!om_tally_read(folder, take_wanted, &wanted, &problem)) {
        fail_msg("%s", om_text_get(&problem));
    }
    return wanted.n;
}

struct capture
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

char *
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

unsigned
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

void
use_zone(const char *zone)
{
    setenv("TZ", zone, 1);
    tzset();
}

void
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

void
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

uint32_t
chance(uint64_t *seed, uint32_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) (*seed >> 33) % below;
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

void
fix_random(uint64_t seed)
{
    fixed_seed = seed;
    randombytes_set_implementation(&fixed);
}
