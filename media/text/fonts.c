#include "text/fonts.h"

#include "base/log.h"
#include "base/text.h"
#include "text/chars.h"
#include "text/pixels.h"

#include <SDL_ttf.h>
#include <fontconfig/fontconfig.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// Faces are looked up in lists, best first: the family, Noto's fonts script by
// script (drawn to go together, each in regular and bold), then whatever
// fontconfig would take for a sans serif.

enum list_name { // the first two as in enum om_type_weight
    LIST_TEXT,
    LIST_BOLD,
    LIST_EMOJI,
    LIST_COUNT,
};

struct face {
    const FcPattern *pattern; // these three are borrowed from the set
    const char *file;
    const FcCharSet *charset;
    int index;
    double pixels; // of a bitmap font's em; 0: an outline
    bool broken;
};

struct list {
    FcFontSet *set;
    struct face *faces;
    size_t count;
};

enum { OPEN_MAX_FONTS = 32 };

struct slot {
    struct om_face face;
    unsigned size;
    uint64_t used;
    struct om_font font;
};

struct om_fonts {
    FcConfig *config;
    struct list lists[LIST_COUNT];
    struct slot slots[OPEN_MAX_FONTS];
    uint64_t uses;
};

// -- finding ------------------------------------------------------------------

static void
add_family(FcPattern *pattern, const char *family)
{
    FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *) family);
}

static FcPattern *
make_pattern(const char *family, enum list_name name)
{
    FcPattern *pattern = FcPatternCreate();
    if (name == LIST_EMOJI) {
        add_family(pattern, "emoji");
        FcPatternAddBool(pattern, FC_COLOR, FcTrue);
        return pattern;
    }
    add_family(pattern, family);
    add_family(pattern, "Noto Sans");
    for (uint8_t script = 1; om_chars_script_name(script); script++) {
        char noto[64];
        snprintf(noto, sizeof(noto), "Noto Sans %s",
                 om_chars_script_name(script));
        add_family(pattern, noto);
    }
    add_family(pattern, "Noto Sans Symbols");
    add_family(pattern, "Noto Sans Symbols2");
    add_family(pattern, "sans-serif");
    FcPatternAddInteger(pattern, FC_WEIGHT,
                        name == LIST_BOLD ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
    FcPatternAddInteger(pattern, FC_SLANT, FC_SLANT_ROMAN);
    return pattern;
}

// Left out: formats that SDL_ttf draws badly or not at all, and the families
// of all weights in one file, whose weights are listed on their own.
static bool
read_face(const FcPattern *pattern, struct face *face)
{
    FcChar8 *file, *format;
    FcCharSet *charset;
    int index = 0;
    FcBool variable = FcFalse;
    FcBool outline = FcTrue;
    FcPatternGetBool(pattern, FC_VARIABLE, 0, &variable);
    FcPatternGetBool(pattern, FC_OUTLINE, 0, &outline);
    FcPatternGetInteger(pattern, FC_INDEX, 0, &index);
    if (variable
        || FcPatternGetString(pattern, FC_FILE, 0, &file) != FcResultMatch
        || FcPatternGetCharSet(pattern, FC_CHARSET, 0, &charset)
               != FcResultMatch
        || FcPatternGetString(pattern, FC_FONTFORMAT, 0, &format)
               != FcResultMatch
        || (strcmp((char *) format, "TrueType") != 0
            && strcmp((char *) format, "CFF") != 0)) {
        return false;
    }
    double pixels = 0;
    if (!outline
        && FcPatternGetDouble(pattern, FC_PIXEL_SIZE, 0, &pixels)
               != FcResultMatch) {
        return false;
    }
    *face = (struct face){ .pattern = pattern,
                           .file = (char *) file,
                           .charset = charset,
                           .index = index,
                           .pixels = pixels };
    return true;
}

static void
fill_list(struct om_fonts *fonts, enum list_name name, const char *family)
{
    struct list *list = &fonts->lists[name];
    FcPattern *pattern = make_pattern(family, name);
    FcConfigSubstitute(fonts->config, pattern, FcMatchPattern);
    FcDefaultSubstitute(pattern);
    FcResult result;
    list->set = FcFontSort(fonts->config, pattern, FcTrue, NULL, &result);
    FcPatternDestroy(pattern);
    if (!list->set) {
        return;
    }
    list->faces = om_alloc((size_t) list->set->nfont * sizeof(*list->faces));
    for (int i = 0; i < list->set->nfont && list->count < UINT16_MAX; i++) {
        list->count +=
            read_face(list->set->fonts[i], &list->faces[list->count]);
    }
}

// The families that fontconfig stands ready to replace are not missing.
static bool
is_alias(const char *family)
{
    static const char *const aliases[] = {
        "", "sans-serif", "sans", "serif", "monospace", "mono", "system-ui",
    };
    for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
        if (strcasecmp(family, aliases[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void
warn_if_missing(const struct om_fonts *fonts, const char *family)
{
    const FcPattern *pattern = fonts->lists[LIST_TEXT].faces[0].pattern;
    FcChar8 *name = NULL;
    FcChar8 *first = NULL;
    for (int i = 0;
         FcPatternGetString(pattern, FC_FAMILY, i, &name) == FcResultMatch;
         i++) {
        first = first ? first : name;
        if (strcasecmp((char *) name, family) == 0) {
            return;
        }
    }
    if (!is_alias(family)) {
        om_log(OM_LOG_WARN, "text/fonts",
               "the font %s is not installed; %s is used", family,
               first ? (char *) first : "another");
    }
}

// -- opening ------------------------------------------------------------------

// SDL_ttf moves a line down when something sticks out of its top and does not
// tell by how much; an underline shows it (text/shape.c). Here: where it is
// when nothing sticks out.
static int
find_underline(TTF_Font *ttf)
{
    TTF_SetFontStyle(ttf, TTF_STYLE_UNDERLINE);
    SDL_Color white = { 255, 255, 255, 255 };
    SDL_Surface *surface = TTF_RenderUTF8_Blended(ttf, " ", white);
    TTF_SetFontStyle(ttf, TTF_STYLE_NORMAL);
    int found = -1;
    for (int y = 0; surface && found < 0 && y < surface->h; y++) {
        const uint32_t *row = om_pixels_row(surface, y);
        found = row[0] >> 24 ? y : -1;
    }
    SDL_FreeSurface(surface);
    return found;
}

static bool
open_face(const struct face *face, unsigned size, struct om_font *font)
{
    bool outline = face->pixels <= 0;
    // A bitmap font's size is the number of one of its sets: the last.
    TTF_Font *ttf =
        TTF_OpenFontIndex(face->file, outline ? (int) size : 9999, face->index);
    if (!ttf) {
        return false;
    }
    // Light: letters keep their widths, and their stems sharp feet.
    TTF_SetFontHinting(ttf, TTF_HINTING_LIGHT);
    *font = (struct om_font){
        .ttf = ttf,
        .scale = outline ? 1 : size / face->pixels,
        .ascent = TTF_FontAscent(ttf),
        .descent = -TTF_FontDescent(ttf),
        .height = TTF_FontHeight(ttf),
        .underline = -1,
    };
    TTF_SetFontDirection(ttf, TTF_DIRECTION_LTR);
    if (outline && TTF_GlyphIsProvided32(ttf, ' ')) {
        TTF_SizeUTF8(ttf, " ", &font->space, NULL);
        TTF_SizeUTF8(ttf, "  ", &font->spaces, NULL);
    }
    if (font->space > 0) {
        font->underline = find_underline(ttf);
    }
    return true;
}

static struct face *
get_face(struct om_fonts *fonts, struct om_face face)
{
    return &fonts->lists[face.list].faces[face.index];
}

static struct slot *
find_slot(struct om_fonts *fonts, struct om_face face, unsigned size)
{
    struct slot *oldest = &fonts->slots[0];
    for (size_t i = 0; i < OPEN_MAX_FONTS; i++) {
        struct slot *slot = &fonts->slots[i];
        if (slot->font.ttf && slot->size == size && slot->face.list == face.list
            && slot->face.index == face.index) {
            return slot;
        }
        oldest = slot->used < oldest->used ? slot : oldest;
    }
    return oldest;
}

static void
close_slot(struct slot *slot)
{
    if (slot->font.ttf) {
        TTF_CloseFont(slot->font.ttf);
    }
    *slot = (struct slot){ 0 };
}

// The family's own font was opened once, at the start; should it go away
// under us, this fails.
const struct om_font *
om_fonts_open(struct om_fonts *fonts, struct om_face face, unsigned size)
{
    struct slot *slot = find_slot(fonts, face, size);
    bool open = slot->font.ttf && slot->size == size
                && slot->face.list == face.list
                && slot->face.index == face.index;
    if (!open) {
        close_slot(slot);
        struct face *found = get_face(fonts, face);
        if (!open_face(found, size, &slot->font)) {
            if (!found->broken) {
                om_log(OM_LOG_WARN, "text/fonts", "%s: %s", found->file,
                       TTF_GetError());
            }
            found->broken = true;
            bool family = face.list == LIST_TEXT && face.index == 0;
            return family ? NULL
                          : om_fonts_open(fonts, (struct om_face){ 0 }, size);
        }
        slot->face = face;
        slot->size = size;
    }
    slot->used = ++fonts->uses;
    return &slot->font;
}

// -- choosing -----------------------------------------------------------------

static bool
draws(const struct face *face, const uint32_t *cluster, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!FcCharSetHasChar(face->charset, cluster[i])
            && !om_chars_is_invisible(cluster[i])) {
            return false;
        }
    }
    return !face->broken;
}

static bool
search(const struct om_fonts *fonts, enum list_name name,
       const uint32_t *cluster, size_t count, struct om_face *face)
{
    const struct list *list = &fonts->lists[name];
    for (size_t i = 0; i < list->count; i++) {
        if (draws(&list->faces[i], cluster, count)) {
            *face = (struct om_face){ (uint16_t) name, (uint16_t) i };
            return true;
        }
    }
    return false;
}

static bool
wants_emoji(const uint32_t *cluster, size_t count)
{
    enum { AS_TEXT = 0xfe0e, AS_PICTURE = 0xfe0f };
    for (size_t i = 1; i < count; i++) {
        if (cluster[i] == AS_TEXT || cluster[i] == AS_PICTURE) {
            return cluster[i] == AS_PICTURE;
        }
    }
    return om_chars_is_emoji(cluster[0]);
}

struct om_face
om_fonts_pick(struct om_fonts *fonts, enum om_type_weight weight,
              const uint32_t *cluster, size_t count, struct om_face before,
              bool *missing)
{
    enum list_name name = weight == OM_WEIGHT_BOLD ? LIST_BOLD : LIST_TEXT;
    struct om_face face = { (uint16_t) name, 0 };
    if (wants_emoji(cluster, count)
        && search(fonts, LIST_EMOJI, cluster, count, &face)) {
        return face;
    }
    if (draws(get_face(fonts, face), cluster, count)) {
        return face;
    }
    if (om_chars_script(cluster[0]) == 0
        && draws(get_face(fonts, before), cluster, count)) {
        return before;
    }
    if (!search(fonts, name, cluster, count, &face)) {
        // An accent that no font has next to its letter: at least the letter.
        *missing = true;
        search(fonts, name, cluster, 1, &face);
    }
    return face;
}

bool
om_fonts_are_pictures(struct om_face face)
{
    return face.list == LIST_EMOJI;
}

// -- life ---------------------------------------------------------------------

// A list starts with a face that can be opened.
static bool
check_list(struct list *list)
{
    struct om_font font;
    size_t bad = 0;
    while (bad < list->count
           && (list->faces[bad].pixels > 0
               || !open_face(&list->faces[bad], 16, &font))) {
        bad++;
    }
    if (bad == list->count) {
        return false;
    }
    TTF_CloseFont(font.ttf);
    list->count -= bad;
    memmove(list->faces, list->faces + bad, list->count * sizeof(*list->faces));
    return true;
}

struct om_fonts *
om_fonts_create(const char *family)
{
    if (TTF_Init() < 0) {
        om_log(OM_LOG_ERROR, "text/fonts", "%s", TTF_GetError());
        return NULL;
    }
    struct om_fonts *fonts = om_alloc(sizeof(*fonts));
    fonts->config = FcInitLoadConfigAndFonts();
    for (int name = 0; fonts->config && name < LIST_COUNT; name++) {
        fill_list(fonts, (enum list_name) name, family);
    }
    if (!check_list(&fonts->lists[LIST_TEXT])
        || !check_list(&fonts->lists[LIST_BOLD])) {
        om_log(OM_LOG_ERROR, "text/fonts", "no font can be opened");
        om_fonts_destroy(fonts);
        return NULL;
    }
    warn_if_missing(fonts, family);
    return fonts;
}

void
om_fonts_destroy(struct om_fonts *fonts)
{
    if (!fonts) {
        return;
    }
    for (size_t i = 0; i < OPEN_MAX_FONTS; i++) {
        close_slot(&fonts->slots[i]);
    }
    for (int name = 0; name < LIST_COUNT; name++) {
        if (fonts->lists[name].set) {
            FcFontSetDestroy(fonts->lists[name].set);
        }
        free(fonts->lists[name].faces);
    }
    if (fonts->config) {
        FcConfigDestroy(fonts->config);
    }
    TTF_Quit();
    free(fonts);
}
