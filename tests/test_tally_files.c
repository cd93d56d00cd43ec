// Files of counters that cannot be used: kept beside, never thrown away, and
// counting goes on.

#include "tally/tally.h"

#include "rounds.h"
#include "scratch.h"
#include "tally_rig.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h> // needs those above

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
    scratch_make(folder, "tally");
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
        scratch_empty(folder);
    }
    remove_folder(folder);
}

static void
test_every_damaged_file_is_kept(void **state)
{
    (void) state;
    char folder[64];
    scratch_make(folder, "tally");
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
    scratch_make(folder, "tally");
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
    scratch_make(folder, "tally");
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

// Bits that flip: the file is set aside, whole, or its totals are still true.
static void
test_bit_flips(void **state)
{
    (void) state;
    char folder[64], aside[256];
    scratch_make(folder, "tally");
    fill(folder);
    size_t size = 0;
    char *good = read_file(folder, "counts.db", &size);
    int64_t truth = total_of(folder, NULL, -1);
    unsigned set_aside = 0, harmless = 0;
    uint64_t seed = 3;
    struct capture capture = start_capture();
    for (unsigned i = 0; i < rounds(400, 5000); i++) {
        char *bad = malloc(size);
        memcpy(bad, good, size);
        for (uint32_t k = 1 + chance(&seed, 3); k > 0; k--) {
            bad[chance(&seed, (uint32_t) size)] ^=
                (char) (1 << chance(&seed, 8));
        }
        scratch_empty(folder);
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unusable_files_are_kept),
        cmocka_unit_test(test_every_damaged_file_is_kept),
        cmocka_unit_test(test_an_empty_file_is_filled),
        cmocka_unit_test(test_damage_while_counting),
        cmocka_unit_test(test_bit_flips),
    };
    use_zone("Europe/Amsterdam");
    fix_random(0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
