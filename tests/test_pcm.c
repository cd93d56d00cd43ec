#include "sound/pcm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>

enum { KEPT = OM_PCM_FRAMES - OM_PCM_MARGIN };

static int
setup(void **state)
{
    *state = calloc(1, sizeof(struct om_pcm_ring));
    return *state ? 0 : -1;
}

static int
teardown(void **state)
{
    free(*state);
    return 0;
}

// Both channels tell the position, so a torn or misplaced frame shows.
static void
make_frame(uint64_t position, int16_t frame[2])
{
    frame[0] = (int16_t) (position * 7);
    frame[1] = (int16_t) (position * 13 + 1);
}

static size_t
write_numbered(struct om_pcm_ring *ring, size_t count)
{
    uint64_t from = atomic_load(&ring->written);
    int16_t(*frames)[2] = calloc(count ? count : 1, sizeof(*frames));
    for (size_t i = 0; i < count; i++) {
        make_frame(from + i, frames[i]);
    }
    size_t lost = om_pcm_write(ring, (const int16_t(*)[2]) frames, count);
    free(frames);
    return lost;
}

static void
assert_numbered(const struct om_pcm_ring *ring, uint64_t position)
{
    int16_t frame[2], expected[2];
    assert_true(
        om_pcm_get_frame(ring, atomic_load(&ring->written), position, frame));
    make_frame(position, expected);
    assert_int_equal(frame[0], expected[0]);
    assert_int_equal(frame[1], expected[1]);
}

static void
writes_lose_only_what_nobody_heard(void **state)
{
    static const struct {
        uint64_t written, read;
        size_t count, lost;
    } rows[] = {
        { 0, 0, 0, 0 },
        { 0, 0, 1024, 0 },
        { 0, 0, OM_PCM_FRAMES, 0 },
        { 0, 0, OM_PCM_FRAMES + 1, 1 },
        { OM_PCM_FRAMES, 0, 100, 100 },
        { OM_PCM_FRAMES, 50, 100, 50 },
        { OM_PCM_FRAMES, OM_PCM_FRAMES, 100, 0 },
        { 10 * (uint64_t) OM_PCM_FRAMES, 0, 100, 100 }, // never read
        { 100, 5000, 100, 0 },                          // a reader from before
        { 100, UINT64_MAX, OM_PCM_FRAMES, 0 },          // a foreign index
        { UINT64_MAX - 10, UINT64_MAX - 10, 100, 0 },
    };
    struct om_pcm_ring *ring = *state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        atomic_store(&ring->written, rows[i].written);
        atomic_store(&ring->read, rows[i].read);
        size_t lost = write_numbered(ring, rows[i].count);
        if (lost != rows[i].lost) {
            print_error("row %zu\n", i);
        }
        assert_int_equal(lost, rows[i].lost);
        assert_int_equal(atomic_load(&ring->written),
                         rows[i].written + rows[i].count);
    }
}

static void
newest_frames_are_kept_across_the_wrap(void **state)
{
    struct om_pcm_ring *ring = *state;
    om_pcm_reset(ring);
    for (int i = 0; i < 700; i++) {
        write_numbered(ring, 1021);
    }
    uint64_t written = atomic_load(&ring->written);
    assert_int_equal(written, 700 * 1021);
    for (uint64_t p = written - KEPT; p < written; p += 97) {
        assert_numbered(ring, p);
    }
    assert_numbered(ring, written - 1);
}

static void
only_frames_that_are_there_are_given(void **state)
{
    static const uint64_t written[] = { 0,         1,        500,
                                        KEPT,      KEPT + 1, OM_PCM_FRAMES * 3,
                                        UINT64_MAX };
    struct om_pcm_ring *ring = *state;
    for (size_t i = 0; i < sizeof(written) / sizeof(written[0]); i++) {
        uint64_t w = written[i];
        const struct {
            uint64_t position;
            bool there;
        } rows[] = {
            { w, false },
            { w + 1, false },
            { w - 1, w > 0 },
            { w - KEPT, w >= KEPT },
            { w - KEPT - 1, false },
            { w - OM_PCM_FRAMES, false },
            { w + UINT64_MAX / 2, false },
            { (uint64_t) -1, false },
        };
        for (size_t j = 0; j < sizeof(rows) / sizeof(rows[0]); j++) {
            int16_t frame[2];
            bool there = om_pcm_get_frame(ring, w, rows[j].position, frame);
            if (there != rows[j].there) {
                print_error("written %zu, row %zu\n", i, j);
            }
            assert_int_equal(there, rows[j].there);
        }
    }
}

static void
anchor_is_held_changed_and_kept(void **state)
{
    struct om_pcm_ring *ring = *state;
    uint64_t position = 1;
    om_tick due = 1;
    om_pcm_reset(ring);
    assert_false(om_pcm_get_anchor(ring, &position, &due));
    assert_true(due == OM_NEVER);
    om_pcm_anchor(ring, 480, OM_S(7));
    assert_true(om_pcm_get_anchor(ring, &position, &due));
    assert_int_equal(position, 480);
    assert_int_equal(due, OM_S(7));

    // being changed by a writer that died there: what was known stays
    atomic_fetch_add(&ring->anchor_sequence, 1);
    atomic_store(&ring->anchor_position, 999);
    assert_false(om_pcm_get_anchor(ring, &position, &due));
    assert_int_equal(position, 480);
    assert_int_equal(due, OM_S(7));

    // the next writer makes good for it
    om_pcm_reset(ring);
    om_pcm_anchor(ring, 5, OM_S(8));
    assert_true(om_pcm_get_anchor(ring, &position, &due));
    assert_int_equal(position, 5);
}

enum { BLOCKS = 3000, BLOCK = 512 };

static void *
write_blocks(void *context)
{
    struct om_pcm_ring *ring = context;
    for (int i = 0; i < BLOCKS; i++) {
        uint64_t written = atomic_load(&ring->written);
        // A decoder that is at most two seconds ahead.
        while (written - atomic_load(&ring->read) > 2 * OM_PCM_RATE) {
            sched_yield();
        }
        write_numbered(ring, BLOCK);
        // the anchor's two halves belong together
        om_pcm_anchor(ring, written, (om_tick) written * 3);
    }
    return NULL;
}

static void
reader_beside_a_writer_sees_whole_values(void **state)
{
    struct om_pcm_ring *ring = *state;
    om_pcm_reset(ring);
    pthread_t writer;
    assert_int_equal(pthread_create(&writer, NULL, write_blocks, ring), 0);
    uint64_t read = 0;
    uint64_t wrong = 0;
    while (read < (uint64_t) BLOCKS * BLOCK) {
        uint64_t written =
            atomic_load_explicit(&ring->written, memory_order_acquire);
        uint64_t position;
        om_tick due;
        if (om_pcm_get_anchor(ring, &position, &due)) {
            wrong += due != (om_tick) position * 3;
        }
        for (; read < written; read++) {
            int16_t frame[2], expected[2];
            make_frame(read, expected);
            wrong += !om_pcm_get_frame(ring, written, read, frame)
                     || frame[0] != expected[0] || frame[1] != expected[1];
        }
        atomic_store_explicit(&ring->read, read, memory_order_release);
    }
    pthread_join(writer, NULL);
    assert_int_equal(wrong, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(writes_lose_only_what_nobody_heard,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(newest_frames_are_kept_across_the_wrap,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(only_frames_that_are_there_are_given,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(anchor_is_held_changed_and_kept, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            reader_beside_a_writer_sees_whole_values, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
