// Picture files in a folder of their own, the log meanwhile, and what the
// pixels of a surface are.
#ifndef OM_TESTS_PICTURE_RIG_H
#define OM_TESTS_PICTURE_RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct SDL_Surface;

static const uint32_t RED = 0xc80000, GREEN = 0x00c800, BLUE = 0x0000c8;
static const uint32_t PAPER = 0xf7f3ec, INK = 0x101418;

// The path of a file in the folder; owned by the caller.
char *place(const char *name);

// Into the folder.
void write_file(const char *name, const void *bytes, size_t length);

// From the folder; owned by the caller.
uint8_t *read_file(const char *name, size_t *length);

// The flag in every format: 40 x 20, a quarter red, half green, a quarter blue.

extern const char svg_flag[];

enum { JPEG = 2, FLAGS = 4 };
extern const char *const flags[FLAGS];

// Before the tests of a group: the folder, and the flags in it.
int make_files(void **state);

// After them.
int remove_files(void **state);

struct capture {
    int before, file;
};

// What is logged from here on.
struct capture start_capture(void);

// What was logged; owned by the caller.
char *stop_capture(struct capture capture);

// How many lines there are.
unsigned count_lines(const char *lines);

// As ARGB8888.
uint32_t get_pixel(struct SDL_Surface *surface, int x, int y);

// 0-255.
unsigned get_alpha(struct SDL_Surface *surface, int x, int y);

// Whether no part of two colours is further apart than `most`.
bool is_near(uint32_t a, uint32_t b, int most);

// Fails the test when it is another colour, about.
void expect_pixel(const char *what, struct SDL_Surface *surface, int x, int y,
                  uint32_t expected);

// What is covered, in pixels.
double get_area(struct SDL_Surface *surface);

// A picture of the folder, to cover width x height; NULL: it is none.
struct SDL_Surface *load(const char *name, unsigned width, unsigned height);

#endif
