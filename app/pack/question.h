// A scene that is a question: its answers, where they lead, and what is said
// of other visitors' answers.
#ifndef OM_PACK_QUESTION_H
#define OM_PACK_QUESTION_H

#include "pack/scene.h"

enum { OM_QUESTION_FIELDS = 9 };

extern const struct om_field om_question_fields[OM_QUESTION_FIELDS];

// `values` are those of om_question_fields.
void om_read_question(struct om_scenes *story, struct om_scene *scene,
                      const struct om_node *const values[]);

// Answers without a role or a way on: those of a pledge. False when there
// are too few or too many.
bool om_read_plain_choices(struct om_scenes *story, struct om_scene *scene,
                           const struct om_node *list);

// National figures in pack.yaml about questions that do not exist.
void om_check_norms(struct om_reader *reader);

#endif
