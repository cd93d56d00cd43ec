#include "map/label.h"

#include "pack/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

void
om_label_escape(struct om_text *out, const char *text, size_t length)
{
    for (const char *at = text; at < text + length; at++) {
        switch (*at) {
            case '&':
                om_text_print(out, "&amp;");
                break;
            case '<':
                om_text_print(out, "&lt;");
                break;
            case '>':
                om_text_print(out, "&gt;");
                break;
            case '"':
                om_text_print(out, "&quot;");
                break;
            case '\'':
                om_text_print(out, "&#39;");
                break;
            default:
                om_text_add(out, at, 1);
        }
    }
}

// Where a line that begins at `at` ends, and where the next one begins: at the
// last blank that fits, else behind the last hyphen, else where it is full.
static size_t
line_at(const char *at, size_t width, size_t *next)
{
    size_t fits = 0, after = 0, length = 0, characters = 0;
    bool blank = false;
    const char *end = at + strlen(at);
    while (at[length] && characters <= width) {
        uint32_t code;
        size_t bytes = om_utf8_read(at + length, end, &code);
        bytes = bytes ? bytes : 1;
        if (code == '\n') {
            *next = length + 1;
            return length;
        }
        if (code == ' ') {
            fits = length;
            after = length + bytes;
            blank = true;
        }
        length += bytes;
        characters++;
        if ((code == '-' || code == 0xAD || code == '/') && characters <= width
            && !(blank && code == '/')) {
            fits = after = length;
        }
    }
    if (!at[length] && characters <= width) {
        *next = length;
        return length;
    }
    if (fits == 0) { // one long word
        while (length > 1 && ((unsigned char) at[length - 1] & 0xC0) == 0x80) {
            length--;
        }
        fits = after = length > 1 ? length - 1 : length;
    }
    *next = after;
    return fits;
}

void
om_label_wrap(struct om_text *out, const char *text, size_t width, size_t most)
{
    const char *at = text;
    for (size_t line = 1; *at && line <= most; line++) {
        size_t next, length = line_at(at, width, &next);
        om_label_escape(out, at, length);
        at += next;
        bool cut = *at && line == most;
        // whoever draws the picture may have a slightly wider font
        om_text_print(out, "%s&#160;<BR ALIGN=\"LEFT\"/>", cut ? " …" : "");
    }
    if (!*text) {
        om_text_print(out, "–<BR ALIGN=\"LEFT\"/>");
    }
}
