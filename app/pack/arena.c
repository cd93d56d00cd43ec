#include "pack/arena.h"

#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 16 * 1024, ALIGNMENT = _Alignof(max_align_t) };

struct om_arena_block {
    struct om_arena_block *older;
    size_t used, size;
    _Alignas(max_align_t) char memory[];
};

void
om_arena_finish(struct om_arena *arena)
{
    while (arena->newest) {
        struct om_arena_block *older = arena->newest->older;
        free(arena->newest);
        arena->newest = older;
    }
}

void *
om_arena_alloc(struct om_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2) {
        abort();
    }
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct om_arena_block *block = arena->newest;
    if (!block || block->size - block->used < size) {
        size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
        block = om_alloc(sizeof(*block) + room);
        block->size = room;
        block->older = arena->newest;
        arena->newest = block;
    }
    void *memory = block->memory + block->used;
    block->used += size;
    return memory;
}

char *
om_arena_copy(struct om_arena *arena, const char *bytes, size_t length)
{
    char *copy = om_arena_alloc(arena, length + 1);
    memcpy(copy, bytes, length);
    return copy;
}
