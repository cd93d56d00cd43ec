// Pretend visitors come out of the real engine: what they leave is counted,
// marked, the same for the same seed, and adds up.
#include "base/path.h"
#include "base/text.h"
#include "exchange/source.h"
#include "exchange/state.h"
#include "simulate/chance.h"
#include "simulate/simulate.h"
#include "simulate/visitor.h"

#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // wants the standard headers before it

#define PACK OM_SOURCE_DIR "/content/iedereen-behalve"

enum { MONDAY = 1780264800 }; // 1 June 2026, in Amsterdam

static int
load_pack(void **state)
{
    struct om_findings findings = { 0 };
    *state = om_pack_load(PACK, &findings);
    om_findings_finish(&findings);
    return *state ? 0 : -1;
}

static int
drop_pack(void **state)
{
    om_pack_destroy(*state);
    return 0;
}

static void
visits_end_and_are_counted(void **state)
{
    const struct om_pack *pack = *state;
    struct om_chance chance = om_chance_begin(3, 1);
    om_tick now = OM_S(1);
    unsigned finished = 0;
    unsigned idled = 0;
    unsigned suspect = 0;
    unsigned helped = 0;
    enum { VISITS = 4000 };
    for (int i = 0; i < VISITS; i++) {
        struct om_habits habits = om_habits_make(&chance);
        struct om_visit_result result;
        om_tick before = now;
        if (!om_visitor_visit(pack, &habits, &chance, &now, &result)) {
            fail_msg("visit %d was never counted", i);
        }
        assert_true(now > before && now - before < OM_S(3600));
        finished += result.finished;
        idled += result.idled;
        suspect += result.suspect;
        helped += result.help_opened;
    }
    printf("of %d: %u finished, %u walked away, %u too fast, %u read the help "
           "lines\n",
           VISITS, finished, idled, suspect, helped);
    assert_true(finished > VISITS / 3 && finished < VISITS);
    assert_true(idled > VISITS / 50);
    assert_true(helped > 0);
}

struct sums {
    uint64_t start, finish, answers, all;
};

static struct sums
simulate(const struct om_pack *pack, uint64_t seed, const char *state)
{
    struct om_simulation order = {
        .pack = pack,
        .state = state,
        .visits = 600,
        .seed = seed,
        .from = MONDAY,
        .days = 28,
        .sites = 3,
        .type = "cinema",
    };
    struct om_text problem = { 0 };
    if (!om_simulate(&order, &problem)) {
        fail_msg("%s", om_text_get(&problem));
    }
    struct om_counts counts;
    struct om_place own = { .id = "kiosk", .province = "nl-xx", .kiosks = 1 };
    assert_true(om_source_load(state, &own, &counts, &problem));
    assert_int_equal(counts.site_count, 3);
    struct sums sums = { 0 };
    for (size_t i = 0; i < counts.count; i++) {
        const char *cell = counts.cells[counts.items[i].cell];
        uint64_t n = counts.items[i].n;
        assert_in_range(counts.items[i].period, 202623, 202626);
        sums.start += strstr(cell, "/f/start@") ? n : 0;
        sums.finish += strstr(cell, "/f/finish@") ? n : 0;
        sums.answers += strstr(cell, "/a/") ? n : 0;
        sums.start += strcmp(cell, "f/q/suspect_visit") == 0 ? n : 0;
        // order matters: sites, cells and periods are sorted
        sums.all = sums.all * 31 + n + (uint64_t) counts.items[i].period;
    }
    om_counts_finish(&counts);
    om_text_finish(&problem);
    return sums;
}

static void
the_same_seed_gives_the_same_counts(void **state)
{
    const struct om_pack *pack = *state;
    char folder[64];
    scratch_make(folder, "simulate");
    char *one = om_path_join(folder, "one");
    char *same = om_path_join(folder, "same");
    char *other = om_path_join(folder, "other");
    struct sums first = simulate(pack, 7, one);
    struct sums again = simulate(pack, 7, same);
    struct sums different = simulate(pack, 8, other);
    assert_int_equal(first.start, 600); // every visit, the too fast included
    assert_true(first.finish > 200 && first.answers >= first.finish);
    assert_int_equal(first.all, again.all);
    assert_int_not_equal(first.all, different.all);
    assert_true(om_state_is_simulated(one));
    free(one);
    free(same);
    free(other);
    scratch_remove(folder);
}

static void
real_counts_are_never_touched(void **state)
{
    static const char *const files[] = { "counts.db", "pool.db",
                                         "published-cinema.jsonl" };
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char folder[64];
        scratch_make(folder, "simulate");
        char *path = om_path_join(folder, files[i]);
        FILE *file = fopen(path, "wb");
        fputs("real", file);
        fclose(file);
        struct om_simulation order = {
            .pack = *state,
            .state = folder,
            .visits = 10,
            .from = MONDAY,
            .days = 7,
            .sites = 1,
            .type = "cinema",
        };
        struct om_text problem = { 0 };
        if (om_simulate(&order, &problem)
            || !strstr(om_text_get(&problem), "real counts")) {
            fail_msg("%s: %s", files[i], om_text_get(&problem));
        }
        assert_false(om_state_is_simulated(folder));
        size_t length = 0;
        char *bytes = om_path_read(path, 100, &length);
        assert_string_equal(bytes, "real");
        free(bytes);
        om_text_finish(&problem);
        free(path);
        scratch_remove(folder);
    }
}

static void
chance_is_even(void **state)
{
    (void) state;
    struct om_chance chance = om_chance_begin(1, 1);
    static const double weights[] = { 1, 2, 3, 4 };
    unsigned seen[4] = { 0 };
    enum { DRAWS = 100000 };
    for (int i = 0; i < DRAWS; i++) {
        double unit = om_chance_unit(&chance);
        assert_true(unit >= 0 && unit < 1);
        seen[om_chance_pick(&chance, weights, 4)]++;
    }
    double chi = 0;
    for (int i = 0; i < 4; i++) {
        double wanted = DRAWS * weights[i] / 10;
        chi += (seen[i] - wanted) * (seen[i] - wanted) / wanted;
    }
    if (chi > 16.3) { // p = 0.001, three degrees of freedom
        fail_msg("chi-square %.1f: %u %u %u %u", chi, seen[0], seen[1], seen[2],
                 seen[3]);
    }
}

int
main(void)
{
    setenv("TZ", "Europe/Amsterdam", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(visits_end_and_are_counted),
        cmocka_unit_test(the_same_seed_gives_the_same_counts),
        cmocka_unit_test(real_counts_are_never_touched),
        cmocka_unit_test(chance_is_even),
    };
    return cmocka_run_group_tests(tests, load_pack, drop_pack);
}
