// Random histories of kiosks and successive closings. What is published is
// checked against a count of its own, and attacked with a linear program.
//
// OM_LONG=1 runs 10,000 histories instead of 1,000; OM_SEED=n one of them.

#include "report/ledger.h"
#include "report/release.h"

#include "dice.h"
#include "release_attacks.h"
#include "release_history.h"
#include "release_truth.h"
#include "release_year.h"
#include "rounds.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // needs those above

struct tally {
    unsigned published, hidden, attacks, years, late;
    bool year; // this history has a year's figures
};

static struct om_release_ledger *
save_and_load(struct om_release_ledger *ledger, const struct history *h,
              const char *folder)
{
    struct om_text problem = { 0 };
    assert_true(om_release_ledger_save(ledger, folder, &problem));
    om_release_ledger_destroy(ledger);
    ledger = om_release_ledger_load(folder, &h->rules, &problem);
    assert_string_equal(om_text_get(&problem), "");
    assert_non_null(ledger);
    return ledger;
}

static void
attack_month(const struct history *h, const struct om_release_ledger *ledger,
             int now, int m, struct truth *t, struct tally *tally)
{
    struct om_release r;
    om_release_read(ledger, FIRST + m, FIRST + m, &r);
    take_truth(h, &r, now, m, t);
    attack_differences(h, &r);
    attack_funnel(h, &r);
    look_for_groups(h, &r, t->x[m]);
    attack_closing(h, &r, t->x[m], now, &tally->attacks);
    attack_visits(h, &r, t->finish[m], now);
    for (size_t i = 0; i < r.count; i++) {
        tally->published += is_shown(&r.rows[i]) ? 1 : 0;
        tally->hidden += is_shown(&r.rows[i]) ? 0 : 1;
        tally->late += r.rows[i].status == OM_CELL_LATE ? 1 : 0;
        tally->year |=
            r.rows[i].table == OM_TABLE_SITE_YEAR && is_shown(&r.rows[i]);
    }
    om_release_finish(&r);
}

static void
run_history(uint64_t seed, const char *folder, struct tally *tally)
{
    static struct history h;
    static struct truth t;
    make_history(&h, seed);
    memset(&t, 0, sizeof(t));
    struct om_release_ledger *ledger = om_release_ledger_create(&h.rules);
    tally->year = false;
    for (int m = 0, done = 0; m < MONTHS; m++) {
        struct om_counts counts;
        collect(&h, m, &counts);
        int closed = om_release_close(ledger, &counts, &h.catalogue, FIRST + m);
        assert_int_equal(
            om_release_close(ledger, &counts, &h.catalogue, FIRST + m), 0);
        om_counts_finish(&counts);
        if (folder && roll(&h.dice, 2) == 0) {
            ledger = save_and_load(ledger, &h, folder);
        }
        for (done = m + 1 - closed; done <= m; done++) {
            attack_month(&h, ledger, m, done, &t, tally);
        }
    }
    if (tally->year && h.sites <= 4) {
        tally->years++;
        attack_year(&h, ledger, &t, &tally->attacks);
    }
    om_release_ledger_destroy(ledger);
    om_catalogue_finish(&h.catalogue);
}

static void
test_histories(void **state)
{
    (void) state;
    const char *one = getenv("OM_SEED");
    uint64_t from = one ? strtoull(one, NULL, 10) : 1;
    uint64_t count = one ? 1 : rounds(1000, 10000);
    // what earlier versions of the rules gave away
    static const uint64_t hard[] = { 2318 };
    struct tally tally = { 0 };
    char folder[] = "/tmp/omstander-release-XXXXXX";
    assert_non_null(mkdtemp(folder));
    for (uint64_t seed = from; seed < from + count; seed++) {
        run_history(seed, seed % 10 == 0 ? folder : NULL, &tally);
    }
    for (size_t i = 0; !one && i < sizeof(hard) / sizeof(hard[0]); i++) {
        run_history(hard[i], NULL, &tally);
    }
    char command[80];
    snprintf(command, sizeof(command), "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    printf("%" PRIu64 " histories: %u cells published (%u with late ones), %u "
           "hidden, %u attacked, %u years\n",
           count, tally.published, tally.late, tally.hidden, tally.attacks,
           tally.years);
    assert_true(one
                || (tally.published > 1000 && tally.attacks > 1000
                    && tally.years > 0 && tally.late > 0));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_histories),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
