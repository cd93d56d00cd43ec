#include "texts/po.h"

#include <stdbool.h>
#include <string.h>

static void
add_character(struct om_text *out, char character)
{
    static const char meanings[] = "\n\t\r\"\\", letters[] = "ntr\"\\";
    const char *found = character ? strchr(meanings, character) : NULL;
    if (found) {
        om_text_print(out, "\\%c", letters[found - meanings]);
    } else {
        om_text_add(out, &character, 1);
    }
}

// One line when the text is one; else one for each of its lines, below an
// empty string.
static void
add_string(struct om_text *out, const char *prefix, const char *keyword,
           const char *text)
{
    const char *inner = strchr(text, '\n');
    bool many = inner && inner[1] != '\0';
    om_text_print(out, "%s%s \"%s", prefix, keyword, many ? "\"\n" : "");
    for (const char *at = text; *at;) {
        size_t length = strcspn(at, "\n");
        length += at[length] == '\n';
        om_text_print(out, "%s%s", many ? prefix : "", many ? "\"" : "");
        for (size_t i = 0; i < length; i++) {
            add_character(out, at[i]);
        }
        at += length;
        om_text_print(out, "%s", many ? "\"\n" : "");
    }
    om_text_print(out, "%s", many ? "" : "\"\n");
}

// Every line of the text with `prefix` before it.
static void
add_comment(struct om_text *out, const char *prefix, const char *text)
{
    for (const char *at = text; text && *at;) {
        size_t length = strcspn(at, "\n");
        om_text_print(out, "%s%s%.*s\n", prefix, length ? " " : "",
                      (int) length, at);
        at += length + (at[length] == '\n');
    }
}

void
om_po_write(struct om_text *out, const struct om_po_entry *entry,
            const char *extracted, const char *reference)
{
    const char *prefix = entry->obsolete ? "#~ " : "";
    om_text_print(out, "%s", out->length ? "\n" : "");
    add_comment(out, "#", entry->comments);
    add_comment(out, "#.", extracted);
    add_comment(out, "#:", reference);
    om_text_print(out, "%s", entry->fuzzy ? "#, fuzzy\n" : "");
    if (entry->previous) {
        add_string(out, entry->obsolete ? "#~| " : "#| ", "msgid",
                   entry->previous);
    }
    if (entry->context) {
        add_string(out, prefix, "msgctxt", entry->context);
    }
    add_string(out, prefix, "msgid", entry->id);
    add_string(out, prefix, "msgstr", entry->translation);
}
