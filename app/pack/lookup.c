#include "pack/lookup.h"

#include "pack/nearest.h"

#include <string.h>

enum { NAMES_MAX = 12 }; // of a list in a message

uint16_t
om_pack_find_story(const struct om_pack *pack, const char *id)
{
    for (uint16_t i = 0; i < pack->story_count; i++) {
        if (strcmp(pack->stories[i].id, id) == 0) {
            return i;
        }
    }
    return UINT16_MAX;
}

om_scene_id
om_pack_find_scene(const struct om_pack *pack, uint16_t story, const char *id)
{
    for (uint16_t i = 0; i < pack->scene_count; i++) {
        const struct om_scene *scene = &pack->scenes[i];
        if (scene->story == story && strcmp(scene->id, id) == 0) {
            return i;
        }
    }
    return OM_SCENE_NONE;
}

om_scene_id
om_pack_map_scene(const struct om_pack *from, const struct om_pack *to,
                  om_scene_id scene)
{
    if (scene >= from->scene_count) {
        return OM_SCENE_NONE;
    }
    const struct om_scene *old = &from->scenes[scene];
    uint16_t story = om_pack_find_story(to, from->stories[old->story].id);
    return om_pack_find_scene(to, story, old->id);
}

om_scene_id
om_pack_find_asker(const struct om_pack *pack, om_scene_id question,
                   uint8_t *cue)
{
    for (uint16_t i = 0; i < pack->scene_count; i++) {
        const struct om_scene *scene = &pack->scenes[i];
        for (uint8_t k = 0; k < scene->cue_count; k++) {
            if (scene->cues[k].ask == question) {
                *cue = k;
                return i;
            }
        }
    }
    return OM_SCENE_NONE;
}

// -- what people write --------------------------------------------------------

// Names of one kind, as they come: the nearest one, and a list for a message.
struct names {
    struct om_nearest nearest;
    struct om_text list;
    unsigned count;
};

static void
offer(struct names *names, const char *name)
{
    om_nearest_try(&names->nearest, name);
    if (++names->count <= NAMES_MAX) {
        om_text_print(&names->list, "%s%s", names->count > 1 ? ", " : "", name);
    }
}

static void
say_unknown(struct names *names, const char *what, const char *written,
            bool english, struct om_text *problem)
{
    om_text_print(problem,
                  english ? "there is no %s ‘%s’" : "er is geen %s ‘%s’", what,
                  written);
    if (names->nearest.best) {
        om_text_print(problem,
                      english ? "; did you mean ‘%s’?" : "; bedoel je ‘%s’?",
                      names->nearest.best);
    }
    bool more = names->count > NAMES_MAX;
    om_text_print(problem, english ? " There is: %s%s" : " Er is: %s%s",
                  om_text_get(&names->list), more ? ", …" : "");
    om_text_finish(&names->list);
}

static void
say_stories(const struct om_pack *pack, const char *written, bool english,
            struct om_text *problem)
{
    struct names names = { .nearest = om_nearest_begin(written) };
    for (uint16_t i = 0; i < pack->story_count; i++) {
        offer(&names, pack->stories[i].id);
    }
    say_unknown(&names, english ? "story" : "verhaal", written, english,
                problem);
}

static void
say_scenes(const struct om_pack *pack, uint16_t story, const char *written,
           bool english, struct om_text *problem)
{
    struct names names = { .nearest = om_nearest_begin(written) };
    for (uint16_t i = 0; i < pack->scene_count; i++) {
        if (pack->scenes[i].story == story) {
            offer(&names, pack->scenes[i].id);
        }
    }
    om_text_print(problem, "%s: ", pack->stories[story].id);
    say_unknown(&names, english ? "scene" : "scène", written, english, problem);
}

om_scene_id
om_pack_find_place(const struct om_pack *pack, const char *place, bool english,
                   struct om_text *problem)
{
    const char *slash = strchr(place, '/');
    if (!slash || slash == place || !slash[1]) {
        om_text_print(problem,
                      english ? "expected STORY/SCENE, as in %s/%s"
                              : "verwacht VERHAAL/SCÈNE, zoals %s/%s",
                      pack->stories[0].id,
                      pack->scenes[pack->stories[0].start].id);
        return OM_SCENE_NONE;
    }
    struct om_text id = { 0 };
    om_text_add(&id, place, (size_t) (slash - place));
    uint16_t story = om_pack_find_story(pack, om_text_get(&id));
    om_scene_id scene = OM_SCENE_NONE;
    if (story == UINT16_MAX) {
        say_stories(pack, om_text_get(&id), english, problem);
    } else {
        scene = om_pack_find_scene(pack, story, slash + 1);
        if (scene == OM_SCENE_NONE) {
            say_scenes(pack, story, slash + 1, english, problem);
        }
    }
    om_text_finish(&id);
    return scene;
}
