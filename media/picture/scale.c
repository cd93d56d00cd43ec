// A separable cubic filter (Catmull-Rom), widened where the picture shrinks,
// so that every pixel of the original counts. Row by row: the rows that a row
// of the result needs are summed at full width, and the sum is then filtered
// across. So it takes one row of floats, however large the picture is.

#include "picture/scale.h"
#include "base/text.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// Where one pixel of the result looks, along one axis.
struct taps {
    uint32_t first, count;
    const float *weight; // their sum is 1; borrowed from the axis
};

struct axis {
    struct taps *taps; // owned, one for each pixel of the result
    float *weights;    // owned
};

static double
catmull_rom(double x)
{
    x = fabs(x);
    if (x < 1) {
        return (1.5 * x - 2.5) * x * x + 1;
    }
    return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

// The taps of a pixel whose middle lies at `centre` of the original.
static struct taps
look(double centre, double narrowing, uint32_t length, float *weight)
{
    double support = 2 / narrowing;
    double low = ceil(centre - support - 0.5);
    double high = floor(centre + support - 0.5);
    low = fmin(fmax(low, 0), length - 1);
    high = fmin(fmax(high, low), length - 1);
    struct taps taps = { (uint32_t) low, (uint32_t) (high - low) + 1, weight };
    double sum = 0;
    for (uint32_t i = 0; i < taps.count; i++) {
        double tap = catmull_rom((low + i + 0.5 - centre) * narrowing);
        weight[i] = (float) tap;
        sum += tap;
    }
    for (uint32_t i = 0; i < taps.count; i++) {
        weight[i] /= (float) sum;
    }
    return taps;
}

// `scale`: pixels of the result for one of the original; the middle is shown.
static struct axis
make_axis(uint32_t from, uint32_t to, double scale)
{
    double narrowing = fmin(scale, 1);
    double offset = (from - to / scale) / 2;
    size_t room = (size_t) (4 / narrowing) + 3;
    struct axis axis = {
        .taps = om_alloc(to * sizeof(*axis.taps)),
        .weights = om_alloc(to * room * sizeof(*axis.weights)),
    };
    for (uint32_t i = 0; i < to; i++) {
        axis.taps[i] = look(offset + (i + 0.5) / scale, narrowing, from,
                            axis.weights + i * room);
    }
    return axis;
}

static void
finish_axis(struct axis *axis)
{
    free(axis->taps);
    free(axis->weights);
}

// Four floats a pixel, in the order of the bytes in memory.
static void
sum_rows(struct om_pixels from, struct taps taps, float *row)
{
    size_t bytes = (size_t) from.width * 4;
    memset(row, 0, bytes * sizeof(*row));
    for (uint32_t i = 0; i < taps.count; i++) {
        const uint8_t *line =
            (const uint8_t *) (from.pixels
                               + (size_t) (taps.first + i) * from.width);
        float weight = taps.weight[i];
        for (size_t x = 0; x < bytes; x++) {
            row[x] += weight * (float) line[x];
        }
    }
}

static uint32_t
clamp_byte(float value, float highest)
{
    return (uint32_t) lrintf(fminf(fmaxf(value, 0), highest));
}

// Bytes in memory are blue, green, red, alpha (as SDL's ARGB8888 on the
// little-endian machines we run on).
static uint32_t
to_pixel(const float sum[4])
{
    uint32_t alpha = clamp_byte(sum[3], 255);
    if (alpha == 0) {
        return 0;
    }
    float part = 255.0F / (float) alpha;
    return alpha << 24 | clamp_byte(sum[2] * part, 255) << 16
           | clamp_byte(sum[1] * part, 255) << 8
           | clamp_byte(sum[0] * part, 255);
}

static uint32_t
sum_across(const float *row, struct taps taps)
{
    float sum[4] = { 0 };
    const float *at = row + (size_t) taps.first * 4;
    for (uint32_t i = 0; i < taps.count; i++, at += 4) {
        for (int k = 0; k < 4; k++) {
            sum[k] += taps.weight[i] * at[k];
        }
    }
    return to_pixel(sum);
}

void
om_scale_premultiply(struct om_pixels picture)
{
    size_t count = (size_t) picture.width * picture.height;
    for (size_t i = 0; i < count; i++) {
        uint32_t pixel = picture.pixels[i];
        uint32_t alpha = pixel >> 24;
        if (alpha == 255) {
            continue;
        }
        uint32_t result = alpha << 24;
        for (unsigned shift = 0; shift <= 16; shift += 8) {
            result |= ((pixel >> shift & 0xff) * alpha + 127) / 255 << shift;
        }
        picture.pixels[i] = result;
    }
}

void
om_scale_cover(struct om_pixels from, struct om_pixels to)
{
    double scale =
        fmax((double) to.width / from.width, (double) to.height / from.height);
    struct axis across = make_axis(from.width, to.width, scale);
    struct axis down = make_axis(from.height, to.height, scale);
    float *row = om_alloc((size_t) from.width * 4 * sizeof(*row));
    for (uint32_t y = 0; y < to.height; y++) {
        sum_rows(from, down.taps[y], row);
        uint32_t *out = to.pixels + (size_t) y * to.width;
        for (uint32_t x = 0; x < to.width; x++) {
            out[x] = sum_across(row, across.taps[x]);
        }
    }
    free(row);
    finish_axis(&down);
    finish_axis(&across);
}
