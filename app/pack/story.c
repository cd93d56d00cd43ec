#include "pack/story.h"

#include "base/text.h"
#include "pack/graph.h"
#include "pack/scene.h"

#include <string.h>

enum { MINUTES_MAX = 60 };

static void
read_scenes(struct om_scenes *story)
{
    struct om_reader *reader = story->reader;
    struct om_scene *scene = &reader->scenes[story->first];
    for (const struct om_node *node = story->map->first; node;
         node = node->next, scene++) {
        reader->scene_nodes[scene - reader->scenes] = node;
        om_scene_prepare(story, node, scene);
    }
    scene = &reader->scenes[story->first];
    for (const struct om_node *node = story->map->first; node;
         node = node->next, scene++) {
        reader->scene_count++;
        om_scene_read(story, node, scene);
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
read_all_scenes(struct om_scenes *story, const struct om_node *values[],
                struct om_story *out)
{
    struct om_reader *reader = story->reader;
    const struct om_node *map = values[SCENES];
    if (map->count == 0) {
        om_say(reader->findings, OM_SAY_EMPTY, map->key_mark, map->key, NULL,
               NULL);
        return;
    }
    story->map = map;
    read_scenes(story);
    out->start = om_read_target(story, values[START]);
    if (story->walkable) {
        om_graph_check(reader, out->start, story->first, map->count,
                       map->key_mark);
    }
}

void
om_read_story(struct om_reader *reader, const struct om_node *tree,
              struct om_story *story, size_t index, size_t first)
{
    struct om_scenes scenes = {
        .reader = reader,
        .story = index,
        .first = first,
        .walkable = true,
    };
    const struct om_node *values[STORY_COUNT];
    om_read_fields(reader, tree, story_fields, STORY_COUNT, values);
    story->id = om_read_id(reader, values[ID]);
    if (story->id) {
        check_story_id(reader, values[ID]);
    }
    story->title = om_read_words(reader, values[TITLE]);
    story->about = om_read_words(reader, values[ABOUT]);
    story->note = om_read_words(reader, values[NOTE]);
    story->poster = om_read_picture(reader, values[POSTER]);
    story->minutes = om_read_number(reader, values[MINUTES], 1, MINUTES_MAX, 0);
    if (values[SCENES]) {
        read_all_scenes(&scenes, values, story);
    }
}
