// What is counted of a visit, and that the sums agree whatever visitors do.

#include "base/text.h"
#include "counting/counting.h"
#include "visit/visit.h"

#include "scratch.h"
#include "visits_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h> // needs those above

// -- cells of a result --------------------------------------------------------

static int
compare_items(const void *a, const void *b)
{
    const struct om_increment *left = a, *right = b;
    return strcmp(left->key, right->key);
}

// "key=n key=n", sorted.
static void
describe(struct om_increments *increments, struct om_text *out)
{
    out->length = 0;
    qsort(increments->items, increments->count, sizeof(increments->items[0]),
          compare_items);
    for (size_t i = 0; i < increments->count; i++) {
        om_text_print(out, "%s%s=%u", i ? " " : "", increments->items[i].key,
                      increments->items[i].n);
    }
}

static void
test_cells_of_results(void **state)
{
    (void) state;
#define P "test-pack@3/"
    static const struct {
        const char *name;
        struct om_visit_result result;
        time_t wall;
        const char *cells;
    } rows[] = {
        { "walked away at once",
          { .idled = true, .ended = OM_S(100) },
          MONDAY,
          "f/daypart/mowk=1 f/q/reset_idle=1 " P "d/60_120=1 " P
          "f/start@nl=1" },
        { "stopped, the clock is not trusted",
          { .ended = OM_S(29) },
          0,
          "f/q/reset_back=1 " P "d/lt30=1 " P "f/start@nl=1" },
        { "half a film",
          { .language = 1, .clip_half = true, .ended = OM_S(30) },
          MONDAY,
          "f/daypart/mowk=1 f/q/reset_back=1 " P "d/30_60=1 " P
          "f/clip50@pt-br=1 " P "f/start@pt-br=1" },
        { "a whole visit",
          { .finished = true,
            .help_opened = true,
            .clip_half = true,
            .clip_ended = true,
            .shown_count = 2,
            .shown = { FIRST, SECOND },
            .answer_count = 2,
            .answers = { { FIRST, 1 << 1 }, { SECOND, 1 << 0 } },
            .ended = OM_S(240) },
          MONDAY + 5 * 86400 + 10 * 3600,
          "f/daypart/avwe=1 " P "a/noa.and-then/zq-tell-a-teacher@nl=1 " P
          "a/noa.what-now/zq-say-stop@nl=1 " P "d/gt240=1 " P "f/clip50@nl=1 " P
          "f/clipend@nl=1 " P "f/finish@nl=1 " P "f/help_open@nl=1 " P
          "f/q1_done@nl=1 " P "f/q1_shown@nl=1 " P "f/q2_done@nl=1 " P
          "f/q2_shown@nl=1 " P "f/start@nl=1" },
        { "left at the second question, two errors",
          { .shown_count = 2,
            .shown = { FIRST, SECOND },
            .answer_count = 1,
            .answers = { { FIRST, 1 << 0 } },
            .decode_errors = 2,
            .idled = true,
            .ended = OM_S(119) },
          MONDAY + 15 * 3600,
          "f/daypart/nawk=1 f/q/decode_error=2 f/q/reset_idle=1 " P
          "a/noa.what-now/zq-send-a-message@nl=1 " P "d/60_120=1 " P
          "f/q1_done@nl=1 " P "f/q1_shown@nl=1 " P "f/q2_shown@nl=1 " P
          "f/start@nl=1" },
        { "suspect: apart, and nothing of what was chosen",
          { .finished = true,
            .clip_half = true,
            .suspect = true,
            .shown_count = 1,
            .shown = { FIRST },
            .answer_count = 1,
            .answers = { { FIRST, 1 << 2 } },
            .decode_errors = 1,
            .ended = OM_S(3) },
          MONDAY,
          "f/q/decode_error=1 f/q/suspect_visit=1" },
    };
#undef P
    struct om_text got = { 0 };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_increments increments;
        om_counting_collect(&rows[i].result, &pack, rows[i].wall, &increments);
        describe(&increments, &got);
        if (strcmp(got.data, rows[i].cells) != 0) {
            fail_msg("%s:\n got      %s\n expected %s", rows[i].name, got.data,
                     rows[i].cells);
        }
    }
    om_text_finish(&got);
}

// n ids, four of which make the longest key.
static char (*make_ids(int n))[OM_PACK_ID_MAX + 1]
{
    char(*ids)[OM_PACK_ID_MAX + 1] = calloc((size_t) n, sizeof(*ids));
    for (int i = 0; i < n; i++) {
        memset(ids[i], 'x', OM_PACK_IDS_MAX / 4);
        ids[i][0] = (char) ('0' + i / 10);
        ids[i][1] = (char) ('0' + i % 10);
    }
    return ids;
}

// The most that a visit can hold, with the longest ids, is counted whole.
static void
test_the_largest_visit_fits(void **state)
{
    (void) state;
    static struct om_scene asked[OM_VISIT_ANSWERS_MAX];
    static struct om_moment moments[OM_PACK_MOMENTS_MAX];
    static struct om_increments increments;
    char(*ids)[OM_PACK_ID_MAX + 1] = make_ids(OM_VISIT_ANSWERS_MAX);
    struct om_story story = { .id = ids[0] };
    struct om_visit_result result = { .finished = true,
                                      .help_opened = true,
                                      .clip_half = true,
                                      .clip_ended = true,
                                      .decode_errors = 9,
                                      .shown_count = OM_VISIT_ANSWERS_MAX,
                                      .answer_count = OM_VISIT_ANSWERS_MAX,
                                      .spotted_count = OM_VISIT_SPOTS_MAX,
                                      .pledged = true };
    for (int i = 0; i < OM_PACK_MOMENTS_MAX; i++) {
        moments[i].id = ids[i];
    }
    for (int i = 0; i < OM_VISIT_ANSWERS_MAX; i++) {
        asked[i] = (struct om_scene){
            .id = ids[i],
            .spot = { .id = ids[31 - i],
                      .moments = moments,
                      .moment_count = OM_PACK_MOMENTS_MAX },
            .choice_count = OM_PACK_CHOICES_MAX,
            .pledge = "a-pledge",
        };
        for (int k = 0; k < OM_PACK_CHOICES_MAX; k++) {
            asked[i].choices[k].id = ids[OM_PACK_MOMENTS_MAX + k];
        }
        result.shown[i] = (om_scene_id) i;
        result.answers[i].question = (om_scene_id) i;
        result.answers[i].chosen = UINT8_MAX;
    }
    for (int i = 0; i < OM_VISIT_SPOTS_MAX; i++) {
        result.spotted[i].film = (om_scene_id) i;
        result.spotted[i].moments =
            1U << OM_SPOTTED_ELSEWHERE | ((1U << OM_PACK_MOMENTS_MAX) - 1);
    }
    struct om_pack large = { .id = ids[0],
                             .major = 999999,
                             .language_count = 1,
                             .languages = { "abc-DEFGHIJK" },
                             .stories = &story,
                             .story_count = 1,
                             .scenes = asked,
                             .scene_count = OM_VISIT_ANSWERS_MAX };
    om_counting_collect(&result, &large, MONDAY, &increments);
    for (size_t i = 0; i < increments.count; i++) {
        if (!om_cell_is_known(increments.items[i].key)) {
            fail_msg("not in the list: %s", increments.items[i].key);
        }
    }
    // funnel, questions, answers, marks, pledge, duration, daypart, errors
    assert_int_equal(increments.count,
                     5 + 2 * OM_VISIT_ANSWERS_MAX
                         + OM_PACK_CHOICES_MAX * OM_VISIT_ANSWERS_MAX
                         + OM_VISIT_SPOTS_MAX * (OM_PACK_MOMENTS_MAX + 1) + 4);
    free(ids);
}

// -- simulated visits ---------------------------------------------------------

static void
test_sums_agree(void **state)
{
    (void) state;
    char folder[64];
    scratch_make(folder, "counting");
    struct simulated simulated = begin(folder);
    for (int i = 0; i < 3000; i++) {
        simulated.wall = MONDAY + i / 700 * WEEK;
        simulate_visit(&simulated, chance(10) == 0);
    }
    om_tally_close(simulated.tally);
    struct sums sums = sums_in(folder);
    int64_t real = simulated.counted - simulated.suspect;
    print_message("%u visits, %u suspect, %u finished, %u answers\n",
                  simulated.counted, simulated.suspect, simulated.finished,
                  simulated.answered);
    assert_int_equal(simulated.unwritten, 0);
    assert_true(simulated.suspect > 50 && simulated.finished > 1000);
    assert_int_equal(sums.suspects, simulated.suspect);
    assert_int_equal(sums.starts, real);
    assert_int_equal(sums.durations, real);
    assert_int_equal(sums.dayparts, real);
    assert_int_equal(sums.finishes, simulated.finished);
    assert_int_equal(sums.finishes + sums.resets, real);
    assert_int_equal(sums.answers[0] + sums.answers[1], simulated.answered);
    assert_int_equal(sums.done[0] + sums.done[1], simulated.answered);
    // this pack has one order of questions, so they agree one by one too
    for (int i = 0; i < QUESTIONS; i++) {
        assert_int_equal(sums.answers[i], sums.done[i]);
        assert_true(sums.done[i] <= sums.shown[i]);
        assert_true(sums.shown[i] <= real);
    }
    assert_true(sums.ends <= sums.halves && sums.halves <= real);
    assert_true(sums.shown[1] <= sums.done[0]);
    remove_folder(folder);
}

// N visits that answer everything: answers to q = q_done = N.
static void
test_scripted_visits(void **state)
{
    (void) state;
    enum { N = 500 };
    char folder[64];
    scratch_make(folder, "counting");
    struct simulated simulated = begin(folder);
    for (int i = 0; i < N; i++) {
        static const struct om_event script[] = {
            { OM_EVENT_START, 1 },      { OM_EVENT_LANGUAGE, 0 },
            { OM_EVENT_STORY, 0 },      { OM_EVENT_CLIP_HALF, 0 },
            { OM_EVENT_CUE, 0 },        { OM_EVENT_CHOOSE, 1 },
            { OM_EVENT_CLIP_ENDED, 0 }, { OM_EVENT_CHOOSE, 0 },
            { OM_EVENT_CONTINUE, 0 },   { OM_EVENT_COUNTED, 0 },
            { OM_EVENT_CONTINUE, 0 },
        };
        for (size_t k = 0; k < sizeof(script) / sizeof(script[0]); k++) {
            simulated.now += OM_S(2);
            tell(&simulated, script[k].kind, script[k].value);
        }
        assert_int_equal(simulated.visit.state, OM_VISIT_ATTRACT);
    }
    om_tally_close(simulated.tally);
    struct sums sums = sums_in(folder);
    const int64_t all[] = { sums.starts,   sums.halves,     sums.ends,
                            sums.finishes, sums.answers[0], sums.answers[1],
                            sums.done[0],  sums.done[1],    sums.shown[0],
                            sums.shown[1], sums.durations };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        assert_int_equal(all[i], N);
    }
    remove_folder(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells_of_results),
        cmocka_unit_test(test_the_largest_visit_fits),
        cmocka_unit_test(test_sums_agree),
        cmocka_unit_test(test_scripted_visits),
    };
    setenv("TZ", "Europe/Amsterdam", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
