#include "visits_rig.h"

#include "base/text.h"
#include "counting/counting.h"
#include "visit/visit.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h> // needs those above

static const struct om_scene scenes[SCENES] = {
    [OPENING] = { .id = "opening",
                  .kind = OM_SCENE_CLIP,
                  .cues = { { OM_S(10), FIRST } },
                  .cue_count = 1,
                  .next = END },
    [FIRST] = { .id = "what-now",
                .kind = OM_SCENE_QUESTION,
                .choices = { { .id = "zq-send-a-message", .go_to = AFTER },
                             { .id = "zq-say-stop", .go_to = AFTER },
                             { .id = "zq-look-away", .go_to = END } },
                .choice_count = 3,
                .next = OM_SCENE_NONE },
    [AFTER] = { .id = "after", .kind = OM_SCENE_CLIP, .next = SECOND },
    [SECOND] = { .id = "and-then",
                 .kind = OM_SCENE_QUESTION,
                 .choices = { { .id = "zq-tell-a-teacher", .go_to = CARD },
                              { .id = "zq-go-home", .go_to = CARD } },
                 .choice_count = 2,
                 .next = OM_SCENE_NONE },
    [CARD] = { .id = "card", .kind = OM_SCENE_CARD, .next = END },
    [END] = { .id = "end", .kind = OM_SCENE_END, .next = OM_SCENE_NONE },
};

const char *const choice_ids[] = { "zq-send-a-message", "zq-say-stop",
                                   "zq-look-away", "zq-tell-a-teacher",
                                   "zq-go-home" };

static const struct om_story stories[] = { { .id = "noa", .start = OPENING } };

const struct om_pack pack = {
    .id = "test-pack",
    .major = 3,
    .language_count = 2,
    .languages = { "nl", "pt-BR" },
    .offered = { true, true },
    .stories = stories,
    .story_count = 1,
    .scenes = scenes,
    .scene_count = SCENES,
};

static uint64_t seed_state = 4;

uint32_t
chance(uint32_t below)
{
    seed_state = seed_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) (seed_state >> 33) % below;
}

// As the kiosk does it: collect, add, wipe.
static void
count(struct simulated *simulated)
{
    struct om_increments *increments = om_alloc(sizeof(*increments));
    const struct om_visit_result *result = &simulated->visit.result;
    om_counting_collect(result, &pack, simulated->wall, increments);
    simulated->unwritten +=
        !om_tally_add(simulated->tally, increments, simulated->wall);
    sodium_memzero(increments, sizeof(*increments));
    free(increments);
    simulated->counted++;
    simulated->suspect += result->suspect;
    simulated->answered += result->suspect ? 0 : result->answer_count;
    simulated->finished += !result->suspect && result->finished;
}

void
tell(struct simulated *simulated, enum om_event_kind kind, uint16_t value)
{
    struct om_effects effects;
    simulated->visit =
        om_visit_step(simulated->visit, (struct om_event){ kind, value },
                      simulated->now, &pack, &om_visit_rules_default, &effects);
    assert_true(om_visit_is_valid(&simulated->visit, &pack));
    for (uint8_t i = 0; i < effects.count; i++) {
        if (effects.items[i].kind == OM_EFFECT_COUNT) {
            count(simulated);
        } else if (effects.items[i].kind == OM_EFFECT_WIPE) {
            sodium_memzero(&simulated->visit, sizeof(simulated->visit));
            simulated->visit = om_visit_begin(simulated->now);
        }
    }
}

void
simulate_visit(struct simulated *simulated, bool hasty)
{
    tell(simulated, OM_EVENT_START, (uint16_t) chance(1000));
    while (simulated->visit.state != OM_VISIT_ATTRACT) {
        simulated->now += OM_MS(hasty ? 850 : 1300 + chance(9000));
        if (chance(40) == 0) {
            tell(simulated, chance(2) ? OM_EVENT_STOP : OM_EVENT_HELP, 0);
            continue;
        }
        if (chance(60) == 0) {
            simulated->now = simulated->visit.deadline;
            tell(simulated, OM_EVENT_TICK, 0);
            continue;
        }
        switch (simulated->visit.state) {
            case OM_VISIT_LANGUAGE:
                tell(simulated, OM_EVENT_LANGUAGE, (uint16_t) chance(2));
                break;
            case OM_VISIT_STORIES:
                tell(simulated, OM_EVENT_STORY, 0);
                break;
            case OM_VISIT_FILM:
                tell(simulated,
                     chance(3)         ? OM_EVENT_CLIP_HALF
                     : chance(30) == 0 ? OM_EVENT_CLIP_FAILED
                     : simulated->visit.scene == OPENING && chance(4)
                         ? OM_EVENT_CUE
                         : OM_EVENT_CLIP_ENDED,
                     0);
                break;
            case OM_VISIT_QUESTION:
                tell(simulated, OM_EVENT_CHOOSE, (uint16_t) chance(3));
                break;
            case OM_VISIT_COUNTING:
                tell(simulated, OM_EVENT_COUNTED, 0);
                break;
            default:
                tell(simulated, OM_EVENT_CONTINUE, 0);
                break;
        }
        tell(simulated, OM_EVENT_CLOSE, 0);
    }
}

static bool
has(const char *key, const char *part)
{
    return strstr(key, part) != NULL;
}

static void
take_sum(void *context, int period, const char *key, int64_t n)
{
    (void) period;
    struct sums *sums = context;
    const struct {
        const char *part;
        int64_t *sum;
    } rows[] = {
        { "/f/start@", &sums->starts },
        { "/f/clip50@", &sums->halves },
        { "/f/clipend@", &sums->ends },
        { "/f/finish@", &sums->finishes },
        { "@3/d/", &sums->durations },
        { "f/daypart/", &sums->dayparts },
        { "f/q/suspect_visit", &sums->suspects },
        { "f/q/reset_", &sums->resets },
        { "f/q/decode_error", &sums->errors },
        { "/f/help_open@", &(int64_t){ 0 } },
        { "/q1_shown@", &sums->shown[0] },
        { "/q2_shown@", &sums->shown[1] },
        { "/q1_done@", &sums->done[0] },
        { "/q2_done@", &sums->done[1] },
        { "/a/noa.what-now/", &sums->answers[0] },
        { "/a/noa.and-then/", &sums->answers[1] },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (has(key, rows[i].part)) {
            *rows[i].sum += n;
            return;
        }
    }
    fail_msg("a cell of no kind: %s", key);
}

struct sums
sums_in(const char *folder)
{
    struct sums sums = { .starts = 0 };
    struct om_text problem = { 0 };
    if (!om_tally_read(folder, take_sum, &sums, &problem)) {
        fail_msg("%s", om_text_get(&problem));
    }
    return sums;
}

void
remove_folder(const char *folder)
{
    char path[128];
    snprintf(path, sizeof(path), "%s/counts.db", folder);
    unlink(path);
    assert_int_equal(rmdir(folder), 0); // nothing else was ever left there
}

struct simulated
begin(const char *folder)
{
    struct om_text problem = { 0 };
    struct simulated simulated = {
        .visit = om_visit_begin(0),
        .tally = om_tally_open(folder, &problem),
        .wall = MONDAY,
    };
    assert_non_null(simulated.tally);
    return simulated;
}
