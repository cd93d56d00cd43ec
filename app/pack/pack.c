#include "pack/pack.h"

#include "base/path.h"
#include "base/text.h"
#include "pack/help.h"
#include "pack/keys.h"
#include "pack/library.h"
#include "pack/manifest.h"
#include "pack/question.h"
#include "pack/reader.h"
#include "pack/story.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// Every file becomes a tree, every tree is read into the model, and each of
// the two steps says all that is wrong before it goes on. The trees, the
// strings and the model share one arena, so a pack is given back at once and
// no string is copied twice.

static const struct om_node *
read_story_tree(struct om_reader *reader, const struct om_node *entry)
{
    struct om_text file = { 0 };
    om_text_print(&file, "stories/%s.yaml", entry->text);
    const struct om_node *tree =
        om_read_yaml(reader, file.data, OM_SAY_FILE_MISSING, entry->mark);
    om_text_finish(&file);
    return tree;
}

static void
read_stories(struct om_reader *reader, const struct om_node *list)
{
    struct om_arena *arena = reader->arena;
    const struct om_node **trees =
        om_arena_alloc(arena, list->count * sizeof(struct om_node *));
    size_t stories = 0, scenes = 0;
    for (const struct om_node *entry = list->first; entry;
         entry = entry->next) {
        const struct om_node *tree = om_manifest_is_story(list, entry)
                                         ? read_story_tree(reader, entry)
                                         : NULL;
        if (tree) {
            scenes += om_story_scene_count(tree);
            trees[stories++] = tree;
        }
    }
    struct om_story *items = om_arena_alloc(arena, stories * sizeof(*items));
    reader->scenes = om_arena_alloc(arena, scenes * sizeof(struct om_scene));
    reader->scene_nodes =
        om_arena_alloc(arena, scenes * sizeof(struct om_node *));
    for (size_t i = 0; i < stories; i++) {
        om_read_story(reader, trees[i], &items[i], i, reader->scene_count);
    }
    reader->pack->stories = items;
    reader->pack->story_count = (uint16_t) stories;
    reader->pack->scenes = reader->scenes;
    reader->pack->scene_count = (uint16_t) reader->scene_count;
}

// For each language that is not offered, in one line, how much it lacks.
static void
say_lacking(struct om_reader *reader)
{
    for (size_t i = 0; i < reader->pack->language_count; i++) {
        const struct om_lacking *lacking = &reader->lacking[i];
        if (lacking->texts || lacking->captions) {
            char texts[16], captions[16];
            snprintf(texts, sizeof(texts), "%u", lacking->texts);
            snprintf(captions, sizeof(captions), "%u", lacking->captions);
            om_say(reader->findings, OM_SAY_LANGUAGE_LACKS, lacking->mark,
                   reader->pack->languages[i], texts, captions);
        }
    }
}

static struct om_pack *
read_pack(struct om_arena *arena, const struct om_folder *folder,
          struct om_findings *findings, struct om_survey *survey)
{
    struct om_pack *pack = om_arena_alloc(arena, sizeof(*pack));
    struct om_reader reader = {
        .arena = arena,
        .findings = findings,
        .survey = survey,
        .folder = *folder,
        .pack = pack,
    };
    pack->memory = arena;
    pack->root = om_arena_copy(arena, folder->path, strlen(folder->path));
    const struct om_node *stories = om_read_manifest(&reader);
    om_read_library(&reader);
    if (stories) {
        read_stories(&reader, stories);
        om_check_keys(&reader);
        om_check_norms(&reader);
    }
    om_read_help(&reader, time(NULL));
    say_lacking(&reader);
    return pack;
}

struct om_pack *
om_pack_survey(const char *root, struct om_findings *findings,
               struct om_survey *survey)
{
    struct om_folder folder;
    if (!om_folder_open(&folder, root)) {
        om_say(findings, OM_SAY_FOLDER, (struct om_mark){ root, 0, 0 }, root,
               strerror(errno), NULL);
        return NULL;
    }
    struct om_arena *arena = om_alloc(sizeof(*arena));
    struct om_pack *pack = read_pack(arena, &folder, findings, survey);
    om_folder_close(&folder);
    om_findings_sort(findings);
    return pack;
}

struct om_pack *
om_pack_load(const char *root, struct om_findings *findings)
{
    struct om_pack *pack = om_pack_survey(root, findings, NULL);
    if (om_findings_have_errors(findings)) {
        om_pack_destroy(pack);
        return NULL;
    }
    return pack;
}

void
om_pack_destroy(struct om_pack *pack)
{
    if (!pack) {
        return;
    }
    struct om_arena *arena = pack->memory;
    om_arena_finish(arena); // the pack is in it
    free(arena);
}

char *
om_pack_path(const struct om_pack *pack, const char *file)
{
    return om_path_join(pack->root, file);
}
