// What the file of counters and its times tell about visits: nothing, not even
// who came before whom.

#include "tally/tally.h"
#include "tally/wall.h"

#include "rounds.h"
#include "scratch.h"
#include "tally_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <cmocka.h> // needs those above

static void
test_times_of_files_are_coarse(void **state)
{
    (void) state;
    char folder[64], path[128];
    scratch_make(folder, "tally");
    snprintf(path, sizeof(path), "%s/counts.db", folder);
    static const time_t whens[] = { MONDAY + 3 * DAY + 12345,
                                    MONDAY + 4 * DAY + 777, MONDAY + WEEK + 5,
                                    0 };
    struct om_tally *tally = open_tally(folder);
    for (size_t i = 0; i < sizeof(whens) / sizeof(whens[0]); i++) {
        time_t week = om_tally_period_start(om_tally_period(whens[i]));
        assert_true(add_one(tally, "p@1/f/start@nl", whens[i]));
        const char *const places[] = { path, folder };
        for (int k = 0; k < 2; k++) {
            struct stat status;
            assert_int_equal(stat(places[k], &status), 0);
            assert_int_equal(status.st_mtim.tv_sec, week);
            assert_int_equal(status.st_mtim.tv_nsec, 0);
            assert_int_equal(status.st_atim.tv_sec, week);
        }
    }
    om_tally_close(tally);
    remove_folder(folder);
}

enum { SHUFFLED = 80 };

// A week of visits of which every one has something of its own.
static void
make_shuffled_visit(int number, struct om_increments *increments)
{
    *increments = (struct om_increments){ 0 };
    om_increments_add(increments, "p@1/f/start@nl");
    om_increments_add(increments, "p@1/a/s.q/choice-%d@nl", number % 13);
    om_increments_add(increments, "p@1/a/s.r/other-%d@%s", number % 7,
                      number % 5 ? "nl" : "en");
    om_increments_add(increments, "iedereen-behalve@1/a/story.many/only-%d@nl",
                      number);
    om_increments_add(increments, "iedereen-behalve@1/a/story.more/only-%d@nl",
                      number);
    if (number % 3) {
        om_increments_add(increments, "p@1/f/finish@nl");
    }
}

static char *
count_in_order(const char *folder, const int order[SHUFFLED], size_t *size)
{
    scratch_empty(folder);
    fix_random(5);
    struct om_tally *tally = open_tally(folder);
    assert_true(add_one(tally, "p@1/f/start@nl", MONDAY - WEEK));
    om_tally_close(tally);
    tally = open_tally(folder);
    for (int i = 0; i < SHUFFLED; i++) {
        struct om_increments increments;
        make_shuffled_visit(order[i], &increments);
        assert_true(om_tally_add(tally, &increments, MONDAY));
    }
    om_tally_close(tally);
    return read_file(folder, "counts.db", size);
}

static uint32_t
number_at(const unsigned char *bytes, int size)
{
    uint32_t number = 0;
    for (int i = 0; i < size; i++) {
        number = number << 8 | bytes[i];
    }
    return number;
}

enum { PAGE = 8192 };

static int
compare_pages(const void *a, const void *b)
{
    return memcmp(a, b, PAGE);
}

// A table of more than one page may have its pages in another order. That is
// all that differs: so the pages are sorted, and where one names another the
// number is left out.
static void
forget_page_numbers(char *bytes, size_t size)
{
    unsigned char *file = (unsigned char *) bytes;
    uint32_t trunk = number_at(file + 32, 4); // of unused pages
    memset(file + 32, 0, 4);
    while (trunk) {
        unsigned char *page = file + (size_t) (trunk - 1) * PAGE;
        trunk = number_at(page, 4);
        memset(page, 0, 8 + 4 * number_at(page + 4, 4));
    }
    for (size_t at = PAGE; at < size; at += PAGE) {
        unsigned char *page = file + at;
        if (page[0] != 2 && page[0] != 5) {
            continue; // not one that names others
        }
        memset(page + 8, 0, 4);
        for (uint32_t i = 0; i < number_at(page + 3, 2); i++) {
            memset(page + number_at(page + 12 + 2 * i, 2), 0, 4);
        }
    }
    qsort(file + PAGE, size / PAGE - 1, PAGE, compare_pages);
}

static void
shuffle(int order[SHUFFLED], uint64_t *seed)
{
    for (int i = SHUFFLED; i > 1; i--) {
        int k = (int) chance(seed, (uint32_t) i);
        int swap = order[i - 1];
        order[i - 1] = order[k];
        order[k] = swap;
    }
}

// Whoever has the file cannot tell who came before whom.
static void
test_the_file_does_not_tell_the_order(void **state)
{
    (void) state;
    char folder[64];
    scratch_make(folder, "tally");
    int order[SHUFFLED];
    for (int i = 0; i < SHUFFLED; i++) {
        order[i] = i;
    }
    size_t size = 0;
    char *first = count_in_order(folder, order, &size);
    // no deleted row is left: each key is there once
    for (int i = 0; i < SHUFFLED; i++) {
        char word[32];
        snprintf(word, sizeof(word), "story.many/only-%d@nl", i);
        assert_int_equal(count_of(first, size, word), 1);
    }
    char *exact = malloc(size);
    memcpy(exact, first, size);
    forget_page_numbers(first, size);
    uint64_t seed = 17;
    unsigned orders = rounds(20, 300), same = 0;
    for (unsigned round = 0; round < orders; round++) {
        shuffle(order, &seed);
        size_t other_size = 0;
        char *other = count_in_order(folder, order, &other_size);
        assert_int_equal(other_size, size);
        same += memcmp(exact, other, size) == 0;
        forget_page_numbers(other, size);
        size_t differing = 0;
        for (size_t i = 0; i < size; i++) {
            differing += first[i] != other[i];
        }
        if (differing) {
            fail_msg("round %u: %zu of %zu bytes differ", round, differing,
                     size);
        }
        free(other);
    }
    print_message("%u orders: %u files are the same, the others but for the "
                  "order of pages\n",
                  orders, same);
    free(exact);
    free(first);
    remove_folder(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times_of_files_are_coarse),
        cmocka_unit_test(test_the_file_does_not_tell_the_order),
    };
    use_zone("Europe/Amsterdam");
    fix_random(0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
