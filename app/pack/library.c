#include "pack/library.h"

#include <string.h>

enum { ENTRIES_MAX = 200 };

// The list of a file that may be missing; NULL when there is none to read.
static const struct om_node *
read_list(struct om_reader *reader, const char *file, const char *key,
          bool *lost)
{
    if (om_folder_find(&reader->folder, file) == OM_FOLDER_MISSING) {
        return NULL;
    }
    const struct om_field fields[] = {
        { key, OM_TAKES_LIST, OM_FIELD_NEEDED },
    };
    const struct om_node *list = NULL;
    om_read_fields(reader,
                   om_read_yaml(reader, file, OM_SAY_FILE_MISSING,
                                (struct om_mark){ file, 0, 0 }),
                   fields, 1, &list);
    if (list && list->count > ENTRIES_MAX) {
        om_say_too_many(reader, list, ENTRIES_MAX);
        list = NULL;
    }
    *lost = !list;
    return list;
}

static void
check_url(struct om_reader *reader, const struct om_node *node)
{
    bool good = !node || strncmp(node->text, "https://", 8) == 0
                || strncmp(node->text, "http://", 7) == 0;
    if (!good) {
        om_say(reader->findings, OM_SAY_URL, node->mark, node->text, NULL,
               NULL);
    }
}

static struct om_words
read_source(struct om_reader *reader, const struct om_node *node)
{
    reader->text_use = OM_TEXT_SOURCE;
    struct om_words source = om_read_name(reader, node);
    reader->text_use = OM_TEXT_SHOWN;
    return source;
}

static struct om_fact
read_fact(struct om_reader *reader, const struct om_node *node)
{
    enum { ID, FIGURE, TEXT, SOURCE, URL, COUNT };
    static const struct om_field fields[COUNT] = {
        [ID] = { "id", OM_TAKES_TEXT, OM_FIELD_NEEDED },
        [FIGURE] = { "figure", OM_TAKES_WORDS, 0 },
        [TEXT] = { "text", OM_TAKES_WORDS, OM_FIELD_NEEDED },
        [SOURCE] = { "source", OM_TAKES_WORDS, OM_FIELD_NEEDED },
        [URL] = { "url", OM_TAKES_TEXT, 0 },
    };
    const struct om_node *values[COUNT];
    if (!om_read_fields(reader, node, fields, COUNT, values)) {
        return (struct om_fact){ 0 };
    }
    check_url(reader, values[URL]); // for whoever checks the figure
    return (struct om_fact){
        .id = om_read_id(reader, values[ID]),
        .figure = om_read_name(reader, values[FIGURE]),
        .text = om_read_words(reader, values[TEXT]),
        .source = read_source(reader, values[SOURCE]),
    };
}

static struct om_named_tip
read_tip(struct om_reader *reader, const struct om_node *node)
{
    enum { ID, FOR, TEXT, COUNT };
    static const struct om_field fields[COUNT] = {
        [ID] = { "id", OM_TAKES_TEXT, OM_FIELD_NEEDED },
        [FOR] = { "for", OM_TAKES_TEXT, 0 },
        [TEXT] = { "text", OM_TAKES_WORDS, OM_FIELD_NEEDED },
    };
    static const char *const audiences[] = { "young", "parent", "teacher" };
    const struct om_node *values[COUNT];
    if (!om_read_fields(reader, node, fields, COUNT, values)) {
        return (struct om_named_tip){ 0 };
    }
    int audience = om_read_one_of(reader, values[FOR], audiences, 3);
    return (struct om_named_tip){
        .id = om_read_id(reader, values[ID]),
        .tip = { (enum om_audience)(OM_AUDIENCE_ALL + 1 + audience),
                 om_read_words(reader, values[TEXT]) },
    };
}

void
om_read_library(struct om_reader *reader)
{
    const struct om_node *list =
        read_list(reader, "facts.yaml", "facts", &reader->facts_lost);
    size_t count = list ? list->count : 0;
    struct om_fact *facts =
        om_arena_alloc(reader->arena, count * sizeof(facts[0]));
    reader->facts = facts;
    for (const struct om_node *entry = count ? list->first : NULL; entry;
         entry = entry->next) {
        facts[reader->fact_count++] = read_fact(reader, entry);
        om_read_id_once(reader, list, entry);
    }
    list = read_list(reader, "tips.yaml", "tips", &reader->tips_lost);
    count = list ? list->count : 0;
    struct om_named_tip *tips =
        om_arena_alloc(reader->arena, count * sizeof(tips[0]));
    reader->tips = tips;
    for (const struct om_node *entry = count ? list->first : NULL; entry;
         entry = entry->next) {
        tips[reader->tip_count++] = read_tip(reader, entry);
        om_read_id_once(reader, list, entry);
    }
}

// -- by name ------------------------------------------------------------------

static const char *
fact_at(const void *context, size_t i)
{
    return ((const struct om_reader *) context)->facts[i].id;
}

static const char *
tip_at(const void *context, size_t i)
{
    return ((const struct om_reader *) context)->tips[i].id;
}

const struct om_fact *
om_library_fact(struct om_reader *reader, const struct om_node *node)
{
    const struct om_names names = { "facts.yaml", reader->fact_count, reader,
                                    fact_at };
    int i = reader->facts_lost ? -1 : om_read_reference(reader, node, &names);
    return i < 0 ? NULL : &reader->facts[i];
}

const struct om_tip *
om_library_tip(struct om_reader *reader, const struct om_node *node)
{
    const struct om_names names = { "tips.yaml", reader->tip_count, reader,
                                    tip_at };
    int i = reader->tips_lost ? -1 : om_read_reference(reader, node, &names);
    return i < 0 ? NULL : &reader->tips[i].tip;
}

bool
om_library_has_tip(const struct om_reader *reader, const char *id)
{
    for (size_t i = 0; i < reader->tip_count; i++) {
        if (reader->tips[i].id && strcmp(reader->tips[i].id, id) == 0) {
            return true;
        }
    }
    return false;
}
