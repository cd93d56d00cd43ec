// stories/<id>.yaml: one story's scenes.
#ifndef OM_PACK_STORY_H
#define OM_PACK_STORY_H

#include "pack/values.h"

// How many scenes the story in this tree has.
size_t om_story_scene_count(const struct om_node *tree);

// Fills `story`, the `index`-th of the pack, and its scenes from `first` on.
void om_read_story(struct om_reader *reader, const struct om_node *tree,
                   struct om_story *story, size_t index, size_t first);

#endif
