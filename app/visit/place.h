// Places in a visit that nobody walked to: for whoever makes a pack and looks
// at one scene of it, while it changes. Pure, like the rest of this folder. A
// visit that was put in a place is no real one; it is not to be counted.
#ifndef OM_VISIT_PLACE_H
#define OM_VISIT_PLACE_H

#include "visit/visit.h"

// A visit that begins at a scene. One that a film asks is over that film, held
// where it asks: then the visit's `film` is set and nothing plays it.
struct om_visit om_visit_begin_at(const struct om_pack *pack, om_scene_id scene,
                                  om_tick now,
                                  const struct om_visit_rules *rules,
                                  struct om_effects *effects);

// The same place, and what was answered so far, in another edition of the
// pack, by ids. What is gone there leads to the beginning of its story, or to
// the stories; PLAY is among the effects only if it leads to a film by that.
struct om_visit om_visit_move(const struct om_visit *old,
                              const struct om_pack *from,
                              const struct om_pack *to, om_tick now,
                              const struct om_visit_rules *rules,
                              struct om_effects *effects);

#endif
