// The table of counters: merging by highest, adding up, whatever the order;
// and the calendars.
#include "report/counts.h"
#include "report/period.h"

#include "dice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h> // wants the standard headers before it

static uint32_t
add_site(struct om_counts *counts, const char *id, const char *province)
{
    struct om_place site = { .type = OM_PLACE_CINEMA, .kiosks = 1 };
    snprintf(site.id, sizeof(site.id), "%s", id);
    snprintf(site.province, sizeof(site.province), "%s", province);
    return om_counts_add_site(counts, &site);
}

static uint64_t
look_up(const struct om_counts *counts, const char *site, const char *cell,
        int period)
{
    for (size_t i = 0; i < counts->count; i++) {
        const struct om_count *item = &counts->items[i];
        if (strcmp(counts->sites[item->site].id, site) == 0
            && strcmp(counts->cells[item->cell], cell) == 0
            && item->period == period) {
            return item->n;
        }
    }
    return UINT64_MAX;
}

// -- merging ------------------------------------------------------------------

static void
test_merge(void **state)
{
    (void) state;
    static const uint8_t first[OM_EPOCH_SIZE] = { 1 },
                         second[] = { 2, 0, 0, 0, 0, 0, 0, 0,
                                      0, 0, 0, 0, 0, 0, 0, 0 };
    static const char start[] = "p@1/f/start@nl", finish[] = "p@1/f/finish@nl";
    struct om_counts counts;
    om_counts_init(&counts);
    uint32_t b = add_site(&counts, "b", "nl-nh");
    uint32_t a = add_site(&counts, "a", "nl-ut");
    om_counts_add(&counts, b, first, 202610, start, 5);
    om_counts_add(&counts, b, first, 202610, start, 7); // newer
    om_counts_add(&counts, b, first, 202610, start, 6); // an old snapshot
    om_counts_add(&counts, b, second, 202610, start, 10);
    om_counts_add(&counts, b, second, 202611, start, 1);
    om_counts_add(&counts, b, second, 0, finish, 3);
    om_counts_add(&counts, a, second, 202610, start, 11); // a cloned disk
    om_counts_seal(&counts);
    om_counts_seal(&counts);
    assert_string_equal(counts.sites[0].id, "a");
    assert_string_equal(counts.sites[1].id, "b");
    assert_int_equal(counts.clones, 1);
    assert_int_equal(look_up(&counts, "b", start, 202610), 7);
    assert_int_equal(look_up(&counts, "a", start, 202610), 11);
    assert_int_equal(look_up(&counts, "a", start, 202611), 1);
    assert_int_equal(look_up(&counts, "a", finish, 0), 3);
    assert_int_equal(counts.count, 4);
    om_counts_finish(&counts);
    om_counts_finish(&counts);
}

static void
test_refusals(void **state)
{
    (void) state;
    static const uint8_t epoch[OM_EPOCH_SIZE] = { 1 };
    static const struct {
        int period;
        const char *key;
        uint64_t n;
        enum om_counted answer;
    } rows[] = {
        { 202610, "p@1/f/start@nl", 1, OM_COUNTED_FINE },
        { 0, "p@1/f/start@nl", 1, OM_COUNTED_FINE },
        { 202691, "p@1/f/start@nl", 1, OM_COUNTED_FINE },
        { 202653, "p@1/f/start@nl", 1, OM_COUNTED_FINE }, // a long year
        { 202553, "p@1/f/start@nl", 1, OM_COUNTED_PERIOD },
        { 202600, "p@1/f/start@nl", 1, OM_COUNTED_PERIOD },
        { 202695, "p@1/f/start@nl", 1, OM_COUNTED_PERIOD },
        { -1, "p@1/f/start@nl", 1, OM_COUNTED_PERIOD },
        { 202610, "p@1/z/start@nl", 1, OM_COUNTED_CELL },
        { 202610, "P@1/f/start@nl", 1, OM_COUNTED_CELL },
        { 202610, "", 1, OM_COUNTED_CELL },
        { 202610, "p@1/f/start@nl", UINT64_MAX, OM_COUNTED_FULL },
    };
    struct om_counts counts;
    om_counts_init(&counts);
    uint32_t site = add_site(&counts, "a", "nl-ut");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(om_counts_add(&counts, site, epoch, rows[i].period,
                                       rows[i].key, rows[i].n),
                         rows[i].answer);
    }
    om_counts_finish(&counts);
}

// The same counters in any order, doubled, with older snapshots between.
static void
test_any_order(void **state)
{
    (void) state;
    enum { MANY = 60, RUNS = 200 };
    struct om_counts expected = { 0 };
    for (uint64_t run = 0; run < RUNS; run++) {
        uint64_t what = 77, how = run;
        struct om_counts counts;
        om_counts_init(&counts);
        struct {
            uint8_t epoch[OM_EPOCH_SIZE];
            unsigned site, cell, week, n;
        } given[MANY];
        for (size_t i = 0; i < MANY; i++) {
            memset(given[i].epoch, (int) roll(&what, 5), OM_EPOCH_SIZE);
            given[i].site = given[i].epoch[0] == 4 ? roll(&what, 3)
                                                   : given[i].epoch[0] % 3u;
            given[i].cell = roll(&what, 4);
            given[i].week = 202601 + roll(&what, 3);
            given[i].n = roll(&what, 50);
        }
        for (size_t i = MANY; i > 0; i--) {
            size_t j = roll(&how, (uint32_t) i);
            uint8_t epoch[OM_EPOCH_SIZE];
            memcpy(epoch, given[j].epoch, sizeof(epoch));
            static const char *const ids[] = { "c", "a", "b" };
            char cell[40];
            snprintf(cell, sizeof(cell), "p@1/a/s.q/c%u@nl", given[j].cell);
            uint32_t site = add_site(&counts, ids[given[j].site], "nl-ut");
            for (uint32_t times = roll(&how, 3) + 1; times > 0; times--) {
                om_counts_add(&counts, site, epoch, (int) given[j].week, cell,
                              given[j].n / times);
            }
            given[j] = given[i - 1];
        }
        om_counts_seal(&counts);
        if (run == 0) {
            expected = counts;
            continue;
        }
        assert_int_equal(counts.count, expected.count);
        assert_int_equal(counts.clones, expected.clones);
        for (size_t i = 0; i < counts.count; i++) {
            assert_int_equal(counts.items[i].site, expected.items[i].site);
            assert_int_equal(counts.items[i].cell, expected.items[i].cell);
            assert_int_equal(counts.items[i].period, expected.items[i].period);
            assert_int_equal(counts.items[i].n, expected.items[i].n);
        }
        om_counts_finish(&counts);
    }
    om_counts_finish(&expected);
}

static void
test_sites(void **state)
{
    (void) state;
    struct om_counts counts;
    om_counts_init(&counts);
    struct om_place site = { "a", OM_PLACE_CINEMA, "nl-ut", 2 };
    om_counts_add_site(&counts, &site);
    site = (struct om_place){ "a", OM_PLACE_SCHOOL, "nl-nh", 1 };
    om_counts_add_site(&counts, &site);
    om_counts_seal(&counts);
    assert_int_equal(counts.site_count, 1);
    assert_int_equal(counts.sites[0].type, OM_PLACE_SCHOOL);
    assert_string_equal(counts.sites[0].province, "nl-nh");
    assert_int_equal(counts.sites[0].kiosks, 2);
    om_counts_finish(&counts);
}

// -- calendars ----------------------------------------------------------------

// Against the C library, day by day: ISO weeks and the months of their
// Thursdays.
static void
test_weeks(void **state)
{
    (void) state;
    for (time_t day = 1577880000; day < 2524651200; day += 86400) {
        struct tm tm;
        gmtime_r(&day, &tm);
        char text[16], date[OM_DATE_SIZE];
        strftime(text, sizeof(text), "%G%V", &tm);
        time_t thursday = day + (4 - (tm.tm_wday + 6) % 7 - 1) * 86400;
        struct tm in;
        gmtime_r(&thursday, &in);
        int month = (in.tm_year + 1900) * 100 + in.tm_mon + 1;
        int period = atoi(text);
        assert_true(om_period_is_valid(period));
        assert_int_equal(om_period_month(period), month);
        char first[OM_DATE_SIZE], last[OM_DATE_SIZE];
        om_month_first_day(month, first);
        om_month_last_day(month, last);
        strftime(date, sizeof(date), "%Y-%m-%d", &tm);
        assert_true(strcmp(first, date) <= 0 && strcmp(date, last) <= 0);
        // no week of a closed month is still running
        assert_int_equal(om_month_next(om_month_closed_on(date)), month);
    }
}

static void
test_cycles(void **state)
{
    (void) state;
    static const struct {
        int month, start;
        bool ends, quarter, year;
    } rows[] = {
        { 202601, 202601, false, false, false },
        { 202603, 202601, true, true, false },
        { 202604, 202604, false, false, false },
        { 202606, 202604, false, true, false },
        { 202607, 202604, true, false, true },
        { 202608, 202608, false, false, false },
        { 202609, 202608, false, true, false },
        { 202612, 202608, true, true, false },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int m = rows[i].month;
        assert_int_equal(om_month_cycle_start(m, OM_CYCLE_TERM), rows[i].start);
        assert_int_equal(om_month_cycle_start(m, OM_CYCLE_MONTH), m);
        assert_int_equal(om_month_ends_cycle(m, OM_CYCLE_TERM), rows[i].ends);
        assert_true(om_month_ends_cycle(m, OM_CYCLE_MONTH));
        assert_int_equal(om_month_ends_quarter(m), rows[i].quarter);
        assert_int_equal(om_month_ends_school_year(m), rows[i].year);
    }
    assert_int_equal(om_month_next(202612), 202701);
    assert_int_equal(om_period_month(202692), 202606);
    assert_int_equal(om_period_month(0), 0);
    assert_int_equal(om_month_weeks(202604), 5);
    assert_int_equal(om_month_weeks(202605), 4);
}

static void
test_dates(void **state)
{
    (void) state;
    static const struct {
        const char *date;
        int month;
    } rows[] = {
        { "2026-09-30", 202609 }, { "2028-02-29", 202802 },
        { "2026-02-29", 0 },      { "2026-13-01", 0 },
        { "2026-00-01", 0 },      { "2026-9-30", 0 },
        { "2026-09-30x", 0 },     { "", 0 },
        { "gisteren", 0 },        { "2026-09-31", 0 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(om_month_of_date(rows[i].date), rows[i].month);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merge),     cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_any_order), cmocka_unit_test(test_sites),
        cmocka_unit_test(test_weeks),     cmocka_unit_test(test_cycles),
        cmocka_unit_test(test_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
