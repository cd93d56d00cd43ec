#include "pack/media.h"

#include <stddef.h>

enum { FILES_MAX = 50 };

struct search {
    struct om_reader *reader;
    enum om_media_use use;
    enum om_media_missing missing;
    struct om_track found;
    const struct om_node *where;
    bool said; // a file that should be there is not
};

static void
look_for(struct search *search, const struct om_node *file,
         const struct om_node *credit, bool optional)
{
    struct om_reader *reader = search->reader;
    enum om_folder_answer answer = om_folder_find(&reader->folder, file->text);
    bool gone = answer == OM_FOLDER_MISSING;
    if (gone && optional) {
        return;
    }
    if (answer != OM_FOLDER_FILE) {
        bool skipped = gone && search->missing == OM_MEDIA_SKIPPED;
        om_say(reader->findings,
               skipped ? OM_SAY_TRACK_MISSING : om_folder_message(answer),
               file->mark, file->text, NULL, NULL);
        search->said = true;
    } else if (!search->found.file) {
        search->found.file = file->text;
        search->found.credit = credit ? credit->text : NULL;
        search->where = file;
    } else {
        om_survey_add_media(reader->survey,
                            (struct om_survey_media){ .file = file->text,
                                                      .use = search->use,
                                                      .mark = file->mark });
    }
}

// One entry: a path, or a group of a path, whose it is, and whether it may be
// missing.
static void
read_entry(struct search *search, const struct om_node *node)
{
    enum { FILE_NAME, CREDIT, OPTIONAL, COUNT };
    static const struct om_field fields[COUNT] = {
        [FILE_NAME] = { "file", OM_TAKES_TEXT, OM_FIELD_NEEDED },
        [CREDIT] = { "credit", OM_TAKES_TEXT, 0 },
        [OPTIONAL] = { "optional", OM_TAKES_TEXT, 0 },
    };
    static const char *const answers[] = { "false", "true" };
    if (om_node_is_filled(node)) {
        look_for(search, node, NULL, false);
        return;
    }
    const struct om_node *values[COUNT];
    if (!om_read_fields(search->reader, node, fields, COUNT, values)) {
        search->said = true;
        return;
    }
    const struct om_node *answer = values[OPTIONAL];
    bool optional =
        om_read_one_of(search->reader, answer, answers, 2) != 0 && answer;
    if (values[FILE_NAME]) {
        look_for(search, values[FILE_NAME], values[CREDIT], optional);
    } else {
        search->said = true;
    }
}

struct om_track
om_read_media(struct om_reader *reader, const struct om_node *node,
              enum om_media_use use, enum om_media_missing missing,
              const struct om_node **where)
{
    struct search search = { .reader = reader, .use = use, .missing = missing };
    if (!node) {
        return search.found;
    }
    if (node->kind == OM_NODE_TEXT) {
        read_entry(&search, node);
    }
    if (node->count > FILES_MAX) {
        om_say_too_many(reader, node, FILES_MAX);
    }
    for (const struct om_node *entry = node->first; entry;
         entry = entry->next) {
        read_entry(&search, entry);
    }
    if (missing == OM_MEDIA_NEEDED && !search.found.file && !search.said) {
        om_say(reader->findings, OM_SAY_NO_FILE, om_node_head(node),
               om_node_name(node), NULL, NULL);
    }
    if (where) {
        *where = search.where;
    }
    return search.found;
}
