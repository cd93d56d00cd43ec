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
#include <unistd.h>

#include "clips.h"
#include "pool_rig.h"

// Clips that are none, decoders that are none, and the lock that a decoder is
// behind. In the place of a broken decoder this very program is started under
// another name (fakes).

#define FAKES   CLIPS_FOLDER "/fakes"
#define HOSTILE "hostile"

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

// -- the lock -----------------------------------------------------------------

static void
cage_refuses_all_it_should(void **state)
{
    (void) state;
    clips_make_all();
    FILE *test = popen("'" RIG_HELPER "' --self-test '" CLIPS_FOLDER "'", "r");
    assert_non_null(test);
    char line[256];
    int refused = 0;
    while (fgets(line, sizeof(line), test)) {
        bool good = strncmp(line, "refused", 7) == 0
                    || strncmp(line, "skipped", 7) == 0;
        refused += good;
        if (!good && strncmp(line, "allowed list the root", 21) != 0) {
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
    struct rig *rig = rig_create(RIG_HELPER, CLIPS_FOLDER, 1);
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
                        "creat,execve '" RIG_HELPER "' \"$@\"\n";
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

int
main(int argc, char **argv)
{
    if (argc == 3) {
        act_as_fake(argv[0]);
    }
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, rig_set_up, rig_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(what_is_no_clip_fails_soon),
        TEST(broken_off_clip_fails_where_it_breaks),
        cmocka_unit_test(what_is_no_decoder_is_cut_off),
        cmocka_unit_test(broken_helper_is_tried_ever_more_seldom),
        cmocka_unit_test(cage_refuses_all_it_should),
        cmocka_unit_test(decoder_inherits_nothing),
        cmocka_unit_test(traced_decoder_opens_no_socket_and_writes_no_file),
    };
    cmocka_set_test_filter(getenv("OM_ONLY"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
