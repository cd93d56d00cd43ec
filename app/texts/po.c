#include "texts/po.h"

#include "pack/source.h"
#include "pack/utf8.h"
#include "texts/says.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A file is lines. Comments come before the keywords of their entry, so an
// entry ends where, behind its msgstr, a comment, a msgctxt or a msgid begins.
// A line in quotes goes on with the string of the keyword before it. After a
// mistake the rest of its line is skipped and the reading goes on.

enum { MISTAKES_MAX = 30 };

enum part { PART_NONE, PART_CONTEXT, PART_ID, PART_TEXT, PART_COUNT };

struct parser {
    struct om_po *po;
    struct om_findings *findings;
    const char *file;
    const char *at, *end; // of the present line
    const char *line;     // where it begins
    unsigned number;      // of it
    size_t mistakes;
    struct om_po_entry entry;           // being read
    struct om_text strings[PART_COUNT]; // of its parts
    bool has[PART_COUNT];
    struct om_text previous, comments;
    bool previous_id;      // the previous string being read is that of msgid
    bool previous_follows; // and quotes go on with it
    enum part part;        // what a line in quotes goes on with
    bool started, plural;
    unsigned id_line;
};

static void
say(struct parser *parser, enum om_texts_say what, const char *at,
    const char *first)
{
    unsigned column = 1;
    for (const char *p = parser->line; p < at; p++) {
        column += ((unsigned char) *p & 0xC0) != 0x80;
    }
    struct om_mark mark = { parser->file, parser->number, column };
    if (parser->mistakes < MISTAKES_MAX) {
        om_texts_say(parser->findings, what, mark, first, NULL);
    } else if (parser->mistakes == MISTAKES_MAX) {
        om_texts_say(parser->findings, OM_TEXTS_SAY_MANY, mark, NULL, NULL);
    }
    parser->mistakes++;
}

// -- entries ------------------------------------------------------------------

static const char *
keep(struct parser *parser, struct om_text *text)
{
    const char *kept =
        om_arena_copy(&parser->po->arena, om_text_get(text), text->length);
    text->length = 0;
    return kept;
}

static void
add_entry(struct om_po *po, const struct om_po_entry *entry)
{
    if ((po->count & (po->count - 1)) == 0) { // a power of two
        size_t room = po->count ? 2 * po->count : 1;
        po->entries = om_realloc(po->entries, room * sizeof(po->entries[0]));
    }
    po->entries[po->count++] = *entry;
}

static void
begin_entry(struct parser *parser)
{
    for (int i = 0; i < PART_COUNT; i++) {
        parser->strings[i].length = 0;
        parser->has[i] = false;
    }
    parser->previous.length = 0;
    parser->comments.length = 0;
    parser->entry = (struct om_po_entry){ 0 };
    parser->started = parser->plural = false;
    parser->previous_id = parser->previous_follows = false;
    parser->part = PART_NONE;
}

static void
end_entry(struct parser *parser)
{
    struct om_po_entry *entry = &parser->entry;
    bool whole = parser->has[PART_ID] && parser->has[PART_TEXT];
    if (parser->started && !parser->plural && !whole) {
        unsigned number = parser->number;
        parser->number = entry->line;
        say(parser,
            parser->has[PART_TEXT] ? OM_TEXTS_SAY_STRAY_TEXT
                                   : OM_TEXTS_SAY_NO_TRANSLATION,
            parser->line, NULL);
        parser->number = number;
    }
    if (whole) {
        entry->context = parser->has[PART_CONTEXT]
                             ? keep(parser, &parser->strings[PART_CONTEXT])
                             : NULL;
        entry->id = keep(parser, &parser->strings[PART_ID]);
        entry->translation = keep(parser, &parser->strings[PART_TEXT]);
        entry->previous =
            parser->previous.length ? keep(parser, &parser->previous) : NULL;
        entry->comments =
            parser->comments.length ? keep(parser, &parser->comments) : NULL;
        add_entry(parser->po, entry);
    }
    begin_entry(parser);
}

// -- strings ------------------------------------------------------------------

static void
skip_blanks(struct parser *parser)
{
    while (parser->at < parser->end
           && (*parser->at == ' ' || *parser->at == '\t')) {
        parser->at++;
    }
}

// The character behind a backslash. False when it means nothing.
static bool
take_escape(struct parser *parser, struct om_text *out)
{
    static const char letters[] = "ntr\"\\", meanings[] = "\n\t\r\"\\";
    const char *at = parser->at + 1;
    const char *found = at < parser->end ? strchr(letters, *at) : NULL;
    if (!found || !*at) {
        uint32_t code;
        char shown[8] = "";
        size_t length =
            at < parser->end ? om_utf8_read(at, parser->end, &code) : 0;
        memcpy(shown, at, length);
        say(parser, OM_TEXTS_SAY_ESCAPE, parser->at, shown);
        return false;
    }
    om_text_add(out, &meanings[found - letters], 1);
    parser->at += 2;
    return true;
}

// "text" up to the end of the line. False when it is not that.
static bool
take_string(struct parser *parser, struct om_text *out)
{
    skip_blanks(parser);
    const char *open = parser->at;
    if (open == parser->end || *open != '"') {
        say(parser, OM_TEXTS_SAY_NO_QUOTE, open, NULL);
        return false;
    }
    parser->at++;
    while (parser->at < parser->end && *parser->at != '"') {
        if (*parser->at != '\\') {
            om_text_add(out, parser->at++, 1);
        } else if (!take_escape(parser, out)) {
            return false;
        }
    }
    if (parser->at == parser->end) {
        say(parser, OM_TEXTS_SAY_NO_QUOTE, parser->end, NULL);
        return false;
    }
    parser->at++;
    skip_blanks(parser);
    if (parser->at < parser->end) {
        say(parser, OM_TEXTS_SAY_AFTER_QUOTE, parser->at, NULL);
        return false;
    }
    return true;
}

static bool
take_word(struct parser *parser, const char *word)
{
    size_t length = strlen(word);
    if ((size_t) (parser->end - parser->at) < length
        || memcmp(parser->at, word, length) != 0) {
        return false;
    }
    const char *after = parser->at + length;
    bool whole = after == parser->end || *after == ' ' || *after == '\t'
                 || *after == '"' || *after == '[';
    if (whole) {
        parser->at = after;
    }
    return whole;
}

// -- lines --------------------------------------------------------------------

static void
take_keyword(struct parser *parser, enum part part)
{
    bool again = parser->has[part] || parser->plural
                 || (part != PART_TEXT && parser->has[PART_TEXT]);
    if (again) {
        end_entry(parser);
    }
    struct om_po_entry *entry = &parser->entry;
    entry->line = parser->started ? entry->line : parser->number;
    if (part == PART_TEXT) {
        entry->text_line = parser->number;
    }
    parser->started = true;
    parser->part = part;
    parser->previous_follows = false;
    parser->has[part] = true;
    take_string(parser, &parser->strings[part]);
}

static void
take_plural(struct parser *parser, const char *at)
{
    if (!parser->plural) { // one is enough for an entry
        say(parser, OM_TEXTS_SAY_PLURAL, at, NULL);
    }
    parser->plural = true;
    parser->part = PART_NONE;
}

static void
take_text_line(struct parser *parser)
{
    if (parser->part != PART_NONE) {
        take_string(parser, &parser->strings[parser->part]);
    } else if (!parser->plural) {
        say(parser, OM_TEXTS_SAY_STRAY_TEXT, parser->at, NULL);
    }
}

static void
take_statement(struct parser *parser)
{
    static const struct {
        const char *word;
        enum part part;
    } words[] = {
        { "msgctxt", PART_CONTEXT },
        { "msgid", PART_ID },
        { "msgstr", PART_TEXT },
    };
    const char *at = parser->at;
    if (*at == '"') {
        take_text_line(parser);
        return;
    }
    if (take_word(parser, "msgid_plural")) {
        take_plural(parser, at);
        return;
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (take_word(parser, words[i].word)) {
            if (parser->at < parser->end && *parser->at == '[') {
                take_plural(parser, at);
            } else {
                take_keyword(parser, words[i].part);
            }
            return;
        }
    }
    say(parser, OM_TEXTS_SAY_LINE, at, NULL);
}

// "#| msgid "what it was before""
static void
take_previous(struct parser *parser)
{
    struct om_text unused = { 0 };
    skip_blanks(parser);
    if (parser->at == parser->end) {
        return;
    }
    if (*parser->at != '"') {
        parser->previous_id = take_word(parser, "msgid");
        parser->previous_follows = parser->previous_id
                                   || take_word(parser, "msgctxt")
                                   || take_word(parser, "msgid_plural");
        if (!parser->previous_follows) {
            say(parser, OM_TEXTS_SAY_LINE, parser->at, NULL);
            return;
        }
    } else if (!parser->previous_follows) {
        say(parser, OM_TEXTS_SAY_STRAY_TEXT, parser->at, NULL);
        return;
    }
    take_string(parser, parser->previous_id ? &parser->previous : &unused);
    om_text_finish(&unused);
}

static void
take_flags(struct parser *parser)
{
    static const char fuzzy[] = "fuzzy";
    while (parser->at < parser->end) {
        size_t length = 0;
        size_t rest = (size_t) (parser->end - parser->at);
        while (length < rest && !strchr(", \t", parser->at[length])) {
            length++;
        }
        parser->entry.fuzzy |= length == sizeof(fuzzy) - 1
                               && memcmp(parser->at, fuzzy, length) == 0;
        parser->at += length < rest ? length + 1 : length;
    }
}

static void
take_comment(struct parser *parser)
{
    if (parser->has[PART_TEXT] || parser->plural) {
        end_entry(parser);
    }
    char kind = ' ';
    if (parser->at + 1 < parser->end) {
        kind = parser->at[1];
    }
    const char *begin = parser->at;
    parser->at += kind == ' ' || kind == '\t' ? 1 : 2;
    if (kind == ',') {
        take_flags(parser);
    } else if (kind == '|') {
        take_previous(parser);
    } else if (kind != '.' && kind != ':') {
        om_text_print(&parser->comments, "%s",
                      parser->comments.length ? "\n" : "");
        parser->at = begin + 1;
        skip_blanks(parser);
        om_text_add(&parser->comments, parser->at,
                    (size_t) (parser->end - parser->at));
    }
}

static void
take_line(struct parser *parser)
{
    skip_blanks(parser);
    if (parser->at == parser->end) {
        return;
    }
    bool obsolete = parser->end - parser->at >= 2 && parser->at[0] == '#'
                    && parser->at[1] == '~';
    if (!obsolete && *parser->at == '#') {
        take_comment(parser);
        return;
    }
    if (obsolete) {
        parser->at += 2;
        skip_blanks(parser);
    }
    if (parser->at == parser->end) {
        return;
    }
    if (obsolete && *parser->at == '|') {
        if (parser->has[PART_TEXT]) {
            end_entry(parser);
        }
        parser->at++;
        take_previous(parser);
        return;
    }
    if (parser->started && obsolete != parser->entry.obsolete) {
        end_entry(parser);
    }
    take_statement(parser);
    parser->entry.obsolete = obsolete;
}

static void
take_lines(struct parser *parser, const char *bytes, const char *end)
{
    for (const char *at = bytes; at < end;) {
        const char *stop = memchr(at, '\n', (size_t) (end - at));
        stop = stop ? stop : end;
        parser->line = parser->at = at;
        parser->end = stop > at && stop[-1] == '\r' ? stop - 1 : stop;
        parser->number++;
        take_line(parser);
        at = stop < end ? stop + 1 : end;
    }
    parser->line = parser->at = parser->end = end;
    end_entry(parser);
}

// -- the whole ----------------------------------------------------------------

static int
compare(const struct om_po_entry *a, const struct om_po_entry *b)
{
    if (a->obsolete != b->obsolete) {
        return a->obsolete ? 1 : -1;
    }
    if (!a->context != !b->context) {
        return a->context ? 1 : -1;
    }
    int order = a->context ? strcmp(a->context, b->context) : 0;
    return order ? order : strcmp(a->id, b->id);
}

static int
compare_places(const void *left, const void *right)
{
    const struct om_po_entry *a = left, *b = right;
    int order = compare(a, b);
    return order ? order : a->line < b->line ? -1 : a->line > b->line;
}

static void
check_twice(struct parser *parser)
{
    const struct om_po *po = parser->po;
    size_t size = po->count * sizeof(po->entries[0]);
    if (po->count < 2) {
        return;
    }
    struct om_po_entry *sorted = om_alloc(size);
    memcpy(sorted, po->entries, size);
    qsort(sorted, po->count, sizeof(sorted[0]), compare_places);
    for (size_t i = 1; i < po->count; i++) {
        const struct om_po_entry *one = &sorted[i];
        if (!one->obsolete && compare(one - 1, one) == 0) {
            char line[16];
            snprintf(line, sizeof(line), "%u", one[-1].line);
            parser->number = one->line;
            say(parser, OM_TEXTS_SAY_TWICE, parser->line, line);
        }
    }
    free(sorted);
}

static void
check_charset(struct parser *parser)
{
    static const char charset[] = "charset=";
    const char *type = om_po_field(parser->po, "Content-Type");
    const char *named = type ? strstr(type, charset) : NULL;
    if (!named) {
        return;
    }
    named += sizeof(charset) - 1;
    static const char *const good[] = { "UTF-8",    "utf-8", "UTF8",   "utf8",
                                        "US-ASCII", "ASCII", "CHARSET" };
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        if (strcmp(named, good[i]) == 0) {
            return;
        }
    }
    parser->number = om_po_find(parser->po, NULL)->text_line;
    say(parser, OM_TEXTS_SAY_CHARSET, parser->line, named);
}

bool
om_po_read(struct om_po *po, const char *file, const char *bytes, size_t length,
           struct om_findings *findings)
{
    *po = (struct om_po){ 0 };
    if (!om_source_check(OM_SOURCE_CAPTIONS, file, bytes, length, findings)) {
        return false;
    }
    struct parser parser = {
        .po = po,
        .findings = findings,
        .file = file,
    };
    size_t mark = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    begin_entry(&parser);
    take_lines(&parser, bytes + mark, bytes + length);
    check_twice(&parser);
    check_charset(&parser);
    for (int i = 0; i < PART_COUNT; i++) {
        om_text_finish(&parser.strings[i]);
    }
    om_text_finish(&parser.previous);
    om_text_finish(&parser.comments);
    return parser.mistakes == 0;
}

void
om_po_finish(struct om_po *po)
{
    om_arena_finish(&po->arena);
    free(po->entries);
    *po = (struct om_po){ 0 };
}

const struct om_po_entry *
om_po_find(const struct om_po *po, const char *context)
{
    for (size_t i = 0; i < po->count; i++) {
        const struct om_po_entry *entry = &po->entries[i];
        bool same = context
                        ? entry->context && strcmp(entry->context, context) == 0
                        : !entry->context && !*entry->id;
        if (same && !entry->obsolete) {
            return entry;
        }
    }
    return NULL;
}

const char *
om_po_field(struct om_po *po, const char *name)
{
    const struct om_po_entry *header = om_po_find(po, NULL);
    size_t length = strlen(name);
    for (const char *line = header ? header->translation : ""; *line;) {
        size_t whole = strcspn(line, "\n");
        if (whole > length && strncmp(line, name, length) == 0
            && line[length] == ':') {
            const char *value = line + length + 1;
            const char *stop = line + whole;
            value += strspn(value, " \t");
            while (stop > value && (stop[-1] == ' ' || stop[-1] == '\t')) {
                stop--;
            }
            return stop > value ? om_arena_copy(&po->arena, value,
                                                (size_t) (stop - value))
                                : NULL;
        }
        line += whole + (line[whole] == '\n');
    }
    return NULL;
}
