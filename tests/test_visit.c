// The visit: transitions as a table, and a million random events over packs
// made up on the spot and over the default pack.

#include "visit/visit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // needs those above

enum { CLIP = 0, ASK = 1, DM = 2, NOTHING = 3, CARD = 4, END = 5, LATE = 6 };

// clip 0 --cue 0--> question 1 --a--> clip 2 --> card 4 --> end 5
//                             \--b--> (resume) clip 0 --> clip 3 --> end 5
// clip 0 has a second cue that asks 6, whose answer has feedback.
static const struct om_scene scenes[] = {
    [CLIP] = { .id = "clip",
               .kind = OM_SCENE_CLIP,
               .clip = "a.mp4",
               .cues = { { OM_S(1), ASK }, { OM_S(2), LATE } },
               .cue_count = 2,
               .next = NOTHING },
    [ASK] = { .id = "ask",
              .kind = OM_SCENE_QUESTION,
              .text = { { "?" } },
              .choices = { { .id = "dm", .text = { { "a" } }, .go_to = DM },
                           { .id = "no",
                             .text = { { "b" } },
                             .go_to = OM_SCENE_NONE } },
              .choice_count = 2,
              .next = OM_SCENE_NONE },
    [DM] = { .id = "dm", .kind = OM_SCENE_CLIP, .clip = "b.mp4", .next = CARD },
    [NOTHING] = { .id = "no",
                  .kind = OM_SCENE_CLIP,
                  .clip = "c.mp4",
                  .next = END },
    [CARD] = { .id = "card",
               .kind = OM_SCENE_CARD,
               .text = { { "!" } },
               .next = END },
    [END] = { .id = "end",
              .kind = OM_SCENE_END,
              .text = { { "." } },
              .next = OM_SCENE_NONE },
    [LATE] = { .id = "late",
               .kind = OM_SCENE_QUESTION,
               .text = { { "?" } },
               .choices = { { .id = "x",
                              .text = { { "x" } },
                              .feedback = { { "good" } },
                              .go_to = OM_SCENE_NONE },
                            { .id = "y", .text = { { "y" } }, .go_to = DM } },
               .choice_count = 2,
               .next = OM_SCENE_NONE },
};

static const struct om_story stories[] = {
    { .id = "s", .title = { { "S" } }, .note = { { "n" } }, .start = CLIP },
    { .id = "t", .title = { { "T" } }, .start = DM },
};

static const struct om_pack small = {
    .id = "p",
    .language_count = 2,
    .languages = { "nl", "en" },
    .offered = { true, true },
    .stories = stories,
    .story_count = 2,
    .scenes = scenes,
    .scene_count = sizeof(scenes) / sizeof(scenes[0]),
};

// A pack with the rest of the format:
//
// film 0 (marks at 1-2 s and 3-4 s)
//   --2.5 s--> several 1 (resume)
//   --5 s----> choice 2 (others) --> helped 3 --at least once--> scale 4 (says
//   something) --> end 6 (a pledge); --never--> end 5
enum { FILM, SEVERAL, CHOICE, FORK, SCALE, PLAIN_END, PLEDGE_END };

static const struct om_moment moments[] = {
    { .id = "m", .from = OM_S(1), .to = OM_S(2), .label = { { "m" } } },
    { .id = "n", .from = OM_S(3), .to = OM_S(4), .label = { { "n" } } },
};

static const struct om_tip tips[] = {
    { OM_AUDIENCE_PARENT, { { "talk" } } },
};

static const struct om_scene rich_scenes[] = {
    [FILM] = { .id = "film",
               .kind = OM_SCENE_CLIP,
               .clip = "a.mp4",
               .cues = { { OM_MS(2500), SEVERAL }, { OM_S(5), CHOICE } },
               .cue_count = 2,
               .spot = { "spot", { { "tap" } }, moments, 2 },
               .next = FORK },
    [SEVERAL] = { .id = "several",
                  .kind = OM_SCENE_QUESTION,
                  .ask = OM_ASK_SEVERAL,
                  .text = { { "?" } },
                  .choices = { { .id = "a",
                                 .role = OM_ROLE_GET_HELP,
                                 .go_to = OM_SCENE_NONE },
                               { .id = "b", .go_to = OM_SCENE_NONE },
                               { .id = "c", .go_to = OM_SCENE_NONE } },
                  .choice_count = 3,
                  .next = OM_SCENE_NONE },
    [CHOICE] = { .id = "choice",
                 .kind = OM_SCENE_QUESTION,
                 .text = { { "?" } },
                 .choices = { { .id = "dm",
                                .role = OM_ROLE_DEFENDER_PRIVATE,
                                .go_to = FORK },
                              { .id = "no",
                                .role = OM_ROLE_OUTSIDER,
                                .go_to = FORK } },
                 .choice_count = 2,
                 .others = { .asked = true },
                 .next = OM_SCENE_NONE },
    [FORK] = { .id = "fork",
               .kind = OM_SCENE_HELPED,
               .branches = { { 2, PLEDGE_END },
                             { 1, SCALE },
                             { 0, PLAIN_END } },
               .branch_count = 3,
               .next = OM_SCENE_NONE },
    [SCALE] = { .id = "scale",
                .kind = OM_SCENE_QUESTION,
                .ask = OM_ASK_SCALE,
                .text = { { "?" } },
                .choices = { { .id = "1", .go_to = OM_SCENE_NONE },
                             { .id = "2", .go_to = OM_SCENE_NONE },
                             { .id = "3", .go_to = OM_SCENE_NONE } },
                .choice_count = 3,
                .feedback = { { "thanks" } },
                .next = PLEDGE_END },
    [PLAIN_END] = { .id = "plain",
                    .kind = OM_SCENE_END,
                    .text = { { "." } },
                    .next = OM_SCENE_NONE },
    [PLEDGE_END] = { .id = "pledge",
                     .kind = OM_SCENE_END,
                     .text = { { "." } },
                     .pledge = "p",
                     .pledge_text = { { "?" } },
                     .choices = { { .id = "x", .go_to = OM_SCENE_NONE },
                                  { .id = "y", .go_to = OM_SCENE_NONE } },
                     .choice_count = 2,
                     .tips = tips,
                     .tip_count = 1,
                     .next = OM_SCENE_NONE },
};

static const struct om_story rich_stories[] = {
    { .id = "s", .title = { { "S" } }, .start = FILM },
    { .id = "t", .title = { { "T" } }, .start = SCALE },
    { .id = "u", .title = { { "U" } }, .start = FORK },
    { .id = "v", .title = { { "V" } }, .start = FILM },
};

static const struct om_pack rich = {
    .id = "r",
    .language_count = 1,
    .languages = { "nl" },
    .offered = { true },
    .stories = rich_stories,
    .story_count = 4,
    .scenes = rich_scenes,
    .scene_count = sizeof(rich_scenes) / sizeof(rich_scenes[0]),
};

// -- scripts ------------------------------------------------------------------

// A script is a string of events: letters below, + waits two seconds, a number
// is the value of the event before it.
static const struct {
    char letter;
    enum om_event_kind kind;
} letters[] = {
    { 'S', OM_EVENT_START },      { 'L', OM_EVENT_LANGUAGE },
    { 's', OM_EVENT_STORY },      { '>', OM_EVENT_CONTINUE },
    { 'c', OM_EVENT_CHOOSE },     { 'x', OM_EVENT_STOP },
    { 'h', OM_EVENT_HELP },       { 'C', OM_EVENT_CLOSE },
    { 't', OM_EVENT_TOUCH },      { 'Q', OM_EVENT_CUE },
    { 'e', OM_EVENT_CLIP_ENDED }, { 'f', OM_EVENT_CLIP_FAILED },
    { 'w', OM_EVENT_COUNTED },    { 'r', OM_EVENT_RESET },
    { 'H', OM_EVENT_CLIP_HALF },  { 'k', OM_EVENT_READY },
    { 'm', OM_EVENT_MARK },       { 'a', OM_EVENT_AUDIENCE },
    { 'M', OM_EVENT_MORE },
};

static const char effect_letters[] = {
    [OM_EFFECT_ATTRACT] = 'A', [OM_EFFECT_PLAY] = 'P',
    [OM_EFFECT_PREROLL] = 'p', [OM_EFFECT_HOLD] = 'H',
    [OM_EFFECT_RESUME] = 'R',  [OM_EFFECT_COUNT] = 'C',
    [OM_EFFECT_WIPE] = 'W',
};

struct play {
    const struct om_pack *pack;
    struct om_visit visit;
    om_tick now;
    char effects[256];
    unsigned counts;
    struct om_visit_result counted; // of the last COUNT
};

static void
send(struct play *play, enum om_event_kind kind, uint16_t value)
{
    struct om_effects effects;
    play->visit =
        om_visit_step(play->visit, (struct om_event){ kind, value }, play->now,
                      play->pack, &om_visit_rules_default, &effects);
    assert_true(om_visit_is_valid(&play->visit, play->pack));
    for (uint8_t i = 0; i < effects.count; i++) {
        size_t at = strlen(play->effects);
        if (effects.items[i].kind == OM_EFFECT_COUNT) {
            play->counts++;
            play->counted = play->visit.result;
        }
        snprintf(play->effects + at, sizeof(play->effects) - at,
                 effects.items[i].kind == OM_EFFECT_PLAY
                         || effects.items[i].kind == OM_EFFECT_PREROLL
                     ? "%c%d"
                     : "%c",
                 effect_letters[effects.items[i].kind], effects.items[i].scene);
    }
}

static struct play
run_script_on(const struct om_pack *pack, const char *script)
{
    struct play play = { .pack = pack, .visit = om_visit_begin(0) };
    for (const char *p = script; *p; p++) {
        if (*p == ' ') {
            play.effects[0] = '\0'; // only what follows is looked at
            continue;
        }
        if (*p == '+') {
            play.now += OM_S(2);
            continue;
        }
        if (*p == '~') { // until the deadline
            assert_true(play.visit.deadline != OM_NEVER);
            play.now = play.visit.deadline;
            send(&play, OM_EVENT_TICK, 0);
            continue;
        }
        size_t i = 0;
        while (letters[i].letter != *p) {
            i++;
            assert_true(i < sizeof(letters) / sizeof(letters[0]));
        }
        uint16_t value = 0;
        while (p[1] >= '0' && p[1] <= '9') {
            value = (uint16_t) (value * 10 + *++p - '0');
        }
        send(&play, letters[i].kind, value);
    }
    return play;
}

static struct play
run_script(const char *script)
{
    return run_script_on(&small, script);
}

static const char *
describe(const struct om_visit *visit, char *buffer, size_t size)
{
    static const char *const overlays[] = { "", "+help", "+idle" };
    snprintf(buffer, size, "%s%s", om_visit_state_name(visit->state),
             overlays[visit->overlay]);
    return buffer;
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

static void
test_order_of_choices(void **state)
{
    (void) state;
    struct om_scene question = { .id = "q", .choice_count = 4 };
    unsigned first[4] = { 0 };
    for (uint16_t seed = 0; seed < 4000; seed++) {
        struct play play = { .pack = &small, .visit = om_visit_begin(0) };
        send(&play, OM_EVENT_START, seed);
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

// -- random walks -------------------------------------------------------------

static uint32_t seed_state = 12345;

static uint32_t
chance(uint32_t below)
{
    seed_state ^= seed_state << 13;
    seed_state ^= seed_state >> 17;
    seed_state ^= seed_state << 5;
    return seed_state % below;
}

enum { MADE_SCENES = 40 };

// A pack that keeps the loader's promises: every clip and card leads onward to
// a scene with a higher number or, now and then, back to a question; the last
// is an end.
struct made {
    struct om_pack pack;
    struct om_story stories[3];
    struct om_scene scenes[MADE_SCENES];
    struct om_moment moments[3];
    struct om_tip tips[3];
};

static om_scene_id
onward(unsigned from, unsigned count)
{
    return (om_scene_id) (from + 1 + chance(count - from - 1));
}

static enum om_role
any_role(void)
{
    return (enum om_role) chance(OM_ROLE_ASSISTANT + 1);
}

static void
make_choices(struct om_scene *scene)
{
    scene->choice_count = (uint8_t) (2 + chance(5));
    for (uint8_t k = 0; k < scene->choice_count; k++) {
        scene->choices[k] = (struct om_choice){
            .id = "c",
            .role = any_role(),
            .go_to = OM_SCENE_NONE,
        };
    }
}

static void
make_question(struct om_scene *scene, unsigned i, unsigned count)
{
    make_choices(scene);
    scene->ask = (enum om_ask) chance(3);
    scene->others.asked = chance(3) == 0;
    scene->feedback.in[0] = chance(2) ? "f" : NULL;
    if (scene->ask != OM_ASK_CHOICE) {
        return; // next leads onward
    }
    scene->next = OM_SCENE_NONE;
    for (uint8_t k = 0; k < scene->choice_count; k++) {
        scene->choices[k].feedback.in[0] = chance(2) ? "f" : NULL;
        scene->choices[k].go_to =
            chance(4) == 0 && i > 2
                ? (om_scene_id) chance(i) // back: a loop through a question
                : onward(i, count);
    }
}

static void
make_scene(struct made *made, unsigned i, unsigned count)
{
    struct om_scene *scene = &made->scenes[i];
    scene->id = "scene";
    scene->next = OM_SCENE_NONE;
    scene->story = (uint16_t) chance(3);
    if (i + 1 == count) {
        scene->kind = OM_SCENE_END;
        scene->pledge = chance(2) ? "p" : NULL;
        make_choices(scene);
        scene->tips = made->tips;
        scene->tip_count = (uint8_t) chance(4);
        return;
    }
    scene->kind = (enum om_scene_kind) chance(3);
    scene->next = onward(i, count);
    if (scene->kind == OM_SCENE_QUESTION) {
        make_question(scene, i, count);
    } else if (scene->kind == OM_SCENE_CLIP && chance(2)) {
        scene->spot = (struct om_spot){ .id = "spot",
                                        .moments = made->moments,
                                        .moment_count = 3 };
    }
}

// Some of the cards become forks, which lead to no other fork.
static void
add_forks(struct made *made, unsigned count)
{
    for (unsigned i = count - 1; i-- > 0;) {
        struct om_scene *scene = &made->scenes[i];
        if (scene->kind != OM_SCENE_CARD || chance(2)) {
            continue;
        }
        *scene = (struct om_scene){
            .id = "fork",
            .kind = OM_SCENE_HELPED,
            .next = OM_SCENE_NONE,
            .branches = { { 2, OM_SCENE_NONE },
                          { 1, OM_SCENE_NONE },
                          { 0, OM_SCENE_NONE } },
            .branch_count = 3,
        };
        for (unsigned k = 0; k < 3; k++) {
            om_scene_id target = onward(i, count);
            while (made->scenes[target].kind == OM_SCENE_HELPED) {
                target++;
            }
            scene->branches[k].go_to = target;
        }
    }
}

static void
add_cues(struct made *made, unsigned count)
{
    for (unsigned i = 0; i + 1 < count; i++) {
        struct om_scene *clip = &made->scenes[i];
        for (unsigned k = 0; clip->kind == OM_SCENE_CLIP && k < count; k++) {
            bool question = made->scenes[k].kind == OM_SCENE_QUESTION;
            if (question && chance(5) == 0
                && clip->cue_count < OM_PACK_CUES_MAX) {
                clip->cues[clip->cue_count].at = OM_S(1 + clip->cue_count);
                clip->cues[clip->cue_count++].ask = (om_scene_id) k;
                if (chance(2)) { // back to the film
                    made->scenes[k].choices[0].go_to = OM_SCENE_NONE;
                    made->scenes[k].next = OM_SCENE_NONE;
                }
            }
        }
    }
}

static void
make_pack(struct made *made)
{
    memset(made, 0, sizeof(*made));
    unsigned count = 4 + chance(MADE_SCENES - 4);
    for (unsigned i = 0; i < 3; i++) {
        made->moments[i] = (struct om_moment){ .id = "m",
                                               .from = OM_S(2 * i),
                                               .to = OM_S(2 * i + 1) };
        made->tips[i].audience = (enum om_audience) chance(OM_AUDIENCE_COUNT_);
    }
    for (unsigned i = 0; i < count; i++) {
        make_scene(made, i, count);
    }
    add_forks(made, count);
    add_cues(made, count);
    made->pack = (struct om_pack){
        .id = "made",
        .language_count = 2,
        .offered = { true, chance(2) != 0 },
        .scenes = made->scenes,
        .scene_count = (uint16_t) count,
        .stories = made->stories,
        .story_count = (uint16_t) (1 + chance(3)),
    };
    for (unsigned i = 0; i < 3; i++) {
        made->stories[i].id = "story";
        made->stories[i].note.in[0] = chance(2) ? "note" : NULL;
        made->stories[i].start = (om_scene_id) chance(count);
    }
}

// What the effects so far say about the film.
struct film {
    bool there;
    unsigned counts, starts;
};

static void
check_effects(struct film *film, const struct om_effects *effects,
              const struct om_pack *pack)
{
    for (uint8_t i = 0; i < effects->count; i++) {
        const struct om_effect *effect = &effects->items[i];
        switch (effect->kind) {
            case OM_EFFECT_PLAY:
            case OM_EFFECT_PREROLL:
                assert_true(effect->scene < pack->scene_count);
                assert_int_equal(pack->scenes[effect->scene].kind,
                                 OM_SCENE_CLIP);
                film->there |= effect->kind == OM_EFFECT_PLAY;
                break;
            case OM_EFFECT_RESUME:
                assert_true(film->there);
                break;
            case OM_EFFECT_COUNT:
                film->counts++;
                break;
            case OM_EFFECT_ATTRACT:
                film->there = false;
                break;
            case OM_EFFECT_HOLD:
            case OM_EFFECT_WIPE:
                break;
        }
    }
}

static void
step_and_check(struct om_visit *visit, struct om_event event, om_tick now,
               const struct om_pack *pack, struct film *film)
{
    struct om_effects effects;
    bool idle = visit->state == OM_VISIT_ATTRACT;
    struct om_visit before = *visit;
    *visit = om_visit_step(*visit, event, now, pack, &om_visit_rules_default,
                           &effects);
    assert_true(om_visit_is_valid(visit, pack));
    film->starts += idle && visit->state != OM_VISIT_ATTRACT;
    check_effects(film, &effects, pack);
    // one visit at a time is under way and not yet counted
    bool open = visit->state != OM_VISIT_ATTRACT
                && visit->state != OM_VISIT_COUNTING
                && visit->state != OM_VISIT_ENDING;
    assert_int_equal(film->starts - film->counts, open ? 1 : 0);
    // a pure function: the same again gives the same
    struct om_visit again = om_visit_step(before, event, now, pack,
                                          &om_visit_rules_default, &effects);
    assert_memory_equal(&again, visit, sizeof(again));
}

static void
walk(const struct om_pack *pack, unsigned steps)
{
    om_tick now = 0;
    struct om_visit visit = om_visit_begin(now);
    struct film film = { .there = false };
    for (unsigned i = 0; i < steps; i++) {
        struct om_event event = { (enum om_event_kind) chance(OM_EVENT_COUNT_),
                                  (uint16_t) chance(9) };
        if (event.kind == OM_EVENT_MARK) {
            event.value = (uint16_t) chance(800);
        }
        if (event.kind == OM_EVENT_RESET && chance(20)) {
            event.kind = OM_EVENT_CONTINUE; // or no walk comes far
        }
        if (event.kind == OM_EVENT_STOP && chance(6)) {
            event.kind = OM_EVENT_CLIP_ENDED;
        }
        now += chance(3) ? (om_tick) chance(4000000) : OM_S(chance(100));
        step_and_check(&visit, event, now, pack, &film);
    }
    // time alone leads back
    for (unsigned i = 0; visit.state != OM_VISIT_ATTRACT; i++) {
        assert_true(i < 200);
        now = visit.deadline;
        step_and_check(&visit, (struct om_event){ OM_EVENT_TICK, 0 }, now, pack,
                       &film);
    }
    assert_int_equal(film.starts, film.counts);
}

static void
walk_folder(const char *folder)
{
    struct om_findings findings = { 0 };
    struct om_pack *pack = om_pack_load(folder, &findings);
    om_findings_finish(&findings);
    assert_non_null(pack);
    walk(pack, 300000);
    om_pack_destroy(pack);
}

static void
test_random_walks(void **state)
{
    (void) state;
    walk(&small, 200000);
    walk(&rich, 200000);
    struct made *made = malloc(sizeof(*made));
    for (unsigned round = 0; round < 350; round++) {
        make_pack(made);
        walk(&made->pack, 3000);
    }
    free(made);
    walk_folder(OM_SOURCE_DIR "/tests/packs/rich");
    walk_folder(OM_SOURCE_DIR "/content/iedereen-behalve");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_transitions),
        cmocka_unit_test(test_results),
        cmocka_unit_test(test_the_latest_answer_counts_once),
        cmocka_unit_test(test_the_rest_of_the_format),
        cmocka_unit_test(test_pages_and_readers),
        cmocka_unit_test(test_order_of_choices),
        cmocka_unit_test(test_random_walks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
