#include "pack/captions.h"

#include "base/text.h"
#include "pack/messages.h"
#include "pack/source.h"
#include "pack/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A WebVTT file is a header and then blocks of lines with empty lines
// between. A block with an arrow in its first or second line is a caption
// (the line before the arrow is a name that nobody sees); one that begins
// with NOTE, STYLE or REGION is skipped; any other has lost its times.
// Afterwards the captions are put in order: one that runs into the next ends
// where that begins, and two that begin together become one of two lines.

enum {
    SPEED_MAX = 20, // characters a second
    SPEED_GOOD = 13,
    SECONDS_MIN = 1,
    SECONDS_MAX = 7,
    LINE_MAX = 42, // characters
    SHOWN_MAX = 60,
};

struct line {
    const char *text;
    size_t length;
    unsigned number; // from 1
};

struct draft {
    struct om_caption caption;
    unsigned line; // of its times
};

struct parser {
    const char *at, *end;
    unsigned number; // of the line at `at`
    const char *file;
    struct om_arena *arena;
    struct om_findings *findings;
    struct draft *drafts; // owned
    size_t count;
};

static bool
next_line(struct parser *parser, struct line *line)
{
    if (parser->at >= parser->end) {
        return false;
    }
    const char *stop = parser->at;
    while (stop < parser->end && *stop != '\n' && *stop != '\r') {
        stop++;
    }
    *line = (struct line){ parser->at, (size_t) (stop - parser->at),
                           parser->number++ };
    bool pair = stop + 1 < parser->end && stop[0] == '\r' && stop[1] == '\n';
    parser->at = stop < parser->end ? stop + 1 + pair : stop;
    return true;
}

static bool
begins_with(struct line line, const char *word)
{
    size_t length = strlen(word);
    return line.length >= length && memcmp(line.text, word, length) == 0
           && (line.length == length || line.text[length] == ' '
               || line.text[length] == '\t');
}

static const char *
find_arrow(struct line line)
{
    return memmem(line.text, line.length, "-->", 3);
}

static void
say(struct parser *parser, enum om_message message, struct line line,
    size_t column)
{
    char shown[SHOWN_MAX + 1];
    size_t length = 0;
    uint32_t code;
    while (length < line.length) { // whole characters only
        const char *at = line.text + length;
        size_t more = om_utf8_read(at, line.text + line.length, &code);
        if (more == 0 || length + more > SHOWN_MAX) {
            break;
        }
        length += more;
    }
    memcpy(shown, line.text, length);
    shown[length] = '\0';
    om_say(parser->findings, message,
           (struct om_mark){ parser->file, line.number, (unsigned) column + 1 },
           shown, NULL, NULL);
}

static bool
is_blank(char character)
{
    return character == ' ' || character == '\t';
}

// -- times --------------------------------------------------------------------

// Exactly `digits` of them, or any number up to six when 0.
static bool
take_number(const char **at, const char *end, size_t digits, long *number)
{
    size_t length = 0;
    *number = 0;
    while (*at + length < end && (*at)[length] >= '0' && (*at)[length] <= '9'
           && length < 7) {
        *number = *number * 10 + ((*at)[length++] - '0');
    }
    *at += length;
    return length > 0 && length < 7 && (digits == 0 || length == digits);
}

static bool
take(const char **at, const char *end, char character)
{
    if (*at < end && **at == character) {
        (*at)++;
        return true;
    }
    return false;
}

// "01:14.640" or "00:01:14.640".
static bool
take_time(const char **at, const char *end, om_tick *time)
{
    long first, second, third = 0, milliseconds;
    if (!take_number(at, end, 0, &first) || !take(at, end, ':')
        || !take_number(at, end, 2, &second)) {
        return false;
    }
    bool hours = take(at, end, ':');
    if (hours && !take_number(at, end, 2, &third)) {
        return false;
    }
    if (!take(at, end, '.') || !take_number(at, end, 3, &milliseconds)) {
        return false;
    }
    long minutes = hours ? first * 60 + second : first;
    long seconds = hours ? third : second;
    *time = OM_S(minutes * 60 + seconds) + OM_MS(milliseconds);
    return seconds < 60 && (!hours || second < 60) && first < 1000;
}

static void
skip_blanks(const char **at, const char *end)
{
    while (*at < end && is_blank(**at)) {
        (*at)++;
    }
}

// "from --> to settings". `wrong` is where it goes wrong.
static bool
parse_times(struct line line, om_tick *from, om_tick *to, const char **wrong)
{
    const char *at = line.text, *end = line.text + line.length;
    skip_blanks(&at, end);
    *wrong = at;
    if (!take_time(&at, end, from)) {
        return false;
    }
    skip_blanks(&at, end);
    *wrong = at;
    if (at != find_arrow(line)) {
        return false;
    }
    at += 3;
    skip_blanks(&at, end);
    *wrong = at;
    return take_time(&at, end, to) && (at == end || is_blank(*at));
}

static size_t
column_of(struct line line, const char *at)
{
    size_t column = 0;
    for (const char *p = line.text; p < at; p++) {
        column += ((unsigned char) *p & 0xC0) != 0x80;
    }
    return column;
}

// -- words --------------------------------------------------------------------

static const struct {
    const char *name, *text;
} entities[] = {
    { "&amp;", "&" },       { "&lt;", "<" },       { "&gt;", ">" },
    { "&nbsp;", "\u00A0" }, { "&lrm;", "\u200E" }, { "&rlm;", "\u200F" },
    { "&quot;", "\"" },     { "&apos;", "'" },
};

static size_t
add_entity(const char *at, const char *end, struct om_text *text)
{
    for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
        size_t length = strlen(entities[i].name);
        if ((size_t) (end - at) >= length
            && memcmp(at, entities[i].name, length) == 0) {
            om_text_print(text, "%s", entities[i].text);
            return length;
        }
    }
    om_text_add(text, at, 1);
    return 1;
}

// One line without its markup.
static void
add_words(struct line line, struct om_text *text)
{
    const char *at = line.text, *end = at + line.length;
    while (at < end) {
        const char *close =
            *at == '<' ? memchr(at, '>', (size_t) (end - at)) : NULL;
        if (close) {
            at = close + 1;
        } else if (*at == '&') {
            at += add_entity(at, end, text);
        } else {
            om_text_add(text, at++, 1);
        }
    }
}

static void
say_number(struct parser *parser, enum om_message message, struct line line,
           const char *number)
{
    om_say(parser->findings, message,
           (struct om_mark){ parser->file, line.number, 1 }, number, NULL,
           NULL);
}

// A new line costs no reading.
static om_tick
count_read(const char *text)
{
    size_t count = om_utf8_count(text);
    for (const char *p = strchr(text, '\n'); p; p = strchr(p + 1, '\n')) {
        count--;
    }
    return (om_tick) count;
}

static void
check_speed(struct parser *parser, const struct om_caption *caption,
            struct line line)
{
    om_tick length = caption->to - caption->from;
    om_tick speed = (count_read(caption->text) * OM_S(1) + length - 1) / length;
    if (speed > SPEED_GOOD) {
        char text[24];
        snprintf(text, sizeof(text), "%lld", (long long) speed);
        say_number(parser,
                   speed > SPEED_MAX ? OM_SAY_CAPTION_FAST
                                     : OM_SAY_CAPTION_QUICK,
                   line, text);
    }
}

static void
check_length(struct parser *parser, const struct om_caption *caption,
             struct line line)
{
    om_tick length = caption->to - caption->from;
    if (length < OM_S(SECONDS_MIN) || length > OM_S(SECONDS_MAX)) {
        char text[24];
        snprintf(text, sizeof(text), "%.3g", (double) length / OM_S(1));
        say_number(parser,
                   length < OM_S(SECONDS_MIN) ? OM_SAY_CAPTION_SHORT
                                              : OM_SAY_CAPTION_LONG,
                   line, text);
    }
}

static void
check_width(struct parser *parser, const struct om_caption *caption,
            struct line line)
{
    size_t width = 0, most = 0;
    for (const char *p = caption->text; *p; p++) {
        width += ((unsigned char) *p & 0xC0) != 0x80;
        width = *p == '\n' ? 0 : width;
        most = width > most ? width : most;
    }
    if (most > LINE_MAX) {
        char text[24];
        snprintf(text, sizeof(text), "%zu", most);
        say_number(parser, OM_SAY_CAPTION_WIDE, line, text);
    }
}

static void
format_time(om_tick time, char out[32])
{
    long long ms = time / OM_MS(1);
    snprintf(out, 32, "%02lld:%02lld.%03lld", ms / 60000, ms / 1000 % 60,
             ms % 1000);
}

static void
say_times(struct parser *parser, enum om_message message, unsigned line,
          om_tick first, om_tick second)
{
    char a[32], b[32];
    format_time(first, a);
    format_time(second, b);
    om_say(parser->findings, message, (struct om_mark){ parser->file, line, 1 },
           a, b, NULL);
}

// The lines up to the next empty one; the words when they are wanted.
static void
take_block(struct parser *parser, struct om_text *text)
{
    struct line line;
    while (next_line(parser, &line) && line.length > 0) {
        if (text) {
            om_text_print(text, "%s", text->length ? "\n" : "");
            add_words(line, text);
        }
    }
}

static void
read_caption(struct parser *parser, struct line times)
{
    struct om_caption caption = { .line = times.number };
    const char *wrong;
    bool good = parse_times(times, &caption.from, &caption.to, &wrong);
    if (!good) {
        say(parser, OM_SAY_CAPTION_TIME, times, column_of(times, wrong));
    } else if (caption.to <= caption.from) {
        say_times(parser, OM_SAY_CAPTION_ORDER, times.number, caption.from,
                  caption.to);
        good = false;
    }
    struct om_text text = { 0 };
    take_block(parser, &text);
    if (good && text.length > 0) {
        caption.text = om_arena_copy(parser->arena, text.data, text.length);
        check_speed(parser, &caption, times);
        check_length(parser, &caption, times);
        check_width(parser, &caption, times);
        if ((parser->count & (parser->count - 1)) == 0) { // a power of two
            size_t room = parser->count ? 2 * parser->count : 1;
            parser->drafts =
                om_realloc(parser->drafts, room * sizeof(parser->drafts[0]));
        }
        parser->drafts[parser->count++] =
            (struct draft){ caption, times.number };
    }
    om_text_finish(&text);
}

static void
read_block(struct parser *parser, struct line first)
{
    static const char *const skipped[] = { "NOTE", "STYLE", "REGION" };
    if (find_arrow(first)) {
        read_caption(parser, first);
        return;
    }
    for (size_t i = 0; i < sizeof(skipped) / sizeof(skipped[0]); i++) {
        if (begins_with(first, skipped[i])) {
            take_block(parser, NULL);
            return;
        }
    }
    struct line second;
    bool more = next_line(parser, &second);
    if (more && find_arrow(second)) {
        read_caption(parser, second);
        return;
    }
    say(parser, OM_SAY_CAPTION_STRAY, first, 0);
    if (more && second.length > 0) {
        take_block(parser, NULL);
    }
}

// -- order --------------------------------------------------------------------

static int
compare_drafts(const void *left, const void *right)
{
    const struct draft *a = left, *b = right;
    if (a->caption.from != b->caption.from) {
        return a->caption.from < b->caption.from ? -1 : 1;
    }
    return a->line < b->line ? -1 : a->line > b->line;
}

static void
join(struct parser *parser, struct om_caption *into,
     const struct om_caption *from)
{
    struct om_text text = { 0 };
    om_text_print(&text, "%s\n%s", into->text, from->text);
    into->text = om_arena_copy(parser->arena, text.data, text.length);
    into->to = from->to > into->to ? from->to : into->to;
    om_text_finish(&text);
}

static struct om_captions
put_in_order(struct parser *parser)
{
    struct om_caption *items = om_arena_alloc(
        parser->arena, parser->count * sizeof(struct om_caption));
    size_t count = 0;
    if (parser->count > 0) {
        qsort(parser->drafts, parser->count, sizeof(parser->drafts[0]),
              compare_drafts);
    }
    for (size_t i = 0; i < parser->count; i++) {
        const struct om_caption *caption = &parser->drafts[i].caption;
        struct om_caption *last = count > 0 ? &items[count - 1] : NULL;
        if (last && caption->from < last->to) {
            say_times(parser, OM_SAY_CAPTION_OVERLAP, parser->drafts[i].line,
                      caption->from, last->to);
        }
        if (last && caption->from == last->from) {
            join(parser, last, caption);
            continue;
        }
        if (last && caption->from < last->to) {
            last->to = caption->from;
        }
        items[count++] = *caption;
    }
    return (struct om_captions){ .items = items, .count = count };
}

struct om_captions
om_captions_read(struct om_arena *arena, const char *file, const char *bytes,
                 size_t length, struct om_findings *findings)
{
    if (!om_source_check(OM_SOURCE_CAPTIONS, file, bytes, length, findings)) {
        return (struct om_captions){ 0 };
    }
    struct parser parser = {
        .at = bytes,
        .end = bytes + length,
        .number = 1,
        .file = file,
        .arena = arena,
        .findings = findings,
    };
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        parser.at += 3;
    }
    struct line line = { "", 0, 1 };
    next_line(&parser, &line);
    if (!begins_with(line, "WEBVTT")) {
        say(&parser, OM_SAY_CAPTION_HEADER, line, 0);
        return (struct om_captions){ 0 };
    }
    if (line.length > 0) {
        take_block(&parser, NULL); // the rest of the header
    }
    while (next_line(&parser, &line)) {
        if (line.length > 0) {
            read_block(&parser, line);
        }
    }
    struct om_captions captions = put_in_order(&parser);
    free(parser.drafts);
    return captions;
}
