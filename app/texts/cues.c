#include "texts/cues.h"

#include <stdlib.h>
#include <string.h>

// The file is walked line by line, as pack/captions.c does it: a block with
// an arrow in its first or second line is a caption, whose words are the
// lines after the arrow up to the next empty one.

struct walker {
    const char *bytes;
    size_t length, at;
    unsigned number; // of the line at `at`, from 1
};

struct line {
    size_t at, length;
    unsigned number;
};

static bool
next_line(struct walker *walker, struct line *line)
{
    if (walker->at >= walker->length) {
        return false;
    }
    size_t stop = walker->at;
    while (stop < walker->length && walker->bytes[stop] != '\n'
           && walker->bytes[stop] != '\r') {
        stop++;
    }
    *line = (struct line){ walker->at, stop - walker->at, walker->number++ };
    bool pair = stop + 1 < walker->length && walker->bytes[stop] == '\r'
                && walker->bytes[stop + 1] == '\n';
    walker->at = stop < walker->length ? stop + 1 + pair : stop;
    return true;
}

static bool
has_arrow(const struct walker *walker, struct line line)
{
    return memmem(walker->bytes + line.at, line.length, "-->", 3) != NULL;
}

static void
skip_block(struct walker *walker)
{
    struct line line;
    while (next_line(walker, &line) && line.length > 0) {
    }
}

static void
take_cue(struct walker *walker, struct om_cue_places *cues, struct line times)
{
    struct om_cue_place cue = {
        .times = times.at,
        .times_length = times.length,
        .words = walker->at,
        .line = times.number,
    };
    struct line line;
    while (next_line(walker, &line) && line.length > 0) {
        cue.words_length = line.at + line.length - cue.words;
    }
    if (cue.words_length == 0) {
        return; // nothing is said
    }
    if ((cues->count & (cues->count - 1)) == 0) { // a power of two
        size_t room = cues->count ? 2 * cues->count : 1;
        cues->items = om_realloc(cues->items, room * sizeof(cues->items[0]));
    }
    cues->items[cues->count++] = cue;
}

static bool
is_skipped(const struct walker *walker, struct line line)
{
    static const char *const words[] = { "NOTE", "STYLE", "REGION" };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        size_t length = strlen(words[i]);
        const char *text = walker->bytes + line.at;
        if (line.length >= length && memcmp(text, words[i], length) == 0
            && (line.length == length || text[length] == ' '
                || text[length] == '\t')) {
            return true;
        }
    }
    return false;
}

void
om_cues_find(struct om_cue_places *cues, const char *bytes, size_t length)
{
    *cues = (struct om_cue_places){ 0 };
    bool mark = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
    struct walker walker = { bytes, length, mark ? 3 : 0, 1 };
    struct line line, second;
    if (next_line(&walker, &line) && line.length > 0) {
        skip_block(&walker); // the header
    }
    while (next_line(&walker, &line)) {
        if (line.length == 0) {
            continue;
        }
        if (has_arrow(&walker, line)) {
            take_cue(&walker, cues, line);
        } else if (is_skipped(&walker, line)) {
            skip_block(&walker);
        } else if (next_line(&walker, &second) && second.length > 0) {
            if (has_arrow(&walker, second)) {
                take_cue(&walker, cues, second);
            } else {
                skip_block(&walker);
            }
        }
    }
}

void
om_cues_finish(struct om_cue_places *cues)
{
    free(cues->items);
    *cues = (struct om_cue_places){ 0 };
}

char *
om_cue_words(const struct om_cue_place *cue, const char *bytes)
{
    struct om_text text = { 0 };
    const char *at = bytes + cue->words, *end = at + cue->words_length;
    for (; at < end; at++) {
        bool pair = at[0] == '\r' && at + 1 < end && at[1] == '\n';
        if (!pair) {
            om_text_add(&text, at[0] == '\r' ? "\n" : at, 1);
        }
    }
    om_text_add(&text, "", 0);
    return text.data ? text.data : om_strdup("");
}

bool
om_cue_is_good(const char *words)
{
    return *words && *words != '\n' && !strstr(words, "\n\n")
           && !strstr(words, "-->") && !strchr(words, '\r')
           && words[strlen(words) - 1] != '\n';
}

static void
add_words(struct om_text *out, const char *words, const char *newline)
{
    for (const char *at = words; *at; at++) {
        if (*at == '\n') {
            om_text_print(out, "%s", newline);
        } else {
            om_text_add(out, at, 1);
        }
    }
}

void
om_cues_write(const struct om_cue_places *cues, const char *bytes,
              size_t length, const char *const words[], struct om_text *out)
{
    size_t done = 0;
    bool pairs = memmem(bytes, length, "\r\n", 2) != NULL;
    for (size_t i = 0; i < cues->count; i++) {
        om_text_add(out, bytes + done, cues->items[i].words - done);
        add_words(out, words[i], pairs ? "\r\n" : "\n");
        done = cues->items[i].words + cues->items[i].words_length;
    }
    om_text_add(out, bytes + done, length - done);
}
