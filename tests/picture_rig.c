#include "picture_rig.h"

#include "base/path.h"
#include "base/text.h"
#include "picture/picture.h"

#include <SDL.h>
#include <SDL_image.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h> // needs those above

static char folder[] = "/tmp/omstander-picture-XXXXXX";

// -- files --------------------------------------------------------------------

char *
place(const char *name)
{
    return om_path_join(folder, name);
}

void
write_file(const char *name, const void *bytes, size_t length)
{
    char *path = place(name);
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, length, stream), length);
    assert_int_equal(fclose(stream), 0);
    free(path);
}

uint8_t *
read_file(const char *name, size_t *length)
{
    char *path = place(name);
    char *bytes = om_path_read(path, 1 << 20, length);
    assert_non_null(bytes);
    free(path);
    return (uint8_t *) bytes;
}

const char svg_flag[] =
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

const char *const flags[] = { "flag.svg", "flag.png", "flag.jpg", "flag.webp" };

int
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

int
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

struct capture
start_capture(void)
{
    struct capture capture = { .before = dup(STDERR_FILENO) };
    capture.file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    assert_true(capture.before >= 0 && capture.file >= 0);
    dup2(capture.file, STDERR_FILENO);
    return capture;
}

char *
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

unsigned
count_lines(const char *lines)
{
    unsigned count = 0;
    for (const char *at = lines; (at = strchr(at, '\n')); at++) {
        count++;
    }
    return count;
}

// -- pixels -------------------------------------------------------------------

uint32_t
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

unsigned
get_alpha(struct SDL_Surface *surface, int x, int y)
{
    return get_pixel(surface, x, y) >> 24;
}

bool
is_near(uint32_t a, uint32_t b, int most)
{
    for (unsigned shift = 0; shift <= 24; shift += 8) {
        if (abs((int) (a >> shift & 0xff) - (int) (b >> shift & 0xff)) > most) {
            return false;
        }
    }
    return true;
}

void
expect_pixel(const char *what, struct SDL_Surface *surface, int x, int y,
             uint32_t expected)
{
    uint32_t found = get_pixel(surface, x, y);
    if (!is_near(found, expected, 10)) {
        fail_msg("%s: %08x at %d,%d, expected %08x", what, found, x, y,
                 expected);
    }
}

double
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

struct SDL_Surface *
load(const char *name, unsigned width, unsigned height)
{
    char *path = place(name);
    struct SDL_Surface *surface = om_picture_load_cover(path, width, height);
    free(path);
    return surface;
}
