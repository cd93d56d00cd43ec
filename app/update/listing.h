// Which files a pack consists of: path, size and BLAKE2b-256 of each, in one
// order. As text it is the file MANIFEST that a signature is over; the hash of
// that text is the pack's identity, by which it is told from every other.
//
// A MANIFEST is a line "# omstander manifest 1" and, sorted by path, one line
// per file: 64 hexadecimal digits, the size, the path. `b2sum -l 256 FILE`
// prints the same digits.
#ifndef OM_UPDATE_LISTING_H
#define OM_UPDATE_LISTING_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OM_MANIFEST  "MANIFEST"
#define OM_SIGNATURE "MANIFEST.minisig"

enum {
    OM_HASH_SIZE = 32,
    OM_LISTING_FILES_MAX = 2000,
    OM_LISTING_TEXT_MAX = 2 << 20, // bytes of a MANIFEST
    OM_LISTING_PATH_MAX = 400,
};

#define OM_LISTING_BYTES_MAX ((uint64_t) 8 << 30)

struct om_listed {
    char *path; // owned; relative, with plain slashes
    uint64_t size;
    int64_t modified; // nanoseconds; 0 when not known
    uint8_t hash[OM_HASH_SIZE];
};

struct om_listing {
    struct om_listed *files; // owned
    size_t count;
    uint64_t bytes;
};

void om_listing_finish(struct om_listing *listing);

// Copies the path.
struct om_listed *om_listing_add(struct om_listing *listing, const char *path,
                                 uint64_t size);

// By path, byte by byte.
void om_listing_sort(struct om_listing *listing);

// Of a sorted one; NULL when it is not there.
const struct om_listed *om_listing_find(const struct om_listing *listing,
                                        const char *path);

void om_listing_print(const struct om_listing *listing, struct om_text *out);

// False, with the line in `line` (0: no line in particular), when the text is
// no MANIFEST. Nothing in it is trusted: paths are relative, plain, sorted and
// different, and there are not too many.
bool om_listing_parse(struct om_listing *listing, const char *text,
                      size_t length, unsigned *line);

void om_listing_identity(const struct om_listing *listing,
                         uint8_t identity[OM_HASH_SIZE]);

// 64 hexadecimal digits and a NUL.
void om_hash_print(const uint8_t hash[OM_HASH_SIZE], char text[65]);

bool om_hash_parse(uint8_t hash[OM_HASH_SIZE], const char *text, size_t length);

#endif
