// pack.yaml: what the pack is.
#ifndef OM_PACK_MANIFEST_H
#define OM_PACK_MANIFEST_H

#include "pack/values.h"

// Fills the pack's own fields. Returns the list of stories, in which every
// entry is a different id; NULL when there is none to go on with.
const struct om_node *om_read_manifest(struct om_reader *reader);

// Whether an entry of that list may be used.
bool om_manifest_is_story(const struct om_node *list,
                          const struct om_node *entry);

#endif
