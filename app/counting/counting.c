#include "counting/counting.h"

#include "base/tick.h"

#include <assert.h>
#include <stdio.h>

// The longest key, an answer's, always fits:
// <pack>@<major>/a/<story>.<question>/<choice>@<language>
static_assert(OM_PACK_IDS_MAX + sizeof("@999999/a/.") + sizeof("/@") + 12
                  <= OM_CELL_MAX,
              "ids are too long to be counted");

// What the keys of one visit have in common.
struct series {
    struct om_increments *out;
    const char *pack;
    unsigned major;
    char language[16]; // in small letters, as the grammar wants it
};

static void
set_language(struct series *series, const char *language)
{
    size_t i = 0;
    for (; language[i] && i + 1 < sizeof(series->language); i++) {
        bool capital = language[i] >= 'A' && language[i] <= 'Z';
        series->language[i] =
            (char) (capital ? language[i] - 'A' + 'a' : language[i]);
    }
    series->language[i] = '\0';
}

static void
add_step(const struct series *series, const char *step)
{
    om_increments_add(series->out, "%s@%u/f/%s@%s", series->pack, series->major,
                      step, series->language);
}

static bool
is_answered(const struct om_visit_result *result, om_scene_id question)
{
    for (uint8_t i = 0; i < result->answer_count; i++) {
        if (result->answers[i].question == question) {
            return true;
        }
    }
    return false;
}

static void
add_funnel(const struct series *series, const struct om_visit_result *result)
{
    add_step(series, "start");
    if (result->clip_half) {
        add_step(series, "clip50");
    }
    if (result->clip_ended) {
        add_step(series, "clipend");
    }
    for (uint8_t i = 0; i < result->shown_count; i++) {
        char step[24];
        snprintf(step, sizeof(step), "q%u_shown", i + 1u);
        add_step(series, step);
        if (is_answered(result, result->shown[i])) {
            snprintf(step, sizeof(step), "q%u_done", i + 1u);
            add_step(series, step);
        }
    }
    if (result->finished) {
        add_step(series, "finish");
    }
    if (result->help_opened) {
        add_step(series, "help_open");
    }
}

// What `id` of the scene's story was answered with.
static void
add_answer(const struct series *series, const struct om_pack *pack,
           const struct om_scene *scene, const char *id, const char *choice)
{
    om_increments_add(series->out, "%s@%u/a/%s.%s/%s@%s", series->pack,
                      series->major, pack->stories[scene->story].id, id, choice,
                      series->language);
}

static void
add_answers(const struct series *series, const struct om_visit_result *result,
            const struct om_pack *pack)
{
    for (uint8_t i = 0; i < result->answer_count; i++) {
        const struct om_answer *answer = &result->answers[i];
        const struct om_scene *question = &pack->scenes[answer->question];
        for (uint8_t k = 0; k < question->choice_count; k++) {
            if (answer->chosen & 1U << k) {
                add_answer(series, pack, question, question->id,
                           question->choices[k].id);
            }
        }
    }
    if (result->pledged) {
        const struct om_scene *end = &pack->scenes[result->pledge_end];
        add_answer(series, pack, end, end->pledge,
                   end->choices[result->pledge].id);
    }
}

// A moment that was marked more than once counts once.
static void
add_marks(const struct series *series, const struct om_visit_result *result,
          const struct om_pack *pack)
{
    for (uint8_t i = 0; i < result->spotted_count; i++) {
        const struct om_spotted *spotted = &result->spotted[i];
        const struct om_scene *film = &pack->scenes[spotted->film];
        const struct om_spot *spot = &film->spot;
        for (uint8_t k = 0; k < spot->moment_count; k++) {
            if (spotted->moments & 1U << k) {
                add_answer(series, pack, film, spot->id, spot->moments[k].id);
            }
        }
        if (spotted->moments & 1U << OM_SPOTTED_ELSEWHERE) {
            add_answer(series, pack, film, spot->id, "anders");
        }
    }
}

static void
add_duration(const struct series *series, const struct om_visit_result *result)
{
    static const struct {
        om_tick below;
        const char *band;
    } bands[] = {
        { OM_S(30), "lt30" },    { OM_S(60), "30_60" },
        { OM_S(120), "60_120" }, { OM_S(240), "120_240" },
        { OM_NEVER, "gt240" },
    };
    size_t i = 0;
    while (result->ended - result->started >= bands[i].below) {
        i++;
    }
    om_increments_add(series->out, "%s@%u/d/%s", series->pack, series->major,
                      bands[i].band);
}

// Morning until 12, midday until 17, evening until 23, and the night.
static void
add_daypart(struct om_increments *out, time_t wall)
{
    struct tm local;
    if (om_tally_period(wall) == 0 || !localtime_r(&wall, &local)) {
        return;
    }
    const char *part = local.tm_hour < 6    ? "na"
                       : local.tm_hour < 12 ? "mo"
                       : local.tm_hour < 17 ? "mi"
                       : local.tm_hour < 23 ? "av"
                                            : "na";
    bool weekend = local.tm_wday == 0 || local.tm_wday == 6;
    om_increments_add(out, "f/daypart/%s%s", part, weekend ? "we" : "wk");
}

static void
add_quality(struct om_increments *out, const struct om_visit_result *result)
{
    if (result->suspect) {
        om_increments_add(out, "f/q/suspect_visit");
    } else if (result->idled) {
        om_increments_add(out, "f/q/reset_idle");
    } else if (!result->finished) {
        om_increments_add(out, "f/q/reset_back");
    }
    for (uint16_t i = 0; i < result->decode_errors; i++) {
        om_increments_add(out, "f/q/decode_error");
    }
}

void
om_counting_collect(const struct om_visit_result *result,
                    const struct om_pack *pack, time_t wall,
                    struct om_increments *out)
{
    struct series series = {
        .out = out,
        .pack = pack->id,
        .major = pack->major,
    };
    set_language(&series, pack->languages[result->language]);
    out->count = 0;
    add_quality(out, result);
    if (result->suspect) {
        return;
    }
    add_funnel(&series, result);
    add_answers(&series, result, pack);
    add_marks(&series, result, pack);
    add_duration(&series, result);
    add_daypart(out, wall);
}
