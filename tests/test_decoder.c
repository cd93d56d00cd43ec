#include "clip/clip.h"
#include "clip/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clips.h"
#include "pool_rig.h"

// What goes wrong: decoders that die, hang, talk nonsense or cannot be
// started, clips that are none, a kiosk that is killed. In the place of a
// broken decoder this very program is started under another name (fakes).

#define HELPER  OM_BINARY_DIR "/omstander-clip"
#define FAKES   CLIPS_FOLDER "/fakes"
#define HOSTILE "hostile"

static int
compare_ticks(const void *a, const void *b)
{
    om_tick x = *(const om_tick *) a;
    om_tick y = *(const om_tick *) b;
    return (x > y) - (x < y);
}

static int
setup(void **state)
{
    clips_make_all();
    *state = rig_create(HELPER, CLIPS_FOLDER, 0);
    return ((struct rig *) *state)->pool ? 0 : -1;
}

static int
teardown(void **state)
{
    rig_destroy(*state);
    return 0;
}

static void
assert_whole_and_ascending(const struct rig_show *show, size_t from)
{
    for (size_t i = from; i < show->seen_count; i++) {
        bool newer =
            i == from || show->seen[i].number > show->seen[i - 1].number;
        if (show->seen[i].number < 0 || !newer) {
            rig_dump(show);
            fail_msg("picture %d after %d", show->seen[i].number,
                     i > from ? show->seen[i - 1].number : -1);
        }
    }
}

// -- decoders that die or hang ------------------------------------------------

// Both processes of a clip that was lost are gone within the time it takes a
// new one to be ready, which is waited for here.
static void
strike(struct rig *rig, struct rig_show *show, int signal)
{
    pid_t pid = om_clip_get_pid(show->clip);
    assert_true(pid > 0);
    assert_int_equal(kill(pid, signal), 0);
    rig->deadline = 0;
}

// Time from the blow to the first picture behind the one it hit.
static om_tick
measure_recovery(struct rig *rig, struct rig_show *show, int signal)
{
    size_t told = show->told_count;
    om_tick at = om_tick_now();
    strike(rig, show, signal);
    rig_wait_told(rig, show, told + 1);
    assert_int_equal(show->told[told].kind, OM_CLIP_NEWS_REPLACED);
    size_t from = show->told[told].seen;
    int before = show->seen[from - 1].number;
    rig_wait(rig, show, (struct rig_wish){ .seen = from + 1 });
    while (show->seen[show->seen_count - 1].number <= before) {
        rig_wait_seen(rig, show, 1);
    }
    om_tick took = show->seen[show->seen_count - 1].at - at;
    rig_wait_seen(rig, show, 3);
    assert_whole_and_ascending(show, from);
    int gap = show->seen[from].number - before;
    if (gap < -RIG_ABOUT || gap > 2 * 25) {
        rig_dump(show);
        fail_msg("goes on at %d, not at %d", show->seen[from].number, before);
    }
    assert_int_equal(om_clip_get_state(show->clip), OM_CLIP_RUNNING);
    return took;
}

static void
lost_in_mid_film_goes_on_near_there(void **state)
{
    static const struct {
        const char *name;
        int signal;
    } rows[] = { { "killed", SIGKILL }, { "stopped", SIGSTOP } };
    struct rig *rig = *state;
    int rounds = getenv("OM_LONG") ? 60 : 3;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        om_tick took[60];
        int late = 0;
        for (int round = 0; round < rounds; round++) {
            struct rig_show *show = rig_open(rig, "long.mp4");
            rig_start(rig, show);
            rig_wait(rig, show,
                     (struct rig_wish){ .seen = 10 + (size_t) round % 60 });
            took[round] = measure_recovery(rig, show, rows[i].signal);
            late += took[round] > OM_S(1);
            rig_close(rig, show);
        }
        qsort(took, (size_t) rounds, sizeof(*took), compare_ticks);
        printf("%s, moves again after p50 %d, max %d ms; %d of %d over 1 s\n",
               rows[i].name, (int) (took[rounds / 2] / 1000),
               (int) (took[rounds - 1] / 1000), late, rounds);
    }
    assert_int_equal(om_clip_pool_get_status(rig->pool).failed, 0);
    assert_int_equal(om_clip_pool_get_status(rig->pool).replaced,
                     (unsigned) rounds * 2);
}

static void
lost_while_it_opens_opens_in_another(void **state)
{
    struct rig *rig = *state;
    static const int signals[] = { SIGKILL, SIGSTOP };
    for (size_t i = 0; i < 2; i++) {
        struct rig_show *show = rig_open(rig, "plain.mp4");
        while (om_clip_get_pid(show->clip) == 0) {
            rig_step(rig, om_tick_now() + OM_S(1));
        }
        if (show->seen_count == 0) {
            strike(rig, show, signals[i]);
        }
        rig_wait(rig, show, (struct rig_wish){ .seen = 1 });
        assert_int_equal(show->seen[0].number, 0);
        rig_start(rig, show);
        rig_wait(rig, show, (struct rig_wish){ .seen = 10 });
        assert_whole_and_ascending(show, 0);
        rig_close(rig, show);
    }
}

// What is held stays on show; a start goes on from there, and the cue that was
// reached is not reached again.
static void
lost_while_held_goes_on_when_started(void **state)
{
    static const struct {
        int signal;
        om_tick cue;  // 0: held at the first picture
        bool at_once; // started before the replacement is ready
    } rows[] = {
        { SIGKILL, 0, false },          { SIGKILL, 0, true },
        { SIGKILL, OM_MS(800), false }, { SIGKILL, OM_MS(800), true },
        { SIGSTOP, 0, true },           { SIGSTOP, OM_MS(800), true },
    };
    struct rig *rig = *state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        om_tick cues[] = { rows[i].cue, OM_MS(2000) };
        unsigned count = rows[i].cue ? 2 : 0;
        struct rig_show *show = rig_open_cues(rig, "plain.mp4", cues, count);
        if (rows[i].cue) {
            rig_start(rig, show);
            rig_wait_told(rig, show, 1);
        }
        rig_wait(rig, show, (struct rig_wish){ .seen = 1 });
        int held = show->seen[show->seen_count - 1].number;
        size_t told = show->told_count;
        strike(rig, show, rows[i].signal);
        if (!rows[i].at_once) {
            rig_wait_told(rig, show, told + 1);
            assert_int_equal(om_clip_get_state(show->clip), OM_CLIP_HELD);
            struct om_clip_frame frame; // the old one, or the same again
            assert_true(om_clip_get_frame(show->clip, &frame));
            assert_in_range(clips_read(&frame, false),
                            held > RIG_ABOUT ? held - RIG_ABOUT : 0,
                            held + RIG_ABOUT);
        }
        rig_start(rig, show);
        rig_wait_told(rig, show, told + 1);
        assert_int_equal(show->told[told].kind, OM_CLIP_NEWS_REPLACED);
        size_t from = show->told[told].seen;
        if (rows[i].cue) {
            rig_wait_told(rig, show, told + 2);
            assert_int_equal(show->told[told + 1].kind, OM_CLIP_NEWS_CUE);
            assert_int_equal(show->told[told + 1].value, 1);
            assert_in_range(show->seen[show->seen_count - 1].number,
                            50 - RIG_ABOUT, 50 + RIG_ABOUT);
        } else {
            rig_wait(rig, show, (struct rig_wish){ .seen = from + 10 });
        }
        assert_whole_and_ascending(show, from);
        assert_in_range(show->seen[from].number + RIG_ABOUT, held,
                        held + 3 + 3 * RIG_ABOUT);
        rig_close(rig, show);
    }
    assert_int_equal(om_clip_pool_get_status(rig->pool).failed, 0);
}

static void
lost_while_it_closes_is_replaced(void **state)
{
    struct rig *rig = *state;
    static const int signals[] = { SIGKILL, SIGSTOP };
    for (size_t i = 0; i < 2; i++) {
        struct rig_show *show = rig_open(rig, "plain.mp4");
        rig_start(rig, show);
        rig_wait(rig, show, (struct rig_wish){ .seen = 5 });
        strike(rig, show, signals[i]);
        rig_close(rig, show);
        rig_wait_spare(rig, 3);
    }
    struct rig_show *show = rig_open(rig, "plain.mp4");
    rig_wait(rig, show, (struct rig_wish){ .seen = 1 });
    assert_int_equal(om_clip_pool_get_status(rig->pool).replaced, 0);
}

static void
lost_behind_its_end_is_not_missed(void **state)
{
    struct rig *rig = *state;
    struct rig_show *show = rig_open(rig, "short.mp4");
    rig_start(rig, show);
    rig_wait_state(rig, show, OM_CLIP_ENDED);
    size_t told = show->told_count;
    strike(rig, show, SIGKILL);
    rig_pass(rig, OM_MS(300));
    struct om_clip_frame frame;
    assert_true(om_clip_get_frame(show->clip, &frame));
    assert_int_equal(clips_read(&frame, false),
                     show->seen[show->seen_count - 1].number);
    assert_int_equal(show->told_count, told);
    rig_close(rig, show);
    rig_wait_spare(rig, 3);
}

static void
lost_twice_fails_but_not_when_far_apart(void **state)
{
    struct rig *rig = *state;
    struct rig_show *show = rig_open(rig, "long.mp4");
    rig_start(rig, show);
    for (int i = 0; i < 2; i++) { // more than 2 s apart
        rig_wait_seen(rig, show, 60);
        (void) measure_recovery(rig, show, SIGKILL);
    }
    size_t told = show->told_count;
    strike(rig, show, SIGKILL);
    rig_wait_told(rig, show, told + 1);
    assert_int_equal(show->told[told].kind, OM_CLIP_NEWS_FAILED);
    assert_int_equal(om_clip_get_state(show->clip), OM_CLIP_FAILED);
    struct om_clip_frame frame; // its last one stays
    assert_true(om_clip_get_frame(show->clip, &frame));
    assert_in_range(clips_read(&frame, false), 0, 750);
    rig_start(rig, show);
    assert_int_equal(om_clip_get_state(show->clip), OM_CLIP_FAILED);
    rig_close(rig, show);
    rig_wait_spare(rig, 3); // the slot is of use again
}

// -- clips that are none ------------------------------------------------------

static void
write_file(const char *path, const void *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static size_t
read_file(const char *path, uint8_t **bytes)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size_t length = (size_t) ftell(file);
    rewind(file);
    *bytes = malloc(length);
    assert_non_null(*bytes);
    assert_int_equal(fread(*bytes, 1, length, file), length);
    fclose(file);
    return length;
}

static void
write_text(const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof(path), "%s/%s/%s", CLIPS_FOLDER, HOSTILE, name);
    write_file(path, text, strlen(text));
}

static void
make_hostile(void)
{
    char path[512];
    uint8_t *bytes;
    (void) mkdir(CLIPS_FOLDER "/" HOSTILE, 0755);
    write_text("empty.mp4", "");
    write_text("text.mp4", "Dit is geen film.\n");
    write_text("list.mp4", "#EXTM3U\n#EXTINF:1,\n/etc/passwd\n");
    write_text("list.m3u", "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n");
    write_text("hls.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n"
                          "http://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n");
    write_text("list.xspf", "<?xml version=\"1.0\"?><playlist version=\"1\" "
                            "xmlns=\"http://xspf.org/ns/0/\"><trackList><track>"
                            "<location>file:///etc/passwd</location></track>"
                            "</trackList></playlist>");
    write_text("xspf.mp4", "<?xml version=\"1.0\"?><playlist version=\"1\" "
                           "xmlns=\"http://xspf.org/ns/0/\"/>");
    clips_path(path, "plain.mp4");
    size_t length = read_file(path, &bytes);
    clips_path(path, HOSTILE "/no-moov.mp4"); // it is at the end of ours
    write_file(path, bytes, length / 2);
    clips_path(path, HOSTILE "/head.mp4");
    write_file(path, bytes, 20);
    srand(7);
    for (size_t i = 0; i < length; i++) {
        bytes[i] = (uint8_t) rand();
    }
    clips_path(path, HOSTILE "/random.mp4");
    write_file(path, bytes, length);
    free(bytes);
    clips_path(path, HOSTILE "/fifo.mp4");
    assert_true(mkfifo(path, 0644) == 0 || errno == EEXIST);
    clips_path(path, HOSTILE "/folder.mp4");
    (void) mkdir(path, 0755);
    clips_path(path, HOSTILE "/link.mp4");
    assert_true(symlink(OM_SOURCE_DIR "/README.md", path) == 0
                || errno == EEXIST);
    if (access(CLIPS_FOLDER "/sound-only.mp4", R_OK) != 0) {
        clips_run("cd '" CLIPS_FOLDER "' && nice -n 19 ffmpeg -v error -y "
                  "-i plain.mp4 -vn -c copy sound-only.mp4 && "
                  "ffmpeg -v error -y -i plain.mp4 -c copy -movflags "
                  "+faststart faststart.mp4 && "
                  "ffmpeg -v error -y -f lavfi -i color=s=8192x8192:r=1:d=1 "
                  "-c:v libx264 -preset ultrafast giant.mp4");
    }
    clips_path(path, "faststart.mp4");
    length = read_file(path, &bytes);
    clips_path(path, HOSTILE "/truncated.mp4");
    write_file(path, bytes, length / 2);
    memset(bytes + 40, 0xff, 600);
    clips_path(path, HOSTILE "/moov.mp4");
    write_file(path, bytes, length);
    free(bytes);
}

static void
what_is_no_clip_fails_soon(void **state)
{
    static const char *const names[] = {
        "missing.mp4",        HOSTILE "/empty.mp4",  HOSTILE "/text.mp4",
        HOSTILE "/list.mp4",  HOSTILE "/list.m3u",   HOSTILE "/hls.mp4",
        HOSTILE "/list.xspf", HOSTILE "/xspf.mp4",   HOSTILE "/no-moov.mp4",
        HOSTILE "/head.mp4",  HOSTILE "/random.mp4", HOSTILE "/moov.mp4",
        HOSTILE "/fifo.mp4",  HOSTILE "/folder.mp4", HOSTILE "/link.mp4",
        "sound-only.mp4",     "giant.mp4",           "../omstander-clip",
        "../../../tests/run",
    };
    make_hostile();
    struct rig *rig = *state;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        struct rig_show *show = rig_open(rig, names[i]);
        rig_start(rig, show);
        rig_wait_told(rig, show, 1);
        om_tick took = show->told[0].at - show->opened_at;
        printf("%-22s after %d ms\n", names[i], (int) (took / 1000));
        if (om_clip_get_state(show->clip) != OM_CLIP_FAILED
            || show->told[show->told_count - 1].kind != OM_CLIP_NEWS_FAILED) {
            fail_msg("%s: state %d", names[i], om_clip_get_state(show->clip));
        }
        assert_int_equal(show->seen_count, 0);
        rig_close(rig, show);
    }
    // and the pool is none the worse for it
    struct rig_show *show = rig_open(rig, "plain.mp4");
    rig_wait(rig, show, (struct rig_wish){ .seen = 1 });
    rig_wait_spare(rig, 2);
}

static void
broken_off_clip_fails_where_it_breaks(void **state)
{
    make_hostile();
    struct rig *rig = *state;
    struct rig_show *show = rig_open(rig, HOSTILE "/truncated.mp4");
    rig_start(rig, show);
    rig_wait_told(rig, show, 1);
    assert_int_equal(show->told[0].kind, OM_CLIP_NEWS_FAILED);
    assert_in_range(show->seen[show->seen_count - 1].number, 50, 200);
}

// -- decoders that are none ---------------------------------------------------

static void
say(const struct om_wire_report *report)
{
    (void) send(OM_WIRE_SOCKET, report, sizeof(*report), MSG_NOSIGNAL);
}

static uint32_t
greet_and_wait_for_open(void)
{
    static struct om_wire_command command;
    say(&(struct om_wire_report){ .kind = OM_WIRE_HELLO,
                                  .index = OM_WIRE_VERSION });
    if (recv(OM_WIRE_SOCKET, &command, sizeof(command), 0) <= 0) {
        _exit(0);
    }
    return command.generation;
}

static void
say_frame(struct om_wire_report frame)
{
    frame.kind = OM_WIRE_FRAME;
    frame.generation = greet_and_wait_for_open();
    frame.due = 1;
    say(&frame);
}

static void
fake_quits(void)
{
}

static void
fake_is_mute(void)
{
    pause();
}

static void
fake_is_of_another_version(void)
{
    say(&(struct om_wire_report){ .kind = OM_WIRE_HELLO,
                                  .index = OM_WIRE_VERSION + 1 });
    pause();
}

static void
fake_writes_garbage(void)
{
    (void) greet_and_wait_for_open();
    (void) send(OM_WIRE_SOCKET, "PRAAT", 5, MSG_NOSIGNAL);
    pause();
}

static void
fake_floods(void)
{
    uint32_t generation = greet_and_wait_for_open();
    for (;;) {
        say(&(struct om_wire_report){ .kind = OM_WIRE_BEAT,
                                      .generation = generation });
    }
}

static void
fake_is_silent(void)
{
    (void) greet_and_wait_for_open();
    pause();
}

static void
fake_only_beats(void)
{
    uint32_t generation = greet_and_wait_for_open();
    for (;;) {
        say(&(struct om_wire_report){ .kind = OM_WIRE_BEAT,
                                      .generation = generation });
        poll(NULL, 0, 100);
    }
}

static void
fake_lends_a_buffer_that_is_not(void)
{
    say_frame((struct om_wire_report){
        .index = OM_WIRE_BUFFERS, .width = 640, .height = 360 });
    pause();
}

static void
fake_has_giant_pictures(void)
{
    say_frame((struct om_wire_report){ .width = 65536, .height = 65536 });
    pause();
}

static void
fake_has_odd_pictures(void)
{
    say_frame((struct om_wire_report){ .width = 641, .height = 360 });
    pause();
}

static void
fake_lives_in_the_past(void)
{
    say_frame((struct om_wire_report){
        .width = 640, .height = 360, .time = INT64_MIN });
    pause();
}

static void
fake_lives_in_the_future(void)
{
    say_frame((struct om_wire_report){
        .width = 640, .height = 360, .time = INT64_MAX });
    pause();
}

// Somebody else has the socket when it is gone.
static void
fake_leaves_a_child(void)
{
    (void) greet_and_wait_for_open();
    if (fork() == 0) {
        prctl(PR_SET_PDEATHSIG, 0);
        poll(NULL, 0, 3000);
        _exit(0);
    }
    _exit(0);
}

static const struct fake {
    const char *name;
    void (*act)(void);
} fakes[] = {
    { "quits", fake_quits },
    { "mute", fake_is_mute },
    { "version", fake_is_of_another_version },
    { "garbage", fake_writes_garbage },
    { "floods", fake_floods },
    { "silent", fake_is_silent },
    { "beats", fake_only_beats },
    { "buffer", fake_lends_a_buffer_that_is_not },
    { "giant", fake_has_giant_pictures },
    { "odd", fake_has_odd_pictures },
    { "past", fake_lives_in_the_past },
    { "future", fake_lives_in_the_future },
    { "child", fake_leaves_a_child },
};

enum { FAKE_COUNT = sizeof(fakes) / sizeof(*fakes) };

// In the process that was started as a fake; comes back in any other.
static void
act_as_fake(const char *name)
{
    const char *slash = strrchr(name, '/');
    for (size_t i = 0; slash && i < FAKE_COUNT; i++) {
        if (strcmp(slash + 1, fakes[i].name) == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            fakes[i].act();
            _exit(1);
        }
    }
}

static void
what_is_no_decoder_is_cut_off(void **state)
{
    (void) state;
    clips_make_all();
    (void) mkdir(FAKES, 0755);
    for (size_t i = 0; i < FAKE_COUNT; i++) {
        char helper[512], self[512];
        ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
        assert_true(length > 0);
        self[length] = '\0';
        snprintf(helper, sizeof(helper), "%s/%s", FAKES, fakes[i].name);
        (void) unlink(helper);
        assert_int_equal(symlink(self, helper), 0);
        struct rig *rig = rig_create(helper, CLIPS_FOLDER, 1);
        assert_non_null(rig->pool);
        struct rig_show *show = rig_open(rig, "plain.mp4");
        rig_start(rig, show);
        rig_wait_state(rig, show, OM_CLIP_FAILED);
        printf("%-8s after %d ms\n", fakes[i].name,
               (int) ((om_tick_now() - show->opened_at) / 1000));
        assert_int_equal(show->seen_count, 0);
        rig_close(rig, show);
        rig_destroy(rig);
    }
}

// One that cannot be started is not tried again at every turn.
static void
broken_helper_is_tried_ever_more_seldom(void **state)
{
    (void) state;
    struct rig *rig = rig_create("/nonexistent/omstander-clip", "/", 2);
    assert_null(rig->pool);
    rig_destroy(rig);
    rig = rig_create("/bin/false", CLIPS_FOLDER, 1);
    assert_non_null(rig->pool);
    int turns = 0;
    om_tick end = om_tick_now() + OM_MS(1500);
    while (om_tick_now() < end) {
        rig_step(rig, end);
        turns++;
    }
    printf("%d turns in 1.5 s\n", turns);
    assert_in_range(turns, 1, 300);
    rig_destroy(rig);
}

// -- a machine, or a kiosk, that is busy --------------------------------------

static void
kiosk_that_comes_late_loses_nothing(void **state)
{
    struct rig *rig = *state;
    struct rig_show *show = rig_open(rig, "plain.mp4");
    rig_start(rig, show);
    rig_wait(rig, show, (struct rig_wish){ .seen = 5 });
    for (int i = 0; i < 3; i++) {
        poll(NULL, 0, 700); // the kiosk's own main thread is away
        rig_step(rig, om_tick_now());
        rig_wait_seen(rig, show, 3);
    }
    assert_whole_and_ascending(show, 0);
    assert_int_equal(om_clip_pool_get_status(rig->pool).replaced, 0);
    assert_int_equal(show->told_count, 0);
}

// All of it gets no processor for a while, as on a machine that swaps.
static void
stop_of_the_whole_machine_is_survived(void **state)
{
    struct rig *rig = *state;
    struct rig_show *show = rig_open(rig, "plain.mp4");
    rig_start(rig, show);
    rig_wait(rig, show, (struct rig_wish){ .seen = 5 });
    pid_t pid = om_clip_get_pid(show->clip);
    for (int i = 0; i < 3; i++) {
        kill(pid, SIGSTOP);
        poll(NULL, 0, 900);
        kill(pid, SIGCONT);
        rig_step(rig, om_tick_now());
        rig_wait_seen(rig, show, 3);
    }
    assert_whole_and_ascending(show, 0);
    assert_int_equal(om_clip_pool_get_status(rig->pool).replaced, 0);
}

static pid_t
start_burner(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (volatile unsigned i = 0;; i++) {
        }
    }
    return pid;
}

// Decoders far below others that keep every processor busy are slow, but they
// are not killed for it.
static void
busy_machine_gets_no_decoder_killed(void **state)
{
    enum { BURNERS = 6 };
    struct rig *rig = *state;
    struct rig_show *show = rig_open(rig, "tail.mp4");
    rig_start(rig, show);
    rig_wait(rig, show, (struct rig_wish){ .seen = 5 });
    pid_t burners[BURNERS];
    for (int i = 0; i < BURNERS; i++) {
        burners[i] = start_burner();
    }
    rig_wait_state(rig, show, OM_CLIP_ENDED);
    for (int i = 0; i < BURNERS; i++) {
        kill(burners[i], SIGKILL);
        waitpid(burners[i], NULL, 0);
    }
    printf("%zu of 50 pictures\n", show->seen_count);
    assert_whole_and_ascending(show, 0);
    assert_int_equal(om_clip_pool_get_status(rig->pool).replaced, 0);
}

// -- the lock -----------------------------------------------------------------

static void
cage_refuses_all_it_should(void **state)
{
    (void) state;
    clips_make_all();
    FILE *test = popen("'" HELPER "' --self-test '" CLIPS_FOLDER "'", "r");
    assert_non_null(test);
    char line[256];
    int refused = 0;
    while (fgets(line, sizeof(line), test)) {
        bool good = strncmp(line, "refused", 7) == 0
                    || strncmp(line, "skipped", 7) == 0;
        refused += good;
        if (!good && strncmp(line, "allowed  list the root", 22) != 0) {
            fail_msg("%s", line);
        }
    }
    assert_int_equal(pclose(test), 0);
    assert_in_range(refused, 12, 40);
}

// Nothing that is open here, but for its three, its log and its own.
static void
decoder_inherits_nothing(void **state)
{
    (void) state;
    clips_make_all();
    int secret = open("/etc/hostname", O_RDONLY); // without O_CLOEXEC
    assert_true(secret >= 0);
    int high = fcntl(secret, F_DUPFD, 90);
    struct rig *rig = rig_create(HELPER, CLIPS_FOLDER, 1);
    struct rig_show *show = rig_open(rig, "plain.mp4");
    rig_wait(rig, show, (struct rig_wish){ .seen = 1 });
    for (int fd = 0; fd < 128; fd++) {
        char link[64], target[512];
        snprintf(link, sizeof(link), "/proc/%d/fd/%d",
                 om_clip_get_pid(show->clip), fd);
        ssize_t length = readlink(link, target, sizeof(target) - 1);
        if (length > 0) {
            target[length] = '\0';
            assert_null(strstr(target, "hostname"));
            assert_true(fd != 0 || strcmp(target, "/dev/null") == 0);
        }
    }
    close(high);
    close(secret);
    rig_destroy(rig);
}

static void
traced_decoder_opens_no_socket_and_writes_no_file(void **state)
{
    (void) state;
    if (system("command -v strace >/dev/null") != 0 || RIG_IS_SLOW) {
        skip();
    }
    clips_make_all();
    make_hostile();
    (void) mkdir(FAKES, 0755);
    char script[] = FAKES "/traced";
    const char body[] = "#!/bin/sh\nexec strace -f -qq -o '" FAKES
                        "/trace' -e trace=socket,connect,bind,open,openat,"
                        "creat,execve '" HELPER "' \"$@\"\n";
    write_file(script, body, strlen(body));
    assert_int_equal(chmod(script, 0755), 0);
    struct rig *rig = rig_create(script, CLIPS_FOLDER, 1);
    struct rig_show *show = rig_open(rig, "short.mp4");
    rig_start(rig, show);
    rig_wait_state(rig, show, OM_CLIP_ENDED);
    rig_close(rig, show);
    show = rig_open(rig, HOSTILE "/hls.mp4");
    rig_wait_state(rig, show, OM_CLIP_FAILED);
    rig_close(rig, show);
    rig_destroy(rig);
    FILE *trace = fopen(FAKES "/trace", "r");
    assert_non_null(trace);
    char line[1024];
    int opened = 0, executed = 0;
    while (fgets(line, sizeof(line), trace)) {
        executed += strstr(line, "execve(") != NULL;
        opened += strstr(line, "O_RDONLY") != NULL;
        bool bad = strstr(line, "socket(") || strstr(line, "connect(")
                   || strstr(line, "bind(") || strstr(line, "O_WRONLY")
                   || strstr(line, "O_RDWR") || strstr(line, "O_CREAT")
                   || strstr(line, "creat(");
        if (bad) {
            fail_msg("%s", line);
        }
    }
    fclose(trace);
    assert_int_equal(executed, 1);
    assert_in_range(opened, 10, 100000);
}

// -- the end of the kiosk -----------------------------------------------------

static void
killed_kiosk_leaves_no_decoder(void **state)
{
    (void) state;
    clips_make_all();
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t kiosk = fork();
    if (kiosk == 0) {
        struct rig *rig = rig_create(HELPER, CLIPS_FOLDER, 1);
        struct rig_show *show = rig_open(rig, "plain.mp4");
        rig_start(rig, show);
        rig_wait(rig, show, (struct rig_wish){ .seen = 3 });
        int pid = om_clip_get_pid(show->clip);
        (void) !write(ends[1], &pid, sizeof(pid));
        pause();
        _exit(0);
    }
    int pid = 0;
    assert_int_equal(read(ends[0], &pid, sizeof(pid)), sizeof(pid));
    struct pollfd gone = { .fd = (int) syscall(SYS_pidfd_open, pid, 0),
                           .events = POLLIN };
    assert_true(gone.fd >= 0);
    assert_int_equal(kill(kiosk, SIGKILL), 0);
    assert_int_equal(waitpid(kiosk, NULL, 0), kiosk);
    assert_int_equal(poll(&gone, 1, 5000), 1);
    close(gone.fd);
    close(ends[0]);
    close(ends[1]);
}

static void
destroyed_pool_leaves_no_process(void **state)
{
    (void) state;
    clips_make_all();
    struct rig *rig = rig_create(HELPER, CLIPS_FOLDER, 3);
    struct rig_show *show = rig_open(rig, "plain.mp4");
    rig_wait(rig, show, (struct rig_wish){ .seen = 1 });
    strike(rig, show, SIGSTOP);
    rig_destroy(rig);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void
first_pictures_come_soon(void **state)
{
    struct rig *rig = *state;
    int rounds = getenv("OM_LONG") ? 300 : 30;
    om_tick took[300];
    for (int i = 0; i < rounds; i++) {
        rig_wait_spare(rig, 3);
        struct rig_show *show = rig_open(rig, "plain.mp4");
        rig_wait(rig, show, (struct rig_wish){ .seen = 1 });
        took[i] = show->seen[0].at - show->opened_at;
        rig_close(rig, show);
    }
    qsort(took, (size_t) rounds, sizeof(*took), compare_ticks);
    printf("open to first picture: p50 %.1f, p99 %.1f, max %.1f ms\n",
           (double) took[rounds / 2] / 1e3,
           (double) took[rounds * 99 / 100] / 1e3,
           (double) took[rounds - 1] / 1e3);
}

int
main(int argc, char **argv)
{
    if (argc == 3) {
        act_as_fake(argv[0]);
    }
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(first_pictures_come_soon),
        TEST(lost_in_mid_film_goes_on_near_there),
        TEST(lost_while_it_opens_opens_in_another),
        TEST(lost_while_held_goes_on_when_started),
        TEST(lost_while_it_closes_is_replaced),
        TEST(lost_behind_its_end_is_not_missed),
        TEST(lost_twice_fails_but_not_when_far_apart),
        TEST(what_is_no_clip_fails_soon),
        TEST(broken_off_clip_fails_where_it_breaks),
        cmocka_unit_test(what_is_no_decoder_is_cut_off),
        cmocka_unit_test(broken_helper_is_tried_ever_more_seldom),
        TEST(kiosk_that_comes_late_loses_nothing),
        TEST(stop_of_the_whole_machine_is_survived),
        TEST(busy_machine_gets_no_decoder_killed),
        cmocka_unit_test(cage_refuses_all_it_should),
        cmocka_unit_test(decoder_inherits_nothing),
        cmocka_unit_test(traced_decoder_opens_no_socket_and_writes_no_file),
        cmocka_unit_test(killed_kiosk_leaves_no_decoder),
        cmocka_unit_test(destroyed_pool_leaves_no_process),
    };
    cmocka_set_test_filter(getenv("OM_ONLY"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
