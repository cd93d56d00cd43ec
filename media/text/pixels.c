#include "text/pixels.h"

#include "base/text.h"

#include <SDL.h>
#include <math.h>
#include <stdlib.h>

uint32_t *
om_pixels_row(const struct SDL_Surface *surface, int y)
{
    return (uint32_t *) (void *) ((uint8_t *) surface->pixels
                                  + (ptrdiff_t) y * surface->pitch);
}

static bool
row_has_ink(const struct SDL_Surface *surface, int y)
{
    const uint32_t *row = om_pixels_row(surface, y);
    uint32_t any = 0;
    for (int x = 0; x < surface->w; x++) {
        any |= row[x];
    }
    return any >> 24;
}

bool
om_pixels_bounds(const struct SDL_Surface *surface, struct SDL_Rect *box)
{
    int top = 0;
    int bottom = surface->h;
    while (top < bottom && !row_has_ink(surface, top)) {
        top++;
    }
    while (bottom > top && !row_has_ink(surface, bottom - 1)) {
        bottom--;
    }
    int left = surface->w;
    int right = 0;
    for (int y = top; y < bottom; y++) {
        const uint32_t *row = om_pixels_row(surface, y);
        for (int x = 0; x < left; x++) {
            left = row[x] >> 24 ? x : left;
        }
        for (int x = surface->w; x > right; x--) {
            right = row[x - 1] >> 24 ? x : right;
        }
    }
    *box = (SDL_Rect){ left, top, right - left, bottom - top };
    return top < bottom;
}

static uint32_t
blend_pixel(uint32_t above, uint32_t below)
{
    uint32_t a = above >> 24;
    uint32_t rest = (below >> 24) * (255 - a); // in 255 * 255
    uint32_t total = a * 255 + rest;
    uint32_t pixel = (total + 127) / 255 << 24;
    for (unsigned shift = 0; shift <= 16; shift += 8) {
        uint32_t part =
            (above >> shift & 0xff) * a * 255 + (below >> shift & 0xff) * rest;
        pixel |= (part + total / 2) / total << shift;
    }
    return pixel;
}

void
om_pixels_blend(const struct SDL_Surface *from, const struct SDL_Rect *part,
                struct SDL_Surface *to, int x, int y)
{
    for (int j = 0; j < part->h; j++) {
        const uint32_t *source = om_pixels_row(from, part->y + j) + part->x;
        uint32_t *target = om_pixels_row(to, y + j) + x;
        for (int i = 0; i < part->w; i++) {
            if (source[i] >> 24 == 0) {
                continue;
            }
            target[i] =
                target[i] >> 24 ? blend_pixel(source[i], target[i]) : source[i];
        }
    }
}

// -- scaling ------------------------------------------------------------------

// Each axis by itself, with a triangle as wide as the coarser of the two
// grids: between neighbours when enlarging, the mean of many when reducing.
// From `length` pixels of four floats, `step` floats apart, to `wanted`.
static void
scale_line(const float *from, int length, float *to, int wanted, size_t step)
{
    double ratio = (double) length / wanted;
    double reach = ratio > 1 ? ratio : 1;
    for (int i = 0; i < wanted; i++) {
        double centre = (i + 0.5) * ratio - 0.5;
        int last = (int) floor(centre + reach);
        float sum[4] = { 0 };
        float weights = 0;
        for (int k = (int) ceil(centre - reach); k <= last; k++) {
            float weight = (float) (1 - fabs(k - centre) / reach);
            int at = k < 0 ? 0 : k >= length ? length - 1 : k;
            const float *pixel = from + (size_t) at * step;
            for (size_t part = 0; part < 4; part++) {
                sum[part] += weight * pixel[part];
            }
            weights += weight;
        }
        for (size_t part = 0; part < 4; part++) {
            to[(size_t) i * step + part] = sum[part] / weights;
        }
    }
}

static void
read_floats(const struct SDL_Surface *surface, float *floats)
{
    for (int y = 0; y < surface->h; y++) {
        const uint32_t *row = om_pixels_row(surface, y);
        for (int x = 0; x < surface->w; x++) {
            for (unsigned shift = 0; shift <= 24; shift += 8) {
                *floats++ = (float) (row[x] >> shift & 0xff);
            }
        }
    }
}

// To straight alpha: colours are divided by what they were multiplied with.
static void
write_floats(const float *floats, struct SDL_Surface *surface)
{
    for (int y = 0; y < surface->h; y++) {
        uint32_t *row = om_pixels_row(surface, y);
        for (int x = 0; x < surface->w; x++, floats += 4) {
            uint32_t alpha = (uint32_t) lroundf(floats[3]);
            row[x] = alpha << 24;
            for (unsigned part = 0; alpha && part < 3; part++) {
                float value = floats[part] * 255 / floats[3];
                uint32_t whole = (uint32_t) lroundf(fminf(value, 255));
                row[x] |= whole << (8 * part);
            }
        }
    }
}

struct SDL_Surface *
om_pixels_scale(const struct SDL_Surface *from, double factor)
{
    int width = (int) fmax(round(from->w * factor), 1);
    int height = (int) fmax(round(from->h * factor), 1);
    SDL_Surface *to = SDL_CreateRGBSurfaceWithFormat(0, width, height, 32,
                                                     SDL_PIXELFORMAT_ARGB8888);
    if (!to) {
        return NULL;
    }
    size_t old_pitch = (size_t) from->w * 4;
    size_t pitch = (size_t) width * 4;
    float *whole = om_alloc(old_pitch * (size_t) from->h * sizeof(float));
    float *narrow = om_alloc(pitch * (size_t) from->h * sizeof(float));
    float *scaled = om_alloc(pitch * (size_t) height * sizeof(float));
    read_floats(from, whole);
    for (size_t y = 0; y < (size_t) from->h; y++) {
        scale_line(whole + y * old_pitch, from->w, narrow + y * pitch, width,
                   4);
    }
    for (size_t x = 0; x < (size_t) width; x++) {
        scale_line(narrow + x * 4, from->h, scaled + x * 4, height, pitch);
    }
    write_floats(scaled, to);
    free(whole);
    free(narrow);
    free(scaled);
    return to;
}
