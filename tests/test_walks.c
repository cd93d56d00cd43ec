// A million random events over packs made up on the spot and over real ones.

#include "visit/visit.h"

#include "visit/visit.h"

#include "visit_packs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // needs those above

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
        cmocka_unit_test(test_random_walks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
