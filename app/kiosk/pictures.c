#include "kiosk/pictures.h"

#include "base/text.h"
#include "canvas/list.h"
#include "picture/picture.h"

#include <SDL.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// Text ids of media/text count from 1 as well; ours are kept apart.
static const uint64_t id_base = UINT64_C(1) << 62;

// More look-ups than a screen makes: what was used within them may be part of
// the list that is being written.
enum { RECENT = 2 * OM_LIST_MAX };

static bool
is_same(const struct om_picture_entry *entry, const struct om_picture_key *key)
{
    const struct om_picture_key *have = &entry->key;
    return entry->text && have->kind == key->kind && have->width == key->width
           && have->height == key->height && have->a == key->a
           && have->b == key->b && have->colour == key->colour
           && strcmp(entry->text, key->text ? key->text : "") == 0;
}

// Of one column or row: whoever draws it stretches it.
static struct SDL_Surface *
make_shade(const struct om_picture_key *key)
{
    bool side = key->width > 1;
    int steps = (int) (side ? key->width : key->height);
    struct SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(
        0, side ? steps : 1, side ? 1 : steps, 32, SDL_PIXELFORMAT_ARGB8888);
    for (int i = 0; surface && i < steps; i++) {
        double part = side ? 1 - (double) i / steps : (double) i / steps;
        uint32_t alpha = (uint32_t) (236 * part * (2 - part));
        SDL_Rect dot = { side ? i : 0, side ? 0 : i, 1, 1 };
        SDL_FillRect(surface, &dot, alpha << 24 | key->colour);
    }
    return surface;
}

static struct SDL_Surface *
make(const struct om_picture_key *key)
{
    switch (key->kind) {
        case OM_PICTURE_ROUND:
            return om_picture_round(key->width, key->height, key->a, key->b,
                                    key->colour);
        case OM_PICTURE_ARC:
            return om_picture_arc(key->width, key->b, key->a / 1000.0,
                                  key->colour);
        case OM_PICTURE_ICON:
            return om_picture_icon((enum om_icon) key->a, key->width,
                                   key->colour);
        case OM_PICTURE_FILE:
            return om_picture_load_cover(key->text, key->width, key->height);
        case OM_PICTURE_QR:
            return om_picture_qr(key->text, key->width, 0x101418, 0xffffff);
        case OM_PICTURE_SHADE:
            return make_shade(key);
    }
    return NULL;
}

static size_t
size_of(const struct om_picture_entry *entry)
{
    const struct SDL_Surface *surface = entry->surface;
    return surface ? (size_t) surface->pitch * (size_t) surface->h : 0;
}

static void
drop(struct om_pictures *pictures, struct om_picture_entry *entry)
{
    pictures->bytes -= size_of(entry);
    SDL_FreeSurface(entry->surface);
    free(entry->text);
    *entry = (struct om_picture_entry){ 0 };
}

// The one used longest ago; of those that take memory only, if asked.
static struct om_picture_entry *
find_oldest(struct om_pictures *pictures, bool with_surface)
{
    struct om_picture_entry *oldest = NULL;
    for (unsigned i = 0; i < pictures->count; i++) {
        struct om_picture_entry *entry = &pictures->entries[i];
        if ((entry->surface || !with_surface)
            && (!oldest || entry->used < oldest->used)) {
            oldest = entry;
        }
    }
    return oldest;
}

// A free place was used at 0 and so comes first.
static struct om_picture_entry *
room_for_one(struct om_pictures *pictures)
{
    if (pictures->count < OM_PICTURES_MAX) {
        return &pictures->entries[pictures->count++];
    }
    struct om_picture_entry *oldest = find_oldest(pictures, false);
    drop(pictures, oldest);
    return oldest;
}

static void
keep_within_bytes(struct om_pictures *pictures)
{
    while (pictures->bytes > OM_PICTURES_BYTES) {
        struct om_picture_entry *oldest = find_oldest(pictures, true);
        if (pictures->clock - oldest->used < RECENT) {
            return;
        }
        drop(pictures, oldest);
    }
}

const struct om_picture_entry *
om_pictures_get(struct om_pictures *pictures, const struct om_picture_key *key)
{
    pictures->clock++;
    for (unsigned i = 0; i < pictures->count; i++) {
        if (is_same(&pictures->entries[i], key)) {
            pictures->entries[i].used = pictures->clock;
            return &pictures->entries[i];
        }
    }
    struct om_picture_entry *entry = room_for_one(pictures);
    entry->key = *key;
    entry->key.text = NULL;
    entry->text = om_strdup(key->text ? key->text : "");
    entry->surface = make(key);
    entry->id = id_base + ++pictures->ids;
    entry->used = pictures->clock;
    pictures->bytes += size_of(entry);
    keep_within_bytes(pictures);
    return entry;
}

void
om_pictures_clear(struct om_pictures *pictures)
{
    for (unsigned i = 0; i < pictures->count; i++) {
        drop(pictures, &pictures->entries[i]);
    }
    pictures->count = 0;
}

void
om_pictures_finish(struct om_pictures *pictures)
{
    om_pictures_clear(pictures);
    *pictures = (struct om_pictures){ 0 };
}
