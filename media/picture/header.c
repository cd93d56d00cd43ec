#include "picture/header.h"

#include <stdbool.h>
#include <string.h>

enum { SCANS_MAX = 64 }; // a progressive JPEG of a camera has about ten

// The bytes not read yet. Reading beyond the end gives zeros and `short_of`.
struct cursor {
    const uint8_t *at;
    size_t left;
    bool short_of;
};

static uint32_t
take(struct cursor *cursor, unsigned bytes, bool big_endian)
{
    uint32_t value = 0;
    if (cursor->left < bytes) {
        cursor->short_of = true;
        cursor->left = 0;
        return 0;
    }
    for (unsigned i = 0; i < bytes; i++) {
        uint32_t byte = cursor->at[i];
        value |= byte << 8 * (big_endian ? bytes - 1 - i : i);
    }
    cursor->at += bytes;
    cursor->left -= bytes;
    return value;
}

static void
skip(struct cursor *cursor, size_t bytes)
{
    cursor->short_of = cursor->short_of || bytes > cursor->left;
    bytes = bytes < cursor->left ? bytes : cursor->left;
    cursor->at += bytes;
    cursor->left -= bytes;
}

static enum om_decoder_answer
check_size(const struct om_header *header)
{
    if (header->width == 0 || header->height == 0) {
        return OM_DECODER_BROKEN;
    }
    bool fits =
        header->width <= OM_DECODER_SIDE_MAX
        && header->height <= OM_DECODER_SIDE_MAX
        && (uint64_t) header->width * header->height <= OM_DECODER_AREA_MAX;
    return fits ? OM_DECODER_DONE : OM_DECODER_SIZE;
}

static enum om_decoder_answer
read_svg(struct om_header *header, struct cursor cursor)
{
    (void) header;
    (void) cursor; // judged by what it becomes, within limits
    return OM_DECODER_DONE;
}

enum { IHDR = 0x49484452, IEND = 0x49454e44 };

// Chunk by chunk from the header to the end: length, name, content, checksum.
static enum om_decoder_answer
read_png(struct om_header *header, struct cursor cursor)
{
    skip(&cursor, 8); // the signature
    for (bool first = true; !cursor.short_of; first = false) {
        uint32_t length = take(&cursor, 4, true);
        uint32_t name = take(&cursor, 4, true);
        if (first) {
            struct cursor content = cursor;
            header->width = take(&content, 4, true);
            header->height = take(&content, 4, true);
            enum om_decoder_answer answer = check_size(header);
            if (name != IHDR || answer != OM_DECODER_DONE) {
                return name != IHDR ? OM_DECODER_BROKEN : answer;
            }
        }
        skip(&cursor, (size_t) length + 4);
        if (name == IEND && !cursor.short_of) {
            return OM_DECODER_DONE;
        }
    }
    return OM_DECODER_BROKEN;
}

// -- JPEG ---------------------------------------------------------------------

// To the next marker that ends a scan's data; false when there is none.
static bool
skip_scan(struct cursor *cursor)
{
    while (cursor->left >= 2) {
        const uint8_t *found = memchr(cursor->at, 0xff, cursor->left - 1);
        if (!found) {
            return false;
        }
        skip(cursor, (size_t) (found - cursor->at));
        uint8_t code = cursor->at[1];
        if (code == 0xff) {
            skip(cursor, 1); // a fill byte
        } else if (code == 0 || (code >= 0xd0 && code <= 0xd7)) {
            skip(cursor, 2); // an 0xff of the data; a restart
        } else {
            return true;
        }
    }
    return false;
}

static bool
is_frame(uint32_t marker)
{
    bool in_range = marker >= 0xc0 && marker <= 0xcf;
    return in_range && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static enum om_decoder_answer
read_frame(struct om_header *header, struct cursor cursor)
{
    skip(&cursor, 1); // bits
    header->height = take(&cursor, 2, true);
    header->width = take(&cursor, 2, true);
    bool print = take(&cursor, 1, true) == 4;
    if (cursor.short_of) {
        return OM_DECODER_BROKEN;
    }
    return print ? OM_DECODER_CMYK : check_size(header);
}

// Segment by segment to the end, so that a file that was cut off is noticed:
// the library would show its lower part grey.
static enum om_decoder_answer
read_jpeg(struct om_header *header, struct cursor cursor)
{
    unsigned scans = 0;
    bool framed = false;
    skip(&cursor, 2);
    while (!cursor.short_of) {
        uint32_t marker = take(&cursor, 2, true);
        while (marker == 0xffff) { // fill bytes
            marker = 0xff00 | take(&cursor, 1, true);
        }
        if (marker == 0xffd9) {
            return framed && scans ? OM_DECODER_DONE : OM_DECODER_BROKEN;
        }
        uint32_t length = take(&cursor, 2, true);
        if (marker >> 8 != 0xff || length < 2) {
            break;
        }
        if (is_frame(marker & 0xff)) {
            enum om_decoder_answer answer = read_frame(header, cursor);
            if (framed || answer != OM_DECODER_DONE) {
                return framed ? OM_DECODER_BROKEN : answer;
            }
            framed = true;
        }
        skip(&cursor, length - 2);
        if (marker == 0xffda) {
            if (++scans > SCANS_MAX) {
                return OM_DECODER_SCANS;
            }
            if (!skip_scan(&cursor)) {
                break;
            }
        }
    }
    return OM_DECODER_BROKEN;
}

// -- WebP ---------------------------------------------------------------------

static enum om_decoder_answer
read_webp(struct om_header *header, struct cursor cursor)
{
    skip(&cursor, 12); // RIFF, length, WEBP
    uint32_t chunk = take(&cursor, 4, true);
    skip(&cursor, 4);
    if (chunk == 0x56503858) { // VP8X: flags, then both sides less one
        skip(&cursor, 4);
        header->width = 1 + take(&cursor, 3, false);
        header->height = 1 + take(&cursor, 3, false);
    } else if (chunk == 0x5650384c) { // VP8L: 14 bits each, less one
        skip(&cursor, 1);
        uint32_t both = take(&cursor, 4, false);
        header->width = 1 + (both & 0x3fff);
        header->height = 1 + (both >> 14 & 0x3fff);
    } else if (chunk == 0x56503820) { // VP8: 14 bits each, after a start code
        skip(&cursor, 6);
        header->width = take(&cursor, 2, false) & 0x3fff;
        header->height = take(&cursor, 2, false) & 0x3fff;
    } else {
        return OM_DECODER_BROKEN;
    }
    return cursor.short_of ? OM_DECODER_BROKEN : check_size(header);
}

// -- which --------------------------------------------------------------------

static bool
is_svg(const uint8_t *bytes, size_t length)
{
    size_t head = length < 4096 ? length : 4096;
    return memmem(bytes, head, "<svg", 4) && !memchr(bytes, 0, head);
}

static bool
is_png(const uint8_t *bytes, size_t length)
{
    return length >= 8 && memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) == 0;
}

static bool
is_jpeg(const uint8_t *bytes, size_t length)
{
    return length >= 3 && memcmp(bytes, "\xff\xd8\xff", 3) == 0;
}

static bool
is_webp(const uint8_t *bytes, size_t length)
{
    return length >= 12 && memcmp(bytes, "RIFF", 4) == 0
           && memcmp(bytes + 8, "WEBP", 4) == 0;
}

// clang-format off
static const struct {
    bool (*is)(const uint8_t *bytes, size_t length);
    enum om_decoder_answer (*read)(struct om_header *header, struct cursor);
} kinds[] = {
    [OM_FILE_SVG] = { is_svg, read_svg },
    [OM_FILE_PNG] = { is_png, read_png },
    [OM_FILE_JPEG] = { is_jpeg, read_jpeg },
    [OM_FILE_WEBP] = { is_webp, read_webp },
};
// clang-format on

enum om_decoder_answer
om_header_read(struct om_header *header, const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (kinds[i].is(bytes, length)) {
            *header = (struct om_header){ .kind = (enum om_file_kind) i };
            struct cursor cursor = { .at = bytes, .left = length };
            return kinds[i].read(header, cursor);
        }
    }
    return OM_DECODER_KIND;
}
