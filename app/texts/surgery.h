// Putting translations into a YAML file without touching anything else in it:
// comments, order, quotes and line ends of the rest stay as they were, byte
// by byte. The outcome is read again and compared with what was meant, so a
// file that is too unusual to be mended so is refused, never damaged.
#ifndef OM_TEXTS_SURGERY_H
#define OM_TEXTS_SURGERY_H

#include "base/text.h"
#include "pack/tree.h"

#include <stdbool.h>
#include <stddef.h>

struct om_surgery {
    const char *file;  // for messages only
    const char *bytes; // borrowed, as is the tree that was read of them
    size_t length;
    const struct om_node *tree;
    const char *const *languages; // of the pack; the first is the default
    size_t language_count;
    const char *language;              // to be put in
    struct om_surgery_change *changes; // owned
    size_t count;
};

// The text of `node`, which is written in some languages or, a plain text, in
// one (when `shared`: in all), becomes `text` in the language. At most once
// for each node. Borrows `text`.
void om_surgery_set(struct om_surgery *surgery, const struct om_node *node,
                    bool shared, const char *text);

// The language itself becomes the last entry of a list.
void om_surgery_append(struct om_surgery *surgery, const struct om_node *list);

// Adds the new file to `out`. NULL when all is well, else the node of a
// change that could not be made.
const struct om_node *om_surgery_perform(struct om_surgery *surgery,
                                         struct om_text *out);

void om_surgery_finish(struct om_surgery *surgery);

#endif
