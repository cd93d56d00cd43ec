// What a picture file says about itself, read before anything decodes it:
// the kind, and whether it keeps to the limits in decoder.h. Reads nothing
// outside the bytes, whatever they are.
#ifndef OM_PICTURE_HEADER_H
#define OM_PICTURE_HEADER_H

#include "picture/decoder.h"

#include <stddef.h>
#include <stdint.h>

enum om_file_kind {
    OM_FILE_SVG,
    OM_FILE_PNG,
    OM_FILE_JPEG,
    OM_FILE_WEBP,
};

struct om_header {
    enum om_file_kind kind;
    uint32_t width, height; // 0 for SVG, which has no pixels
};

// DONE, or why the file is refused.
enum om_decoder_answer om_header_read(struct om_header *header,
                                      const uint8_t *bytes, size_t length);

#endif
