#include "text/shape.h"

#include "text/chars.h"
#include "text/pixels.h"
#include "text/utf8.h"

#include <SDL_ttf.h>
#include <math.h>

// SDL_ttf tells how large a line of text is, but not how far it moves the pen
// and not where in its picture the pen started: what sticks out to the left
// or on top shifts the rest. Both are needed to put runs of different fonts
// on one line.
//
//  - Every run is measured and drawn with a space on both sides. Letters reach
//    into those spaces and not beyond, so the picture starts exactly one
//    space before the pen, and is exactly two spaces wider than the way.
//  - A picture higher than the font's line has something sticking out at the
//    top or at the bottom. It is drawn once more with an underline: the row
//    where that is found tells how far all was moved down.

static void
add_char(struct om_text *text, uint32_t c)
{
    char bytes[4];
    om_text_add(text, bytes, om_utf8_encode(c, bytes));
}

// The run's text as SDL_ttf is to be given it, with the font set up for it.
static const char *
prepare(struct om_shaper *shaper, const struct om_font *font,
        const struct om_para *para, const struct om_run *run)
{
    const char *tag = om_chars_script_tag(run->script);
    TTF_SetFontDirection(font->ttf, run->right_to_left ? TTF_DIRECTION_RTL
                                                       : TTF_DIRECTION_LTR);
    TTF_SetFontScriptName(font->ttf, tag ? tag : "Zyyy");
    struct om_text *text = &shaper->scratch;
    text->length = 0;
    if (font->space > 0) {
        add_char(text, ' ');
    }
    for (size_t i = run->start; i < run->end; i++) {
        add_char(text, para->chars[i]);
    }
    if (font->space > 0) {
        add_char(text, ' ');
    }
    return om_text_get(text);
}

static int
run_width(struct om_shaper *shaper, const struct om_para *para,
          const struct om_run *run)
{
    const struct om_font *font =
        om_fonts_open(shaper->fonts, run->face, shaper->size);
    if (!font) {
        return 0;
    }
    int width = 0;
    if (run->end - run->start == 1 && para->chars[run->start] == ' ') {
        width = font->space;
    } else {
        const char *text = prepare(shaper, font, para, run);
        TTF_SizeUTF8(font->ttf, text, &width, NULL);
        width -= font->spaces;
    }
    return width > 0 ? (int) lround(width * font->scale) : 0;
}

int
om_shape_width(struct om_shaper *shaper, const struct om_para *para,
               size_t start, size_t end)
{
    int width = 0;
    while (start < end) {
        struct om_run run = om_para_run(para, start, end);
        width += run_width(shaper, para, &run);
        start = run.end;
    }
    return width;
}

void
om_shape_line_box(struct om_shaper *shaper, int *ascent, int *descent)
{
    const struct om_font *font =
        om_fonts_open(shaper->fonts, (struct om_face){ 0 }, shaper->size);
    *ascent = font ? font->ascent : (int) shaper->size;
    *descent = font ? font->descent : 0;
}

// How far the picture's line was moved down.
static int
find_shift(const struct om_font *font, const char *text, SDL_Color colour)
{
    TTF_SetFontStyle(font->ttf, TTF_STYLE_UNDERLINE);
    SDL_Surface *surface = TTF_RenderUTF8_Blended(font->ttf, text, colour);
    TTF_SetFontStyle(font->ttf, TTF_STYLE_NORMAL);
    int shift = 0;
    for (int y = 0; surface && y < surface->h; y++) {
        if (om_pixels_row(surface, y)[0] >> 24 == 255) {
            shift = y - font->underline;
            break;
        }
    }
    SDL_FreeSurface(surface);
    return shift > 0 ? shift : 0;
}

struct om_ink
om_shape_draw(struct om_shaper *shaper, const struct om_para *para,
              const struct om_run *run)
{
    struct om_ink ink = { 0 };
    const struct om_font *font =
        om_fonts_open(shaper->fonts, run->face, shaper->size);
    if (!font) {
        return ink;
    }
    // A bitmap font's pictures come on what is nothing only if it is black.
    uint32_t rgb = font->scale == 1 ? shaper->colour : 0;
    SDL_Color colour = { (uint8_t) (rgb >> 16), (uint8_t) (rgb >> 8),
                         (uint8_t) rgb, 255 };
    const char *text = prepare(shaper, font, para, run);
    ink.surface = TTF_RenderUTF8_Blended(font->ttf, text, colour);
    if (!ink.surface) {
        return ink; // nothing to see, or out of memory
    }
    int shift = 0;
    if (ink.surface->h > font->height && font->underline >= 0) {
        shift = find_shift(font, text, colour);
    }
    int width = ink.surface->w - font->spaces;
    ink.width = width > 0 ? (int) lround(width * font->scale) : 0;
    ink.x = -(int) lround(font->space * font->scale);
    ink.y = -(int) lround((font->ascent + shift) * font->scale);
    if (font->scale != 1) {
        SDL_Surface *scaled = om_pixels_scale(ink.surface, font->scale);
        SDL_FreeSurface(ink.surface);
        ink.surface = scaled;
    }
    return ink;
}
