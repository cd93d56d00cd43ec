// Text as pictures: shaped (HarfBuzz in SDL_ttf), ordered (FriBidi), broken
// into lines, drawn with the family asked for and, glyph by glyph, with others
// that fontconfig knows where it lacks one. Lines are cached. What comes out
// is a surface of ARGB8888 with straight alpha that the canvas can draw.
// Main thread.
#ifndef OM_TEXT_TYPE_H
#define OM_TEXT_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct SDL_Surface;
struct om_type;

// `family` as fontconfig knows it; another is taken, with one warning in the
// log, where it is not installed. NULL when no font at all can be opened.
struct om_type *om_type_create(const char *family);

void om_type_destroy(struct om_type *type);

// Another family from now on; every block is dropped, ids go on. False, and
// everything stays, when no font can be opened.
bool om_type_set_family(struct om_type *type, const char *family);

enum om_type_weight {
    OM_WEIGHT_TEXT, // regular (captions, body)
    OM_WEIGHT_BOLD, // titles, choices
};

enum om_type_align {
    OM_ALIGN_START, // left; right for a right-to-left paragraph
    OM_ALIGN_CENTRE,
};

struct om_type_style {
    unsigned size; // pixels per em
    enum om_type_weight weight;
    uint32_t colour;    // 0xRRGGBB
    unsigned width;     // break lines to this; 0: one line
    unsigned max_lines; // 0: as many as needed; else the last ends in "…"
    enum om_type_align align;
    unsigned leading; // line height in percent of size; 0: 125
};

enum {
    OM_TYPE_BYTES = 64 << 20,      // what the cache may hold
    OM_TYPE_BYTES_MAX = 256 << 20, // what one screen may make it hold
    OM_TYPE_KEPT = 1024,           // calls: more than a screen needs
};

// A drawn paragraph. Owned by the cache: valid until om_type_trim() drops it;
// when the cache holds more than OM_TYPE_BYTES, only for the next OM_TYPE_KEPT
// calls of om_type_draw(). What would make it hold more than the maximum is
// not drawn: an empty block, marked as cut.
struct om_type_block {
    struct SDL_Surface *surface; // width x height; NULL for empty text
    unsigned width, height;      // of the ink box used for layout
    unsigned lines;
    bool right_to_left;
    bool cut;      // max_lines took something away
    bool overflow; // a word is wider than the width
    bool tofu;     // a character that no installed font draws
    uint64_t id;   // new for every block drawn: a cache key for textures
};

// UTF-8; newlines are kept, but for those at the end, and a soft hyphen is
// where a word may be divided. Never NULL: on failure an empty block. Bounds:
// 8192 characters, 600 pixels per em, 8192 pixels a side and 16 million in
// all; what goes beyond is cut.
const struct om_type_block *om_type_draw(struct om_type *type, const char *text,
                                         const struct om_type_style *style);

// Drops the blocks not drawn since `rounds` calls of om_type_trim() ago. Call
// once per screen shown. Wipe (rounds 0) when a visitor leaves.
void om_type_trim(struct om_type *type, unsigned rounds);

struct om_type_status {
    size_t blocks;
    size_t bytes;
    uint64_t drawn, hits;
};

struct om_type_status om_type_get_status(const struct om_type *type);

#endif
