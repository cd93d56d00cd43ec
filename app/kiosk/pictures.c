#include "kiosk/pictures.h"

#include "base/text.h"
#include "picture/picture.h"

#include <SDL.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// Text ids of media/text count from 1 as well; ours are kept apart.
static const uint64_t id_base = UINT64_C(1) << 62;

static bool
is_same(const struct om_picture_entry *entry, const struct om_picture_key *key)
{
    const struct om_picture_key *have = &entry->key;
    return have->kind == key->kind && have->width == key->width
           && have->height == key->height && have->a == key->a
           && have->b == key->b && have->colour == key->colour
           && strcmp(entry->text, key->text ? key->text : "") == 0;
}

static struct SDL_Surface *
make_shade(unsigned width, unsigned height, uint32_t colour)
{
    struct SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(
        0, (int) width, (int) height, 32, SDL_PIXELFORMAT_ARGB8888);
    for (unsigned y = 0; surface && y < height; y++) {
        double part = (double) y / height;
        uint32_t alpha = (uint32_t) (236 * part * (2 - part));
        SDL_Rect row = { 0, (int) y, (int) width, 1 };
        SDL_FillRect(surface, &row, alpha << 24 | colour);
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
            return make_shade(key->width, key->height, key->colour);
    }
    return NULL;
}

static void
finish_entry(struct om_picture_entry *entry)
{
    SDL_FreeSurface(entry->surface);
    free(entry->text);
    *entry = (struct om_picture_entry){ 0 };
}

static struct om_picture_entry *
room_for_one(struct om_pictures *pictures)
{
    if (pictures->count < OM_PICTURES_MAX) {
        return &pictures->entries[pictures->count++];
    }
    struct om_picture_entry *oldest = &pictures->entries[0];
    for (unsigned i = 1; i < OM_PICTURES_MAX; i++) {
        if (pictures->entries[i].used < oldest->used) {
            oldest = &pictures->entries[i];
        }
    }
    finish_entry(oldest);
    return oldest;
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
    return entry;
}

void
om_pictures_finish(struct om_pictures *pictures)
{
    for (unsigned i = 0; i < pictures->count; i++) {
        finish_entry(&pictures->entries[i]);
    }
    *pictures = (struct om_pictures){ 0 };
}
