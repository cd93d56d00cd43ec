#include "pack/values.h"

#include "base/text.h"
#include "pack/nearest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// -- texts --------------------------------------------------------------------

static size_t
language_index(const struct om_pack *pack, const char *code)
{
    size_t i = 0;
    while (i < pack->language_count && strcmp(pack->languages[i], code) != 0) {
        i++;
    }
    return i;
}

static bool
is_blank(const char *text)
{
    return text[strspn(text, " \r\n")] == '\0';
}

void
om_read_incomplete(struct om_reader *reader, size_t language, bool captions)
{
    if (language > 0) {
        struct om_lacking *lacking = &reader->lacking[language];
        *(captions ? &lacking->captions : &lacking->texts) += 1;
        reader->pack->offered[language] = false;
    }
}

static void
say_missing_texts(struct om_reader *reader, const struct om_node *node,
                  const struct om_words *words)
{
    const struct om_pack *pack = reader->pack;
    for (size_t i = 0; i < pack->language_count; i++) {
        if (!words->in[i]) {
            om_say(reader->findings,
                   i == 0 ? OM_SAY_TEXT_MISSING : OM_SAY_TRANSLATION_MISSING,
                   om_node_head(node), om_node_name(node), pack->languages[i],
                   NULL);
            om_read_incomplete(reader, i, false);
        }
    }
}

// A key of {nl: …} that is none of the pack's languages.
static void
say_extra(struct om_reader *reader, const struct om_node *entry)
{
    om_say(reader->findings,
           om_is_language(entry->key) ? OM_SAY_TEXT_EXTRA : OM_SAY_TEXT_COMMA,
           entry->key_mark, entry->key, NULL, NULL);
}

static void
note_text(struct om_reader *reader, const struct om_node *node, size_t language)
{
    om_survey_add_text(reader->survey, (struct om_survey_text){
                                           .text = node->text,
                                           .language = (uint8_t) language,
                                           .use = reader->text_use,
                                           .mark = node->mark,
                                       });
}

struct om_words
om_read_words_as(struct om_reader *reader, const struct om_node *node,
                 enum om_text_use use)
{
    enum om_text_use before = reader->text_use;
    reader->text_use = use;
    struct om_words words = om_read_words(reader, node);
    reader->text_use = before;
    return words;
}

struct om_words
om_read_words(struct om_reader *reader, const struct om_node *node)
{
    struct om_words words = { 0 };
    const struct om_pack *pack = reader->pack;
    if (!node || pack->language_count == 0) {
        return words; // without languages nothing can be said about texts
    }
    bool broken = false;
    if (node->kind == OM_NODE_TEXT) {
        words.in[0] = is_blank(node->text) ? NULL : node->text;
        note_text(reader, node, 0);
    }
    for (const struct om_node *entry = node->first; entry;
         entry = entry->next) {
        size_t language = language_index(pack, entry->key);
        if (language == pack->language_count) {
            say_extra(reader, entry);
        } else if (entry->kind != OM_NODE_TEXT) {
            om_say(reader->findings, OM_SAY_NOT_TEXT, entry->mark, entry->key,
                   NULL, NULL);
            broken = true;
        } else if (entry->broken) {
            broken = true;
        } else if (!entry->empty && !is_blank(entry->text)) {
            words.in[language] = entry->text;
            note_text(reader, entry, language);
        }
    }
    if (!broken) {
        say_missing_texts(reader, node, &words);
    }
    return words;
}

struct om_words
om_read_name(struct om_reader *reader, const struct om_node *node)
{
    if (!node || node->kind != OM_NODE_TEXT) {
        return om_read_words(reader, node);
    }
    struct om_words words = { 0 };
    note_text(reader, node, 0);
    for (size_t i = 0; i < reader->pack->language_count; i++) {
        words.in[i] = is_blank(node->text) ? NULL : node->text;
    }
    if (is_blank(node->text)) {
        om_say(reader->findings, OM_SAY_EMPTY, om_node_head(node),
               om_node_name(node), NULL, NULL);
    }
    return words;
}

// -- ids, numbers, times ------------------------------------------------------

bool
om_is_id(const char *text)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    static const char all[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    size_t length = strlen(text);
    return length > 0 && length <= OM_PACK_ID_MAX && strchr(first, text[0])
           && strspn(text, all) == length;
}

const char *
om_read_id(struct om_reader *reader, const struct om_node *node)
{
    if (!node) {
        return NULL;
    }
    if (!om_is_id(node->text)) {
        om_say(reader->findings, OM_SAY_ID, node->mark, node->text, NULL, NULL);
        return NULL;
    }
    return node->text;
}

void
om_read_id_once(struct om_reader *reader, const struct om_node *list,
                const struct om_node *entry)
{
    const struct om_node *id = om_node_get(entry, "id");
    if (!id || id->kind != OM_NODE_TEXT || id->empty || id->broken) {
        return;
    }
    for (const struct om_node *earlier = list->first; earlier != entry;
         earlier = earlier->next) {
        const struct om_node *other = om_node_get(earlier, "id");
        if (other && strcmp(other->text, id->text) == 0) {
            char place[128];
            snprintf(place, sizeof(place), "%s:%u", other->mark.file,
                     other->mark.line);
            om_say(reader->findings, OM_SAY_ID_TWICE, id->mark, id->text, place,
                   NULL);
            return;
        }
    }
}

void
om_read_counted(struct om_reader *reader, const char *id, struct om_mark mark)
{
    if (!id) {
        return;
    }
    for (const struct om_counted *other = reader->counted; other;
         other = other->next) {
        if (strcmp(other->id, id) == 0) {
            char place[128];
            snprintf(place, sizeof(place), "%s:%u", other->mark.file,
                     other->mark.line);
            om_say(reader->findings, OM_SAY_ID_TWICE, mark, id, place, NULL);
            return;
        }
    }
    struct om_counted *counted =
        om_arena_alloc(reader->arena, sizeof(*counted));
    *counted = (struct om_counted){ id, mark, reader->counted };
    reader->counted = counted;
}

bool
om_is_language(const char *text)
{
    static const char small[] = "abcdefghijklmnopqrstuvwxyz";
    static const char subtag[] = "abcdefghijklmnopqrstuvwxyz"
                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t length = strspn(text, small);
    if (length < 2 || length > 3 || strlen(text) > 12) {
        return false;
    }
    const char *rest = text + length;
    return *rest == '\0'
           || (rest[0] == '-' && rest[1] != '\0'
               && rest[1 + strspn(rest + 1, subtag)] == '\0');
}

// Digits of a number of at most `most`; false when there are none or more.
static bool
take_digits(const char **at, unsigned most, unsigned *number)
{
    size_t length = strspn(*at, "0123456789");
    if (length == 0 || length > 6) {
        return false;
    }
    *number = 0;
    for (size_t i = 0; i < length; i++) {
        *number = *number * 10 + (unsigned) ((*at)[i] - '0');
    }
    *at += length;
    return *number <= most;
}

// Up to six decimals after a point, as microseconds.
static bool
take_decimals(const char **at, om_tick *time)
{
    if (**at != '.') {
        return true;
    }
    const char *digits = *at + 1;
    size_t length = strspn(digits, "0123456789");
    om_tick unit = 100000;
    for (size_t i = 0; i < length; i++, unit /= 10) {
        *time += unit * (digits[i] - '0');
    }
    *at = digits + length;
    return length > 0 && length <= 6;
}

static bool
parse_time(const char *text, om_tick *time)
{
    unsigned minutes = 0, seconds;
    const char *at = text;
    if (!take_digits(&at, 86400, &seconds)) {
        return false;
    }
    if (*at == ':') {
        at++;
        minutes = seconds;
        bool two = strspn(at, "0123456789") == 2;
        if (!two || minutes > 1440 || !take_digits(&at, 59, &seconds)) {
            return false;
        }
    }
    *time = OM_S(minutes * 60 + seconds);
    return take_decimals(&at, time) && *at == '\0';
}

bool
om_read_time(struct om_reader *reader, const struct om_node *node,
             om_tick *time)
{
    if (!node) {
        return false;
    }
    if (!parse_time(node->text, time)) {
        om_say(reader->findings, OM_SAY_TIME, node->mark, node->text, NULL,
               NULL);
        return false;
    }
    return true;
}

unsigned
om_read_number(struct om_reader *reader, const struct om_node *node,
               unsigned low, unsigned high, unsigned otherwise)
{
    if (!node) {
        return otherwise;
    }
    unsigned number;
    const char *at = node->text;
    if (take_digits(&at, high, &number) && *at == '\0' && number >= low) {
        return number;
    }
    char from[16], to[16];
    snprintf(from, sizeof(from), "%u", low);
    snprintf(to, sizeof(to), "%u", high);
    om_say(reader->findings, OM_SAY_NUMBER, node->mark, node->text, from, to);
    return otherwise;
}

unsigned
om_read_thousandths(struct om_reader *reader, const struct om_node *node,
                    unsigned low, unsigned high, unsigned otherwise)
{
    if (!node) {
        return otherwise;
    }
    unsigned whole;
    const char *at = node->text;
    om_tick parts = 0; // millionths, as of a second
    if (take_digits(&at, high / 1000, &whole) && take_decimals(&at, &parts)
        && *at == '\0') {
        om_tick number = (OM_S(whole) + parts) / 1000;
        if (number >= low && number <= high) {
            return (unsigned) number;
        }
    }
    char from[16], to[16];
    snprintf(from, sizeof(from), "%g", low / 1000.0);
    snprintf(to, sizeof(to), "%g", high / 1000.0);
    om_say(reader->findings, OM_SAY_DECIMALS, node->mark, node->text, from, to);
    return otherwise;
}

uint32_t
om_read_colour(struct om_reader *reader, const struct om_node *node,
               uint32_t otherwise)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    if (!node) {
        return otherwise;
    }
    const char *text = node->text;
    if (text[0] != '#' || strlen(text) != 7 || strspn(text + 1, digits) != 6) {
        om_say(reader->findings, OM_SAY_COLOUR, node->mark, text, NULL, NULL);
        return otherwise;
    }
    return (uint32_t) strtoul(text + 1, NULL, 16);
}

// -- one of several -----------------------------------------------------------

int
om_read_reference(struct om_reader *reader, const struct om_node *node,
                  const struct om_names *names)
{
    if (!node) {
        return -1;
    }
    struct om_nearest nearest = om_nearest_begin(node->text);
    struct om_text all = { 0 };
    int best = -1;
    for (size_t i = 0; i < names->count; i++) {
        const char *name = names->name_at(names->context, i);
        if (!name) {
            continue;
        }
        if (strcmp(name, node->text) == 0) {
            om_text_finish(&all);
            return (int) i;
        }
        om_nearest_try(&nearest, name);
        best = nearest.best == name ? (int) i : best;
        om_text_print(&all, "%s%s", all.length ? ", " : "", name);
    }
    om_say(reader->findings, nearest.best ? OM_SAY_NAME_MEANT : OM_SAY_NAME,
           node->mark, node->text, names->where,
           nearest.best ? nearest.best
           : all.length ? om_text_get(&all)
                        : "–");
    om_text_finish(&all);
    return best;
}

// A word that is nearly right is said, and taken as it was meant: what follows
// from it can then be judged as well.
int
om_read_one_of(struct om_reader *reader, const struct om_node *node,
               const char *const words[], size_t count)
{
    if (!node) {
        return -1;
    }
    struct om_nearest nearest = om_nearest_begin(node->text);
    struct om_text all = { 0 };
    int best = -1;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[i], node->text) == 0) {
            om_text_finish(&all);
            return (int) i;
        }
        om_nearest_try(&nearest, words[i]);
        best = nearest.best == words[i] ? (int) i : best;
        om_text_print(&all, "%s%s", i ? ", " : "", words[i]);
    }
    om_say(reader->findings, nearest.best ? OM_SAY_VALUE_MEANT : OM_SAY_VALUE,
           node->mark, node->text,
           nearest.best ? nearest.best : om_text_get(&all), NULL);
    om_text_finish(&all);
    return best;
}

void
om_say_not_with(struct om_reader *reader, const struct om_node *node,
                const char *other)
{
    om_say(reader->findings, OM_SAY_NOT_WITH, om_node_head(node),
           om_node_name(node), other, NULL);
}

void
om_read_needed(struct om_reader *reader, const struct om_node *map,
               const char *key)
{
    const struct om_node *node = om_node_get(map, key);
    if (!node) {
        om_say(reader->findings, OM_SAY_KEY_MISSING, om_node_head(map), key,
               NULL, NULL);
    } else if (node->empty) {
        om_say(reader->findings, OM_SAY_EMPTY, node->key_mark, key, NULL, NULL);
    }
}

void
om_say_too_many(struct om_reader *reader, const struct om_node *list,
                size_t most)
{
    char is[24], can[24];
    snprintf(is, sizeof(is), "%zu", list->count);
    snprintf(can, sizeof(can), "%zu", most);
    om_say(reader->findings, OM_SAY_TOO_MANY, om_node_head(list),
           om_node_name(list), is, can);
}

// -- files --------------------------------------------------------------------

const char *
om_read_file(struct om_reader *reader, const struct om_node *node)
{
    if (!node) {
        return NULL;
    }
    enum om_folder_answer answer = om_folder_find(&reader->folder, node->text);
    if (answer != OM_FOLDER_FILE) {
        om_say(reader->findings, om_folder_message(answer), node->mark,
               node->text, NULL, NULL);
        return NULL;
    }
    return node->text;
}

const char *
om_read_picture(struct om_reader *reader, const struct om_node *node)
{
    const char *file = om_read_file(reader, node);
    if (file) {
        om_survey_add_media(reader->survey,
                            (struct om_survey_media){ .file = file,
                                                      .use = OM_MEDIA_PICTURE,
                                                      .mark = node->mark });
    }
    return file;
}
