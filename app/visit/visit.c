// The visit, as a table.
//
//               START           LANGUAGE         STORY         CONTINUE
//   ATTRACT ──────────► LANGUAGE ──────► STORIES ─────► NOTE ──────────┐
//      ▲ ▲                                  ▲  │ (no note)             │
//      │ │ TICK, CONTINUE                   │  └──────────┬────────────┘
//      │ │                             STOP │             ▼   enter_scene()
//      │ ENDING ◄── COUNTED ── COUNTING ◄───┼──── clip, question, card, end
//      │            or TICK                 │      FILM ⇄ QUESTION ─► FEEDBACK
//      └── idle for too long, RESET ────────┴── from everywhere in between
//
// HELP and the idle warning lie over a state; they hold the film and give back
// what was there. `on` below is the transition table: which function handles an
// event in a state; an empty place means that nothing happens but a sign of
// life. go() is the only function that writes `state`.
//
// Invariants (om_visit_is_valid):
//   - FILM: scene is a clip and is `film`; QUESTION, FEEDBACK: scene is a
//     question; CARD: a card; COUNTING, ENDING: an end; else scene is NONE
//   - FEEDBACK: choice is one of the question's
//   - an overlay never lies over ATTRACT or COUNTING, the idle warning never
//     over ENDING
//   - every state but ATTRACT has a deadline: time alone leads back to ATTRACT
//   - a question is answered at most once in the result, and was shown
//   - cue is at most the film's number of cues

#include "visit/visit.h"

#include <assert.h>
#include <stddef.h>

const struct om_visit_rules om_visit_rules_default = {
    .idle = OM_S(60),
    .warning = OM_S(30),
    .ending = OM_S(60),
    .answer_min = OM_MS(800),
    .counting = OM_S(5),
    .film_max = OM_S(600),
};

// A visit that took less was not a person who read.
static const om_tick suspect_answer = OM_MS(1200);
static const om_tick suspect_visit = OM_S(8);

struct step {
    struct om_visit *visit;
    struct om_event event;
    om_tick now;
    const struct om_pack *pack;
    const struct om_visit_rules *rules;
    struct om_effects *effects;
};

static void
emit(struct step *step, enum om_effect_kind kind, om_scene_id scene)
{
    struct om_effects *effects = step->effects;
    assert(effects->count < OM_VISIT_EFFECTS_MAX);
    effects->items[effects->count++] = (struct om_effect){ kind, scene };
}

static const struct om_scene *
scene_at(const struct step *step, om_scene_id id)
{
    assert(id < step->pack->scene_count);
    return &step->pack->scenes[id];
}

static bool
is_clip(const struct step *step, om_scene_id id)
{
    return id != OM_SCENE_NONE && scene_at(step, id)->kind == OM_SCENE_CLIP;
}

static void
preroll(struct step *step, om_scene_id id)
{
    if (is_clip(step, id)) {
        emit(step, OM_EFFECT_PREROLL, id);
    }
}

// -- entering -----------------------------------------------------------------

static om_tick
time_allowed(const struct step *step)
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

static void
set_deadline(struct step *step, om_tick allowed)
{
    step->visit->deadline =
        allowed == OM_NEVER ? OM_NEVER : step->now + allowed;
}

// The one writer of `state`.
static void
go(struct step *step, enum om_visit_state_id state, om_scene_id scene)
{
    struct om_visit *visit = step->visit;
    visit->state = state;
    visit->scene = scene;
    visit->since = step->now;
    set_deadline(step, time_allowed(step));
}

static bool
was_shown(const struct om_visit_result *result, om_scene_id question)
{
    for (uint8_t i = 0; i < result->shown_count; i++) {
        if (result->shown[i] == question) {
            return true;
        }
    }
    return false;
}

static void
enter_question(struct step *step, om_scene_id id)
{
    const struct om_scene *question = scene_at(step, id);
    struct om_visit_result *result = &step->visit->result;
    go(step, OM_VISIT_QUESTION, id);
    if (!was_shown(result, id) && result->shown_count < OM_VISIT_ANSWERS_MAX) {
        result->shown[result->shown_count++] = id;
    }
    emit(step, OM_EFFECT_HOLD, OM_SCENE_NONE);
    for (uint8_t i = 0; i < question->choice_count; i++) {
        preroll(step, question->choices[i].go_to);
    }
}

static void
judge(struct step *step)
{
    struct om_visit_result *result = &step->visit->result;
    om_tick whole = result->ended - result->started;
    om_tick answers = result->answer_count * suspect_answer;
    result->suspect =
        result->answer_count > 0
        && (whole < suspect_visit || step->visit->answer_time < answers);
}

static void
close_result(struct step *step)
{
    step->visit->result.ended = step->now;
    judge(step);
    emit(step, OM_EFFECT_COUNT, OM_SCENE_NONE);
}

// The visit ends here, counted as far as it came.
static void
leave(struct step *step)
{
    struct om_visit *visit = step->visit;
    bool counted =
        visit->state == OM_VISIT_COUNTING || visit->state == OM_VISIT_ENDING;
    if (!counted) {
        close_result(step);
    }
    visit->overlay = OM_OVERLAY_NONE;
    visit->film = OM_SCENE_NONE;
    visit->film_gone = false;
    visit->cue = 0;
    go(step, OM_VISIT_ATTRACT, OM_SCENE_NONE);
    emit(step, OM_EFFECT_WIPE, OM_SCENE_NONE);
    emit(step, OM_EFFECT_ATTRACT, OM_SCENE_NONE);
}

static void
enter_clip(struct step *step, om_scene_id id)
{
    struct om_visit *visit = step->visit;
    if (step->now - visit->touched > step->rules->film_max) {
        visit->result.idled = true; // films alone do not keep a visit going
        leave(step);
        return;
    }
    visit->film = id;
    visit->film_gone = false;
    visit->cue = 0;
    go(step, OM_VISIT_FILM, id);
    emit(step, OM_EFFECT_PLAY, id);
    preroll(step, scene_at(step, id)->next);
}

static void
enter_scene(struct step *step, om_scene_id id)
{
    switch (scene_at(step, id)->kind) {
        case OM_SCENE_CLIP:
            enter_clip(step, id);
            break;
        case OM_SCENE_QUESTION:
            enter_question(step, id);
            break;
        case OM_SCENE_CARD:
            go(step, OM_VISIT_CARD, id);
            emit(step, OM_EFFECT_HOLD, OM_SCENE_NONE);
            preroll(step, scene_at(step, id)->next);
            break;
        case OM_SCENE_END:
            step->visit->result.finished = true;
            go(step, OM_VISIT_COUNTING, id);
            emit(step, OM_EFFECT_HOLD, OM_SCENE_NONE);
            close_result(step);
            break;
    }
}

// The film is over or broken: ask what it did not come to ask, then go on.
static void
after_clip(struct step *step)
{
    struct om_visit *visit = step->visit;
    const struct om_scene *clip = scene_at(step, visit->film);
    visit->film_gone = true;
    if (visit->cue < clip->cue_count) {
        enter_question(step, clip->cues[visit->cue++].ask);
        return;
    }
    enter_scene(step, clip->next);
}

// -- handlers -----------------------------------------------------------------

static void
on_start(struct step *step)
{
    struct om_visit *visit = step->visit;
    const struct om_pack *pack = step->pack;
    uint8_t offered = 0;
    for (uint8_t i = 0; i < pack->language_count; i++) {
        offered += pack->offered[i];
    }
    visit->shuffle = (step->event.value + 1u) * 2654435769u;
    visit->answer_time = 0;
    visit->result = (struct om_visit_result){
        .story = UINT16_MAX,
        .started = step->now,
    };
    go(step, offered > 1 ? OM_VISIT_LANGUAGE : OM_VISIT_STORIES, OM_SCENE_NONE);
}

static void
on_language(struct step *step)
{
    struct om_visit *visit = step->visit;
    uint16_t language = step->event.value;
    if (language >= step->pack->language_count
        || !step->pack->offered[language]) {
        return;
    }
    visit->result.language = (uint8_t) language;
    if (visit->state == OM_VISIT_LANGUAGE
        && visit->overlay == OM_OVERLAY_NONE) {
        go(step, OM_VISIT_STORIES, OM_SCENE_NONE);
    }
}

static void
on_story(struct step *step)
{
    const struct om_pack *pack = step->pack;
    uint16_t index = step->event.value;
    if (index >= pack->story_count) {
        return;
    }
    const struct om_story *story = &pack->stories[index];
    step->visit->result.story = index;
    if (story->note.in[0]) {
        go(step, OM_VISIT_NOTE, OM_SCENE_NONE);
        preroll(step, story->start);
        return;
    }
    enter_scene(step, story->start);
}

static void
on_note_read(struct step *step)
{
    enter_scene(step, step->pack->stories[step->visit->result.story].start);
}

static void
on_cue(struct step *step)
{
    struct om_visit *visit = step->visit;
    const struct om_scene *clip = scene_at(step, visit->film);
    uint16_t cue = step->event.value;
    if (cue >= visit->cue && cue < clip->cue_count) {
        visit->cue = (uint8_t) (cue + 1);
        enter_question(step, clip->cues[cue].ask);
    }
}

static void
on_clip_ended(struct step *step)
{
    step->visit->result.clip_ended = true;
    step->visit->film_gone = true;
    if (step->visit->overlay == OM_OVERLAY_NONE) {
        after_clip(step); // else when the overlay is closed
    }
}

static void
on_clip_failed(struct step *step)
{
    step->visit->result.decode_errors++;
    step->visit->film_gone = true;
    if (step->visit->overlay == OM_OVERLAY_NONE) {
        after_clip(step);
    }
}

// A held film can break too; the question does not need it.
static void
on_held_clip_failed(struct step *step)
{
    if (!step->visit->film_gone) {
        step->visit->result.decode_errors++;
        step->visit->film_gone = true;
    }
}

// Back to the clip that was held, or on from it when it is gone.
static void
resume_film(struct step *step)
{
    struct om_visit *visit = step->visit;
    if (visit->film == OM_SCENE_NONE) {
        leave(step); // a pack that was checked has no such question
        return;
    }
    if (visit->film_gone) {
        const struct om_scene *clip = scene_at(step, visit->film);
        bool stuck =
            visit->cue == clip->cue_count && clip->next == visit->scene;
        if (stuck) {
            leave(step);
        } else {
            after_clip(step);
        }
        return;
    }
    go(step, OM_VISIT_FILM, visit->film);
    emit(step, OM_EFFECT_RESUME, OM_SCENE_NONE);
    preroll(step, scene_at(step, visit->film)->next);
}

static void
after_choice(struct step *step)
{
    const struct om_visit *visit = step->visit;
    om_scene_id target =
        scene_at(step, visit->scene)->choices[visit->choice].go_to;
    if (target == OM_SCENE_NONE) {
        resume_film(step);
    } else {
        enter_scene(step, target);
    }
}

// The latest answer to a question counts, and counts once.
static void
record_answer(struct step *step)
{
    struct om_visit *visit = step->visit;
    struct om_visit_result *result = &visit->result;
    uint8_t i = 0;
    while (i < result->answer_count
           && result->answers[i].question != visit->scene) {
        i++;
    }
    if (!was_shown(result, visit->scene)) {
        return; // beyond OM_VISIT_ANSWERS_MAX
    }
    if (i == result->answer_count) {
        result->answer_count++;
        visit->answer_time += step->now - visit->since;
    }
    result->answers[i] = (struct om_answer){ visit->scene, visit->choice };
}

static void
on_choose(struct step *step)
{
    struct om_visit *visit = step->visit;
    const struct om_scene *question = scene_at(step, visit->scene);
    bool too_soon = step->now - visit->since < step->rules->answer_min;
    if (step->event.value >= question->choice_count || too_soon) {
        return;
    }
    const struct om_choice *choice = &question->choices[step->event.value];
    visit->choice = (uint8_t) step->event.value;
    record_answer(step);
    if (choice->feedback.in[0]) {
        go(step, OM_VISIT_FEEDBACK, visit->scene);
        preroll(step, choice->go_to);
        return;
    }
    after_choice(step);
}

static void
on_card_read(struct step *step)
{
    enter_scene(step, scene_at(step, step->visit->scene)->next);
}

static void
on_counted(struct step *step)
{
    go(step, OM_VISIT_ENDING, step->visit->scene);
}

// Leaves the story for the stories; at the stories, the visit.
static void
on_stop(struct step *step)
{
    struct om_visit *visit = step->visit;
    visit->overlay = OM_OVERLAY_NONE;
    visit->film = OM_SCENE_NONE;
    visit->film_gone = false;
    visit->cue = 0;
    go(step, OM_VISIT_STORIES, OM_SCENE_NONE);
    emit(step, OM_EFFECT_HOLD, OM_SCENE_NONE);
}

static void
on_help(struct step *step)
{
    struct om_visit *visit = step->visit;
    visit->overlay = OM_OVERLAY_HELP;
    visit->result.help_opened = true;
    set_deadline(step, step->rules->idle);
    if (visit->state == OM_VISIT_FILM) {
        emit(step, OM_EFFECT_HOLD, OM_SCENE_NONE);
    }
}

static void
warn_idle(struct step *step)
{
    step->visit->overlay = OM_OVERLAY_IDLE;
    set_deadline(step, step->rules->warning);
}

// clang-format off
typedef void (*handler)(struct step *step);
static const handler on[OM_VISIT_ENDING + 1][OM_EVENT_COUNT_] = {
    [OM_VISIT_ATTRACT] = {
        [OM_EVENT_START] = on_start,
    },
    [OM_VISIT_LANGUAGE] = {
        [OM_EVENT_LANGUAGE] = on_language, [OM_EVENT_STOP] = leave,
        [OM_EVENT_HELP] = on_help,         [OM_EVENT_TICK] = warn_idle,
        [OM_EVENT_RESET] = leave,
    },
    [OM_VISIT_STORIES] = {
        [OM_EVENT_STORY] = on_story,       [OM_EVENT_LANGUAGE] = on_language,
        [OM_EVENT_STOP] = leave,           [OM_EVENT_HELP] = on_help,
        [OM_EVENT_TICK] = warn_idle,       [OM_EVENT_RESET] = leave,
    },
    [OM_VISIT_NOTE] = {
        [OM_EVENT_CONTINUE] = on_note_read, [OM_EVENT_LANGUAGE] = on_language,
        [OM_EVENT_STOP] = on_stop,          [OM_EVENT_HELP] = on_help,
        [OM_EVENT_TICK] = warn_idle,        [OM_EVENT_RESET] = leave,
    },
    [OM_VISIT_FILM] = {
        [OM_EVENT_CUE] = on_cue,            [OM_EVENT_CLIP_ENDED] = on_clip_ended,
        [OM_EVENT_CLIP_FAILED] = on_clip_failed,
        [OM_EVENT_LANGUAGE] = on_language,  [OM_EVENT_STOP] = on_stop,
        [OM_EVENT_HELP] = on_help,          [OM_EVENT_TICK] = on_clip_failed,
        [OM_EVENT_RESET] = leave,
    },
    [OM_VISIT_QUESTION] = {
        [OM_EVENT_CHOOSE] = on_choose,      [OM_EVENT_LANGUAGE] = on_language,
        [OM_EVENT_CLIP_FAILED] = on_held_clip_failed,
        [OM_EVENT_STOP] = on_stop,          [OM_EVENT_HELP] = on_help,
        [OM_EVENT_TICK] = warn_idle,        [OM_EVENT_RESET] = leave,
    },
    [OM_VISIT_FEEDBACK] = {
        [OM_EVENT_CONTINUE] = after_choice, [OM_EVENT_LANGUAGE] = on_language,
        [OM_EVENT_CLIP_FAILED] = on_held_clip_failed,
        [OM_EVENT_STOP] = on_stop,          [OM_EVENT_HELP] = on_help,
        [OM_EVENT_TICK] = warn_idle,        [OM_EVENT_RESET] = leave,
    },
    [OM_VISIT_CARD] = {
        [OM_EVENT_CONTINUE] = on_card_read, [OM_EVENT_LANGUAGE] = on_language,
        [OM_EVENT_STOP] = on_stop,          [OM_EVENT_HELP] = on_help,
        [OM_EVENT_TICK] = warn_idle,        [OM_EVENT_RESET] = leave,
    },
    [OM_VISIT_COUNTING] = {
        [OM_EVENT_COUNTED] = on_counted,    [OM_EVENT_TICK] = on_counted,
        [OM_EVENT_RESET] = leave,
    },
    [OM_VISIT_ENDING] = {
        [OM_EVENT_CONTINUE] = leave,        [OM_EVENT_LANGUAGE] = on_language,
        [OM_EVENT_STOP] = leave,            [OM_EVENT_HELP] = on_help,
        [OM_EVENT_TICK] = leave,            [OM_EVENT_RESET] = leave,
    },
};
// clang-format on

// -- overlays -----------------------------------------------------------------

static void
close_overlay(struct step *step)
{
    struct om_visit *visit = step->visit;
    visit->overlay = OM_OVERLAY_NONE;
    set_deadline(step, time_allowed(step));
    if (visit->state != OM_VISIT_FILM) {
        return;
    }
    if (visit->film_gone) {
        after_clip(step);
    } else {
        emit(step, OM_EFFECT_RESUME, OM_SCENE_NONE);
    }
}

static void
idle_for_too_long(struct step *step)
{
    if (step->visit->overlay == OM_OVERLAY_HELP
        && step->visit->state != OM_VISIT_ENDING) {
        warn_idle(step);
        return;
    }
    step->visit->result.idled = step->visit->overlay == OM_OVERLAY_IDLE;
    leave(step);
}

static bool
is_touch(enum om_event_kind kind)
{
    return kind <= OM_EVENT_TOUCH;
}

// True when the overlay took the event for itself.
static bool
step_overlay(struct step *step)
{
    struct om_visit *visit = step->visit;
    enum om_event_kind kind = step->event.kind;
    if (kind == OM_EVENT_TICK) {
        idle_for_too_long(step);
        return true;
    }
    if (!is_touch(kind)) {
        return false; // the film and the operator get through
    }
    if (visit->overlay == OM_OVERLAY_IDLE || kind == OM_EVENT_CLOSE) {
        close_overlay(step);
        return true;
    }
    set_deadline(step, step->rules->idle);
    bool through = kind == OM_EVENT_LANGUAGE || kind == OM_EVENT_STOP;
    return !through;
}

// -- outside ------------------------------------------------------------------

struct om_visit
om_visit_begin(om_tick now)
{
    return (struct om_visit){
        .state = OM_VISIT_ATTRACT,
        .scene = OM_SCENE_NONE,
        .film = OM_SCENE_NONE,
        .since = now,
        .touched = now,
        .deadline = OM_NEVER,
        .result = { .story = UINT16_MAX },
    };
}

// A touch that changes nothing still says that somebody is there.
static void
note_touch(struct step *step)
{
    struct om_visit *visit = step->visit;
    visit->touched = step->now;
    bool idles =
        visit->overlay == OM_OVERLAY_NONE && visit->state != OM_VISIT_ATTRACT
        && visit->state != OM_VISIT_FILM && visit->state != OM_VISIT_COUNTING;
    if (idles) {
        set_deadline(step, time_allowed(step));
    }
}

struct om_visit
om_visit_step(struct om_visit visit, struct om_event event, om_tick now,
              const struct om_pack *pack, const struct om_visit_rules *rules,
              struct om_effects *effects)
{
    assert(event.kind < OM_EVENT_COUNT_);
    effects->count = 0;
    struct step step = { &visit, event, now, pack, rules, effects };
    if (event.kind == OM_EVENT_TICK && now < visit.deadline) {
        return visit;
    }
    if (is_touch(event.kind)) {
        note_touch(&step);
    }
    if (visit.overlay != OM_OVERLAY_NONE && step_overlay(&step)) {
        return visit;
    }
    handler handle = on[visit.state][event.kind];
    if (handle) {
        handle(&step);
    }
    return visit;
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
    for (uint8_t i = question->choice_count; i > 1; i--) {
        uint8_t k = (uint8_t) (next_random(&random) % i);
        uint8_t swap = order[i - 1];
        order[i - 1] = order[k];
        order[k] = swap;
    }
}

// clang-format off
static const char *const state_names[] = {
    [OM_VISIT_ATTRACT] = "attract",   [OM_VISIT_LANGUAGE] = "language",
    [OM_VISIT_STORIES] = "stories",   [OM_VISIT_NOTE] = "note",
    [OM_VISIT_FILM] = "film",         [OM_VISIT_QUESTION] = "question",
    [OM_VISIT_FEEDBACK] = "feedback", [OM_VISIT_CARD] = "card",
    [OM_VISIT_COUNTING] = "counting", [OM_VISIT_ENDING] = "ending",
};

// Which kind of scene a state shows; -1: none.
static const int scene_kinds[] = {
    [OM_VISIT_ATTRACT] = -1,                 [OM_VISIT_LANGUAGE] = -1,
    [OM_VISIT_STORIES] = -1,                 [OM_VISIT_NOTE] = -1,
    [OM_VISIT_FILM] = OM_SCENE_CLIP,         [OM_VISIT_QUESTION] = OM_SCENE_QUESTION,
    [OM_VISIT_FEEDBACK] = OM_SCENE_QUESTION, [OM_VISIT_CARD] = OM_SCENE_CARD,
    [OM_VISIT_COUNTING] = OM_SCENE_END,      [OM_VISIT_ENDING] = OM_SCENE_END,
};
// clang-format on

const char *
om_visit_state_name(enum om_visit_state_id state)
{
    return state_names[state];
}

static bool
answers_are_valid(const struct om_visit_result *result)
{
    if (result->shown_count > OM_VISIT_ANSWERS_MAX
        || result->answer_count > result->shown_count) {
        return false;
    }
    for (uint8_t i = 0; i < result->answer_count; i++) {
        bool shown = was_shown(result, result->answers[i].question);
        for (uint8_t k = 0; k < i; k++) {
            if (result->answers[k].question == result->answers[i].question) {
                return false;
            }
        }
        if (!shown) {
            return false;
        }
    }
    return true;
}

bool
om_visit_is_valid(const struct om_visit *visit, const struct om_pack *pack)
{
    int kind = scene_kinds[visit->state];
    if (kind < 0 ? visit->scene != OM_SCENE_NONE
                 : visit->scene >= pack->scene_count
                       || (int) pack->scenes[visit->scene].kind != kind) {
        return false;
    }
    if (visit->film != OM_SCENE_NONE
        && visit->cue > pack->scenes[visit->film].cue_count) {
        return false;
    }
    bool film = visit->state != OM_VISIT_FILM || visit->film == visit->scene;
    bool feedback = visit->state != OM_VISIT_FEEDBACK
                    || visit->choice < pack->scenes[visit->scene].choice_count;
    bool bare =
        visit->state == OM_VISIT_ATTRACT || visit->state == OM_VISIT_COUNTING;
    bool overlay = visit->overlay == OM_OVERLAY_NONE
                   || (!bare
                       && !(visit->overlay == OM_OVERLAY_IDLE
                            && visit->state == OM_VISIT_ENDING));
    bool deadline =
        (visit->state == OM_VISIT_ATTRACT) == (visit->deadline == OM_NEVER);
    return film && feedback && overlay && deadline
           && answers_are_valid(&visit->result);
}
