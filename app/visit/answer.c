// What visitors answer: questions of each kind, marks in a film, a pledge.

#include "visit/step.h"

static const om_tick between_taps = OM_MS(500); // nobody means it twice

static const struct om_answer *
find_answer(const struct om_visit_result *result, om_scene_id question)
{
    for (uint8_t i = 0; i < result->answer_count; i++) {
        if (result->answers[i].question == question) {
            return &result->answers[i];
        }
    }
    return NULL;
}

// The latest answer to a question counts, and counts once.
static void
record_answer(struct om_step *step)
{
    struct om_visit *visit = step->visit;
    struct om_visit_result *result = &visit->result;
    if (!om_visit_was_shown(result, visit->scene)) {
        return; // beyond OM_VISIT_ANSWERS_MAX
    }
    const struct om_answer *old = find_answer(result, visit->scene);
    size_t i = old ? (size_t) (old - result->answers) : result->answer_count;
    if (!old) {
        result->answer_count++;
        visit->answer_time += step->now - visit->since;
    }
    result->answers[i] = (struct om_answer){ visit->scene, visit->chosen };
}

static bool
is_too_soon(const struct om_step *step)
{
    return step->now - step->visit->since < step->rules->answer_min;
}

// Where the answer leads; NONE: back to the clip.
static om_scene_id
target_of(const struct om_step *step)
{
    const struct om_scene *question = om_step_scene(step, step->visit->scene);
    return question->ask == OM_ASK_CHOICE
               ? question->choices[step->visit->choice].go_to
               : question->next;
}

static bool
has_feedback(const struct om_step *step)
{
    const struct om_scene *question = om_step_scene(step, step->visit->scene);
    const struct om_words *feedback =
        question->ask == OM_ASK_CHOICE
            ? &question->choices[step->visit->choice].feedback
            : &question->feedback;
    return feedback->in[0] || question->others.asked;
}

static void
take_answer(struct om_step *step)
{
    record_answer(step);
    if (!has_feedback(step)) {
        om_step_after_answer(step);
        return;
    }
    om_step_go(step, OM_VISIT_FEEDBACK, step->visit->scene);
    om_step_preroll(step, target_of(step));
}

void
om_step_choose(struct om_step *step)
{
    struct om_visit *visit = step->visit;
    const struct om_scene *question = om_step_scene(step, visit->scene);
    uint16_t choice = step->event.value;
    if (choice >= question->choice_count) {
        return;
    }
    if (question->ask == OM_ASK_SEVERAL) {
        visit->chosen ^= (uint8_t) (1U << choice);
        return;
    }
    if (is_too_soon(step)) {
        return;
    }
    visit->choice = (uint8_t) choice;
    visit->chosen = (uint8_t) (1U << choice);
    take_answer(step);
}

void
om_step_ready(struct om_step *step)
{
    const struct om_visit *visit = step->visit;
    bool several = om_step_scene(step, visit->scene)->ask == OM_ASK_SEVERAL;
    if (several && visit->chosen != 0 && !is_too_soon(step)) {
        take_answer(step);
    }
}

void
om_step_after_answer(struct om_step *step)
{
    om_scene_id target = target_of(step);
    if (target == OM_SCENE_NONE) {
        om_step_resume(step);
    } else {
        om_step_enter(step, target);
    }
}

void
om_step_pledge(struct om_step *step)
{
    struct om_visit *visit = step->visit;
    const struct om_scene *end = om_step_scene(step, visit->scene);
    if (step->event.value >= end->choice_count || is_too_soon(step)) {
        return;
    }
    visit->result.pledged = true;
    visit->result.pledge_end = visit->scene;
    visit->result.pledge = (uint8_t) step->event.value;
    om_step_count(step);
}

// -- marks --------------------------------------------------------------------

static uint8_t
moment_at(const struct om_spot *spot, om_tick time)
{
    for (uint8_t i = 0; i < spot->moment_count; i++) {
        if (time >= spot->moments[i].from && time < spot->moments[i].to) {
            return i;
        }
    }
    return OM_SPOTTED_ELSEWHERE;
}

static void
record_moment(struct om_visit_result *result, om_scene_id film, uint8_t moment)
{
    uint8_t i = 0;
    while (i < result->spotted_count && result->spotted[i].film != film) {
        i++;
    }
    if (i == OM_VISIT_SPOTS_MAX) {
        return;
    }
    if (i == result->spotted_count) {
        result->spotted[result->spotted_count++] =
            (struct om_spotted){ .film = film };
    }
    result->spotted[i].moments |= (uint16_t) (1U << moment);
}

bool
om_visit_can_mark(const struct om_visit *visit, const struct om_pack *pack)
{
    return visit->state == OM_VISIT_FILM && !visit->spot_done
           && visit->tap_count < OM_VISIT_TAPS_MAX
           && pack->scenes[visit->scene].spot.id;
}

void
om_step_mark(struct om_step *step)
{
    struct om_visit *visit = step->visit;
    if (!om_visit_can_mark(visit, step->pack)) {
        return;
    }
    om_tick time = step->event.value * OM_MARK_UNIT;
    const struct om_tap *last =
        visit->tap_count ? &visit->taps[visit->tap_count - 1] : NULL;
    if (last && time < last->at * OM_MARK_UNIT + between_taps) {
        return;
    }
    const struct om_spot *spot = &om_step_scene(step, visit->film)->spot;
    uint8_t moment = moment_at(spot, time);
    visit->taps[visit->tap_count++] =
        (struct om_tap){ step->event.value, moment };
    record_moment(&visit->result, visit->film, moment);
}

// -- outside ------------------------------------------------------------------

static bool
answer_helps(const struct om_scene *question, uint8_t chosen)
{
    for (uint8_t i = 0; i < question->choice_count; i++) {
        if (chosen & 1U << i && om_role_helps(question->choices[i].role)) {
            return true;
        }
    }
    return false;
}

unsigned
om_visit_helped(const struct om_visit *visit, const struct om_pack *pack)
{
    const struct om_visit_result *result = &visit->result;
    unsigned helped = 0;
    for (uint8_t i = 0; i < result->answer_count; i++) {
        const struct om_answer *answer = &result->answers[i];
        const struct om_scene *question = &pack->scenes[answer->question];
        helped += question->story == result->story
                  && answer_helps(question, answer->chosen);
    }
    return helped;
}

static uint32_t
next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

void
om_visit_order(const struct om_visit *visit, const struct om_scene *question,
               uint8_t order[OM_PACK_CHOICES_MAX])
{
    uint32_t random = visit->shuffle;
    for (const char *p = question->id; *p; p++) {
        random = (random ^ (uint8_t) *p) * 16777619u;
    }
    random = random ? random : 1;
    for (uint8_t i = 0; i < question->choice_count; i++) {
        order[i] = i;
    }
    if (question->ask == OM_ASK_SCALE) {
        return;
    }
    for (uint8_t i = question->choice_count; i > 1; i--) {
        uint8_t k = (uint8_t) (next_random(&random) % i);
        uint8_t swap = order[i - 1];
        order[i - 1] = order[k];
        order[k] = swap;
    }
}
