#include "sound/mixer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// A device made of numbers: callbacks of 512 frames at times we choose, a
// soundtrack that is a constant, and everything that was put out.
enum {
    BUFFER = 512,
    OUT_MAX = 70 * OM_PCM_RATE,
    CLIP_LENGTH = 4 * OM_PCM_RATE,
};
static const om_tick START = OM_S(1000);
static const om_tick LATENCY = OM_MS(20);

struct rig {
    struct om_mixer mixer;
    struct om_pcm_ring rings[2];
    int16_t track; // the soundtrack's value
    double rate;   // frames of the device per second of the clock
    om_tick jitter, shift;
    int16_t out[OUT_MAX][2];
    size_t count; // frames put out
};

static int
setup(void **state)
{
    struct rig *rig = calloc(1, sizeof(*rig));
    if (!rig) {
        return -1;
    }
    om_mixer_init(&rig->mixer, LATENCY, -12);
    atomic_store(&rig->mixer.track_order, om_ramp_order(1, 0));
    atomic_store(&rig->mixer.gate_order, om_ramp_order(1, 0));
    atomic_store(&rig->mixer.master_order, om_ramp_order(1, 0));
    atomic_store(&rig->mixer.out_order, om_ramp_order(1, 0));
    om_pcm_reset(&rig->rings[0]);
    om_pcm_reset(&rig->rings[1]);
    rig->rate = OM_PCM_RATE;
    *state = rig;
    return 0;
}

static int
teardown(void **state)
{
    free(*state);
    return 0;
}

// When the callback comes whose first frame is the count-th.
static om_tick
callback_time(const struct rig *rig, size_t count)
{
    om_tick at = START + (om_tick) ((double) count * 1e6 / rig->rate);
    om_tick off = rig->jitter ? rand() % (2 * rig->jitter) - rig->jitter : 0;
    return at + off + rig->shift;
}

static void
run_ms(struct rig *rig, int ms)
{
    size_t end = rig->count + (size_t) ms * OM_PCM_RATE / 1000;
    while (rig->count < end) {
        assert_true(rig->count + BUFFER <= OUT_MAX);
        int16_t(*stream)[2] = rig->out + rig->count;
        for (size_t i = 0; i < BUFFER; i++) {
            stream[i][0] = stream[i][1] = rig->track;
        }
        om_mixer_render(&rig->mixer, stream, BUFFER,
                        callback_time(rig, rig->count));
        rig->count += BUFFER;
    }
}

// The frame put out for a time, were the device's clock a perfect one.
static size_t
frame_at(om_tick due)
{
    return (size_t) ((due - LATENCY - START) * 48 / 1000);
}

static void
write_sine(struct om_pcm_ring *ring, size_t count, double hz, double peak)
{
    int16_t(*frames)[2] = calloc(count, sizeof(*frames));
    uint64_t from = atomic_load(&ring->written);
    for (size_t i = 0; i < count; i++) {
        double t = (double) (from + i) / OM_PCM_RATE;
        frames[i][0] = frames[i][1] =
            (int16_t) lrint(peak * sin(2 * M_PI * hz * t));
    }
    om_pcm_write(ring, (const int16_t(*)[2]) frames, count);
    free(frames);
}

enum { IMPULSE_EVERY = OM_PCM_RATE / 10 };

// Writes up to that position: a step of one frame each 100 ms.
static void
write_impulses(struct om_pcm_ring *ring, uint64_t until)
{
    for (uint64_t p = atomic_load(&ring->written); p < until; p++) {
        int16_t value = p > 0 && p % IMPULSE_EVERY == 0 ? 20000 : 0;
        const int16_t frame[1][2] = { { value, value } };
        om_pcm_write(ring, frame, 1);
    }
}

static void
play(struct rig *rig, unsigned ring, uint64_t position, om_tick due)
{
    om_pcm_anchor(&rig->rings[ring], position, due);
    atomic_store(&rig->mixer.slots[0].wanted, &rig->rings[ring]);
}

// -- the soundtrack alone ------------------------------------------------

static void
alone_the_soundtrack_is_as_loud_as_its_level(void **state)
{
    struct rig *rig = *state;
    static const struct {
        int16_t track;
        float level, master;
        int heard;
    } rows[] = {
        { 20000, 1, 1, 20000 },    { INT16_MIN, 1, 1, INT16_MIN },
        { 20000, 0.5F, 1, 10000 }, { INT16_MAX, 0.25F, 0.5F, 4096 },
        { -20000, 0.5F, 0, 0 },    { INT16_MIN, 0.5F, 1, -16384 },
        { -3, 1, 1, -3 },          { 20000, 0, 1, 0 },
        { 12345, 0.1F, 1, 1235 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        rig->track = rows[i].track;
        atomic_store(&rig->mixer.track_order,
                     om_ramp_order(rows[i].level, OM_MS(5)));
        atomic_store(&rig->mixer.master_order,
                     om_ramp_order(rows[i].master, OM_MS(5)));
        run_ms(rig, 40);
        assert_in_range(rig->out[rig->count - 1][0] - rows[i].heard + 1, 0, 2);
        assert_in_range(rig->out[rig->count - 1][1] - rows[i].heard + 1, 0, 2);
    }
}

// -- in time -------------------------------------------------------------

// Finds the impulse near a place and returns how many frames it is off.
static long
impulse_offset(const struct rig *rig, size_t expected)
{
    long found = -1, best = 3000;
    for (long d = -IMPULSE_EVERY / 2; d < IMPULSE_EVERY / 2; d++) {
        long at = (long) expected + d;
        if (at >= 0 && at < (long) rig->count && rig->out[at][0] > best) {
            best = rig->out[at][0];
            found = at;
        }
    }
    assert_true(found >= 0);
    return found - (long) expected;
}

static int
compare_long(const void *a, const void *b)
{
    long x = *(const long *) a, y = *(const long *) b;
    return (x > y) - (x < y);
}

static void
impulses_go_out_when_they_are_due(void **state)
{
    static const struct {
        double rate;
        om_tick jitter;
        long limit; // frames off
        uint64_t resyncs;
    } rows[] = {
        { 48000, 0, 1, 0 },
        { 48000, OM_MS(4), 192, 0 },
        { 48000, OM_MS(15), 480, 0 },
        { 48048, OM_MS(2), 480, 0 }, // 0.1 %: far more than crystals do
        { 47952, OM_MS(2), 480, 0 },
        { 48480, 0, 1440, 15 }, // 1 %: trimming does not keep up, jumps do
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        void *fresh;
        assert_int_equal(setup(&fresh), 0);
        struct rig *rig = fresh;
        srand(1);
        rig->rate = rows[i].rate;
        rig->jitter = rows[i].jitter;
        om_tick due = START + OM_MS(500);
        play(rig, 0, 0, due);
        long offs[270];
        for (int second = 0; second < 30; second++) {
            write_impulses(&rig->rings[0],
                           (uint64_t) (second + 2) * OM_PCM_RATE);
            run_ms(rig, 1000);
        }
        for (int n = 0; n < 270; n++) {
            double at = (double) (due - LATENCY - START) / 1e6 + 1 + n * 0.1;
            offs[n] = labs(impulse_offset(rig, (size_t) (at * rows[i].rate)));
        }
        // p90: where it jumps, an impulse may fall into the gap
        qsort(offs, 270, sizeof(offs[0]), compare_long);
        long off = offs[270 * 9 / 10];
        if (off > rows[i].limit) {
            print_error("row %zu: %ld frames off\n", i, off);
        }
        assert_in_range(off, 0, rows[i].limit);
        assert_in_range(atomic_load(&rig->mixer.status_resyncs), 0,
                        rows[i].resyncs);
        assert_int_equal(atomic_load(&rig->mixer.status_underruns), 0);
        teardown(&fresh);
    }
    (void) state;
}

static void
a_stall_of_the_device_is_one_jump(void **state)
{
    struct rig *rig = *state;
    write_impulses(&rig->rings[0], 4 * OM_PCM_RATE);
    play(rig, 0, 0, START + LATENCY);
    run_ms(rig, 1000);
    rig->shift = OM_MS(500); // no callback for half a second
    run_ms(rig, 1000);
    assert_int_equal(atomic_load(&rig->mixer.status_resyncs), 1);
    for (size_t n = 16; n < 24; n++) {
        assert_in_range(
            labs(impulse_offset(rig, n * IMPULSE_EVERY - OM_PCM_RATE / 2)), 0,
            48);
    }
}

// -- without clicks ------------------------------------------------------

static long
largest_step(const struct rig *rig, size_t from)
{
    long largest = 0;
    for (size_t i = from > 0 ? from : 1; i < rig->count; i++) {
        long step = labs((long) rig->out[i][0] - rig->out[i - 1][0]);
        largest = step > largest ? step : largest;
    }
    return largest;
}

enum event {
    HOLD,
    RESUME,
    OTHER_RING,
    NO_RING,
    JUMP,
    RESET,
    RUN_DRY,
};

static void
make_event(struct rig *rig, enum event event, om_tick now)
{
    switch (event) {
        case HOLD:
            om_pcm_anchor(&rig->rings[0], 0, OM_NEVER);
            break;
        case RESUME:
            om_pcm_anchor(&rig->rings[0], OM_PCM_RATE / 3, now);
            break;
        case OTHER_RING:
            play(rig, 1, 7777, now);
            break;
        case NO_RING:
            atomic_store(&rig->mixer.slots[0].wanted, NULL);
            break;
        case JUMP:
            om_pcm_anchor(&rig->rings[0], 2 * OM_PCM_RATE + 123, now);
            break;
        case RESET:
            om_pcm_reset(&rig->rings[0]);
            break;
        case RUN_DRY:
            atomic_store(&rig->rings[0].written, OM_PCM_RATE / 2);
            break;
    }
}

static void
no_event_makes_a_click(void **state)
{
    static const struct {
        const char *name;
        enum event events[4];
        int count;
    } rows[] = {
        { "start", { 0 }, 0 },
        { "hold", { HOLD }, 1 },
        { "hold, resume", { HOLD, RESUME }, 2 },
        { "hold, resume, hold", { HOLD, RESUME, HOLD }, 3 },
        { "other ring", { OTHER_RING }, 1 },
        { "end", { NO_RING }, 1 },
        { "other ring, end", { OTHER_RING, NO_RING }, 2 },
        { "jump", { JUMP }, 1 },
        { "decoder gone", { RESET }, 1 },
        { "underrun", { RUN_DRY }, 1 },
        { "underrun, jump", { RUN_DRY, JUMP }, 2 },
    };
    // 200 Hz at 16000 moves 420 a frame; a ramp of 8 ms adds 42.
    enum { PEAK = 16000, HERTZ = 200, LIMIT = 550 };
    // ms between events: within a fade and well apart
    static const int gaps[] = { 11, 203 };
    for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
        void *fresh;
        assert_int_equal(setup(&fresh), 0);
        struct rig *rig = fresh;
        write_sine(&rig->rings[0], CLIP_LENGTH, HERTZ, PEAK);
        write_sine(&rig->rings[1], CLIP_LENGTH, HERTZ, PEAK);
        play(rig, 0, 60, START); // begins in mid-swing
        run_ms(rig, 247);
        for (int j = 0; j < rows[i / 2].count; j++) {
            make_event(rig, rows[i / 2].events[j],
                       callback_time(rig, rig->count) + LATENCY);
            run_ms(rig, gaps[i % 2]);
        }
        run_ms(rig, 400);
        long step = largest_step(rig, 0);
        if (step > LIMIT) {
            print_error("%s: a step of %ld\n", rows[i / 2].name, step);
        }
        assert_in_range(step, 300, LIMIT);
        teardown(&fresh);
    }
    (void) state;
}

// -- levels --------------------------------------------------------------

// The soundtrack's gain in dB at a frame: a constant of 8000 under a clip
// whose period (8 frames) is averaged away.
static double
track_db(const struct rig *rig, size_t at)
{
    double sum = 0;
    for (size_t i = 0; i < 16; i++) {
        sum += rig->out[at + i][0];
    }
    return 20 * log10(sum / 16 / 8000);
}

static void
the_soundtrack_is_ducked_and_comes_back(void **state)
{
    struct rig *rig = *state;
    static const struct {
        int ms; // after the clip's sound starts; it lasts a second
        double from, to;
    } rows[] = {
        { -50, -0.1, 0.1 },    { 60, -11, -3 },        { 120, -12.1, -11.9 },
        { 500, -12.1, -11.9 }, { 1010, -12.1, -11.9 }, { 1250, -12.1, -11.9 },
        { 1450, -11, -1 },     { 1600, -0.1, 0.1 },
    };
    rig->track = 8000;
    write_sine(&rig->rings[0], OM_PCM_RATE, 6000, 8000);
    play(rig, 0, 0, START + LATENCY + OM_MS(200));
    run_ms(rig, 2000);
    size_t start = frame_at(START + LATENCY + OM_MS(200));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        long at = (long) start + rows[i].ms * 48;
        double db = track_db(rig, (size_t) at);
        if (!(db >= rows[i].from && db <= rows[i].to)) {
            print_error("after %d ms: %.2f dB\n", rows[i].ms, db);
        }
        assert_true(db >= rows[i].from && db <= rows[i].to);
    }
    assert_true(fabsf(atomic_load(&rig->mixer.status_duck) - 1) < 0.01F);
}

static void
only_what_is_loud_enough_ducks(void **state)
{
    static const struct {
        double dbfs; // RMS
        bool ducks;
    } rows[] = { { -10, true }, { -42, true }, { -48, false }, { -80, false } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        void *fresh;
        assert_int_equal(setup(&fresh), 0);
        struct rig *rig = fresh;
        write_sine(&rig->rings[0], OM_PCM_RATE, 6000,
                   32767 * M_SQRT2 * pow(10, rows[i].dbfs / 20));
        play(rig, 0, 0, START + LATENCY);
        run_ms(rig, 500);
        float duck = atomic_load(&rig->mixer.status_duck);
        assert_int_equal(duck < 0.3F, rows[i].ducks);
        assert_int_equal(duck > 0.99F, !rows[i].ducks);
        teardown(&fresh);
    }
    (void) state;
}

static void
levels_follow_their_orders(void **state)
{
    struct rig *rig = *state;
    rig->track = 10000;
    run_ms(rig, 20);
    atomic_store(&rig->mixer.track_order,
                 om_ramp_order(om_gain_from_db(-20), OM_MS(100)));
    size_t from = rig->count;
    run_ms(rig, 200);
    assert_in_range(rig->out[from + 2400][0], 5400, 5600);
    assert_in_range(rig->out[rig->count - 1][0], 999, 1001);
    atomic_store(&rig->mixer.master_order, om_ramp_order(0, OM_MS(50)));
    run_ms(rig, 100);
    assert_int_equal(rig->out[rig->count - 1][0], 0);
    assert_in_range(largest_step(rig, BUFFER), 0, 8);
    assert_true(om_gain_from_db(-60) == 0);
}

static void
loud_sums_are_limited_not_wrapped(void **state)
{
    struct rig *rig = *state;
    static const int16_t track[] = { 32767, -32768 };
    for (int i = 0; i < 2; i++) {
        rig->track = track[i];
        om_pcm_reset(&rig->rings[i]);
        write_sine(&rig->rings[i], OM_PCM_RATE, 100, i ? -32767 : 32767);
        play(rig, (unsigned) i, 0, callback_time(rig, rig->count) + LATENCY);
        size_t from = rig->count;
        run_ms(rig, 500);
        assert_true(largest_step(rig, from + BUFFER) < 1500);
    }
}

// -- foreign memory ------------------------------------------------------

static uint64_t
any64(void)
{
    static const uint64_t odd[] = { 0,         1,          OM_PCM_FRAMES,
                                    INT64_MAX, UINT64_MAX, 1ULL << 63 };
    uint64_t value =
        (uint64_t) rand() << 33 ^ (uint64_t) rand() << 11 ^ (uint64_t) rand();
    return rand() % 2 ? odd[(size_t) rand() % 6] : value >> rand() % 64;
}

static void
hostile_rings_make_noise_at_most(void **state)
{
    struct rig *rig = *state;
    srand(3);
    memset(rig->rings[0].frames, 0x7f, sizeof(rig->rings[0].frames));
    atomic_store(&rig->mixer.slots[0].wanted, &rig->rings[0]);
    for (int i = 0; i < 20000; i++) {
        struct om_pcm_ring *ring = &rig->rings[0];
        atomic_store(&ring->anchor_sequence, (uint32_t) any64());
        atomic_store(&ring->anchor_position, any64());
        atomic_store(&ring->anchor_due,
                     rand() % 2 ? (om_tick) any64()
                                : START + rand() % 1000000 - 500000);
        atomic_store(&ring->written, any64());
        atomic_store(&ring->read, any64());
        om_mixer_render(&rig->mixer, rig->out, BUFFER, START + i * OM_MS(10));
    }
    // and it is over when the ring is taken away
    atomic_store(&rig->mixer.slots[0].wanted, NULL);
    rig->count = 0;
    run_ms(rig, 100);
    assert_null(atomic_load(&rig->mixer.slots[0].touched));
    assert_int_equal(rig->out[rig->count - 1][0], 0);
}

static void *
render_until_told(void *context)
{
    struct rig *rig = context;
    while (atomic_load(&rig->mixer.out_order) != om_ramp_order(0, 0)) {
        om_mixer_render(&rig->mixer, rig->out, 64, om_tick_now());
    }
    return NULL;
}

// Rings are unmapped as soon as they are free; the address sanitizer and a
// protection fault watch.
static void
a_ring_that_is_free_is_not_touched(void **state)
{
    struct rig *rig = *state;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, render_until_told, rig), 0);
    for (int i = 0; i < 300; i++) {
        struct om_mixer_slot *slot = &rig->mixer.slots[i % OM_SOUND_SLOTS];
        struct om_pcm_ring *ring = calloc(1, sizeof(*ring));
        om_pcm_reset(ring);
        write_sine(ring, 9600, 300, 8000);
        om_pcm_anchor(ring, 0, om_tick_now());
        atomic_store(&slot->wanted, ring);
        if (i % 3 > 0) {
            while (atomic_load(&slot->touched) != ring) {
                sched_yield();
            }
        }
        atomic_store(&slot->wanted, NULL);
        while (atomic_load(&slot->touched) != NULL) {
            sched_yield();
        }
        free(ring);
    }
    atomic_store(&rig->mixer.out_order, om_ramp_order(0, 0));
    pthread_join(thread, NULL);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(alone_the_soundtrack_is_as_loud_as_its_level),
        TEST(impulses_go_out_when_they_are_due),
        TEST(a_stall_of_the_device_is_one_jump),
        TEST(no_event_makes_a_click),
        TEST(the_soundtrack_is_ducked_and_comes_back),
        TEST(only_what_is_loud_enough_ducks),
        TEST(levels_follow_their_orders),
        TEST(loud_sums_are_limited_not_wrapped),
        TEST(hostile_rings_make_noise_at_most),
        TEST(a_ring_that_is_free_is_not_touched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
