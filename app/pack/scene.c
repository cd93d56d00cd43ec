#include "pack/scene.h"

#include "pack/ending.h"
#include "pack/film.h"
#include "pack/nearest.h"
#include "pack/question.h"

#include <string.h>

enum { FIELDS_MAX = 16 };

// -- where things lead --------------------------------------------------------

static size_t
place_of(const struct om_node *map, const char *key)
{
    size_t i = 0;
    const struct om_node *entry = map->first;
    while (entry && strcmp(entry->key, key) != 0) {
        entry = entry->next;
        i++;
    }
    return i;
}

// A scene of this story by its name. One that is nearly right is said and
// then taken, so that a slip of the finger does not break the whole graph.
om_scene_id
om_read_target(struct om_scenes *story, const struct om_node *node)
{
    if (!node) {
        story->walkable = false;
        return OM_SCENE_NONE;
    }
    const char *name = node->text;
    if (!om_node_get(story->map, name)) {
        struct om_nearest nearest = om_nearest_begin(name);
        for (const struct om_node *entry = story->map->first; entry;
             entry = entry->next) {
            om_nearest_try(&nearest, entry->key);
        }
        om_say(story->reader->findings,
               nearest.best ? OM_SAY_TARGET_MEANT : OM_SAY_TARGET, node->mark,
               name, nearest.best, NULL);
        name = nearest.best;
    }
    if (!name) {
        story->walkable = false;
        return OM_SCENE_NONE;
    }
    return (om_scene_id) (story->first + place_of(story->map, name));
}

// -- scenes -------------------------------------------------------------------

// What a scene is follows from which of these keys it has; that key is the
// first field of its table.
static const struct scene_kind {
    enum om_scene_kind kind;
    const struct om_field *fields;
    size_t count;
    void (*read)(struct om_scenes *story, struct om_scene *scene,
                 const struct om_node *const values[]);
} scene_kinds[] = {
    { OM_SCENE_CLIP, om_film_fields, OM_FILM_FIELDS, om_read_film },
    { OM_SCENE_QUESTION, om_question_fields, OM_QUESTION_FIELDS,
      om_read_question },
    { OM_SCENE_CARD, om_card_fields, OM_CARD_FIELDS, om_read_card },
    { OM_SCENE_END, om_end_fields, OM_END_FIELDS, om_read_end },
    { OM_SCENE_HELPED, om_helped_fields, OM_HELPED_FIELDS, om_read_helped },
};

enum { SCENE_KINDS = sizeof(scene_kinds) / sizeof(scene_kinds[0]) };

static const struct scene_kind *
kind_of(const struct om_node *node, struct om_nearest *nearest)
{
    for (size_t i = 0; i < SCENE_KINDS; i++) {
        if (om_node_get(node, scene_kinds[i].fields[0].key)) {
            return &scene_kinds[i];
        }
    }
    // not one of the keys as it should be: take the one most like it
    for (const struct om_node *entry = node->first; entry;
         entry = entry->next) {
        for (size_t i = 0; i < SCENE_KINDS && entry->key; i++) {
            *nearest = om_nearest_begin(entry->key);
            om_nearest_try(nearest, scene_kinds[i].fields[0].key);
            if (nearest->best) {
                return &scene_kinds[i];
            }
        }
    }
    return NULL;
}

static bool
has_two_kinds(struct om_scenes *story, const struct om_node *node,
              const struct scene_kind *kind)
{
    const char *key = kind->fields[0].key;
    for (const struct scene_kind *other = kind + 1;
         other < scene_kinds + SCENE_KINDS; other++) {
        const struct om_node *second = om_node_get(node, other->fields[0].key);
        if (second && om_node_get(node, key)) {
            om_say(story->reader->findings, OM_SAY_TWO_KINDS, second->key_mark,
                   key, second->key, NULL);
            return true;
        }
    }
    return false;
}

// Gives every scene its id and kind, so that the targets mean something.
void
om_scene_prepare(struct om_scenes *story, const struct om_node *node,
                 struct om_scene *scene)
{
    struct om_reader *reader = story->reader;
    scene->story = (uint16_t) story->story;
    scene->next = OM_SCENE_NONE;
    if (!om_is_id(node->key)) {
        om_say(reader->findings, OM_SAY_ID, node->key_mark, node->key, NULL,
               NULL);
    }
    if (node->broken) {
        story->walkable = false;
        return;
    }
    struct om_nearest nearest;
    const struct scene_kind *kind =
        node->kind == OM_NODE_MAP ? kind_of(node, &nearest) : NULL;
    if (!kind) {
        om_say(reader->findings,
               node->kind == OM_NODE_MAP ? OM_SAY_NO_KIND : OM_SAY_NOT_MAP,
               node->key_mark, node->key, NULL, NULL);
        story->walkable = false;
        return;
    }
    if (has_two_kinds(story, node, kind)) {
        story->walkable = false;
        return;
    }
    scene->id = node->key;
    scene->kind = kind->kind;
}

void
om_scene_read(struct om_scenes *story, const struct om_node *node,
              struct om_scene *scene)
{
    if (!scene->id) {
        return;
    }
    const struct scene_kind *kind = &scene_kinds[scene->kind];
    const struct om_node *values[FIELDS_MAX];
    om_read_fields(story->reader, node, kind->fields, kind->count, values);
    kind->read(story, scene, values);
}
