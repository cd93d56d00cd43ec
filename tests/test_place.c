// Places in a visit that nobody walked to: beginning at a scene, and staying
// where one was while the pack changes.

#include "pack/lookup.h"
#include "visit/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // needs those above

// A pack is written as its scenes, one letter each, in this order; a capital
// is the same scene with another content. Story "s" has all of them.
//
//   f film, which asks q at 2 s and leads to e    q question: x, y, z
//   g film without anything, leads to e           c card, leads to e
//   e ending                                      p ending with a pledge: x, y
struct made {
    struct om_pack pack;
    struct om_story stories[2];
    struct om_scene scenes[8];
    char ids[8][2];
};

static om_scene_id
find(const struct made *made, char name)
{
    char id[2] = { name, 0 };
    return om_pack_find_scene(&made->pack, 0, id);
}

static void
fill(struct made *made, struct om_scene *scene, char name, char written)
{
    static const char *const ids[] = { "x", "y", "z" };
    bool other = written != name;
    scene->next = find(made, 'e');
    switch (name) {
        case 'f':
            scene->clip = "f.mp4";
            if (find(made, 'q') != OM_SCENE_NONE) {
                scene->cue_count = other ? 2 : 1;
                scene->cues[0] =
                    (struct om_cue){ other ? OM_S(1) : OM_S(2),
                                     find(made, other ? 'k' : 'q') };
                scene->cues[1] = (struct om_cue){ OM_S(3), find(made, 'q') };
            }
            break;
        case 'g':
            scene->clip = "g.mp4";
            break;
        case 'q':
        case 'k':
        case 'p':
            scene->kind = name == 'p' ? OM_SCENE_END : OM_SCENE_QUESTION;
            scene->pledge = name == 'p' ? "p" : NULL;
            scene->next = OM_SCENE_NONE;
            // other: the first choice is gone
            for (int i = other; i < 3; i++) {
                scene->choices[scene->choice_count++] = (struct om_choice){
                    .id = ids[i],
                    .text = { { "t" } },
                    .feedback = { { "f" } },
                    .go_to = OM_SCENE_NONE,
                };
            }
            break;
        case 'c':
            scene->kind = OM_SCENE_CARD;
            break;
        default:
            scene->kind = OM_SCENE_END;
            scene->next = OM_SCENE_NONE;
            break;
    }
}

static struct made *
make(const char *scenes, const char *story)
{
    struct made *made = calloc(1, sizeof(*made));
    made->stories[0] = (struct om_story){ .id = story, .title = { { "t" } } };
    made->pack = (struct om_pack){
        .id = "p",
        .language_count = 2,
        .languages = { "nl", "en" },
        .offered = { true, true },
        .stories = made->stories,
        .story_count = 1,
        .scenes = made->scenes,
        .scene_count = (uint16_t) strlen(scenes),
    };
    for (size_t i = 0; scenes[i]; i++) {
        made->ids[i][0] = (char) (scenes[i] | 0x20);
        made->scenes[i].id = made->ids[i];
    }
    for (size_t i = 0; scenes[i]; i++) {
        fill(made, &made->scenes[i], made->ids[i][0], scenes[i]);
    }
    return made;
}

static struct om_visit
begin_at(const struct made *made, char scene, struct om_effects *effects)
{
    struct om_visit visit =
        om_visit_begin_at(&made->pack, find(made, scene), OM_S(1),
                          &om_visit_rules_default, effects);
    assert_true(om_visit_is_valid(&visit, &made->pack));
    return visit;
}

static const char *
effects_of(const struct om_effects *effects)
{
    static char line[32];
    static const char letters[] = "aPphRcw";
    for (uint8_t i = 0; i < effects->count; i++) {
        line[i] = letters[effects->items[i].kind];
    }
    line[effects->count] = '\0';
    return line;
}

static void
test_begins_at_a_scene(void **state)
{
    (void) state;
    static const struct {
        char scene;
        enum om_visit_state_id state;
        char film; // 0: none
        const char *effects;
    } rows[] = {
        { 'f', OM_VISIT_FILM, 'f', "P" },
        { 'q', OM_VISIT_QUESTION, 'f', "h" },
        { 'k', OM_VISIT_QUESTION, 0, "h" }, // no film asks it
        { 'c', OM_VISIT_CARD, 0, "h" },
        { 'p', OM_VISIT_PLEDGE, 0, "h" },
        { 'e', OM_VISIT_COUNTING, 0, "hc" },
    };
    struct made *made = make("fqkcepg", "s");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_effects effects;
        struct om_visit visit = begin_at(made, rows[i].scene, &effects);
        om_scene_id film =
            rows[i].film ? find(made, rows[i].film) : OM_SCENE_NONE;
        print_message("%c: %s\n", rows[i].scene, effects_of(&effects));
        assert_int_equal(visit.state, rows[i].state);
        assert_int_equal(visit.film, film);
        assert_string_equal(effects_of(&effects), rows[i].effects);
        assert_int_equal(visit.result.story, 0);
    }
    free(made);
}

// From a place in one edition to a place in another one.
static void
test_stays_where_it_was(void **state)
{
    (void) state;
    static const struct {
        const char *from, *to;
        char scene; // where it is in `from`
        const char *story;
        enum om_visit_state_id state; // and in `to`
        char now;                     // its scene there; 0: none
        const char *effects;
    } rows[] = {
        { "fqe", "fqe", 'f', "s", OM_VISIT_FILM, 'f', "" },
        { "fqe", "cfqe", 'f', "s", OM_VISIT_FILM, 'f', "" }, // another number
        { "fqe", "fqe", 'q', "s", OM_VISIT_QUESTION, 'q', "" },
        { "fqke", "Fqke", 'q', "s", OM_VISIT_QUESTION, 'q', "" },
        { "fqe", "fQe", 'q', "s", OM_VISIT_QUESTION, 'q', "" },
        { "fqce", "fqe", 'c', "s", OM_VISIT_FILM, 'f', "P" }, // to the start
        { "fqce", "cfqe", 'c', "s", OM_VISIT_CARD, 'c', "" },
        { "fqce", "fqce", 'c', "other", OM_VISIT_STORIES, 0, "h" },
        { "fpe", "fpe", 'p', "s", OM_VISIT_PLEDGE, 'p', "" },
        { "fqge", "fqe", 'g', "s", OM_VISIT_FILM, 'f', "P" },
        { "fqe", "ge", 'q', "s", OM_VISIT_FILM, 'g', "P" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct made *from = make(rows[i].from, "s");
        struct made *to = make(rows[i].to, rows[i].story);
        struct om_effects effects;
        struct om_visit old = begin_at(from, rows[i].scene, &effects);
        struct om_visit visit =
            om_visit_move(&old, &from->pack, &to->pack, OM_S(2),
                          &om_visit_rules_default, &effects);
        om_scene_id now = rows[i].now ? find(to, rows[i].now) : OM_SCENE_NONE;
        print_message("%s -> %s at %c: state %d scene %d effects %s\n",
                      rows[i].from, rows[i].to, rows[i].scene, visit.state,
                      visit.scene, effects_of(&effects));
        assert_int_equal(visit.state, rows[i].state);
        assert_int_equal(visit.scene, now);
        assert_string_equal(effects_of(&effects), rows[i].effects);
        assert_true(om_visit_is_valid(&visit, &to->pack));
        free(from);
        free(to);
    }
}

// The cue that was met is the one that asks what is on screen, wherever it is.
static void
test_cues_that_were_met(void **state)
{
    (void) state;
    struct made *from = make("fqke", "s"), *to = make("Fqke", "s");
    struct om_effects effects;
    struct om_visit old = begin_at(from, 'q', &effects);
    assert_int_equal(old.cue, 1);
    struct om_visit visit = om_visit_move(&old, &from->pack, &to->pack, OM_S(2),
                                          &om_visit_rules_default, &effects);
    assert_int_equal(visit.cue, 2);
    visit = om_visit_move(&visit, &to->pack, &from->pack, OM_S(2),
                          &om_visit_rules_default, &effects);
    assert_int_equal(visit.cue, 1);
    free(from);
    free(to);
}

static struct om_visit
step(const struct om_visit *visit, const struct om_pack *pack,
     enum om_event_kind kind, uint16_t value, om_tick now)
{
    struct om_effects effects;
    return om_visit_step(*visit, (struct om_event){ kind, value }, now, pack,
                         &om_visit_rules_default, &effects);
}

// What was answered is the same answer, by its id; one that is gone is none.
static void
test_answers_are_kept(void **state)
{
    (void) state;
    struct made *from = make("fqe", "s"), *to = make("efQ", "s");
    struct om_effects effects;
    for (uint16_t choice = 0; choice < 3; choice++) {
        struct om_visit visit = begin_at(from, 'q', &effects);
        visit.result.language = 1;
        visit = step(&visit, &from->pack, OM_EVENT_CHOOSE, choice, OM_S(5));
        assert_int_equal(visit.state, OM_VISIT_FEEDBACK);
        visit = om_visit_move(&visit, &from->pack, &to->pack, OM_S(6),
                              &om_visit_rules_default, &effects);
        assert_true(om_visit_is_valid(&visit, &to->pack));
        assert_int_equal(visit.result.language, 1);
        assert_int_equal(visit.result.answer_count, choice > 0);
        if (choice == 0) { // asked again: there is no such answer any more
            assert_int_equal(visit.state, OM_VISIT_QUESTION);
            continue;
        }
        assert_int_equal(visit.state, OM_VISIT_FEEDBACK);
        assert_int_equal(visit.choice, choice - 1);
        assert_int_equal(visit.result.answers[0].chosen, 1U << (choice - 1));
        assert_int_equal(visit.result.answers[0].question, find(to, 'q'));
    }
    free(from);
    free(to);
}

static void
test_places_by_name(void **state)
{
    (void) state;
    static const struct {
        const char *written;
        char scene;       // 0: none
        const char *says; // in the message
    } rows[] = {
        { "s/q", 'q', "" },
        { "s/e", 'e', "" },
        { "s/w", 0, "scene ‘w’" },
        { "t/q", 0, "story ‘t’" },
        { "s", 0, "STORY/SCENE, as in s/f" },
        { "", 0, "STORY/SCENE" },
        { "/q", 0, "STORY/SCENE" },
        { "s/", 0, "STORY/SCENE" },
        { "s/q/e", 0, "‘q/e’" },
    };
    struct made *made = make("fqe", "s");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_text problem = { 0 };
        om_scene_id scene =
            om_pack_find_place(&made->pack, rows[i].written, true, &problem);
        om_scene_id expected =
            rows[i].scene ? find(made, rows[i].scene) : OM_SCENE_NONE;
        assert_int_equal(scene, expected);
        if (!strstr(om_text_get(&problem), rows[i].says)) {
            fail_msg("%s: “%s” is not in “%s”", rows[i].written, rows[i].says,
                     om_text_get(&problem));
        }
        om_text_finish(&problem);
    }
    free(made);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_begins_at_a_scene),
        cmocka_unit_test(test_stays_where_it_was),
        cmocka_unit_test(test_cues_that_were_met),
        cmocka_unit_test(test_answers_are_kept),
        cmocka_unit_test(test_places_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
