#include "pack/chat.h"

#include "base/text.h"

#include <string.h>

enum { LINES_MAX = 400, TYPING_USUAL = 2 };

struct reading {
    struct om_reader *reader;
    struct om_person *people;
    uint8_t person_count;
    const char *clip; // NULL: not there
    bool lost;        // people are not known, so nobody can be named
};

// -- people -------------------------------------------------------------------

// Told apart on a dark ground, each at 4.5:1 or better.
static const uint32_t colours[] = {
    0x8FB4FF, 0xFFB86B, 0x7BE0AD, 0xF78FB3, 0xC6A8FF, 0xFFE08A, 0x7FDBE8,
};

static struct om_person
read_person(struct om_reader *reader, const struct om_node *node, size_t i)
{
    enum { NAME, COLOUR, AVATAR, COUNT };
    static const struct om_field fields[COUNT] = {
        [NAME] = { "name", OM_TAKES_WORDS, OM_FIELD_NEEDED },
        [COLOUR] = { "colour", OM_TAKES_TEXT, 0 },
        [AVATAR] = { "avatar", OM_TAKES_TEXT, 0 },
    };
    const struct om_node *values[COUNT];
    if (!om_is_id(node->key)) {
        om_say(reader->findings, OM_SAY_ID, node->key_mark, node->key, NULL,
               NULL);
    }
    om_read_fields(reader, node, fields, COUNT, values);
    uint32_t usual = colours[i % (sizeof(colours) / sizeof(colours[0]))];
    uint32_t colour = om_read_colour(reader, values[COLOUR], usual);
    if (values[COLOUR]) {
        om_survey_add_colour(reader->survey,
                             (struct om_survey_colour){ colour, node->key,
                                                        values[COLOUR]->mark });
    }
    return (struct om_person){
        .id = node->key,
        .name = om_read_name(reader, values[NAME]),
        .colour = colour,
        .avatar = om_read_picture(reader, values[AVATAR]),
    };
}

static void
read_people(struct reading *reading, const struct om_node *map)
{
    struct om_reader *reader = reading->reader;
    reading->lost = !map || map->count > OM_CHAT_PEOPLE_MAX;
    if (map && map->count > OM_CHAT_PEOPLE_MAX) {
        om_say_too_many(reader, map, OM_CHAT_PEOPLE_MAX);
    }
    if (reading->lost) {
        return;
    }
    reading->people =
        om_arena_alloc(reader->arena, map->count * sizeof(struct om_person));
    for (const struct om_node *node = map->first; node; node = node->next) {
        size_t i = reading->person_count++;
        reading->people[i] = read_person(reader, node, i);
    }
}

static const char *
person_at(const void *context, size_t i)
{
    return ((const struct reading *) context)->people[i].id;
}

static uint8_t
read_who(struct reading *reading, const struct om_node *node)
{
    const struct om_names names = { "people", reading->person_count, reading,
                                    person_at };
    if (!node || reading->lost) {
        return 0;
    }
    int who = om_read_reference(reading->reader, node, &names);
    return who < 0 ? 0 : (uint8_t) who;
}

// -- lines --------------------------------------------------------------------

enum { AT, FROM, TEXT, TYPING, FOR, RENAME, BY, REMOVE, LINE_COUNT };

static const struct om_field line_fields[LINE_COUNT] = {
    [AT] = { "at", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    [FROM] = { "from", OM_TAKES_TEXT, 0 },
    [TEXT] = { "text", OM_TAKES_WORDS, 0 },
    [TYPING] = { "typing", OM_TAKES_TEXT, 0 },
    [FOR] = { "for", OM_TAKES_TEXT, 0 },
    [RENAME] = { "rename", OM_TAKES_WORDS, 0 },
    [BY] = { "by", OM_TAKES_TEXT, 0 },
    [REMOVE] = { "remove", OM_TAKES_TEXT, 0 },
};

// What a line is follows from which of these keys it has; the other keys of
// each are those it needs, and may have.
static const struct line_kind {
    enum om_chat_kind kind;
    int key, needs; // fields
    unsigned may;   // 1 << field
    int who, text;  // fields; -1: none
} line_kinds[] = {
    { OM_CHAT_SAYS, FROM, TEXT, 0, FROM, TEXT },
    { OM_CHAT_TYPES, TYPING, TYPING, 1U << FOR, TYPING, -1 },
    { OM_CHAT_RENAMES, RENAME, BY, 0, BY, RENAME },
    { OM_CHAT_REMOVES, REMOVE, BY, 0, BY, -1 },
};

static const struct line_kind *
kind_of(const struct om_node *const values[])
{
    for (size_t i = 0; i < sizeof(line_kinds) / sizeof(line_kinds[0]); i++) {
        if (values[line_kinds[i].key]) {
            return &line_kinds[i];
        }
    }
    return NULL;
}

static void
check_keys(struct om_reader *reader, const struct om_node *entry,
           const struct line_kind *kind, const struct om_node *const values[])
{
    unsigned known = 1U << AT | 1U << kind->key | 1U << kind->needs | kind->may;
    for (int i = 0; i < LINE_COUNT; i++) {
        if (values[i] && !(known & 1U << i)) {
            om_say_not_with(reader, values[i], line_fields[kind->key].key);
        }
    }
    om_read_needed(reader, entry, line_fields[kind->needs].key);
}

static struct om_chat_line
read_line(struct reading *reading, const struct om_node *entry)
{
    struct om_reader *reader = reading->reader;
    struct om_chat_line line = { 0 };
    const struct om_node *values[LINE_COUNT];
    if (!om_read_fields(reader, entry, line_fields, LINE_COUNT, values)) {
        return line;
    }
    if (om_read_time(reader, values[AT], &line.at)) {
        om_survey_add_time(reader->survey,
                           (struct om_survey_time){ reading->clip, line.at,
                                                    OM_TIME_CHAT,
                                                    values[AT]->mark });
    }
    const struct line_kind *kind = kind_of(values);
    if (!kind) {
        om_say(reader->findings, OM_SAY_CHAT_KIND, om_node_head(entry), NULL,
               NULL, NULL);
        return line;
    }
    check_keys(reader, entry, kind, values);
    line.kind = kind->kind;
    line.who = read_who(reading, values[kind->who]);
    line.whom = read_who(reading, values[REMOVE]);
    om_tick length = OM_S(TYPING_USUAL);
    om_read_time(reader, values[FOR], &length);
    line.until = line.at + length;
    if (kind->text >= 0) {
        line.text = om_read_words(reader, values[kind->text]);
    }
    return line;
}

static const struct om_chat_line *
read_lines(struct reading *reading, const struct om_node *list)
{
    struct om_reader *reader = reading->reader;
    struct om_chat_line *lines =
        om_arena_alloc(reader->arena, list->count * sizeof(lines[0]));
    size_t i = 0;
    for (const struct om_node *entry = list->first; entry;
         entry = entry->next, i++) {
        lines[i] = read_line(reading, entry);
        if (i > 0 && lines[i].at < lines[i - 1].at) {
            const struct om_node *at = om_node_get(entry, "at");
            om_say(reader->findings, OM_SAY_CHAT_ORDER,
                   at ? at->mark : om_node_head(entry), NULL, NULL, NULL);
        }
    }
    return lines;
}

// -- the file -----------------------------------------------------------------

// "noa-1.chat.yaml" of "clips/noa-1.mp4" is clips/noa-1.chat.yaml.
static char *
place_of(struct om_reader *reader, const char *name, const char *clip)
{
    const char *slash = clip ? strrchr(clip, '/') : NULL;
    int folder = slash && !strchr(name, '/') ? (int) (slash - clip) + 1 : 0;
    struct om_text path = { 0 };
    om_text_print(&path, "%.*s%s", folder, clip ? clip : "", name);
    char *copy = om_arena_copy(reader->arena, path.data, path.length);
    om_text_finish(&path);
    return copy;
}

const struct om_chat *
om_read_chat(struct om_reader *reader, const struct om_node *name,
             const char *clip)
{
    enum { GROUP, PEOPLE, LINES, COUNT };
    static const struct om_field fields[COUNT] = {
        [GROUP] = { "group", OM_TAKES_WORDS, OM_FIELD_NEEDED },
        [PEOPLE] = { "people", OM_TAKES_MAP, OM_FIELD_NEEDED },
        [LINES] = { "lines", OM_TAKES_LIST, OM_FIELD_NEEDED },
    };
    const char *file = place_of(reader, name->text, clip);
    enum om_folder_answer answer = om_folder_find(&reader->folder, file);
    if (answer != OM_FOLDER_FILE) {
        om_say(reader->findings, om_folder_message(answer), name->mark, file,
               NULL, NULL);
        return NULL;
    }
    const struct om_node *tree =
        om_read_yaml(reader, file, OM_SAY_FILE_MISSING, name->mark);
    const struct om_node *values[COUNT];
    if (!om_read_fields(reader, tree, fields, COUNT, values)) {
        return NULL;
    }
    struct reading reading = { .reader = reader, .clip = clip };
    reader->text_use = OM_TEXT_CHAT;
    struct om_chat *chat = om_arena_alloc(reader->arena, sizeof(*chat));
    chat->group = om_read_words(reader, values[GROUP]);
    read_people(&reading, values[PEOPLE]);
    chat->people = reading.people;
    chat->person_count = reading.person_count;
    if (values[LINES] && values[LINES]->count > LINES_MAX) {
        om_say_too_many(reader, values[LINES], LINES_MAX);
    } else if (values[LINES]) {
        chat->lines = read_lines(&reading, values[LINES]);
        chat->line_count = values[LINES]->count;
    }
    reader->text_use = OM_TEXT_SHOWN;
    return chat;
}
