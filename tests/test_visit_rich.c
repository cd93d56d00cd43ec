// The visit over a pack with the rest of the format: several answers, what
// others said, forks, scales, marks, pledges.

#include "visit/visit.h"

#include "visit/visit.h"

#include "visit_packs.h"
#include "visit_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h> // needs those above

// Everything about the visit that the rows below speak of: state, what was
// chosen, how often was helped, marks as moments, and the pledge.
static void
describe_rich(const struct play *play, char *out, size_t size)
{
    const struct om_visit *visit = &play->visit;
    const struct om_visit_result *result = &visit->result;
    char marks[32] = "", pledge[8] = "-";
    for (uint8_t i = 0; i < visit->tap_count; i++) {
        size_t at = strlen(marks);
        snprintf(marks + at, sizeof(marks) - at, "%c",
                 "mn"[visit->taps[i].moment & 1]
                     + (visit->taps[i].moment == OM_SPOTTED_ELSEWHERE
                            ? 'x' - 'n'
                            : 0));
    }
    if (result->pledged) {
        snprintf(pledge, sizeof(pledge), "%u", result->pledge);
    }
    char state[40];
    describe(visit, state, sizeof(state));
    snprintf(out, size, "%s answers %u helped %u marks %s/%x pledge %s", state,
             result->answer_count, om_visit_helped(visit, play->pack),
             *marks ? marks : "-",
             result->spotted_count ? result->spotted[0].moments : 0, pledge);
}

static void
test_the_rest_of_the_format(void **state)
{
    (void) state;
    static const struct {
        const char *script;
        const char *ends;
        const char *effects; // since the last space in the script
    } rows[] = {
        // marks: within a moment, outside, too soon after another, too many
        { "Ss0 m100", "film answers 0 helped 0 marks m/1 pledge -", "" },
        { "Ss0m100 m199", "film answers 0 helped 0 marks mm/1 pledge -", "" },
        { "Ss0m100 m149", "film answers 0 helped 0 marks m/1 pledge -", "" },
        { "Ss0 m50m200m350", "film answers 0 helped 0 marks xxn/8002 pledge -",
          "" },
        { "Ss0 m0m50m100m150m200m250m300m350m400m450",
          "film answers 0 helped 0 marks xxmmxxnn/8003 pledge -", "" },
        { "S m100", "stories answers 0 helped 0 marks -/0 pledge -", "" },
        // they are shown when the film stops after the last moment, once
        { "Ss0m100 Q0", "question answers 0 helped 0 marks m/1 pledge -", "H" },
        { "Ss0m100Q0+c1k Q1", "spotted answers 1 helped 0 marks m/1 pledge -",
          "H" },
        { "Ss0m100Q0+c1kQ1 >", "question answers 1 helped 0 marks m/1 pledge -",
          "H" },
        { "Ss0m100Q0+c1kQ1 h",
          "spotted+help answers 1 helped 0 marks m/1 pledge -", "" },
        { "Ss0m100Q0+c1kQ1 f", "spotted answers 1 helped 0 marks m/1 pledge -",
          "" },
        { "Ss0Q0+c1k Q1", "question answers 1 helped 0 marks -/0 pledge -",
          "H" },
        { "Ss0m100 e", "spotted answers 0 helped 0 marks m/1 pledge -", "H" },
        { "Ss0m100e >", "question answers 0 helped 0 marks m/1 pledge -", "H" },
        { "Ss0m100Q1 ~", "spotted+idle answers 0 helped 0 marks m/1 pledge -",
          "" },
        { "Ss0m100Q1 x", "stories answers 0 helped 0 marks -/1 pledge -", "H" },
        { "Ss0m100x s0m300", "film answers 0 helped 0 marks n/3 pledge -",
          "P0" },
        // several: taken, given back, and not without any
        { "Ss0Q0+ k", "question answers 0 helped 0 marks -/0 pledge -", "" },
        { "Ss0Q0+c0c0 k", "question answers 0 helped 0 marks -/0 pledge -",
          "" },
        { "Ss0Q0c0 k", "question answers 0 helped 0 marks -/0 pledge -", "" },
        { "Ss0Q0+c0c2 k", "film answers 1 helped 1 marks -/0 pledge -", "R" },
        { "Ss0Q0+c1c2 k", "film answers 1 helped 0 marks -/0 pledge -", "R" },
        { "Ss0Q0+c7 k", "question answers 0 helped 0 marks -/0 pledge -", "" },
        // READY means nothing to a choice
        { "Ss0Q1+ k", "question answers 0 helped 0 marks -/0 pledge -", "" },
        // what others chose follows the answer
        { "Ss0Q1+ c1", "feedback answers 1 helped 0 marks -/0 pledge -", "" },
        // the ending goes by how often was helped
        { "Ss0Q1+c1 >", "counting answers 1 helped 0 marks -/0 pledge -",
          "HC" },
        { "Ss0Q1+c0 >", "question answers 1 helped 1 marks -/0 pledge -", "H" },
        { "Ss0Q0+c0kQ1+c0 >", "pledge answers 2 helped 2 marks -/0 pledge -",
          "H" },
        { "S s2", "counting answers 0 helped 0 marks -/0 pledge -", "HC" },
        // a scale is answered at once; then its feedback
        { "Ss1+ c2", "feedback answers 1 helped 0 marks -/0 pledge -", "" },
        { "Ss1+c2 >", "pledge answers 1 helped 0 marks -/0 pledge -", "H" },
        // the pledge is part of what is counted, and may be left out
        { "Ss1+c2>+ c1", "counting answers 1 helped 0 marks -/0 pledge 1",
          "C" },
        { "Ss1+c2>+ c5", "pledge answers 1 helped 0 marks -/0 pledge -", "" },
        { "Ss1+c2> >", "counting answers 1 helped 0 marks -/0 pledge -", "C" },
        { "Ss1+c2>+c1 w", "ending answers 1 helped 0 marks -/0 pledge 1", "" },
        { "Ss1+c2>~ ~", "attract answers 1 helped 0 marks -/0 pledge -",
          "CWA" },
        { "Ss1+c2> x", "stories answers 1 helped 0 marks -/0 pledge -", "H" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct play play = run_script_on(&rich, rows[i].script);
        char ends[120];
        describe_rich(&play, ends, sizeof(ends));
        if (strcmp(ends, rows[i].ends) != 0
            || strcmp(play.effects, rows[i].effects) != 0) {
            fail_msg("%s:\n  %s with %s, expected\n  %s with %s",
                     rows[i].script, ends, play.effects, rows[i].ends,
                     rows[i].effects);
        }
    }
}

static void
test_pages_and_readers(void **state)
{
    (void) state;
    static const struct {
        const char *script;
        unsigned page;
        enum om_audience audience;
    } rows[] = {
        { "S", 0, OM_AUDIENCE_ALL },
        { "SM", 1, OM_AUDIENCE_ALL },
        { "SMM", 0, OM_AUDIENCE_ALL },
        { "SMx", 1, OM_AUDIENCE_ALL },
        { "SMxS", 0, OM_AUDIENCE_ALL },
        // there are tips for parents only
        { "Ss1+c2>>w", 0, OM_AUDIENCE_PARENT },
        { "Ss1+c2>>wa3", 0, OM_AUDIENCE_TEACHER },
        { "Ss1+c2>>wa1a0a9", 0, OM_AUDIENCE_YOUNG },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct play play = run_script_on(&rich, rows[i].script);
        if (play.visit.page != rows[i].page
            || play.visit.audience != rows[i].audience) {
            fail_msg("%s: page %u, audience %d, expected %u, %d",
                     rows[i].script, play.visit.page, play.visit.audience,
                     rows[i].page, rows[i].audience);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_rest_of_the_format),
        cmocka_unit_test(test_pages_and_readers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
