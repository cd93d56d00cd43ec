// Reading UTF-8 strictly: no overlong forms, no surrogates, nothing above
// U+10FFFF.
#ifndef OM_PACK_UTF8_H
#define OM_PACK_UTF8_H

#include <stddef.h>
#include <stdint.h>

// The length in bytes of the character at `at`, and its code; 0 when it is
// malformed or cut off by `end`.
size_t om_utf8_read(const char *at, const char *end, uint32_t *code);

// Characters in a well-formed string.
size_t om_utf8_count(const char *text);

#endif
