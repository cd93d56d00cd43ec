// The ways between the scenes of a story, and how a long story is folded: a
// picture sixty scenes wide hangs on no wall. Scenes are put in rows by how
// far they are from the beginning, cut where the fewest ways cross; a way
// into another row ends in a sign that names the scene and its row.
#ifndef OM_MAP_WAYS_H
#define OM_MAP_WAYS_H

#include "map/graph.h"

#include <stddef.h>

enum { OM_MAP_ROWS_MAX = 12 };

struct om_map_way {
    size_t from;
    int to;             // -1: there is no such scene
    const char *target; // its name
    const char *port;   // of the box, with `number`; NULL: the box itself
    size_t number;
    const char *colour, *line, *arrow;
};

struct om_map_ways {
    struct om_map_way *items; // owned
    size_t count;
    size_t *depth, *row; // owned; of each scene
    size_t rows;
};

void om_map_ways_find(struct om_map_ways *ways,
                      const struct om_map_story *story);

void om_map_ways_finish(struct om_map_ways *ways);

#endif
