#include "report/names.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

// Each name is kept behind its length.
static size_t
length_of(const char *name)
{
    size_t length;
    memcpy(&length, name - sizeof(length), sizeof(length));
    return length;
}

void
om_names_finish(struct om_names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        free(names->items[i] - sizeof(size_t));
    }
    free(names->items);
    free(names->slots);
    *names = (struct om_names){ 0 };
}

static uint64_t
hash_of(const void *bytes, size_t length)
{
    const unsigned char *p = bytes;
    uint64_t hash = 14695981039346656037u; // FNV-1a
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ p[i]) * 1099511628211u;
    }
    return hash ^ hash >> 32;
}

// The slot where the name is, or the free one where it would go.
static size_t
slot_of(const struct om_names *names, const void *bytes, size_t length)
{
    size_t slot = hash_of(bytes, length) & (names->slot_count - 1);
    while (names->slots[slot]) {
        const char *name = names->items[names->slots[slot] - 1];
        if (length_of(name) == length && memcmp(name, bytes, length) == 0) {
            break;
        }
        slot = (slot + 1) & (names->slot_count - 1);
    }
    return slot;
}

uint32_t
om_names_find(const struct om_names *names, const void *bytes, size_t length)
{
    if (names->count == 0) {
        return OM_NAME_NONE;
    }
    uint32_t entry = names->slots[slot_of(names, bytes, length)];
    return entry ? entry - 1 : OM_NAME_NONE;
}

static void
grow(struct om_names *names)
{
    free(names->slots);
    names->room = names->room ? names->room * 2 : 64;
    names->slot_count = names->room * 2;
    names->items =
        om_realloc(names->items, names->room * sizeof(names->items[0]));
    names->slots = om_alloc(names->slot_count * sizeof(names->slots[0]));
    memset(names->slots, 0, names->slot_count * sizeof(names->slots[0]));
    for (size_t i = 0; i < names->count; i++) {
        const char *name = names->items[i];
        names->slots[slot_of(names, name, length_of(name))] =
            (uint32_t) (i + 1);
    }
}

uint32_t
om_names_add(struct om_names *names, const void *bytes, size_t length)
{
    uint32_t known = om_names_find(names, bytes, length);
    if (known != OM_NAME_NONE) {
        return known;
    }
    if (names->count == names->room) {
        grow(names);
    }
    char *block = om_alloc(sizeof(length) + length + 1);
    memcpy(block, &length, sizeof(length));
    memcpy(block + sizeof(length), bytes, length);
    block[sizeof(length) + length] = '\0';
    size_t slot = slot_of(names, bytes, length);
    names->items[names->count] = block + sizeof(length);
    names->slots[slot] = (uint32_t) ++names->count;
    return (uint32_t) (names->count - 1);
}
