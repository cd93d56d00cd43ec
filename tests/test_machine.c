// When what happens to a dropped pack: the machine's rules, with a stager that
// answers as the row says.
#include "drop.h"
#include "held.h"

#include "update/find.h"
#include "update/ledger.h"
#include "update/machine.h"
#include "update/outcome.h"

struct play {
    struct om_machine machine;
    struct om_ledger ledger;
    om_tick now;
    struct om_candidate found[3];
    size_t found_count;
    enum om_outcome answer; // to what is staged
    struct om_held held;
    int staged, restarts;
    enum om_outcome told[32];
    size_t told_count;
};

static void play_event(struct play *play, struct om_machine_event event);

static void
play_effects(struct play *play, struct om_machine_effects effects)
{
    if (effects.tell && play->told_count < 32) {
        play->told[play->told_count++] = play->machine.outcome;
    }
    play->restarts += effects.restart;
    if (effects.scan) {
        play->now += OM_MS(10);
        play_event(play, (struct om_machine_event){ .kind = OM_MACHINE_SCANNED,
                                                    .found = play->found,
                                                    .found_count =
                                                        play->found_count });
    }
    if (effects.stage) {
        play->staged++;
        if (play->answer != OM_OUTCOME_NONE) {
            enum om_outcome answer = play->answer;
            play_event(play,
                       (struct om_machine_event){ .kind = OM_MACHINE_STAGED,
                                                  .outcome = answer,
                                                  .held = &play->held });
        }
    }
}

static void
play_event(struct play *play, struct om_machine_event event)
{
    play_effects(play, om_machine_step(&play->machine, &play->ledger, &event,
                                       play->now));
}

static void
play_kind(struct play *play, enum om_machine_event_kind kind)
{
    play_event(play, (struct om_machine_event){ .kind = kind, .why = "test" });
}

// Lets time pass, a step at a time.
static void
play_until(struct play *play, om_tick end)
{
    while (play->now < end) {
        om_tick due = om_machine_deadline(&play->machine, &play->ledger);
        play->now = due < end ? (due > play->now ? due : play->now + 1) : end;
        play_kind(play, OM_MACHINE_TICK);
    }
}

static struct play
new_play(void)
{
    static const struct om_site site = {
        .content = "/c", .stick = "/s", .poll = 60, .keep = 3
    };
    struct play play = { .answer = OM_OUTCOME_READY,
                         .held = held_of("klein", "1.0.0", 1) };
    om_machine_init(&play.machine, &site, &play.ledger, 0);
    return play;
}

static void
lay(struct play *play, size_t index, const char *source, bool stick,
    uint8_t content)
{
    play->found[index] = (struct om_candidate){ .stick = stick };
    snprintf(play->found[index].source, sizeof(play->found[index].source), "%s",
             source);
    play->found[index].fingerprint[0] = content;
    play->found_count = index + 1;
}

static void
a_pack_goes_live(void **state)
{
    (void) state;
    struct play play = new_play();
    play_until(&play, OM_S(5));
    assert_int_equal(play.staged, 0);
    lay(&play, 0, "/c", false, 1);
    play_kind(&play, OM_MACHINE_HINT);
    play_until(&play, OM_S(14));
    assert_int_equal(play.staged, 0); // it has not rested yet
    play_until(&play, OM_S(17));
    assert_int_equal(play.staged, 1);
    assert_true(play.machine.is_ready);
    assert_null(om_ledger_current(&play.ledger)); // a visitor is there
    play_until(&play, OM_S(1000));
    assert_int_equal(play.staged, 1);
    assert_null(om_ledger_current(&play.ledger));
    play_kind(&play, OM_MACHINE_ATTRACT);
    assert_true(play.ledger.on_trial);
    play_until(&play, OM_S(1599));
    assert_true(play.ledger.on_trial);
    play_until(&play, OM_S(1601));
    assert_false(play.ledger.on_trial);
    assert_int_equal(play.ledger.good_count, 1);
    play_until(&play, OM_S(5000));
    assert_int_equal(play.staged, 1); // it lies there still
}

static void
it_waits_until_the_folder_rests(void **state)
{
    (void) state;
    struct play play = new_play();
    for (uint8_t i = 1; i < 100; i++) { // a copy that takes 300 s
        lay(&play, 0, "/c", false, i);
        play_until(&play, OM_S(3 * i));
    }
    assert_int_equal(play.staged, 0);
    play.found[0].transfer = true; // stalled, with a temporary file there
    play_until(&play, OM_S(340));
    assert_int_equal(play.staged, 0);
    play.found[0].transfer = false;
    play.found[0].fingerprint[0] = 200;
    play_until(&play, OM_S(360));
    assert_int_equal(play.staged, 1);
}

static void
a_stick_rests_for_a_shorter_time(void **state)
{
    (void) state;
    struct play play = new_play();
    lay(&play, 0, "/s/STICK", true, 1);
    play_until(&play, OM_S(5));
    assert_int_equal(play.staged, 1);
}

static void
of_two_packs_none_is_taken(void **state)
{
    (void) state;
    struct play play = new_play();
    lay(&play, 0, "/s/A", true, 1);
    lay(&play, 1, "/s/B", true, 2);
    play_until(&play, OM_S(100));
    assert_int_equal(play.staged, 0);
    assert_int_equal(play.told_count, 1);
    assert_int_equal(play.told[0], OM_OUTCOME_SEVERAL);
    play.found_count = 1; // one is pulled out
    play_until(&play, OM_S(120));
    assert_int_equal(play.staged, 1);
    assert_true(play.machine.is_ready);
}

static void
what_is_refused_is_not_tried_again(void **state)
{
    (void) state;
    static const struct {
        enum om_outcome outcome;
        int least, most; // times that it is staged in half an hour
    } rows[] = {
        { OM_OUTCOME_MISTAKES, 1, 1 }, { OM_OUTCOME_OLDER, 1, 1 },
        { OM_OUTCOME_BAD, 1, 1 },      { OM_OUTCOME_SAME, 1, 1 },
        { OM_OUTCOME_GONE, 10, 200 },  { OM_OUTCOME_CHANGED, 10, 200 },
        { OM_OUTCOME_FULL, 2, 4 },     { OM_OUTCOME_READ_ONLY, 2, 4 },
        { OM_OUTCOME_BROKEN, 3, 3 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct play play = new_play();
        play.answer = rows[i].outcome;
        lay(&play, 0, "/c", false, 1);
        play_until(&play, OM_S(1800));
        if (play.staged < rows[i].least || play.staged > rows[i].most) {
            fail_msg("%s: staged %d times",
                     om_outcome_row(rows[i].outcome)->code, play.staged);
        }
        play.answer = OM_OUTCOME_READY; // mended, and put there again
        lay(&play, 0, "/c", false, 2);
        play_until(&play, OM_S(2500));
        assert_true(play.machine.is_ready);
    }
}

static void
a_full_disk_costs_the_oldest_pack(void **state)
{
    (void) state;
    struct play play = new_play();
    for (uint8_t i = 1; i <= 3; i++) {
        struct om_held held = held_of("oud", "1.0.0", i);
        om_ledger_try(&play.ledger, &held);
        om_ledger_pass(&play.ledger, 3);
    }
    play.answer = OM_OUTCOME_FULL;
    lay(&play, 0, "/c", false, 1);
    play_until(&play, OM_S(30));
    assert_int_equal(play.staged, 2); // again, after one was dropped
    assert_int_equal(play.ledger.good_count, 2);
    assert_int_equal(play.told[play.told_count - 1], OM_OUTCOME_FULL);
}

static void
a_silent_stager_is_replaced(void **state)
{
    (void) state;
    struct play play = new_play();
    play.answer = OM_OUTCOME_NONE; // never answers
    lay(&play, 0, "/c", false, 1);
    play_until(&play, OM_S(3600));
    assert_int_equal(play.staged, 3);
    assert_int_equal(play.restarts, 3);
    assert_int_equal(play.told[play.told_count - 1], OM_OUTCOME_BROKEN);
}

static void
a_failed_trial_falls_back(void **state)
{
    (void) state;
    struct play play = new_play();
    lay(&play, 0, "/c", false, 1);
    play_until(&play, OM_S(20));
    play_kind(&play, OM_MACHINE_ATTRACT);
    for (int visit = 0; visit < 3; visit++) {
        play_kind(&play, OM_MACHINE_VISIT);
    }
    assert_false(play.ledger.on_trial);
    play.held = held_of("klein", "1.1.0", 2);
    lay(&play, 0, "/c", false, 2);
    play_until(&play, OM_S(100));
    play_kind(&play, OM_MACHINE_ATTRACT);
    assert_string_equal(om_ledger_current(&play.ledger)->version, "1.1.0");
    play_kind(&play, OM_MACHINE_FAILED);
    assert_string_equal(om_ledger_current(&play.ledger)->version, "1.0.0");
    assert_int_equal(play.machine.outcome, OM_OUTCOME_FAILED);
    play_until(&play, OM_S(5000));
    assert_int_equal(play.staged, 2);
    lay(&play, 0, "/c/elsewhere", false, 3); // the same, at another place
    play_until(&play, OM_S(5200));
    assert_int_equal(play.machine.outcome, OM_OUTCOME_BAD);
    assert_false(play.machine.is_ready);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pack_goes_live),
        cmocka_unit_test(it_waits_until_the_folder_rests),
        cmocka_unit_test(a_stick_rests_for_a_shorter_time),
        cmocka_unit_test(of_two_packs_none_is_taken),
        cmocka_unit_test(what_is_refused_is_not_tried_again),
        cmocka_unit_test(a_full_disk_costs_the_oldest_pack),
        cmocka_unit_test(a_silent_stager_is_replaced),
        cmocka_unit_test(a_failed_trial_falls_back),
    };
    return cmocka_run_group_tests_name("machine", tests, NULL, NULL);
}
