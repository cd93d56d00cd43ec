// What has to be known about single characters to put them into runs, lines
// and clusters: facts of Unicode, for the scripts of living languages. What
// is not in the tables is drawn one character after the other, unshaped.
// Any thread.
#ifndef OM_TEXT_CHARS_H
#define OM_TEXT_CHARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    OM_CHAR_NEWLINE = '\n',
    OM_CHAR_HYPHEN = '-',
    OM_CHAR_SOFT_HYPHEN = 0xad,
    OM_CHAR_ELLIPSIS = 0x2026,
};

// Number of the character's script; 0 when it belongs to none or to all.
uint8_t om_chars_script(uint32_t c);

// ISO 15924 ("Arab"), or NULL for 0.
const char *om_chars_script_tag(uint8_t script);

// The script's name as font families carry it; NULL past the last.
const char *om_chars_script_name(uint8_t script);

bool om_chars_is_space(uint32_t c);

// A nonspacing mark.
bool om_chars_is_mark(uint32_t c);

// Draws nothing by itself (joiners, selectors, direction marks).
bool om_chars_is_invisible(uint32_t c);

// Shown as a picture unless asked otherwise.
bool om_chars_is_emoji(uint32_t c);

bool om_chars_is_regional(uint32_t c);

// Whether `c` stays with the character before it in any case.
bool om_chars_joins(uint32_t before, uint32_t c);

// Whether a line may end between chars[at - 1] and chars[at], which starts a
// cluster; 0 < at < count.
bool om_chars_may_break(const uint32_t *chars, size_t at);

#endif
