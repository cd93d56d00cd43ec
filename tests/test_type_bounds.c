// Text as pictures: what is kept of them, and what bad text does.

#include "text/type.h"

#include <SDL.h>
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // needs those above

#include "ink.h"
#include "rounds.h"

// -- the cache ----------------------------------------------------------------

static void
test_hits(void **state)
{
    om_type_trim(*state, 0);
    struct om_type_status before = om_type_get_status(*state);
    assert_int_equal(before.blocks, 0);
    assert_int_equal(before.bytes, 0);
    const struct om_type_block *first = draw(*state, "abc");
    uint64_t id = first->id;
    char copy[] = "abc"; // what is compared is the text, not its address
    assert_ptr_equal(draw(*state, copy), first);
    assert_int_equal(first->id, id);
    struct om_type_style styles[7];
    for (size_t i = 0; i < LENGTH(styles); i++) {
        styles[i] = plain;
    }
    styles[0].size = 41;
    styles[1].weight = OM_WEIGHT_BOLD;
    styles[2].colour = 0xffffff;
    styles[3].width = 500;
    styles[4].max_lines = 1;
    styles[5].align = OM_ALIGN_CENTRE;
    styles[6].leading = 150;
    for (size_t i = 0; i < LENGTH(styles); i++) {
        const struct om_type_block *other =
            om_type_draw(*state, "abc", &styles[i]);
        assert_ptr_not_equal(other, first);
        assert_true(other->id > id);
        id = other->id;
    }
    struct om_type_status after = om_type_get_status(*state);
    assert_int_equal(after.blocks, 8);
    assert_int_equal(after.drawn - before.drawn, 8);
    assert_int_equal(after.hits - before.hits, 1);
    assert_true(after.bytes > 8 * 40 * 40 * 4);
}

static void
test_hits_allocate_nothing(void **state)
{
    const char *text = "Noa krijgt een bericht: \u05e9\u05dc\u05d5\u05dd";
    draw_within(*state, text, 300, 2);
    size_t before = mallinfo2().uordblks;
    for (int i = 0; i < 1000; i++) {
        draw_within(*state, text, 300, 2);
    }
    assert_int_equal(mallinfo2().uordblks, before);
}

static void
test_trim(void **state)
{
    om_type_trim(*state, 0);
    draw(*state, "old");
    om_type_trim(*state, 1);
    draw(*state, "new");
    assert_int_equal(om_type_get_status(*state).blocks, 2);
    om_type_trim(*state, 1); // "old" was not drawn since the one before
    assert_int_equal(om_type_get_status(*state).blocks, 1);
    uint64_t drawn = om_type_get_status(*state).drawn;
    draw(*state, "new");
    assert_int_equal(om_type_get_status(*state).drawn, drawn);
    om_type_trim(*state, 3);
    om_type_trim(*state, 3);
    om_type_trim(*state, 3);
    assert_int_equal(om_type_get_status(*state).blocks, 1);
    om_type_trim(*state, 3);
    assert_int_equal(om_type_get_status(*state).blocks, 0);
    assert_int_equal(om_type_get_status(*state).bytes, 0);
}

// Captions for hours without a change of screen: what was drawn long ago goes.
static void
test_bound(void **state)
{
    om_type_trim(*state, 0);
    struct om_type_style style = plain;
    style.size = 100;
    const struct om_type_block *kept = draw(*state, "kept");
    uint64_t id = kept->id;
    for (int i = 0; i < 1200; i++) {
        char text[64];
        snprintf(text, sizeof(text), "ondertitel %d", i);
        om_type_draw(*state, text, &style);
        assert_ptr_equal(draw(*state, "kept"), kept);
        assert_in_range(om_type_get_status(*state).bytes, 1, OM_TYPE_BYTES_MAX);
    }
    assert_int_equal(kept->id, id);
    struct om_type_status status = om_type_get_status(*state);
    print_message("%zu blocks, %zu bytes\n", status.blocks, status.bytes);
    assert_true(status.blocks < 1200);
    // those of the last calls are there, whatever it takes
    uint64_t drawn = status.drawn;
    om_type_draw(*state, "ondertitel 1000", &style);
    assert_int_equal(om_type_get_status(*state).drawn, drawn);
}

static void
test_too_much_for_one_screen(void **state)
{
    om_type_trim(*state, 0);
    struct om_type_style style = plain;
    style.size = 600;
    style.width = 4000;
    unsigned refused = 0;
    for (int i = 0; i < 40; i++) {
        char text[64];
        snprintf(text, sizeof(text), "%d een heel groot stuk tekst", i);
        const struct om_type_block *block = om_type_draw(*state, text, &style);
        refused += !block->surface;
        assert_int_equal(block->surface == NULL, block->width == 0);
        assert_true(block->surface || block->cut);
        assert_in_range(om_type_get_status(*state).bytes, 1, OM_TYPE_BYTES_MAX);
    }
    assert_true(refused > 0);
    om_type_trim(*state, 0);
    assert_non_null(om_type_draw(*state, "39 een heel groot stuk tekst", &style)
                        ->surface); // tried again
    om_type_trim(*state, 0);
}

// -- hostile input ------------------------------------------------------------

static void
test_invalid_bytes(void **state)
{
    static const struct {
        const char *text, *same;
    } rows[] = {
        { "a\xff"
          "b",
          "a\ufffd"
          "b" },
        { "a\x80"
          "b",
          "a\ufffd"
          "b" },
        { "a\xc3", "a\ufffd" },
        { "a\xe2\x82", "a\ufffd" },
        { "a\xe2\x82"
          "b",
          "a\ufffd"
          "b" },
        { "\xf0\x9f\x92", "\ufffd" },
        { "\xed\xa0\x80", "\ufffd" },     // a surrogate
        { "\xc0\xaf", "\ufffd" },         // a long form of "/"
        { "\xf4\x90\x80\x80", "\ufffd" }, // beyond Unicode
        { "a\x01\x1b\x7f"
          "b",
          "ab" },
        { "\xef\xbb\xbf"
          "ab",
          "ab" },
        { "a\tb", "a b" },
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const struct om_type_block *block = draw(*state, rows[i].text);
        const struct om_type_block *same = draw(*state, rows[i].same);
        assert_int_equal(block->width, same->width);
        SDL_Point place = find(block, same);
        SDL_Rect ink = ink_of(same->surface);
        assert_int_equal(place.x, ink.x);
        assert_int_equal(place.y, ink.y);
    }
}

static void
test_huge(void **state)
{
    enum { MEGABYTE = 1 << 20 };
    static const char *const fill[] = {
        "a", "woord ", "漢", "\xff", "a\n", "a\u0301\u0302", "\U0001F469\u200d",
        "שa"
    };
    static const struct {
        unsigned size, width;
    } shapes[] = {
        { 40, 0 },       { 40, 1000 }, { 16, 1 },
        { 100000, 300 }, { 1, 0 },     { 40, 4000000000 },
    };
    char *text = malloc(MEGABYTE + 16);
    for (size_t i = 0; i < LENGTH(fill); i++) {
        size_t length = strlen(fill[i]);
        for (size_t at = 0; at < MEGABYTE; at += length) {
            memcpy(text + at, fill[i], length);
        }
        text[MEGABYTE] = '\0';
        // other ones for each filling, where not all can be had
        size_t step = 4 / rounds(4, 4);
        for (size_t k = i % step; k < LENGTH(shapes); k += step) {
            struct om_type_style style = { .size = shapes[k].size,
                                           .width = shapes[k].width };
            const struct om_type_block *block =
                om_type_draw(*state, text, &style);
            assert_non_null(block->surface);
            assert_true(block->cut);
            assert_in_range(block->width, 1, 8192);
            assert_in_range(block->height, 1, 8192);
            om_type_trim(*state, 0);
        }
    }
    free(text);
}

static uint32_t
next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

// Bytes, or pieces that make trouble together.
static void
make_random_text(uint32_t *seed, char *text, size_t size)
{
    static const char *const pieces[] = {
        "a",          " ",          "\n",         "-",          "\u00ad",
        "\u0301",     "\u200d",     "\ufe0f",     "ש",          "\u200f",
        "\u202e",     "\u2067",     "\u2069",     "(",          ")",
        "\u094d",     "क",          "漢",         "ไ",          "1",
        "\U0001F469", "\U0001F1F3", "\U0001F3FD", "\U000F1234", "\u00a0",
        "\u2028",     "\u200b",     "س",          "\u064b",     "\u202a",
    };
    bool bytes = next_random(seed) % 2;
    size_t length = next_random(seed) % (size - 8);
    size_t at = 0;
    while (at < length) {
        if (bytes) {
            text[at++] = (char) (next_random(seed) % 255 + 1);
            continue;
        }
        const char *piece = pieces[next_random(seed) % LENGTH(pieces)];
        memcpy(text + at, piece, strlen(piece));
        at += strlen(piece);
    }
    text[at] = '\0';
}

static void
test_random_text(void **state)
{
    uint32_t seed = 20240229;
    for (unsigned i = 0; i < rounds(1500, 15000); i++) {
        char text[200];
        make_random_text(&seed, text, sizeof(text));
        struct om_type_style style = {
            .size = 8 + next_random(&seed) % 4 * 16,
            .weight = next_random(&seed) % 2 ? OM_WEIGHT_BOLD : OM_WEIGHT_TEXT,
            .width = next_random(&seed) % 3 * 150,
            .max_lines = next_random(&seed) % 3,
            .align = next_random(&seed) % 2 ? OM_ALIGN_CENTRE : OM_ALIGN_START,
        };
        const struct om_type_block *block = om_type_draw(*state, text, &style);
        if (block->surface) {
            assert_int_equal(block->width, block->surface->w);
            assert_int_equal(block->height, block->surface->h);
            assert_true(block->lines > 0);
            assert_true(!style.max_lines || block->lines <= style.max_lines);
        }
        if (i % 50 == 0) {
            om_type_trim(*state, 1);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hits),
        cmocka_unit_test(test_hits_allocate_nothing),
        cmocka_unit_test(test_trim),
        cmocka_unit_test(test_bound),
        cmocka_unit_test(test_too_much_for_one_screen),
        cmocka_unit_test(test_invalid_bytes),
        cmocka_unit_test(test_huge),
        cmocka_unit_test(test_random_text),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
