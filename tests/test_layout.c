// Where a film lies on a screen, and words with something in them.

#include "kiosk/layout.h"
#include "kiosk/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // needs those above

static void
test_words_with_holes(void **state)
{
    (void) state;
    static const struct {
        size_t size;
        const char *word, *first, *second, *expected;
    } rows[] = {
        { 40, "%s removed %s", "Bo", "Al", "Bo removed Al" },
        { 40, "%u in 10", "7", "", "7 in 10" },
        { 40, "100%", "7", "", "100%" },
        { 40, "%s", "50%s", "x", "50%s" },
        { 6, "abcdefgh", "", "", "abcde" },
        { 6, "abc%s", "défg", "", "abcd" }, // not half an é
        { 7, "abc%s", "défg", "", "abcdé" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char out[40];
        om_word_fill(out, rows[i].size, rows[i].word, rows[i].first,
                     rows[i].second);
        assert_string_equal(out, rows[i].expected);
    }
}

static void
test_film_place(void **state)
{
    (void) state;
    struct om_layout wide = om_layout_make(1920, 1080, 0);
    struct om_rect film = om_layout_fit_film(&wide, 1920, 1080);
    assert_int_equal(film.x, 0);
    assert_int_equal(film.w, 1920);
    assert_int_equal(film.h, 1080);
    // 4:3 in a wide place: as high as it is, in the middle
    film = om_layout_fit_film(&wide, 640, 480);
    assert_int_equal(film.h, 1080);
    assert_int_equal(film.w, 1440);
    assert_int_equal(film.x, 240);
    // a pixel of rounding by the decoder is not scaled away
    struct om_layout tall = om_layout_make(1080, 1920, 0);
    film = om_layout_fit_film(&tall, 1080, 608);
    assert_int_equal(film.w, 1080);
    assert_int_equal(film.h, 608);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_film_place),
        cmocka_unit_test(test_words_with_holes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
