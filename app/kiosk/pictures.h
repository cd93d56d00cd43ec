// The kiosk's cache of pictures that are not text and not film: button shapes,
// icons, posters, QR codes, made when they are first drawn and kept while they
// are used: at most so many, and at most so many bytes unless the screen being
// drawn needs more. Main thread.
#ifndef OM_KIOSK_PICTURES_H
#define OM_KIOSK_PICTURES_H

#include <stddef.h>
#include <stdint.h>

struct SDL_Surface;

enum om_picture_kind {
    OM_PICTURE_ROUND, // a: radius, b: stroke
    OM_PICTURE_ARC,   // a: part in thousandths, b: stroke
    OM_PICTURE_ICON,  // a: enum om_icon
    OM_PICTURE_FILE,  // text: path; cut to cover
    OM_PICTURE_QR,    // text: what it says
    OM_PICTURE_SHADE, // to be stretched; a column (width 1): from clear at the
                      // top to colour; a row (height 1): at the right
};

struct om_picture_key {
    enum om_picture_kind kind;
    unsigned width, height;
    unsigned a, b;
    uint32_t colour;
    const char *text; // copied; NULL for most kinds
};

struct om_picture_entry {
    struct om_picture_key key;
    char *text;                  // owned; NULL: a free place
    struct SDL_Surface *surface; // owned; NULL: could not be made
    uint64_t id;                 // for display lists
    uint64_t used;
};

enum {
    OM_PICTURES_MAX = 160,
    OM_PICTURES_BYTES = 96 << 20, // the largest, a shade on 4K, takes 17 MB
};

struct om_pictures {
    struct om_picture_entry entries[OM_PICTURES_MAX];
    unsigned count; // places taken into use
    size_t bytes;   // of all surfaces
    uint64_t clock; // counts look-ups: the order of use
    uint64_t ids;
};

// A zeroed struct is an empty cache.

// Forgets them all: files may have changed. Ids go on.
void om_pictures_clear(struct om_pictures *pictures);

void om_pictures_finish(struct om_pictures *pictures);

// The entry is valid until pictures that were used later have pushed it out:
// for the screen being drawn, always. What could not be made is kept too, as an
// entry without a surface: a broken poster is tried, and logged, once.
const struct om_picture_entry *
om_pictures_get(struct om_pictures *pictures, const struct om_picture_key *key);

#endif
