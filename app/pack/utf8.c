#include "pack/utf8.h"

// Bytes that follow a first byte, and the smallest code that needs as many.
static size_t
following(unsigned char first, uint32_t *bits, uint32_t *least)
{
    static const struct {
        unsigned char mask, value;
        uint32_t least;
    } forms[] = {
        { 0x80, 0x00, 0 },
        { 0xE0, 0xC0, 0x80 },
        { 0xF0, 0xE0, 0x800 },
        { 0xF8, 0xF0, 0x10000 },
    };
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        if ((first & forms[i].mask) == forms[i].value) {
            *bits = first & (unsigned char) ~forms[i].mask;
            *least = forms[i].least;
            return i;
        }
    }
    return SIZE_MAX;
}

size_t
om_utf8_read(const char *at, const char *end, uint32_t *code)
{
    if (at >= end) {
        return 0;
    }
    uint32_t bits = 0, least = 0;
    size_t more = following((unsigned char) *at, &bits, &least);
    if (more == SIZE_MAX || (size_t) (end - at) <= more) {
        return 0;
    }
    for (size_t i = 1; i <= more; i++) {
        unsigned char byte = (unsigned char) at[i];
        if ((byte & 0xC0) != 0x80) {
            return 0;
        }
        bits = bits << 6 | (byte & 0x3F);
    }
    if (bits < least || bits > 0x10FFFF || (bits >= 0xD800 && bits <= 0xDFFF)) {
        return 0;
    }
    *code = bits;
    return more + 1;
}

size_t
om_utf8_count(const char *text)
{
    size_t count = 0;
    for (; *text; text++) {
        count += ((unsigned char) *text & 0xC0) != 0x80;
    }
    return count;
}
