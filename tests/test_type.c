// Text as pictures. What is drawn is compared with what else is drawn: a word
// in a line looks like the word alone, so its place can be found. Needs the
// fonts of app/packaging/packages.

#include "text/type.h"

#include <SDL.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h> // needs those above

#include "ink.h"

static bool
has_other_colours(const SDL_Surface *surface)
{
    for (int y = 0; y < surface->h; y++) {
        for (int x = 0; x < surface->w; x++) {
            uint32_t c = pixel(surface, x, y);
            if (c >> 24 && (c & 0xffffff) != COLOUR) {
                return true;
            }
        }
    }
    return false;
}

// -- drawing ------------------------------------------------------------------

static void
test_every_script_has_ink(void **state)
{
    static const char *const rows[] = {
        "Hallo, wat doe jij?",
        "Één keer “gek” – ĳsje",
        "Ελληνικά",
        "Українська",
        "العربية",
        "עברית",
        "नमस्ते",
        "বাংলা",
        "தமிழ்",
        "ไทย",
        "ქართული",
        "հայերեն",
        "አማርኛ",
        "ខ្មែរ",
        "မြန်မာ",
        "Tiếng Việt",
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const struct om_type_block *block = draw(*state, rows[i]);
        print_message("%s\n", rows[i]);
        assert_non_null(block->surface);
        assert_false(block->tofu);
        assert_int_equal(block->lines, 1);
        assert_int_equal(block->width, block->surface->w);
        assert_int_equal(block->height, block->surface->h);
        assert_int_equal(block->surface->format->format,
                         SDL_PIXELFORMAT_ARGB8888);
        SDL_Rect ink = ink_of(block->surface);
        assert_in_range(ink.w, 20, block->width);
        assert_in_range(ink.h, 15, block->height);
        assert_false(has_other_colours(block->surface));
    }
}

static void
test_nothing_to_see(void **state)
{
    static const char *const rows[] = {
        "", " ", "\n", "\n \n", "\t", "\x01\x7f", "\u200b\u200e"
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const struct om_type_block *block = draw(*state, rows[i]);
        assert_null(block->surface);
        assert_int_equal(block->width, 0);
        assert_int_equal(block->height, 0);
        assert_int_equal(block->lines, 0);
    }
}

static void
test_weights_and_sizes(void **state)
{
    struct om_type_style bold = plain;
    bold.weight = OM_WEIGHT_BOLD;
    struct om_type_style large = plain;
    large.size = 80;
    unsigned width = draw(*state, "Wat doe jij?")->width;
    assert_in_range(om_type_draw(*state, "Wat doe jij?", &bold)->width,
                    width + 5, width * 3 / 2);
    assert_in_range(om_type_draw(*state, "Wat doe jij?", &large)->width,
                    width * 2 - 6, width * 2 + 6);
}

// -- order --------------------------------------------------------------------

static void
test_direction(void **state)
{
    static const struct {
        const char *text;
        bool right_to_left;
    } rows[] = {
        { "abc", false },
        { "שלום", true },
        { "مرحبا", true },
        { "abc שלום", false },
        { "שלום abc", true },
        { "123 שלום", true },
        { "123", false },
        { "(!) مرحبا abc", true },
        { "\n12\nשלום", true },
        { "a\nשלום", false },
        { "\u200f"
          "abc",
          true },
        { "", false },
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        print_message("%s\n", rows[i].text);
        assert_int_equal(draw(*state, rows[i].text)->right_to_left,
                         rows[i].right_to_left);
    }
}

static void
test_order(void **state)
{
    static const struct {
        const char *text;
        const char *parts[3]; // as they stand from left to right
    } rows[] = {
        { "abc שלום def", { "abc", "שלום", "def" } },
        { "שלום abc עולם", { "עולם", "abc", "שלום" } },
        { "שלום 123 עולם", { "עולם", "123", "שלום" } },
        { "abc שלום 123 עולם def", { "עולם", "123", "שלום" } },
        { "مرحبا Noa سلام", { "سلام", "Noa", "مرحبا" } },
        { "Noa: مرحبا", { "Noa:", "مرحبا", NULL } },
        { "مرحبا.", { ".", "مرحبا", NULL } },
        // brackets are turned around
        { "שלום (עולם", { "עולם", ")", "שלום" } },
        { "שלום [עולם", { "עולם", "]", "שלום" } },
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        int last = -1;
        print_message("%s\n", rows[i].text);
        for (size_t k = 0; k < 3 && rows[i].parts[k]; k++) {
            SDL_Point place = find_about(draw(*state, rows[i].text),
                                         draw(*state, rows[i].parts[k]), 30);
            print_message("  %s at %d\n", rows[i].parts[k], place.x);
            assert_true(place.x > last);
            last = place.x;
        }
    }
}

static void
test_lines_are_ordered_one_by_one(void **state)
{
    // broken in logical order, then each line turned around
    unsigned width = draw(*state, "שלום abc")->width + 4;
    const struct om_type_block *block =
        draw_within(*state, "שלום abc עולם def", width, 0);
    assert_int_equal(block->lines, 2);
    SDL_Point abc = find_about(block, draw(*state, "abc"), 30);
    SDL_Point def = find_about(block, draw(*state, "def"), 30);
    SDL_Point first = find_about(block, draw(*state, "שלום"), 30);
    SDL_Point second = find_about(block, draw(*state, "עולם"), 30);
    assert_true(abc.x >= 0 && abc.x < first.x);
    assert_true(def.x >= 0 && def.x < second.x);
    assert_true(first.y < second.y);
}

static void
test_shaping(void **state)
{
    // Arabic letters join; two code points make one letter; kerning
    unsigned joined = draw(*state, "سسس")->width;
    unsigned apart = draw(*state, "س\u200cس\u200cس")->width;
    assert_in_range(joined, 10, apart - 10);
    static const struct {
        const char *text, *same;
    } rows[] = {
        { "e\u0301\u0301\u0301\u0301", NULL },
        { "cafe\u0301", "caf\u00e9" },
        { "\U0001F469\u200d\U0001F680", "\U0001F469" }, // astronaut
        { "\U0001F1F3\U0001F1F1", "\U0001F469" },       // a flag
        { "\U0001F44D\U0001F3FD", "\U0001F44D" },       // skin tone
        { "1\ufe0f\u20e3", "\U0001F44D" },              // a key
        { "woord\u00adbreuk", "woordbreuk" },
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const struct om_type_block *block = draw(*state, rows[i].text);
        print_message("%s\n", rows[i].text);
        assert_false(block->tofu);
        if (rows[i].same) {
            assert_int_equal(block->width, draw(*state, rows[i].same)->width);
        }
    }
    assert_in_range(draw(*state, "AVAV")->width, 1,
                    draw(*state, "A")->width * 2 + draw(*state, "V")->width * 2
                        - 1);
}

// -- fallback -----------------------------------------------------------------

static void
test_fallback_keeps_the_baseline(void **state)
{
    static const char *const rows[] = {
        "Hx नमस्ते", "Hx שלום", "Hx ไทย", "Hx \U0001F4A5", "Hx ქართული",
    };
    const struct om_type_block *alone = draw(*state, "Hx");
    int y = ink_of(alone->surface).y;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const struct om_type_block *block = draw(*state, rows[i]);
        print_message("%s\n", rows[i]);
        assert_false(block->tofu);
        SDL_Point place = find(block, alone);
        assert_true(place.x >= 0);
        assert_int_equal(place.y, y);
        assert_in_range(block->height, alone->height, alone->height + 3);
    }
}

// What sticks out on top makes the picture higher and moves nothing else.
static void
test_high_marks(void **state)
{
    const struct om_type_block *alone = draw(*state, "Hx");
    const struct om_type_block *block =
        draw(*state, "Hx A\u0302\u0301\u0300\u0308\u0303");
    SDL_Point place = find(block, alone);
    assert_true(place.x >= 0);
    assert_true(block->height > alone->height);
    int moved = (int) block->height - (int) alone->height;
    assert_in_range(place.y, ink_of(alone->surface).y,
                    ink_of(alone->surface).y + moved);
}

static void
test_emoji(void **state)
{
    const struct om_type_block *block = draw(*state, "Year 9 B \U0001F4A5");
    assert_false(block->tofu);
    assert_true(has_other_colours(block->surface));
    assert_int_equal(block->height, draw(*state, "Year 9 B")->height);
    unsigned width = draw(*state, "\U0001F4A5")->width;
    assert_in_range(width, 36, 60); // about an em
    struct om_type_style large = plain;
    large.size = 200; // larger than its bitmaps
    assert_in_range(om_type_draw(*state, "\U0001F4A5", &large)->width,
                    width * 5 - 10, width * 5 + 10);
    // spaces between pictures are those of the text
    unsigned space = draw(*state, "a b")->width - draw(*state, "ab")->width;
    unsigned two = draw(*state, "\U0001F4A5\U0001F4A5")->width;
    assert_in_range(draw(*state, "\U0001F4A5 \U0001F4A5")->width,
                    two + space - 3, two + space + 3);
}

static void
test_tofu(void **state)
{
    static const struct {
        const char *text;
        bool tofu;
    } rows[] = {
        { "abc", false },
        { "abc \U000F1234", true },
        { "\U0010FFFD", true },
        { "\ufffd", false },
        { "a\u200d\ufe0f\u2060b", false },
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const struct om_type_block *block = draw(*state, rows[i].text);
        assert_int_equal(block->tofu, rows[i].tofu);
        assert_non_null(block->surface); // a box is drawn
    }
}

// Runs with what is logged going to a file; returns that.
static char *
create_and_read_log(const char *family, bool *created)
{
    FILE *log = tmpfile();
    int saved = dup(STDERR_FILENO);
    assert_non_null(log);
    assert_true(saved >= 0);
    dup2(fileno(log), STDERR_FILENO);
    struct om_type *type = om_type_create(family);
    *created = type != NULL;
    if (type) {
        draw(type, "abc");
        draw(type, "def");
    }
    om_type_destroy(type);
    fflush(stderr);
    dup2(saved, STDERR_FILENO);
    close(saved);
    char *text = calloc(1, 4096);
    rewind(log);
    size_t got = fread(text, 1, 4095, log);
    text[got] = '\0';
    fclose(log);
    return text;
}

static void
test_missing_family(void **state)
{
    (void) state;
    static const struct {
        const char *family;
        unsigned warnings;
    } rows[] = {
        { "Inter", 0 },          { "inter", 0 }, { "sans-serif", 0 },
        { "No Such Family", 1 }, { "", 0 },
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        bool created;
        char *log = create_and_read_log(rows[i].family, &created);
        unsigned lines = 0;
        for (char *at = log; (at = strchr(at, '\n')); at++) {
            lines++;
        }
        print_message("%s: %s\n", rows[i].family, log);
        assert_true(created);
        assert_int_equal(lines, rows[i].warnings);
        assert_int_equal(strstr(log, "not installed") != NULL,
                         rows[i].warnings);
        free(log);
    }
}

// -- lines --------------------------------------------------------------------

static void
test_breaking(void **state)
{
    static const struct {
        const char *text;
        const char *widest; // the line is as wide as this
        unsigned lines;
        bool overflow;
    } rows[] = {
        { "aaa bbb ccc", "aaa bbb ccc", 1, false },
        { "aaa bbb ccc", "aaa bbb", 2, false },
        { "aaa bbb ccc", "bbb", 3, false },
        { "aaa    bbb", "bbb", 2, false },
        { "aaa   ", "aaa", 1, false }, // spaces at the end take no room
        { "aaa\nbbb", "aaa bbb ccc", 2, false },
        { "aaa\r\nbbb\rccc\u2028ddd", "aaa bbb ccc", 4, false },
        { "aaa\n\nbbb\n", "bbb", 3, false },
        { "wie-dan-ook", "wie-dan-", 2, false },
        { "wie-dan-ook", "dan-", 3, false },
        { "bel 06-12-34", "06-12-34", 2, false },
        { "het is -5", "het is", 2, false },
        { "ja/nee", "ja/n", 2, false },
        { "1/2 1/2", "1/2", 2, false },
        { "aaa\u00a0bbb", "aaabb", 2, true },
        { "woord\u00adbreuk", "woord-", 2, false },
        { "woord\u00adbreuk", "woordbreuk", 1, false },
        { "aaaaaaaa", "aaaa", 2, true },
        { "x aaaaaaaa y", "aaaa", 4, true },
        { "aaa “bbb”", "aaa “bbb", 2, false },
        { "漢字漢字", "漢字", 2, false },
        { "漢字。漢", "漢字", 3, false }, // no full stop at the start
        { "漢字「漢字", "漢字漢", 2, false },
        { "ไทยไทย", "ไทย", 2, false },
        { "\U0001F4A5\U0001F4A5", "\U0001F4A5", 2, false },
        { "e\u0301e\u0301", "e\u0301", 2, true },
        { "שלום עולם", "שלום", 2, false },
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        // the picture may stand out a little from the way of the pen
        unsigned width = draw(*state, rows[i].widest)->width + 4;
        const struct om_type_block *block =
            draw_within(*state, rows[i].text, width, 0);
        print_message("%s within %u (%s): %u lines\n", rows[i].text, width,
                      rows[i].widest, block->lines);
        assert_int_equal(block->lines, rows[i].lines);
        assert_int_equal(block->overflow, rows[i].overflow);
        assert_false(block->cut);
        assert_in_range(block->width, 1, width + 2);
    }
}

static void
test_soft_hyphen_is_drawn(void **state)
{
    const struct om_type_block *block = draw_within(
        *state, "woord\u00adbreuk", draw(*state, "woord-")->width, 0);
    assert_int_equal(block->lines, 2);
    assert_true(find(block, draw(*state, "woord-")).x >= 0);
    assert_true(find(draw(*state, "woord\u00adbreuk"), draw(*state, "woord-")).x
                < 0);
}

static void
test_lines_have_one_height(void **state)
{
    static const unsigned leadings[] = { 100, 112, 125, 132, 200 };
    for (size_t i = 0; i < LENGTH(leadings); i++) {
        struct om_type_style style = plain;
        style.leading = leadings[i];
        unsigned one = om_type_draw(*state, "Hxg", &style)->height;
        unsigned two = om_type_draw(*state, "Hxg\nabc", &style)->height;
        unsigned three = om_type_draw(*state, "Hxg\nabc\nש", &style)->height;
        assert_int_equal(two - one, (leadings[i] * 40 + 50) / 100);
        assert_int_equal(three - two, two - one);
        // the box holds accents and descenders as they are
        assert_int_equal(om_type_draw(*state, "Égjpq", &style)->height, one);
    }
}

static void
test_alignment(void **state)
{
    struct om_type_style style = plain;
    style.align = OM_ALIGN_CENTRE;
    const struct om_type_block *block =
        om_type_draw(*state, "aaaaaaaa\nHH", &style);
    SDL_Point place = find(block, draw(*state, "HH"));
    unsigned free_width = block->width - draw(*state, "HH")->width;
    assert_in_range(place.x, free_width / 2 - 3, free_width / 2 + 3);
    assert_in_range(find(draw(*state, "aaaaaaaa\nHH"), draw(*state, "HH")).x, 0,
                    4);
    block = draw(*state, "שלוםשלוםשלום\nעולם");
    place = find_about(block, draw(*state, "עולם"), 30);
    assert_in_range(place.x + (int) draw(*state, "עולם")->width,
                    block->width - 4, block->width + 2);
}

static void
test_cutting(void **state)
{
    static const struct {
        const char *text;
        const char *widest;
        unsigned max_lines;
        unsigned lines;
        bool cut;
    } rows[] = {
        { "aaa bbb", "aaa bbb", 1, 1, false },
        { "aaa bbb", "aaaaaa", 1, 1, true },
        { "aaa bbb", "aaaaaa", 2, 2, false },
        { "aaa bbb ccc", "aaaaaa", 2, 2, true },
        { "aaa\nbbb\nccc", "aaaaaa", 2, 2, true },
        { "aaa\nbbb\n\n", "aaaaaa", 2, 2, false },
        { "aaaaaaaaaa", "aaaaa", 1, 1, true },
        { "aaa bbb", "…", 1, 1, true },
        { "漢字漢字漢字", "漢字漢", 1, 1, true },
        { "woord\u00adbreuk woord", "woord-", 1, 1, true },
    };
    const struct om_type_block *dots = draw(*state, "…");
    for (size_t i = 0; i < LENGTH(rows); i++) {
        unsigned width = draw(*state, rows[i].widest)->width + 4;
        const struct om_type_block *block =
            draw_within(*state, rows[i].text, width, rows[i].max_lines);
        print_message("%s within %u: %u lines, %u wide\n", rows[i].text, width,
                      block->lines, block->width);
        assert_int_equal(block->lines, rows[i].lines);
        assert_int_equal(block->cut, rows[i].cut);
        assert_in_range(block->width, 1, width + 2);
        assert_int_equal(find(block, dots).x >= 0, rows[i].cut);
    }
}

static void
test_ellipsis_stands_at_the_end(void **state)
{
    unsigned width = draw(*state, "שלום שלום")->width;
    const struct om_type_block *block =
        draw_within(*state, "שלום שלום שלום", width, 1);
    SDL_Point dots = find(block, draw(*state, "…"));
    SDL_Point word = find_about(block, draw(*state, "שלום"), 30);
    assert_true(dots.x >= 0 && dots.x < word.x);
    block = draw_within(*state, "aaa aaa aaa", width, 1);
    dots = find(block, draw(*state, "…"));
    assert_true(dots.x > find(block, draw(*state, "aaa")).x);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_script_has_ink),
        cmocka_unit_test(test_nothing_to_see),
        cmocka_unit_test(test_weights_and_sizes),
        cmocka_unit_test(test_direction),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_lines_are_ordered_one_by_one),
        cmocka_unit_test(test_shaping),
        cmocka_unit_test(test_fallback_keeps_the_baseline),
        cmocka_unit_test(test_high_marks),
        cmocka_unit_test(test_emoji),
        cmocka_unit_test(test_tofu),
        cmocka_unit_test(test_missing_family),
        cmocka_unit_test(test_breaking),
        cmocka_unit_test(test_soft_hyphen_is_drawn),
        cmocka_unit_test(test_lines_have_one_height),
        cmocka_unit_test(test_alignment),
        cmocka_unit_test(test_cutting),
        cmocka_unit_test(test_ellipsis_stands_at_the_end),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
