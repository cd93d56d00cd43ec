#include "visit/place.h"

#include "pack/lookup.h"
#include "visit/step.h"

#include <string.h>

struct om_visit
om_visit_begin_at(const struct om_pack *pack, om_scene_id scene, om_tick now,
                  const struct om_visit_rules *rules,
                  struct om_effects *effects)
{
    struct om_visit visit = om_visit_begin(now);
    struct om_step step = {
        .visit = &visit,
        .now = now,
        .pack = pack,
        .rules = rules,
        .effects = effects,
    };
    effects->count = 0;
    visit.result.story = pack->scenes[scene].story;
    visit.result.started = now;
    uint8_t cue = 0;
    om_scene_id film = om_pack_find_asker(pack, scene, &cue);
    if (film != OM_SCENE_NONE) {
        visit.film = film;
        om_step_ask(&step, cue);
    } else {
        om_step_enter(&step, scene);
    }
    return visit;
}

// -- another edition ----------------------------------------------------------

struct move {
    const struct om_pack *from, *to;
};

static om_scene_id
map(const struct move *move, om_scene_id scene)
{
    return om_pack_map_scene(move->from, move->to, scene);
}

// 1 << choice, of a question or an ending of `from`, by the choices' ids.
static uint8_t
map_choices(const struct om_scene *from, const struct om_scene *to,
            uint8_t chosen)
{
    uint8_t mapped = 0;
    for (uint8_t i = 0; i < from->choice_count; i++) {
        for (uint8_t k = 0; chosen & 1U << i && k < to->choice_count; k++) {
            if (strcmp(from->choices[i].id, to->choices[k].id) == 0) {
                mapped |= (uint8_t) (1U << k);
            }
        }
    }
    bool one = to->ask != OM_ASK_SEVERAL;
    return one && (mapped & (mapped - 1)) != 0 ? 0 : mapped;
}

static void
map_answers(const struct move *move, struct om_visit_result *result)
{
    struct om_visit_result old = *result;
    result->shown_count = result->answer_count = 0;
    for (uint8_t i = 0; i < old.shown_count; i++) {
        om_scene_id shown = map(move, old.shown[i]);
        if (shown != OM_SCENE_NONE
            && move->to->scenes[shown].kind == OM_SCENE_QUESTION) {
            result->shown[result->shown_count++] = shown;
        }
    }
    for (uint8_t i = 0; i < old.answer_count; i++) {
        const struct om_answer *answer = &old.answers[i];
        om_scene_id question = map(move, answer->question);
        if (!om_visit_was_shown(result, question)) {
            continue;
        }
        uint8_t chosen =
            map_choices(&move->from->scenes[answer->question],
                        &move->to->scenes[question], answer->chosen);
        if (chosen) {
            result->answers[result->answer_count++] =
                (struct om_answer){ question, chosen };
        }
    }
}

// Marks and pledges are made anew: where they were may mean something else.
static void
map_result(const struct move *move, struct om_visit_result *result)
{
    uint16_t story = result->story;
    result->story =
        story < move->from->story_count
            ? om_pack_find_story(move->to, move->from->stories[story].id)
            : UINT16_MAX;
    const char *language = move->from->languages[result->language];
    result->language = 0;
    for (uint8_t i = 0; i < move->to->language_count; i++) {
        if (strcmp(move->to->languages[i], language) == 0
            && move->to->offered[i]) {
            result->language = i;
        }
    }
    result->spotted_count = 0;
    result->pledged = false;
    map_answers(move, result);
}

// Cues that were met: the one that asks what is on screen, or as many as were
// passed by then.
static uint8_t
map_cue(const struct move *move, const struct om_visit *old, om_scene_id film,
        om_scene_id scene)
{
    const struct om_scene *to = &move->to->scenes[film];
    om_tick passed =
        old->cue ? move->from->scenes[old->film].cues[old->cue - 1].at : -1;
    uint8_t count = 0;
    for (uint8_t i = 0; i < to->cue_count; i++) {
        if (to->cues[i].ask == scene) {
            return (uint8_t) (i + 1);
        }
        count = (uint8_t) (count + (to->cues[i].at <= passed));
    }
    return count;
}

// The state as it was, on the scene as it is now. False: that cannot be.
static bool
keep_state(const struct move *move, const struct om_visit *old,
           struct om_visit *visit)
{
    om_scene_id scene = map(move, old->scene);
    om_scene_id film = map(move, old->film);
    if (scene == OM_SCENE_NONE) {
        return old->scene == OM_SCENE_NONE
               && (old->state != OM_VISIT_NOTE
                   || (visit->result.story != UINT16_MAX
                       && move->to->stories[visit->result.story].note.in[0]));
    }
    const struct om_scene *was = &move->from->scenes[old->scene];
    const struct om_scene *is = &move->to->scenes[scene];
    bool same_film = old->film == OM_SCENE_NONE
                     || (film != OM_SCENE_NONE
                         && move->to->scenes[film].kind == OM_SCENE_CLIP);
    if (was->kind != is->kind || was->ask != is->ask || !same_film
        || old->state == OM_VISIT_SPOTTED || old->state == OM_VISIT_COUNTING
        || (old->state == OM_VISIT_PLEDGE && !is->pledge)) {
        return false;
    }
    visit->scene = scene;
    visit->film = film;
    visit->cue = film == OM_SCENE_NONE ? 0 : map_cue(move, old, film, scene);
    visit->tap_count = 0;
    visit->chosen = map_choices(was, is, old->chosen);
    visit->choice = 0;
    while (visit->chosen >> visit->choice > 1) {
        visit->choice++;
    }
    return old->state != OM_VISIT_FEEDBACK || visit->chosen;
}

// What cannot stay as it was begins anew, as near as there is something.
static void
enter_again(struct om_step *step, om_scene_id scene)
{
    uint16_t story = step->visit->result.story;
    om_step_forget_film(step);
    if (scene != OM_SCENE_NONE) {
        om_step_enter(step, scene);
    } else if (story != UINT16_MAX) {
        om_step_enter(step, step->pack->stories[story].start);
    } else {
        om_step_go(step, OM_VISIT_STORIES, OM_SCENE_NONE);
        om_step_emit(step, OM_EFFECT_HOLD, OM_SCENE_NONE);
    }
}

struct om_visit
om_visit_move(const struct om_visit *old, const struct om_pack *from,
              const struct om_pack *to, om_tick now,
              const struct om_visit_rules *rules, struct om_effects *effects)
{
    struct move move = { from, to };
    struct om_visit visit = *old;
    effects->count = 0;
    map_result(&move, &visit.result);
    visit.page = 0;
    if (keep_state(&move, old, &visit)) {
        return visit;
    }
    struct om_step step = {
        .visit = &visit,
        .now = now,
        .pack = to,
        .rules = rules,
        .effects = effects,
    };
    visit.touched = now;
    visit.overlay = OM_OVERLAY_NONE;
    enter_again(&step, map(&move, old->scene));
    return visit;
}
