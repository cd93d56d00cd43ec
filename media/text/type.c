#include "text/type.h"

#include "base/text.h"
#include "text/blocks.h"
#include "text/fonts.h"
#include "text/ink.h"
#include "text/lines.h"
#include "text/utf8.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>

enum {
    CHARS_MAX = 8192, // of one text: far more than a screen holds
    BYTES_MAX = 4 * CHARS_MAX,
    SIZE_MAX_PIXELS = 600, // an em
    AREA_MAX = 16 << 20,   // pixels of a picture
    LEADING = 125,         // percent
};

struct om_type {
    struct om_fonts *fonts;
    struct om_blocks *blocks;
    uint32_t *chars; // room for one text
    struct om_text scratch;
};

struct om_type *
om_type_create(const char *family)
{
    struct om_fonts *fonts = om_fonts_create(family);
    if (!fonts) {
        return NULL;
    }
    struct om_type *type = om_alloc(sizeof(*type));
    type->fonts = fonts;
    type->blocks = om_blocks_create();
    type->chars = om_alloc(CHARS_MAX * sizeof(*type->chars));
    return type;
}

void
om_type_destroy(struct om_type *type)
{
    if (!type) {
        return;
    }
    om_blocks_destroy(type->blocks);
    om_fonts_destroy(type->fonts);
    om_text_finish(&type->scratch);
    free(type->chars);
    free(type);
}

bool
om_type_set_family(struct om_type *type, const char *family)
{
    struct om_fonts *fonts = om_fonts_create(family);
    if (!fonts) {
        return false;
    }
    om_blocks_trim(type->blocks, 0);
    om_fonts_destroy(type->fonts);
    type->fonts = fonts;
    return true;
}

static unsigned
within(unsigned value, unsigned least, unsigned most)
{
    return value < least ? least : value > most ? most : value;
}

// The style with its defaults and bounds; what is equal is drawn once.
static void
make_key(struct om_blocks_key *key, const char *text,
         const struct om_type_style *style)
{
    memset(key, 0, sizeof(*key));
    key->text = text;
    key->length = strnlen(text, BYTES_MAX + 1);
    key->style.size = within(style->size, 1, SIZE_MAX_PIXELS);
    key->style.weight = style->weight;
    key->style.colour = style->colour & 0xffffff;
    key->style.width = within(style->width, 0, OM_INK_SIDE_MAX);
    key->style.max_lines = style->max_lines;
    key->style.align = style->align;
    key->style.leading =
        within(style->leading ? style->leading : LEADING, 50, 400);
}

static int
pitch_of(const struct om_type_style *style)
{
    int pitch = (int) ((style->size * style->leading + 50) / 100);
    return pitch > 0 ? pitch : 1;
}

static struct om_lines_limits
limits_of(const struct om_type_style *style)
{
    unsigned pitch = (unsigned) pitch_of(style);
    unsigned width = style->width ? style->width : OM_INK_SIDE_MAX;
    unsigned room = width > style->size ? width : style->size;
    unsigned most =
        within(AREA_MAX / (room * pitch), 1, OM_INK_SIDE_MAX / pitch);
    return (struct om_lines_limits){
        .width = (int) width,
        .wrap = style->width > 0,
        .max = style->max_lines ? within(style->max_lines, 1, most) : most,
    };
}

// Characters to lay out: line ends at the end are none.
static size_t
read_text(struct om_type *type, const struct om_blocks_key *key, bool *more)
{
    size_t used;
    size_t count =
        om_utf8_decode(key->text, key->length, type->chars, CHARS_MAX, &used);
    *more = used < key->length || key->length > BYTES_MAX;
    while (count > 0 && type->chars[count - 1] == '\n') {
        count--;
    }
    return count;
}

static struct om_type_block
draw(struct om_type *type, const struct om_blocks_key *key)
{
    const struct om_type_style *style = &key->style;
    struct om_shaper shaper = {
        .fonts = type->fonts,
        .weight = style->weight,
        .size = style->size,
        .colour = style->colour,
        .scratch = type->scratch,
    };
    struct om_lines_limits limits = limits_of(style);
    struct om_lines lines = { 0 };
    size_t count = read_text(type, key, &limits.more);
    om_lines_make(&lines, &shaper, type->chars, count, &limits);
    struct om_ink_layout layout = {
        .centre = style->align == OM_ALIGN_CENTRE,
        .pitch = pitch_of(style),
    };
    SDL_Surface *surface = om_ink_draw(&lines, &shaper, &layout);
    type->scratch = shaper.scratch;
    struct om_type_block block = {
        .surface = surface,
        .width = surface ? (unsigned) surface->w : 0,
        .height = surface ? (unsigned) surface->h : 0,
        .lines = surface ? (unsigned) lines.count : 0,
        .right_to_left = lines.right_to_left,
        .cut = lines.cut,
        .overflow = lines.overflow,
        .tofu = lines.tofu,
    };
    om_lines_finish(&lines);
    return block;
}

const struct om_type_block *
om_type_draw(struct om_type *type, const char *text,
             const struct om_type_style *style)
{
    struct om_blocks_key key;
    make_key(&key, text, style);
    const struct om_type_block *found = om_blocks_find(type->blocks, &key);
    if (found) {
        return found;
    }
    struct om_type_block block = draw(type, &key);
    return om_blocks_add(type->blocks, &key, &block);
}

void
om_type_trim(struct om_type *type, unsigned rounds)
{
    om_blocks_trim(type->blocks, rounds);
}

struct om_type_status
om_type_get_status(const struct om_type *type)
{
    return om_blocks_get_status(type->blocks);
}
