// The display list's damage, and the painters' pixels on a real window surface
// (SDL's dummy driver: no display is needed for this).

#include "canvas/canvas.h"
#include "clip/clip.h"

#include <SDL.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // needs those above

enum { WIDTH = 320, HEIGHT = 240 };

static const struct om_rect bounds = { 0, 0, WIDTH, HEIGHT };

static uint64_t
area(const struct om_damage *damage)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < damage->count; i++) {
        sum += (uint64_t) damage->rects[i].w * (uint64_t) damage->rects[i].h;
    }
    return sum;
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
        if (area(&damage) != rows[i].pixels) {
            fail_msg("%s: %d pixels, expected %d", rows[i].what,
                     (int) area(&damage), (int) rows[i].pixels);
        }
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

// -- pixels -------------------------------------------------------------------

struct rig {
    struct SDL_Window *window;
    struct om_canvas *canvas;
};

static void
start_rig(struct rig *rig)
{
    SDL_SetHint(SDL_HINT_VIDEODRIVER, "dummy");
    om_canvas_prepare();
    assert_int_equal(SDL_Init(SDL_INIT_VIDEO), 0);
    rig->window = SDL_CreateWindow("test", 0, 0, WIDTH, HEIGHT, 0);
    assert_non_null(rig->window);
    rig->canvas = om_canvas_create(rig->window, OM_CANVAS_SOFTWARE);
    assert_non_null(rig->canvas);
}

static void
stop_rig(struct rig *rig)
{
    om_canvas_destroy(rig->canvas);
    SDL_DestroyWindow(rig->window);
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
    start_rig(&rig);
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
    start_rig(&rig);
    static uint8_t buffer[FILM_W * FILM_H * 3 / 2];
    struct om_clip_frame frame = grey_frame(buffer, 235, 7);
    om_canvas_set_film(rig.canvas, &frame);
    struct om_list list = { 0 };
    om_list_film(&list, bounds, 7);
    assert_true(om_canvas_draw(rig.canvas, &list));
    assert_int_equal(pixel(&rig, WIDTH - 2, HEIGHT - 2), 0xffffff);
    assert_int_equal(pixel(&rig, 1, 1), 0xffffff);
    stop_rig(&rig);
}

static void
test_drawn_in_parts_looks_like_drawn_whole(void **state)
{
    (void) state;
    struct rig rig = { 0 };
    start_rig(&rig);
    uint32_t random = 7;
    struct om_list list = { 0 };
    for (int round = 0; round < 300; round++) {
        list.count = 0;
        om_list_fill(&list, bounds, 0x101418, 255);
        for (int i = 0; i < 8; i++) {
            random = random * 1664525 + 1013904223;
            struct om_rect rect = { (int) (random >> 9) % 300 - 20,
                                    (int) (random >> 13) % 220 - 20,
                                    (int) (random >> 17) % 90,
                                    (int) (random >> 21) % 90 };
            // few kinds of rectangle, so that many stay from round to round
            if (random >> 30 == 0) {
                om_list_fill(&list, rect, random & 0xffffff, 130);
            } else {
                om_list_fill(&list, (struct om_rect){ 20 * i, 30, 60, 60 },
                             0x00f7f3u * (unsigned) (i + 1) & 0xffffff, 200);
            }
        }
        om_canvas_draw(rig.canvas, &list);
        struct SDL_Surface *parts = om_canvas_read(rig.canvas);
        om_canvas_invalidate(rig.canvas);
        om_canvas_draw(rig.canvas, &list);
        struct SDL_Surface *whole = om_canvas_read(rig.canvas);
        assert_memory_equal(parts->pixels, whole->pixels,
                            (size_t) parts->pitch * HEIGHT);
        SDL_FreeSurface(parts);
        SDL_FreeSurface(whole);
    }
    stop_rig(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_damage_rects_never_overlap),
        cmocka_unit_test(test_film_and_what_lies_on_it),
        cmocka_unit_test(test_film_is_scaled_when_it_must),
        cmocka_unit_test(test_drawn_in_parts_looks_like_drawn_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
