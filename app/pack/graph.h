// Whether a story can be walked: everything can be come by, and there is a
// way to an ending from everywhere.
#ifndef OM_PACK_GRAPH_H
#define OM_PACK_GRAPH_H

#include "pack/values.h"

// Says what is wrong with the scenes `first` … `first + count - 1`, all of
// one story and with all their targets known. `where` is where they begin.
void om_graph_check(struct om_reader *reader, om_scene_id start, size_t first,
                    size_t count, struct om_mark where);

#endif
