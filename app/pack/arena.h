// Memory that is given back all at once: what a pack's strings and arrays
// live in. Nothing in it is freed by itself.
#ifndef OM_PACK_ARENA_H
#define OM_PACK_ARENA_H

#include <stddef.h>

struct om_arena {
    struct om_arena_block *newest; // owned; NULL while empty
};

void om_arena_finish(struct om_arena *arena);

// Zeroed, aligned for anything, valid until the arena is finished.
void *om_arena_alloc(struct om_arena *arena, size_t size);

// A NUL-terminated copy.
char *om_arena_copy(struct om_arena *arena, const char *bytes, size_t length);

#endif
