// The counters after a year: no larger and no slower than they may be.

#include "tally/tally.h"

#include "scratch.h"
#include "tally_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <cmocka.h> // needs those above

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
    scratch_make(day, "tally");
    scratch_make(year, "tally");
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
    if (getenv("OM_LONG")) { // test_powercut counts what is written, always
        assert_true(ratio <= 1.2);
        scratch_empty(year);
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
        cmocka_unit_test(test_years),
    };
    use_zone("Europe/Amsterdam");
    fix_random(0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
