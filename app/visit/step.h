// The machine's inside: one step under way, and the moves that the handlers of
// visit.c are made of. Private to app/visit.
#ifndef OM_VISIT_STEP_H
#define OM_VISIT_STEP_H

#include "visit/visit.h"

struct om_step {
    struct om_visit *visit;
    struct om_event event;
    om_tick now;
    const struct om_pack *pack;
    const struct om_visit_rules *rules;
    struct om_effects *effects;
};

void om_step_emit(struct om_step *step, enum om_effect_kind kind,
                  om_scene_id scene);

const struct om_scene *om_step_scene(const struct om_step *step,
                                     om_scene_id id);

// Has a clip ready, if `id` is one or leads to one; NONE is ignored.
void om_step_preroll(struct om_step *step, om_scene_id id);

// How long the present state may last without a touch.
om_tick om_step_allowed(const struct om_step *step);

void om_step_set_deadline(struct om_step *step, om_tick allowed);

// The one writer of `state`.
void om_step_go(struct om_step *step, enum om_visit_state_id state,
                om_scene_id scene);

// Whatever kind of scene it is.
void om_step_enter(struct om_step *step, om_scene_id id);

// The question of a cue that was met.
void om_step_ask(struct om_step *step, uint8_t cue);

// The film is over or broken.
void om_step_after_clip(struct om_step *step);

// Back to the clip that was held, or on from it when it is gone.
void om_step_resume(struct om_step *step);

// No film any more.
void om_step_forget_film(struct om_step *step);

// From the marks that were shown to what they interrupted.
void om_step_after_marks(struct om_step *step);

// The visit is written, and the ending shown after that.
void om_step_count(struct om_step *step);

// The visit ends here, counted as far as it came.
void om_step_leave(struct om_step *step);

// Handlers of answer.c.
void om_step_choose(struct om_step *step);
void om_step_ready(struct om_step *step);
void om_step_after_answer(struct om_step *step);
void om_step_pledge(struct om_step *step);
void om_step_mark(struct om_step *step);

bool om_visit_was_shown(const struct om_visit_result *result,
                        om_scene_id question);

#endif
