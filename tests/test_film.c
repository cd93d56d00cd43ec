#include "clip/film.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

// What a decoder does with its pictures, without a player: the buffers, the
// cues, and what is told to the pool.

enum { WIDTH = 64, HEIGHT = 32 };

struct bench {
    struct om_film film;
    int ends[2];
    struct om_pcm_ring *ring;
    uint8_t *memory;
    om_tick now;
    void *planes[3];
};

static int
set_up_bench(void **state)
{
    struct bench *bench = calloc(1, sizeof(*bench));
    bench->ring = calloc(1, sizeof(*bench->ring));
    bench->memory = mmap(NULL, OM_WIRE_FRAMES_BYTES, PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    bool good =
        bench->memory != MAP_FAILED
        && !socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, bench->ends);
    om_film_init(&bench->film, bench->ends[0], bench->memory, bench->ring);
    bench->now = OM_S(100);
    *state = bench;
    return good ? 0 : -1;
}

static int
tear_down_bench(void **state)
{
    struct bench *bench = *state;
    munmap(bench->memory, OM_WIRE_FRAMES_BYTES);
    close(bench->ends[0]);
    close(bench->ends[1]);
    free(bench->ring);
    free(bench);
    return 0;
}

static void
open_film(struct bench *bench, const om_tick *cues, unsigned count)
{
    struct om_wire_command open = { .order = OM_WIRE_OPEN,
                                    .generation = 7,
                                    .cue_count = count };
    for (unsigned i = 0; i < count; i++) {
        open.cues[i] = cues[i];
    }
    struct om_film_params params = { .open = &open,
                                     .width = WIDTH,
                                     .height = HEIGHT };
    om_clock_init(&params.clock, 25, 1);
    om_film_open(&bench->film, &params);
}

// The player shows its next picture, 40 ms after the one before.
static void
show_picture(struct bench *bench, uint8_t paint, bool dated)
{
    om_film_take(&bench->film, bench->planes);
    memset(bench->planes[0], paint, WIDTH * HEIGHT);
    bench->now += OM_MS(40);
    om_film_show(&bench->film, bench->now, dated ? bench->now : OM_NEVER);
}

static bool
hear(struct bench *bench, struct om_wire_report *report)
{
    om_film_report_cue(&bench->film);
    return recv(bench->ends[1], report, sizeof(*report), 0) == sizeof(*report);
}

static void
assert_hears(struct bench *bench, enum om_wire_report_kind kind, om_tick time)
{
    struct om_wire_report report = { 0 };
    bool heard = hear(bench, &report);
    if (!heard || report.kind != kind || report.time != time
        || report.generation != 7 || !om_wire_check(&report, sizeof(report))) {
        fail_msg("heard %d: kind %u (not %d) at %lld (not %lld)", heard,
                 report.kind, kind, (long long) report.time, (long long) time);
    }
}

static void
assert_hears_nothing(struct bench *bench)
{
    struct om_wire_report report = { 0 };
    if (hear(bench, &report)) {
        fail_msg("heard kind %u at %lld", report.kind, (long long) report.time);
    }
}

static void
run_film(struct bench *bench)
{
    assert_true(om_film_set_running(&bench->film, bench->now, OM_NEVER));
}

// Without a clip it can be asked and stepped, before the first and after.
static void
film_without_a_clip_is_at_rest(void **state)
{
    struct bench *bench = *state;
    for (int i = 0; i < 2; i++) {
        struct om_film_status status = om_film_get_status(&bench->film);
        assert_false(status.has_frame || status.is_open || status.has_more);
        assert_true(om_film_step(&bench->film, bench->now) == OM_NEVER);
        om_film_hold(&bench->film);
        show_picture(bench, 1, true);
        assert_hears_nothing(bench);
        open_film(bench, NULL, 0);
        show_picture(bench, 2, false);
        assert_hears(bench, OM_WIRE_FRAME, 0);
        om_film_close(&bench->film);
    }
}

// The pool keeps them all: pictures are lost then, and one is left for a cue.
static void
film_runs_out_of_buffers_but_not_at_a_cue(void **state)
{
    struct bench *bench = *state;
    open_film(bench, (om_tick[]){ OM_MS(800) }, 1);
    show_picture(bench, 0, false);
    run_film(bench);
    for (uint8_t i = 1; i <= 20; i++) {
        show_picture(bench, i, true);
    }
    bool used[OM_WIRE_BUFFERS] = { false };
    struct om_wire_report report, last = { 0 };
    int frames = 0;
    while (hear(bench, &report)) {
        if (report.kind == OM_WIRE_FRAME) {
            assert_false(used[report.index]);
            used[report.index] = true;
            frames++;
            last = report;
        }
    }
    assert_int_equal(report.kind, OM_WIRE_CUE);
    assert_int_equal(frames, OM_WIRE_BUFFERS);
    assert_int_equal(last.time, OM_MS(800));
    assert_int_equal(bench->memory[last.index * OM_WIRE_BUFFER_BYTES], 20);
}

static void
film_takes_back_each_buffer_once(void **state)
{
    struct bench *bench = *state;
    open_film(bench, NULL, 0);
    show_picture(bench, 0, false);
    run_film(bench);
    struct om_wire_report report;
    assert_true(hear(bench, &report));
    for (uint8_t i = 1; i < 100; i++) {
        uint32_t index = report.index;
        om_film_release(&bench->film, 6, index); // of a clip before it
        om_film_release(&bench->film, 7, OM_WIRE_BUFFERS);
        om_film_release(&bench->film, 7, UINT32_MAX);
        show_picture(bench, i, true);
        assert_true(hear(bench, &report));
        assert_true(report.index != index); // still on show
        om_film_release(&bench->film, 7, index);
        om_film_release(&bench->film, 7, index);
    }
}

static void
film_leaves_alone_what_is_still_shown(void **state)
{
    struct bench *bench = *state;
    om_film_leave_alone(&bench->film, 3);
    om_film_leave_alone(&bench->film, OM_WIRE_BUFFERS); // none
    open_film(bench, NULL, 0);
    memset(bench->memory + 3 * OM_WIRE_BUFFER_BYTES, 99, WIDTH * HEIGHT);
    show_picture(bench, 0, false);
    run_film(bench);
    for (uint8_t i = 1; i < 30; i++) {
        show_picture(bench, i, true);
    }
    assert_int_equal(bench->memory[3 * OM_WIRE_BUFFER_BYTES], 99);
}

// A decoder before this one showed picture 25, and the pool still does. The
// player begins with one that may come before it, and leaves some out.
static void
film_goes_on_from_what_is_still_shown(void **state)
{
    struct bench *bench = *state;
    static const struct {
        uint8_t paint;  // of the player's first picture; 25: the same
        unsigned shown; // as OPEN says it
        om_tick first;  // media time of the first picture sent
    } rows[] = {
        { 25, 4, OM_MS(1000) },
        { 23, 4, OM_MS(1080) },
        { 23, 0, OM_MS(1040) }, // taken for the one before the next
        { 23, 99, OM_MS(1040) },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        om_film_leave_alone(&bench->film, 3);
        memset(bench->memory + 3 * OM_WIRE_BUFFER_BYTES, 0,
               om_wire_frame_bytes(WIDTH, HEIGHT));
        memset(bench->memory + 3 * OM_WIRE_BUFFER_BYTES, 25, WIDTH * HEIGHT);
        struct om_wire_command open = { .order = OM_WIRE_OPEN,
                                        .generation = 7,
                                        .index = rows[i].shown };
        struct om_film_params params = { .open = &open,
                                         .width = WIDTH,
                                         .height = HEIGHT,
                                         .first = 25,
                                         .run = true };
        om_clock_init(&params.clock, 25, 1);
        om_film_open(&bench->film, &params);
        show_picture(bench, rows[i].paint, false);
        assert_hears_nothing(bench);
        // 1010 ms, where it was to begin, was due after 10 ms: 1080 ms are now
        bench->now += OM_MS(40);
        show_picture(bench, 27, true);
        assert_hears(bench, OM_WIRE_FRAME, rows[i].first);
        om_film_close(&bench->film);
        struct om_wire_report rest;
        while (hear(bench, &rest)) {
        }
    }
}

static void
film_shows_what_came_behind_a_hold_first(void **state)
{
    struct bench *bench = *state;
    open_film(bench, (om_tick[]){ OM_MS(80), OM_MS(120) }, 2);
    show_picture(bench, 0, false);
    run_film(bench);
    show_picture(bench, 1, true);
    show_picture(bench, 2, true); // the cue
    om_film_set_paused(&bench->film, bench->now);
    show_picture(bench, 3, true); // the overshoot
    assert_hears(bench, OM_WIRE_FRAME, 0);
    assert_hears(bench, OM_WIRE_FRAME, OM_MS(40));
    assert_hears(bench, OM_WIRE_FRAME, OM_MS(80));
    struct om_wire_report report;
    assert_true(hear(bench, &report));
    assert_int_equal(report.kind, OM_WIRE_CUE);
    assert_hears_nothing(bench);
    assert_true(om_film_get_status(&bench->film).has_more);

    bench->now += OM_S(1);
    run_film(bench);
    om_tick due = om_film_step(&bench->film, bench->now);
    assert_true(due > bench->now && due <= bench->now + OM_MS(40));
    // held meanwhile: the second cue is not reached by what is only kept
    om_film_hold(&bench->film);
    om_film_set_paused(&bench->film, bench->now);
    assert_hears_nothing(bench);
    bench->now += OM_S(1);
    run_film(bench);
    (void) om_film_step(&bench->film, bench->now + OM_MS(40));
    assert_hears(bench, OM_WIRE_FRAME, OM_MS(120));
    assert_true(hear(bench, &report));
    assert_int_equal(report.kind, OM_WIRE_CUE);
    assert_int_equal(report.index, 1);
    assert_hears_nothing(bench);
}

static void
film_does_not_go_on_before_a_cue_is_told(void **state)
{
    struct bench *bench = *state;
    open_film(bench, (om_tick[]){ OM_MS(40), OM_MS(50) }, 2);
    show_picture(bench, 0, false);
    run_film(bench);
    show_picture(bench, 1, true);
    assert_false(om_film_set_running(&bench->film, bench->now, OM_NEVER));
    struct om_wire_report report;
    while (hear(bench, &report)) {
    }
    assert_int_equal(report.kind, OM_WIRE_CUE);
    assert_int_equal(report.index, 0);
    // the second cue is on the same picture: reached at once
    assert_false(om_film_set_running(&bench->film, bench->now, OM_NEVER));
    assert_true(hear(bench, &report));
    assert_int_equal(report.kind, OM_WIRE_CUE);
    assert_int_equal(report.index, 1);
    run_film(bench);
    assert_true(om_film_get_status(&bench->film).is_open);
}

// No picture comes at the cue: libvlc left it out, or the picture is still.
static void
film_reaches_a_cue_without_a_picture(void **state)
{
    struct bench *bench = *state;
    open_film(bench, (om_tick[]){ OM_MS(80) }, 1);
    show_picture(bench, 0, false);
    run_film(bench);
    show_picture(bench, 1, true);
    om_tick due = om_film_step(&bench->film, bench->now + OM_MS(50));
    assert_true(om_film_get_status(&bench->film).is_open); // may be late
    assert_true(due <= bench->now + OM_MS(150));
    (void) om_film_step(&bench->film, bench->now + OM_MS(150));
    assert_false(om_film_get_status(&bench->film).is_open);
    assert_hears(bench, OM_WIRE_FRAME, 0);
    assert_hears(bench, OM_WIRE_FRAME, OM_MS(40));
    struct om_wire_report report;
    while (hear(bench, &report) && report.kind == OM_WIRE_BEAT) {
    }
    assert_int_equal(report.kind, OM_WIRE_CUE);
}

static void
film_ends_behind_its_last_cue(void **state)
{
    struct bench *bench = *state;
    open_film(bench, (om_tick[]){ OM_MS(80), OM_MS(120) }, 2);
    show_picture(bench, 0, false);
    run_film(bench);
    show_picture(bench, 1, true);
    assert_false(om_film_end(&bench->film, OM_MS(100)));
    struct om_wire_report report;
    while (hear(bench, &report) && report.kind != OM_WIRE_CUE) {
    }
    assert_int_equal(report.kind, OM_WIRE_CUE);
    assert_int_equal(report.index, 0);
    run_film(bench);
    assert_true(om_film_end(&bench->film, OM_MS(100))); // the other is behind
    assert_hears_nothing(bench);
}

// What a burst of pictures took in another clip is given back; not what may be
// on screen still, nor what every clip needs.
static void
film_gives_back_what_a_burst_took(void **state)
{
    struct bench *bench = *state;
    for (unsigned i = 0; i <= OM_WIRE_BUFFERS; i++) {
        bench->memory[i * OM_WIRE_BUFFER_BYTES] = 1;
    }
    om_film_leave_alone(&bench->film, 1);
    open_film(bench, NULL, 0);
    for (unsigned i = 0; i <= OM_WIRE_BUFFERS; i++) {
        bool kept = i == 1 || i >= OM_WIRE_BUFFERS / 2;
        print_message("buffer %u\n", i);
        assert_int_equal(bench->memory[i * OM_WIRE_BUFFER_BYTES], kept);
    }
}

int
main(void)
{
#define FILM(name) \
    cmocka_unit_test_setup_teardown(name, set_up_bench, tear_down_bench)
    const struct CMUnitTest tests[] = {
        FILM(film_without_a_clip_is_at_rest),
        FILM(film_runs_out_of_buffers_but_not_at_a_cue),
        FILM(film_takes_back_each_buffer_once),
        FILM(film_leaves_alone_what_is_still_shown),
        FILM(film_goes_on_from_what_is_still_shown),
        FILM(film_shows_what_came_behind_a_hold_first),
        FILM(film_does_not_go_on_before_a_cue_is_told),
        FILM(film_reaches_a_cue_without_a_picture),
        FILM(film_ends_behind_its_last_cue),
        FILM(film_gives_back_what_a_burst_took),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
