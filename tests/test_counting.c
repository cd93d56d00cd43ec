// A visit's result becomes cells: of tests/packs/rich, which asks everything
// that can be asked.

#include "counting/counting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // needs those above

static struct om_pack *pack;

static int
load(void **state)
{
    (void) state;
    struct om_findings findings = { 0 };
    pack = om_pack_load(OM_SOURCE_DIR "/tests/packs/rich", &findings);
    om_findings_finish(&findings);
    return pack ? 0 : -1;
}

static int
unload(void **state)
{
    (void) state;
    om_pack_destroy(pack);
    return 0;
}

static om_scene_id
scene_named(const char *id)
{
    om_scene_id i = 0;
    while (strcmp(pack->scenes[i].id, id) != 0) {
        i++;
        assert_true(i < pack->scene_count);
    }
    return i;
}

static uint32_t
count_of(const struct om_increments *increments, const char *key)
{
    for (size_t i = 0; i < increments->count; i++) {
        if (strcmp(increments->items[i].key, key) == 0) {
            return increments->items[i].n;
        }
    }
    return 0;
}

static struct om_visit_result
make_result(void)
{
    om_scene_id several = scene_named("wat-past");
    om_scene_id scale = scene_named("hoe-zeker");
    om_scene_id choice = scene_named("wat-doe-jij");
    return (struct om_visit_result){
        .story = 0,
        .language = 1,
        .finished = true,
        .clip_ended = true,
        .shown_count = 3,
        .shown = { choice, several, scale },
        .answer_count = 3,
        .answers = { { choice, 1 << 1 }, { several, 5 }, { scale, 1 << 4 } },
        .spotted_count = 1,
        .spotted = { { scene_named("de-groep"),
                       1 << 1 | 1U << OM_SPOTTED_ELSEWHERE } },
        .pledged = true,
        .pledge_end = scene_named("einde-vaak"),
        .pledge = 2,
        .ended = OM_S(100),
    };
}

// Each cell of the answers' family, once, and no other.
static void
test_answers(void **state)
{
    (void) state;
    static const char *const cells[] = {
        "rijk@1/a/noa.wat-doe-jij/mentor@en",
        "rijk@1/a/noa.wat-past/dm@en",
        "rijk@1/a/noa.wat-past/meedoen@en",
        "rijk@1/a/noa.hoe-zeker/vijf@en",
        "rijk@1/a/noa.noa-instappen/naam-veranderd@en",
        "rijk@1/a/noa.noa-instappen/anders@en",
        "rijk@1/a/noa.noa-belofte/nadenken@en",
    };
    enum { CELLS = sizeof(cells) / sizeof(cells[0]) };
    struct om_visit_result result = make_result();
    struct om_increments *increments = malloc(sizeof(*increments));
    om_counting_collect(&result, pack, 0, increments);
    size_t answers = 0;
    for (size_t i = 0; i < increments->count; i++) {
        answers += strstr(increments->items[i].key, "/a/") != NULL;
    }
    assert_int_equal(answers, CELLS);
    for (size_t i = 0; i < CELLS; i++) {
        if (count_of(increments, cells[i]) != 1) {
            fail_msg("%s: %u times, expected once", cells[i],
                     count_of(increments, cells[i]));
        }
    }
    assert_int_equal(count_of(increments, "rijk@1/f/q3_done@en"), 1);
    free(increments);
}

static void
test_a_suspect_visit_answers_nothing(void **state)
{
    (void) state;
    struct om_visit_result result = make_result();
    result.suspect = true;
    struct om_increments *increments = malloc(sizeof(*increments));
    om_counting_collect(&result, pack, 0, increments);
    assert_int_equal(increments->count, 1);
    assert_string_equal(increments->items[0].key, "f/q/suspect_visit");
    free(increments);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_a_suspect_visit_answers_nothing),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
