// The painters' pixels on a real window surface (SDL's dummy driver: no display
// is needed for this).

#include "scene_rig.h"

#include "canvas/canvas.h"
#include "clip/clip.h"

#include <SDL.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // needs those above

struct rig {
    struct SDL_Window *window;
    struct om_canvas *canvas;
    // another one, on which everything is drawn each time
    struct SDL_Window *other_window;
    struct om_canvas *whole;
};

static void
start_rig(struct rig *rig, enum om_canvas_choice painter)
{
    SDL_SetHint(SDL_HINT_VIDEODRIVER, "dummy");
    om_canvas_prepare();
    assert_int_equal(SDL_Init(SDL_INIT_VIDEO), 0);
    rig->window = SDL_CreateWindow("test", 0, 0, WIDTH, HEIGHT, 0);
    assert_non_null(rig->window);
    rig->canvas = om_canvas_create(rig->window, painter);
    assert_non_null(rig->canvas);
    rig->other_window = SDL_CreateWindow("whole", 0, 0, WIDTH, HEIGHT, 0);
    assert_non_null(rig->other_window);
    rig->whole = om_canvas_create(rig->other_window, painter);
    assert_non_null(rig->whole);
}

static void
stop_rig(struct rig *rig)
{
    om_canvas_destroy(rig->canvas);
    om_canvas_destroy(rig->whole);
    SDL_DestroyWindow(rig->window);
    SDL_DestroyWindow(rig->other_window);
    SDL_Quit();
}

static uint32_t
pixel(struct rig *rig, int x, int y)
{
    struct SDL_Surface *screen = om_canvas_read(rig->canvas);
    uint32_t value =
        *(uint32_t *) (void *) ((uint8_t *) screen->pixels
                                + (ptrdiff_t) y * screen->pitch + x * 4)
        & 0xffffff;
    SDL_FreeSurface(screen);
    return value;
}

enum { FILM_W = 64, FILM_H = 32 };

// A grey frame of this luma in a buffer laid out as decoders lay it out.
static struct om_clip_frame
grey_frame(uint8_t *buffer, uint8_t luma, uint64_t serial)
{
    memset(buffer, luma, FILM_W * FILM_H);
    memset(buffer + FILM_W * FILM_H, 128, FILM_W * FILM_H / 2);
    return (struct om_clip_frame){
        .width = FILM_W,
        .height = FILM_H,
        .plane = { buffer, buffer + FILM_W * FILM_H,
                   buffer + FILM_W * FILM_H * 5 / 4 },
        .pitch = { FILM_W, FILM_W / 2, FILM_W / 2 },
        .serial = serial,
    };
}

static void
test_film_and_what_lies_on_it(void **state)
{
    (void) state;
    struct rig rig = { 0 };
    start_rig(&rig, OM_CANVAS_SOFTWARE);
    static uint8_t buffer[FILM_W * FILM_H * 3 / 2];
    struct om_clip_frame frame = grey_frame(buffer, 235, 1);
    om_canvas_set_film(rig.canvas, &frame);
    struct om_rect place = { 100, 100, FILM_W, FILM_H };
    struct om_list list = { 0 };
    om_list_fill(&list, bounds, 0x000000, 255);
    om_list_film(&list, place, 1);
    assert_true(om_canvas_draw(rig.canvas, &list));
    assert_int_equal(pixel(&rig, 110, 110), 0xffffff);
    assert_int_equal(pixel(&rig, 99, 110), 0x000000);

    // nothing changed: nothing is drawn
    assert_false(om_canvas_draw(rig.canvas, &list));
    uint64_t draws = om_canvas_get_status(rig.canvas).draws;
    assert_int_equal((int) draws, 1);

    // a scrim over the film: half as bright, and only the film's place drawn
    uint64_t before = om_canvas_get_status(rig.canvas).pixels;
    om_list_fill(&list, place, 0x000000, 128);
    assert_true(om_canvas_draw(rig.canvas, &list));
    assert_int_equal(pixel(&rig, 110, 110) & 0xff, 0x7e);
    assert_int_equal((int) (om_canvas_get_status(rig.canvas).pixels - before),
                     FILM_W * FILM_H);

    // the frame goes away; what was kept of it is still there under a button
    om_canvas_keep_film(rig.canvas);
    memset(buffer, 16, sizeof(buffer));
    list.count = 2;
    om_list_fill(&list, (struct om_rect){ 110, 105, 5, 5 }, 0xff0000, 255);
    assert_true(om_canvas_draw(rig.canvas, &list));
    assert_int_equal(pixel(&rig, 112, 107), 0xff0000);
    assert_int_equal(pixel(&rig, 120, 110), 0xffffff);
    stop_rig(&rig);
}

static void
test_film_is_scaled_when_it_must(void **state)
{
    (void) state;
    struct rig rig = { 0 };
    start_rig(&rig, OM_CANVAS_SOFTWARE);
    static uint8_t buffer[FILM_W * FILM_H * 3 / 2];
    struct om_clip_frame frame = grey_frame(buffer, 235, 7);
    om_canvas_set_film(rig.canvas, &frame);
    struct om_list list = { 0 };
    om_list_film(&list, bounds, 7);
    assert_true(om_canvas_draw(rig.canvas, &list));
    // white, give or take a step of scaling
    assert_in_range(pixel(&rig, WIDTH - 2, HEIGHT - 2) & 0xff, 0xfc, 0xff);
    assert_in_range(pixel(&rig, 1, 1) & 0xff, 0xfc, 0xff);
    stop_rig(&rig);
}

static void
test_pictures_are_blended(void **state)
{
    (void) state;
    static const struct {
        uint32_t picture; // with its alpha
        uint8_t alpha;    // of the item
        uint32_t ground;
        int most; // what a channel may differ from the exact value
    } rows[] = {
        { 0xffc03050, 255, 0x204060, 0 }, { 0x00c03050, 255, 0x204060, 0 },
        { 0xffffffff, 255, 0x000000, 0 }, { 0xff000000, 255, 0xffffff, 0 },
        { 0xffffffff, 128, 0x000000, 2 }, { 0x80ffffff, 255, 0x000000, 2 },
        { 0x80c03050, 190, 0x204060, 2 }, { 0xecf7f3ec, 236, 0x101418, 2 },
        { 0x01ffffff, 255, 0x7f7f7f, 2 }, { 0xffffffff, 1, 0x7f7f7f, 2 },
    };
    struct rig rig = { 0 };
    start_rig(&rig, OM_CANVAS_SOFTWARE);
    struct SDL_Surface *picture = SDL_CreateRGBSurfaceWithFormat(
        0, 300, 11, 32, SDL_PIXELFORMAT_ARGB8888);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_list list = { 0 };
        SDL_FillRect(picture, NULL, rows[i].picture);
        om_list_fill(&list, bounds, rows[i].ground, 255);
        om_list_surface(&list, picture, i + 1, 7, 9, rows[i].alpha);
        om_canvas_draw(rig.canvas, &list);
        assert_int_equal(pixel(&rig, 6, 9), rows[i].ground);
        assert_int_equal(pixel(&rig, 307, 12), rows[i].ground);
        assert_int_equal(pixel(&rig, 20, 20), rows[i].ground);
        uint32_t got = pixel(&rig, 306, 19);
        assert_int_equal(pixel(&rig, 7, 9), got);
        om_canvas_invalidate(rig.canvas); // again, and the same
        om_canvas_draw(rig.canvas, &list);
        assert_int_equal(pixel(&rig, 306, 19), got);
        for (int shift = 0; shift <= 16; shift += 8) {
            double part = (rows[i].picture >> 24) * rows[i].alpha / 65025.0;
            double exact = (rows[i].picture >> shift & 255) * part
                           + (rows[i].ground >> shift & 255) * (1 - part);
            double is = got >> shift & 255;
            if (is - exact > rows[i].most + .5
                || exact - is > rows[i].most + .5) {
                fail_msg("row %d: %06x, a channel should be %.1f", (int) i, got,
                         exact);
            }
        }
    }
    SDL_FreeSurface(picture);
    stop_rig(&rig);
}

// SDL's own renderer takes the GPU's part here.
static const enum om_canvas_choice painters[] = {
    OM_CANVAS_SOFTWARE,
    OM_CANVAS_RENDERER,
};

enum { PAINTERS = sizeof(painters) / sizeof(painters[0]) };

static void
compare_canvases(struct rig *rig)
{
    struct SDL_Surface *parts = om_canvas_read(rig->canvas);
    struct SDL_Surface *whole = om_canvas_read(rig->whole);
    assert_memory_equal(parts->pixels, whole->pixels,
                        (size_t) parts->pitch * HEIGHT);
    SDL_FreeSurface(parts);
    SDL_FreeSurface(whole);
}

// A column or a row that is stretched looks like the whole picture it stands
// for, in parts too.
static void
compare_stretched(struct rig *rig, bool row)
{
    enum { LONG = 700 }; // more than a piece of the blend, and not all seen
    struct SDL_Surface *thin = SDL_CreateRGBSurfaceWithFormat(
        0, row ? LONG : 1, row ? 1 : LONG, 32, SDL_PIXELFORMAT_ARGB8888);
    struct SDL_Surface *full = SDL_CreateRGBSurfaceWithFormat(
        0, LONG, LONG, 32, SDL_PIXELFORMAT_ARGB8888);
    for (int i = 0; i < LONG; i++) {
        uint32_t colour = (uint32_t) (i % 256) << 24 | 0xc03050;
        SDL_Rect dot = { row ? i : 0, row ? 0 : i, 1, 1 };
        SDL_Rect line =
            row ? (SDL_Rect){ i, 0, 1, LONG } : (SDL_Rect){ 0, i, LONG, 1 };
        SDL_FillRect(thin, &dot, colour);
        SDL_FillRect(full, &line, colour);
    }
    for (int round = 0; round < 6; round++) {
        struct om_list list = { 0 };
        struct om_rect place = { -3, -7, LONG, LONG };
        om_list_fill(&list, bounds, 0x204060, 255);
        om_list_fill(&list, (struct om_rect){ 9 + round * 20, 33, 31, 17 },
                     0xf7f3ec, 255);
        struct om_list other = list;
        uint8_t alpha = round < 3 ? 255 : 150;
        om_list_stretched(&list, thin, 1, place, alpha);
        om_list_surface(&other, full, 2, place.x, place.y, alpha);
        om_canvas_draw(rig->canvas, &list);
        om_canvas_draw(rig->whole, &other);
        compare_canvases(rig);
    }
    SDL_FreeSurface(thin);
    SDL_FreeSurface(full);
}

static void
test_stretched_looks_like_whole(void **state)
{
    (void) state;
    for (size_t i = 0; i < PAINTERS; i++) {
        struct rig rig = { 0 };
        start_rig(&rig, painters[i]);
        compare_stretched(&rig, false);
        stop_rig(&rig);
        start_rig(&rig, painters[i]);
        compare_stretched(&rig, true);
        stop_rig(&rig);
    }
}

static uint32_t
next_random(uint32_t *random)
{
    *random = *random * 1664525 + 1013904223;
    return *random >> 8;
}

// Small things at places that are even and odd, of which most stay from round
// to round, over scrims that make drawing everything dear; at times all
// changes.
static void
make_random_list(struct om_list *list, uint32_t *random, uint64_t serial)
{
    list->count = 0;
    om_list_fill(list, bounds, 0x101418, 255);
    om_list_film(list, (struct om_rect){ 101, 61, FILM_W, FILM_H }, serial);
    om_list_fill(list, bounds, 0x101418, 84);
    om_list_fill(list, bounds, 0x101418, (uint8_t) (40 + serial / 2));
    uint32_t loose = next_random(random) % 8;
    for (uint32_t i = 0; i < 8; i++) {
        uint32_t r = next_random(random);
        struct om_rect rect = { (int) (r >> 1) % 300 - 20,
                                (int) (r >> 5) % 220 - 20, (int) (r >> 9) % 40,
                                (int) (r >> 13) % 40 };
        if (i == loose) {
            om_list_fill(list, rect, r & 0xffffff, 130);
        } else {
            om_list_fill(
                list, (struct om_rect){ (int) (33 * i), 63 + (int) i, 23, 21 },
                0x00f7f3u * (i + 1) & 0xffffff, 200);
        }
    }
}

// A film of noise: what is converted wrongly at an edge shows.
static struct om_clip_frame
noise_frame(uint8_t *buffer, uint32_t *random, uint64_t serial)
{
    struct om_clip_frame frame = grey_frame(buffer, 128, serial);
    for (size_t i = 0; i < FILM_W * FILM_H * 3 / 2; i++) {
        buffer[i] = (uint8_t) (16 + next_random(random) % 220);
    }
    return frame;
}

static void
compare_parts_and_whole(struct rig *rig, const struct om_list *list)
{
    om_canvas_draw(rig->canvas, list);
    om_canvas_invalidate(rig->whole);
    om_canvas_draw(rig->whole, list);
    compare_canvases(rig);
}

static void
test_drawn_in_parts_looks_like_drawn_whole(void **state)
{
    (void) state;
    for (size_t i = 0; i < PAINTERS; i++) {
        struct rig rig = { 0 };
        start_rig(&rig, painters[i]);
        uint32_t random = 7;
        uint64_t serial = 0;
        struct om_list list = { 0 };
        uint8_t buffer[FILM_W * FILM_H * 3 / 2];
        for (int round = 0; round < 300; round++) {
            if (round % 5 == 0) { // the others find it running, or kept
                struct om_clip_frame frame =
                    noise_frame(buffer, &random, ++serial);
                om_canvas_set_film(rig.canvas, &frame);
                om_canvas_set_film(rig.whole, &frame);
            } else if (round % 5 == 3) {
                om_canvas_keep_film(rig.canvas);
                om_canvas_keep_film(rig.whole);
            }
            make_random_list(&list, &random, serial);
            compare_parts_and_whole(&rig, &list);
        }
        stop_rig(&rig);
    }
}

// A wide window is drawn in bands that cut everything: what it shows is what a
// narrow one does.
static void
test_drawn_in_bands_looks_like_drawn_at_once(void **state)
{
    (void) state;
    enum { WIDE = 4000 }; // bands of some sixteen rows
    struct rig rig = { 0 };
    start_rig(&rig, OM_CANVAS_SOFTWARE);
    struct SDL_Window *window = SDL_CreateWindow("wide", 0, 0, WIDE, HEIGHT, 0);
    struct om_canvas *wide = om_canvas_create(window, OM_CANVAS_SOFTWARE);
    assert_non_null(wide);
    uint32_t random = 5;
    struct om_list list = { 0 };
    uint8_t buffer[FILM_W * FILM_H * 3 / 2];
    for (uint64_t round = 1; round < 60; round++) {
        struct om_clip_frame frame = noise_frame(buffer, &random, round);
        om_canvas_set_film(rig.canvas, &frame);
        om_canvas_set_film(wide, &frame);
        if (round % 3 == 0) {
            om_canvas_keep_film(wide);
        }
        make_random_list(&list, &random, round);
        om_canvas_invalidate(wide);
        om_canvas_draw(wide, &list);
        om_canvas_draw(rig.canvas, &list);
        struct SDL_Surface *left = om_canvas_read(rig.canvas);
        struct SDL_Surface *right = om_canvas_read(wide);
        for (int y = 0; y < HEIGHT; y++) {
            assert_memory_equal((uint8_t *) left->pixels + y * left->pitch,
                                (uint8_t *) right->pixels + y * right->pitch,
                                WIDTH * 4);
        }
        SDL_FreeSurface(left);
        SDL_FreeSurface(right);
    }
    om_canvas_destroy(wide);
    SDL_DestroyWindow(window);
    stop_rig(&rig);
}

// Parts of a film that has to be scaled.
static void
test_scaled_film_in_parts(void **state)
{
    (void) state;
    struct rig rig = { 0 };
    start_rig(&rig, OM_CANVAS_SOFTWARE);
    uint32_t random = 3;
    uint8_t buffer[FILM_W * FILM_H * 3 / 2];
    struct om_clip_frame frame = noise_frame(buffer, &random, 1);
    om_canvas_set_film(rig.canvas, &frame);
    om_canvas_set_film(rig.whole, &frame);
    struct om_list list = { 0 };
    for (int round = 0; round < 30; round++) {
        list.count = 0;
        int width = round < 20 ? 200 : 140;
        om_list_fill(&list, bounds, 0x101418, 255);
        om_list_film(&list, (struct om_rect){ 11, 13, width, 99 }, 1);
        om_list_fill(&list, (struct om_rect){ 7 * round, 40, 31, 33 }, 0xff00,
                     200);
        compare_parts_and_whole(&rig, &list);
        if (round == 10) {
            om_canvas_keep_film(rig.canvas);
        }
    }
    stop_rig(&rig);
}

// Nothing but what the damage says is drawn: what somebody else put on the
// window's surface stays there.
static void
test_only_the_damage_is_drawn(void **state)
{
    (void) state;
    struct rig rig = { 0 };
    start_rig(&rig, OM_CANVAS_SOFTWARE);
    static uint8_t buffer[280 * 160 * 3 / 2];
    struct om_clip_frame frame = { .width = 280,
                                   .height = 160,
                                   .plane = { buffer, buffer + 280 * 160,
                                              buffer + 280 * 200 },
                                   .pitch = { 280, 140, 140 },
                                   .serial = 1 };
    om_canvas_set_film(rig.canvas, &frame);
    struct om_list list;
    make_scene(&list, "bfcp");
    om_canvas_draw(rig.canvas, &list);
    struct SDL_Surface *surface = SDL_GetWindowSurface(rig.window);
    SDL_FillRect(surface, NULL, 0x00ff00);
    make_scene(&list, "bfcP");
    om_canvas_draw(rig.canvas, &list);
    const struct om_rect button = { 41, 51, 55, 15 };
    for (int y = 0; y < HEIGHT; y++) {
        const uint32_t *row = (const void *) ((const uint8_t *) surface->pixels
                                              + (ptrdiff_t) y * surface->pitch);
        for (int x = 0; x < WIDTH; x++) {
            struct om_rect at = { x, y, 1, 1 };
            bool drawn = (row[x] & 0xffffff) != 0x00ff00;
            if (drawn != om_rect_contains(button, at)) {
                fail_msg("at %d,%d: drawn %d", x, y, drawn);
            }
        }
    }
    stop_rig(&rig);
}

// -- what was drawn again, made visible ---------------------------------------

// Compares two pictures: where they differ is the rectangle, frame included.
static void
check_tinted(struct SDL_Surface *plain, struct SDL_Surface *tinted,
             struct om_rect rect, const char *painter)
{
    for (int y = 0; y < HEIGHT; y++) {
        const uint32_t *a =
            (const void *) ((uint8_t *) plain->pixels + y * plain->pitch);
        const uint32_t *b =
            (const void *) ((uint8_t *) tinted->pixels + y * tinted->pitch);
        for (int x = 0; x < WIDTH; x++) {
            struct om_rect at = { x, y, 1, 1 };
            bool differs = (a[x] & 0xffffff) != (b[x] & 0xffffff);
            if (differs != om_rect_contains(rect, at)) {
                fail_msg("%s at %d,%d: %06x, tinted %06x", painter, x, y,
                         a[x] & 0xffffff, b[x] & 0xffffff);
            }
        }
    }
    const uint32_t *corner =
        (const void *) ((uint8_t *) tinted->pixels + rect.y * tinted->pitch);
    assert_int_equal(corner[rect.x] & 0xffffff, OM_CANVAS_TINT);
}

static void
test_a_pressed_button_is_tinted_and_nothing_else(void **state)
{
    (void) state;
    const struct om_rect button = { 41, 51, 55, 15 };
    for (size_t i = 0; i < PAINTERS; i++) {
        struct SDL_Surface *pictures[2];
        for (int tints = 0; tints < 2; tints++) {
            struct rig rig = { 0 };
            start_rig(&rig, painters[i]);
            if (tints) {
                om_canvas_show_damage(rig.canvas);
            }
            struct om_list list;
            make_scene(&list, "bcnp");
            assert_true(om_canvas_draw(rig.canvas, &list));
            make_scene(&list, "bcnP");
            assert_true(om_canvas_draw(rig.canvas, &list));
            assert_false(om_canvas_draw(rig.canvas, &list));
            struct om_damage last = om_canvas_get_status(rig.canvas).last;
            assert_int_equal((int) last.count, 1);
            assert_memory_equal(&last.rects[0], &button, sizeof(button));
            pictures[tints] = om_canvas_read(rig.canvas);
            stop_rig(&rig);
        }
        check_tinted(pictures[0], pictures[1], button,
                     i ? "renderer" : "software");
        SDL_FreeSurface(pictures[0]);
        SDL_FreeSurface(pictures[1]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_film_and_what_lies_on_it),
        cmocka_unit_test(test_film_is_scaled_when_it_must),
        cmocka_unit_test(test_pictures_are_blended),
        cmocka_unit_test(test_stretched_looks_like_whole),
        cmocka_unit_test(test_drawn_in_parts_looks_like_drawn_whole),
        cmocka_unit_test(test_drawn_in_bands_looks_like_drawn_at_once),
        cmocka_unit_test(test_scaled_film_in_parts),
        cmocka_unit_test(test_only_the_damage_is_drawn),
        cmocka_unit_test(test_a_pressed_button_is_tinted_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
