// The invariants of visit.c, said as code.

#include "visit/step.h"

// clang-format off
static const char *const state_names[] = {
    [OM_VISIT_ATTRACT] = "attract",   [OM_VISIT_LANGUAGE] = "language",
    [OM_VISIT_STORIES] = "stories",   [OM_VISIT_NOTE] = "note",
    [OM_VISIT_FILM] = "film",         [OM_VISIT_QUESTION] = "question",
    [OM_VISIT_FEEDBACK] = "feedback", [OM_VISIT_SPOTTED] = "spotted",
    [OM_VISIT_CARD] = "card",         [OM_VISIT_PLEDGE] = "pledge",
    [OM_VISIT_COUNTING] = "counting", [OM_VISIT_ENDING] = "ending",
};

// Which kind of scene a state shows; -1: none.
static const int scene_kinds[] = {
    [OM_VISIT_ATTRACT] = -1,                 [OM_VISIT_LANGUAGE] = -1,
    [OM_VISIT_STORIES] = -1,                 [OM_VISIT_NOTE] = -1,
    [OM_VISIT_FILM] = OM_SCENE_CLIP,         [OM_VISIT_QUESTION] = OM_SCENE_QUESTION,
    [OM_VISIT_FEEDBACK] = OM_SCENE_QUESTION, [OM_VISIT_SPOTTED] = OM_SCENE_CLIP,
    [OM_VISIT_CARD] = OM_SCENE_CARD,         [OM_VISIT_PLEDGE] = OM_SCENE_END,
    [OM_VISIT_COUNTING] = OM_SCENE_END,      [OM_VISIT_ENDING] = OM_SCENE_END,
};
// clang-format on

const char *
om_visit_state_name(enum om_visit_state_id state)
{
    return state_names[state];
}

static bool
is_kind(const struct om_pack *pack, om_scene_id id, int kind)
{
    return id < pack->scene_count && (int) pack->scenes[id].kind == kind;
}

static bool
answers_are_valid(const struct om_visit_result *result,
                  const struct om_pack *pack)
{
    if (result->shown_count > OM_VISIT_ANSWERS_MAX
        || result->answer_count > result->shown_count) {
        return false;
    }
    for (uint8_t i = 0; i < result->answer_count; i++) {
        const struct om_answer *answer = &result->answers[i];
        const struct om_scene *question = &pack->scenes[answer->question];
        bool shown = om_visit_was_shown(result, answer->question);
        bool several = (answer->chosen & (answer->chosen - 1)) != 0;
        for (uint8_t k = 0; k < i; k++) {
            if (result->answers[k].question == answer->question) {
                return false;
            }
        }
        if (!shown || answer->chosen == 0
            || answer->chosen >> question->choice_count != 0
            || (several && question->ask != OM_ASK_SEVERAL)) {
            return false;
        }
    }
    return true;
}

static bool
marks_are_valid(const struct om_visit *visit, const struct om_pack *pack)
{
    const struct om_visit_result *result = &visit->result;
    if (visit->tap_count > OM_VISIT_TAPS_MAX
        || result->spotted_count > OM_VISIT_SPOTS_MAX
        || (visit->tap_count > 0 && visit->film == OM_SCENE_NONE)) {
        return false;
    }
    for (uint8_t i = 0; i < result->spotted_count; i++) {
        const struct om_spotted *spotted = &result->spotted[i];
        unsigned moments = spotted->moments & ~(1U << OM_SPOTTED_ELSEWHERE);
        if (!is_kind(pack, spotted->film, OM_SCENE_CLIP)
            || spotted->moments == 0
            || moments >> pack->scenes[spotted->film].spot.moment_count) {
            return false;
        }
    }
    bool shown = visit->state != OM_VISIT_SPOTTED
                 || (visit->tap_count > 0 && visit->film == visit->scene);
    bool asked = visit->asked == OM_SCENE_NONE
                 || (visit->state == OM_VISIT_SPOTTED
                     && is_kind(pack, visit->asked, OM_SCENE_QUESTION));
    return shown && asked;
}

static bool
pledge_is_valid(const struct om_visit_result *result,
                const struct om_pack *pack)
{
    return !result->pledged
           || (result->finished
               && is_kind(pack, result->pledge_end, OM_SCENE_END)
               && result->pledge
                      < pack->scenes[result->pledge_end].choice_count);
}

static bool
overlay_is_valid(const struct om_visit *visit)
{
    bool bare =
        visit->state == OM_VISIT_ATTRACT || visit->state == OM_VISIT_COUNTING;
    return visit->overlay == OM_OVERLAY_NONE
           || (!bare
               && !(visit->overlay == OM_OVERLAY_IDLE
                    && visit->state == OM_VISIT_ENDING));
}

static bool
feedback_is_valid(const struct om_visit *visit, const struct om_pack *pack)
{
    if (visit->state != OM_VISIT_FEEDBACK) {
        return true;
    }
    const struct om_scene *question = &pack->scenes[visit->scene];
    return visit->chosen != 0
           && (question->ask == OM_ASK_SEVERAL
               || visit->chosen == 1U << visit->choice);
}

bool
om_visit_is_valid(const struct om_visit *visit, const struct om_pack *pack)
{
    int kind = scene_kinds[visit->state];
    if (kind < 0 ? visit->scene != OM_SCENE_NONE
                 : !is_kind(pack, visit->scene, kind)) {
        return false;
    }
    if (visit->film != OM_SCENE_NONE
        && visit->cue > pack->scenes[visit->film].cue_count) {
        return false;
    }
    bool film = visit->state != OM_VISIT_FILM || visit->film == visit->scene;
    bool deadline =
        (visit->state == OM_VISIT_ATTRACT) == (visit->deadline == OM_NEVER);
    bool half = !visit->result.clip_ended || visit->result.clip_half;
    return film && deadline && half && overlay_is_valid(visit)
           && feedback_is_valid(visit, pack)
           && answers_are_valid(&visit->result, pack)
           && marks_are_valid(visit, pack)
           && pledge_is_valid(&visit->result, pack);
}
