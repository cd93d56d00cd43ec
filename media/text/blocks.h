// The cache of drawn blocks: found by what was asked for, dropped when not
// asked for any more. A hit allocates nothing. Main thread.
#ifndef OM_TEXT_BLOCKS_H
#define OM_TEXT_BLOCKS_H

#include "text/type.h"

struct om_blocks;

struct om_blocks *om_blocks_create(void);

void om_blocks_destroy(struct om_blocks *blocks);

// What a block was drawn from. Zero the whole before filling it in: styles are
// compared byte by byte.
struct om_blocks_key {
    const char *text;
    size_t length;
    struct om_type_style style;
};

// NULL when it is not there.
const struct om_type_block *om_blocks_find(struct om_blocks *blocks,
                                           const struct om_blocks_key *key);

// Takes the block's surface over and copies the rest; sets its id. Drops what
// was not found for long when there is too much.
const struct om_type_block *om_blocks_add(struct om_blocks *blocks,
                                          const struct om_blocks_key *key,
                                          const struct om_type_block *block);

void om_blocks_trim(struct om_blocks *blocks, unsigned rounds);

struct om_type_status om_blocks_get_status(const struct om_blocks *blocks);

#endif
