// Reading a chat track: the group, the people in it, and what happens when.
#ifndef OM_PACK_CHAT_H
#define OM_PACK_CHAT_H

#include "pack/values.h"

// The track a scene names: a file beside its film, or, with a folder in its
// name, from the pack's root. NULL when it cannot be read.
const struct om_chat *om_read_chat(struct om_reader *reader,
                                   const struct om_node *name,
                                   const char *clip);

#endif
