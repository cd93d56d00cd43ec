// Scenes to read: cards, endings; and the choice between endings by how often
// the visitor helped.
#ifndef OM_PACK_ENDING_H
#define OM_PACK_ENDING_H

#include "pack/scene.h"

enum { OM_CARD_FIELDS = 5, OM_END_FIELDS = 3, OM_HELPED_FIELDS = 1 };

extern const struct om_field om_card_fields[OM_CARD_FIELDS];
extern const struct om_field om_end_fields[OM_END_FIELDS];
extern const struct om_field om_helped_fields[OM_HELPED_FIELDS];

// `values` are those of the fields above.
void om_read_card(struct om_scenes *story, struct om_scene *scene,
                  const struct om_node *const values[]);
void om_read_end(struct om_scenes *story, struct om_scene *scene,
                 const struct om_node *const values[]);
void om_read_helped(struct om_scenes *story, struct om_scene *scene,
                    const struct om_node *const values[]);

#endif
