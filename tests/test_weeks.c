// In which week a visit is counted, and which clocks are believed.

#include "tally/wall.h"

#include "tally/wall.h"

#include "tally_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h> // needs those above

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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_periods),
        cmocka_unit_test(test_clock),
    };
    use_zone("Europe/Amsterdam");
    fix_random(0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
