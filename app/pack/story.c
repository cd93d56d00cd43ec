#include "pack/story.h"

#include "base/text.h"
#include "pack/captions.h"
#include "pack/graph.h"
#include "pack/nearest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIPS_MAX = 8, MINUTES_MAX = 60, FIELDS_MAX = 16 };

struct story {
    struct om_reader *reader;
    const struct om_node *scenes; // the map
    size_t index;                 // of the story
    size_t first;                 // scene of the story
    bool walkable; // every target is known, so the graph can be judged
};

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
static om_scene_id
read_target(struct story *story, const struct om_node *node)
{
    if (!node) {
        story->walkable = false;
        return OM_SCENE_NONE;
    }
    const char *name = node->text;
    if (!om_node_get(story->scenes, name)) {
        struct om_nearest nearest = om_nearest_begin(name);
        for (const struct om_node *entry = story->scenes->first; entry;
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
    return (om_scene_id) (story->first + place_of(story->scenes, name));
}

static void
say_count(struct story *story, const struct om_node *list, size_t most)
{
    char is[24], can[24];
    snprintf(is, sizeof(is), "%zu", list->count);
    snprintf(can, sizeof(can), "%zu", most);
    om_say(story->reader->findings, OM_SAY_TOO_MANY, om_node_head(list),
           om_node_name(list), is, can);
}

// -- clips --------------------------------------------------------------------

static char *
captions_name(struct om_reader *reader, const char *clip, const char *language)
{
    const char *slash = strrchr(clip, '/');
    const char *dot = strrchr(slash ? slash : clip, '.');
    int stem = (int) (dot ? (size_t) (dot - clip) : strlen(clip));
    struct om_text name = { 0 };
    om_text_print(&name, "%.*s.%s.vtt", stem, clip, language);
    char *copy = om_arena_copy(reader->arena, name.data, name.length);
    om_text_finish(&name);
    return copy;
}

// False when there is no such file.
static bool
read_captions(struct om_reader *reader, const char *file,
              struct om_captions *captions)
{
    char *bytes;
    size_t length;
    enum om_folder_answer answer = om_folder_read(
        &reader->folder, file, OM_CAPTIONS_BYTES_MAX, &bytes, &length);
    if (answer == OM_FOLDER_MISSING) {
        return false;
    }
    if (answer != OM_FOLDER_FILE) {
        om_say(reader->findings, om_folder_message(answer),
               (struct om_mark){ file, 0, 0 }, file, NULL, NULL);
        return true;
    }
    *captions =
        om_captions_read(reader->arena, file, bytes, length, reader->findings);
    free(bytes);
    return true;
}

// A film without captions in any language has nothing that is said; one that
// has them in some must have them in all.
static void
read_all_captions(struct om_reader *reader, struct om_scene *scene,
                  const struct om_node *clip)
{
    const struct om_pack *pack = reader->pack;
    const char *files[OM_PACK_LANGUAGES_MAX];
    bool there[OM_PACK_LANGUAGES_MAX], any = false;
    for (size_t i = 0; i < pack->language_count; i++) {
        files[i] = captions_name(reader, clip->text, pack->languages[i]);
        there[i] = read_captions(reader, files[i], &scene->captions[i]);
        any |= there[i];
    }
    for (size_t i = 0; i < pack->language_count && any; i++) {
        if (!there[i]) {
            om_say(reader->findings,
                   i == 0 ? OM_SAY_CAPTIONS_MISSING : OM_SAY_CAPTIONS_LANGUAGE,
                   clip->mark, files[i], pack->languages[i], NULL);
            om_read_incomplete(reader, i);
        }
    }
}

static void
read_clip_file(struct om_reader *reader, struct om_scene *scene,
               const struct om_node *clip)
{
    scene->clip = om_read_file(reader, clip);
    for (size_t i = 0; i < reader->scene_count && clip; i++) {
        const struct om_scene *other = &reader->scenes[i];
        if (other != scene && other->clip
            && strcmp(other->clip, clip->text) == 0) {
            memcpy(scene->captions, other->captions, sizeof(scene->captions));
            return; // the same film once more
        }
    }
    if (scene->clip) {
        read_all_captions(reader, scene, clip);
    }
}

static void
check_cue_order(struct om_reader *reader, const struct om_node *at,
                const struct om_node *before, om_tick time, om_tick last)
{
    if (before && time <= last) {
        om_say(reader->findings, OM_SAY_CUE_ORDER, at->mark, at->text,
               before->text, NULL);
    }
}

static void
read_cues(struct story *story, struct om_scene *scene,
          const struct om_node *list)
{
    static const struct om_field fields[] = {
        { "at", OM_TAKES_TEXT, OM_FIELD_NEEDED },
        { "ask", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    };
    struct om_reader *reader = story->reader;
    const struct om_node *before = NULL, *values[2];
    om_tick last = 0;
    if (list->count > OM_PACK_CUES_MAX) {
        say_count(story, list, OM_PACK_CUES_MAX);
    }
    for (const struct om_node *entry = list->first;
         entry && scene->cue_count < OM_PACK_CUES_MAX; entry = entry->next) {
        struct om_cue cue = { 0 };
        om_read_fields(reader, entry, fields, 2, values);
        if (om_read_time(reader, values[0], &cue.at)) {
            check_cue_order(reader, values[0], before, cue.at, last);
            before = values[0];
            last = cue.at;
        }
        cue.ask = read_target(story, values[1]);
        if (cue.ask == OM_SCENE_NONE) {
            continue;
        }
        const struct om_scene *asked = &reader->scenes[cue.ask];
        if (asked->id && asked->kind != OM_SCENE_QUESTION) {
            om_say(reader->findings, OM_SAY_CUE_SCENE, values[1]->mark,
                   values[1]->text, NULL, NULL);
            story->walkable = false;
        }
        scene->cues[scene->cue_count++] = cue;
    }
}

static const struct om_field clip_fields[] = {
    { "clip", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    { "cues", OM_TAKES_LIST, 0 },
    { "next", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    { "chat", OM_TAKES_ANY, OM_FIELD_LATER },
    { "spot", OM_TAKES_ANY, OM_FIELD_LATER },
};

static void
read_clip(struct story *story, struct om_scene *scene,
          const struct om_node *const values[])
{
    read_clip_file(story->reader, scene, values[0]);
    if (values[1]) {
        read_cues(story, scene, values[1]);
    }
    scene->next = read_target(story, values[2]);
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
read_choice(struct story *story, struct om_scene *scene,
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
        choice.go_to = read_target(story, values[GOTO]);
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
read_choices(struct story *story, struct om_scene *scene,
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
read_question(struct story *story, struct om_scene *scene,
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
read_card(struct story *story, struct om_scene *scene,
          const struct om_node *const values[])
{
    static const char *const kinds[] = { "fact", "text" };
    om_read_one_of(story->reader, values[0], kinds, 2);
    scene->text = om_read_words(story->reader, values[1]);
    scene->source = om_read_words(story->reader, values[2]);
    scene->next = read_target(story, values[3]);
}

static const struct om_field end_fields[] = {
    { "end", OM_TAKES_WORDS, OM_FIELD_NEEDED },
    { "tips", OM_TAKES_LIST, 0 },
    { "pledge", OM_TAKES_ANY, OM_FIELD_LATER },
};

// A tip is a text, or, where texts are groups of languages, the id of a tip
// that is written elsewhere.
static void
read_tip(struct story *story, const struct om_node *node, struct om_words *tips,
         uint8_t *count)
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
read_end(struct story *story, struct om_scene *scene,
         const struct om_node *const values[])
{
    scene->text = om_read_words(story->reader, values[0]);
    const struct om_node *list = values[1];
    if (!list) {
        return;
    }
    if (list->count > TIPS_MAX) {
        say_count(story, list, TIPS_MAX);
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
    void (*read)(struct story *story, struct om_scene *scene,
                 const struct om_node *const values[]);
} scene_kinds[] = {
    { OM_SCENE_CLIP, clip_fields, 5, read_clip },
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
has_two_kinds(struct story *story, const struct om_node *node,
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
static void
prepare_scene(struct story *story, const struct om_node *node,
              struct om_scene *scene)
{
    struct om_reader *reader = story->reader;
    scene->story = (uint16_t) story->index;
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

static void
read_scene(struct story *story, const struct om_node *node,
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

static void
read_scenes(struct story *story)
{
    struct om_reader *reader = story->reader;
    struct om_scene *scene = &reader->scenes[story->first];
    for (const struct om_node *node = story->scenes->first; node;
         node = node->next, scene++) {
        reader->scene_nodes[scene - reader->scenes] = node;
        prepare_scene(story, node, scene);
    }
    scene = &reader->scenes[story->first];
    for (const struct om_node *node = story->scenes->first; node;
         node = node->next, scene++) {
        reader->scene_count++;
        read_scene(story, node, scene);
    }
}

// -- the story ----------------------------------------------------------------

enum { ID, TITLE, ABOUT, POSTER, NOTE, MINUTES, START, SCENES, STORY_COUNT };

static const struct om_field story_fields[STORY_COUNT] = {
    [ID] = { "id", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    [TITLE] = { "title", OM_TAKES_WORDS, OM_FIELD_NEEDED },
    [ABOUT] = { "about", OM_TAKES_WORDS, 0 },
    [POSTER] = { "poster", OM_TAKES_TEXT, 0 },
    [NOTE] = { "note", OM_TAKES_WORDS, 0 },
    [MINUTES] = { "minutes", OM_TAKES_TEXT, 0 },
    [START] = { "start", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    [SCENES] = { "scenes", OM_TAKES_MAP, OM_FIELD_NEEDED },
};

size_t
om_story_scene_count(const struct om_node *tree)
{
    // Not om_node_get: `scenes` may be misspelled and still be taken.
    size_t most = 0;
    for (const struct om_node *entry = tree->first; entry;
         entry = entry->next) {
        bool larger = entry->kind == OM_NODE_MAP && entry->count > most;
        most = larger ? entry->count : most;
    }
    return most;
}

static void
check_story_id(struct om_reader *reader, const struct om_node *node)
{
    struct om_text file = { 0 };
    om_text_print(&file, "stories/%s.yaml", node->text);
    if (strcmp(file.data, node->mark.file) != 0) {
        om_say(reader->findings, OM_SAY_OTHER_ID, node->mark, node->text,
               node->mark.file, NULL);
    }
    om_text_finish(&file);
}

static void
read_all_scenes(struct story *story, const struct om_node *values[],
                struct om_story *out)
{
    struct om_reader *reader = story->reader;
    const struct om_node *map = values[SCENES];
    if (map->count == 0) {
        om_say(reader->findings, OM_SAY_EMPTY, map->key_mark, map->key, NULL,
               NULL);
        return;
    }
    story->scenes = map;
    read_scenes(story);
    out->start = read_target(story, values[START]);
    if (story->walkable) {
        om_graph_check(reader, out->start, story->first, map->count,
                       map->key_mark);
    }
}

void
om_read_story(struct om_reader *reader, const struct om_node *tree,
              struct om_story *out, size_t index, size_t first)
{
    struct story story = {
        .reader = reader,
        .index = index,
        .first = first,
        .walkable = true,
    };
    const struct om_node *values[STORY_COUNT];
    om_read_fields(reader, tree, story_fields, STORY_COUNT, values);
    out->id = om_read_id(reader, values[ID]);
    if (out->id) {
        check_story_id(reader, values[ID]);
    }
    out->title = om_read_words(reader, values[TITLE]);
    out->about = om_read_words(reader, values[ABOUT]);
    out->note = om_read_words(reader, values[NOTE]);
    out->poster = om_read_file(reader, values[POSTER]);
    out->minutes = om_read_number(reader, values[MINUTES], 1, MINUTES_MAX, 0);
    if (values[SCENES]) {
        read_all_scenes(&story, values, out);
    }
}
