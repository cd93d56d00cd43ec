// UTF-8 from anywhere to characters that can be laid out, and back. Any thread.
#ifndef OM_TEXT_UTF8_H
#define OM_TEXT_UTF8_H

#include <stddef.h>
#include <stdint.h>

// Reads UTF-8. What is none becomes U+FFFD; every kind of line end becomes a
// newline, a tab a space; other controls are left out, and so are combining
// marks beyond the sixth on a character. Returns how many characters there
// are, at most `most`, and in *used how many bytes they took.
size_t om_utf8_decode(const char *text, size_t length, uint32_t *chars,
                      size_t most, size_t *used);

// As UTF-8, without a NUL; returns the bytes.
size_t om_utf8_encode(uint32_t c, char bytes[4]);

#endif
