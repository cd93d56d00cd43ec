#include "check/excerpt.h"

#include "pack/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uniwidth.h>

enum {
    TEXT_MAX = 1 << 20, // what the pack's reader takes
    WIDTH_MAX = 96,     // columns of a line
    BEFORE_MAX = 40,    // of those, before the place
    TAB = 4,
    REPLACEMENT = 0xFFFD,
};

// -- characters ---------------------------------------------------------------

// One character of the source, as it is shown.
struct glyph {
    char text[8];
    unsigned width;
};

static void
encode(uint32_t code, char out[8])
{
    int size = 0;
    if (code < 0x80) {
        out[size++] = (char) code;
    } else if (code < 0x800) {
        out[size++] = (char) (0xC0 | code >> 6);
        out[size++] = (char) (0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out[size++] = (char) (0xE0 | code >> 12);
        out[size++] = (char) (0x80 | (code >> 6 & 0x3F));
        out[size++] = (char) (0x80 | (code & 0x3F));
    } else {
        out[size++] = (char) (0xF0 | code >> 18);
        out[size++] = (char) (0x80 | (code >> 12 & 0x3F));
        out[size++] = (char) (0x80 | (code >> 6 & 0x3F));
        out[size++] = (char) (0x80 | (code & 0x3F));
    }
    out[size] = '\0';
}

// What takes a terminal over, or turns what is written around.
static uint32_t
visible(uint32_t code)
{
    static const struct {
        uint32_t from, to;
    } turning[] = {
        { 0x061C, 0x061C }, { 0x200B, 0x200B },   { 0x200E, 0x200F },
        { 0x2028, 0x202E }, { 0x2060, 0x2069 },   { 0xFEFF, 0xFEFF },
        { 0xFFF9, 0xFFFB }, { 0xE0001, 0xE007F },
    };
    if (code < 0x20) {
        return 0x2400 + code; // ␀ and on
    }
    if (code == 0x7F) {
        return 0x2421;
    }
    if (code == 0xAD) {
        return 0xAC; // ¬, as editors show a soft hyphen
    }
    bool turns = code >= 0x80 && code < 0xA0;
    for (size_t i = 0; i < sizeof(turning) / sizeof(turning[0]); i++) {
        turns |= code >= turning[i].from && code <= turning[i].to;
    }
    return turns ? REPLACEMENT : code;
}

// The next character of the source; its length in bytes.
static size_t
next_glyph(const char *at, const char *end, struct glyph *glyph, uint32_t *code)
{
    size_t size = om_utf8_read(at, end, code);
    if (size == 0) {
        *code = REPLACEMENT;
        size = 1;
    }
    if (*code == '\t') {
        *glyph = (struct glyph){ "    ", TAB };
        return size;
    }
    uint32_t shown = visible(*code);
    encode(shown, glyph->text);
    int width = uc_width(shown, "UTF-8");
    glyph->width = width < 0 ? 1 : (unsigned) width;
    return size;
}

void
om_neutral(const char *text, struct om_text *out)
{
    const char *end = text + strlen(text);
    struct glyph glyph;
    uint32_t code;
    while (text < end) {
        text += next_glyph(text, end, &glyph, &code);
        om_text_print(out, "%s", code == '\n' ? " " : glyph.text);
    }
}

// -- the place ----------------------------------------------------------------

static const char *
skip_characters(const char *at, const char *end, unsigned count)
{
    struct glyph glyph;
    uint32_t code;
    while (count > 0 && at < end) {
        at += next_glyph(at, end, &glyph, &code);
        count--;
    }
    return at;
}

// The longest of the finding's words that stands here.
static size_t
match_words(const struct om_finding *finding, const char *at, const char *end)
{
    size_t longest = 0;
    for (size_t i = 0; i < 3; i++) {
        const char *word = finding->arguments[i];
        size_t length = word ? strlen(word) : 0;
        if (length > longest && length <= (size_t) (end - at)
            && memcmp(at, word, length) == 0) {
            longest = length;
        }
    }
    return longest;
}

static size_t
match_quoted(const char *at, const char *end)
{
    const char *close = memchr(at + 1, *at, (size_t) (end - at) - 1);
    return close ? (size_t) (close - at) + 1 : (size_t) (end - at);
}

// A key, up to its colon; else a value, up to what ends one.
static size_t
match_token(const char *at, const char *end)
{
    static const char key[] = "abcdefghijklmnopqrstuvwxyz_-"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t length = 0;
    while (at + length < end && strchr(key, at[length]) && at[length]) {
        length++;
    }
    if (length > 0 && at + length < end && at[length] == ':'
        && (at + length + 1 == end || at[length + 1] == ' ')) {
        return length;
    }
    length = 0;
    if (strchr("&*!", *at)) { // an anchor, an alias, a tag
        while (at + length < end && at[length] != ' ') {
            length++;
        }
        return length;
    }
    while (at + length < end && !strchr(",}]", at[length])
           && !(at[length] == '#' && length > 0 && at[length - 1] == ' ')) {
        length++;
    }
    while (length > 0 && (at[length - 1] == ' ' || at[length - 1] == '\t')) {
        length--;
    }
    return length;
}

static size_t
place_length(const struct om_finding *finding, const char *at, const char *end)
{
    if (at >= end) {
        return 0;
    }
    uint32_t code;
    size_t size = om_utf8_read(at, end, &code);
    if (size == 0 || code < 0x20 || visible(code) != code) {
        return size ? size : 1; // this one is what it is about
    }
    size_t length = match_words(finding, at, end);
    if (length == 0 && (*at == '"' || *at == '\'')) {
        length = match_quoted(at, end);
    }
    if (length == 0 && *at != '{' && *at != '[') {
        length = match_token(at, end);
    }
    return length ? length : 1;
}

// -- the line -----------------------------------------------------------------

// Adds the characters from `at` to `end` as long as they fit into `room`
// columns; how many columns they take.
static unsigned
add_glyphs(const char **at, const char *end, unsigned room, struct om_text *out)
{
    struct glyph glyph;
    uint32_t code;
    unsigned width = 0;
    while (*at < end) {
        size_t size = next_glyph(*at, end, &glyph, &code);
        if (width + glyph.width > room) {
            break;
        }
        om_text_print(out, "%s", glyph.text);
        width += glyph.width;
        *at += size;
    }
    return width;
}

static unsigned
width_of(const char *at, const char *end)
{
    struct om_text unused = { 0 };
    unsigned width = add_glyphs(&at, end, ~0U, &unused);
    om_text_finish(&unused);
    return width;
}

static void
lay_out(struct om_excerpt *excerpt, const char *begin, const char *place,
        const char *place_end, const char *end)
{
    const char *from = begin;
    if (width_of(begin, end) > WIDTH_MAX) {
        while (width_of(from, place) > BEFORE_MAX) {
            from = skip_characters(from, place, 1);
        }
    }
    if (from > begin) {
        om_text_print(&excerpt->line, "…");
    }
    excerpt->offset =
        (from > begin) + add_glyphs(&from, place, ~0U, &excerpt->line);
    unsigned room =
        WIDTH_MAX > excerpt->offset ? WIDTH_MAX - excerpt->offset : 1;
    excerpt->length = add_glyphs(&from, place_end, room, &excerpt->line);
    if (from == place_end) {
        add_glyphs(&from, end, room - excerpt->length, &excerpt->line);
    }
    if (from < end) {
        om_text_print(&excerpt->line, "…");
    }
    excerpt->length = excerpt->length ? excerpt->length : 1;
}

static unsigned
count_characters(const char *at, const char *end)
{
    struct glyph glyph;
    uint32_t code;
    unsigned count = 0;
    for (; at < end; count++) {
        at += next_glyph(at, end, &glyph, &code);
    }
    return count;
}

// The source may be malformed; what says so must not be.
static void
copy_source(struct om_text *out, const char *at, const char *end)
{
    struct glyph glyph;
    uint32_t code;
    char text[8];
    while (at < end) {
        at += next_glyph(at, end, &glyph, &code);
        encode(code ? code : REPLACEMENT, text);
        om_text_print(out, "%s", text);
    }
}

// -- files --------------------------------------------------------------------

static void
open_source(struct om_sources *sources, const char *file)
{
    if (sources->file && strcmp(sources->file, file) == 0) {
        return;
    }
    om_sources_finish(sources);
    sources->file = om_strdup(file);
    if (om_folder_read(sources->folder, file, TEXT_MAX, &sources->bytes,
                       &sources->length)
        != OM_FOLDER_FILE) {
        sources->bytes = NULL;
    }
}

void
om_sources_finish(struct om_sources *sources)
{
    free(sources->file);
    free(sources->bytes);
    *sources = (struct om_sources){ .folder = sources->folder };
}

static const char *
end_of_line(const char *at, const char *end)
{
    while (at < end && *at != '\n' && *at != '\r') {
        at++;
    }
    return at;
}

// The beginning of a line, counted from 1; NULL when there are not so many.
// As the readers count, CR, LF and both together end one.
static const char *
find_line(const struct om_sources *sources, unsigned line)
{
    const char *at = sources->bytes, *end = at + sources->length;
    bool bom = sources->length >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0;
    for (at += bom ? 3 : 0; line > 1; line--) {
        at = end_of_line(at, end);
        if (at == end) {
            return NULL;
        }
        at += at + 1 < end && at[0] == '\r' && at[1] == '\n' ? 2 : 1;
    }
    return at;
}

bool
om_excerpt_read(struct om_excerpt *excerpt, struct om_sources *sources,
                const struct om_finding *finding)
{
    *excerpt = (struct om_excerpt){ 0 };
    if (finding->line == 0) {
        return false;
    }
    open_source(sources, finding->file);
    const char *begin =
        sources->bytes ? find_line(sources, finding->line) : NULL;
    if (!begin) {
        return false;
    }
    const char *end = end_of_line(begin, sources->bytes + sources->length);
    const char *place =
        skip_characters(begin, end, finding->column ? finding->column - 1 : 0);
    const char *place_end = place + place_length(finding, place, end);
    place_end = place_end > end ? end : place_end;
    lay_out(excerpt, begin, place, place_end, end);
    copy_source(&excerpt->source, begin, end);
    excerpt->characters = count_characters(place, place_end);
    return true;
}

void
om_excerpt_finish(struct om_excerpt *excerpt)
{
    om_text_finish(&excerpt->line);
    om_text_finish(&excerpt->source);
}
