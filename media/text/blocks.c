#include "text/blocks.h"

#include "base/text.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 512 };

struct entry {
    struct entry *next; // in its bucket
    uint64_t hash;
    uint64_t round; // of the last time it was found
    uint64_t use;
    size_t bytes;
    bool refused;             // there was no room: to be tried again
    struct om_blocks_key key; // its text is owned
    struct om_type_block block;
};

struct om_blocks {
    struct entry *buckets[BUCKETS];
    struct om_type_status status;
    uint64_t round, uses, ids;
};

// -- finding ------------------------------------------------------------------

static uint64_t
mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

static uint64_t
hash_bytes(uint64_t hash, const void *bytes, size_t length)
{
    const char *at = bytes;
    for (; length >= sizeof(hash); length -= sizeof(hash)) {
        uint64_t word;
        memcpy(&word, at, sizeof(word));
        hash = mix(hash, word);
        at += sizeof(word);
    }
    uint64_t rest = length;
    memcpy((char *) &rest + 1, at, length);
    return mix(hash, rest);
}

static uint64_t
hash_key(const struct om_blocks_key *key)
{
    uint64_t hash = hash_bytes(1, key->text, key->length);
    return hash_bytes(hash, &key->style, sizeof(key->style));
}

static bool
is_key(const struct entry *entry, uint64_t hash,
       const struct om_blocks_key *key)
{
    return entry->hash == hash && entry->key.length == key->length
           && memcmp(entry->key.text, key->text, key->length) == 0
           && memcmp(&entry->key.style, &key->style, sizeof(key->style)) == 0;
}

const struct om_type_block *
om_blocks_find(struct om_blocks *blocks, const struct om_blocks_key *key)
{
    uint64_t hash = hash_key(key);
    struct entry *entry = blocks->buckets[hash % BUCKETS];
    while (entry && !is_key(entry, hash, key)) {
        entry = entry->next;
    }
    if (!entry) {
        return NULL;
    }
    entry->round = blocks->round;
    entry->use = ++blocks->uses;
    blocks->status.hits++;
    return &entry->block;
}

// -- dropping -----------------------------------------------------------------

static void
drop(struct om_blocks *blocks, struct entry **link)
{
    struct entry *entry = *link;
    *link = entry->next;
    blocks->status.blocks--;
    blocks->status.bytes -= entry->bytes;
    SDL_FreeSurface(entry->block.surface);
    free((char *) entry->key.text);
    free(entry);
}

static struct entry **
find_oldest(struct om_blocks *blocks)
{
    struct entry **oldest = NULL;
    for (size_t i = 0; i < BUCKETS; i++) {
        for (struct entry **link = &blocks->buckets[i]; *link;
             link = &(*link)->next) {
            if (!oldest || (*link)->use < (*oldest)->use) {
                oldest = link;
            }
        }
    }
    return oldest;
}

static void
make_room(struct om_blocks *blocks, size_t bytes)
{
    while (blocks->status.bytes + bytes > OM_TYPE_BYTES) {
        struct entry **oldest = find_oldest(blocks);
        if (!oldest || blocks->uses - (*oldest)->use < OM_TYPE_KEPT) {
            break;
        }
        drop(blocks, oldest);
    }
}

void
om_blocks_trim(struct om_blocks *blocks, unsigned rounds)
{
    blocks->round++;
    for (size_t i = 0; i < BUCKETS; i++) {
        struct entry **link = &blocks->buckets[i];
        while (*link) {
            if ((*link)->refused || (*link)->round + rounds < blocks->round) {
                drop(blocks, link);
            } else {
                link = &(*link)->next;
            }
        }
    }
}

// -- adding -------------------------------------------------------------------

static size_t
surface_bytes(const struct om_type_block *block)
{
    const SDL_Surface *surface = block->surface;
    return surface ? sizeof(*surface)
                         + (size_t) surface->pitch * (size_t) surface->h
                   : 0;
}

static void
refuse(struct entry *entry)
{
    struct om_type_block *block = &entry->block;
    entry->refused = true;
    entry->bytes -= surface_bytes(block);
    SDL_FreeSurface(block->surface);
    *block = (struct om_type_block){ .id = block->id, .cut = true };
}

const struct om_type_block *
om_blocks_add(struct om_blocks *blocks, const struct om_blocks_key *key,
              const struct om_type_block *block)
{
    struct entry *entry = om_alloc(sizeof(*entry));
    char *text = om_alloc(key->length);
    memcpy(text, key->text, key->length);
    entry->hash = hash_key(key);
    entry->key = *key;
    entry->key.text = text;
    entry->block = *block;
    entry->block.id = ++blocks->ids;
    entry->round = blocks->round;
    entry->use = ++blocks->uses;
    entry->bytes = sizeof(*entry) + key->length + surface_bytes(block);
    make_room(blocks, entry->bytes);
    if (blocks->status.bytes + entry->bytes > OM_TYPE_BYTES_MAX) {
        refuse(entry);
    }
    struct entry **bucket = &blocks->buckets[entry->hash % BUCKETS];
    entry->next = *bucket;
    *bucket = entry;
    blocks->status.blocks++;
    blocks->status.drawn++;
    blocks->status.bytes += entry->bytes;
    return &entry->block;
}

// -- life ---------------------------------------------------------------------

struct om_blocks *
om_blocks_create(void)
{
    return om_alloc(sizeof(struct om_blocks));
}

void
om_blocks_destroy(struct om_blocks *blocks)
{
    if (blocks) {
        om_blocks_trim(blocks, 0);
        free(blocks);
    }
}

struct om_type_status
om_blocks_get_status(const struct om_blocks *blocks)
{
    return blocks->status;
}
