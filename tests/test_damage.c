// What differs between two screens, in how many rectangles.

#include "scene_rig.h"

#include "canvas/canvas.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // needs those above

static void
print_damage(const struct om_damage *damage)
{
    for (size_t i = 0; i < damage->count; i++) {
        print_message("%d,%d %dx%d\n", damage->rects[i].x, damage->rects[i].y,
                      damage->rects[i].w, damage->rects[i].h);
    }
}

static void
test_damage(void **state)
{
    (void) state;
    const struct om_rect a = { 0, 0, 10, 10 }, b = { 50, 50, 20, 20 };
    static const struct {
        const char *what;
        int before, now; // bits: 1 = a, 2 = b, 4 = b in another colour
        uint64_t pixels;
    } rows[] = {
        { "nothing changes", 3, 3, 0 },
        { "one comes", 1, 3, 400 },
        { "one goes", 3, 1, 400 },
        { "all goes", 3, 0, 500 },
        { "a colour changes", 3, 5, 400 },
        { "one swaps for another", 1, 2, 500 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_list lists[2] = { 0 };
        int bits[2] = { rows[i].before, rows[i].now };
        for (int k = 0; k < 2; k++) {
            if (bits[k] & 1) {
                om_list_fill(&lists[k], a, 0x111111, 255);
            }
            if (bits[k] & 6) {
                om_list_fill(&lists[k], b, bits[k] & 4 ? 1 : 2, 255);
            }
        }
        struct om_damage damage = { 0 };
        om_damage_between(&damage, &lists[0], &lists[1], bounds);
        if (om_damage_area(&damage) != rows[i].pixels) {
            fail_msg("%s: %d pixels, expected %d", rows[i].what,
                     (int) om_damage_area(&damage), (int) rows[i].pixels);
        }
    }
}

static void
test_damage_of_screens(void **state)
{
    (void) state;
    static const struct {
        const char *what, *before, *now;
        const char *rects; // things whose places are drawn again, each alone
    } rows[] = {
        { "nothing happens", "bfcp", "bfcp", "" },
        { "a film runs", "bf", "bF", "f" },
        { "it runs under a caption", "bfc", "bFc", "f" },
        { "it runs, the note below it stands", "bfn", "bFn", "f" },
        { "a caption comes", "bf", "bfc", "c" },
        { "a caption goes", "bfc", "bf", "c" },
        { "a larger one follows", "bfc", "bfd", "d" },
        { "film and note change at once", "bfn", "bFN", "fn" },
        { "a button over a running film is pressed", "bfcp", "bfcP", "p" },
        { "a button over a frozen film is pressed", "bfsp", "bfsP", "p" },
        { "pressed and note change, the film does not", "bfpn", "bfPN", "pn" },
        { "a scrim comes", "bf", "bfs", "b" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_list before, now, places = { 0 };
        struct om_damage damage = { 0 };
        make_scene(&before, rows[i].before);
        make_scene(&now, rows[i].now);
        make_scene(&places, rows[i].rects);
        om_damage_between(&damage, &before, &now, bounds);
        bool same = damage.count == places.count;
        for (size_t k = 0; same && k < places.count; k++) {
            size_t found = 0;
            while (found < damage.count
                   && memcmp(&damage.rects[found], &places.items[k].rect,
                             sizeof(struct om_rect))
                          != 0) {
                found++;
            }
            same = found < damage.count;
        }
        if (!same) {
            print_damage(&damage);
            fail_msg("%s: expected the places of \"%s\"", rows[i].what,
                     rows[i].rects);
        }
    }
}

// More places than are kept apart: those are merged that are close.
static void
test_many_small_places_stay_small(void **state)
{
    (void) state;
    struct om_damage damage = { 0 };
    for (int i = 0; i < 3 * OM_DAMAGE_MAX; i++) {
        int k = i * 7 % (3 * OM_DAMAGE_MAX); // in no order
        om_damage_add(&damage, (struct om_rect){ k * 20, k * 10, 10, 5 });
    }
    uint64_t apart = 3 * OM_DAMAGE_MAX * 10 * 5;
    if (om_damage_area(&damage) > 12 * apart) {
        print_damage(&damage);
        fail_msg("%d pixels, of which %d changed",
                 (int) om_damage_area(&damage), (int) apart);
    }
}

static void
test_damage_rects_never_overlap(void **state)
{
    (void) state;
    uint32_t random = 1;
    for (int round = 0; round < 2000; round++) {
        struct om_damage damage = { 0 };
        uint8_t covered[64][64] = { 0 };
        for (int i = 0; i < 30; i++) {
            random = random * 1664525 + 1013904223;
            struct om_rect rect = { (int) (random >> 8) % 50,
                                    (int) (random >> 14) % 50,
                                    1 + (int) (random >> 20) % 13,
                                    1 + (int) (random >> 26) % 13 };
            om_damage_add(&damage, rect);
            for (int y = rect.y; y < rect.y + rect.h; y++) {
                memset(&covered[y][rect.x], 1, (size_t) rect.w);
            }
        }
        assert_true(damage.count <= OM_DAMAGE_MAX);
        for (size_t i = 0; i < damage.count; i++) {
            for (size_t k = i + 1; k < damage.count; k++) {
                assert_true(om_rect_is_empty(
                    om_rect_common(damage.rects[i], damage.rects[k])));
            }
            for (int y = 0; y < damage.rects[i].h; y++) {
                memset(&covered[damage.rects[i].y + y][damage.rects[i].x], 0,
                       (size_t) damage.rects[i].w);
            }
        }
        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 64; x++) {
                assert_int_equal(covered[y][x], 0);
            }
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_damage_of_screens),
        cmocka_unit_test(test_many_small_places_stay_small),
        cmocka_unit_test(test_damage_rects_never_overlap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
