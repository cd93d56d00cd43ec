#include "update/listing.h"

#include "pack/utf8.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char head[] = "# omstander manifest 1\n";

void
om_listing_finish(struct om_listing *listing)
{
    for (size_t i = 0; i < listing->count; i++) {
        free(listing->files[i].path);
    }
    free(listing->files);
    *listing = (struct om_listing){ 0 };
}

struct om_listed *
om_listing_add(struct om_listing *listing, const char *path, uint64_t size)
{
    if ((listing->count & (listing->count - 1)) == 0) {
        size_t room = listing->count ? 2 * listing->count : 1;
        listing->files =
            om_realloc(listing->files, room * sizeof(listing->files[0]));
    }
    struct om_listed *file = &listing->files[listing->count++];
    *file = (struct om_listed){ .path = om_strdup(path), .size = size };
    listing->bytes += size;
    return file;
}

static int
by_path(const void *a, const void *b)
{
    return strcmp(((const struct om_listed *) a)->path,
                  ((const struct om_listed *) b)->path);
}

void
om_listing_sort(struct om_listing *listing)
{
    if (listing->count > 1) {
        qsort(listing->files, listing->count, sizeof(listing->files[0]),
              by_path);
    }
}

const struct om_listed *
om_listing_find(const struct om_listing *listing, const char *path)
{
    size_t low = 0, high = listing->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(listing->files[middle].path, path);
        if (order == 0) {
            return &listing->files[middle];
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return NULL;
}

void
om_hash_print(const uint8_t hash[OM_HASH_SIZE], char text[65])
{
    sodium_bin2hex(text, 65, hash, OM_HASH_SIZE);
}

bool
om_hash_parse(uint8_t hash[OM_HASH_SIZE], const char *text, size_t length)
{
    size_t got = 0;
    return length == (size_t) 2 * OM_HASH_SIZE
           && strspn(text, "0123456789abcdef") >= length
           && sodium_hex2bin(hash, OM_HASH_SIZE, text, length, NULL, &got, NULL)
                  == 0
           && got == OM_HASH_SIZE;
}

void
om_listing_print(const struct om_listing *listing, struct om_text *out)
{
    om_text_print(out, "%s", head);
    for (size_t i = 0; i < listing->count; i++) {
        const struct om_listed *file = &listing->files[i];
        char hash[65];
        om_hash_print(file->hash, hash);
        om_text_print(out, "%s %" PRIu64 " %s\n", hash, file->size, file->path);
    }
}

// Relative, without empty, "." or ".." parts, in UTF-8 without control
// characters.
static bool
is_plain_path(const char *path, size_t length)
{
    const char *at = path, *end = path + length;
    if (length == 0 || length > OM_LISTING_PATH_MAX) {
        return false;
    }
    while (at < end) {
        uint32_t code;
        size_t size = om_utf8_read(at, end, &code);
        if (size == 0 || code < 0x20 || code == 0x7F || code == '\\') {
            return false;
        }
        at += size;
    }
    for (at = path;;) {
        const char *slash = memchr(at, '/', (size_t) (end - at));
        size_t part = (size_t) ((slash ? slash : end) - at);
        bool dots = (part == 1 && at[0] == '.')
                    || (part == 2 && at[0] == '.' && at[1] == '.');
        if (part == 0 || dots) {
            return false;
        }
        if (!slash) {
            return true;
        }
        at = slash + 1;
    }
}

// "hash size path", without the end of the line.
static bool
parse_line(struct om_listing *listing, const char *text, size_t length)
{
    uint8_t hash[OM_HASH_SIZE];
    const char *end = text + length;
    if (length < 68 || text[64] != ' ' || !om_hash_parse(hash, text, 64)) {
        return false;
    }
    uint64_t size = 0;
    const char *at = text + 65;
    size_t digits = 0;
    for (; at < end && *at >= '0' && *at <= '9' && digits < 12; at++) {
        size = size * 10 + (uint64_t) (*at - '0');
        digits++;
    }
    if (digits == 0 || at == end || *at++ != ' '
        || !is_plain_path(at, (size_t) (end - at))) {
        return false;
    }
    char path[OM_LISTING_PATH_MAX + 1];
    snprintf(path, sizeof(path), "%.*s", (int) (end - at), at);
    if (listing->count > 0
        && strcmp(listing->files[listing->count - 1].path, path) >= 0) {
        return false;
    }
    memcpy(om_listing_add(listing, path, size)->hash, hash, sizeof(hash));
    return true;
}

bool
om_listing_parse(struct om_listing *listing, const char *text, size_t length,
                 unsigned *line)
{
    *listing = (struct om_listing){ 0 };
    *line = 0;
    size_t first = strlen(head);
    bool good = length >= first && length <= OM_LISTING_TEXT_MAX
                && memcmp(text, head, first) == 0;
    const char *at = text + (good ? first : 0), *end = text + length;
    *line = 1;
    while (good && at < end) {
        ++*line;
        const char *stop = memchr(at, '\n', (size_t) (end - at));
        good = stop && listing->count < OM_LISTING_FILES_MAX
               && parse_line(listing, at, (size_t) (stop - at));
        at = stop ? stop + 1 : end;
    }
    if (!good) {
        om_listing_finish(listing);
    }
    return good;
}

void
om_listing_identity(const struct om_listing *listing,
                    uint8_t identity[OM_HASH_SIZE])
{
    struct om_text text = { 0 };
    om_listing_print(listing, &text);
    crypto_generichash(identity, OM_HASH_SIZE, (const uint8_t *) text.data,
                       text.length, NULL, 0);
    om_text_finish(&text);
}
