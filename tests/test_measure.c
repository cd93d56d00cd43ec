// Measuring: flashes frame by frame, what is taken from a process that is not
// believed, processes that misbehave, and a real one on a sound made here.
#include "measure/cache.h"
#include "measure/flash.h"
#include "measure/measure.h"

#include "base/path.h"

#include "rounds.h"
#include "scratch.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h> // wants the standard headers before it

// -- flashes ------------------------------------------------------------------

enum { COLUMNS = 64, ROWS = 36 };

struct wave {
    const char *name;
    unsigned rate;          // frames a second
    double hertz;           // of changes there and back
    double seconds;         // how long it flickers, from the second second on
    float dark, light;      // luminance
    unsigned width, height; // cells that flicker
    bool red;               // by colour, at the same luminance
    size_t found;
    unsigned count; // flashes in the worst second
};

static const struct wave waves[] = {
    { "nothing", 25, 0, 4, 0.2F, 0.9F, 64, 36, false, 0, 0 },
    { "2 Hz", 25, 2, 4, 0.0F, 1.0F, 64, 36, false, 0, 0 },
    { "3 Hz", 25, 3, 4, 0.0F, 1.0F, 64, 36, false, 0, 0 },
    { "3 Hz at 60", 60, 3, 4, 0.0F, 1.0F, 64, 36, false, 0, 0 },
    { "3.5 Hz", 50, 3.5, 4, 0.0F, 1.0F, 64, 36, false, 1, 4 },
    { "4 Hz", 25, 4, 4, 0.0F, 1.0F, 64, 36, false, 1, 4 },
    { "12.5 Hz", 25, 12.5, 4, 0.0F, 1.0F, 64, 36, false, 1, 12 },
    { "three flashes, then calm", 25, 5, 0.6, 0.0F, 1.0F, 64, 36, false, 0, 0 },
    { "four, then calm", 25, 5, 0.8, 0.0F, 1.0F, 64, 36, false, 1, 4 },
    { "just a tenth", 25, 5, 4, 0.3F, 0.41F, 64, 36, false, 1, 5 },
    { "less than a tenth", 25, 5, 4, 0.3F, 0.39F, 64, 36, false, 0, 0 },
    { "both are bright", 25, 5, 4, 0.81F, 1.0F, 64, 36, false, 0, 0 },
    { "the darker is not", 25, 5, 4, 0.79F, 1.0F, 64, 36, false, 1, 5 },
    { "a quarter of ten degrees", 25, 5, 4, 0, 1, 7, 3, false, 1, 5 },
    { "a little less", 25, 5, 4, 0, 1, 5, 4, false, 0, 0 },
    { "a long line", 25, 5, 4, 0, 1, 64, 2, false, 0, 0 },
    { "red", 25, 5, 4, 0.2F, 0.2F, 64, 36, true, 1, 5 },
    { "slow red", 25, 2, 4, 0.2F, 0.2F, 64, 36, true, 0, 0 },
};

static bool
is_high(const struct wave *wave, double time)
{
    double phase = (time - 1) * wave->hertz;
    return wave->hertz > 0 && time >= 1 && time < 1 + wave->seconds
           && phase - floor(phase) < 0.5;
}

static void
fill(const struct wave *wave, bool high, struct om_flash_light *lights)
{
    for (unsigned i = 0; i < COLUMNS * ROWS; i++) {
        bool inside = i % COLUMNS < wave->width && i / COLUMNS < wave->height;
        bool red = wave->red && high && inside;
        lights[i] = (struct om_flash_light){
            .luminance = high && inside ? wave->light : wave->dark,
            .red = red ? 60 : 0,
            .saturated = red,
        };
    }
}

static void
test_flashes(void **state)
{
    (void) state;
    static struct om_measurement measurement;
    static struct om_flash_light lights[COLUMNS * ROWS];
    int bad = 0;
    for (size_t i = 0; i < sizeof(waves) / sizeof(waves[0]); i++) {
        const struct wave *wave = &waves[i];
        struct om_flash *flash = om_flash_create(COLUMNS, ROWS);
        for (unsigned frame = 0; frame < wave->rate * 6; frame++) {
            fill(wave, is_high(wave, (double) frame / wave->rate), lights);
            om_flash_see(flash, OM_S(frame) / wave->rate, lights);
        }
        memset(&measurement, 0, sizeof(measurement));
        om_flash_report(flash, &measurement);
        om_flash_destroy(flash);
        const struct om_measured_flash *first = &measurement.flashes[0];
        bool good = measurement.flash_count == wave->found
                    && first->count == wave->count
                    && (wave->found == 0 || first->red == wave->red);
        if (!good) {
            print_error("%s: must find %zu of %u, finds %zu of %u\n",
                        wave->name, wave->found, wave->count,
                        measurement.flash_count, first->count);
            bad++;
        }
    }
    om_flash_destroy(NULL);
    assert_int_equal(bad, 0);
}

// A fade as long as a breath is no flash, however often it comes back.
static void
test_two_ranges(void **state)
{
    (void) state;
    static struct om_measurement measurement;
    static struct om_flash_light lights[COLUMNS * ROWS];
    struct om_flash *flash = om_flash_create(COLUMNS, ROWS);
    struct wave early = { .hertz = 5, .seconds = 2, .light = 1 };
    early.width = COLUMNS;
    early.height = ROWS;
    for (unsigned frame = 0; frame < 25 * 10; frame++) {
        double time = frame / 25.0;
        fill(&early, is_high(&early, time) || is_high(&early, time - 5),
             lights);
        om_flash_see(flash, OM_MS(frame * 40), lights);
    }
    om_flash_report(flash, &measurement);
    om_flash_destroy(flash);
    assert_int_equal(measurement.flash_count, 2);
    assert_int_equal(measurement.flashes[0].from, OM_S(1));
    assert_true(measurement.flashes[0].to <= OM_S(4));
    assert_int_equal(measurement.flashes[1].from, OM_S(6));
}

// -- lines --------------------------------------------------------------------

static void
test_round(void **state)
{
    (void) state;
    static struct om_measurement out = {
        .container = "mp4",
        .duration = OM_MS(12345),
        .known = true,
        .cut_off = true,
        .broken = 7,
        .video = { 1, "h264", "High", "yuv420p", 1920, 1080, 25000, 300,
                   OM_S(12) },
        .audio = { 2, "aac", 48000, 2, OM_S(12), -1612, -95 },
        .key_count = 2,
        .flash_count = 1,
        .keys = { 0, OM_S(2) },
        .flashes = { { OM_S(1), OM_S(3), 5, true } },
    };
    static struct om_measurement in;
    struct om_text text = { 0 };
    om_measurement_print(&out, &text);
    enum om_measure_line last = OM_MEASURE_LINE_MORE;
    for (char *line = strtok(text.data, "\n"); line;
         line = strtok(NULL, "\n")) {
        assert_int_equal(last, OM_MEASURE_LINE_MORE);
        last = om_measurement_take(&in, line);
    }
    assert_int_equal(last, OM_MEASURE_LINE_END);
    struct om_text again = { 0 }, first = { 0 };
    om_measurement_print(&in, &again);
    om_measurement_print(&out, &first);
    assert_string_equal(om_text_get(&again), om_text_get(&first));
    om_text_finish(&text);
    om_text_finish(&again);
    om_text_finish(&first);
}

static void
test_bad_lines(void **state)
{
    (void) state;
    static const char *const lines[] = {
        "",
        " ",
        "end", // nothing was said before
        "hello",
        "container mp4",
        "container mp4 2",
        "container mp4 1 more",
        "container  1",
        "container \x1b[31m 1",
        "container 1234567890123456789012345678901234567890 1",
        "duration -1 0 0",
        "duration 99999999999999999999999 0 0",
        "duration 1x 0 0",
        "video 1 h264 High",
        "picture 1920 1080 25000 300 -5",
        "audio 1 aac 48000 2 5 -99999 0",
        "key",
        "key -1",
        "flash 1 2 3 2",
    };
    static struct om_measurement to;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        memset(&to, 0, sizeof(to));
        if (om_measurement_take(&to, lines[i]) != OM_MEASURE_LINE_BAD) {
            fail_msg("‘%s’ is taken", lines[i]);
        }
    }
    memset(&to, 0, sizeof(to));
    for (int i = 0; i < OM_MEASURE_KEYS_MAX; i++) {
        char line[40];
        snprintf(line, sizeof(line), "key %d", i);
        assert_int_equal(om_measurement_take(&to, line), OM_MEASURE_LINE_MORE);
    }
    assert_int_equal(om_measurement_take(&to, "key 9000000"),
                     OM_MEASURE_LINE_BAD);
    assert_int_equal(om_measurement_take(&to, "key 5"), OM_MEASURE_LINE_BAD);
}

// -- processes ----------------------------------------------------------------

struct place {
    char folder[64], file[96], helper[96], cache[96];
};

static int
setup(void **state)
{
    static struct place place; // of one test at a time
    snprintf(place.folder, sizeof(place.folder), "/tmp/omstander-XXXXXX");
    assert_non_null(mkdtemp(place.folder));
    snprintf(place.file, sizeof(place.file), "%s/a.wav", place.folder);
    snprintf(place.helper, sizeof(place.helper), "%s/helper", place.folder);
    snprintf(place.cache, sizeof(place.cache), "%s/cache", place.folder);
    *state = &place;
    return 0;
}

static int
teardown(void **state)
{
    const struct place *place = *state;
    scratch_remove(place->folder);
    return 0;
}

static void
write_text(const char *path, const char *text, mode_t mode)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    close(file);
}

static int
open_it(void *context, const char *name)
{
    (void) context;
    return open(name, O_RDONLY | O_CLOEXEC);
}

static struct om_measure_job
measure(const struct place *place, const char *helper)
{
    struct om_measure_job job = { .name = place->file };
    struct om_measure_params params = {
        .open = open_it,
        .helper = helper,
        .cache = place->cache,
        .patience = 2,
    };
    om_measure_all(&job, 1, &params);
    return job;
}

static void
test_helpers(void **state)
{
    static const struct {
        const char *script;
        enum om_measure_answer answer;
    } rows[] = {
        { "echo 'container mp4 1'; echo 'progress 500'; echo end",
          OM_MEASURE_DONE },
        { "echo 'container mp4 1'", OM_MEASURE_CRASHED },
        { "echo 'container mp4 1'; echo end; echo more", OM_MEASURE_CRASHED },
        { "echo 'container mp4 1'; echo end; exit 1", OM_MEASURE_CRASHED },
        { "echo 'container mp4 1'; echo end; kill -SEGV $$",
          OM_MEASURE_CRASHED },
        { "kill -SEGV $$", OM_MEASURE_CRASHED },
        { "echo nonsense; sleep 60", OM_MEASURE_CRASHED },
        { "yes | tr -d '\\n'", OM_MEASURE_CRASHED },
        { "yes 'progress 5'", OM_MEASURE_CRASHED },
        { "exit 2", OM_MEASURE_IMPOSSIBLE },
        { "exec sleep 60", OM_MEASURE_SLOW },
        { "while :; do :; done", OM_MEASURE_SLOW },
        // no processor for it, for longer than its patience
        { "sleep 4; echo 'container mp4 1'; echo end", OM_MEASURE_DONE },
        { "echo 'container mp4 1'; echo end; exec >&-; exec sleep 60",
          OM_MEASURE_CRASHED },
    };
    const struct place *place = *state;
    write_text(place->file, "not believed anyway", 0600);
    int bad = 0;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_text script = { 0 };
        om_text_print(&script, "#!/bin/sh\n%s\n", rows[i].script);
        unlink(place->helper);
        write_text(place->helper, om_text_get(&script), 0700);
        om_text_finish(&script);
        if (access(place->cache, F_OK) == 0) {
            scratch_remove(place->cache);
        }
        struct om_measure_job job = measure(place, place->helper);
        if (job.answer != rows[i].answer
            || !job.measurement != (job.answer != OM_MEASURE_DONE)) {
            print_error("%s: must answer %d, answers %d\n", rows[i].script,
                        rows[i].answer, job.answer);
            bad++;
        }
        om_measure_finish(&job, 1);
    }
    assert_int_equal(bad, 0);
    struct om_measure_job job = measure(place, "/nowhere/helper");
    assert_int_equal(job.answer, OM_MEASURE_IMPOSSIBLE);
    unlink(place->file);
    job = measure(place, place->helper);
    assert_int_equal(job.answer, OM_MEASURE_UNREADABLE);
}

static void
put_number(struct om_text *text, uint32_t number, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        char byte = (char) (number >> 8 * i);
        om_text_add(text, &byte, 1);
    }
}

// Three seconds of 997 Hz at -18 dB of full scale, 16 bits, one channel.
static void
write_sound(const char *path)
{
    enum { RATE = 48000, COUNT = 3 * RATE };
    struct om_text wav = { 0 };
    om_text_add(&wav, "RIFF", 4);
    put_number(&wav, 36 + COUNT * 2, 4);
    om_text_add(&wav, "WAVEfmt ", 8);
    put_number(&wav, 16, 4);
    put_number(&wav, 1, 2);
    put_number(&wav, 1, 2);
    put_number(&wav, RATE, 4);
    put_number(&wav, RATE * 2, 4);
    put_number(&wav, 2, 2);
    put_number(&wav, 16, 2);
    om_text_add(&wav, "data", 4);
    put_number(&wav, COUNT * 2, 4);
    for (int i = 0; i < COUNT; i++) {
        double turn = 2 * 3.14159265358979 * 997 * i / RATE;
        double level = 32767 * pow(10, -18 / 20.0);
        put_number(&wav, (uint16_t) lround(level * sin(turn)), 2);
    }
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(file >= 0);
    assert_int_equal(write(file, wav.data, wav.length), wav.length);
    close(file);
    om_text_finish(&wav);
}

static void
test_real(void **state)
{
    const struct place *place = *state;
    write_sound(place->file);
    for (int round = 0; round < 2; round++) {
        struct om_measure_job job = measure(place, NULL);
        assert_int_equal(job.answer, OM_MEASURE_DONE);
        assert_int_equal(job.remembered, round == 1);
        const struct om_measured_audio *audio = &job.measurement->audio;
        assert_string_equal(job.measurement->container, "wav");
        assert_true(job.measurement->known);
        assert_int_equal(job.measurement->broken, 0);
        assert_false(job.measurement->cut_off);
        assert_int_equal(job.measurement->video.streams, 0);
        assert_string_equal(audio->codec, "pcm_s16le");
        assert_int_equal(audio->end, OM_S(3));
        // 997 Hz at full scale in one channel is -3.01 LUFS, by the standard
        print_message("%d LUFS/100, %d dBTP/100\n", audio->loudness,
                      audio->peak);
        assert_in_range(audio->loudness + 10000, 10000 - 2111, 10000 - 2091);
        assert_in_range(audio->peak + 10000, 10000 - 1810, 10000 - 1790);
        om_measure_finish(&job, 1);
    }
    char *bytes = om_strdup("changed");
    write_text(place->file, bytes, 0600); // as long as it is not the same
    free(bytes);
    struct om_measure_job job = measure(place, NULL);
    assert_false(job.remembered);
    assert_false(job.measurement->known);
    om_measure_finish(&job, 1);
}

static void
test_no_cache(void **state)
{
    const struct place *place = *state;
    write_sound(place->file);
    write_text(place->cache, "a file where a folder should be", 0600);
    struct om_measure_job job = measure(place, NULL);
    assert_int_equal(job.answer, OM_MEASURE_DONE);
    om_measure_finish(&job, 1);
}

// More than so many are forgotten, all of them; nobody else's file is.
static void
test_trim(void **state)
{
    const struct place *place = *state;
    static const struct {
        size_t most;
        bool kept;
    } rows[] = { { 3, true }, { 2, false } };
    struct om_text path = { 0 };
    assert_int_equal(mkdir(place->cache, 0700), 0);
    for (int i = 0; i < 4; i++) {
        om_text_finish(&path);
        om_text_print(&path, "%s/%063d%s", place->cache, i,
                      i < 3 ? "0" : ".txt");
        write_text(path.data, "x", 0600);
    }
    for (size_t i = 0; i < 2; i++) {
        om_cache_trim(place->cache, rows[i].most);
        assert_true(om_path_is_file(path.data));
        struct om_text one = { 0 };
        om_text_print(&one, "%s/%063d0", place->cache, 1);
        assert_int_equal(om_path_is_file(one.data), rows[i].kept);
        om_text_finish(&one);
    }
    om_text_finish(&path);
}

static void
count_beat(void *context, const struct om_measure_progress *progress)
{
    (void) progress;
    ++*(size_t *) context;
}

// Whoever waits hears that it goes on, also of a decoder that says nothing.
static void
test_pulse(void **state)
{
    const struct place *place = *state;
    write_text(place->file, "x", 0600);
    write_text(place->helper,
               "#!/bin/sh\nsleep 2.5\necho 'container mp4 1'; echo end\n",
               0700);
    size_t beats = 0;
    struct om_measure_job job = { .name = place->file };
    om_measure_all(&job, 1,
                   &(struct om_measure_params){ .open = open_it,
                                                .progress = count_beat,
                                                .context = &beats,
                                                .helper = place->helper });
    assert_int_equal(job.answer, OM_MEASURE_DONE);
    om_measure_finish(&job, 1);
    print_message("%zu times\n", beats);
    assert_in_range(beats, 4, 20); // at first, twice or more, at last
}

// As many at a time as is allowed: each helper notes who is there beside it.
static void
test_at_once(void **state)
{
    const struct place *place = *state;
    struct om_text script = { 0 }, seen = { 0 };
    om_text_print(&seen, "%s/together", place->folder);
    om_text_print(&script,
                  "#!/bin/sh\nmkdir %s/here || touch %s\nsleep 0.2\n"
                  "rmdir %s/here\necho 'container mp4 1'; echo end\n",
                  place->folder, seen.data, place->folder);
    write_text(place->helper, script.data, 0700);
    write_text(place->file, "x", 0600);
    struct om_measure_job jobs[4] = { { .name = place->file },
                                      { .name = place->file },
                                      { .name = place->file },
                                      { .name = place->file } };
    om_measure_all(jobs, 4,
                   &(struct om_measure_params){ .open = open_it,
                                                .helper = place->helper,
                                                .gently = true });
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(jobs[i].answer, OM_MEASURE_DONE);
    }
    om_measure_finish(jobs, 4);
    assert_false(om_path_is_file(seen.data));
    om_text_finish(&script);
    om_text_finish(&seen);
}

// The lock from inside: each attempt prints a line.
static void
test_lock(void **state)
{
    (void) state;
#if OM_TESTS_SANITIZED
    skip(); // there is no filter under the sanitizers
#else
    char *helper = om_path_helper("omstander-measure");
    assert_non_null(helper);
    struct om_text command = { 0 };
    om_text_print(&command, "'%s' --test-lock | cat; exit", helper);
    char line[200];
    FILE *pipe = popen(om_text_get(&command), "re");
    assert_non_null(pipe);
    int count = 0;
    while (fgets(line, sizeof(line), pipe)) {
        print_message("%s", line);
        assert_int_equal(strncmp(line, "refused ", 8), 0);
        count++;
    }
    pclose(pipe);
    assert_int_equal(count, 11);
    om_text_finish(&command);
    free(helper);
#endif
}

// Squares of a chessboard that change places: nothing is brighter or darker as
// a whole, and yet it flashes.
static void
test_chessboard(void **state)
{
    (void) state;
    static struct om_measurement measurement;
    static struct om_flash_light lights[COLUMNS * ROWS];
    struct om_flash *flash = om_flash_create(COLUMNS, ROWS);
    for (unsigned frame = 0; frame < 50; frame++) {
        unsigned turned = frame / 3 % 2; // 4 Hz at 25 frames a second
        for (unsigned i = 0; i < COLUMNS * ROWS; i++) {
            unsigned square = i % COLUMNS / 3 + i / COLUMNS / 3 + turned;
            lights[i].luminance = square % 2 ? 0.9F : 0.1F;
        }
        om_flash_see(flash, OM_MS(frame * 40), lights);
    }
    om_flash_report(flash, &measurement);
    om_flash_destroy(flash);
    assert_int_equal(measurement.flash_count, 1);
}

// White and dark bars that pass, as a chat does that scrolls: every cell
// changes many times a second, but never a quarter of a window together.
static void
test_scrolling(void **state)
{
    (void) state;
    static struct om_measurement measurement;
    static struct om_flash_light lights[COLUMNS * ROWS];
    struct om_flash *flash = om_flash_create(COLUMNS, ROWS);
    for (unsigned frame = 0; frame < 25 * 4; frame++) {
        for (unsigned i = 0; i < COLUMNS * ROWS; i++) {
            lights[i].luminance = (i / COLUMNS + frame) % 4 < 2 ? 0.9F : 0.1F;
        }
        om_flash_see(flash, OM_MS(frame * 40), lights);
    }
    om_flash_report(flash, &measurement);
    om_flash_destroy(flash);
    assert_int_equal(measurement.flash_count, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flashes),
        cmocka_unit_test(test_two_ranges),
        cmocka_unit_test(test_chessboard),
        cmocka_unit_test(test_scrolling),
        cmocka_unit_test(test_round),
        cmocka_unit_test(test_bad_lines),
        cmocka_unit_test_setup_teardown(test_helpers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_real, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_cache, setup, teardown),
        cmocka_unit_test_setup_teardown(test_trim, setup, teardown),
        cmocka_unit_test_setup_teardown(test_pulse, setup, teardown),
        cmocka_unit_test_setup_teardown(test_at_once, setup, teardown),
        cmocka_unit_test(test_lock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
