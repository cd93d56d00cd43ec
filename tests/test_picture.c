// Pictures: what a file becomes when it covers a rectangle, and what is saved.

#include "picture/picture.h"

#include "base/text.h"
#include "picture/picture.h"
#include "picture/scale.h"

#include "picture_rig.h"

#include <SDL.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h> // needs those above

static void
test_cover(void **state)
{
    (void) state;
    static const struct {
        unsigned width, height;
        uint32_t left, middle, right; // of the middle row
    } rows[] = {
        { 40, 20, RED, GREEN, BLUE },     // as it is
        { 20, 10, RED, GREEN, BLUE },     // smaller
        { 160, 80, RED, GREEN, BLUE },    // larger
        { 80, 20, RED, GREEN, BLUE },     // the middle rows
        { 16, 20, GREEN, GREEN, GREEN },  // the middle columns
        { 10, 100, GREEN, GREEN, GREEN }, // a narrow strip of it
        { 333, 111, RED, GREEN, BLUE },   // no whole numbers
    };
    for (size_t k = 0; k < FLAGS; k++) {
        for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
            unsigned width = rows[i].width, height = rows[i].height;
            struct SDL_Surface *surface = load(flags[k], width, height);
            assert_non_null(surface);
            assert_int_equal(surface->w, width);
            assert_int_equal(surface->h, height);
            assert_int_equal(surface->format->format, SDL_PIXELFORMAT_ARGB8888);
            int row = surface->h / 2;
            int left = k == JPEG ? surface->w / 8 : 0; // its colours run out
            int right = surface->w - 1 - left;
            uint32_t solid = 0xff000000;
            expect_pixel(flags[k], surface, left, row, solid | rows[i].left);
            expect_pixel(flags[k], surface, surface->w / 2, row,
                         solid | rows[i].middle);
            expect_pixel(flags[k], surface, right, row, solid | rows[i].right);
            expect_pixel(flags[k], surface, surface->w / 2, 0, solid | GREEN);
            SDL_FreeSurface(surface);
        }
    }
}

// Drawn at the size asked for: an edge is one pixel wide however large it is.
static void
test_svg_is_sharp(void **state)
{
    (void) state;
    struct SDL_Surface *surface = load("flag.svg", 1600, 800);
    assert_non_null(surface);
    expect_pixel("left of the edge", surface, 398, 400, 0xff000000 | RED);
    expect_pixel("right of the edge", surface, 401, 400, 0xff000000 | GREEN);
    SDL_FreeSurface(surface);
}

// A chequered board of single pixels becomes its mean, not a pattern.
static void
test_shrinking_keeps_the_mean(void **state)
{
    (void) state;
    enum { FROM = 600, TO = 37 };
    uint32_t *board = om_alloc(sizeof(*board) * FROM * FROM);
    for (unsigned i = 0; i < FROM * FROM; i++) {
        board[i] = (i + i / FROM) % 2 ? 0xffffffff : 0xff000000;
    }
    uint32_t small[TO * TO];
    om_scale_cover((struct om_pixels){ board, FROM, FROM },
                   (struct om_pixels){ small, TO, TO });
    for (unsigned i = 0; i < TO * TO; i++) {
        if (!is_near(small[i], 0xff808080, 6)) {
            fail_msg("pixel %u is %08x", i, small[i]);
        }
    }
    free(board);
}

// Clear pixels have a colour too; it must not be seen at the edge.
static void
test_alpha_does_not_bleed(void **state)
{
    (void) state;
    uint32_t from[64], to[256];
    for (unsigned i = 0; i < 64; i++) {
        from[i] = i % 8 < 4 ? 0xff00ff00 : 0x00ff0000;
    }
    struct om_pixels picture = { from, 8, 8 };
    om_scale_premultiply(picture);
    om_scale_cover(picture, (struct om_pixels){ to, 16, 16 });
    unsigned half = 0;
    for (unsigned i = 0; i < 256; i++) {
        unsigned alpha = to[i] >> 24;
        half += alpha > 20 && alpha < 235;
        if (alpha > 20 && (to[i] & 0xff0000)) {
            fail_msg("pixel %u is %08x", i, to[i]);
        }
    }
    assert_true(half >= 16);
}

static void
test_round_trip(void **state)
{
    (void) state;
    struct SDL_Surface *surface =
        SDL_CreateRGBSurfaceWithFormat(0, 67, 41, 32, SDL_PIXELFORMAT_ARGB8888);
    for (int i = 0; i < 67 * 41; i++) {
        uint32_t alpha = i % 3 == 0 ? 0 : i % 3 == 1 ? 255 : 128;
        uint32_t pixel = alpha << 24 | ((uint32_t) i * 2654435761U >> 8);
        memcpy((uint8_t *) surface->pixels + i / 67 * surface->pitch
                   + (ptrdiff_t) (i % 67) * 4,
               &pixel, 4);
    }
    char *path = place("trip.png");
    assert_true(om_picture_save_png(surface, path));
    assert_true(om_picture_save_png(surface, path)); // over itself
    free(path);
    struct SDL_Surface *back = load("trip.png", 67, 41);
    assert_non_null(back);
    for (int i = 0; i < 67 * 41; i++) {
        uint32_t sent = get_pixel(surface, i % 67, i / 67);
        uint32_t found = get_pixel(back, i % 67, i / 67);
        bool same = sent >> 24 == 0     ? found >> 24 == 0
                    : sent >> 24 == 255 ? found == sent
                                        : is_near(found, sent, 2);
        if (!same) {
            fail_msg("pixel %d: %08x came back as %08x", i, sent, found);
        }
    }
    SDL_FreeSurface(back);
    SDL_FreeSurface(surface);
}

// A window's surface has no alpha; its picture is solid.
static void
test_save_screen(void **state)
{
    (void) state;
    struct SDL_Surface *screen =
        SDL_CreateRGBSurfaceWithFormat(0, 16, 16, 32, SDL_PIXELFORMAT_RGB888);
    SDL_FillRect(screen, NULL, PAPER);
    char *path = place("screen.png");
    assert_true(om_picture_save_png(screen, path));
    free(path);
    struct SDL_Surface *back = load("screen.png", 16, 16);
    assert_non_null(back);
    assert_int_equal(get_pixel(back, 7, 7), 0xff000000 | PAPER);
    SDL_FreeSurface(back);
    SDL_FreeSurface(screen);
}

// What cannot be written whole leaves the old picture and nothing else.
static void
test_save_fails(void **state)
{
    (void) state;
    struct SDL_Surface *large = om_picture_round(700, 700, 350, 0, PAPER);
    struct SDL_Surface *small = om_picture_round(8, 8, 4, 0, INK);
    char *path = place("kept.png");
    char *beside = place("kept.png.new");
    assert_true(om_picture_save_png(small, path));
    struct rlimit before, little;
    getrlimit(RLIMIT_FSIZE, &before);
    little = before;
    little.rlim_cur = 500;
    signal(SIGXFSZ, SIG_IGN);
    struct capture capture = start_capture();
    setrlimit(RLIMIT_FSIZE, &little);
    bool saved = om_picture_save_png(large, path);
    setrlimit(RLIMIT_FSIZE, &before);
    bool nowhere = om_picture_save_png(large, "/nowhere/at/all.png");
    char *lines = stop_capture(capture);
    assert_false(saved);
    assert_false(nowhere);
    assert_int_equal(count_lines(lines), 2);
    assert_int_equal(access(beside, F_OK), -1);
    struct SDL_Surface *back = load("kept.png", 8, 8);
    assert_non_null(back);
    assert_int_equal(get_pixel(back, 4, 4), 0xff000000 | INK);
    SDL_FreeSurface(back);
    free(lines);
    free(beside);
    free(path);
    SDL_FreeSurface(small);
    SDL_FreeSurface(large);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cover),
        cmocka_unit_test(test_svg_is_sharp),
        cmocka_unit_test(test_shrinking_keeps_the_mean),
        cmocka_unit_test(test_alpha_does_not_bleed),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_save_screen),
        cmocka_unit_test(test_save_fails),
    };
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
