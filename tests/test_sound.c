// The real thing: SDL_mixer on a private PulseAudio whose null sink is
// recorded. What is checked is what came out of it.
#include "sound/sound.h"

#include "sound/pcm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "listen.h"

#include <SDL.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

// Asked by the sanitizers. SDL and libpulse keep a few bytes per opening, and
// are not instrumented, so what they do to memory by way of libc is not to be
// judged; what our code does in their threads is.
const char *__lsan_default_suppressions(void);
const char *__tsan_default_options(void);

const char *
__lsan_default_suppressions(void)
{
    return "leak:libpulse\nleak:libSDL2\n";
}

const char *
__tsan_default_options(void)
{
    return "ignore_interceptors_accesses=1";
}

enum {
    TRACK_PEAK = 8000,
    TRACK_HERTZ = 440,
};

struct rig {
    char dir[64];
    char track[96];
    pid_t pulse;
    struct om_sound *sound;
    struct om_pcm_ring *rings[2];
    struct recording *recording;
    int removed; // SDL_AUDIODEVICEREMOVED seen
};

static void
start_pulse(struct rig *rig)
{
    rig->pulse = listen_start_pulse(rig->dir);
}

static void
start_recording(struct rig *rig)
{
    rig->recording = listen_start();
}

// The frames stay until the rig goes.
static struct recording *
stop_recording(struct rig *rig)
{
    listen_stop(rig->recording);
    return rig->recording;
}

// -- the loop ------------------------------------------------------------

static void
turn(struct rig *rig)
{
    SDL_Event event;
    while (SDL_PollEvent(&event)) {
        if (event.type == SDL_AUDIODEVICEREMOVED && event.adevice.which != 0) {
            rig->removed++;
            om_sound_device_changed(rig->sound, true);
        } else if (event.type == SDL_AUDIODEVICEADDED) {
            om_sound_device_changed(rig->sound, false);
        }
    }
    om_tick next = om_sound_tick(rig->sound, om_tick_now());
    assert_true(next > 0);
    nanosleep(&(struct timespec){ .tv_nsec = 3000000 }, NULL);
}

static void
turn_for(struct rig *rig, int ms)
{
    om_tick until = om_tick_now() + OM_MS(ms);
    while (om_tick_now() < until) {
        turn(rig);
    }
}

// Waits up to 20 s for a device that calls.
static bool
has_device(struct rig *rig)
{
    uint64_t before = om_sound_get_status(rig->sound).callbacks;
    om_tick until = om_tick_now() + OM_S(20);
    while (om_tick_now() < until) {
        turn(rig);
        struct om_sound_status status = om_sound_get_status(rig->sound);
        if (status.device && status.callbacks > before + 20) {
            return true;
        }
    }
    return false;
}

static bool
has_no_device(struct rig *rig)
{
    om_tick until = om_tick_now() + OM_S(20);
    while (om_tick_now() < until) {
        turn(rig);
        if (!om_sound_get_status(rig->sound).device) {
            return true;
        }
    }
    return false;
}

static bool
is_free(struct rig *rig, unsigned slot)
{
    om_tick until = om_tick_now() + OM_S(5);
    while (!om_sound_is_free(rig->sound, slot) && om_tick_now() < until) {
        turn(rig);
    }
    return om_sound_is_free(rig->sound, slot);
}

// -- sounds --------------------------------------------------------------

static double
sine(size_t at, double hz)
{
    return sin(2 * M_PI * hz * (double) at / OM_PCM_RATE);
}

// One second of 440 Hz as a WAV: 440 whole periods, so the loop has no seam
// of its own.
static void
make_track(const char *path)
{
    static const uint32_t header[] = {
        0x46464952, 36 + OM_PCM_RATE * 4, 0x45564157,     0x20746d66,
        16,         0x00020001,           OM_PCM_RATE,    OM_PCM_RATE * 4,
        0x00100004, 0x61746164,           OM_PCM_RATE * 4
    };
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(header, sizeof(header), 1, file);
    for (size_t i = 0; i < OM_PCM_RATE; i++) {
        int16_t value = (int16_t) lrint(TRACK_PEAK * sine(i, TRACK_HERTZ));
        const int16_t frame[2] = { value, value };
        fwrite(frame, sizeof(frame), 1, file);
    }
    assert_int_equal(fclose(file), 0);
}

static void
write_sine(struct om_pcm_ring *ring, size_t count, double hz, double peak)
{
    for (size_t i = 0; i < count; i++) {
        int16_t value = (int16_t) lrint(peak * sine(i, hz));
        const int16_t frame[1][2] = { { value, value } };
        om_pcm_write(ring, frame, 1);
    }
}

// The level of one tone in [at, at + length), as a peak. Whole periods of
// the others cancel.
static double
tone(const struct recording *recording, size_t at, size_t length, double hz)
{
    double re = 0, im = 0;
    assert_true(at + length <= atomic_load(&recording->count));
    for (size_t i = 0; i < length; i++) {
        double angle = 2 * M_PI * hz * (double) i / OM_PCM_RATE;
        re += recording->frames[at + i][0] * cos(angle);
        im += recording->frames[at + i][0] * sin(angle);
    }
    return 2 * hypot(re, im) / (double) length;
}

static double
decibels(double level, double of)
{
    return 20 * log10(fmax(level, 1e-3) / of);
}

static long
largest_step(const struct recording *recording)
{
    long largest = 0;
    for (size_t i = 1; i < atomic_load(&recording->count); i++) {
        long step =
            labs((long) recording->frames[i][0] - recording->frames[i - 1][0]);
        largest = step > largest ? step : largest;
    }
    return largest;
}

// -- rig -----------------------------------------------------------------

static int
setup(void **state)
{
    struct rig *rig = calloc(1, sizeof(*rig));
    strcpy(rig->dir, "/tmp/om-sound-XXXXXX");
    if (!mkdtemp(rig->dir)) {
        return -1;
    }
    char server[96];
    snprintf(server, sizeof(server), "unix:%s/native", rig->dir);
    setenv("PULSE_SERVER", server, 1);
    setenv("SDL_AUDIODRIVER", "pulseaudio", 1);
    snprintf(rig->track, sizeof(rig->track), "%s/track.wav", rig->dir);
    make_track(rig->track);
    for (int i = 0; i < 2; i++) {
        rig->rings[i] = calloc(1, sizeof(struct om_pcm_ring));
        om_pcm_reset(rig->rings[i]);
    }
    *state = rig;
    return 0;
}

static int
teardown(void **state)
{
    struct rig *rig = *state;
    om_sound_destroy(rig->sound);
    listen_end(&rig->pulse, SIGTERM);
    free(rig->recording);
    free(rig->rings[0]);
    free(rig->rings[1]);
    listen_wait(
        listen_run(-1, (const char *[]){ "rm", "-rf", rig->dir, NULL }));
    free(rig);
    return 0;
}

static void
create(struct rig *rig)
{
    rig->sound = om_sound_create(&(struct om_sound_params){ 0 });
    assert_non_null(rig->sound);
}

// -- tests ---------------------------------------------------------------

static void
the_soundtrack_is_heard_without_a_gap(void **state)
{
    struct rig *rig = *state;
    start_pulse(rig);
    create(rig);
    start_recording(rig);
    assert_true(has_device(rig));
    assert_true(om_sound_play_track(rig->sound, rig->track));
    turn_for(rig, 3500);
    assert_true(om_sound_play_track(rig->sound, NULL));
    turn_for(rig, 300);
    struct recording *recording = stop_recording(rig);
    size_t first = 0;
    while (first < atomic_load(&recording->count)
           && abs(recording->frames[first][0]) < TRACK_PEAK / 2) {
        first++;
    }
    // each tenth of a second for three seconds, two seams among them
    for (size_t i = 0; i < 30; i++) {
        double level = tone(recording, first + 960 + i * 4800, 4800, 440);
        assert_true(fabs(decibels(level, TRACK_PEAK)) < 0.2);
    }
    // 440 Hz at 8000 moves 461 a frame; ramps of 15 ms add 11
    assert_in_range(largest_step(recording), 300, 490);
}

static void
play_until_heard(struct rig *rig, const char *track)
{
    size_t at = atomic_load(&rig->recording->count);
    size_t heard = 0; // frames that are loud enough
    om_tick until = om_tick_now() + OM_S(20);
    assert_true(om_sound_play_track(rig->sound, track));
    while (heard < OM_PCM_RATE / 2 && om_tick_now() < until) {
        turn(rig);
        for (; at < atomic_load(&rig->recording->count); at++) {
            heard += abs(rig->recording->frames[at][0]) > 300;
        }
    }
    assert_true(heard >= OM_PCM_RATE / 2);
}

static void
destroy(struct rig *rig)
{
    om_tick before = om_tick_now();
    om_sound_destroy(rig->sound);
    rig->sound = NULL;
    print_message("gone after %.0f ms\n",
                  (double) (om_tick_now() - before) / 1e3);
}

// An Ogg is decoded once, whole, in a while of its own; whoever wants it gone
// meanwhile does not wait for that. It may end while it plays, too.
static void
a_compressed_soundtrack_is_heard_and_let_go_of(void **state)
{
    struct rig *rig = *state;
    static const char ogg[] = OM_SOURCE_DIR "/content/starter/common/music/"
                                            "score.ogg";
    start_pulse(rig);
    create(rig);
    start_recording(rig);
    assert_true(has_device(rig));
    assert_true(om_sound_play_track(rig->sound, ogg));
    turn_for(rig, 10);
    assert_true(om_sound_play_track(rig->sound, rig->track));
    turn_for(rig, 10);
    play_until_heard(rig, ogg);
    assert_true(om_sound_play_track(rig->sound, ogg));
    turn_for(rig, 10);
    destroy(rig);
    create(rig);
    assert_true(has_device(rig));
    play_until_heard(rig, ogg);
    destroy(rig);
    (void) stop_recording(rig);
}

enum { IMPULSES = 40, IMPULSE_EVERY = OM_PCM_RATE / 10 };

static void
impulses_come_when_they_are_due(void **state)
{
    struct rig *rig = *state;
    start_pulse(rig);
    create(rig);
    start_recording(rig);
    assert_true(has_device(rig));
    turn_for(rig, 500);
    struct om_pcm_ring *ring = rig->rings[0];
    for (size_t p = 0; p <= IMPULSES * IMPULSE_EVERY; p++) {
        int16_t value = p > 0 && p % IMPULSE_EVERY == 0 ? 20000 : 0;
        const int16_t frame[1][2] = { { value, value } };
        om_pcm_write(ring, frame, 1);
    }
    om_tick due = om_tick_now() + OM_MS(200);
    om_pcm_anchor(ring, 0, due);
    om_sound_set_ring(rig->sound, 0, ring);
    turn_for(rig, 4800);
    struct recording *recording = stop_recording(rig);
    om_tick start_time = listen_time_of_start(recording);
    om_tick late[IMPULSES];
    size_t at = 0, previous = 0, found = 0;
    size_t count = atomic_load(&recording->count);
    for (; at < count && found < IMPULSES; at++) {
        if (recording->frames[at][0] < 10000) {
            continue;
        }
        if (found > 0) {
            // trimming may move it by a frame per callback
            assert_in_range(at - previous, IMPULSE_EVERY - 12,
                            IMPULSE_EVERY + 12);
        }
        om_tick heard = start_time + (om_tick) at * OM_S(1) / OM_PCM_RATE;
        late[found] = heard - due - (om_tick) (found + 1) * OM_MS(100);
        found++;
        previous = at;
        at += IMPULSE_EVERY / 2;
    }
    assert_int_equal(found, IMPULSES);
    qsort(late, IMPULSES, sizeof(late[0]), listen_compare);
    print_message("impulses: p5 %+.1f, p50 %+.1f, p95 %+.1f ms\n",
                  (double) late[IMPULSES / 20] / 1e3,
                  (double) late[IMPULSES / 2] / 1e3,
                  (double) late[IMPULSES * 19 / 20] / 1e3);
    assert_true(late[IMPULSES / 20] > -OM_MS(15));
    assert_true(late[IMPULSES * 19 / 20] < OM_MS(15));
    assert_int_equal(om_sound_get_status(rig->sound).resyncs, 0);
}

static void
the_soundtrack_goes_down_under_a_clip(void **state)
{
    struct rig *rig = *state;
    start_pulse(rig);
    create(rig);
    assert_true(om_sound_play_track(rig->sound, rig->track));
    start_recording(rig);
    assert_true(has_device(rig));
    turn_for(rig, 500);
    write_sine(rig->rings[0], OM_PCM_RATE, 6000, 6000);
    om_pcm_anchor(rig->rings[0], 0, om_tick_now() + OM_MS(300));
    om_sound_set_ring(rig->sound, 2, rig->rings[0]);
    turn_for(rig, 1000);
    assert_true(fabsf(om_sound_get_status(rig->sound).duck_db + 12) < 0.5F);
    turn_for(rig, 1300);
    struct recording *recording = stop_recording(rig);
    enum { WINDOW = OM_PCM_RATE / 40 }; // 25 ms: 11 and 150 whole periods
    size_t from = 0;
    while (tone(recording, from, WINDOW, 6000) < 1000) {
        from += 48;
    }
    from += WINDOW * 5 / 6; // a sixth of the window held the first sound
    static const struct {
        int ms;
        double least, most;
    } rows[] = {
        { -100, -0.5, 0.5 }, { 120, -14, -10 },  { 500, -14, -10 },
        { 900, -14, -10 },   { 1200, -14, -10 }, { 1610, -1, 0.5 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t at = (size_t) ((long) from + rows[i].ms * 48L);
        double db = decibels(tone(recording, at, WINDOW, 440), TRACK_PEAK);
        print_message("after %d ms: %.1f dB\n", rows[i].ms, db);
        assert_true(db >= rows[i].least && db <= rows[i].most);
    }
}

static void
clips_start_hold_and_change_without_clicks(void **state)
{
    struct rig *rig = *state;
    start_pulse(rig);
    create(rig);
    start_recording(rig);
    assert_true(has_device(rig));
    enum { PEAK = 16000 };
    for (int i = 0; i < 2; i++) {
        write_sine(rig->rings[i], 4 * OM_PCM_RATE, 200, PEAK);
    }
    om_pcm_anchor(rig->rings[0], 60, om_tick_now());
    om_sound_set_ring(rig->sound, 0, rig->rings[0]);
    turn_for(rig, 313);
    om_pcm_anchor(rig->rings[0], 0, OM_NEVER);
    turn_for(rig, 107);
    om_pcm_anchor(rig->rings[0], 15000, om_tick_now());
    turn_for(rig, 211);
    om_pcm_anchor(rig->rings[1], 777, om_tick_now());
    om_sound_set_ring(rig->sound, 0, rig->rings[1]);
    assert_true(is_free(rig, 0));
    free(rig->rings[0]); // free means free
    rig->rings[0] = NULL;
    turn_for(rig, 300);
    om_sound_set_master(rig->sound, 0.5F);
    turn_for(rig, 200);
    om_sound_set_ring(rig->sound, 0, NULL);
    assert_true(is_free(rig, 0));
    turn_for(rig, 200);
    struct recording *recording = stop_recording(rig);
    assert_in_range(largest_step(recording), 300, 550);
}

static void
sound_comes_back_with_the_device(void **state)
{
    struct rig *rig = *state;
    start_pulse(rig);
    create(rig);
    assert_true(om_sound_play_track(rig->sound, rig->track));
    write_sine(rig->rings[0], OM_PCM_RATE, 1000, 5000);
    om_pcm_anchor(rig->rings[0], 0, om_tick_now());
    om_sound_set_ring(rig->sound, 0, rig->rings[0]);
    assert_true(has_device(rig));
    for (int i = 0; i < 2; i++) {
        listen_end(&rig->pulse, SIGKILL);
        om_tick gone = om_tick_now();
        assert_true(has_no_device(rig));
        print_message("device lost: known after %.2f s, %d events\n",
                      (double) (om_tick_now() - gone) / 1e6, rig->removed);
        om_sound_set_ring(rig->sound, 0, NULL);
        assert_true(is_free(rig, 0));
        turn_for(rig, 300); // it is being closed
        uint64_t callbacks = om_sound_get_status(rig->sound).callbacks;
        turn_for(rig, 200);
        assert_int_equal(om_sound_get_status(rig->sound).callbacks, callbacks);
        start_pulse(rig);
        om_tick back = om_tick_now();
        assert_true(has_device(rig));
        print_message("device there: used after %.2f s\n",
                      (double) (om_tick_now() - back) / 1e6);
    }
    start_recording(rig);
    turn_for(rig, 1500);
    struct recording *recording = stop_recording(rig);
    size_t count = atomic_load(&recording->count);
    assert_true(count > OM_PCM_RATE);
    double level = tone(recording, count - 9600, 4800, 440);
    assert_true(fabs(decibels(level, TRACK_PEAK)) < 0.5);
}

// A server that stops without a word: nobody may wait for it.
static void
a_server_that_hangs_holds_nobody_up(void **state)
{
    struct rig *rig = *state;
    start_pulse(rig);
    create(rig);
    assert_true(om_sound_play_track(rig->sound, rig->track));
    assert_true(has_device(rig));
    kill(rig->pulse, SIGSTOP);
    om_tick until = om_tick_now() + OM_S(4);
    om_tick longest = 0;
    while (om_tick_now() < until) {
        om_tick before = om_tick_now();
        turn(rig);
        om_tick took = om_tick_now() - before;
        longest = took > longest ? took : longest;
    }
    assert_false(om_sound_get_status(rig->sound).device);
    assert_true(om_sound_is_free(rig->sound, 0));
    print_message("longest turn: %.1f ms\n", (double) longest / 1e3);
    assert_true(longest < OM_MS(500));
    kill(rig->pulse, SIGCONT);
    assert_true(has_device(rig));
}

static void
without_a_device_every_call_works(void **state)
{
    struct rig *rig = *state;
    char text[96];
    snprintf(text, sizeof(text), "%s/text.wav", rig->dir);
    FILE *file = fopen(text, "w");
    fputs("not a sound", file);
    fclose(file);

    create(rig);
    assert_false(om_sound_play_track(rig->sound, "/nowhere/track.ogg"));
    assert_false(om_sound_play_track(rig->sound, rig->dir));
    assert_false(om_sound_play_track(rig->sound, text));
    assert_true(om_sound_play_track(rig->sound, rig->track));
    om_sound_set_track_level(rig->sound, -6, OM_MS(100));
    om_sound_set_master(rig->sound, 0.5F);
    om_sound_set_ring(rig->sound, 0, rig->rings[0]);
    om_sound_set_ring(rig->sound, 99, rig->rings[0]);
    turn_for(rig, 300);
    om_sound_set_ring(rig->sound, 0, rig->rings[1]);
    assert_true(om_sound_is_free(rig->sound, 0));
    om_sound_device_changed(rig->sound, true);
    om_sound_device_changed(rig->sound, false);
    turn_for(rig, 1200);
    struct om_sound_status status = om_sound_get_status(rig->sound);
    assert_false(status.device);
    assert_int_equal(status.callbacks, 0);

    start_pulse(rig); // and then one comes
    assert_true(has_device(rig));
}

static void
no_sound_at_all_is_accepted(void **state)
{
    (void) state;
    assert_true(om_sound_play_track(NULL, "/nowhere"));
    om_sound_set_track_level(NULL, 0, 0);
    om_sound_set_master(NULL, 1);
    om_sound_set_ring(NULL, 0, NULL);
    assert_true(om_sound_is_free(NULL, 0));
    assert_true(om_sound_tick(NULL, 0) == OM_NEVER);
    om_sound_device_changed(NULL, true);
    assert_false(om_sound_get_status(NULL).device);
    om_sound_destroy(NULL);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(the_soundtrack_is_heard_without_a_gap),
        TEST(a_compressed_soundtrack_is_heard_and_let_go_of),
        TEST(impulses_come_when_they_are_due),
        TEST(the_soundtrack_goes_down_under_a_clip),
        TEST(clips_start_hold_and_change_without_clicks),
        TEST(sound_comes_back_with_the_device),
        TEST(a_server_that_hangs_holds_nobody_up),
        TEST(without_a_device_every_call_works),
        cmocka_unit_test(no_sound_at_all_is_accepted),
    };
    // As in the kiosk: the main thread has SDL's events before there is sound.
    if (SDL_Init(SDL_INIT_EVENTS) != 0) {
        return 1;
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    SDL_Quit();
    return failed;
}
