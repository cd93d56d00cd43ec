// What each kind of place may publish: schools, cinemas, a country of both.

#include "report/ledger.h"
#include "report/release.h"

#include "ledger_rig.h"

#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h> // needs those above

static void
read_school(const struct fleet *fleet, struct om_release *release)
{
    const struct om_release_rules rules = om_release_preset(OM_PRESET_SCHOOL);
    struct om_catalogue catalogue = { 0 };
    struct om_counts counts;
    fill_catalogue(&catalogue, fleet);
    fill_counts(&counts, fleet);
    struct om_release_ledger *ledger = om_release_ledger_create(&rules);
    assert_int_equal(om_release_close(ledger, &counts, &catalogue, 202604), 1);
    om_release_read(ledger, 202601, 202612, release);
    om_release_ledger_destroy(ledger);
    om_counts_finish(&counts);
    om_catalogue_finish(&catalogue);
}

static void
test_schools(void **state)
{
    (void) state;
    static const struct {
        unsigned sites, provinces;
        bool country, province;
    } rows[] = {
        { 1, 1, false, false }, { 2, 1, false, false }, { 3, 1, true, true },
        { 4, 2, true, false },  { 6, 2, true, true },   { 8, 3, true, true },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct fleet fleet = small;
        fleet.type = OM_PLACE_SCHOOL;
        fleet.sites = rows[i].sites;
        fleet.provinces = rows[i].provinces;
        struct om_release release;
        read_school(&fleet, &release);
        assert_int_equal(release.site_count, 0);
        for (size_t r = 0; r < release.count; r++) {
            const struct om_row *row = &release.rows[r];
            assert_int_not_equal(row->scope, OM_SCOPE_SITE);
            assert_int_equal(row->closed, 202603);
            assert_true(row->n == 0 || row->n >= 20);
        }
        unsigned country = count_shown(&release, OM_SCOPE_COUNTRY);
        unsigned province = count_shown(&release, OM_SCOPE_PROVINCE);
        if ((country > 0) != rows[i].country
            || (province > 0) != rows[i].province) {
            fail_msg("%u schools in %u provinces: %u of the country, %u of "
                     "provinces",
                     rows[i].sites, rows[i].provinces, country, province);
        }
        om_release_finish(&release);
    }
}

// One kiosk, one question: what waits, what is merged, what is published.
static void
test_country(void **state)
{
    (void) state;
    static const struct {
        unsigned months[3][3]; // answers to the choices, in January to March
        unsigned shown[3][4];  // and the base; 0: hidden
    } rows[] = {
        { { { 20, 30, 40 }, { 9, 9, 9 }, { 10, 10, 10 } },
          { { 20, 30, 40, 90 }, { 0 }, { 19, 19, 19, 57 } } },
        // too few in one choice: waits for the quarter
        { { { 20, 30, 4 }, { 20, 30, 4 }, { 20, 30, 4 } },
          { { 0 }, { 0 }, { 60, 90, 12, 162 } } },
        // at its end, merged with the smallest of its class (first and third)
        { { { 20, 30, 1 }, { 0, 0, 0 }, { 0, 0, 0 } },
          { { 0 }, { 0 }, { 0, 30, 0, 51 } } },
        // a large base does not wait
        { { { 300, 200, 1 }, { 0, 0, 0 }, { 0, 0, 0 } },
          { { 0, 200, 0, 501 }, { 0 }, { 0 } } },
        // one choice over 90 % of a small base waits until it is not small
        { { { 0, 0, 0 }, { 0, 0, 0 }, { 0, 47, 1 } }, { { 0 }, { 0 }, { 0 } } },
        // fewer than k
        { { { 3, 3, 3 }, { 0, 0, 0 }, { 0, 0, 0 } }, { { 0 }, { 0 }, { 0 } } },
    };
    const struct fleet one = { .questions = 1, .choices = 3, .languages = 1 };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct om_release_rules rules =
            om_release_preset(OM_PRESET_CINEMA);
        struct om_catalogue catalogue = { 0 };
        struct om_counts counts;
        fill_catalogue(&catalogue, &one);
        om_counts_init(&counts);
        struct om_place site = { "a", OM_PLACE_CINEMA, "nl-ut", 1 };
        uint32_t number = om_counts_add_site(&counts, &site);
        for (unsigned m = 0; m < 3; m++) {
            static const int weeks[] = { 202603, 202607, 202611 };
            static const uint8_t epoch[OM_EPOCH_SIZE] = { 1 };
            add(&counts, number, epoch, weeks[m], "pack@1/f/start@nl", 1000);
            for (unsigned c = 0; c < 3; c++) {
                char key[40];
                snprintf(key, sizeof(key), "pack@1/a/s.q0/c%u@nl", c);
                add(&counts, number, epoch, weeks[m], key,
                    rows[i].months[m][c]);
            }
        }
        om_counts_seal(&counts);
        struct om_release_ledger *ledger = om_release_ledger_create(&rules);
        om_release_close(ledger, &counts, &catalogue, 202603);
        struct om_release release;
        om_release_read(ledger, 202601, 202603, &release);
        for (size_t r = 0; r < release.count; r++) {
            const struct om_row *row = &release.rows[r];
            if (row->table == OM_TABLE_COUNTRY) {
                unsigned c = row->choice[0] == '*'
                                 ? 3
                                 : (unsigned) (row->choice[1] - '0');
                unsigned wanted = rows[i].shown[row->closed - 202601][c];
                if (row->n != wanted) {
                    fail_msg("row %zu month %d choice %u is %" PRIu64
                             ", not %u",
                             i, row->closed, c, row->n, wanted);
                }
            }
        }
        om_release_finish(&release);
        om_release_ledger_destroy(ledger);
        om_counts_finish(&counts);
        om_catalogue_finish(&catalogue);
    }
}

static void
test_wilson(void **state)
{
    (void) state;
    struct om_release release;
    struct fleet fleet = small;
    fleet.type = OM_PLACE_SCHOOL;
    fleet.sites = 3;
    fleet.provinces = 1;
    read_school(&fleet, &release);
    unsigned shares = 0;
    for (size_t i = 0; i < release.count; i++) {
        const struct om_row *row = &release.rows[i];
        if (!row->has_share) {
            continue;
        }
        // the limits are where the share is 1.96 deviations away
        double n = (double) row->base_n, p = (double) row->n / n;
        assert_true(row->low >= 0 && row->low <= p && p <= row->high
                    && row->high <= 1);
        for (int side = 0; side < 2 && p > 0 && p < 1; side++) {
            double limit = side ? row->high : row->low;
            double away = fabs(p - limit) / sqrt(limit * (1 - limit) / n);
            assert_true(fabs(away - 1.959964) < 1e-6);
        }
        shares++;
    }
    assert_true(shares > 10);
    size_t count;
    struct om_row *totals = om_release_totals(&release, &count);
    assert_true(count > 0 && count <= release.count);
    free(totals);
    om_release_finish(&release);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_country),
        cmocka_unit_test(test_schools),
        cmocka_unit_test(test_wilson),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
