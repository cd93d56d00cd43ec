#include "simulate/visitor.h"

#include <string.h>

enum { STEPS_MAX = 600 };

struct visitor {
    const struct om_pack *pack;
    const struct om_habits *habits;
    struct om_chance *chance;
    struct om_visit visit;
    om_tick now;
    om_tick film_at; // media time of the clip that runs
    bool gone;       // walked away: only time passes from here on
    bool hurry;
    bool picked; // took a choice where several may be taken
    bool counted;
    struct om_visit_result *result;
};

struct om_habits
om_habits_make(struct om_chance *chance)
{
    struct om_habits habits = {
        .stays = 0.90 + 0.08 * om_chance_unit(chance),
        .helps = 1.5 * om_chance_factor(chance, 0.45),
        .english = 0.08 * om_chance_factor(chance, 0.8),
        .hurries = 0.03 * om_chance_factor(chance, 0.6),
    };
    for (size_t i = 0; i < sizeof(habits.tastes) / sizeof(habits.tastes[0]);
         i++) {
        habits.tastes[i] = om_chance_factor(chance, 0.4);
    }
    return habits;
}

static void
step(struct visitor *self, enum om_event_kind kind, uint16_t value)
{
    struct om_effects effects = { .count = 0 };
    self->visit =
        om_visit_step(self->visit, (struct om_event){ kind, value }, self->now,
                      self->pack, &om_visit_rules_default, &effects);
    for (uint8_t i = 0; i < effects.count; i++) {
        switch (effects.items[i].kind) {
            case OM_EFFECT_PLAY:
                self->film_at = 0;
                break;
            case OM_EFFECT_COUNT:
                *self->result = self->visit.result;
                self->counted = true;
                break;
            default:
                break;
        }
    }
}

static void
wait_seconds(struct visitor *self, double seconds)
{
    double factor = om_chance_factor(self->chance, 0.5);
    self->now += (om_tick) (seconds * factor * (double) OM_S(1));
}

// As far as the pack tells: no pack says how long its films are.
static om_tick
clip_length(const struct om_scene *clip)
{
    om_tick length = OM_S(20);
    if (clip->cue_count) {
        length = clip->cues[clip->cue_count - 1].at + OM_S(4);
    }
    for (uint8_t i = 0; i < clip->spot.moment_count; i++) {
        om_tick to = clip->spot.moments[i].to;
        length = to > length ? to : length;
    }
    const struct om_captions *captions = &clip->captions[0];
    if (captions->count) {
        om_tick to = captions->items[captions->count - 1].to + OM_S(1);
        length = to > length ? to : length;
    }
    return length;
}

// A mark on a moment of the clip, now and then on none.
static void
mark(struct visitor *self, const struct om_scene *clip, om_tick until)
{
    const struct om_spot *spot = &clip->spot;
    for (uint8_t i = 0; i < spot->moment_count; i++) {
        const struct om_moment *moment = &spot->moments[i];
        double keen = 0.15 + 0.5 * (i + 1.0) / spot->moment_count;
        if (moment->from < self->film_at || moment->to > until
            || !om_chance_is(self->chance,
                             keen * self->habits->tastes[i % 16] / 2)) {
            continue;
        }
        om_tick at = moment->from
                     + (om_tick) (om_chance_unit(self->chance)
                                  * (double) (moment->to - moment->from));
        self->now += at - self->film_at;
        self->film_at = at;
        step(self, OM_EVENT_MARK, (uint16_t) (at / OM_MARK_UNIT));
    }
}

// Watches on to the next cue or the end of the clip.
static void
watch(struct visitor *self)
{
    const struct om_scene *clip = &self->pack->scenes[self->visit.film];
    bool cue = self->visit.cue < clip->cue_count;
    om_tick until = cue ? clip->cues[self->visit.cue].at : clip_length(clip);
    if (!self->gone && clip->spot.id) {
        mark(self, clip, until);
    }
    self->now += until > self->film_at ? until - self->film_at : OM_MS(40);
    self->film_at = until;
    if (cue) {
        step(self, OM_EVENT_CUE, self->visit.cue);
    } else {
        step(self, OM_EVENT_CLIP_ENDED, 0);
    }
}

static void
choose(struct visitor *self, const struct om_scene *scene)
{
    double weights[OM_PACK_CHOICES_MAX];
    for (uint8_t i = 0; i < scene->choice_count; i++) {
        enum om_role role = scene->choices[i].role;
        weights[i] = self->habits->tastes[(scene->text.in[0][0] + i) % 16];
        weights[i] *= om_role_helps(role)          ? self->habits->helps
                      : role == OM_ROLE_REINFORCER ? 0.4
                      : role == OM_ROLE_ASSISTANT  ? 0.2
                                                   : 1;
    }
    unsigned choice =
        om_chance_pick(self->chance, weights, scene->choice_count);
    wait_seconds(self, self->hurry ? 0.9 : 6);
    if (scene->kind == OM_SCENE_QUESTION && scene->ask == OM_ASK_SEVERAL
        && self->picked) {
        self->picked = false;
        step(self, OM_EVENT_READY, 0);
        return;
    }
    self->picked = true;
    step(self, OM_EVENT_CHOOSE, (uint16_t) choice);
}

static uint16_t
pick_language(struct visitor *self)
{
    const struct om_pack *pack = self->pack;
    for (uint8_t i = 1; i < pack->language_count; i++) {
        if (pack->offered[i]
            && om_chance_is(self->chance, self->habits->english)) {
            return i;
        }
    }
    return 0;
}

static void
act_story(struct visitor *self)
{
    uint16_t stories = self->pack->story_count;
    uint16_t page = OM_VISIT_PAGE_STORIES;
    uint16_t first = (uint16_t) (self->visit.page * page);
    uint16_t here =
        first + page > stories ? (uint16_t) (stories - first) : page;
    if (stories > page && om_chance_is(self->chance, 0.3)) {
        step(self, OM_EVENT_MORE, 0);
        return;
    }
    step(self, OM_EVENT_STORY,
         (uint16_t) (first + om_chance_next(self->chance) % (here ? here : 1)));
}

// What somebody who is still there does on this screen.
static void
act(struct visitor *self)
{
    switch (self->visit.state) {
        case OM_VISIT_ATTRACT:
            step(self, OM_EVENT_START, (uint16_t) om_chance_next(self->chance));
            break;
        case OM_VISIT_LANGUAGE:
            wait_seconds(self, 2);
            step(self, OM_EVENT_LANGUAGE, pick_language(self));
            break;
        case OM_VISIT_STORIES:
            wait_seconds(self, 3);
            act_story(self);
            break;
        case OM_VISIT_QUESTION:
        case OM_VISIT_PLEDGE:
            choose(self, &self->pack->scenes[self->visit.scene]);
            break;
        case OM_VISIT_ENDING:
            wait_seconds(self, 12);
            step(self, OM_EVENT_STOP, 0);
            break;
        default:
            wait_seconds(self, self->hurry ? 1 : 5);
            step(self, OM_EVENT_CONTINUE, 0);
            break;
    }
}

static void
pass_time(struct visitor *self)
{
    if (self->visit.deadline != OM_NEVER && self->visit.deadline > self->now) {
        self->now = self->visit.deadline;
    } else {
        self->now += OM_S(1);
    }
    step(self, OM_EVENT_TICK, 0);
}

// The help lines are opened and read by a few, and closed again.
static void
look_at_help(struct visitor *self)
{
    step(self, OM_EVENT_HELP, 0);
    wait_seconds(self, 15);
    step(self, OM_EVENT_CLOSE, 0);
}

static void
turn(struct visitor *self)
{
    if (self->visit.state == OM_VISIT_COUNTING) {
        step(self, OM_EVENT_COUNTED, 0);
        return;
    }
    if (self->visit.state == OM_VISIT_FILM
        && self->visit.overlay == OM_OVERLAY_NONE) {
        watch(self);
        return;
    }
    if (self->gone || self->visit.overlay != OM_OVERLAY_NONE) {
        pass_time(self);
        return;
    }
    if (self->visit.state != OM_VISIT_ATTRACT) {
        self->gone = !om_chance_is(self->chance, self->habits->stays);
        if (self->gone) {
            return;
        }
        if (om_chance_is(self->chance, 0.01)) {
            look_at_help(self);
        }
    }
    act(self);
}

bool
om_visitor_visit(const struct om_pack *pack, const struct om_habits *habits,
                 struct om_chance *chance, om_tick *now,
                 struct om_visit_result *result)
{
    struct visitor self = {
        .pack = pack,
        .habits = habits,
        .chance = chance,
        .visit = om_visit_begin(*now),
        .now = *now,
        .hurry = om_chance_is(chance, habits->hurries),
        .result = result,
    };
    memset(result, 0, sizeof(*result));
    turn(&self);
    for (int i = 0; i < STEPS_MAX && self.visit.state != OM_VISIT_ATTRACT;
         i++) {
        turn(&self);
    }
    if (self.visit.state != OM_VISIT_ATTRACT) {
        step(&self, OM_EVENT_RESET, 0);
    }
    *now = self.now;
    return self.counted;
}
