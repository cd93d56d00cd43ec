// The noise sampler, and what others chose.
#include "report/noise.h"
#include "report/norm.h"

#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h> // wants the standard headers before it

// Chance that is the same every time.
static uint32_t
seeded_below(void *context, uint32_t n)
{
    uint64_t *state = context, z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (uint32_t) ((z ^ z >> 31) % n);
}

static struct om_uniform
seeded(uint64_t *state)
{
    return (struct om_uniform){ seeded_below, state };
}

static const char key[] = "pack@1/story.question";

// -- noise --------------------------------------------------------------------

// Against P(x) = (1 - a) / (1 + a) * a^|x|, a = exp(-s/t): the numbers from
// -TAIL to TAIL, and both tails, are 2 * TAIL + 3 kinds.
static void
test_noise_is_laplace(void **state)
{
    (void) state;
    enum { TAIL = 10, KINDS = 2 * TAIL + 3, DRAWS = 400000 };
    // chi-square of 22 degrees of freedom is above this once in 1000
    const double critical = 48.268;
    static const struct {
        uint32_t t, s;
    } rows[] = { { 2, 1 }, { 1, 1 }, { 3, 2 }, { 5, 1 } };
    for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
        uint64_t seed = 4 + r;
        struct om_uniform uniform = seeded(&seed);
        double a = exp(-(double) rows[r].s / rows[r].t), chi = 0;
        double sum = 0, squares = 0;
        unsigned seen[KINDS] = { 0 };
        for (int i = 0; i < DRAWS; i++) {
            int64_t x = om_noise_laplace(&uniform, rows[r].t, rows[r].s);
            sum += (double) x;
            squares += (double) (x * x);
            int64_t kind = x < -TAIL ? 0 : x > TAIL ? KINDS - 1 : x + TAIL + 1;
            seen[kind]++;
        }
        for (int kind = 0; kind < KINDS; kind++) {
            int x = kind - TAIL - 1;
            double p = kind == 0 || kind == KINDS - 1
                           ? pow(a, TAIL + 1) / (1 + a)
                           : (1 - a) / (1 + a) * pow(a, abs(x));
            double off = seen[kind] - p * DRAWS;
            chi += off * off / (p * DRAWS);
        }
        double mean = sum / DRAWS, variance = squares / DRAWS - mean * mean;
        double theory = 2 * a / ((1 - a) * (1 - a));
        printf("scale %u/%u: chi-square %.1f, mean %.4f, variance %.3f of "
               "%.3f\n",
               rows[r].t, rows[r].s, chi, mean, variance, theory);
        assert_true(chi < critical);
        assert_true(fabs(mean) < 5 * sqrt(theory / DRAWS));
        assert_true(fabs(variance / theory - 1) < 0.03);
    }
}

static void
test_noise_golden(void **state)
{
    (void) state;
    static const int expected[] = { 1, -6, 1, -1, -4, 1, -1, 1,  -3, 2, 0, -3,
                                    0, 3,  1, -3, 5,  2, 1,  -1, -1, 1, 1, 6 };
    uint64_t seed = 1;
    struct om_uniform uniform = seeded(&seed);
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        int x = (int) om_noise_laplace(&uniform, 2, 1);
        assert_int_equal(x, expected[i]);
    }
}

static void
test_noise_of_the_system(void **state)
{
    (void) state;
    int64_t sum = 0;
    for (int i = 0; i < 10000; i++) {
        sum += om_noise_laplace(&om_uniform_system, 2, 1);
    }
    assert_in_range(sum + 5000, 0, 10000); // 17 standard deviations
}

// One answer that were another changes the chance of any block by exp(1) at
// most: blocks that are seen often, of 25:25 and of 24:26.
static void
test_block_hides_one_answer(void **state)
{
    (void) state;
    enum { RUNS = 300000, SIDE = 21 };
    static unsigned seen[2][SIDE][SIDE];
    uint64_t seed = 9;
    struct om_uniform uniform = seeded(&seed);
    for (int i = 0; i < 2 * RUNS; i++) {
        struct om_norm norm = { 0 };
        for (int n = 0; n < OM_NORM_BLOCK; n++) {
            om_norm_add(&norm, key, n < (i % 2 ? 25 : 24) ? 0 : 1, 2, &uniform);
        }
        int64_t x = norm.questions[0].shown[0] - 25 + SIDE / 2;
        int64_t y = norm.questions[0].shown[1] - 25 + SIDE / 2;
        if (x >= 0 && x < SIDE && y >= 0 && y < SIDE) {
            seen[i % 2][x][y]++;
        }
    }
    double most = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
        unsigned a = seen[0][i / SIDE][i % SIDE];
        unsigned b = seen[1][i / SIDE][i % SIDE];
        if (a > 1000 && b > 1000) {
            most = fmax(most, fabs(log((double) a / b)));
        }
    }
    printf("largest log ratio %.3f\n", most);
    assert_true(most > 0.8 && most < 1.12);
}

// -- norms --------------------------------------------------------------------

static void
test_nothing_before_two_blocks(void **state)
{
    (void) state;
    uint64_t seed = 3;
    struct om_uniform uniform = seeded(&seed);
    struct om_norm norm = { 0 };
    assert_int_equal(om_norm_share(&norm, key, 1), -1);
    for (int i = 0; i < 2 * OM_NORM_BLOCK; i++) {
        assert_int_equal(om_norm_share(&norm, key, 1), -1);
        assert_true(om_norm_add(&norm, key, i % 10 < 7 ? 0 : 1, 2, &uniform));
    }
    assert_in_range(om_norm_share(&norm, key, 1), 50, 90);
}

// The display is the same before an answer and after it, but for the one that
// fills a block; so nobody sees his own answer in it, nor the one before.
static void
test_no_change_within_a_block(void **state)
{
    (void) state;
    uint64_t seed = 5, answers = 6;
    struct om_uniform uniform = seeded(&seed);
    struct om_norm norm = { 0 };
    int64_t before[OM_NORM_CHOICES_MAX] = { 0 };
    unsigned changes = 0;
    for (int i = 1; i <= 40 * OM_NORM_BLOCK; i++) {
        uint8_t choice = (uint8_t) (seeded_below(&answers, 10) % 3);
        om_norm_add(&norm, key, choice, 3, &uniform);
        const int64_t *shown = norm.questions[0].shown;
        bool changed = memcmp(before, shown, sizeof(before)) != 0;
        if (i % OM_NORM_BLOCK != 0) {
            assert_false(changed);
        }
        changes += changed;
        memcpy(before, shown, sizeof(before));
        int share = om_norm_share(&norm, key, 3);
        assert_true(share == -1
                    || (share % 5 == 0 && share >= 5 && share <= 95));
    }
    assert_int_equal(changes, 40);
    assert_int_equal(norm.questions[0].blocks, 40);
    assert_int_equal(norm.questions[0].held, 0);
}

static void
test_share(void **state)
{
    (void) state;
    static const struct {
        int64_t shown[3];
        unsigned mask;
        int share;
    } rows[] = {
        { { 70, 20, 10 }, 1, 70 },    { { 70, 20, 10 }, 3, 90 },
        { { 100, 0, 0 }, 1, 95 },     { { 0, 60, 40 }, 1, 5 },
        { { -3, 60, 43 }, 1, 5 },     { { 110, -5, -5 }, 1, 95 },
        { { 72, 18, 10 }, 1, 70 },    { { 73, 17, 10 }, 1, 75 },
        { { 725, 175, 100 }, 1, 75 }, { { -1, -2, 1 }, 1, -1 },
        { { 0, 0, 0 }, 1, -1 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_norm norm = { .count = 1 };
        struct om_norm_question *question = &norm.questions[0];
        snprintf(question->key, sizeof(question->key), "%s", key);
        question->choices = 3;
        question->blocks = 2;
        memcpy(question->shown, rows[i].shown, sizeof(rows[i].shown));
        assert_int_equal(om_norm_share(&norm, key, rows[i].mask),
                         rows[i].share);
    }
}

static void
test_refusals(void **state)
{
    (void) state;
    uint64_t seed = 5;
    struct om_uniform uniform = seeded(&seed);
    static struct om_norm norm;
    memset(&norm, 0, sizeof(norm));
    assert_true(om_norm_add(&norm, key, 1, 3, &uniform));
    assert_true(om_norm_add(&norm, key, 1, 3, &uniform));
    assert_false(om_norm_add(&norm, key, 3, 3, &uniform));
    assert_false(om_norm_add(&norm, "other", 0, 9, &uniform));
    assert_int_equal(norm.count, 1);
    assert_int_equal(norm.questions[0].held, 2);
    assert_true(om_norm_add(&norm, key, 3, 4, &uniform)); // begun anew
    assert_int_equal(norm.count, 1);
    assert_int_equal(norm.questions[0].held, 1);
    // the questions of a series fill all places, that of another pack goes
    for (int i = 0; i < OM_NORM_QUESTIONS_MAX + 5; i++) {
        char name[24];
        snprintf(name, sizeof(name), "other@1/s.q%d", i);
        assert_int_equal(om_norm_add(&norm, name, 0, 2, &uniform),
                         i < OM_NORM_QUESTIONS_MAX);
    }
    assert_true(om_norm_add(&norm, "other@1/s.q0", 0, 2, &uniform));
    assert_true(om_norm_add(&norm, "other@2/s.q0", 0, 2, &uniform));
    assert_string_equal(norm.questions[OM_NORM_QUESTIONS_MAX - 1].key,
                        "other@2/s.q0");
    char longest[200];
    memset(longest, 'a', sizeof(longest));
    longest[199] = '\0';
    assert_false(om_norm_add(&norm, longest, 0, 2, &uniform));
}

// -- file ---------------------------------------------------------------------

static void
write_file(const char *folder, const char *bytes)
{
    char path[120];
    snprintf(path, sizeof(path), "%s/norm.json", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(bytes, file);
    fclose(file);
}

static void
test_file(void **state)
{
    (void) state;
    char folder[] = "/tmp/omstander-norm-XXXXXX", path[120];
    assert_non_null(mkdtemp(folder));
    char aside[140];
    snprintf(path, sizeof(path), "%s/norm.json", folder);
    snprintf(aside, sizeof(aside), "%s.damaged", path);
    uint64_t seed = 5;
    struct om_uniform uniform = seeded(&seed);
    static struct om_norm norm, again;
    struct om_text problem = { 0 };
    memset(&norm, 0, sizeof(norm));
    for (int i = 0; i < 130; i++) {
        om_norm_add(&norm, key, (uint8_t) (i % 3), 3, &uniform);
        om_norm_add(&norm, "b", 0, 2, &uniform);
    }
    assert_true(om_norm_save(&norm, folder, &problem));
    struct stat file;
    assert_int_equal(stat(path, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    assert_true(om_norm_load(&again, folder, &problem));
    assert_int_equal(again.count, 2);
    assert_int_equal(om_norm_share(&norm, key, 1),
                     om_norm_share(&again, key, 1));
    assert_int_equal(again.questions[0].held + again.questions[1].held, 60);
    static const char *const wrong[] = {
        "",
        "{",
        "[]",
        "{\"version\":2,\"questions\":{}}",
        "{\"version\":1,\"questions\":{\"a\":{}}}",
        "{\"version\":1,\"questions\":{\"a\":{\"blocks\":1,\"secret\":[50,0],"
        "\"shown\":[1,2]}}}",
        "{\"version\":1,\"questions\":{\"a\":{\"blocks\":1,\"secret\":[1,-1],"
        "\"shown\":[1,2]}}}",
        "{\"version\":1,\"questions\":{\"a\":{\"blocks\":1,\"secret\":[1,2],"
        "\"shown\":[1]}}}",
        "{\"version\":1,\"questions\":{\"a\":{\"blocks\":-1,\"secret\":[1,2],"
        "\"shown\":[1,2]}}}",
        "{\"version\":1,\"questions\":{\"a\":{\"blocks\":1,\"secret\":[30,30],"
        "\"shown\":[1,2]}}}",
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        problem.length = 0;
        write_file(folder, wrong[i]);
        assert_false(om_norm_load(&again, folder, &problem));
        assert_true(problem.length > 0);
        assert_int_equal(again.count, 0);
        assert_int_equal(rename(aside, path), 0); // kept
    }
    assert_int_equal(unlink(path), 0);
    assert_true(om_norm_load(&again, folder, &problem)); // none yet
    assert_int_equal(rmdir(folder), 0);
    om_text_finish(&problem);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_noise_is_laplace),
        cmocka_unit_test(test_noise_golden),
        cmocka_unit_test(test_noise_of_the_system),
        cmocka_unit_test(test_block_hides_one_answer),
        cmocka_unit_test(test_nothing_before_two_blocks),
        cmocka_unit_test(test_no_change_within_a_block),
        cmocka_unit_test(test_share),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
