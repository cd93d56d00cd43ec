// The counters: what may be counted, what is in the file after it, and what
// reading says.

#include "tally/tally.h"

#include "base/text.h"
#include "tally/cells.h"
#include "tally/tally.h"

#include "scratch.h"
#include "tally_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h> // needs those above

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
    scratch_make(folder, "tally");
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
    scratch_make(folder, "tally");
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
    scratch_make(folder, "tally");
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
    scratch_make(folder, "tally");
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
    scratch_make(folder, "tally");
    write_file(folder, "counts.db", "hello, this is a text", 21);
    struct wanted none = { .period = -1 };
    struct om_text problem = { 0 };
    assert_false(om_tally_read(folder, take_wanted, &none, &problem));
    assert_non_null(strstr(problem.data, "counts.db"));
    problem.length = 0;
    scratch_empty(folder);
    assert_false(om_tally_read(folder, take_wanted, &none, &problem));
    assert_non_null(strstr(problem.data, "no counters in"));
    om_text_finish(&problem);
    remove_folder(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_only_known_cells_are_written),
        cmocka_unit_test(test_too_many_cells_of_a_visit),
        cmocka_unit_test(test_epochs_and_weeks),
        cmocka_unit_test(test_starts_without_visits_leave_nothing),
        cmocka_unit_test(test_reading_while_counting),
        cmocka_unit_test(test_reading_says_what_is_wrong),
    };
    use_zone("Europe/Amsterdam");
    fix_random(0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
