#include "texts/catalogue.h"

#include "base/text.h"
#include "pack/captions.h"
#include "pack/utf8.h"
#include "pack/values.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The YAML files are read once more, as trees, for the model no longer knows
// where its texts stand. A tree is walked from its root; on the way two names
// grow: the keys, by which the table of places is asked, and the context, in
// which names of the maker's stand and lists have lost theirs.

enum { BYTES_MAX = 1 << 20, KEYS_MAX = 256, CUE_SPEED = 13 };

struct walk {
    struct om_texts_catalogue *catalogue;
    size_t source;
    enum om_texts_file file;
    const struct om_node *tips; // of tips.yaml; NULL: none
    char keys[KEYS_MAX];
    struct om_text context;
};

static void
add_entry(struct om_texts_catalogue *catalogue, struct om_texts_entry entry)
{
    size_t count = catalogue->count;
    if ((count & (count - 1)) == 0) { // a power of two
        catalogue->entries = om_realloc(
            catalogue->entries, (count ? 2 * count : 1) * sizeof(entry));
    }
    catalogue->entries[catalogue->count++] = entry;
}

static bool
is_blank(const char *text)
{
    return text[strspn(text, " \r\n\t")] == '\0';
}

// -- one text -----------------------------------------------------------------

// A text in a list of tips may be the name of one in tips.yaml.
static bool
is_reference(const struct walk *walk, const struct om_node *node)
{
    if (strcmp(walk->keys, "scenes.*.tips.*") != 0 || !om_is_id(node->text)) {
        return false;
    }
    if (walk->catalogue->pack->language_count > 1) {
        return true;
    }
    const struct om_node *list = om_node_get(walk->tips, "tips");
    for (const struct om_node *tip = list ? list->first : NULL; tip;
         tip = tip->next) {
        const struct om_node *id = om_node_get(tip, "id");
        if (id && strcmp(id->text, node->text) == 0) {
            return true;
        }
    }
    return false;
}

static bool
has_key(const void *context, const char *key)
{
    return om_node_get(context, key) != NULL;
}

// The text in the pack's first language; NULL when there is none.
static const struct om_node *
first_text(const struct walk *walk, const struct om_node *node)
{
    const char *language = walk->catalogue->pack->languages[0];
    const struct om_node *text =
        node->kind == OM_NODE_MAP ? om_node_get(node, language) : node;
    bool good = text && text->kind == OM_NODE_TEXT && !text->empty
                && !is_blank(text->text);
    return good ? text : NULL;
}

// True when there is a text at this place, whatever becomes of it.
static bool
take_text(struct walk *walk, const struct om_node *node,
          const struct om_node *parent)
{
    const struct om_texts_place *place =
        om_texts_place_find(walk->file, walk->keys, has_key, parent);
    if (!place) {
        return false;
    }
    const struct om_node *text = first_text(walk, node);
    if (!text || (node->kind == OM_NODE_TEXT && is_reference(walk, node))) {
        return true;
    }
    struct om_texts_catalogue *catalogue = walk->catalogue;
    add_entry(catalogue, (struct om_texts_entry){
                             .context = om_arena_copy(
                                 &catalogue->arena, om_text_get(&walk->context),
                                 walk->context.length),
                             .source = walk->source,
                             .node = node,
                             .line = om_node_head(node).line,
                             .text = text->text,
                             .place = place,
                             .most = place->most,
                         });
    return true;
}

// -- trees --------------------------------------------------------------------

// Names that the maker gave, not the format.
static bool
has_given_names(const struct om_node *map)
{
    return map->key
           && (strcmp(map->key, "scenes") == 0
               || strcmp(map->key, "people") == 0);
}

// What a list's entries are called in a context; "" when that goes without
// saying.
static const char *
name_of_entries(const char *key)
{
    static const struct {
        const char *key, *name;
    } names[] = {
        { "scenes", "" },        { "facts", "" },   { "people", "person" },
        { "choices", "choice" }, { "tips", "tip" }, { "lines", "line" },
        { "moments", "moment" },
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(names[i].key, key) == 0) {
            return names[i].name;
        }
    }
    return key;
}

static void
add_name(struct om_text *context, const char *name)
{
    bool first =
        context->length == 0 || context->data[context->length - 1] == ':';
    om_text_print(context, "%s%s", first || !*name ? "" : ".", name);
}

// The name of an entry of a list: its id, or its place.
static void
add_entry_name(struct om_text *context, const struct om_node *entry,
               size_t number)
{
    const struct om_node *id = om_node_get(entry, "id");
    char place[24];
    snprintf(place, sizeof(place), "%zu", number);
    bool named = id && id->kind == OM_NODE_TEXT && !id->empty;
    add_name(context, named ? id->text : place);
}

static void walk_node(struct walk *walk, const struct om_node *node,
                      const struct om_node *parent);

static void
walk_entry(struct walk *walk, const struct om_node *parent,
           const struct om_node *entry, size_t number)
{
    size_t keys = strlen(walk->keys), context = walk->context.length;
    bool given = parent->kind == OM_NODE_LIST || has_given_names(parent);
    snprintf(walk->keys + keys, KEYS_MAX - keys, "%s%s", keys ? "." : "",
             given ? "*" : entry->key);
    if (parent->kind == OM_NODE_LIST) {
        add_entry_name(&walk->context, entry, number);
    } else {
        bool named = entry->kind == OM_NODE_LIST || has_given_names(entry);
        add_name(&walk->context,
                 named ? name_of_entries(entry->key) : entry->key);
    }
    walk_node(walk, entry, parent);
    walk->keys[keys] = '\0';
    walk->context.length = context;
    walk->context.data[context] = '\0';
}

// As deep as a tree can be: OM_TREE_DEPTH_MAX.
static void
walk_node(struct walk *walk, const struct om_node *node,
          const struct om_node *parent)
{
    if (take_text(walk, node, parent)) {
        return;
    }
    size_t number = 0;
    for (const struct om_node *entry = node->first; entry;
         entry = entry->next) {
        walk_entry(walk, node, entry, ++number);
    }
}

// -- files --------------------------------------------------------------------

// The index of a new source, -1 when it cannot be read.
static ptrdiff_t
add_source(struct om_texts_catalogue *catalogue, const char *file)
{
    char *bytes;
    size_t length;
    enum om_folder_answer answer =
        om_folder_read(&catalogue->folder, file, BYTES_MAX, &bytes, &length);
    if (answer != OM_FOLDER_FILE) {
        errno = answer == OM_FOLDER_MISSING ? ENOENT : EACCES;
        return -1;
    }
    struct om_texts_source source = {
        .file = om_arena_copy(&catalogue->arena, file, strlen(file)),
        .bytes = om_arena_copy(&catalogue->arena, bytes, length),
        .length = length,
    };
    free(bytes);
    catalogue->sources = om_realloc(
        catalogue->sources, (catalogue->source_count + 1) * sizeof(source));
    catalogue->sources[catalogue->source_count] = source;
    return (ptrdiff_t) catalogue->source_count++;
}

static bool
has_source(const struct om_texts_catalogue *catalogue, const char *file)
{
    for (size_t i = 0; i < catalogue->source_count; i++) {
        if (strcmp(catalogue->sources[i].file, file) == 0) {
            return true;
        }
    }
    return false;
}

// Adds a YAML file and all its texts. Returns its tree; NULL with errno when
// it cannot be read.
static const struct om_node *
take_yaml(struct om_texts_catalogue *catalogue, const char *file,
          enum om_texts_file kind, const struct om_node *tips)
{
    ptrdiff_t index = add_source(catalogue, file);
    if (index < 0) {
        return NULL;
    }
    struct om_texts_source *source = &catalogue->sources[index];
    struct om_findings findings = { 0 };
    source->tree = om_tree_read(&catalogue->arena, source->file, source->bytes,
                                source->length, &findings);
    om_findings_finish(&findings);
    if (!source->tree) {
        errno = EAGAIN; // it was good when the pack was loaded
        return NULL;
    }
    struct walk walk = {
        .catalogue = catalogue,
        .source = (size_t) index,
        .file = kind,
        .tips = tips,
    };
    const char *end = strstr(file, ".yaml");
    om_text_print(&walk.context,
                  "%.*s:", (int) (end ? end - file : (ptrdiff_t) strlen(file)),
                  file);
    walk_node(&walk, source->tree, NULL);
    om_text_finish(&walk.context);
    return catalogue->sources[index].tree;
}

static bool
take_optional(struct om_texts_catalogue *catalogue, const char *file,
              enum om_texts_file kind, const struct om_node **tree)
{
    if (om_folder_find(&catalogue->folder, file) == OM_FOLDER_MISSING) {
        return true;
    }
    const struct om_node *read = take_yaml(catalogue, file, kind, NULL);
    if (tree) {
        *tree = read;
    }
    return read != NULL;
}

// -- films --------------------------------------------------------------------

static size_t
cue_room(const char *bytes, const struct om_cue_place *cue)
{
    enum { TWO_LINES = 84, MOST = 400 };
    struct om_text file = { 0 };
    struct om_arena arena = { 0 };
    struct om_findings findings = { 0 };
    om_text_print(&file, "WEBVTT\n\n%.*s\nx\n", (int) cue->times_length,
                  bytes + cue->times);
    struct om_captions read =
        om_captions_read(&arena, "", file.data, file.length, &findings);
    om_tick shown = read.count ? read.items[0].to - read.items[0].from : 0;
    size_t room = (size_t) (shown * CUE_SPEED / OM_S(1));
    om_findings_finish(&findings);
    om_arena_finish(&arena);
    om_text_finish(&file);
    return room < TWO_LINES ? room : TWO_LINES;
}

static void
take_cues(struct om_texts_catalogue *catalogue, size_t index)
{
    struct om_texts_source *source = &catalogue->sources[index];
    om_cues_find(&source->cues, source->bytes, source->length);
    for (size_t i = 0; i < source->cues.count; i++) {
        struct om_text context = { 0 };
        om_text_print(&context, "%s:cue %zu", source->clip, i + 1);
        char *words = om_cue_words(&source->cues.items[i], source->bytes);
        add_entry(
            catalogue,
            (struct om_texts_entry){
                .context = om_arena_copy(&catalogue->arena, context.data,
                                         context.length),
                .source = index,
                .cue = i,
                .line = source->cues.items[i].line,
                .text = om_arena_copy(&catalogue->arena, words, strlen(words)),
                .place = om_texts_place_captions(),
                .most = cue_room(source->bytes, &source->cues.items[i]),
            });
        free(words);
        om_text_finish(&context);
    }
}

const char *
om_texts_catalogue_captions(struct om_texts_catalogue *catalogue,
                            const struct om_texts_source *source,
                            const char *language)
{
    struct om_text file = { 0 };
    om_text_print(&file, "%s.%s.vtt", source->clip, language);
    const char *kept = om_arena_copy(&catalogue->arena, file.data, file.length);
    om_text_finish(&file);
    return kept;
}

// The captions of a film in the pack's first language, if it has them.
static bool
take_captions(struct om_texts_catalogue *catalogue, const char *clip)
{
    const char *point = strrchr(clip, '.'), *slash = strrchr(clip, '/');
    bool has_ending = point && (!slash || point > slash);
    struct om_texts_source named = {
        .clip =
            om_arena_copy(&catalogue->arena, clip,
                          has_ending ? (size_t) (point - clip) : strlen(clip)),
    };
    const char *file = om_texts_catalogue_captions(
        catalogue, &named, catalogue->pack->languages[0]);
    if (has_source(catalogue, file)
        || om_folder_find(&catalogue->folder, file) == OM_FOLDER_MISSING) {
        return true;
    }
    ptrdiff_t index = add_source(catalogue, file);
    if (index >= 0) {
        catalogue->sources[index].clip = named.clip;
        take_cues(catalogue, (size_t) index);
    }
    return index >= 0;
}

// "noa-1.chat.yaml" of "clips/noa-1.mp4" is clips/noa-1.chat.yaml.
static bool
take_chat(struct om_texts_catalogue *catalogue, const char *name,
          const char *clip)
{
    const char *slash = strrchr(clip, '/');
    int folder = slash && !strchr(name, '/') ? (int) (slash - clip) + 1 : 0;
    struct om_text file = { 0 };
    om_text_print(&file, "%.*s%s", folder, clip, name);
    bool good = has_source(catalogue, file.data)
                || take_yaml(catalogue, file.data, OM_TEXTS_CHAT, NULL);
    om_text_finish(&file);
    return good;
}

static bool
take_story(struct om_texts_catalogue *catalogue, size_t story,
           const struct om_node *tips)
{
    const struct om_pack *pack = catalogue->pack;
    struct om_text file = { 0 };
    om_text_print(&file, "stories/%s.yaml", pack->stories[story].id);
    const struct om_node *tree =
        take_yaml(catalogue, file.data, OM_TEXTS_STORY, tips);
    om_text_finish(&file);
    bool good = tree != NULL;
    for (size_t i = 0; i < pack->scene_count && good; i++) {
        const struct om_scene *scene = &pack->scenes[i];
        if (scene->story != story || scene->kind != OM_SCENE_CLIP) {
            continue;
        }
        const struct om_node *node =
            om_node_get(om_node_get(tree, "scenes"), scene->id);
        const struct om_node *chat = om_node_get(node, "chat");
        good = take_captions(catalogue, scene->clip)
               && (!chat || chat->empty
                   || take_chat(catalogue, chat->text, scene->clip));
    }
    return good;
}

bool
om_texts_catalogue_make(struct om_texts_catalogue *catalogue,
                        const struct om_pack *pack)
{
    *catalogue = (struct om_texts_catalogue){ .pack = pack };
    if (!om_folder_open(&catalogue->folder, pack->root)) {
        return false;
    }
    const struct om_node *tips = NULL;
    bool good = take_yaml(catalogue, "pack.yaml", OM_TEXTS_PACK, NULL)
                && take_optional(catalogue, "tips.yaml", OM_TEXTS_TIPS, &tips);
    for (size_t i = 0; i < pack->story_count && good; i++) {
        good = take_story(catalogue, i, tips);
    }
    good = good && take_optional(catalogue, "facts.yaml", OM_TEXTS_FACTS, NULL)
           && take_optional(catalogue, "help.yaml", OM_TEXTS_HELP, NULL);
    if (!good) {
        int cause = errno;
        om_texts_catalogue_finish(catalogue);
        errno = cause;
    }
    return good;
}

void
om_texts_catalogue_finish(struct om_texts_catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->source_count; i++) {
        om_cues_finish(&catalogue->sources[i].cues);
    }
    free(catalogue->sources);
    free(catalogue->entries);
    om_arena_finish(&catalogue->arena);
    if (catalogue->folder.path) {
        om_folder_close(&catalogue->folder);
    }
    *catalogue = (struct om_texts_catalogue){ .folder.handle = -1 };
}

// -- asking -------------------------------------------------------------------

const struct om_texts_entry *
om_texts_catalogue_find(const struct om_texts_catalogue *catalogue,
                        const char *context)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        if (strcmp(catalogue->entries[i].context, context) == 0) {
            return &catalogue->entries[i];
        }
    }
    return NULL;
}

bool
om_texts_entry_is_shared(const struct om_texts_entry *entry)
{
    return entry->place->shared && entry->node
           && entry->node->kind == OM_NODE_TEXT;
}

// The caption of another language's file that stands at the same time.
static const char *
other_cue(struct om_texts_catalogue *catalogue,
          const struct om_texts_source *source, const struct om_cue_place *cue,
          const char *file)
{
    char *bytes;
    size_t length;
    if (om_folder_read(&catalogue->folder, file, BYTES_MAX, &bytes, &length)
        != OM_FOLDER_FILE) {
        return NULL;
    }
    struct om_cue_places cues;
    const char *found = NULL;
    om_cues_find(&cues, bytes, length);
    for (size_t i = 0; i < cues.count && !found; i++) {
        const struct om_cue_place *other = &cues.items[i];
        if (other->times_length == cue->times_length
            && memcmp(bytes + other->times, source->bytes + cue->times,
                      cue->times_length)
                   == 0) {
            char *words = om_cue_words(other, bytes);
            found = om_arena_copy(&catalogue->arena, words, strlen(words));
            free(words);
        }
    }
    om_cues_finish(&cues);
    free(bytes);
    return found;
}

const char *
om_texts_catalogue_translation(struct om_texts_catalogue *catalogue,
                               const struct om_texts_entry *entry,
                               const char *language)
{
    const struct om_texts_source *source = &catalogue->sources[entry->source];
    if (!entry->node) {
        return other_cue(
            catalogue, source, &source->cues.items[entry->cue],
            om_texts_catalogue_captions(catalogue, source, language));
    }
    if (om_texts_entry_is_shared(entry)) {
        return entry->text;
    }
    const struct om_node *text = om_node_get(entry->node, language);
    bool good = text && text->kind == OM_NODE_TEXT && !text->empty
                && !is_blank(text->text);
    return good ? text->text : NULL;
}
