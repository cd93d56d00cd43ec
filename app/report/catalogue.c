#include "report/catalogue.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void
om_catalogue_finish(struct om_catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        struct om_catalogue_question *question = &catalogue->questions[i];
        for (size_t c = 0; c < question->choice_count; c++) {
            free(question->choices[c].id);
        }
        free(question->choices);
        free(question->question);
        free(question->pack);
    }
    for (size_t i = 0; i < catalogue->pack_count; i++) {
        struct om_catalogue_languages *pack = &catalogue->packs[i];
        for (size_t l = 0; l < pack->count; l++) {
            free(pack->languages[l]);
        }
        free(pack->languages);
        free(pack->pack);
    }
    free(catalogue->questions);
    free(catalogue->packs);
    *catalogue = (struct om_catalogue){ 0 };
}

static struct om_catalogue_languages *
find_pack(struct om_catalogue *catalogue, const char *pack)
{
    for (size_t i = 0; i < catalogue->pack_count; i++) {
        if (strcmp(catalogue->packs[i].pack, pack) == 0) {
            return &catalogue->packs[i];
        }
    }
    return NULL;
}

static struct om_catalogue_languages *
get_pack(struct om_catalogue *catalogue, const char *pack)
{
    struct om_catalogue_languages *known = find_pack(catalogue, pack);
    if (known) {
        return known;
    }
    catalogue->packs =
        om_realloc(catalogue->packs,
                   (catalogue->pack_count + 1) * sizeof(catalogue->packs[0]));
    known = &catalogue->packs[catalogue->pack_count++];
    *known = (struct om_catalogue_languages){ .pack = om_strdup(pack) };
    return known;
}

static struct om_catalogue_question *
get_question(struct om_catalogue *catalogue, const char *pack,
             const char *question)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        struct om_catalogue_question *known = &catalogue->questions[i];
        if (strcmp(known->pack, pack) == 0
            && strcmp(known->question, question) == 0) {
            return known;
        }
    }
    catalogue->questions =
        om_realloc(catalogue->questions,
                   (catalogue->count + 1) * sizeof(catalogue->questions[0]));
    struct om_catalogue_question *added =
        &catalogue->questions[catalogue->count++];
    *added = (struct om_catalogue_question){
        .pack = om_strdup(pack),
        .question = om_strdup(question),
    };
    return added;
}

void
om_catalogue_add_choice(struct om_catalogue *catalogue, const char *pack,
                        const char *question, const char *choice, bool helps)
{
    get_pack(catalogue, pack);
    struct om_catalogue_question *into =
        get_question(catalogue, pack, question);
    for (size_t i = 0; i < into->choice_count; i++) {
        if (strcmp(into->choices[i].id, choice) == 0) {
            return;
        }
    }
    into->choices = om_realloc(into->choices, (into->choice_count + 1)
                                                  * sizeof(into->choices[0]));
    into->choices[into->choice_count++] =
        (struct om_catalogue_choice){ om_strdup(choice), helps };
}

void
om_catalogue_set_several(struct om_catalogue *catalogue, const char *pack,
                         const char *question)
{
    get_pack(catalogue, pack);
    get_question(catalogue, pack, question)->several = true;
}

void
om_catalogue_add_language(struct om_catalogue *catalogue, const char *pack,
                          const char *language)
{
    struct om_catalogue_languages *into = get_pack(catalogue, pack);
    for (size_t i = 0; i < into->count; i++) {
        if (strcmp(into->languages[i], language) == 0) {
            return;
        }
    }
    into->languages =
        om_realloc(into->languages, (into->count + 1) * sizeof(char *));
    into->languages[into->count++] = om_strdup(language);
}

static void
add_scene(struct om_catalogue *catalogue, const char *series,
          const struct om_pack *pack, const struct om_scene *scene)
{
    const char *id = scene->kind == OM_SCENE_QUESTION ? scene->id
                     : scene->kind == OM_SCENE_CLIP   ? scene->spot.id
                     : scene->kind == OM_SCENE_END    ? scene->pledge
                                                      : NULL;
    if (!id) {
        return;
    }
    struct om_text question = { 0 };
    om_text_print(&question, "%s.%s", pack->stories[scene->story].id, id);
    for (uint8_t c = 0; c < scene->choice_count; c++) {
        om_catalogue_add_choice(catalogue, series, question.data,
                                scene->choices[c].id,
                                om_role_helps(scene->choices[c].role));
    }
    for (uint8_t m = 0; scene->spot.id && m < scene->spot.moment_count; m++) {
        om_catalogue_add_choice(catalogue, series, question.data,
                                scene->spot.moments[m].id, false);
    }
    if (scene->spot.id) {
        om_catalogue_add_choice(catalogue, series, question.data, "anders",
                                false);
    }
    if (scene->spot.id || scene->ask == OM_ASK_SEVERAL) {
        om_catalogue_set_several(catalogue, series, question.data);
    }
    om_text_finish(&question);
}

void
om_catalogue_add_pack(struct om_catalogue *catalogue,
                      const struct om_pack *pack)
{
    struct om_text series = { 0 };
    om_text_print(&series, "%s@%u", pack->id, pack->major);
    if (!find_pack(catalogue, series.data)) {
        for (uint8_t l = 0; l < pack->language_count; l++) {
            om_catalogue_add_language(catalogue, series.data,
                                      pack->languages[l]);
        }
        for (uint16_t s = 0; s < pack->scene_count; s++) {
            add_scene(catalogue, series.data, pack, &pack->scenes[s]);
        }
    }
    om_text_finish(&series);
}
