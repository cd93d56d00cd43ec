// Sizes that a clip's pictures get, and threads.
#include "clip/fit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
pictures_keep_their_shape_in_the_box(void **state)
{
    (void) state;
    static const struct {
        struct om_vlc_track track;
        uint32_t box[2], size[2]; // size 0: refused
    } rows[] = {
        { { .width = 1920, .height = 1080 }, { 0, 0 }, { 1920, 1080 } },
        { { .width = 1920, .height = 1080 }, { 1920, 1080 }, { 1920, 1080 } },
        { { .width = 1920, .height = 1080 }, { 1080, 1920 }, { 1080, 608 } },
        { { .width = 640, .height = 360 }, { 1920, 1080 }, { 1920, 1080 } },
        { { .width = 1080, .height = 1920 }, { 1920, 1080 }, { 608, 1080 } },
        { { .width = 720, .height = 576, .sar_x = 16, .sar_y = 15 },
          { 0, 0 },
          { 768, 576 } },
        { { .width = 853, .height = 479 }, { 0, 0 }, { 854, 480 } },
        { { .width = 853, .height = 479 }, { 851, 477 }, { 850, 476 } },
        { { .width = 4096, .height = 2304 }, { 1280, 720 }, { 1280, 720 } },
        { { .width = 4098, .height = 2304 }, { 1280, 720 }, { 0, 0 } },
        { { .width = 0, .height = 1080 }, { 1280, 720 }, { 0, 0 } },
        { { .width = 1, .height = 1 }, { 0, 0 }, { 0, 0 } },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_wire_command open = { .fit_width = rows[i].box[0],
                                        .fit_height = rows[i].box[1] };
        uint32_t width = 0, height = 0;
        bool fits = om_fit_size(&rows[i].track, &open, &width, &height);
        print_message("%u x %u: %u x %u\n", rows[i].track.width,
                      rows[i].track.height, width, height);
        assert_int_equal(fits, rows[i].size[0] != 0);
        if (fits) {
            assert_int_equal(width, rows[i].size[0]);
            assert_int_equal(height, rows[i].size[1]);
        }
    }
}

static void
heavy_clips_get_more_threads(void **state)
{
    (void) state;
    static const struct {
        struct om_vlc_track track;
        unsigned threads;
    } rows[] = {
        { { .width = 1920, .height = 1080, .rate = 25, .scale = 1 }, 1 },
        { { .width = 1920, .height = 1080, .rate = 30000, .scale = 1001 }, 1 },
        { { .width = 1920, .height = 1080, .rate = 60, .scale = 1 }, 0 },
        { { .width = 3840, .height = 2160, .rate = 25, .scale = 1 }, 0 },
        { { .width = 1920, .height = 1080 }, 0 }, // no rate known
        { { .width = 640, .height = 360 }, 1 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(om_fit_threads(&rows[i].track), rows[i].threads);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_keep_their_shape_in_the_box),
        cmocka_unit_test(heavy_clips_get_more_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
