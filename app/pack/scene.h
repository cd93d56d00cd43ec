// The scenes of one story: what each of them is, and where it leads.
#ifndef OM_PACK_SCENE_H
#define OM_PACK_SCENE_H

#include "pack/values.h"

// What is known while a story's scenes are read.
struct om_scenes {
    struct om_reader *reader;
    const struct om_node *map; // of the scenes, by their ids
    size_t story;              // index
    size_t first;              // scene of the story
    bool walkable; // every target is known, so the graph can be judged
};

// Gives a scene its id and kind, so that targets mean something. Without an
// id it cannot be read.
void om_scene_prepare(struct om_scenes *story, const struct om_node *node,
                      struct om_scene *scene);

// Fills a scene, after all of them were prepared.
void om_scene_read(struct om_scenes *story, const struct om_node *node,
                   struct om_scene *scene);

// A scene of this story by its name; OM_SCENE_NONE when there is none.
om_scene_id om_read_target(struct om_scenes *story, const struct om_node *node);

#endif
