// The kiosk's cache of pictures: found again, bounded in number and bytes, and
// never taken from under the screen that is being drawn.

#include "canvas/list.h"
#include "kiosk/pictures.h"

#include <SDL.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h> // needs those above

// A plain panel; the colour tells them apart.
static const struct om_picture_entry *
get_panel(struct om_pictures *pictures, unsigned side, uint32_t colour)
{
    struct om_picture_key key = { .kind = OM_PICTURE_ROUND,
                                  .width = side,
                                  .height = side,
                                  .colour = colour };
    return om_pictures_get(pictures, &key);
}

static size_t
count_bytes(const struct om_pictures *pictures)
{
    size_t sum = 0;
    for (unsigned i = 0; i < pictures->count; i++) {
        const struct SDL_Surface *surface = pictures->entries[i].surface;
        sum += surface ? (size_t) surface->pitch * (size_t) surface->h : 0;
    }
    return sum;
}

static void
test_found_again(void **state)
{
    (void) state;
    static const struct om_picture_key keys[] = {
        { .kind = OM_PICTURE_ROUND, .width = 20, .height = 10, .colour = 1 },
        { .kind = OM_PICTURE_ROUND, .width = 20, .height = 10, .colour = 2 },
        { .kind = OM_PICTURE_ROUND, .width = 10, .height = 20, .colour = 1 },
        { .kind = OM_PICTURE_ROUND, .width = 20, .height = 10, .a = 5 },
        { .kind = OM_PICTURE_ROUND, .width = 20, .height = 10, .b = 5 },
        { .kind = OM_PICTURE_ARC, .width = 20, .height = 20, .a = 500, .b = 3 },
        { .kind = OM_PICTURE_ICON, .width = 20, .height = 20 },
        { .kind = OM_PICTURE_ICON, .width = 20, .height = 20, .a = 1 },
        { .kind = OM_PICTURE_QR, .width = 90, .height = 90, .text = "een" },
        { .kind = OM_PICTURE_QR, .width = 90, .height = 90, .text = "twee" },
        { .kind = OM_PICTURE_SHADE, .width = 1, .height = 20 },
        { .kind = OM_PICTURE_SHADE, .width = 20, .height = 1 },
    };
    enum { COUNT = sizeof(keys) / sizeof(keys[0]) };
    struct om_pictures pictures = { 0 };
    uint64_t ids[COUNT];
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT; i++) {
            const struct om_picture_entry *entry =
                om_pictures_get(&pictures, &keys[i]);
            assert_non_null(entry->surface);
            ids[i] = round == 0 ? entry->id : ids[i];
            assert_int_equal(entry->id, ids[i]);
            for (size_t k = 0; k < i; k++) {
                assert_true(ids[k] != ids[i]);
            }
        }
    }
    assert_int_equal(pictures.count, COUNT);
    assert_int_equal(pictures.bytes, count_bytes(&pictures));
    om_pictures_finish(&pictures);
    assert_int_equal(pictures.bytes, 0);
    om_pictures_finish(&pictures);
}

// The oldest goes; a new one in its place has an id of its own.
static void
test_number(void **state)
{
    (void) state;
    struct om_pictures pictures = { 0 };
    uint64_t first = get_panel(&pictures, 4, 0)->id;
    for (uint32_t i = 1; i < 3 * OM_PICTURES_MAX; i++) {
        get_panel(&pictures, 4, i);
        uint64_t kept = get_panel(&pictures, 4, 0)->id; // in use all the time
        assert_int_equal(kept, first);
    }
    assert_int_equal(pictures.count, OM_PICTURES_MAX);
    assert_int_equal(pictures.bytes, count_bytes(&pictures));
    assert_true(get_panel(&pictures, 4, 1)->id > first + OM_PICTURES_MAX);
    om_pictures_finish(&pictures);
}

// Screens of ten pictures, each with one large one of its own, as the rings of
// a countdown: without an end, but within the bytes.
static void
test_bytes(void **state)
{
    (void) state;
    enum { SIDE = 1000, ROUNDS = 300, OTHERS = 30 };
    struct om_pictures pictures = { 0 };
    size_t most = 0;
    uint64_t small = get_panel(&pictures, 4, 0)->id;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        const struct om_picture_entry *large =
            get_panel(&pictures, SIDE, round);
        for (uint32_t i = 0; i < OTHERS; i++) {
            assert_int_equal(get_panel(&pictures, 4, 0)->id, small);
        }
        assert_non_null(large->surface);
        assert_int_equal(large->surface->w, SIDE);
        assert_int_equal(pictures.bytes, count_bytes(&pictures));
        most = pictures.bytes > most ? pictures.bytes : most;
    }
    assert_in_range(most, OM_PICTURES_BYTES / 2, OM_PICTURES_BYTES);
    om_pictures_finish(&pictures);
}

// More than the bytes on one screen: all of it stays until it is drawn.
static void
test_screen_stays(void **state)
{
    (void) state;
    enum { SIDE = 1000, LARGE = 40 }; // 4 MB each
    struct om_pictures pictures = { 0 };
    const struct om_picture_entry *entries[LARGE];
    struct SDL_Surface *surfaces[LARGE];
    for (uint32_t i = 0; i < LARGE; i++) {
        entries[i] = get_panel(&pictures, SIDE, i);
        surfaces[i] = entries[i]->surface;
    }
    assert_true(pictures.bytes > OM_PICTURES_BYTES);
    for (uint32_t i = 0; i < LARGE; i++) {
        assert_ptr_equal(entries[i]->surface, surfaces[i]);
        assert_int_equal(entries[i]->key.colour, i);
    }
    // the screens after it are small again, and what was too much goes
    for (uint32_t i = 0; i < 4 * OM_LIST_MAX; i++) {
        get_panel(&pictures, 4, i % 8);
    }
    get_panel(&pictures, 4, 9);
    assert_true(pictures.bytes <= OM_PICTURES_BYTES);
    assert_int_equal(pictures.bytes, count_bytes(&pictures));
    om_pictures_finish(&pictures);
}

// Tried once: the next screen does not wait for it again.
static void
test_what_cannot_be_made(void **state)
{
    (void) state;
    struct om_pictures pictures = { 0 };
    struct om_picture_key key = { .kind = OM_PICTURE_FILE,
                                  .width = 10,
                                  .height = 10,
                                  .text = "/nowhere/at/all.png" };
    const struct om_picture_entry *entry = om_pictures_get(&pictures, &key);
    assert_null(entry->surface);
    uint64_t id = entry->id;
    for (uint32_t i = 0; i < 300; i++) { // pushed by bytes, not by number
        get_panel(&pictures, 1000, i % 50);
    }
    assert_int_equal(om_pictures_get(&pictures, &key)->id, id);
    om_pictures_finish(&pictures);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found_again),
        cmocka_unit_test(test_number),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_screen_stays),
        cmocka_unit_test(test_what_cannot_be_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
