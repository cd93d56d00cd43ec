#include "texts/scalar.h"

#include "pack/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

// Words that other readers of YAML take for something else than a text.
static bool
is_other_word(const char *text)
{
    static const char *const words[] = { "null", "true", "false", "yes", "no",
                                         "on",   "off",  "y",     "n" };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcasecmp(text, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

// Line ends of Unicode's, which YAML takes for its own, and what is no
// character of YAML's at all.
static bool
needs_escape(uint32_t code)
{
    return code < 0x20 || code == '"' || code == '\\'
           || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029
           || code == 0xFEFF || code == 0xFFFE || code == 0xFFFF;
}

static bool
is_plain_first(const char *text)
{
    unsigned char first = (unsigned char) text[0];
    return first >= 0x80 || (first | 32U) - 'a' < 26U;
}

// What keeps its meaning in a list, within brackets, and before a comment.
static bool
is_plain(const char *text)
{
    size_t length = strlen(text);
    if (length == 0 || !is_plain_first(text) || is_other_word(text)
        || text[length - 1] == ' ' || text[length - 1] == ':'
        || text[strcspn(text, ",[]{}#&*!|>%@`\"\\\n\r\t")] != '\0'
        || strstr(text, ": ") || strstr(text, ":,")) {
        return false;
    }
    const char *end = text + length;
    for (const char *at = text; at < end;) {
        uint32_t code;
        size_t bytes = om_utf8_read(at, end, &code);
        if (bytes == 0 || needs_escape(code)) {
            return false;
        }
        at += bytes;
    }
    return true;
}

static void
add_escape(struct om_text *out, uint32_t code)
{
    static const struct {
        uint32_t code;
        const char *name;
    } names[] = {
        { '\n', "\\n" }, { '\t', "\\t" },  { '\r', "\\r" },
        { '"', "\\\"" }, { '\\', "\\\\" },
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].code == code) {
            om_text_print(out, "%s", names[i].name);
            return;
        }
    }
    om_text_print(out, "\\u%04X", (unsigned) code);
}

void
om_scalar_write(struct om_text *out, const char *text)
{
    if (is_plain(text)) {
        om_text_print(out, "%s", text);
        return;
    }
    const char *end = text + strlen(text);
    om_text_print(out, "\"");
    for (const char *at = text; at < end;) {
        uint32_t code;
        size_t bytes = om_utf8_read(at, end, &code);
        if (bytes == 0) { // not from a checked file
            break;
        }
        if (needs_escape(code)) {
            add_escape(out, code);
        } else {
            om_text_add(out, at, bytes);
        }
        at += bytes;
    }
    om_text_print(out, "\"");
}
