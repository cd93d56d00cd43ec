#include "visit/step.h"

#include <assert.h>
#include <stddef.h>

// A visit that took less was not a person who read.
static const om_tick suspect_answer = OM_MS(1200);
static const om_tick suspect_visit = OM_S(8);

void
om_step_emit(struct om_step *step, enum om_effect_kind kind, om_scene_id scene)
{
    struct om_effects *effects = step->effects;
    assert(effects->count < OM_VISIT_EFFECTS_MAX);
    effects->items[effects->count++] = (struct om_effect){ kind, scene };
}

const struct om_scene *
om_step_scene(const struct om_step *step, om_scene_id id)
{
    assert(id < step->pack->scene_count);
    return &step->pack->scenes[id];
}

// A scene that is none to look at leads on by how often the visitor helped;
// never to another of its kind.
static om_scene_id
through_helped(const struct om_step *step, om_scene_id id)
{
    const struct om_scene *scene = om_step_scene(step, id);
    if (scene->kind != OM_SCENE_HELPED) {
        return id;
    }
    unsigned helped = om_visit_helped(step->visit, step->pack);
    uint8_t i = 0;
    while (scene->branches[i].at_least > helped) {
        i++; // the last is 0
    }
    assert(i < scene->branch_count);
    return scene->branches[i].go_to;
}

void
om_step_preroll(struct om_step *step, om_scene_id id)
{
    if (id == OM_SCENE_NONE) {
        return;
    }
    id = through_helped(step, id);
    if (om_step_scene(step, id)->kind == OM_SCENE_CLIP) {
        om_step_emit(step, OM_EFFECT_PREROLL, id);
    }
}

// -- states -------------------------------------------------------------------

om_tick
om_step_allowed(const struct om_step *step)
{
    const struct om_visit_rules *rules = step->rules;
    switch (step->visit->state) {
        case OM_VISIT_ATTRACT:
            return OM_NEVER;
        case OM_VISIT_FILM:
            return rules->film_max;
        case OM_VISIT_COUNTING:
            return rules->counting;
        case OM_VISIT_ENDING:
            return rules->ending;
        default:
            return rules->idle;
    }
}

void
om_step_set_deadline(struct om_step *step, om_tick allowed)
{
    step->visit->deadline =
        allowed == OM_NEVER ? OM_NEVER : step->now + allowed;
}

void
om_step_go(struct om_step *step, enum om_visit_state_id state,
           om_scene_id scene)
{
    struct om_visit *visit = step->visit;
    visit->state = state;
    visit->scene = scene;
    visit->since = step->now;
    om_step_set_deadline(step, om_step_allowed(step));
}

bool
om_visit_was_shown(const struct om_visit_result *result, om_scene_id question)
{
    for (uint8_t i = 0; i < result->shown_count; i++) {
        if (result->shown[i] == question) {
            return true;
        }
    }
    return false;
}

// -- leaving ------------------------------------------------------------------

static void
judge(struct om_step *step)
{
    struct om_visit_result *result = &step->visit->result;
    om_tick whole = result->ended - result->started;
    om_tick answers = result->answer_count * suspect_answer;
    result->suspect =
        result->answer_count > 0
        && (whole < suspect_visit || step->visit->answer_time < answers);
}

static void
close_result(struct om_step *step)
{
    step->visit->result.ended = step->now;
    judge(step);
    om_step_emit(step, OM_EFFECT_COUNT, OM_SCENE_NONE);
}

void
om_step_count(struct om_step *step)
{
    om_step_go(step, OM_VISIT_COUNTING, step->visit->scene);
    close_result(step);
}

void
om_step_forget_film(struct om_step *step)
{
    struct om_visit *visit = step->visit;
    visit->film = OM_SCENE_NONE;
    visit->film_gone = false;
    visit->cue = 0;
    visit->tap_count = 0;
    visit->spot_done = false;
    visit->asked = OM_SCENE_NONE;
}

void
om_step_leave(struct om_step *step)
{
    struct om_visit *visit = step->visit;
    bool counted =
        visit->state == OM_VISIT_COUNTING || visit->state == OM_VISIT_ENDING;
    if (!counted) {
        close_result(step);
    }
    visit->overlay = OM_OVERLAY_NONE;
    om_step_forget_film(step);
    om_step_go(step, OM_VISIT_ATTRACT, OM_SCENE_NONE);
    om_step_emit(step, OM_EFFECT_WIPE, OM_SCENE_NONE);
    om_step_emit(step, OM_EFFECT_ATTRACT, OM_SCENE_NONE);
}

// -- entering -----------------------------------------------------------------

static void
enter_question(struct om_step *step, om_scene_id id)
{
    const struct om_scene *question = om_step_scene(step, id);
    struct om_visit_result *result = &step->visit->result;
    om_step_go(step, OM_VISIT_QUESTION, id);
    step->visit->chosen = 0;
    if (!om_visit_was_shown(result, id)
        && result->shown_count < OM_VISIT_ANSWERS_MAX) {
        result->shown[result->shown_count++] = id;
    }
    om_step_emit(step, OM_EFFECT_HOLD, OM_SCENE_NONE);
    om_step_preroll(step, question->next);
    for (uint8_t i = 0; i < question->choice_count; i++) {
        om_step_preroll(step, question->choices[i].go_to);
    }
}

static void
enter_clip(struct om_step *step, om_scene_id id)
{
    struct om_visit *visit = step->visit;
    if (step->now - visit->touched > step->rules->film_max) {
        visit->result.idled = true; // films alone do not keep a visit going
        om_step_leave(step);
        return;
    }
    om_step_forget_film(step);
    visit->film = id;
    om_step_go(step, OM_VISIT_FILM, id);
    om_step_emit(step, OM_EFFECT_PLAY, id);
    om_step_preroll(step, om_step_scene(step, id)->next);
}

static void
enter_end(struct om_step *step, om_scene_id id)
{
    step->visit->result.finished = true;
    om_step_go(step, OM_VISIT_PLEDGE, id);
    om_step_emit(step, OM_EFFECT_HOLD, OM_SCENE_NONE);
    if (!om_step_scene(step, id)->pledge) {
        om_step_count(step);
    }
}

void
om_step_enter(struct om_step *step, om_scene_id id)
{
    id = through_helped(step, id);
    switch (om_step_scene(step, id)->kind) {
        case OM_SCENE_CLIP:
            enter_clip(step, id);
            break;
        case OM_SCENE_QUESTION:
            enter_question(step, id);
            break;
        case OM_SCENE_CARD:
            om_step_go(step, OM_VISIT_CARD, id);
            om_step_emit(step, OM_EFFECT_HOLD, OM_SCENE_NONE);
            om_step_preroll(step, om_step_scene(step, id)->next);
            break;
        case OM_SCENE_END:
            enter_end(step, id);
            break;
        case OM_SCENE_HELPED:
            assert(false); // the checker allows none after another
            break;
    }
}

// -- film ---------------------------------------------------------------------

// Marks are shown once, when the film stops and the last moment is over.
static bool
must_show_marks(const struct om_step *step, om_tick at)
{
    const struct om_visit *visit = step->visit;
    const struct om_spot *spot = &om_step_scene(step, visit->film)->spot;
    return spot->id && visit->tap_count > 0 && !visit->spot_done
           && spot->moments[spot->moment_count - 1].to <= at;
}

static void
show_marks(struct om_step *step, om_scene_id asked)
{
    step->visit->asked = asked;
    om_step_go(step, OM_VISIT_SPOTTED, step->visit->film);
    om_step_emit(step, OM_EFFECT_HOLD, OM_SCENE_NONE);
}

void
om_step_ask(struct om_step *step, uint8_t cue)
{
    struct om_visit *visit = step->visit;
    const struct om_cue *met = &om_step_scene(step, visit->film)->cues[cue];
    visit->cue = (uint8_t) (cue + 1);
    if (must_show_marks(step, met->at)) {
        show_marks(step, met->ask);
        return;
    }
    enter_question(step, met->ask);
}

void
om_step_after_clip(struct om_step *step)
{
    struct om_visit *visit = step->visit;
    const struct om_scene *clip = om_step_scene(step, visit->film);
    visit->film_gone = true;
    if (must_show_marks(step, OM_NEVER)) {
        show_marks(step, OM_SCENE_NONE);
    } else if (visit->cue < clip->cue_count) {
        om_step_ask(step, visit->cue); // what it did not come to ask
    } else {
        om_step_enter(step, clip->next);
    }
}

void
om_step_after_marks(struct om_step *step)
{
    struct om_visit *visit = step->visit;
    om_scene_id asked = visit->asked;
    visit->spot_done = true;
    visit->asked = OM_SCENE_NONE;
    if (asked != OM_SCENE_NONE) {
        enter_question(step, asked);
    } else {
        om_step_after_clip(step);
    }
}

void
om_step_resume(struct om_step *step)
{
    struct om_visit *visit = step->visit;
    if (visit->film == OM_SCENE_NONE) {
        om_step_leave(step); // a pack that was checked has no such question
        return;
    }
    const struct om_scene *clip = om_step_scene(step, visit->film);
    if (visit->film_gone) {
        bool stuck =
            visit->cue == clip->cue_count && clip->next == visit->scene;
        if (stuck) {
            om_step_leave(step);
        } else {
            om_step_after_clip(step);
        }
        return;
    }
    om_step_go(step, OM_VISIT_FILM, visit->film);
    om_step_emit(step, OM_EFFECT_RESUME, OM_SCENE_NONE);
    om_step_preroll(step, clip->next);
}
