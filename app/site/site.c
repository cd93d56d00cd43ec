#include "site/site.h"

#include "base/path.h"
#include "pack/reader.h"
#include "pack/values.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 64 * 1024, KEY_LENGTH = 56, NAME_MAX_LENGTH = 40 };

// -- what can be said ---------------------------------------------------------

enum say {
    SAY_UNREADABLE,
    SAY_FOLDER,
    SAY_KEY,
    SAY_KEYS,
    SAY_NOTHING_ACCEPTED,
    SAY_NAME,
    SAY_LOCAL,
    SAY_COUNT_,
};

// clang-format off
static const struct om_finding_kind kinds[SAY_COUNT_] = {
[SAY_UNREADABLE] = { "E-S001", OM_SEVERITY_ERROR,
    "Het bestand met de instellingen kan niet worden gelezen ({1}).",
    "The site file cannot be read ({1})." },
[SAY_FOLDER] = { "E-S002", OM_SEVERITY_ERROR,
    "‘{1}’ moet een map zijn die met een schuine streep begint, zoals /srv/omstander.",
    "‘{1}’ has to be a folder that begins with a slash, like /srv/omstander." },
[SAY_KEY] = { "E-S003", OM_SEVERITY_ERROR,
    "Dit is geen openbare sleutel van minisign. Neem de tweede regel van het bestand minisign.pub over; die begint met RW.",
    "This is no public key of minisign's. Copy the second line of the file minisign.pub; it begins with RW." },
[SAY_KEYS] = { "E-S004", OM_SEVERITY_ERROR,
    "Er zijn {1} sleutels, en er passen er {2}: de sleutel van nu en de volgende.",
    "There are {1} keys, and there is room for {2}: the one in use and the next." },
[SAY_NOTHING_ACCEPTED] = { "E-S005", OM_SEVERITY_ERROR,
    "Zonder sleutel en zonder niet-ondertekende pakketten kan er nooit iets nieuws op de kiosk. Voeg ‘keys’ toe, of schrijf ‘unsigned: ja’.",
    "Without a key and without unsigned packs nothing new can ever go on the kiosk. Add ‘keys’, or write ‘unsigned: yes’." },
[SAY_NAME] = { "E-S006", OM_SEVERITY_ERROR,
    "‘{1}’ kan niet: gebruik alleen kleine letters, cijfers en streepjes, hoogstens {2}.",
    "‘{1}’ cannot be: only small letters, digits and hyphens, at most {2}." },
[SAY_LOCAL] = { "E-S007", OM_SEVERITY_ERROR,
    "Wat bezoekers hier kozen mag alleen een bioscoop laten zien; op een school of in een stand kennen ze elkaar. Schrijf ‘norms: national’ of ‘norms: off’.",
    "Only a cinema may show what visitors chose here; at a school or in a booth they know each other. Write ‘norms: national’ or ‘norms: off’." },
};
// clang-format on

static void
say(struct om_reader *reader, enum say what, struct om_mark mark,
    const char *first, const char *second)
{
    om_findings_add(reader->findings, &kinds[what], mark, first, second, NULL);
}

// -- the settings -------------------------------------------------------------

typedef void read_setting(struct om_reader *reader, struct om_site *site,
                          const struct om_node *node, size_t row);

static read_setting read_name, read_type, read_norms, read_folder, read_switch,
    read_number, read_size, read_painter, read_keys;

static const struct setting {
    const char *key;
    unsigned takes; // OM_TAKES_*
    read_setting *read;
    size_t offset;                // of the member it fills
    unsigned low, high, standard; // numbers; switches: what it is if left out
} settings[] = {
    { "diagonal", OM_TAKES_TEXT, read_size, offsetof(struct om_site, diagonal),
      5000, 200000, 0 },
    { "still", OM_TAKES_TEXT, read_switch, offsetof(struct om_site, still), 0,
      1, 0 },
    { "painter", OM_TAKES_TEXT, read_painter, offsetof(struct om_site, painter),
      0, 0, 0 },
    { "site", OM_TAKES_TEXT, read_name, offsetof(struct om_site, id), 0, 0, 0 },
    { "type", OM_TAKES_TEXT, read_type, 0, 0, 0, 0 },
    { "province", OM_TAKES_TEXT, read_name, offsetof(struct om_site, province),
      0, 0, 0 },
    { "norms", OM_TAKES_TEXT, read_norms, 0, 0, 0, 0 },
    { "content", OM_TAKES_TEXT, read_folder, offsetof(struct om_site, content),
      0, 0, 0 },
    { "stick", OM_TAKES_TEXT, read_folder, offsetof(struct om_site, stick), 0,
      0, 0 },
    { "results", OM_TAKES_TEXT, read_folder, offsetof(struct om_site, results),
      0, 0, 0 },
    { "result_on_stick", OM_TAKES_TEXT, read_switch,
      offsetof(struct om_site, result_on_stick), 0, 1, 0 },
    { "poll", OM_TAKES_TEXT, read_number, offsetof(struct om_site, poll), 5,
      3600, 60 },
    { "copy_speed", OM_TAKES_TEXT, read_number,
      offsetof(struct om_site, copy_speed), 0, 10000, 50 },
    { "keep", OM_TAKES_TEXT, read_number, offsetof(struct om_site, keep), 2, 9,
      3 },
    { "downgrade", OM_TAKES_TEXT, read_switch,
      offsetof(struct om_site, allow_downgrade), 0, 1, 0 },
    { "unsigned", OM_TAKES_TEXT, read_switch,
      offsetof(struct om_site, allow_unsigned), 0, 1, 0 },
    { "keys", OM_TAKES_LIST | OM_TAKES_TEXT, read_keys, 0, 0, 0, 0 },
};

enum { SETTING_COUNT = sizeof(settings) / sizeof(settings[0]) };

static void *
member(struct om_site *site, size_t row)
{
    return (char *) site + settings[row].offset;
}

static void
read_name(struct om_reader *reader, struct om_site *site,
          const struct om_node *node, size_t row)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    size_t length = node ? strlen(node->text) : 0;
    if (node
        && (length > NAME_MAX_LENGTH
            || strspn(node->text, letters) != length)) {
        char most[24];
        snprintf(most, sizeof(most), "%d", NAME_MAX_LENGTH);
        say(reader, SAY_NAME, node->mark, node->text, most);
        return;
    }
    *(const char **) member(site, row) = node ? node->text : NULL;
}

static void
read_type(struct om_reader *reader, struct om_site *site,
          const struct om_node *node, size_t row)
{
    (void) row;
    static const char *const words[] = { "cinema", "booth", "school" };
    int word =
        om_read_one_of(reader, node, words, sizeof(words) / sizeof(words[0]));
    site->type = words[word < 0 ? 0 : word];
}

static void
read_norms(struct om_reader *reader, struct om_site *site,
           const struct om_node *node, size_t row)
{
    (void) row;
    static const char *const words[] = {
        [OM_NORMS_NATIONAL] = "national",
        [OM_NORMS_LOCAL] = "local",
        [OM_NORMS_OFF] = "off",
    };
    int word =
        om_read_one_of(reader, node, words, sizeof(words) / sizeof(words[0]));
    site->norms = word < 0 ? OM_NORMS_NATIONAL : (enum om_norms) word;
    if (site->norms == OM_NORMS_LOCAL && strcmp(site->type, "cinema") != 0) {
        say(reader, SAY_LOCAL, node->mark, NULL, NULL);
    }
}

static void
read_folder(struct om_reader *reader, struct om_site *site,
            const struct om_node *node, size_t row)
{
    if (node && node->text[0] != '/') {
        say(reader, SAY_FOLDER, node->mark, node->text, NULL);
        return;
    }
    *(const char **) member(site, row) = node ? node->text : NULL;
}

static void
read_switch(struct om_reader *reader, struct om_site *site,
            const struct om_node *node, size_t row)
{
    // a yes has an even place
    static const char *const words[] = { "yes",  "no",    "ja",  "nee",
                                         "true", "false", "aan", "uit" };
    int word =
        om_read_one_of(reader, node, words, sizeof(words) / sizeof(words[0]));
    bool standard = settings[row].standard != 0;
    *(bool *) member(site, row) = word < 0 ? standard : word % 2 == 0;
}

static void
read_number(struct om_reader *reader, struct om_site *site,
            const struct om_node *node, size_t row)
{
    const struct setting *setting = &settings[row];
    *(unsigned *) member(site, row) = om_read_number(
        reader, node, setting->low, setting->high, setting->standard);
}

static void
read_size(struct om_reader *reader, struct om_site *site,
          const struct om_node *node, size_t row)
{
    const struct setting *setting = &settings[row];
    *(unsigned *) member(site, row) = om_read_thousandths(
        reader, node, setting->low, setting->high, setting->standard);
}

static void
read_painter(struct om_reader *reader, struct om_site *site,
             const struct om_node *node, size_t row)
{
    static const char *const words[] = { "auto", "software", "renderer" };
    int word =
        om_read_one_of(reader, node, words, sizeof(words) / sizeof(words[0]));
    *(const char **) member(site, row) = words[word < 0 ? 0 : word];
}

// "RW" is how the base64 of minisign's "Ed" begins; the rest is looked at by
// whoever verifies with it.
static bool
is_key(const char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "abcdefghijklmnopqrstuvwxyz0123456789+/";
    return strlen(text) == KEY_LENGTH && strncmp(text, "RW", 2) == 0
           && strspn(text, letters) == KEY_LENGTH;
}

static void
read_key(struct om_reader *reader, struct om_site *site,
         const struct om_node *node)
{
    if (node->kind != OM_NODE_TEXT || !is_key(node->text)) {
        say(reader, SAY_KEY, node->mark, NULL, NULL);
    } else if (site->key_count < OM_SITE_KEYS_MAX) {
        site->keys[site->key_count++] = node->text;
    }
}

static void
read_keys(struct om_reader *reader, struct om_site *site,
          const struct om_node *node, size_t row)
{
    (void) row;
    if (!node) {
        return;
    }
    if (node->kind == OM_NODE_TEXT) {
        read_key(reader, site, node);
        return;
    }
    for (const struct om_node *entry = node->first; entry;
         entry = entry->next) {
        read_key(reader, site, entry);
    }
    if (node->count > OM_SITE_KEYS_MAX) {
        char is[24], most[24];
        snprintf(is, sizeof(is), "%zu", node->count);
        snprintf(most, sizeof(most), "%d", OM_SITE_KEYS_MAX);
        say(reader, SAY_KEYS, om_node_head(node), is, most);
    }
}

// -- the file -----------------------------------------------------------------

// Whoever names no keys has unsigned packs, if not said otherwise.
static void
settle_unsigned(struct om_reader *reader, struct om_site *site,
                const struct om_node *node, bool keys_given)
{
    if (!node) {
        site->allow_unsigned = !keys_given;
    } else if (!site->allow_unsigned && !keys_given
               && !om_findings_have_errors(reader->findings)) {
        say(reader, SAY_NOTHING_ACCEPTED, om_node_head(node), NULL, NULL);
    }
}

static const struct om_node *
value_of(const struct om_node *const values[], const char *key)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        if (strcmp(settings[i].key, key) == 0) {
            return values[i];
        }
    }
    return NULL;
}

static void
read_settings(struct om_reader *reader, struct om_site *site,
              const struct om_node *map)
{
    struct om_field fields[SETTING_COUNT];
    const struct om_node *values[SETTING_COUNT];
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        fields[i] = (struct om_field){ settings[i].key, settings[i].takes, 0 };
    }
    om_read_fields(reader, map, fields, SETTING_COUNT, values);
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        settings[i].read(reader, site, values[i], i);
    }
    settle_unsigned(reader, site, value_of(values, "unsigned"),
                    value_of(values, "keys") != NULL);
}

bool
om_site_load(struct om_site *site, const char *path,
             struct om_findings *findings)
{
    *site = (struct om_site){ 0 };
    const char *file = path ? path : OM_SITE_FILE;
    size_t length = 0;
    char *bytes = om_path_read(file, FILE_BYTES_MAX, &length);
    if (!bytes && (path || errno != ENOENT)) {
        om_findings_add(findings, &kinds[SAY_UNREADABLE],
                        (struct om_mark){ file, 0, 0 }, strerror(errno), NULL,
                        NULL);
        return false;
    }
    struct om_arena *arena = om_alloc(sizeof(*arena));
    site->memory = arena;
    struct om_reader reader = { .arena = arena, .findings = findings };
    const char *name = om_arena_copy(arena, file, strlen(file));
    const struct om_node *map =
        bytes ? om_tree_read(arena, name, bytes, length, findings) : NULL;
    free(bytes);
    read_settings(&reader, site, map);
    om_findings_sort(findings);
    if (om_findings_have_errors(findings)) {
        om_site_finish(site);
        return false;
    }
    return true;
}

void
om_site_finish(struct om_site *site)
{
    if (site->memory) {
        om_arena_finish(site->memory);
        free(site->memory);
    }
    *site = (struct om_site){ 0 };
}

const char *
om_site_setting(size_t index)
{
    return index < SETTING_COUNT ? settings[index].key : NULL;
}
