#include "text/ink.h"

#include "base/text.h"
#include "text/pixels.h"

#include <SDL.h>
#include <assert.h>
#include <stdlib.h>

// A run that was drawn, and where on its line.
struct piece {
    SDL_Surface *surface; // owned
    SDL_Rect box;         // of what is seen of it
    int x, y;             // of that box, from the line's start and baseline
    size_t line;
};

struct sheet {
    struct piece *pieces; // owned
    size_t count;
    int width; // of the widest line
    int pitch, ascent, descent;
};

// -- drawing ------------------------------------------------------------------

static void
add_run(struct sheet *sheet, struct om_ink ink, int pen, size_t line)
{
    struct piece piece = { .surface = ink.surface, .line = line };
    if (!ink.surface || !om_pixels_bounds(ink.surface, &piece.box)) {
        SDL_FreeSurface(ink.surface);
        return;
    }
    piece.x = pen + ink.x + piece.box.x;
    piece.y = ink.y + piece.box.y;
    sheet->pieces =
        om_realloc(sheet->pieces, (sheet->count + 1) * sizeof(piece));
    sheet->pieces[sheet->count++] = piece;
}

static void
draw_line(struct sheet *sheet, struct om_shaper *shaper,
          const struct om_lines *lines, size_t index, bool centre)
{
    const struct om_line *line = &lines->items[index];
    if (line->start == line->end) {
        return;
    }
    int pen = centre                      ? (sheet->width - line->width) / 2
              : line->para->right_to_left ? sheet->width - line->width
                                          : 0;
    size_t count;
    struct om_run *runs =
        om_para_order(line->para, line->start, line->end, &count);
    for (size_t i = 0; i < count; i++) {
        struct om_ink ink = om_shape_draw(shaper, line->para, &runs[i]);
        add_run(sheet, ink, pen, index);
        pen += ink.width;
    }
    free(runs);
}

// -- placing ------------------------------------------------------------------

static int
larger(int a, int b)
{
    return a > b ? a : b;
}

static int
smaller(int a, int b)
{
    return a < b ? a : b;
}

// Letters of one font may touch those of the next line a little; signs of a
// script that is twice as high may not.
static void
fit_pitch(struct sheet *sheet, unsigned size, size_t lines)
{
    assert(lines > 0);
    struct {
        int above, below; // what its pieces need of the baseline's sides
    } *needs = om_alloc(lines * sizeof(*needs));
    for (size_t i = 0; i < sheet->count; i++) {
        const struct piece *piece = &sheet->pieces[i];
        needs[piece->line].above = larger(needs[piece->line].above, -piece->y);
        needs[piece->line].below =
            larger(needs[piece->line].below, piece->y + piece->box.h);
    }
    int needed = 0;
    for (size_t i = 1; i < lines; i++) {
        needed = larger(needed, needs[i - 1].below + needs[i].above);
    }
    free(needs);
    needed -= (int) size / 12;
    int most = OM_INK_SIDE_MAX / (int) lines;
    sheet->pitch = larger(sheet->pitch, smaller(needed, most));
}

static int
baseline(const struct sheet *sheet, size_t line)
{
    int spare = larger(sheet->pitch - sheet->ascent - sheet->descent, 0);
    return sheet->ascent + spare / 2 + (int) line * sheet->pitch;
}

// The paragraph's box, made larger by what sticks out.
static SDL_Rect
find_bounds(const struct sheet *sheet, size_t lines)
{
    int spare = larger(sheet->pitch - sheet->ascent - sheet->descent, 0);
    int left = 0;
    int top = 0;
    int right = sheet->width;
    int bottom =
        baseline(sheet, lines - 1) + sheet->descent + spare - spare / 2;
    for (size_t i = 0; i < sheet->count; i++) {
        const struct piece *piece = &sheet->pieces[i];
        int y = baseline(sheet, piece->line) + piece->y;
        left = larger(left, -piece->x);
        top = larger(top, -y);
        right = larger(right, piece->x + piece->box.w);
        bottom = larger(bottom, y + piece->box.h);
    }
    return (SDL_Rect){ -left, -top, smaller(right + left, OM_INK_SIDE_MAX),
                       smaller(bottom + top, OM_INK_SIDE_MAX) };
}

static SDL_Surface *
compose(const struct sheet *sheet, SDL_Rect bounds, uint32_t colour)
{
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(
        0, bounds.w, bounds.h, 32, SDL_PIXELFORMAT_ARGB8888);
    if (!surface) {
        return NULL;
    }
    // Where nothing is drawn, it is transparent in the text's colour: scaling
    // that mixes neighbours finds no other.
    SDL_FillRect(surface, NULL, colour & 0xffffff);
    SDL_SetSurfaceBlendMode(surface, SDL_BLENDMODE_BLEND);
    for (size_t i = 0; i < sheet->count; i++) {
        const struct piece *piece = &sheet->pieces[i];
        int x = piece->x - bounds.x;
        int y = baseline(sheet, piece->line) + piece->y - bounds.y;
        SDL_Rect box = piece->box;
        box.w = smaller(box.w, bounds.w - x);
        box.h = smaller(box.h, bounds.h - y);
        om_pixels_blend(piece->surface, &box, surface, x, y);
    }
    return surface;
}

struct SDL_Surface *
om_ink_draw(const struct om_lines *lines, struct om_shaper *shaper,
            const struct om_ink_layout *layout)
{
    struct sheet sheet = { .pitch = layout->pitch };
    om_shape_line_box(shaper, &sheet.ascent, &sheet.descent);
    for (size_t i = 0; i < lines->count; i++) {
        sheet.width = larger(sheet.width, lines->items[i].width);
    }
    for (size_t i = 0; i < lines->count; i++) {
        draw_line(&sheet, shaper, lines, i, layout->centre);
    }
    SDL_Surface *surface = NULL;
    if (sheet.count > 0) {
        fit_pitch(&sheet, shaper->size, lines->count);
        surface =
            compose(&sheet, find_bounds(&sheet, lines->count), shaper->colour);
    }
    for (size_t i = 0; i < sheet.count; i++) {
        SDL_FreeSurface(sheet.pieces[i].surface);
    }
    free(sheet.pieces);
    return surface;
}
