// The visit: its transitions as a table, its results, and the order of choices,
// over a small pack.

#include "visit/visit.h"

#include "visit/visit.h"

#include "visit_packs.h"
#include "visit_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // needs those above

static struct play
run_script(const char *script)
{
    return run_script_on(&small, script);
}

static void
test_transitions(void **state)
{
    (void) state;
    static const struct {
        const char *script;
        const char *ends;    // state and overlay
        const char *effects; // since the last space in the script
    } rows[] = {
        { "", "attract", "" },
        { "c0>xht", "attract", "" },
        { "S", "language", "" },
        { "SL1", "stories", "" },
        { "SL7", "language", "" },
        { "SL0 s0", "note", "p0" },
        { "SL0 s1", "film", "P2" },
        { "SL0 s9", "stories", "" },
        { "SL0s0 >", "film", "P0p3" },
        { "SL0s0> Q0", "question", "Hp2" },
        { "SL0s0>Q0 c0", "question", "" },  // too soon
        { "SL0s0>Q0+ c5", "question", "" }, // no such choice
        { "SL0s0>Q0+ c0", "film", "P2" },
        { "SL0s0>Q0+ c1", "film", "Rp3" },
        { "SL0s0>Q0+c1 Q0", "film", "" }, // a cue comes once
        { "SL0s0>Q0+c1 Q1", "question", "Hp2" },
        { "SL0s0> Q1", "question", "Hp2" }, // the first was missed
        { "SL0s0>Q1+ c0", "feedback", "" },
        { "SL0s0>Q1+c0 >", "film", "Rp3" },
        { "SL0s0>Q0+c1Q1+c0> e", "film", "P3" },
        { "SL0s0>Q0+c0 e", "card", "H" },
        { "SL0s0>Q0+c0e >", "counting", "HC" },
        { "SL0s0>Q0+c0e> w", "ending", "" },
        { "SL0s0>Q0+c0e> ~", "ending", "" }, // the disk does not answer
        { "SL0s0>Q0+c0e>w >", "attract", "WA" },
        { "SL0s0>Q0+c0e>w ~", "attract", "WA" },
        { "SL0s0>Q0+c0e>w x", "attract", "WA" },
        // broken films: what they would have asked is asked all the same
        { "SL0s0> f", "question", "Hp2" },
        { "SL0s0> H", "film", "" }, // the middle of a film changes nothing
        { "SL0s0>h H", "film+help", "" },
        { "SL0s0>f+ c1", "question", "Hp2" },
        { "SL0s0>f+c1+ c0", "feedback", "" },
        { "SL0s0>f+c1+c0 >", "film", "P3" },
        { "SL0s0>f+c0 f", "card", "H" },
        { "SL0s0> ~", "question", "Hp2" }, // a film that never ends
        // a held film that breaks is noticed when it should go on
        { "SL0s0>Q0f+ c1", "question", "Hp2" },
        // stop, help, idle
        { "S x", "attract", "CWA" },
        { "SL0 x", "attract", "CWA" },
        { "SL0s0 x", "stories", "H" },
        { "SL0s0> x", "stories", "H" },
        { "SL0s0>Q0 x", "stories", "H" },
        { "SL0s0> h", "film+help", "H" },
        { "SL0s0>h C", "film", "R" },
        { "SL0s0>h t", "film+help", "" },
        { "SL0s0>h L1", "film+help", "" },
        { "SL0s0>h x", "stories", "H" },
        { "SL0s0>h ~", "film+idle", "" },
        { "SL0s0>h~ t", "film", "R" },
        { "SL0s0>h~ ~", "attract", "CWA" },
        { "SL0s0>he C", "question", "Hp2" }, // it ended underneath
        { "S ~", "language+idle", "" },
        { "S~ ~", "attract", "CWA" },
        { "S~ C", "language", "" },
        { "S~ x", "language", "" },
        { "SL0s0>Q0 ~", "question+idle", "" },
        { "SL0s0>Q0~ t", "question", "" },
        { "SL0s0>Q0h C", "question", "" },
        { "SL0s0>Q0+c0e>wh ~", "attract", "WA" },
        // the operator
        { "r", "attract", "" },
        { "SL0s0>Q0+ r", "attract", "CWA" },
        { "SL0s0>Q0+c0e>w r", "attract", "WA" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct play play = run_script(rows[i].script);
        char ends[40];
        describe(&play.visit, ends, sizeof(ends));
        if (strcmp(ends, rows[i].ends) != 0
            || strcmp(play.effects, rows[i].effects) != 0) {
            fail_msg("%s: ends in %s with %s, expected %s with %s",
                     rows[i].script, ends, play.effects, rows[i].ends,
                     rows[i].effects);
        }
    }
}

static void
test_results(void **state)
{
    (void) state;
    static const struct {
        const char *script;
        uint8_t shown, answers;
        bool finished, idled, help, half, clip_ended, suspect;
        uint16_t errors;
    } rows[] = {
        { "S~~", 0, 0, false, true, false, false, false, false, 0 },
        { "Sx", 0, 0, false, false, false, false, false, false, 0 },
        { "SL0s0>Q0++x+x", 1, 0, false, false, false, false, false, false, 0 },
        { "SL0s0>Q0H++x+x", 1, 0, false, false, false, false, false, false,
          0 }, // too late: the film stands still
        { "SL0s0>HQ0++x+x", 1, 0, false, false, false, true, false, false, 0 },
        { "SL0s0>Q0+c0H++x+x", 1, 1, false, false, false, true, false, false,
          0 },
        { "SL0s0>Q0+c0+e++>", 1, 1, true, false, false, true, true, false, 0 },
        { "SL0s0>Q0+c0e>", 1, 1, true, false, false, true, true, true, 0 },
        { "SL0s0>hCQ0+c1Q1+c0>++e++e", 2, 2, true, false, true, true, true,
          false, 0 },
        { "SL0s0>f+c0f++++>", 1, 1, true, false, false, false, false, false,
          2 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct play play = run_script(rows[i].script);
        const struct om_visit_result *got = &play.counted;
        if (play.counts != 1 || got->shown_count != rows[i].shown
            || got->answer_count != rows[i].answers
            || got->finished != rows[i].finished || got->idled != rows[i].idled
            || got->help_opened != rows[i].help
            || got->clip_half != rows[i].half
            || got->clip_ended != rows[i].clip_ended
            || got->suspect != rows[i].suspect
            || got->decode_errors != rows[i].errors) {
            fail_msg("%s: counted %u times; shown %u answers %u finished %d "
                     "idled %d help %d half %d ended %d suspect %d errors %u",
                     rows[i].script, play.counts, got->shown_count,
                     got->answer_count, got->finished, got->idled,
                     got->help_opened, got->clip_half, got->clip_ended,
                     got->suspect, got->decode_errors);
        }
    }
}

static void
test_the_latest_answer_counts_once(void **state)
{
    (void) state;
    // the question is met, answered, left by stop, met and answered again
    struct play play = run_script("SL0s0>Q0+c1xs0>Q0+c0+++e>");
    assert_int_equal(play.counts, 1);
    assert_int_equal(play.counted.answer_count, 1);
    assert_int_equal(play.counted.answers[0].chosen, 1);
}

static void
test_order_of_choices(void **state)
{
    (void) state;
    struct om_scene question = { .id = "q", .choice_count = 4 };
    unsigned first[4] = { 0 };
    for (uint16_t seed = 0; seed < 4000; seed++) {
        struct play play = { .pack = &small, .visit = om_visit_begin(0) };
        play_event(&play, OM_EVENT_START, seed);
        uint8_t order[OM_PACK_CHOICES_MAX], again[OM_PACK_CHOICES_MAX];
        om_visit_order(&play.visit, &question, order);
        om_visit_order(&play.visit, &question, again);
        unsigned seen = 0;
        for (int i = 0; i < 4; i++) {
            seen |= 1u << order[i];
            assert_int_equal(order[i], again[i]);
        }
        assert_int_equal(seen, 15);
        first[order[0]]++;
    }
    for (int i = 0; i < 4; i++) { // each is first about as often
        assert_in_range(first[i], 850, 1150);
    }
    question.ask = OM_ASK_SCALE; // low comes before high
    question.kind = OM_SCENE_QUESTION;
    struct om_visit visit = { .shuffle = 7 };
    uint8_t order[OM_PACK_CHOICES_MAX];
    om_visit_order(&visit, &question, order);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(order[i], i);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_transitions),
        cmocka_unit_test(test_results),
        cmocka_unit_test(test_the_latest_answer_counts_once),
        cmocka_unit_test(test_order_of_choices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
