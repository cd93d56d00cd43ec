// The scenes of the stories to be drawn, as the files have them: what is
// missing or misspelled stays so. Borrowed from the arena it was read into.
#ifndef OM_MAP_GRAPH_H
#define OM_MAP_GRAPH_H

#include "base/finding.h"
#include "pack/arena.h"
#include "pack/tree.h"

#include <stdbool.h>
#include <stddef.h>

enum om_map_kind {
    OM_MAP_FILM,
    OM_MAP_QUESTION,
    OM_MAP_CARD,
    OM_MAP_END,
    OM_MAP_HELPED,
    OM_MAP_OTHER, // it cannot be seen what it is
    OM_MAP_KINDS,
};

struct om_map_scene {
    const char *id;
    enum om_map_kind kind;
    const struct om_node *node;
    unsigned first, last; // lines of the story's file
};

struct om_map_story {
    const char *id, *file;
    const struct om_node *tree; // NULL: cannot be read
    struct om_map_scene *scenes;
    size_t count;
};

struct om_map_graph {
    struct om_arena arena;                     // owned
    const struct om_node *pack, *facts, *tips; // NULL: cannot be read
    struct om_map_story *stories;
    size_t count;
};

// False with errno when the folder or its pack.yaml cannot be read at all.
bool om_map_graph_read(struct om_map_graph *graph, const char *root,
                       const char *story);

void om_map_graph_finish(struct om_map_graph *graph);

// The index of a scene of that name; -1: none.
int om_map_scene_find(const struct om_map_story *story, const char *name);

// Whether a finding is about this scene: within its lines, or in the captions
// or the chat of its film.
bool om_map_scene_has(const struct om_map_story *story,
                      const struct om_map_scene *scene,
                      const struct om_finding *finding);

// Whether it is about the story, but none of its scenes.
bool om_map_story_has(const struct om_map_story *story,
                      const struct om_finding *finding);

// A text in a language; where that is missing, in the pack's first, or any.
// "" when there is none.
const char *om_map_words(const struct om_map_graph *graph,
                         const struct om_node *node, const char *language);

// The value of a key as a text; "" when there is none.
const char *om_map_text(const struct om_node *map, const char *key);

// The film of a scene: the last of a list, which is the pack's own.
const char *om_map_film(const struct om_node *scene);

#endif
