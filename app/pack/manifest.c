#include "pack/manifest.h"

#include "pack/media.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STORIES_MAX = 100, RADIUS_MAX = 64, RADIUS_USUAL = 16 };

enum {
    KEY_FORMAT,
    KEY_ID,
    KEY_VERSION,
    KEY_LANGUAGES,
    KEY_TITLE,
    KEY_THEME,
    KEY_ATTRACT,
    KEY_SOUNDTRACK,
    KEY_APPROVING,
    KEY_NORMS,
    KEY_STORIES,
    KEY_COUNT,
};

static const struct om_field manifest_fields[KEY_COUNT] = {
    [KEY_FORMAT] = { "omstander", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    [KEY_ID] = { "id", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    [KEY_VERSION] = { "version", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    [KEY_LANGUAGES] = { "languages", OM_TAKES_LIST, OM_FIELD_NEEDED },
    [KEY_TITLE] = { "title", OM_TAKES_WORDS, OM_FIELD_NEEDED },
    [KEY_THEME] = { "theme", OM_TAKES_MAP, 0 },
    [KEY_ATTRACT] = { "attract", OM_TAKES_MAP, OM_FIELD_NEEDED },
    [KEY_SOUNDTRACK] = { "soundtrack", OM_TAKES_MEDIA, 0 },
    [KEY_APPROVING] = { "approving", OM_TAKES_WORDS, 0 },
    [KEY_NORMS] = { "norms", OM_TAKES_MAP, 0 },
    [KEY_STORIES] = { "stories", OM_TAKES_LIST, OM_FIELD_NEEDED },
};

// -- languages ----------------------------------------------------------------

static const struct {
    const char *code, *name;
} language_names[] = {
    { "ar", "العربية" },    { "bg", "Български" }, { "cs", "Čeština" },
    { "da", "Dansk" },      { "de", "Deutsch" },   { "el", "Ελληνικά" },
    { "en", "English" },    { "es", "Español" },   { "fa", "فارسی" },
    { "fi", "Suomi" },      { "fr", "Français" },  { "fy", "Frysk" },
    { "he", "עברית" },      { "hu", "Magyar" },    { "it", "Italiano" },
    { "ja", "日本語" },     { "ku", "Kurdî" },     { "li", "Limburgs" },
    { "nl", "Nederlands" }, { "no", "Norsk" },     { "pap", "Papiamentu" },
    { "pl", "Polski" },     { "pt", "Português" }, { "ro", "Română" },
    { "ru", "Русский" },    { "so", "Soomaali" },  { "sv", "Svenska" },
    { "ti", "ትግርኛ" },       { "tr", "Türkçe" },    { "uk", "Українська" },
    { "zh", "中文" },
};

// "nl-BE" is called what "nl" is called; a code that is not in the table
// stands for itself.
static const char *
language_name(const char *code)
{
    size_t length = strcspn(code, "-");
    for (size_t i = 0; i < sizeof(language_names) / sizeof(language_names[0]);
         i++) {
        if (strlen(language_names[i].code) == length
            && strncmp(language_names[i].code, code, length) == 0) {
            return language_names[i].name;
        }
    }
    return code;
}

static void
say_not_text(struct om_reader *reader, const struct om_node *entry,
             const struct om_node *list)
{
    if (entry->broken) {
        return;
    }
    enum om_message message = entry->empty ? OM_SAY_EMPTY : OM_SAY_NOT_TEXT;
    om_say(reader->findings, message, entry->mark, om_node_name(list), NULL,
           NULL);
}

// Whether an earlier entry of the list says the same; where, if so.
static const struct om_node *
earlier_same(const struct om_node *list, const struct om_node *entry)
{
    const struct om_node *earlier = list->first;
    while (earlier != entry && strcmp(earlier->text, entry->text) != 0) {
        earlier = earlier->next;
    }
    return earlier == entry ? NULL : earlier;
}

static void
say_twice(struct om_reader *reader, const struct om_node *list,
          const struct om_node *entry)
{
    const struct om_node *first = earlier_same(list, entry);
    char line[16];
    snprintf(line, sizeof(line), "%u", first->mark.line);
    om_say(reader->findings, OM_SAY_TWICE, entry->mark, entry->text, line,
           NULL);
}

static void
read_languages(struct om_reader *reader, const struct om_node *list)
{
    struct om_pack *pack = reader->pack;
    if (!list) {
        return;
    }
    if (list->count > OM_PACK_LANGUAGES_MAX) {
        om_say_too_many(reader, list, OM_PACK_LANGUAGES_MAX);
    } else if (list->count == 0) {
        om_say(reader->findings, OM_SAY_EMPTY, om_node_head(list),
               om_node_name(list), NULL, NULL);
    }
    for (const struct om_node *entry = list->first; entry;
         entry = entry->next) {
        if (!om_node_is_filled(entry)) {
            say_not_text(reader, entry, list);
        } else if (!om_is_language(entry->text)) {
            om_say(reader->findings, OM_SAY_LANGUAGE, entry->mark, entry->text,
                   NULL, NULL);
        } else if (earlier_same(list, entry)) {
            say_twice(reader, list, entry);
        } else if (pack->language_count < OM_PACK_LANGUAGES_MAX) {
            size_t i = pack->language_count++;
            pack->languages[i] = entry->text;
            pack->language_names.in[i] = language_name(entry->text);
            pack->offered[i] = true;
            reader->lacking[i].mark = entry->mark;
        }
    }
}

// -- version ------------------------------------------------------------------

// Three numbers with points, then perhaps "-beta.1" or "+build".
static bool
parse_version(const char *text, unsigned *major)
{
    const char *at = text;
    for (int i = 0; i < 3; i++) {
        size_t length = strspn(at, "0123456789");
        if (length == 0 || length > 6 || (i > 0 && at[-1] != '.')) {
            return false;
        }
        if (i == 0) {
            *major = (unsigned) strtoul(at, NULL, 10);
        }
        at += length + (i < 2);
        if (i < 2 && at[-1] != '.') {
            return false;
        }
    }
    static const char rest[] = "abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-+";
    bool more = (*at == '-' || *at == '+') && at[1] != '\0';
    return *at == '\0' || (more && at[strspn(at, rest)] == '\0');
}

static void
read_version(struct om_reader *reader, const struct om_node *node)
{
    if (!node) {
        return;
    }
    reader->pack->version = node->text;
    if (!parse_version(node->text, &reader->pack->major)) {
        om_say(reader->findings, OM_SAY_VERSION, node->mark, node->text, NULL,
               NULL);
    }
}

// -- look ---------------------------------------------------------------------

enum { INK, PAPER, ACCENT, HELP, FONT, RADIUS, LOOK_COUNT };

static const struct om_field theme_fields[LOOK_COUNT] = {
    [INK] = { "ink", OM_TAKES_TEXT, 0 },
    [PAPER] = { "paper", OM_TAKES_TEXT, 0 },
    [ACCENT] = { "accent", OM_TAKES_TEXT, 0 },
    [HELP] = { "help", OM_TAKES_TEXT, 0 },
    [FONT] = { "font", OM_TAKES_TEXT, 0 },
    [RADIUS] = { "radius", OM_TAKES_TEXT, 0 },
};

static struct om_colour
read_colour(struct om_reader *reader, const struct om_node *node,
            uint32_t otherwise)
{
    uint32_t rgb = om_read_colour(reader, node, otherwise);
    return (struct om_colour){ (uint8_t) (rgb >> 16), (uint8_t) (rgb >> 8),
                               (uint8_t) rgb };
}

static void
note_theme(struct om_reader *reader, const struct om_node *const look[])
{
    for (int i = INK; i <= FONT && reader->survey; i++) {
        if (look[i]) {
            struct om_mark *to =
                i == FONT ? &reader->survey->font : &reader->survey->theme[i];
            *to = look[i]->mark;
        }
    }
}

static void
read_theme(struct om_reader *reader, const struct om_node *node)
{
    const struct om_node *look[LOOK_COUNT];
    om_read_fields(reader, node, theme_fields, LOOK_COUNT, look);
    note_theme(reader, look);
    reader->pack->theme = (struct om_theme){
        .ink = read_colour(reader, look[INK], 0x101418),
        .paper = read_colour(reader, look[PAPER], 0xF7F3EC),
        .accent = read_colour(reader, look[ACCENT], 0xFF5A47),
        .help = read_colour(reader, look[HELP], 0x1FC8A0),
        .font = look[FONT] ? look[FONT]->text : "sans-serif",
        .radius =
            om_read_number(reader, look[RADIUS], 0, RADIUS_MAX, RADIUS_USUAL),
    };
}

static void
note_media(struct om_reader *reader, const char *file, enum om_media_use use,
           const struct om_node *where)
{
    if (where) {
        om_survey_add_media(reader->survey,
                            (struct om_survey_media){ .file = file,
                                                      .use = use,
                                                      .mark = where->mark });
    }
}

static void
read_soundtrack(struct om_reader *reader, const struct om_node *node)
{
    const struct om_node *where = NULL;
    reader->pack->soundtrack =
        om_read_media(reader, node, OM_MEDIA_TRACK, OM_MEDIA_SKIPPED, &where);
    note_media(reader, reader->pack->soundtrack.file, OM_MEDIA_TRACK, where);
}

static void
read_attract(struct om_reader *reader, const struct om_node *node)
{
    static const struct om_field fields[] = {
        { "clip", OM_TAKES_MEDIA, OM_FIELD_NEEDED },
        { "line", OM_TAKES_WORDS, OM_FIELD_NEEDED },
    };
    const struct om_node *values[2];
    om_read_fields(reader, node, fields, 2, values);
    const struct om_node *where = NULL;
    struct om_track clip = om_read_media(reader, values[0], OM_MEDIA_ATTRACT,
                                         OM_MEDIA_NEEDED, &where);
    note_media(reader, clip.file, OM_MEDIA_ATTRACT, where);
    reader->pack->attract_clip = clip.file;
    reader->pack->attract_credit = clip.credit;
    reader->pack->attract_line = om_read_words(reader, values[1]);
}

// -- all of it ----------------------------------------------------------------

bool
om_manifest_is_story(const struct om_node *list, const struct om_node *entry)
{
    return om_node_is_filled(entry) && om_is_id(entry->text)
           && !earlier_same(list, entry);
}

static const struct om_node *
read_stories(struct om_reader *reader, const struct om_node *list)
{
    if (!list) {
        return NULL;
    }
    if (list->count > STORIES_MAX) {
        om_say_too_many(reader, list, STORIES_MAX);
        return NULL;
    }
    if (list->count == 0) {
        om_say(reader->findings, OM_SAY_EMPTY, om_node_head(list),
               om_node_name(list), NULL, NULL);
    }
    for (const struct om_node *entry = list->first; entry;
         entry = entry->next) {
        if (!om_node_is_filled(entry)) {
            say_not_text(reader, entry, list);
        } else if (om_read_id(reader, entry) && earlier_same(list, entry)) {
            say_twice(reader, list, entry);
        }
    }
    return list;
}

const struct om_node *
om_read_manifest(struct om_reader *reader)
{
    const struct om_node *tree =
        om_read_yaml(reader, "pack.yaml", OM_SAY_FILE_MISSING,
                     (struct om_mark){ "pack.yaml", 0, 0 });
    const struct om_node *values[KEY_COUNT];
    if (!om_read_fields(reader, tree, manifest_fields, KEY_COUNT, values)) {
        return NULL;
    }
    const struct om_node *format = values[KEY_FORMAT];
    if (format && strcmp(format->text, "1") != 0) {
        om_say(reader->findings, OM_SAY_FORMAT, format->mark, format->text,
               NULL, NULL);
    }
    struct om_pack *pack = reader->pack;
    pack->id = om_read_id(reader, values[KEY_ID]);
    read_version(reader, values[KEY_VERSION]);
    read_languages(reader, values[KEY_LANGUAGES]); // before any text
    pack->title = om_read_words(reader, values[KEY_TITLE]);
    read_theme(reader, values[KEY_THEME]);
    read_attract(reader, values[KEY_ATTRACT]);
    read_soundtrack(reader, values[KEY_SOUNDTRACK]);
    pack->approving = om_read_words(reader, values[KEY_APPROVING]);
    reader->norms = values[KEY_NORMS];
    return read_stories(reader, values[KEY_STORIES]);
}
