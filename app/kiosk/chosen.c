#include "kiosk/chosen.h"

#include "base/log.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELPED, LOOKED_ON, OUTCOMES };

// "pack@1/story.question"
static void
name_question(char *key, size_t size, const struct om_pack *pack,
              const struct om_scene *question)
{
    snprintf(key, size, "%s@%u/%s.%s", pack->id, pack->major,
             pack->stories[question->story].id, question->id);
}

// A choice's place among the ids: the same when a pack's next version writes
// the choices in another order.
static uint8_t
rank_of(const struct om_scene *question, uint8_t choice)
{
    uint8_t rank = 0;
    for (uint8_t i = 0; i < question->choice_count; i++) {
        const char *id = question->choices[i].id;
        rank =
            (uint8_t) (rank + (strcmp(id, question->choices[choice].id) < 0));
    }
    return rank;
}

static bool
is_helping(const struct om_scene *question, uint8_t choice)
{
    return om_role_helps(question->choices[choice].role);
}

// The first of those that were taken which helps; else the first.
static uint8_t
best_of(const struct om_scene *question, uint8_t chosen)
{
    uint8_t first = question->choice_count;
    for (uint8_t i = 0; i < question->choice_count; i++) {
        if (!(chosen & 1U << i)) {
            continue;
        }
        if (is_helping(question, i)) {
            return i;
        }
        first = first < question->choice_count ? first : i;
    }
    return first;
}

static void
add_answer(struct om_chosen *chosen, const struct om_pack *pack,
           const struct om_answer *answer, const struct om_uniform *uniform)
{
    const struct om_scene *question = &pack->scenes[answer->question];
    uint8_t choice = best_of(question, answer->chosen);
    if (!question->others.asked || choice == question->choice_count) {
        return;
    }
    char key[sizeof(chosen->norm.questions[0].key)];
    name_question(key, sizeof(key), pack, question);
    bool several = question->ask == OM_ASK_SEVERAL;
    uint8_t outcome = is_helping(question, choice) ? HELPED : LOOKED_ON;
    (void) om_norm_add(&chosen->norm, key,
                       several ? outcome : rank_of(question, choice),
                       several ? OUTCOMES : question->choice_count, uniform);
}

void
om_chosen_open(struct om_chosen *chosen, const char *folder)
{
    struct om_text problem = { 0 };
    chosen->folder = om_strdup(folder);
    chosen->complained = false;
    if (!om_norm_load(&chosen->norm, folder, &problem)) {
        om_log(OM_LOG_WARN, "kiosk", "%s", om_text_get(&problem));
    }
    om_text_finish(&problem);
}

void
om_chosen_close(struct om_chosen *chosen)
{
    free(chosen->folder);
    *chosen = (struct om_chosen){ .folder = NULL };
}

void
om_chosen_add(struct om_chosen *chosen, const struct om_pack *pack,
              const struct om_visit_result *result,
              const struct om_uniform *uniform)
{
    if (!chosen->folder || result->suspect || result->answer_count == 0) {
        return;
    }
    for (uint8_t i = 0; i < result->answer_count; i++) {
        add_answer(chosen, pack, &result->answers[i], uniform);
    }
    struct om_text problem = { 0 };
    bool saved = om_norm_save(&chosen->norm, chosen->folder, &problem);
    if (!saved && !chosen->complained) {
        om_log(OM_LOG_WARN, "kiosk", "%s", om_text_get(&problem));
    }
    chosen->complained = !saved;
    om_text_finish(&problem);
}

unsigned
om_chosen_share(const struct om_chosen *chosen, const struct om_pack *pack,
                const struct om_scene *question, unsigned *answers)
{
    char key[sizeof(chosen->norm.questions[0].key)];
    name_question(key, sizeof(key), pack, question);
    unsigned mask = 1U << HELPED;
    if (question->ask != OM_ASK_SEVERAL) {
        mask = 0;
        for (uint8_t i = 0; i < question->choice_count; i++) {
            mask |= (unsigned) is_helping(question, i) << rank_of(question, i);
        }
    }
    int share = om_norm_share(&chosen->norm, key, mask);
    *answers = om_norm_answers(&chosen->norm, key);
    return share < 0 ? 0 : (unsigned) share * 10;
}
