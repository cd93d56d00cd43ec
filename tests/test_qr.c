// QR codes, read back by another program.

#include "picture/picture.h"

#include "base/text.h"
#include "picture/picture.h"

#include "picture_rig.h"

#include <SDL.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // needs those above

static char *
read_code(const char *name)
{
    char *path = place(name);
    struct om_text command = { 0 };
    om_text_print(&command,
                  "zbarimg --quiet --raw -Sdisable -Sqrcode.enable %s "
                  "2>/dev/null",
                  path);
    free(path);
    FILE *stream = popen(command.data, "r");
    om_text_finish(&command);
    assert_non_null(stream);
    char *text = om_alloc(4096);
    size_t length = fread(text, 1, 4095, stream);
    text[length] = '\0';
    pclose(stream);
    return text;
}

// From the edge inwards, all of one colour.
static void
expect_quiet(struct SDL_Surface *code, int width, uint32_t light)
{
    for (int k = 0; k < width; k++) {
        for (int i = 0; i < code->w; i++) {
            int far = code->w - 1 - k;
            assert_int_equal(get_pixel(code, i, k), light);
            assert_int_equal(get_pixel(code, k, i), light);
            assert_int_equal(get_pixel(code, i, far), light);
            assert_int_equal(get_pixel(code, far, i), light);
        }
    }
}

static void
test_qr(void **state)
{
    (void) state;
    static const struct {
        const char *text;
        unsigned size;
        int module; // the most whole pixels that fit
    } rows[] = {
        { "https://www.113.nl", 200, 6 },                 // 25 modules and 8
        { "https://www.kindertelefoon.nl/chat", 300, 8 }, // 29 and 8
        { "0800-0432", 120, 4 },                          // 21 and 8
        { "Wat kun jij doen? Een berichtje.", 160, 4 },
        { "https://www.helpwanted.nl", 66, 2 },
        { "https://www.113.nl", 95, 2 }, // 3 would leave too little edge
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct SDL_Surface *code =
            om_picture_qr(rows[i].text, rows[i].size, INK, 0xffffff);
        assert_non_null(code);
        assert_int_equal(code->w, rows[i].size);
        assert_int_equal(code->h, rows[i].size);
        expect_quiet(code, 4 * rows[i].module, 0xffffffff);
        char *path = place("code.png");
        assert_true(om_picture_save_png(code, path));
        free(path);
        char *read = read_code("code.png");
        read[strcspn(read, "\n")] = '\0';
        assert_string_equal(read, rows[i].text);
        free(read);
        // a module's whole width is dark: the corner's square of 7 modules
        int edge = 0;
        while (get_pixel(code, edge, edge) != (0xff000000 | INK)) {
            assert_in_range(++edge, 0, code->w - 1);
        }
        int dark = 0;
        while (get_pixel(code, edge + dark, edge) == (0xff000000 | INK)) {
            dark++;
        }
        assert_int_equal(dark, 7 * rows[i].module);
        SDL_FreeSurface(code);
    }
}

static void
test_qr_refused(void **state)
{
    (void) state;
    char *endless = om_alloc(9000);
    memset(endless, 'a', 8999);
    static const char *const short_text = "https://www.113.nl";
    const struct {
        const char *text;
        unsigned size;
    } rows[] = {
        { NULL, 100 }, { "", 100 }, { short_text, 32 }, { endless, 2000 }
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct capture capture = start_capture();
        assert_null(om_picture_qr(rows[i].text, rows[i].size, INK, PAPER));
        char *lines = stop_capture(capture);
        assert_int_equal(count_lines(lines), 1);
        free(lines);
    }
    free(endless);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_qr),
        cmocka_unit_test(test_qr_refused),
    };
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
