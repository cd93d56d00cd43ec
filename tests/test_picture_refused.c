// Files that are no pictures, or ones that never end: they become nothing, and
// the decoder has no rights to do anything else.

#include "picture/picture.h"

#include "base/text.h"
#include "picture/header.h"

#include "picture_rig.h"
#include "rounds.h"

#include <SDL.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h> // needs those above

static void
expect_refusal(const char *name, const char *why)
{
    struct capture capture = start_capture();
    struct SDL_Surface *surface = load(name, 80, 60);
    char *lines = stop_capture(capture);
    if (surface || count_lines(lines) != 1 || !strstr(lines, name)
        || !strstr(lines, why)) {
        fail_msg("%s: expected NULL and one line with \"%s\", got %s and:\n%s",
                 name, why, surface ? "a picture" : "NULL", lines);
    }
    free(lines);
}

static void
test_no_pictures(void **state)
{
    (void) state;
    char *folder_path = place("folder");
    char *pipe_path = place("pipe");
    assert_int_equal(mkdir(folder_path, 0700), 0);
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    free(folder_path);
    free(pipe_path);
    write_file("empty", "", 0);
    write_file("words", "Iedereen behalve", 16);
    write_file("gif", "GIF89a\1\0\1\0\0\0\0;", 14);
    expect_refusal("nowhere", strerror(ENOENT));
    expect_refusal("folder", "cannot be read");
    expect_refusal("pipe", "cannot be read");
    expect_refusal("empty", "is not an SVG");
    expect_refusal("words", "is not an SVG");
    expect_refusal("gif", "is not an SVG");
}

static void
test_cut_off(void **state)
{
    (void) state;
    for (size_t k = 1; k < FLAGS; k++) {
        size_t length;
        uint8_t *bytes = read_file(flags[k], &length);
        static const unsigned percents[] = { 20, 50, 90, 99 };
        for (size_t i = 0; i < 4; i++) {
            struct om_text name = { 0 };
            om_text_print(&name, "cut-%u-%s", percents[i], flags[k]);
            write_file(name.data, bytes, length * percents[i] / 100);
            expect_refusal(name.data, "is damaged");
            om_text_finish(&name);
        }
        free(bytes);
    }
    write_file("half.svg", svg_flag, 40);
    expect_refusal("half.svg", "is damaged");
}

// Files of a few bytes that claim to be pictures of gigabytes.
static void
test_huge(void **state)
{
    (void) state;
    size_t length;
    uint8_t *png = read_file("flag.png", &length);
    memcpy(png + 16, "\0\0\xea\x60\0\0\xea\x60", 8);
    write_file("huge.png", png, length);
    free(png);
    uint8_t *jpeg = read_file("flag.jpg", &length);
    uint8_t *frame = memmem(jpeg, length, "\xff\xc0", 2);
    assert_non_null(frame);
    memset(frame + 5, 0xff, 4);
    write_file("huge.jpg", jpeg, length);
    free(jpeg);
    uint8_t *webp = read_file("flag.webp", &length);
    memset(webp + 21, 0xff, 3);
    webp[24] |= 0x0f;
    write_file("huge.webp", webp, length);
    free(webp);
    expect_refusal("huge.png", "more pixels");
    expect_refusal("huge.jpg", "more pixels");
    expect_refusal("huge.webp", "more pixels");

    char *path = place("large.png"); // and one of bytes, without using them
    int file = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_int_equal(ftruncate(file, (off_t) OM_DECODER_FILE_MAX + 1), 0);
    close(file);
    free(path);
    expect_refusal("large.png", "larger than 32 MiB");
}

static void
test_other_jpegs(void **state)
{
    (void) state;
    size_t length;
    uint8_t *jpeg = read_file("flag.jpg", &length);
    uint8_t *frame = memmem(jpeg, length, "\xff\xc0", 2);
    frame[9] = 4;
    write_file("print.jpg", jpeg, length);
    expect_refusal("print.jpg", "CMYK");
    frame[9] = 3;
    // the same scan a thousand times over
    uint8_t *scan = memmem(jpeg, length, "\xff\xda", 2);
    struct om_text slow = { 0 };
    om_text_add(&slow, (char *) jpeg, (size_t) (scan - jpeg));
    for (int i = 0; i < 1000; i++) {
        om_text_add(&slow, (char *) scan, length - 2 - (size_t) (scan - jpeg));
    }
    om_text_add(&slow, "\xff\xd9", 2);
    write_file("slow.jpg", slow.data, slow.length);
    om_text_finish(&slow);
    expect_refusal("slow.jpg", "passes");
    free(jpeg);
}

static void
test_tall_svg(void **state)
{
    (void) state;
    static const char tall[] =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" "
        "height=\"100000000\"><rect width=\"1\" height=\"9\"/></svg>";
    write_file("tall.svg", tall, sizeof(tall) - 1);
    expect_refusal("tall.svg", "is damaged");
}

// -- the lock -----------------------------------------------------------------

// Looks at the decoder while it is busy.
struct watch {
    pid_t parent;
    atomic_bool over;
    bool seen, filtered, poor;
};

static char *
read_status(pid_t process, const char *file)
{
    struct om_text path = { 0 };
    om_text_print(&path, "/proc/%d/%s", (int) process, file);
    FILE *stream = fopen(path.data, "r");
    om_text_finish(&path);
    if (!stream) {
        return om_strdup("");
    }
    char *text = om_alloc(8192);
    size_t length = fread(text, 1, 8191, stream);
    text[length] = '\0';
    fclose(stream);
    return text;
}

static void *
watch_decoder(void *context)
{
    struct watch *watch = context;
    struct om_text list = { 0 };
    om_text_print(&list, "task/%d/children", (int) watch->parent);
    while (!atomic_load(&watch->over)) {
        char *children = read_status(watch->parent, list.data);
        pid_t child = (pid_t) strtol(children, NULL, 10);
        free(children);
        if (child > 0) {
            char *status = read_status(child, "status");
            char *limits = read_status(child, "limits");
            watch->seen = watch->seen || strstr(status, "omstander-pict");
            watch->filtered = watch->filtered || strstr(status, "Seccomp:\t2");
            watch->poor = watch->poor || strstr(limits, "1048576000");
            free(limits);
            free(status);
        }
        usleep(2000);
    }
    om_text_finish(&list);
    return NULL;
}

// 145 bytes that would keep a decoder busy for weeks and fill any memory.
static void
test_endless_svg(void **state)
{
    (void) state;
    static const char endless[] =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">"
        "<path stroke-dasharray=\"0.00001\" stroke=\"#fff\" "
        "d=\"M0 0L100000000 100000000\"/></svg>";
    write_file("endless.svg", endless, sizeof(endless) - 1);
    struct watch watch = { .parent = getpid() };
    pthread_t watcher;
    assert_int_equal(pthread_create(&watcher, NULL, watch_decoder, &watch), 0);
    struct capture capture = start_capture();
    struct SDL_Surface *surface = load("endless.svg", 80, 60);
    char *lines = stop_capture(capture);
    atomic_store(&watch.over, true);
    pthread_join(watcher, NULL);
    assert_null(surface);
    assert_int_equal(count_lines(lines), 1);
    assert_non_null(strstr(lines, "endless.svg"));
    free(lines);
    assert_true(watch.seen);
#if !OM_TESTS_SANITIZED
    assert_true(watch.filtered);
    assert_true(watch.poor);
#endif
}

// Whatever bytes come, the header is read within them (ASan looks on), and
// what is let through keeps to the limits.
static void
test_header_of_anything(void **state)
{
    (void) state;
    uint32_t random = 7;
    for (size_t k = 0; k < FLAGS; k++) {
        size_t length;
        uint8_t *good = read_file(flags[k], &length);
        for (unsigned round = 0; round < 20000; round++) {
            random = random * 1664525 + 1013904223;
            size_t part = round < length ? round : length;
            uint8_t *bytes = malloc(part ? part : 1);
            memcpy(bytes, good, part);
            for (unsigned i = 0; part && i < (random >> 28) % 5; i++) {
                random = random * 1664525 + 1013904223;
                bytes[(random >> 8) % part] = (uint8_t) (random >> 24);
            }
            struct om_header header = { 0 };
            bool done = om_header_read(&header, bytes, part) == OM_DECODER_DONE;
            if (done && header.kind != OM_FILE_SVG) {
                assert_in_range(header.width, 1, OM_DECODER_SIDE_MAX);
                assert_in_range(header.height, 1, OM_DECODER_SIDE_MAX);
                assert_true((uint64_t) header.width * header.height
                            <= OM_DECODER_AREA_MAX);
            }
            free(bytes);
        }
        free(good);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_pictures),
        cmocka_unit_test(test_cut_off),
        cmocka_unit_test(test_huge),
        cmocka_unit_test(test_other_jpegs),
        cmocka_unit_test(test_tall_svg),
        cmocka_unit_test(test_endless_svg),
        cmocka_unit_test(test_header_of_anything),
    };
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
