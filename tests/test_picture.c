// Pictures: what a file becomes, what a bad one does not become, and what is
// drawn, measured against geometry and read back by other programs.

#include "base/path.h"
#include "base/text.h"
#include "picture/header.h"
#include "picture/picture.h"
#include "picture/scale.h"

#include <SDL.h>
#include <SDL_image.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h> // needs those above

static const uint32_t RED = 0xc80000, GREEN = 0x00c800, BLUE = 0x0000c8;
static const uint32_t PAPER = 0xf7f3ec, INK = 0x101418;

static char folder[] = "/tmp/omstander-picture-XXXXXX";

// -- files --------------------------------------------------------------------

static char *
place(const char *name)
{
    return om_path_join(folder, name);
}

static void
write_file(const char *name, const void *bytes, size_t length)
{
    char *path = place(name);
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, length, stream), length);
    assert_int_equal(fclose(stream), 0);
    free(path);
}

static uint8_t *
read_file(const char *name, size_t *length)
{
    char *path = place(name);
    char *bytes = om_path_read(path, 1 << 20, length);
    assert_non_null(bytes);
    free(path);
    return (uint8_t *) bytes;
}

// The flag in every format: 40 x 20, a quarter red, half green, a quarter blue.

static const char svg_flag[] =
    "<?xml version=\"1.0\"?>\n"
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 20\">"
    "<rect width=\"40\" height=\"20\" fill=\"#00c800\"/>"
    "<rect width=\"10\" height=\"20\" fill=\"#c80000\"/>"
    "<rect x=\"30\" width=\"10\" height=\"20\" fill=\"#0000c8\"/></svg>";

static const uint8_t webp_flag[] = {
    0x52, 0x49, 0x46, 0x46, 0x3c, 0x00, 0x00, 0x00, 0x57, 0x45, 0x42, 0x50,
    0x56, 0x50, 0x38, 0x4c, 0x2f, 0x00, 0x00, 0x00, 0x2f, 0x27, 0xc0, 0x04,
    0x00, 0x17, 0x20, 0x16, 0x4c, 0x86, 0x95, 0xff, 0x15, 0xe2, 0x20, 0x8b,
    0x05, 0x93, 0x61, 0xe5, 0x7f, 0x85, 0x35, 0xff, 0xc1, 0x97, 0x02, 0x45,
    0x6d, 0x1b, 0x31, 0xbd, 0x05, 0x71, 0x43, 0x2c, 0xd8, 0x7b, 0x47, 0xf4,
    0x3f, 0xc8, 0xcb, 0xcc, 0x0c, 0xe0, 0x7b, 0x00,
};

static const char *const flags[] = { "flag.svg", "flag.png", "flag.jpg",
                                     "flag.webp" };
enum { JPEG = 2, FLAGS = 4 };

static int
make_files(void **state)
{
    (void) state;
    assert_non_null(mkdtemp(folder));
    struct SDL_Surface *flag =
        SDL_CreateRGBSurfaceWithFormat(0, 40, 20, 32, SDL_PIXELFORMAT_ARGB8888);
    SDL_FillRect(flag, NULL, 0xff000000 | GREEN);
    SDL_FillRect(flag, &(SDL_Rect){ 0, 0, 10, 20 }, 0xff000000 | RED);
    SDL_FillRect(flag, &(SDL_Rect){ 30, 0, 10, 20 }, 0xff000000 | BLUE);
    char *png = place("flag.png");
    char *jpeg = place("flag.jpg");
    assert_true(om_picture_save_png(flag, png));
    assert_int_equal(IMG_SaveJPG(flag, jpeg, 95), 0);
    free(jpeg);
    free(png);
    SDL_FreeSurface(flag);
    write_file("flag.svg", svg_flag, sizeof(svg_flag) - 1);
    write_file("flag.webp", webp_flag, sizeof(webp_flag));
    return 0;
}

static int
remove_files(void **state)
{
    (void) state;
    struct om_text command = { 0 };
    om_text_print(&command, "rm -r %s", folder);
    int failed = system(command.data);
    om_text_finish(&command);
    return failed;
}

// -- the log ------------------------------------------------------------------

struct capture {
    int before, file;
};

static struct capture
start_capture(void)
{
    struct capture capture = { .before = dup(STDERR_FILENO) };
    capture.file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    assert_true(capture.before >= 0 && capture.file >= 0);
    dup2(capture.file, STDERR_FILENO);
    return capture;
}

static char *
stop_capture(struct capture capture)
{
    dup2(capture.before, STDERR_FILENO);
    close(capture.before);
    off_t length = lseek(capture.file, 0, SEEK_END);
    char *lines = om_alloc((size_t) length + 1);
    assert_int_equal(pread(capture.file, lines, (size_t) length, 0), length);
    lines[length] = '\0';
    close(capture.file);
    return lines;
}

static unsigned
count_lines(const char *lines)
{
    unsigned count = 0;
    for (const char *at = lines; (at = strchr(at, '\n')); at++) {
        count++;
    }
    return count;
}

// -- pixels -------------------------------------------------------------------

static uint32_t
get_pixel(struct SDL_Surface *surface, int x, int y)
{
    assert_in_range(x, 0, surface->w - 1);
    assert_in_range(y, 0, surface->h - 1);
    const uint8_t *row =
        (const uint8_t *) surface->pixels + (ptrdiff_t) y * surface->pitch;
    uint32_t pixel;
    memcpy(&pixel, row + (ptrdiff_t) x * 4, 4);
    return pixel;
}

static unsigned
get_alpha(struct SDL_Surface *surface, int x, int y)
{
    return get_pixel(surface, x, y) >> 24;
}

static bool
is_near(uint32_t a, uint32_t b, int most)
{
    for (unsigned shift = 0; shift <= 24; shift += 8) {
        if (abs((int) (a >> shift & 0xff) - (int) (b >> shift & 0xff)) > most) {
            return false;
        }
    }
    return true;
}

static void
expect_pixel(const char *what, struct SDL_Surface *surface, int x, int y,
             uint32_t expected)
{
    uint32_t found = get_pixel(surface, x, y);
    if (!is_near(found, expected, 10)) {
        fail_msg("%s: %08x at %d,%d, expected %08x", what, found, x, y,
                 expected);
    }
}

// What is covered, in pixels.
static double
get_area(struct SDL_Surface *surface)
{
    double sum = 0;
    for (int y = 0; y < surface->h; y++) {
        for (int x = 0; x < surface->w; x++) {
            sum += get_alpha(surface, x, y) / 255.0;
        }
    }
    return sum;
}

// -- covering -----------------------------------------------------------------

static struct SDL_Surface *
load(const char *name, unsigned width, unsigned height)
{
    char *path = place(name);
    struct SDL_Surface *surface = om_picture_load_cover(path, width, height);
    free(path);
    return surface;
}

static void
test_cover(void **state)
{
    (void) state;
    static const struct {
        unsigned width, height;
        uint32_t left, middle, right; // of the middle row
    } rows[] = {
        { 40, 20, RED, GREEN, BLUE },     // as it is
        { 20, 10, RED, GREEN, BLUE },     // smaller
        { 160, 80, RED, GREEN, BLUE },    // larger
        { 80, 20, RED, GREEN, BLUE },     // the middle rows
        { 16, 20, GREEN, GREEN, GREEN },  // the middle columns
        { 10, 100, GREEN, GREEN, GREEN }, // a narrow strip of it
        { 333, 111, RED, GREEN, BLUE },   // no whole numbers
    };
    for (size_t k = 0; k < FLAGS; k++) {
        for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
            unsigned width = rows[i].width, height = rows[i].height;
            struct SDL_Surface *surface = load(flags[k], width, height);
            assert_non_null(surface);
            assert_int_equal(surface->w, width);
            assert_int_equal(surface->h, height);
            assert_int_equal(surface->format->format, SDL_PIXELFORMAT_ARGB8888);
            int row = surface->h / 2;
            int left = k == JPEG ? surface->w / 8 : 0; // its colours run out
            int right = surface->w - 1 - left;
            uint32_t solid = 0xff000000;
            expect_pixel(flags[k], surface, left, row, solid | rows[i].left);
            expect_pixel(flags[k], surface, surface->w / 2, row,
                         solid | rows[i].middle);
            expect_pixel(flags[k], surface, right, row, solid | rows[i].right);
            expect_pixel(flags[k], surface, surface->w / 2, 0, solid | GREEN);
            SDL_FreeSurface(surface);
        }
    }
}

// Drawn at the size asked for: an edge is one pixel wide however large it is.
static void
test_svg_is_sharp(void **state)
{
    (void) state;
    struct SDL_Surface *surface = load("flag.svg", 1600, 800);
    assert_non_null(surface);
    expect_pixel("left of the edge", surface, 398, 400, 0xff000000 | RED);
    expect_pixel("right of the edge", surface, 401, 400, 0xff000000 | GREEN);
    SDL_FreeSurface(surface);
}

// A chequered board of single pixels becomes its mean, not a pattern.
static void
test_shrinking_keeps_the_mean(void **state)
{
    (void) state;
    enum { FROM = 600, TO = 37 };
    uint32_t *board = om_alloc(sizeof(*board) * FROM * FROM);
    for (unsigned i = 0; i < FROM * FROM; i++) {
        board[i] = (i + i / FROM) % 2 ? 0xffffffff : 0xff000000;
    }
    uint32_t small[TO * TO];
    om_scale_cover((struct om_pixels){ board, FROM, FROM },
                   (struct om_pixels){ small, TO, TO });
    for (unsigned i = 0; i < TO * TO; i++) {
        if (!is_near(small[i], 0xff808080, 6)) {
            fail_msg("pixel %u is %08x", i, small[i]);
        }
    }
    free(board);
}

// Clear pixels have a colour too; it must not be seen at the edge.
static void
test_alpha_does_not_bleed(void **state)
{
    (void) state;
    uint32_t from[64], to[256];
    for (unsigned i = 0; i < 64; i++) {
        from[i] = i % 8 < 4 ? 0xff00ff00 : 0x00ff0000;
    }
    struct om_pixels picture = { from, 8, 8 };
    om_scale_premultiply(picture);
    om_scale_cover(picture, (struct om_pixels){ to, 16, 16 });
    unsigned half = 0;
    for (unsigned i = 0; i < 256; i++) {
        unsigned alpha = to[i] >> 24;
        half += alpha > 20 && alpha < 235;
        if (alpha > 20 && (to[i] & 0xff0000)) {
            fail_msg("pixel %u is %08x", i, to[i]);
        }
    }
    assert_true(half >= 16);
}

// -- bad files ----------------------------------------------------------------

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
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
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

// -- shapes -------------------------------------------------------------------

static double
round_area(double width, double height, double radius)
{
    return width * height - (4 - M_PI) * radius * radius;
}

static void
expect_area(const char *what, double found, double expected)
{
    if (fabs(found - expected) > 0.3 + expected * 0.002) {
        fail_msg("%s: covers %.2f pixels, expected %.2f", what, found,
                 expected);
    }
}

static void
expect_mirrored(struct SDL_Surface *surface)
{
    int right = surface->w - 1, bottom = surface->h - 1;
    for (int y = 0; y <= bottom; y++) {
        for (int x = 0; x <= right; x++) {
            uint32_t pixel = get_pixel(surface, x, y);
            assert_int_equal(get_pixel(surface, right - x, y), pixel);
            assert_int_equal(get_pixel(surface, x, bottom - y), pixel);
        }
    }
}

static void
test_round(void **state)
{
    (void) state;
    static const struct {
        const char *what;
        unsigned width, height, radius, stroke;
        double radius_drawn, stroke_drawn;
    } rows[] = {
        { "a pixel", 1, 1, 0, 0, 0, 0 },
        { "a rectangle", 30, 20, 0, 0, 0, 0 },
        { "small corners", 31, 21, 3, 0, 3, 0 },
        { "a panel", 300, 101, 16, 0, 16, 0 },
        { "a pill", 200, 60, 30, 0, 30, 0 },
        { "more than half", 200, 61, 4000, 0, 30, 0 },
        { "a disc", 64, 64, 32, 0, 32, 0 },
        { "a dot", 12, 12, 6, 0, 6, 0 },
        { "a frame", 300, 100, 16, 2, 16, 2 },
        { "a thick frame", 300, 100, 16, 20, 16, 20 },
        { "a frame without corners", 40, 30, 0, 1, 0, 1 },
        { "a ring", 64, 64, 32, 4, 32, 4 },
        { "a ring that is full", 64, 64, 32, 40, 32, 0 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        unsigned width = rows[i].width, height = rows[i].height;
        struct SDL_Surface *surface = om_picture_round(
            width, height, rows[i].radius, rows[i].stroke, PAPER);
        assert_non_null(surface);
        assert_int_equal(surface->w, width);
        assert_int_equal(surface->h, height);
        double radius = rows[i].radius_drawn, stroke = rows[i].stroke_drawn;
        double expected = round_area(width, height, radius);
        if (stroke > 0) {
            expected -= round_area(width - 2 * stroke, height - 2 * stroke,
                                   fmax(radius - stroke, 0));
        }
        expect_area(rows[i].what, get_area(surface), expected);
        expect_mirrored(surface);
        uint32_t middle = get_pixel(surface, surface->w / 2, surface->h / 2);
        assert_int_equal(middle, (stroke > 0 ? 0 : 0xff000000) | PAPER);
        SDL_FreeSurface(surface);
    }
}

static void
test_arc(void **state)
{
    (void) state;
    static const double parts[] = { -1, 0, 0.05, 0.25, 0.5, 0.75, 0.9, 1, 7 };
    static const unsigned sizes[][2] = { { 40, 5 }, { 272, 16 }, { 101, 8 } };
    for (size_t k = 0; k < 3; k++) {
        for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
            unsigned size = sizes[k][0], stroke = sizes[k][1];
            double part = fmin(fmax(parts[i], 0), 1);
            struct SDL_Surface *surface =
                om_picture_arc(size, stroke, parts[i], PAPER);
            assert_non_null(surface);
            assert_int_equal(surface->w, size);
            assert_int_equal(surface->h, size);
            double radius = (size - stroke) / 2.0;
            double ends = part > 0 && part < 1 ? M_PI * stroke * stroke / 4 : 0;
            double expected = 2 * M_PI * radius * stroke * part + ends;
            char what[64];
            snprintf(what, sizeof(what), "%g of %u", parts[i], size);
            // half a per cent: coverage is by the distance to the edge
            if (fabs(get_area(surface) - expected) > 0.3 + expected * 0.005) {
                expect_area(what, get_area(surface), expected);
            }
            SDL_FreeSurface(surface);
        }
    }
}

// Clockwise from the top: every eighth in turn.
static void
test_arc_turns_clockwise(void **state)
{
    (void) state;
    enum { SIZE = 200, STROKE = 10 };
    for (int drawn = 0; drawn <= 8; drawn++) {
        struct SDL_Surface *surface =
            om_picture_arc(SIZE, STROKE, drawn / 8.0, PAPER);
        for (int i = 0; i < 8; i++) {
            double angle = (i + 0.5) * M_PI / 4;
            int x = (int) (100 + 95 * sin(angle));
            int y = (int) (100 - 95 * cos(angle));
            unsigned expected = i < drawn ? 255 : 0;
            if (get_alpha(surface, x, y) != expected) {
                fail_msg("%d of 8: eighth %d has alpha %u", drawn, i,
                         get_alpha(surface, x, y));
            }
        }
        SDL_FreeSurface(surface);
    }
}

// -- icons --------------------------------------------------------------------

static void
expect_icon(enum om_icon icon, unsigned size)
{
    struct SDL_Surface *surface = om_picture_icon(icon, size, PAPER);
    assert_non_null(surface);
    assert_int_equal(surface->w, size);
    assert_int_equal(surface->h, size);
    int edge = (int) size / 20;
    for (int i = 0; i < (int) size; i++) {
        for (int k = 0; k < edge; k++) {
            int far = (int) size - 1 - k;
            unsigned ink = get_alpha(surface, i, k) | get_alpha(surface, k, i)
                           | get_alpha(surface, i, far)
                           | get_alpha(surface, far, i);
            if (ink) {
                fail_msg("icon %d at %u: ink %d from the edge", (int) icon,
                         size, k);
            }
        }
    }
    double share = get_area(surface) / ((double) size * size);
    if (share < 0.08 || share > 0.45) {
        fail_msg("icon %d at %u: %.3f is ink", (int) icon, size, share);
    }
    unsigned strongest = 0;
    for (int i = 0; i < surface->w * surface->h; i++) {
        unsigned alpha = get_alpha(surface, i % surface->w, i / surface->w);
        strongest = alpha > strongest ? alpha : strongest;
    }
    assert_int_equal(strongest, 255);
    SDL_FreeSurface(surface);
}

static void
test_icons(void **state)
{
    (void) state;
    static const unsigned sizes[] = { 24, 32, 45, 64, 160, 200, 600 };
    for (int icon = 0; icon < OM_ICON_COUNT_; icon++) {
        for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
            expect_icon((enum om_icon) icon, sizes[i]);
        }
    }
}

// Told apart at a glance: a good part of the ink is somewhere else.
static void
test_icons_differ(void **state)
{
    (void) state;
    enum { SIZE = 32 };
    struct SDL_Surface *icons[OM_ICON_COUNT_];
    for (int i = 0; i < OM_ICON_COUNT_; i++) {
        icons[i] = om_picture_icon((enum om_icon) i, SIZE, PAPER);
        assert_non_null(icons[i]);
    }
    for (int a = 0; a < OM_ICON_COUNT_; a++) {
        for (int b = 0; b < a; b++) {
            double other = 0;
            for (int i = 0; i < SIZE * SIZE; i++) {
                int x = i % SIZE, y = i / SIZE;
                other += abs((int) get_alpha(icons[a], x, y)
                             - (int) get_alpha(icons[b], x, y))
                         / 255.0;
            }
            if (other < 60) {
                fail_msg("icons %d and %d differ in %.1f pixels", a, b, other);
            }
        }
    }
    for (int i = 0; i < OM_ICON_COUNT_; i++) {
        SDL_FreeSurface(icons[i]);
    }
}

static void
test_impossible_sizes(void **state)
{
    (void) state;
    static const unsigned sizes[] = { 0, 8193, UINT32_MAX };
    for (size_t i = 0; i < 3; i++) {
        struct capture capture = start_capture();
        assert_null(om_picture_round(sizes[i], 10, 0, 0, 0));
        assert_null(om_picture_round(10, sizes[i], 0, 0, 0));
        assert_null(om_picture_arc(sizes[i], 1, 1, 0));
        assert_null(om_picture_icon(OM_ICON_HAND, sizes[i], 0));
        assert_null(om_picture_qr("x", sizes[i], 0, 0xffffff));
        assert_null(load("flag.png", sizes[i], 10));
        char *lines = stop_capture(capture);
        assert_int_equal(count_lines(lines), 6);
        free(lines);
    }
}

// -- QR -----------------------------------------------------------------------

static char *
read_code(const char *name)
{
    struct om_text command = { 0 };
    om_text_print(&command,
                  "zbarimg --quiet --raw -Sdisable -Sqrcode.enable %s/%s "
                  "2>/dev/null",
                  folder, name);
    FILE *stream = popen(command.data, "r");
    om_text_finish(&command);
    assert_non_null(stream);
    char *text = om_alloc(4096);
    size_t length = fread(text, 1, 4095, stream);
    text[length] = '\0';
    pclose(stream);
    return text;
}

// From the edge inwards, all of one colour.
static void
expect_quiet(struct SDL_Surface *code, int width, uint32_t light)
{
    for (int k = 0; k < width; k++) {
        for (int i = 0; i < code->w; i++) {
            int far = code->w - 1 - k;
            assert_int_equal(get_pixel(code, i, k), light);
            assert_int_equal(get_pixel(code, k, i), light);
            assert_int_equal(get_pixel(code, i, far), light);
            assert_int_equal(get_pixel(code, far, i), light);
        }
    }
}

static void
test_qr(void **state)
{
    (void) state;
    static const struct {
        const char *text;
        unsigned size;
        int module; // the most whole pixels that fit
    } rows[] = {
        { "https://www.113.nl", 200, 6 },                 // 25 modules and 8
        { "https://www.kindertelefoon.nl/chat", 300, 8 }, // 29 and 8
        { "0800-0432", 120, 4 },                          // 21 and 8
        { "Wat kun jij doen? Een berichtje.", 160, 4 },
        { "https://www.helpwanted.nl", 66, 2 },
        { "https://www.113.nl", 95, 2 }, // 3 would leave too little edge
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct SDL_Surface *code =
            om_picture_qr(rows[i].text, rows[i].size, INK, 0xffffff);
        assert_non_null(code);
        assert_int_equal(code->w, rows[i].size);
        assert_int_equal(code->h, rows[i].size);
        expect_quiet(code, 4 * rows[i].module, 0xffffffff);
        char *path = place("code.png");
        assert_true(om_picture_save_png(code, path));
        free(path);
        char *read = read_code("code.png");
        read[strcspn(read, "\n")] = '\0';
        assert_string_equal(read, rows[i].text);
        free(read);
        // a module's whole width is dark: the corner's square of 7 modules
        int edge = 0;
        while (get_pixel(code, edge, edge) != (0xff000000 | INK)) {
            assert_in_range(++edge, 0, code->w - 1);
        }
        int dark = 0;
        while (get_pixel(code, edge + dark, edge) == (0xff000000 | INK)) {
            dark++;
        }
        assert_int_equal(dark, 7 * rows[i].module);
        SDL_FreeSurface(code);
    }
}

static void
test_qr_refused(void **state)
{
    (void) state;
    char *endless = om_alloc(9000);
    memset(endless, 'a', 8999);
    static const char *const short_text = "https://www.113.nl";
    const struct {
        const char *text;
        unsigned size;
    } rows[] = {
        { NULL, 100 }, { "", 100 }, { short_text, 32 }, { endless, 2000 }
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct capture capture = start_capture();
        assert_null(om_picture_qr(rows[i].text, rows[i].size, INK, PAPER));
        char *lines = stop_capture(capture);
        assert_int_equal(count_lines(lines), 1);
        free(lines);
    }
    free(endless);
}

// -- saving -------------------------------------------------------------------

static void
test_round_trip(void **state)
{
    (void) state;
    struct SDL_Surface *surface =
        SDL_CreateRGBSurfaceWithFormat(0, 67, 41, 32, SDL_PIXELFORMAT_ARGB8888);
    for (int i = 0; i < 67 * 41; i++) {
        uint32_t alpha = i % 3 == 0 ? 0 : i % 3 == 1 ? 255 : 128;
        uint32_t pixel = alpha << 24 | ((uint32_t) i * 2654435761U >> 8);
        memcpy((uint8_t *) surface->pixels + i / 67 * surface->pitch
                   + (ptrdiff_t) (i % 67) * 4,
               &pixel, 4);
    }
    char *path = place("trip.png");
    assert_true(om_picture_save_png(surface, path));
    assert_true(om_picture_save_png(surface, path)); // over itself
    free(path);
    struct SDL_Surface *back = load("trip.png", 67, 41);
    assert_non_null(back);
    for (int i = 0; i < 67 * 41; i++) {
        uint32_t sent = get_pixel(surface, i % 67, i / 67);
        uint32_t found = get_pixel(back, i % 67, i / 67);
        bool same = sent >> 24 == 0     ? found >> 24 == 0
                    : sent >> 24 == 255 ? found == sent
                                        : is_near(found, sent, 2);
        if (!same) {
            fail_msg("pixel %d: %08x came back as %08x", i, sent, found);
        }
    }
    SDL_FreeSurface(back);
    SDL_FreeSurface(surface);
}

// A window's surface has no alpha; its picture is solid.
static void
test_save_screen(void **state)
{
    (void) state;
    struct SDL_Surface *screen =
        SDL_CreateRGBSurfaceWithFormat(0, 16, 16, 32, SDL_PIXELFORMAT_RGB888);
    SDL_FillRect(screen, NULL, PAPER);
    char *path = place("screen.png");
    assert_true(om_picture_save_png(screen, path));
    free(path);
    struct SDL_Surface *back = load("screen.png", 16, 16);
    assert_non_null(back);
    assert_int_equal(get_pixel(back, 7, 7), 0xff000000 | PAPER);
    SDL_FreeSurface(back);
    SDL_FreeSurface(screen);
}

// What cannot be written whole leaves the old picture and nothing else.
static void
test_save_fails(void **state)
{
    (void) state;
    struct SDL_Surface *large = om_picture_round(700, 700, 350, 0, PAPER);
    struct SDL_Surface *small = om_picture_round(8, 8, 4, 0, INK);
    char *path = place("kept.png");
    char *beside = place("kept.png.new");
    assert_true(om_picture_save_png(small, path));
    struct rlimit before, little;
    getrlimit(RLIMIT_FSIZE, &before);
    little = before;
    little.rlim_cur = 500;
    signal(SIGXFSZ, SIG_IGN);
    struct capture capture = start_capture();
    setrlimit(RLIMIT_FSIZE, &little);
    bool saved = om_picture_save_png(large, path);
    setrlimit(RLIMIT_FSIZE, &before);
    bool nowhere = om_picture_save_png(large, "/nowhere/at/all.png");
    char *lines = stop_capture(capture);
    assert_false(saved);
    assert_false(nowhere);
    assert_int_equal(count_lines(lines), 2);
    assert_int_equal(access(beside, F_OK), -1);
    struct SDL_Surface *back = load("kept.png", 8, 8);
    assert_non_null(back);
    assert_int_equal(get_pixel(back, 4, 4), 0xff000000 | INK);
    SDL_FreeSurface(back);
    free(lines);
    free(beside);
    free(path);
    SDL_FreeSurface(small);
    SDL_FreeSurface(large);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cover),
        cmocka_unit_test(test_svg_is_sharp),
        cmocka_unit_test(test_shrinking_keeps_the_mean),
        cmocka_unit_test(test_alpha_does_not_bleed),
        cmocka_unit_test(test_no_pictures),
        cmocka_unit_test(test_cut_off),
        cmocka_unit_test(test_huge),
        cmocka_unit_test(test_other_jpegs),
        cmocka_unit_test(test_tall_svg),
        cmocka_unit_test(test_endless_svg),
        cmocka_unit_test(test_header_of_anything),
        cmocka_unit_test(test_round),
        cmocka_unit_test(test_arc),
        cmocka_unit_test(test_arc_turns_clockwise),
        cmocka_unit_test(test_icons),
        cmocka_unit_test(test_icons_differ),
        cmocka_unit_test(test_impossible_sizes),
        cmocka_unit_test(test_qr),
        cmocka_unit_test(test_qr_refused),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_save_screen),
        cmocka_unit_test(test_save_fails),
    };
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
