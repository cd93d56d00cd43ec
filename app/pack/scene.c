#include "pack/scene.h"

#include "base/text.h"
#include "pack/film.h"
#include "pack/nearest.h"

#include <stdio.h>
#include <string.h>

enum { TIPS_MAX = 8, FIELDS_MAX = 16 };

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

// -- questions ----------------------------------------------------------------

static const char *const roles[] = {
    "defender_public", "defender_private", "get_help",
    "outsider",        "reinforcer",       "assistant",
};

static enum om_role
read_role(struct om_reader *reader, const struct om_node *node)
{
    return (enum om_role)(OM_ROLE_NONE + 1
                          + om_read_one_of(reader, node, roles, 6));
}

static void
read_choice(struct om_scenes *story, struct om_scene *scene,
            const struct om_node *node)
{
    enum { ID, ROLE, TEXT, GOTO, FEEDBACK, COUNT };
    static const struct om_field fields[COUNT] = {
        [ID] = { "id", OM_TAKES_TEXT, OM_FIELD_NEEDED },
        [ROLE] = { "role", OM_TAKES_TEXT, 0 },
        [TEXT] = { "text", OM_TAKES_WORDS, OM_FIELD_NEEDED },
        [GOTO] = { "goto", OM_TAKES_TEXT, 0 },
        [FEEDBACK] = { "feedback", OM_TAKES_WORDS, 0 },
    };
    struct om_reader *reader = story->reader;
    const struct om_node *values[COUNT];
    if (!om_read_fields(reader, node, fields, COUNT, values)) {
        story->walkable = false;
        return;
    }
    struct om_choice choice = {
        .id = om_read_id(reader, values[ID]),
        .role = read_role(reader, values[ROLE]),
        .text = om_read_words(reader, values[TEXT]),
        .feedback = om_read_words(reader, values[FEEDBACK]),
        .go_to = OM_SCENE_NONE,
    };
    if (values[GOTO]) {
        choice.go_to = om_read_target(story, values[GOTO]);
    }
    scene->choices[scene->choice_count++] = choice;
}

static void
check_roles(struct om_reader *reader, const struct om_scene *scene,
            const struct om_node *list)
{
    bool any = false, private = false;
    for (size_t i = 0; i < scene->choice_count; i++) {
        enum om_role role = scene->choices[i].role;
        any |= role != OM_ROLE_NONE;
        private |= role == OM_ROLE_DEFENDER_PRIVATE || role == OM_ROLE_GET_HELP;
    }
    if (any && !private) {
        om_say(reader->findings, OM_SAY_NO_PRIVATE, om_node_head(list), NULL,
               NULL, NULL);
    }
}

static void
read_choices(struct om_scenes *story, struct om_scene *scene,
             const struct om_node *list)
{
    if (list->count < 2 || list->count > OM_PACK_CHOICES_MAX) {
        char count[24];
        snprintf(count, sizeof(count), "%zu", list->count);
        om_say(story->reader->findings, OM_SAY_CHOICES, om_node_head(list),
               count, NULL, NULL);
        story->walkable = false;
    }
    for (const struct om_node *entry = list->first;
         entry && scene->choice_count < OM_PACK_CHOICES_MAX;
         entry = entry->next) {
        read_choice(story, scene, entry);
        om_read_id_once(story->reader, list, entry);
    }
    check_roles(story->reader, scene, list);
}

static const struct om_field question_fields[] = {
    { "ask", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    { "text", OM_TAKES_WORDS, OM_FIELD_NEEDED },
    { "choices", OM_TAKES_LIST, OM_FIELD_NEEDED },
    { "others", OM_TAKES_ANY, OM_FIELD_LATER },
};

// Questions are counted by their id, over all stories of the pack.
static void
check_question_id(struct om_reader *reader, const struct om_scene *scene)
{
    const struct om_node *node = reader->scene_nodes[scene - reader->scenes];
    for (size_t i = 0; &reader->scenes[i] < scene; i++) {
        const struct om_scene *other = &reader->scenes[i];
        if (other->kind == OM_SCENE_QUESTION && other->id
            && other->story != scene->story
            && strcmp(other->id, scene->id) == 0) {
            om_say(reader->findings, OM_SAY_ID_TWICE, node->key_mark, scene->id,
                   reader->scene_nodes[i]->mark.file, NULL);
            return;
        }
    }
}

static void
read_question(struct om_scenes *story, struct om_scene *scene,
              const struct om_node *const values[])
{
    static const char *const kinds[] = { "choice", "several", "scale" };
    struct om_reader *reader = story->reader;
    if (om_read_one_of(reader, values[0], kinds, 3) > 0) {
        om_say(reader->findings, OM_SAY_LATER, values[0]->mark, values[0]->text,
               NULL, NULL);
    }
    check_question_id(reader, scene);
    scene->text = om_read_words(reader, values[1]);
    if (values[2]) {
        read_choices(story, scene, values[2]);
    } else {
        story->walkable = false;
    }
}

// -- cards and endings --------------------------------------------------------

static const struct om_field card_fields[] = {
    { "card", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    { "text", OM_TAKES_WORDS, OM_FIELD_NEEDED },
    { "source", OM_TAKES_WORDS, 0 },
    { "next", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    { "fact", OM_TAKES_ANY, OM_FIELD_LATER },
};

static void
read_card(struct om_scenes *story, struct om_scene *scene,
          const struct om_node *const values[])
{
    static const char *const kinds[] = { "fact", "text" };
    om_read_one_of(story->reader, values[0], kinds, 2);
    scene->text = om_read_words(story->reader, values[1]);
    scene->source = om_read_words(story->reader, values[2]);
    scene->next = om_read_target(story, values[3]);
}

static const struct om_field end_fields[] = {
    { "end", OM_TAKES_WORDS, OM_FIELD_NEEDED },
    { "tips", OM_TAKES_LIST, 0 },
    { "pledge", OM_TAKES_ANY, OM_FIELD_LATER },
};

// A tip is a text, or, where texts are groups of languages, the id of a tip
// that is written elsewhere.
static void
read_tip(struct om_scenes *story, const struct om_node *node,
         struct om_words *tips, uint8_t *count)
{
    struct om_reader *reader = story->reader;
    if (node->broken) {
        return;
    }
    if (node->kind == OM_NODE_LIST || node->empty) {
        om_say(reader->findings, node->empty ? OM_SAY_EMPTY : OM_SAY_NOT_TEXT,
               node->mark, "tips", NULL, NULL);
        return;
    }
    bool is_name = node->kind == OM_NODE_TEXT && om_is_id(node->text)
                   && reader->pack->language_count > 1;
    if (is_name) {
        om_say(reader->findings, OM_SAY_LATER, node->mark, node->text, NULL,
               NULL);
        return;
    }
    tips[(*count)++] = om_read_words(reader, node);
}

static void
read_end(struct om_scenes *story, struct om_scene *scene,
         const struct om_node *const values[])
{
    scene->text = om_read_words(story->reader, values[0]);
    const struct om_node *list = values[1];
    if (!list) {
        return;
    }
    if (list->count > TIPS_MAX) {
        om_say_too_many(story->reader, list, TIPS_MAX);
        return;
    }
    struct om_words *tips =
        om_arena_alloc(story->reader->arena, TIPS_MAX * sizeof(tips[0]));
    for (const struct om_node *entry = list->first; entry;
         entry = entry->next) {
        read_tip(story, entry, tips, &scene->tip_count);
    }
    scene->tips = tips;
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
    { OM_SCENE_QUESTION, question_fields, 4, read_question },
    { OM_SCENE_CARD, card_fields, 5, read_card },
    { OM_SCENE_END, end_fields, 3, read_end },
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
