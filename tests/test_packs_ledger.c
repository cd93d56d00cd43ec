// What is on screen, on trial, kept and refused: packs/ledger and its rules.
#include "drop.h"
#include "held.h"

#include "update/ledger.h"

static struct om_ledger
full_ledger(void)
{
    struct om_ledger ledger = { 0 };
    for (uint8_t i = 1; i <= 5; i++) {
        char version[8];
        snprintf(version, sizeof(version), "1.%u.0", i);
        struct om_held held = held_of("klein", version, i);
        held.is_signed = i == 2;
        om_ledger_try(&ledger, &held);
        if (i == 4) {
            om_ledger_fail(&ledger, "load");
        } else {
            om_ledger_pass(&ledger, 3);
        }
    }
    uint8_t fingerprint[OM_HASH_SIZE] = { 9 };
    om_ledger_see(&ledger, "/srv/een map/pakket", fingerprint);
    struct om_held trial = held_of("klein", "2.0.0", 6);
    om_ledger_try(&ledger, &trial);
    om_ledger_start(&ledger, "boot-1");
    return ledger;
}

static void
a_ledger_comes_back_or_is_refused(void **state)
{
    (void) state;
    struct om_ledger ledger = full_ledger(), again;
    struct om_text text = { 0 }, second = { 0 };
    om_ledger_print(&ledger, &text);
    assert_true(om_ledger_parse(&again, text.data, text.length));
    om_ledger_print(&again, &second);
    assert_string_equal(text.data, second.data);
    assert_int_equal(again.good_count, 3);
    assert_int_equal(again.bad_count, 1);
    assert_true(again.has_base);
    for (size_t i = 0; i < text.length; i++) {
        if (om_ledger_parse(&again, text.data, i)) {
            fail_msg("%zu bytes of a ledger were taken", i);
        }
        text.data[i] ^= 1;
        if (om_ledger_parse(&again, text.data, text.length)) {
            fail_msg("a wrong byte %zu was not noticed", i);
        }
        text.data[i] ^= 1;
    }
    om_text_finish(&text);
    om_text_finish(&second);
}

static void
the_last_good_ones_are_kept(void **state)
{
    (void) state;
    struct om_ledger ledger = full_ledger();
    assert_string_equal(om_ledger_current(&ledger)->version, "2.0.0");
    assert_string_equal(ledger.good[0].version, "1.5.0");
    assert_string_equal(ledger.good[1].version, "1.3.0");
    assert_string_equal(ledger.good[2].version, "1.2.0");
    assert_true(om_ledger_keeps(&ledger, ledger.good[2].name));
    assert_false(om_ledger_keeps(&ledger, held_of("klein", "1.1.0", 1).name));
    // 1.2.0 is the signed base, 1.5.0 what the trial falls back on
    assert_true(om_ledger_drop_oldest(&ledger));
    assert_string_equal(ledger.good[1].version, "1.2.0");
    assert_false(om_ledger_drop_oldest(&ledger));
    om_ledger_fail(&ledger, "load");
    assert_string_equal(om_ledger_current(&ledger)->version, "1.5.0");
    struct om_held failed = held_of("klein", "2.0.0", 6);
    assert_int_equal(om_ledger_judge(&ledger, &failed, true), OM_VERDICT_BAD);
}

static void
crashes_on_trial_are_counted(void **state)
{
    (void) state;
    static const struct {
        const char *what;
        const char *boots[6]; // of each start; "+" before: ended cleanly before
        int failed_at;        // which start rolls back; -1: none
    } rows[] = {
        { "two crashes", { "a", "a", "a" }, 2 },
        { "four power cuts", { "a", "b", "c", "d", "e" }, 4 },
        { "a crash and two cuts", { "a", "a", "b", "c" }, 3 },
        { "clean ends", { "a", "+a", "+a", "+b", "+b", "+b" }, -1 },
        { "three power cuts", { "a", "b", "c", "d" }, -1 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_ledger ledger = { 0 };
        struct om_held held = held_of("klein", "1.0.0", 1);
        om_ledger_try(&ledger, &held);
        int failed_at = -1;
        for (int k = 0; k < 6 && rows[i].boots[k]; k++) {
            const char *boot = rows[i].boots[k];
            if (boot[0] == '+') {
                om_ledger_stop(&ledger);
                boot++;
            }
            if (om_ledger_start(&ledger, boot)) {
                failed_at = k;
            }
        }
        if (failed_at != rows[i].failed_at) {
            fail_msg("%s: rolled back at start %d, expected %d", rows[i].what,
                     failed_at, rows[i].failed_at);
        }
    }
}

static void
older_versions_are_refused(void **state)
{
    (void) state;
    struct om_ledger ledger = { 0 };
    struct om_held good = held_of("klein", "1.2.0", 1);
    good.is_signed = true;
    snprintf(good.date, sizeof(good.date), "2026-05-01T10:00:00Z");
    om_ledger_try(&ledger, &good);
    om_ledger_pass(&ledger, 3);
    static const struct {
        const char *id, *version, *date;
        bool allow;
        enum om_verdict verdict;
    } rows[] = {
        { "klein", "1.3.0", NULL, false, OM_VERDICT_NEW },
        { "klein", "1.10.0", NULL, false, OM_VERDICT_NEW },
        { "klein", "1.2.0", NULL, false, OM_VERDICT_NEW }, // edited
        { "klein", "1.1.9", NULL, false, OM_VERDICT_OLDER },
        { "klein", "1.1.9", NULL, true, OM_VERDICT_NEW },
        { "ander", "0.1.0", NULL, false, OM_VERDICT_NEW },
        { "klein", "1.2.0", "2026-06-01T10:00:00Z", false, OM_VERDICT_NEW },
        { "klein", "1.2.0", "2026-04-01T10:00:00Z", false, OM_VERDICT_OLDER },
        { "klein", "1.3.0", "2026-04-01T10:00:00Z", false, OM_VERDICT_NEW },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_held held = held_of(rows[i].id, rows[i].version, 2);
        if (rows[i].date) {
            held.is_signed = true;
            snprintf(held.date, sizeof(held.date), "%s", rows[i].date);
        }
        enum om_verdict verdict =
            om_ledger_judge(&ledger, &held, rows[i].allow);
        if (verdict != rows[i].verdict) {
            fail_msg("row %zu: %d, expected %d", i, verdict, rows[i].verdict);
        }
    }
    assert_int_equal(om_ledger_judge(&ledger, &good, false), OM_VERDICT_SAME);
    // another pack in between does not make one forget
    struct om_held other = held_of("ander", "1.0.0", 3);
    om_ledger_try(&ledger, &other);
    om_ledger_pass(&ledger, 3);
    struct om_held old = held_of("klein", "1.1.0", 4);
    assert_int_equal(om_ledger_judge(&ledger, &old, false), OM_VERDICT_OLDER);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ledger_comes_back_or_is_refused),
        cmocka_unit_test(the_last_good_ones_are_kept),
        cmocka_unit_test(crashes_on_trial_are_counted),
        cmocka_unit_test(older_versions_are_refused),
    };
    return cmocka_run_group_tests_name("packs_ledger", tests, NULL, NULL);
}
