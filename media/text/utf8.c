#include "text/utf8.h"

#include "text/chars.h"

#include <stdbool.h>

// One character from the bytes; U+FFFD for what is none. Sets how many bytes
// it took, at least one.
static uint32_t
decode_one(const unsigned char *bytes, size_t length, size_t *taken)
{
    static const struct {
        unsigned char mask, lead, bits;
        uint32_t least;
    } kinds[] = {
        { 0x80, 0x00, 0x7f, 0 },
        { 0xe0, 0xc0, 0x1f, 0x80 },
        { 0xf0, 0xe0, 0x0f, 0x800 },
        { 0xf8, 0xf0, 0x07, 0x10000 },
    };
    *taken = 1;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if ((bytes[0] & kinds[i].mask) != kinds[i].lead) {
            continue;
        }
        uint32_t c = bytes[0] & kinds[i].bits;
        for (size_t k = 1; k <= i; k++) {
            if (k >= length || (bytes[k] & 0xc0) != 0x80) {
                *taken = k;
                return 0xfffd;
            }
            c = c << 6 | (bytes[k] & 0x3f);
        }
        *taken = i + 1;
        bool surrogate = c >= 0xd800 && c <= 0xdfff;
        return c < kinds[i].least || surrogate || c > 0x10ffff ? 0xfffd : c;
    }
    return 0xfffd;
}

// As it is laid out; 0 when it is left out.
static uint32_t
plain(uint32_t c)
{
    switch (c) {
        case '\t':
            return ' ';
        case '\n':
        case '\v':
        case '\f':
        case '\r':
        case 0x85:
        case 0x2028:
        case 0x2029:
            return OM_CHAR_NEWLINE;
        case 0xfeff:
            return 0;
        default:
            return c < 0x20 || (c >= 0x7f && c < 0xa0) ? 0 : c;
    }
}

size_t
om_utf8_decode(const char *text, size_t length, uint32_t *chars, size_t most,
               size_t *used)
{
    enum { MARKS_MAX = 6 };
    const unsigned char *bytes = (const unsigned char *) text;
    size_t count = 0;
    size_t at = 0;
    unsigned marks = 0;
    bool carriage = false;
    while (at < length && count < most) {
        size_t taken;
        uint32_t c = decode_one(bytes + at, length - at, &taken);
        bool second = carriage && c == '\n'; // of CR LF
        carriage = c == '\r';
        at += taken;
        c = plain(c);
        marks = om_chars_is_mark(c) ? marks + 1 : 0;
        if (c && !second && marks <= MARKS_MAX) {
            chars[count++] = c;
        }
    }
    *used = at;
    return count;
}

size_t
om_utf8_encode(uint32_t c, char bytes[4])
{
    if (c < 0x80) {
        bytes[0] = (char) c;
        return 1;
    }
    size_t more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned lead[] = { 0, 0xc0, 0xe0, 0xf0 };
    bytes[0] = (char) (lead[more] | c >> (6 * more));
    for (size_t i = 1; i <= more; i++) {
        bytes[i] = (char) (0x80 | (c >> (6 * (more - i)) & 0x3f));
    }
    return more + 1;
}
