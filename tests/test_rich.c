// The model of tests/packs/rich, which uses every key of the format, and the
// rules that go with it: figures, tips by reader, a chat at a time.

#include "pack/pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h> // needs those above

static struct om_pack *
load(void)
{
    struct om_findings findings = { 0 };
    struct om_pack *pack =
        om_pack_load(OM_SOURCE_DIR "/tests/packs/rich", &findings);
    om_findings_finish(&findings);
    assert_non_null(pack);
    return pack;
}

static const struct om_scene *
scene_named(const struct om_pack *pack, const char *id)
{
    for (size_t i = 0; i < pack->scene_count; i++) {
        if (strcmp(pack->scenes[i].id, id) == 0) {
            return &pack->scenes[i];
        }
    }
    fail_msg("no scene %s", id);
    return NULL;
}

static const char *
id_of(const struct om_pack *pack, om_scene_id id)
{
    return id == OM_SCENE_NONE ? "-" : pack->scenes[id].id;
}

static void
test_pack_keys(void **state)
{
    (void) state;
    struct om_pack *pack = load();
    assert_int_equal(pack->story_count, 4);
    assert_int_equal(pack->theme.radius, 12);
    assert_string_equal(pack->attract_clip, "clips/attract.mp4");
    assert_string_equal(pack->soundtrack.credit, "Eigen muziek");
    assert_string_equal(om_words_get(&pack->approving, 1),
                        "Doing something helps, even something small.");
    assert_string_equal(om_words_get(&pack->help[0].price, 1),
                        "Free of charge");
    assert_string_equal(om_words_get(&pack->help[0].anonymity, 0),
                        "Je hoeft je naam niet te zeggen");
    assert_null(om_words_get(&pack->help[0].terms, 0));
    om_pack_destroy(pack);
}

static void
test_film(void **state)
{
    (void) state;
    struct om_pack *pack = load();
    const struct om_scene *film = scene_named(pack, "de-groep");
    assert_string_equal(film->clip, "clips/noa-1.mp4");
    assert_null(film->credit);
    assert_int_equal(film->captions[0].count, 2);
    assert_string_equal(film->spot.id, "noa-instappen");
    assert_string_equal(om_words_get(&film->spot.prompt, 1),
                        "Tap when you would do something");
    assert_int_equal(film->spot.moment_count, 2);
    assert_string_equal(film->spot.moments[1].id, "naam-veranderd");
    assert_int_equal(film->spot.moments[1].from, OM_MS(8200));
    assert_int_equal(film->spot.moments[1].to, OM_S(12));
    assert_null(scene_named(pack, "afloop-dm")->spot.id);
    om_pack_destroy(pack);
}

static void
test_questions(void **state)
{
    (void) state;
    struct om_pack *pack = load();
    const struct om_scene *choice = scene_named(pack, "wat-doe-jij");
    assert_int_equal(choice->ask, OM_ASK_CHOICE);
    assert_int_equal(om_others_in_ten(&choice->others), 7);
    assert_int_equal(choice->others.n, 1834);
    assert_string_equal(choice->others.month, "2026-09");
    assert_string_equal(om_words_get(&choice->others.line, 1),
                        "Whoever helps is hardly ever the only one.");
    const struct om_scene *held = scene_named(pack, "wat-zie-je");
    assert_int_equal(held->ask, OM_ASK_SEVERAL);
    assert_int_equal(held->next, OM_SCENE_NONE);
    const struct om_scene *several = scene_named(pack, "wat-past");
    assert_string_equal(id_of(pack, several->next), "hoe-zeker");
    assert_string_equal(om_words_get(&several->feedback, 1),
                        "Everything you do counts.");
    assert_true(several->others.asked);
    assert_int_equal(om_others_in_ten(&several->others), 0); // 40 of 100
    const struct om_scene *scale = scene_named(pack, "hoe-zeker");
    assert_int_equal(scale->ask, OM_ASK_SCALE);
    assert_int_equal(scale->choice_count, 5);
    assert_string_equal(scale->choices[0].id, "1");
    assert_string_equal(scale->choices[4].id, "vijf");
    assert_string_equal(om_words_get(&scale->high, 0), "Heel zeker");
    om_pack_destroy(pack);
}

static void
test_cards_and_endings(void **state)
{
    (void) state;
    struct om_pack *pack = load();
    const struct om_scene *card = scene_named(pack, "kaart");
    assert_string_equal(om_words_get(&card->figure, 1), "23%");
    assert_string_equal(om_words_get(&card->source, 1),
                        "A study among young people, 2025");
    assert_null(om_words_get(&scene_named(pack, "kaart-twee")->figure, 0));
    const struct om_scene *fork = scene_named(pack, "welk-einde");
    static const struct {
        unsigned at_least;
        const char *scene;
    } branches[] = {
        { 2, "einde-vaak" },
        { 1, "einde-eens" },
        { 0, "einde-nog-niet" },
    };
    assert_int_equal(fork->kind, OM_SCENE_HELPED);
    assert_int_equal(fork->branch_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(fork->branches[i].at_least, branches[i].at_least);
        assert_string_equal(id_of(pack, fork->branches[i].go_to),
                            branches[i].scene);
    }
    const struct om_scene *end = scene_named(pack, "einde-vaak");
    assert_string_equal(end->pledge, "noa-belofte");
    assert_int_equal(end->choice_count, 3);
    assert_string_equal(end->choices[2].id, "nadenken");
    om_pack_destroy(pack);
}

static void
test_tips(void **state)
{
    (void) state;
    struct om_pack *pack = load();
    static const struct {
        const char *scene;
        enum om_audience audience;
        bool speaks;
        const char *first; // of the first tip
        size_t count;
    } rows[] = {
        { "einde-vaak", OM_AUDIENCE_YOUNG, true, "Send", 3 },
        { "einde-vaak", OM_AUDIENCE_PARENT, true, "Tell", 2 },
        { "einde-vaak", OM_AUDIENCE_TEACHER, true, "Tell", 2 },
        { "einde-eens", OM_AUDIENCE_YOUNG, true, "Send", 2 },
        { "einde-eens", OM_AUDIENCE_TEACHER, false, "Do", 1 },
        { "einde-nog-niet", OM_AUDIENCE_YOUNG, false, "", 0 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct om_scene *end = scene_named(pack, rows[i].scene);
        const struct om_tip *tips[OM_PACK_TIPS_SHOWN];
        size_t count = om_tips_for(end, rows[i].audience, tips);
        bool speaks = om_tips_speak_to(end, rows[i].audience);
        const char *first = count ? om_words_get(&tips[0]->text, 1) : "";
        if (count != rows[i].count || speaks != rows[i].speaks
            || strncmp(first, rows[i].first, strlen(rows[i].first)) != 0) {
            fail_msg("%s for %d: %zu tips, speaks %d, first \"%s\"; expected "
                     "%zu, %d, \"%s\"",
                     rows[i].scene, rows[i].audience, count, speaks, first,
                     rows[i].count, rows[i].speaks, rows[i].first);
        }
    }
    om_pack_destroy(pack);
}

static void
test_figures(void **state)
{
    (void) state;
    static const struct {
        struct om_others others;
        unsigned in_ten;
    } rows[] = {
        { { .asked = true, .when_at_least = 600, .share = 0 }, 0 },
        { { .asked = true, .when_at_least = 600, .share = 599 }, 0 },
        { { .asked = true, .when_at_least = 600, .share = 600 }, 6 },
        { { .asked = true, .when_at_least = 600, .share = 649 }, 6 },
        { { .asked = true, .when_at_least = 600, .share = 650 }, 7 },
        { { .asked = true, .when_at_least = 700, .share = 690 }, 0 },
        { { .asked = true, .when_at_least = 600, .share = 1000 }, 9 },
        { { .asked = false, .when_at_least = 600, .share = 800 }, 0 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        unsigned got = om_others_in_ten(&rows[i].others);
        if (got != rows[i].in_ten) {
            fail_msg("share %u from %u: %u in ten, expected %u",
                     rows[i].others.share, rows[i].others.when_at_least, got,
                     rows[i].in_ten);
        }
    }
}

// The lines seen at a time, as their first letters: s(ays), t(ypes),
// r(enames), x (removes).
static void
describe_chat(const struct om_chat *chat, om_tick time, char out[32])
{
    size_t count = 0;
    for (size_t i = 0; i < chat->line_count && count < 31; i++) {
        if (om_chat_is_seen(chat, i, time)) {
            out[count++] = "strx"[chat->lines[i].kind];
        }
    }
    out[count] = '\0';
}

static void
test_chat(void **state)
{
    (void) state;
    struct om_pack *pack = load();
    const struct om_chat *chat = scene_named(pack, "de-groep")->chat;
    assert_non_null(chat);
    assert_int_equal(chat->person_count, 3);
    assert_string_equal(om_words_get(&chat->people[0].name, 1), "Noa");
    assert_string_equal(om_words_get(&chat->people[2].name, 1), "Dan");
    assert_int_equal(chat->people[0].colour, 0xC6A8FF);
    assert_string_equal(chat->people[0].avatar, "images/noa.svg");
    assert_true(chat->people[1].colour != chat->people[2].colour);
    static const struct {
        int at_ms;
        const char *lines, *group;
        unsigned members;
    } rows[] = {
        { 0, "", "Year 9 B", 3 },
        { 1200, "s", "Year 9 B", 3 },
        { 2600, "st", "Year 9 B", 3 },
        { 3999, "st", "Year 9 B", 3 },
        { 4000, "ss", "Year 9 B", 3 },
        { 5500, "sst", "Year 9 B", 3 },
        { 7500, "ss", "Year 9 B", 3 }, // two seconds, when nothing is said
        { 8200, "ssr", "everyone except noa", 3 },
        { 9500, "ssrx", "everyone except noa", 2 },
        { 15000, "ssrxs", "everyone except noa", 2 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        om_tick time = OM_MS(rows[i].at_ms);
        char lines[32];
        describe_chat(chat, time, lines);
        const char *group = om_words_get(om_chat_group_at(chat, time), 1);
        unsigned members = om_chat_members_at(chat, time);
        if (strcmp(lines, rows[i].lines) != 0
            || strcmp(group, rows[i].group) != 0
            || members != rows[i].members) {
            fail_msg("at %d ms: \"%s\" in %s of %u; expected \"%s\" in %s of "
                     "%u",
                     rows[i].at_ms, lines, group, members, rows[i].lines,
                     rows[i].group, rows[i].members);
        }
    }
    om_pack_destroy(pack);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pack_keys),
        cmocka_unit_test(test_film),
        cmocka_unit_test(test_questions),
        cmocka_unit_test(test_cards_and_endings),
        cmocka_unit_test(test_tips),
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_chat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
