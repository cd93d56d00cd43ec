#include "pack/reader.h"

#include "base/text.h"
#include "pack/nearest.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { YAML_BYTES_MAX = 1 << 20, FIELDS_MAX = 24 };

const char *
om_node_name(const struct om_node *node)
{
    return node->key                    ? node->key
           : node->kind == OM_NODE_TEXT ? node->text
                                        : "-";
}

bool
om_node_is_filled(const struct om_node *node)
{
    return node->kind == OM_NODE_TEXT && !node->broken && !node->empty;
}

// -- files --------------------------------------------------------------------

enum om_message
om_folder_message(enum om_folder_answer answer)
{
    static const enum om_message messages[] = {
        [OM_FOLDER_MISSING] = OM_SAY_FILE_MISSING,
        [OM_FOLDER_ABSOLUTE] = OM_SAY_FILE_ABSOLUTE,
        [OM_FOLDER_BACKSLASH] = OM_SAY_FILE_BACKSLASH,
        [OM_FOLDER_OUTSIDE] = OM_SAY_FILE_OUTSIDE,
        [OM_FOLDER_LINK] = OM_SAY_FILE_LINK,
        [OM_FOLDER_NOT_REGULAR] = OM_SAY_FILE_NOT_REGULAR,
        [OM_FOLDER_UNREADABLE] = OM_SAY_FILE_UNREADABLE,
        [OM_FOLDER_TOO_LARGE] = OM_SAY_FILE_TOO_LARGE,
    };
    assert(answer != OM_FOLDER_FILE);
    return messages[answer];
}

const struct om_node *
om_read_yaml(struct om_reader *reader, const char *file,
             enum om_message missing, struct om_mark where)
{
    char *bytes;
    size_t length;
    enum om_folder_answer answer =
        om_folder_read(&reader->folder, file, YAML_BYTES_MAX, &bytes, &length);
    if (answer != OM_FOLDER_FILE) {
        bool gone = answer == OM_FOLDER_MISSING;
        om_say(reader->findings, gone ? missing : om_folder_message(answer),
               gone ? where : (struct om_mark){ file, 0, 0 }, file, NULL, NULL);
        return NULL;
    }
    const char *name = om_arena_copy(reader->arena, file, strlen(file));
    const struct om_node *tree =
        om_tree_read(reader->arena, name, bytes, length, reader->findings);
    free(bytes);
    return tree;
}

// -- maps ---------------------------------------------------------------------

// The field an unknown key was meant to be; `count` when there is none.
static size_t
field_meant(const struct om_field *fields, size_t count, const char *key)
{
    struct om_nearest nearest = om_nearest_begin(key);
    for (size_t i = 0; i < count; i++) {
        om_nearest_try(&nearest, fields[i].key);
    }
    for (size_t i = 0; i < count; i++) {
        if (fields[i].key == nearest.best) {
            return i;
        }
    }
    return count;
}

static bool
is_number(const char *text)
{
    return *text && text[strspn(text, "0123456789")] == '\0';
}

static void
say_unknown(struct om_reader *reader, const struct om_node *entry,
            const struct om_field *fields, size_t count)
{
    if (is_number(entry->key)) {
        om_say(reader->findings, OM_SAY_NUMBER_KEY, entry->key_mark, entry->key,
               NULL, NULL);
        return;
    }
    struct om_text known = { 0 };
    for (size_t i = 0; i < count; i++) {
        om_text_print(&known, "%s%s", i ? ", " : "", fields[i].key);
    }
    om_say(reader->findings, OM_SAY_KEY_UNKNOWN, entry->key_mark, entry->key,
           om_text_get(&known), NULL);
    om_text_finish(&known);
}

// The field that an entry stands for; `count` when it is unknown.
static size_t
field_of(struct om_reader *reader, const struct om_node *entry,
         const struct om_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(entry->key, fields[i].key) == 0) {
            return i;
        }
    }
    size_t meant = field_meant(fields, count, entry->key);
    if (meant == count) {
        say_unknown(reader, entry, fields, count);
    } else {
        om_say(reader->findings, OM_SAY_KEY_MEANT, entry->key_mark, entry->key,
               fields[meant].key, NULL);
    }
    return meant;
}

static void
say_wrong_kind(struct om_reader *reader, const struct om_node *node,
               unsigned takes)
{
    enum om_message message = takes & OM_TAKES_TEXT   ? OM_SAY_NOT_TEXT
                              : takes & OM_TAKES_LIST ? OM_SAY_NOT_LIST
                                                      : OM_SAY_NOT_MAP;
    om_say(reader->findings, message, node->mark, om_node_name(node), NULL,
           NULL);
}

// Whether an entry can be used as the value of this field.
static bool
is_usable(struct om_reader *reader, const struct om_node *entry,
          const struct om_field *field)
{
    if (entry->broken) {
        return false;
    }
    if (entry->empty) {
        if (field->flags & OM_FIELD_NEEDED) {
            om_say(reader->findings, OM_SAY_EMPTY, entry->key_mark, entry->key,
                   NULL, NULL);
        }
        return false;
    }
    if (!(field->takes & 1U << entry->kind)) {
        say_wrong_kind(reader, entry, field->takes);
        return false;
    }
    return true;
}

bool
om_read_fields(struct om_reader *reader, const struct om_node *map,
               const struct om_field *fields, size_t count,
               const struct om_node *values[])
{
    assert(count <= FIELDS_MAX);
    bool met[FIELDS_MAX] = { false };
    for (size_t i = 0; i < count; i++) {
        values[i] = NULL;
    }
    if (!map || map->broken) {
        return false;
    }
    if (map->kind != OM_NODE_MAP) {
        say_wrong_kind(reader, map, OM_TAKES_MAP);
        return false;
    }
    for (const struct om_node *entry = map->first; entry; entry = entry->next) {
        size_t i = field_of(reader, entry, fields, count);
        bool guessed = i < count && strcmp(entry->key, fields[i].key) != 0;
        if (i == count || met[i]
            || (guessed && om_node_get(map, fields[i].key))) {
            continue;
        }
        met[i] = true;
        values[i] = is_usable(reader, entry, &fields[i]) ? entry : NULL;
    }
    for (size_t i = 0; i < count; i++) {
        if ((fields[i].flags & OM_FIELD_NEEDED) && !met[i]) {
            om_say(reader->findings, OM_SAY_KEY_MISSING, om_node_head(map),
                   fields[i].key, NULL, NULL);
        }
    }
    return true;
}
