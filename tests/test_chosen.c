// What others chose on this kiosk: which answers are collected, when they
// change what is shown, and what a visitor reads of it.

#include "kiosk/chosen.h"

#include "base/path.h"
#include "base/text.h"
#include "kiosk/screens.h"
#include "text/type.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h> // needs those above

enum { ONE, SEVERAL, UNASKED, SCENES };

#define OTHERS \
    { \
        .asked = true, .when_at_least = 600, .share = 800, .n = 1834, \
        .month = "2026-09", .line = { \
            { "Iets doen helpt." } \
        } \
    }

static const struct om_scene scenes[SCENES] = {
    [ONE] = { .id = "wat-nu",
              .kind = OM_SCENE_QUESTION,
              .choices = { { .id = "niks", .role = OM_ROLE_OUTSIDER },
                           { .id = "dm", .role = OM_ROLE_DEFENDER_PRIVATE },
                           { .id = "hulp", .role = OM_ROLE_GET_HELP } },
              .choice_count = 3,
              .others = OTHERS },
    [SEVERAL] = { .id = "wat-nog",
                  .kind = OM_SCENE_QUESTION,
                  .ask = OM_ASK_SEVERAL,
                  .choices = { { .id = "niks", .role = OM_ROLE_OUTSIDER },
                               { .id = "dm", .role = OM_ROLE_DEFENDER_PRIVATE },
                               { .id = "hulp", .role = OM_ROLE_GET_HELP } },
                  .choice_count = 3,
                  .others = OTHERS },
    [UNASKED] = { .id = "en-dan",
                  .kind = OM_SCENE_QUESTION,
                  .choices = { { .id = "a" }, { .id = "b" } },
                  .choice_count = 2 },
};

// The next version of the pack writes its choices in another order.
static const struct om_scene turned[] = {
    { .id = "wat-nu",
      .kind = OM_SCENE_QUESTION,
      .choices = { { .id = "hulp", .role = OM_ROLE_GET_HELP },
                   { .id = "niks", .role = OM_ROLE_OUTSIDER },
                   { .id = "dm", .role = OM_ROLE_DEFENDER_PRIVATE } },
      .choice_count = 3,
      .others = OTHERS },
};

static const struct om_story stories[] = { { .id = "noa" } };

static const struct om_pack pack = { .id = "proef",
                                     .major = 1,
                                     .language_count = 1,
                                     .languages = { "nl" },
                                     .stories = stories,
                                     .story_count = 1,
                                     .scenes = scenes,
                                     .scene_count = SCENES };

// The same noise every time: one more of each choice.
static uint32_t
none_below(void *context, uint32_t n)
{
    (void) context;
    return n > 2 ? n - 1 : n == 2 ? 1 : 0;
}

static uint32_t
seeded_below(void *context, uint32_t n)
{
    uint64_t *state = context;
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) (*state >> 33) % n;
}

struct place {
    char folder[64];
    struct om_chosen chosen;
    uint64_t seed;
    struct om_uniform uniform;
};

static void
begin(struct place *place)
{
    memset(place, 0, sizeof(*place));
    snprintf(place->folder, sizeof(place->folder),
             "/tmp/omstander-chosen-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    place->seed = 11;
    place->uniform = (struct om_uniform){ seeded_below, &place->seed };
    om_chosen_open(&place->chosen, place->folder);
}

static void
end(struct place *place)
{
    char *path = om_path_join(place->folder, OM_NORM_FILE);
    om_chosen_close(&place->chosen);
    om_chosen_close(&place->chosen); // twice is fine
    unlink(path);
    free(path);
    assert_int_equal(rmdir(place->folder), 0);
}

static void
visit(struct place *place, om_scene_id question, uint8_t taken, bool suspect)
{
    const struct om_visit_result result = {
        .suspect = suspect,
        .answer_count = 1,
        .answers = { { question, taken } },
    };
    om_chosen_add(&place->chosen, &pack, &result, &place->uniform);
}

static unsigned
share_of(const struct place *place, om_scene_id question)
{
    unsigned answers = 0;
    return om_chosen_share(&place->chosen, &pack, &scenes[question], &answers);
}

// -- collecting ---------------------------------------------------------------

static void
what_is_collected(void **state)
{
    (void) state;
    struct place place;
    begin(&place);
    visit(&place, UNASKED, 1, false);
    assert_int_equal(place.chosen.norm.count, 0);
    visit(&place, ONE, 1 << 1, true); // too fast
    assert_int_equal(place.chosen.norm.count, 0);
    visit(&place, ONE, 1 << 1, false);
    visit(&place, SEVERAL, 1 << 0 | 1 << 2, false); // one that helps
    visit(&place, SEVERAL, 1 << 0, false);
    const struct om_norm *norm = &place.chosen.norm;
    assert_int_equal(norm->count, 2);
    assert_string_equal(norm->questions[0].key, "proef@1/noa.wat-nu");
    assert_int_equal(norm->questions[0].choices, 3);
    assert_int_equal(norm->questions[0].secret[0], 1); // dm, hulp, niks
    assert_int_equal(norm->questions[1].choices, 2);
    assert_int_equal(norm->questions[1].secret[0], 1);
    assert_int_equal(norm->questions[1].secret[1], 1);
    end(&place);
}

// Neither an answer nor the one before it is in what is shown, but by blocks;
// and all of it is there again after a restart.
static void
shown_by_blocks(void **state)
{
    (void) state;
    static const om_scene_id questions[] = { ONE, SEVERAL };
    for (size_t q = 0; q < 2; q++) {
        struct place place;
        begin(&place);
        unsigned before = 0, changes = 0;
        for (int i = 1; i <= 6 * OM_NORM_BLOCK; i++) {
            visit(&place, questions[q], i % 4 ? 1 << 2 : 1 << 0, false);
            unsigned share = share_of(&place, questions[q]);
            if (i < OM_NORM_BLOCKS_MIN * OM_NORM_BLOCK) {
                assert_int_equal(share, 0);
            } else {
                assert_in_range(share, 550, 950);
                assert_int_equal(share % 50, 0);
            }
            if (i % OM_NORM_BLOCK != 0) {
                assert_int_equal(share, before);
            }
            changes += share != before;
            before = share;
        }
        assert_in_range(changes, 1, 5);
        visit(&place, questions[q], 1, false);
        om_chosen_close(&place.chosen);
        om_chosen_open(&place.chosen, place.folder);
        assert_int_equal(share_of(&place, questions[q]), before);
        assert_int_equal(place.chosen.norm.questions[0].held, 1);
        end(&place);
    }
}

static void
another_order_is_the_same(void **state)
{
    (void) state;
    struct place place;
    begin(&place);
    for (int i = 0; i < 2 * OM_NORM_BLOCK; i++) {
        visit(&place, ONE, i % 10 < 8 ? 1 << 1 : 1 << 0, false);
    }
    unsigned answers = 0;
    struct om_pack next = pack;
    next.scenes = turned;
    unsigned share =
        om_chosen_share(&place.chosen, &next, &turned[0], &answers);
    assert_int_equal(share, share_of(&place, ONE));
    assert_in_range(share, 650, 950);
    assert_int_equal(answers, 2 * OM_NORM_BLOCK);
    end(&place);
}

// -- what is read -------------------------------------------------------------

// The height of what is said stands for how much of it there is: approving
// words alone, or a sentence and what it rests on, too.
static int
height_of(struct om_view *view)
{
    struct om_rect place = { 100, 100, 900, 0 };
    view->list.count = 0;
    return om_screen_others(view, &scenes[ONE], place);
}

static void
what_is_shown(void **state)
{
    (void) state;
    struct place place;
    begin(&place);
    struct om_type *type = om_type_create("Inter");
    assert_non_null(type);
    struct om_layout layout = om_layout_make(1920, 1080, 0);
    static struct om_visit visitor;
    static struct om_view view;
    view = (struct om_view){ .pack = &pack,
                             .visit = &visitor,
                             .layout = &layout,
                             .type = type,
                             .chosen = &place.chosen,
                             .norms = OM_NORMS_OFF,
                             .alpha = 255 };
    int words = height_of(&view);
    view.norms = OM_NORMS_NATIONAL;
    int national = height_of(&view);
    view.norms = OM_NORMS_LOCAL;
    assert_true(national > words);
    assert_int_equal(height_of(&view), words); // nothing yet
    place.uniform = (struct om_uniform){ none_below, NULL };
    struct {
        int helped; // of ten
        bool shown;
    } rows[] = { { 9, true }, { 5, false }, { 6, true }, { 3, false } };
    for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
        memset(&place.chosen.norm, 0, sizeof(place.chosen.norm));
        for (int i = 0; i < 20 * OM_NORM_BLOCK; i++) {
            visit(&place, ONE, i % 10 < rows[r].helped ? 1 << 1 : 1 << 0,
                  false);
        }
        int height = height_of(&view);
        if ((height > words) != rows[r].shown) {
            fail_msg("%d of ten: %d high, words alone %d", rows[r].helped,
                     height, words);
        }
    }
    om_type_destroy(type);
    end(&place);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_collected),
        cmocka_unit_test(shown_by_blocks),
        cmocka_unit_test(another_order_is_the_same),
        cmocka_unit_test(what_is_shown),
    };
    return cmocka_run_group_tests_name("chosen", tests, NULL, NULL);
}
