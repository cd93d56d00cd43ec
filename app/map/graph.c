#include "map/graph.h"

#include "base/text.h"
#include "pack/folder.h"
#include "pack/values.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_MAX = 1 << 20 };

static const struct om_node *
read_tree(struct om_map_graph *graph, const struct om_folder *folder,
          const char *file)
{
    char *bytes;
    size_t length;
    if (om_folder_read(folder, file, BYTES_MAX, &bytes, &length)
        != OM_FOLDER_FILE) {
        return NULL;
    }
    struct om_findings findings = { 0 }; // said by the check
    const char *kept = om_arena_copy(&graph->arena, file, strlen(file));
    const struct om_node *tree =
        om_tree_read(&graph->arena, kept, bytes, length, &findings);
    om_findings_finish(&findings);
    free(bytes);
    return tree && tree->kind == OM_NODE_MAP ? tree : NULL;
}

static enum om_map_kind
kind_of(const struct om_node *scene)
{
    static const char *const keys[OM_MAP_OTHER] = {
        [OM_MAP_FILM] = "clip",     [OM_MAP_QUESTION] = "ask",
        [OM_MAP_CARD] = "card",     [OM_MAP_END] = "end",
        [OM_MAP_HELPED] = "helped",
    };
    for (int i = 0; i < OM_MAP_OTHER; i++) {
        if (om_node_get(scene, keys[i])) {
            return (enum om_map_kind) i;
        }
    }
    return OM_MAP_OTHER;
}

static void
read_scenes(struct om_map_graph *graph, struct om_map_story *story)
{
    const struct om_node *scenes = om_node_get(story->tree, "scenes");
    if (!scenes || scenes->kind != OM_NODE_MAP) {
        return;
    }
    story->scenes =
        om_arena_alloc(&graph->arena, scenes->count * sizeof(story->scenes[0]));
    for (const struct om_node *node = scenes->first; node; node = node->next) {
        story->scenes[story->count++] = (struct om_map_scene){
            .id = node->key,
            .kind = kind_of(node),
            .node = node,
            .first = node->key_mark.line,
            .last = node->next ? node->next->key_mark.line - 1 : UINT_MAX,
        };
    }
}

static void
read_story(struct om_map_graph *graph, const struct om_folder *folder,
           const char *id)
{
    struct om_map_story *story = &graph->stories[graph->count++];
    struct om_text file = { 0 };
    om_text_print(&file, "stories/%s.yaml", id);
    story->id = id;
    story->file = om_arena_copy(&graph->arena, file.data, file.length);
    story->tree = read_tree(graph, folder, file.data);
    om_text_finish(&file);
    read_scenes(graph, story);
}

bool
om_map_graph_read(struct om_map_graph *graph, const char *root,
                  const char *story)
{
    *graph = (struct om_map_graph){ 0 };
    struct om_folder folder;
    if (!om_folder_open(&folder, root)) {
        return false;
    }
    graph->pack = read_tree(graph, &folder, "pack.yaml");
    graph->facts = read_tree(graph, &folder, "facts.yaml");
    graph->tips = read_tree(graph, &folder, "tips.yaml");
    const struct om_node *list = om_node_get(graph->pack, "stories");
    bool good = list && list->kind == OM_NODE_LIST;
    if (good) {
        graph->stories = om_arena_alloc(
            &graph->arena, list->count * sizeof(graph->stories[0]));
    }
    for (const struct om_node *entry = good ? list->first : NULL; entry;
         entry = entry->next) {
        if (entry->kind == OM_NODE_TEXT && om_is_id(entry->text)
            && (!story || strcmp(entry->text, story) == 0)) {
            read_story(graph, &folder, entry->text);
        }
    }
    om_folder_close(&folder);
    if (!good) {
        om_map_graph_finish(graph);
        errno = ENOENT;
    }
    return good;
}

void
om_map_graph_finish(struct om_map_graph *graph)
{
    om_arena_finish(&graph->arena);
    *graph = (struct om_map_graph){ 0 };
}

int
om_map_scene_find(const struct om_map_story *story, const char *name)
{
    for (size_t i = 0; i < story->count; i++) {
        if (strcmp(story->scenes[i].id, name) == 0) {
            return (int) i;
        }
    }
    return -1;
}

// -- findings -----------------------------------------------------------------

// "clips/noa-1.nl.vtt" belongs to "clips/noa-1.mp4".
static bool
is_beside(const char *file, const char *clip)
{
    const char *point = strrchr(clip, '.');
    size_t length = point ? (size_t) (point - clip) : strlen(clip);
    return length > 0 && strncmp(file, clip, length) == 0
           && file[length] == '.';
}

bool
om_map_scene_has(const struct om_map_story *story,
                 const struct om_map_scene *scene,
                 const struct om_finding *finding)
{
    if (strcmp(finding->file, story->file) == 0) {
        return finding->line >= scene->first && finding->line <= scene->last;
    }
    const char *chat = om_map_text(scene->node, "chat");
    return is_beside(finding->file, om_map_film(scene->node))
           || (*chat && strcmp(finding->file, chat) == 0);
}

bool
om_map_story_has(const struct om_map_story *story,
                 const struct om_finding *finding)
{
    bool in_file = strcmp(finding->file, story->file) == 0;
    for (size_t i = 0; i < story->count && in_file; i++) {
        in_file = !om_map_scene_has(story, &story->scenes[i], finding);
    }
    return in_file;
}

// -- values -------------------------------------------------------------------

static const char *
text_of(const struct om_node *node)
{
    return node && node->kind == OM_NODE_TEXT ? node->text : "";
}

const char *
om_map_text(const struct om_node *map, const char *key)
{
    return text_of(om_node_get(map, key));
}

const char *
om_map_words(const struct om_map_graph *graph, const struct om_node *node,
             const char *language)
{
    if (!node || node->kind != OM_NODE_MAP) {
        return text_of(node);
    }
    const struct om_node *languages = om_node_get(graph->pack, "languages");
    const char *first = languages ? text_of(languages->first) : "";
    const char *candidates[] = { om_map_text(node, language),
                                 om_map_text(node, first),
                                 text_of(node->first) };
    size_t i = 0;
    while (i < 2 && !*candidates[i]) {
        i++;
    }
    return candidates[i];
}

const char *
om_map_film(const struct om_node *scene)
{
    const struct om_node *clip = om_node_get(scene, "clip");
    if (clip && clip->kind == OM_NODE_LIST) {
        const struct om_node *last = clip->first;
        while (last && last->next) {
            last = last->next;
        }
        clip = last;
    }
    return clip && clip->kind == OM_NODE_MAP ? om_map_text(clip, "file")
                                             : text_of(clip);
}
