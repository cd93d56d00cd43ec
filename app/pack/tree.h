// A YAML file as a tree in which every key and value knows where it stands.
// The YAML taken is what a person writes by hand: words, lists and groups.
// Anchors, aliases, tags, tabs, several documents in one file, and anything
// deeper than a pack can be are refused with a finding. Words stay words:
// whether `no` is a text or an answer is decided by whoever reads it.
#ifndef OM_PACK_TREE_H
#define OM_PACK_TREE_H

#include "base/finding.h"
#include "pack/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    OM_TREE_DEPTH_MAX = 12,
    OM_TREE_ENTRIES_MAX = 1000, // of one list or group
};

enum om_node_kind {
    OM_NODE_TEXT,
    OM_NODE_LIST,
    OM_NODE_MAP,
};

struct om_node {
    enum om_node_kind kind;
    bool broken;         // refused already; say nothing more about it
    bool empty;          // TEXT: nothing was written, or null
    bool flow;           // LIST, MAP: written within brackets
    struct om_mark mark; // of the value
    const char *text;    // TEXT: NUL-terminated, never NULL
    const char *key;     // in a map; NULL elsewhere
    struct om_mark key_mark;
    const struct om_node *first; // LIST, MAP
    const struct om_node *next;  // in the same list or map
    size_t count;                // LIST, MAP: how many
    // The value as it is written: bytes from the beginning of the file. Of a
    // block of text, a list or a group without brackets, `end` may lie behind
    // empty lines and comments that follow it.
    size_t begin, end;
};

// The tree, in the arena; NULL when there is none. What is wrong with the
// file is added to `findings`. `file` must live as long as the tree. `bytes`
// are NUL-terminated.
const struct om_node *om_tree_read(struct om_arena *arena, const char *file,
                                   const char *bytes, size_t length,
                                   struct om_findings *findings);

// The value of a key; NULL when it is not there or `map` is no map.
const struct om_node *om_node_get(const struct om_node *map, const char *key);

// Where a person would point: at the key when there is one.
struct om_mark om_node_head(const struct om_node *node);

#endif
