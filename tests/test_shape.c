// Shapes and icons as they are drawn, measured against geometry.

#include "picture/picture.h"

#include "picture/picture.h"

#include "picture_rig.h"

#include <SDL.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h> // needs those above

// -- shapes -------------------------------------------------------------------

static double
round_area(double width, double height, double radius)
{
    return width * height - (4 - M_PI) * radius * radius;
}

static void
expect_area(const char *what, double found, double expected)
{
    if (fabs(found - expected) > 0.3 + expected * 0.002) {
        fail_msg("%s: covers %.2f pixels, expected %.2f", what, found,
                 expected);
    }
}

static void
expect_mirrored(struct SDL_Surface *surface)
{
    int right = surface->w - 1, bottom = surface->h - 1;
    for (int y = 0; y <= bottom; y++) {
        for (int x = 0; x <= right; x++) {
            uint32_t pixel = get_pixel(surface, x, y);
            assert_int_equal(get_pixel(surface, right - x, y), pixel);
            assert_int_equal(get_pixel(surface, x, bottom - y), pixel);
        }
    }
}

static void
test_round(void **state)
{
    (void) state;
    static const struct {
        const char *what;
        unsigned width, height, radius, stroke;
        double radius_drawn, stroke_drawn;
    } rows[] = {
        { "a pixel", 1, 1, 0, 0, 0, 0 },
        { "a rectangle", 30, 20, 0, 0, 0, 0 },
        { "small corners", 31, 21, 3, 0, 3, 0 },
        { "a panel", 300, 101, 16, 0, 16, 0 },
        { "a pill", 200, 60, 30, 0, 30, 0 },
        { "more than half", 200, 61, 4000, 0, 30, 0 },
        { "a disc", 64, 64, 32, 0, 32, 0 },
        { "a dot", 12, 12, 6, 0, 6, 0 },
        { "a frame", 300, 100, 16, 2, 16, 2 },
        { "a thick frame", 300, 100, 16, 20, 16, 20 },
        { "a frame without corners", 40, 30, 0, 1, 0, 1 },
        { "a ring", 64, 64, 32, 4, 32, 4 },
        { "a ring that is full", 64, 64, 32, 40, 32, 0 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        unsigned width = rows[i].width, height = rows[i].height;
        struct SDL_Surface *surface = om_picture_round(
            width, height, rows[i].radius, rows[i].stroke, PAPER);
        assert_non_null(surface);
        assert_int_equal(surface->w, width);
        assert_int_equal(surface->h, height);
        double radius = rows[i].radius_drawn, stroke = rows[i].stroke_drawn;
        double expected = round_area(width, height, radius);
        if (stroke > 0) {
            expected -= round_area(width - 2 * stroke, height - 2 * stroke,
                                   fmax(radius - stroke, 0));
        }
        expect_area(rows[i].what, get_area(surface), expected);
        expect_mirrored(surface);
        uint32_t middle = get_pixel(surface, surface->w / 2, surface->h / 2);
        assert_int_equal(middle, (stroke > 0 ? 0 : 0xff000000) | PAPER);
        SDL_FreeSurface(surface);
    }
}

static void
test_arc(void **state)
{
    (void) state;
    static const double parts[] = { -1, 0, 0.05, 0.25, 0.5, 0.75, 0.9, 1, 7 };
    static const unsigned sizes[][2] = { { 40, 5 }, { 272, 16 }, { 101, 8 } };
    for (size_t k = 0; k < 3; k++) {
        for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
            unsigned size = sizes[k][0], stroke = sizes[k][1];
            double part = fmin(fmax(parts[i], 0), 1);
            struct SDL_Surface *surface =
                om_picture_arc(size, stroke, parts[i], PAPER);
            assert_non_null(surface);
            assert_int_equal(surface->w, size);
            assert_int_equal(surface->h, size);
            double radius = (size - stroke) / 2.0;
            double ends = part > 0 && part < 1 ? M_PI * stroke * stroke / 4 : 0;
            double expected = 2 * M_PI * radius * stroke * part + ends;
            char what[64];
            snprintf(what, sizeof(what), "%g of %u", parts[i], size);
            // half a per cent: coverage is by the distance to the edge
            if (fabs(get_area(surface) - expected) > 0.3 + expected * 0.005) {
                expect_area(what, get_area(surface), expected);
            }
            SDL_FreeSurface(surface);
        }
    }
}

// Clockwise from the top: every eighth in turn.
static void
test_arc_turns_clockwise(void **state)
{
    (void) state;
    enum { SIZE = 200, STROKE = 10 };
    for (int drawn = 0; drawn <= 8; drawn++) {
        struct SDL_Surface *surface =
            om_picture_arc(SIZE, STROKE, drawn / 8.0, PAPER);
        for (int i = 0; i < 8; i++) {
            double angle = (i + 0.5) * M_PI / 4;
            int x = (int) (100 + 95 * sin(angle));
            int y = (int) (100 - 95 * cos(angle));
            unsigned expected = i < drawn ? 255 : 0;
            if (get_alpha(surface, x, y) != expected) {
                fail_msg("%d of 8: eighth %d has alpha %u", drawn, i,
                         get_alpha(surface, x, y));
            }
        }
        SDL_FreeSurface(surface);
    }
}

// -- icons --------------------------------------------------------------------

static void
expect_icon(enum om_icon icon, unsigned size)
{
    struct SDL_Surface *surface = om_picture_icon(icon, size, PAPER);
    assert_non_null(surface);
    assert_int_equal(surface->w, size);
    assert_int_equal(surface->h, size);
    int edge = (int) size / 20;
    for (int i = 0; i < (int) size; i++) {
        for (int k = 0; k < edge; k++) {
            int far = (int) size - 1 - k;
            unsigned ink = get_alpha(surface, i, k) | get_alpha(surface, k, i)
                           | get_alpha(surface, i, far)
                           | get_alpha(surface, far, i);
            if (ink) {
                fail_msg("icon %d at %u: ink %d from the edge", (int) icon,
                         size, k);
            }
        }
    }
    double share = get_area(surface) / ((double) size * size);
    if (share < 0.08 || share > 0.45) {
        fail_msg("icon %d at %u: %.3f is ink", (int) icon, size, share);
    }
    unsigned strongest = 0;
    for (int i = 0; i < surface->w * surface->h; i++) {
        unsigned alpha = get_alpha(surface, i % surface->w, i / surface->w);
        strongest = alpha > strongest ? alpha : strongest;
    }
    assert_int_equal(strongest, 255);
    SDL_FreeSurface(surface);
}

static void
test_icons(void **state)
{
    (void) state;
    static const unsigned sizes[] = { 24, 32, 45, 64, 160, 200, 600 };
    for (int icon = 0; icon < OM_ICON_COUNT_; icon++) {
        for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
            expect_icon((enum om_icon) icon, sizes[i]);
        }
    }
}

// Told apart at a glance: a good part of the ink is somewhere else.
static void
test_icons_differ(void **state)
{
    (void) state;
    enum { SIZE = 32 };
    struct SDL_Surface *icons[OM_ICON_COUNT_];
    for (int i = 0; i < OM_ICON_COUNT_; i++) {
        icons[i] = om_picture_icon((enum om_icon) i, SIZE, PAPER);
        assert_non_null(icons[i]);
    }
    for (int a = 0; a < OM_ICON_COUNT_; a++) {
        for (int b = 0; b < a; b++) {
            double other = 0;
            for (int i = 0; i < SIZE * SIZE; i++) {
                int x = i % SIZE, y = i / SIZE;
                other += abs((int) get_alpha(icons[a], x, y)
                             - (int) get_alpha(icons[b], x, y))
                         / 255.0;
            }
            if (other < 60) {
                fail_msg("icons %d and %d differ in %.1f pixels", a, b, other);
            }
        }
    }
    for (int i = 0; i < OM_ICON_COUNT_; i++) {
        SDL_FreeSurface(icons[i]);
    }
}

static void
test_impossible_sizes(void **state)
{
    (void) state;
    static const unsigned sizes[] = { 0, 8193, UINT32_MAX };
    for (size_t i = 0; i < 3; i++) {
        struct capture capture = start_capture();
        assert_null(om_picture_round(sizes[i], 10, 0, 0, 0));
        assert_null(om_picture_round(10, sizes[i], 0, 0, 0));
        assert_null(om_picture_arc(sizes[i], 1, 1, 0));
        assert_null(om_picture_icon(OM_ICON_HAND, sizes[i], 0));
        assert_null(om_picture_qr("x", sizes[i], 0, 0xffffff));
        assert_null(load("flag.png", sizes[i], 10));
        char *lines = stop_capture(capture);
        assert_int_equal(count_lines(lines), 6);
        free(lines);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round),
        cmocka_unit_test(test_arc),
        cmocka_unit_test(test_arc_turns_clockwise),
        cmocka_unit_test(test_icons),
        cmocka_unit_test(test_icons_differ),
        cmocka_unit_test(test_impossible_sizes),
    };
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
