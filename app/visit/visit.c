// The visit, as a table.
//
//               START           LANGUAGE         STORY         CONTINUE
//   ATTRACT ──────────► LANGUAGE ──────► STORIES ─────► NOTE ──────────┐
//      ▲ ▲                                  ▲  │ (no note)             │
//      │ │ TICK, CONTINUE                   │  └──────────┬────────────┘
//      │ │                             STOP │             ▼  om_step_enter()
//      │ ENDING ◄── COUNTED ── COUNTING ◄───┼──── clip, question, card, end
//      │            or TICK       ▲         │      FILM ⇄ QUESTION ─► FEEDBACK
//      │        PLEDGE ───────────┘         │        └─► SPOTTED ─┘
//      └── idle for too long, RESET ────────┴── from everywhere in between
//
// What is asked while a film runs ("where would you step in?") is shown in
// SPOTTED when the film next stops; a pledge is asked before the visit is
// written, so that it is part of it.
//
// HELP and the idle warning lie over a state; they hold the film and give back
// what was there. `on` below is the transition table: which function handles an
// event in a state; an empty place means that nothing happens but a sign of
// life. om_step_go() is the only function that writes `state`.
//
// Invariants (om_visit_is_valid):
//   - FILM, SPOTTED: scene is a clip and is `film`; QUESTION, FEEDBACK: scene
//     is a question; CARD: a card; PLEDGE, COUNTING, ENDING: an end; else scene
//     is NONE
//   - FEEDBACK: something was chosen, of the question's choices
//   - SPOTTED: there are marks; `asked` is a question, and NONE elsewhere
//   - an overlay never lies over ATTRACT or COUNTING, the idle warning never
//     over ENDING
//   - every state but ATTRACT has a deadline: time alone leads back to ATTRACT
//   - a question is answered at most once in the result, and was shown; by
//     one choice, or by several where that is asked
//   - a pledge was made only by who reached an ending
//   - who saw a clip to its end saw half of it
//   - cue is at most the film's number of cues

#include "visit/step.h"

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

// -- handlers -----------------------------------------------------------------

static void
on_start(struct om_step *step)
{
    struct om_visit *visit = step->visit;
    const struct om_pack *pack = step->pack;
    uint8_t offered = 0;
    for (uint8_t i = 0; i < pack->language_count; i++) {
        offered += pack->offered[i];
    }
    visit->shuffle = (step->event.value + 1u) * 2654435769u;
    visit->answer_time = 0;
    visit->page = 0;
    visit->result = (struct om_visit_result){
        .story = UINT16_MAX,
        .started = step->now,
    };
    om_step_go(step, offered > 1 ? OM_VISIT_LANGUAGE : OM_VISIT_STORIES,
               OM_SCENE_NONE);
}

static void
on_language(struct om_step *step)
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
        om_step_go(step, OM_VISIT_STORIES, OM_SCENE_NONE);
    }
}

static void
on_story(struct om_step *step)
{
    const struct om_pack *pack = step->pack;
    uint16_t index = step->event.value;
    if (index >= pack->story_count) {
        return;
    }
    const struct om_story *story = &pack->stories[index];
    step->visit->result.story = index;
    if (story->note.in[0]) {
        om_step_go(step, OM_VISIT_NOTE, OM_SCENE_NONE);
        om_step_preroll(step, story->start);
        return;
    }
    om_step_enter(step, story->start);
}

static void
on_note_read(struct om_step *step)
{
    om_step_enter(step, step->pack->stories[step->visit->result.story].start);
}

static void
on_cue(struct om_step *step)
{
    const struct om_visit *visit = step->visit;
    const struct om_scene *clip = om_step_scene(step, visit->film);
    uint16_t cue = step->event.value;
    if (cue >= visit->cue && cue < clip->cue_count) {
        om_step_ask(step, (uint8_t) cue);
    }
}

static void
on_clip_half(struct om_step *step)
{
    step->visit->result.clip_half = true;
}

static void
on_clip_ended(struct om_step *step)
{
    step->visit->result.clip_half = true; // also when nobody knew its length
    step->visit->result.clip_ended = true;
    step->visit->film_gone = true;
    if (step->visit->overlay == OM_OVERLAY_NONE) {
        om_step_after_clip(step); // else when the overlay is closed
    }
}

static void
on_clip_failed(struct om_step *step)
{
    step->visit->result.decode_errors++;
    step->visit->film_gone = true;
    if (step->visit->overlay == OM_OVERLAY_NONE) {
        om_step_after_clip(step);
    }
}

// A held film can break too; the question does not need it.
static void
on_held_clip_failed(struct om_step *step)
{
    if (!step->visit->film_gone) {
        step->visit->result.decode_errors++;
        step->visit->film_gone = true;
    }
}

static void
on_card_read(struct om_step *step)
{
    om_step_enter(step, om_step_scene(step, step->visit->scene)->next);
}

// The tips shown first are for the first reader that there are any for.
static void
on_counted(struct om_step *step)
{
    struct om_visit *visit = step->visit;
    const struct om_scene *end = om_step_scene(step, visit->scene);
    const struct om_tip *tips[OM_PACK_TIPS_SHOWN];
    int audience = OM_AUDIENCE_YOUNG;
    while (audience < OM_AUDIENCE_TEACHER
           && om_tips_for(end, (enum om_audience) audience, tips) == 0) {
        audience++;
    }
    visit->audience = (enum om_audience) audience;
    om_step_go(step, OM_VISIT_ENDING, visit->scene);
}

static void
on_audience(struct om_step *step)
{
    uint16_t audience = step->event.value;
    if (audience > OM_AUDIENCE_ALL && audience < OM_AUDIENCE_COUNT_) {
        step->visit->audience = (enum om_audience) audience;
    }
}

static void
on_more(struct om_step *step)
{
    unsigned pages = (step->pack->story_count + OM_VISIT_PAGE_STORIES - 1U)
                     / OM_VISIT_PAGE_STORIES;
    step->visit->page = (uint8_t) ((step->visit->page + 1U) % pages);
}

// Leaves the story for the stories; at the stories, the visit.
static void
on_stop(struct om_step *step)
{
    struct om_visit *visit = step->visit;
    visit->overlay = OM_OVERLAY_NONE;
    om_step_forget_film(step);
    om_step_go(step, OM_VISIT_STORIES, OM_SCENE_NONE);
    om_step_emit(step, OM_EFFECT_HOLD, OM_SCENE_NONE);
}

static void
on_help(struct om_step *step)
{
    struct om_visit *visit = step->visit;
    visit->overlay = OM_OVERLAY_HELP;
    visit->result.help_opened = true;
    om_step_set_deadline(step, step->rules->idle);
    if (visit->state == OM_VISIT_FILM) {
        om_step_emit(step, OM_EFFECT_HOLD, OM_SCENE_NONE);
    }
}

static void
warn_idle(struct om_step *step)
{
    step->visit->overlay = OM_OVERLAY_IDLE;
    om_step_set_deadline(step, step->rules->warning);
}

// clang-format off
typedef void (*handler)(struct om_step *step);
static const handler on[OM_VISIT_ENDING + 1][OM_EVENT_COUNT_] = {
    [OM_VISIT_ATTRACT] = {
        [OM_EVENT_START] = on_start,
    },
    [OM_VISIT_LANGUAGE] = {
        [OM_EVENT_LANGUAGE] = on_language, [OM_EVENT_STOP] = om_step_leave,
        [OM_EVENT_HELP] = on_help,         [OM_EVENT_TICK] = warn_idle,
        [OM_EVENT_RESET] = om_step_leave,
    },
    [OM_VISIT_STORIES] = {
        [OM_EVENT_STORY] = on_story,       [OM_EVENT_LANGUAGE] = on_language,
        [OM_EVENT_MORE] = on_more,
        [OM_EVENT_STOP] = om_step_leave,           [OM_EVENT_HELP] = on_help,
        [OM_EVENT_TICK] = warn_idle,       [OM_EVENT_RESET] = om_step_leave,
    },
    [OM_VISIT_NOTE] = {
        [OM_EVENT_CONTINUE] = on_note_read, [OM_EVENT_LANGUAGE] = on_language,
        [OM_EVENT_STOP] = on_stop,          [OM_EVENT_HELP] = on_help,
        [OM_EVENT_TICK] = warn_idle,        [OM_EVENT_RESET] = om_step_leave,
    },
    [OM_VISIT_FILM] = {
        [OM_EVENT_CUE] = on_cue,            [OM_EVENT_CLIP_ENDED] = on_clip_ended,
        [OM_EVENT_CLIP_FAILED] = on_clip_failed, [OM_EVENT_MARK] = om_step_mark,
        [OM_EVENT_CLIP_HALF] = on_clip_half,
        [OM_EVENT_LANGUAGE] = on_language,  [OM_EVENT_STOP] = on_stop,
        [OM_EVENT_HELP] = on_help,          [OM_EVENT_TICK] = on_clip_failed,
        [OM_EVENT_RESET] = om_step_leave,
    },
    [OM_VISIT_QUESTION] = {
        [OM_EVENT_CHOOSE] = om_step_choose, [OM_EVENT_LANGUAGE] = on_language,
        [OM_EVENT_READY] = om_step_ready,
        [OM_EVENT_CLIP_FAILED] = on_held_clip_failed,
        [OM_EVENT_STOP] = on_stop,          [OM_EVENT_HELP] = on_help,
        [OM_EVENT_TICK] = warn_idle,        [OM_EVENT_RESET] = om_step_leave,
    },
    [OM_VISIT_FEEDBACK] = {
        [OM_EVENT_CONTINUE] = om_step_after_answer,
        [OM_EVENT_LANGUAGE] = on_language,
        [OM_EVENT_CLIP_FAILED] = on_held_clip_failed,
        [OM_EVENT_STOP] = on_stop,          [OM_EVENT_HELP] = on_help,
        [OM_EVENT_TICK] = warn_idle,        [OM_EVENT_RESET] = om_step_leave,
    },
    [OM_VISIT_SPOTTED] = {
        [OM_EVENT_CONTINUE] = om_step_after_marks,
        [OM_EVENT_LANGUAGE] = on_language,
        [OM_EVENT_CLIP_FAILED] = on_held_clip_failed,
        [OM_EVENT_STOP] = on_stop,          [OM_EVENT_HELP] = on_help,
        [OM_EVENT_TICK] = warn_idle,        [OM_EVENT_RESET] = om_step_leave,
    },
    [OM_VISIT_CARD] = {
        [OM_EVENT_CONTINUE] = on_card_read, [OM_EVENT_LANGUAGE] = on_language,
        [OM_EVENT_STOP] = on_stop,          [OM_EVENT_HELP] = on_help,
        [OM_EVENT_TICK] = warn_idle,        [OM_EVENT_RESET] = om_step_leave,
    },
    [OM_VISIT_PLEDGE] = {
        [OM_EVENT_CHOOSE] = om_step_pledge, [OM_EVENT_CONTINUE] = om_step_count,
        [OM_EVENT_LANGUAGE] = on_language,
        [OM_EVENT_STOP] = on_stop,          [OM_EVENT_HELP] = on_help,
        [OM_EVENT_TICK] = warn_idle,        [OM_EVENT_RESET] = om_step_leave,
    },
    [OM_VISIT_COUNTING] = {
        [OM_EVENT_COUNTED] = on_counted,    [OM_EVENT_TICK] = on_counted,
        [OM_EVENT_RESET] = om_step_leave,
    },
    [OM_VISIT_ENDING] = {
        [OM_EVENT_CONTINUE] = om_step_leave,        [OM_EVENT_LANGUAGE] = on_language,
        [OM_EVENT_STOP] = om_step_leave,            [OM_EVENT_HELP] = on_help,
        [OM_EVENT_AUDIENCE] = on_audience,
        [OM_EVENT_TICK] = om_step_leave,            [OM_EVENT_RESET] = om_step_leave,
    },
};
// clang-format on

// -- overlays -----------------------------------------------------------------

static void
close_overlay(struct om_step *step)
{
    struct om_visit *visit = step->visit;
    visit->overlay = OM_OVERLAY_NONE;
    om_step_set_deadline(step, om_step_allowed(step));
    if (visit->state != OM_VISIT_FILM) {
        return;
    }
    if (visit->film_gone) {
        om_step_after_clip(step);
    } else {
        om_step_emit(step, OM_EFFECT_RESUME, OM_SCENE_NONE);
    }
}

static void
idle_for_too_long(struct om_step *step)
{
    if (step->visit->overlay == OM_OVERLAY_HELP
        && step->visit->state != OM_VISIT_ENDING) {
        warn_idle(step);
        return;
    }
    step->visit->result.idled = step->visit->overlay == OM_OVERLAY_IDLE;
    om_step_leave(step);
}

static bool
is_touch(enum om_event_kind kind)
{
    return kind <= OM_EVENT_TOUCH;
}

// True when the overlay took the event for itself.
static bool
step_overlay(struct om_step *step)
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
    om_step_set_deadline(step, step->rules->idle);
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
        .asked = OM_SCENE_NONE,
        .since = now,
        .touched = now,
        .deadline = OM_NEVER,
        .result = { .story = UINT16_MAX },
    };
}

// A touch that changes nothing still says that somebody is there.
static void
note_touch(struct om_step *step)
{
    struct om_visit *visit = step->visit;
    visit->touched = step->now;
    bool idles =
        visit->overlay == OM_OVERLAY_NONE && visit->state != OM_VISIT_ATTRACT
        && visit->state != OM_VISIT_FILM && visit->state != OM_VISIT_COUNTING;
    if (idles) {
        om_step_set_deadline(step, om_step_allowed(step));
    }
}

struct om_visit
om_visit_step(struct om_visit visit, struct om_event event, om_tick now,
              const struct om_pack *pack, const struct om_visit_rules *rules,
              struct om_effects *effects)
{
    assert(event.kind < OM_EVENT_COUNT_);
    effects->count = 0;
    struct om_step step = { &visit, event, now, pack, rules, effects };
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
