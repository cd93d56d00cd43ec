// A scene that is a film clip: its file, its captions, and the moments at
// which it stops for a question.
#ifndef OM_PACK_FILM_H
#define OM_PACK_FILM_H

#include "pack/scene.h"

enum { OM_FILM_FIELDS = 5 };

extern const struct om_field om_film_fields[OM_FILM_FIELDS];

// `values` are those of om_film_fields.
void om_read_film(struct om_scenes *story, struct om_scene *scene,
                  const struct om_node *const values[]);

#endif
