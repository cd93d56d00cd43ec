// One scene as a box.
#ifndef OM_MAP_SCENE_H
#define OM_MAP_SCENE_H

#include "map/graph.h"
#include "map/map.h"

struct om_map_writer {
    const struct om_map_params *params;
    const struct om_map_graph *graph;
    struct om_text *out;
    size_t story; // index of the one being written
};

const char *om_map_language(const struct om_map_writer *writer);

// The box.
void om_map_write_scene(struct om_map_writer *writer,
                        const struct om_map_scene *scene, size_t index);

// Rows of a box, for findings that `is_about` says are to be in it: at most
// `most`, and how many more there are.
typedef bool (*om_map_is_about)(const struct om_map_writer *writer,
                                const void *context,
                                const struct om_finding *finding);
void om_map_write_findings(struct om_map_writer *writer,
                           om_map_is_about is_about, const void *context,
                           size_t most);

// The worst of them: 2 errors, 1 warnings, 0 none.
int om_map_worst(const struct om_map_writer *writer, om_map_is_about is_about,
                 const void *context);

#endif
