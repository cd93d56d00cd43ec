#include "check/language.h"

#include "check/messages.h"
#include "pack/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unictype.h>

// A word is what stands between blanks and has a letter or a digit in it; a
// sentence ends at a word with a full stop, question or exclamation mark at
// its end (or quotes and brackets after that), and at a new line. Languages
// that write no blanks have one word a sentence here, and are never too long.

enum {
    CHOICE_WORDS_MAX = 8,
    SENTENCE_WORDS_MAX = 20,
    SENTENCE_WORDS_GOOD = 15,
    CAPITALS_MIN = 8, // letters
    SHOWN_WORDS = 5,
};

struct word {
    const char *text;
    size_t length;
    bool counts; // has a letter or digit
    bool ends;   // the sentence
};

static bool
is_blank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

// What is left of a word without the quotes and brackets behind it.
static size_t
without_closers(const char *text, size_t length)
{
    static const char *const closers[] = { "\"", "'", ")", "]", "’", "”", "»" };
    for (size_t i = 0; i < sizeof(closers) / sizeof(closers[0]); i++) {
        size_t size = strlen(closers[i]);
        if (length > size
            && memcmp(text + length - size, closers[i], size) == 0) {
            length -= size;
            i = (size_t) -1; // once more from the first
        }
    }
    return length;
}

static bool
ends_sentence(const char *text, size_t length)
{
    static const char *const ends[] = { ".", "!", "?", "…", "؟", "۔", "।" };
    length = without_closers(text, length);
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        size_t size = strlen(ends[i]);
        if (length >= size
            && memcmp(text + length - size, ends[i], size) == 0) {
            return true;
        }
    }
    return false;
}

static bool
has_letter(const char *text, size_t length)
{
    const char *end = text + length;
    uint32_t code;
    size_t size;
    while ((size = om_utf8_read(text, end, &code)) > 0) {
        if (uc_is_alnum(code)) {
            return true;
        }
        text += size;
    }
    return false;
}

static bool
next_word(const char **at, struct word *word)
{
    const char *begin = *at;
    while (is_blank(*begin)) {
        begin++;
    }
    const char *end = begin;
    while (*end && !is_blank(*end)) {
        end++;
    }
    *at = end;
    word->text = begin;
    word->length = (size_t) (end - begin);
    word->counts = has_letter(begin, word->length);
    word->ends = *end == '\n' || ends_sentence(begin, word->length);
    return end > begin;
}

// -- length -------------------------------------------------------------------

// Its first words, to find it by.
static void
begin_of(const char *sentence, struct om_text *out)
{
    struct word word;
    const char *at = sentence;
    for (int i = 0; i < SHOWN_WORDS && next_word(&at, &word); i++) {
        om_text_print(out, "%s%.*s", i ? " " : "", (int) word.length,
                      word.text);
    }
    om_text_print(out, " …");
}

static void
judge_sentence(const struct om_survey_text *text, const char *sentence,
               unsigned words, struct om_findings *findings)
{
    if (words <= SENTENCE_WORDS_GOOD) {
        return;
    }
    char count[16];
    struct om_text begin = { 0 };
    snprintf(count, sizeof(count), "%u", words);
    begin_of(sentence, &begin);
    om_remark(findings,
              words > SENTENCE_WORDS_MAX ? OM_REMARK_SENTENCE_LONG
                                         : OM_REMARK_SENTENCE_LONGISH,
              text->mark, count, om_text_get(&begin), NULL);
    om_text_finish(&begin);
}

static void
check_sentences(const struct om_survey_text *text, struct om_findings *findings)
{
    struct word word;
    const char *at = text->text, *sentence = NULL;
    unsigned words = 0;
    while (next_word(&at, &word)) {
        sentence = words == 0 ? word.text : sentence;
        words += word.counts;
        if (word.ends) {
            judge_sentence(text, sentence, words, findings);
            words = 0;
        }
    }
    if (words > 0) {
        judge_sentence(text, sentence, words, findings);
    }
}

static void
check_choice(const struct om_survey_text *text, struct om_findings *findings)
{
    struct word word;
    unsigned words = 0;
    for (const char *at = text->text; next_word(&at, &word);) {
        words += word.counts;
    }
    if (words > CHOICE_WORDS_MAX) {
        char count[16];
        snprintf(count, sizeof(count), "%u", words);
        om_remark(findings, OM_REMARK_CHOICE_LONG, text->mark, count, NULL,
                  NULL);
    }
}

// -- characters ---------------------------------------------------------------

// What spreadsheets take for the beginning of a formula; of full width as
// well, which some of them read alike.
static void
check_formula(const struct om_survey_text *text, struct om_findings *findings)
{
    static const char *const signs[] = { "=",  "+",  "-",  "@",
                                         "＝", "＋", "－", "＠" };
    const char *at = text->text + strspn(text->text, " \t\r\n");
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (strncmp(at, signs[i], strlen(signs[i])) == 0) {
            om_remark(findings, OM_REMARK_FORMULA, text->mark, signs[i], NULL,
                      NULL);
        }
    }
}

static void
check_capitals(const struct om_survey_text *text, struct om_findings *findings)
{
    const char *at = text->text, *end = at + strlen(at);
    unsigned capitals = 0;
    uint32_t code;
    size_t size;
    while ((size = om_utf8_read(at, end, &code)) > 0) {
        if (uc_is_lower(code)) {
            return;
        }
        capitals += uc_is_upper(code);
        at += size;
    }
    if (capitals >= CAPITALS_MIN && strchr(text->text, ' ')) {
        om_remark(findings, OM_REMARK_CAPITALS, text->mark, NULL, NULL, NULL);
    }
}

// The first character of a text that no font has.
static void
check_glyphs(const struct om_survey_text *text, const char *font,
             const struct om_check_hooks *hooks, struct om_findings *findings)
{
    const char *at = text->text, *end = at + strlen(at);
    uint32_t code;
    size_t size;
    while ((size = om_utf8_read(at, end, &code)) > 0) {
        if (!hooks->can_draw(hooks->context, font, code)) {
            char shown[8], name[16];
            snprintf(shown, sizeof(shown), "%.*s", (int) size, at);
            snprintf(name, sizeof(name), "U+%04X", code);
            om_remark(findings, OM_REMARK_GLYPH, text->mark, shown, name, NULL);
            return;
        }
        at += size;
    }
}

// -- all of it ----------------------------------------------------------------

enum {
    FORMULA = 1,
    SENTENCES = 2,
    CHOICE = 4,
    CAPITALS = 8,
};

void
om_check_language(const struct om_survey *survey, const char *font,
                  const struct om_check_hooks *hooks,
                  struct om_findings *findings)
{
    // Chats and captions are people talking: they are never counted, and so
    // never in a spreadsheet; how long captions are is judged by the second.
    static const unsigned rules[] = {
        [OM_TEXT_SHOWN] = FORMULA | SENTENCES | CAPITALS,
        [OM_TEXT_CHOICE] = FORMULA | SENTENCES | CHOICE | CAPITALS,
        [OM_TEXT_SOURCE] = FORMULA,
        [OM_TEXT_CHAT] = SENTENCES,
        [OM_TEXT_CAPTION] = 0,
    };
    bool fonts = hooks && hooks->can_draw && font;
    fonts = fonts && hooks->can_draw(hooks->context, font, 0);
    for (size_t i = 0; i < survey->text_count; i++) {
        const struct om_survey_text *text = &survey->texts[i];
        unsigned which = rules[text->use];
        if (which & FORMULA) {
            check_formula(text, findings);
        }
        if (which & SENTENCES) {
            check_sentences(text, findings);
        }
        if (which & CHOICE) {
            check_choice(text, findings);
        }
        if (which & CAPITALS) {
            check_capitals(text, findings);
        }
        if (fonts) {
            check_glyphs(text, font, hooks, findings);
        }
    }
}
