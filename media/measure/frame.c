#include "measure/frame.h"

#include <libavutil/frame.h>
#include <libavutil/pixfmt.h>
#include <math.h>
#include <string.h>

// The average of Y, U and V over each cell, and from those the colour: linear
// light would be averaged more exactly pixel by pixel, at many times the cost.
// Rows are added up in columns of 16 bits (which compilers turn into vector
// instructions), the columns of a cell at the end of its rows. Of pictures
// with many rows every other one is looked at.

enum { WIDTH_MAX = 4096, ROWS_LOOKED_AT = 64, LEVELS = 1024 };

struct plane {
    const uint8_t *pixels;
    ptrdiff_t stride;
    unsigned width, height;
};

void
om_grid_init(struct om_grid *grid, unsigned width, unsigned height)
{
    unsigned longer = width > height ? width : height;
    grid->columns = width * OM_FLASH_SIDE / (longer ? longer : 1);
    grid->rows = height * OM_FLASH_SIDE / (longer ? longer : 1);
    grid->columns = grid->columns ? grid->columns : 1;
    grid->rows = grid->rows ? grid->rows : 1;
}

// Adds some rows of a plane into columns.
static unsigned
add_rows(const struct plane *plane, unsigned from, unsigned to, uint16_t *sums)
{
    unsigned step = (to - from) >= ROWS_LOOKED_AT / 4 ? 2 : 1, count = 0;
    while ((to - from) / step > 256) { // so many fit into 16 bits
        step++;
    }
    memset(sums, 0, plane->width * sizeof(*sums));
    for (unsigned y = from; y < to; y += step, count++) {
        const uint8_t *row = plane->pixels + (ptrdiff_t) y * plane->stride;
        for (unsigned x = 0; x < plane->width; x++) {
            sums[x] = (uint16_t) (sums[x] + row[x]);
        }
    }
    return count;
}

static void
average(const struct plane *plane, const struct om_grid *grid, float *cells)
{
    uint16_t sums[WIDTH_MAX];
    for (unsigned r = 0; r < grid->rows; r++) {
        unsigned from = plane->height * r / grid->rows;
        unsigned to = plane->height * (r + 1) / grid->rows;
        unsigned rows = add_rows(plane, from, to, sums);
        for (unsigned c = 0; c < grid->columns; c++) {
            unsigned left = plane->width * c / grid->columns;
            unsigned right = plane->width * (c + 1) / grid->columns;
            uint32_t sum = 0;
            for (unsigned x = left; x < right; x++) {
                sum += sums[x];
            }
            cells[r * grid->columns + c] =
                (float) sum / (float) (rows * (right - left));
        }
    }
}

// -- colours ------------------------------------------------------------------

static float
clamp(float value)
{
    return value < 0 ? 0 : value > 1 ? 1 : value;
}

struct colours {
    bool full, bt601; // range; matrix
    float linear[LEVELS + 1];
};

// As WCAG defines relative luminance.
static void
fill_linear(struct colours *colours)
{
    for (int i = 0; i <= LEVELS; i++) {
        float value = (float) i / LEVELS;
        colours->linear[i] = value <= 0.04045F
                                 ? value / 12.92F
                                 : powf((value + 0.055F) / 1.055F, 2.4F);
    }
}

static float
to_linear(const struct colours *colours, float value)
{
    return colours->linear[(int) (clamp(value) * LEVELS + 0.5F)];
}

static struct om_flash_light
light_of(const struct colours *colours, float y, float u, float v)
{
    float luma = colours->full ? y / 255 : (y - 16) / 219;
    float range = colours->full ? 255 : 224;
    float blue = (u - 128) / range, red = (v - 128) / range;
    float kr = colours->bt601 ? 0.299F : 0.2126F;
    float kb = colours->bt601 ? 0.114F : 0.0722F;
    float r = luma + 2 * (1 - kr) * red, b = luma + 2 * (1 - kb) * blue;
    float g = (luma - kr * r - kb * b) / (1 - kr - kb);
    r = to_linear(colours, r);
    g = to_linear(colours, g);
    b = to_linear(colours, b);
    float reddish = (r - g - b) * 320;
    return (struct om_flash_light){
        .luminance = 0.2126F * r + 0.7152F * g + 0.0722F * b,
        .red = reddish > 0 ? reddish : 0,
        .saturated = r > 0 && r >= 0.8F * (r + g + b),
    };
}

static struct plane
plane_of(const AVFrame *frame, int i)
{
    unsigned half = i > 0;
    return (struct plane){
        .pixels = frame->data[i],
        .stride = frame->linesize[i],
        .width = ((unsigned) frame->width + half) >> half,
        .height = ((unsigned) frame->height + half) >> half,
    };
}

bool
om_grid_see(struct om_grid *grid, const struct AVFrame *frame)
{
    bool fits = frame->width <= WIDTH_MAX
                && (unsigned) frame->width >= 4 * grid->columns
                && (unsigned) frame->height >= 4 * grid->rows;
    if (!fits
        || (frame->format != AV_PIX_FMT_YUV420P
            && frame->format != AV_PIX_FMT_YUVJ420P)) {
        return false;
    }
    struct colours colours = {
        .full = frame->format == AV_PIX_FMT_YUVJ420P
                || frame->color_range == AVCOL_RANGE_JPEG,
        .bt601 = frame->colorspace == AVCOL_SPC_SMPTE170M
                 || frame->colorspace == AVCOL_SPC_BT470BG
                 || (frame->colorspace == AVCOL_SPC_UNSPECIFIED
                     && frame->height <= 576),
    };
    fill_linear(&colours);
    float cells[3][OM_FLASH_SIDE * OM_FLASH_SIDE];
    for (int i = 0; i < 3; i++) {
        struct plane plane = plane_of(frame, i);
        average(&plane, grid, cells[i]);
    }
    for (unsigned i = 0; i < grid->columns * grid->rows; i++) {
        grid->lights[i] =
            light_of(&colours, cells[0][i], cells[1][i], cells[2][i]);
    }
    return true;
}
