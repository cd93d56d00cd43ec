// Between the kiosk and omstander-picture, the process that decodes one
// picture and ends. It is started as
//
//   omstander-picture WIDTH HEIGHT   0: the file   1: the pixels
//
// and writes WIDTH x HEIGHT pixels, ARGB8888, without gaps. What it has to
// say is its exit code.
#ifndef OM_PICTURE_DECODER_H
#define OM_PICTURE_DECODER_H

enum om_decoder_answer {
    OM_DECODER_DONE,
    OM_DECODER_KIND = 10,  // not SVG, PNG, JPEG or WebP (1: a library's exit)
    OM_DECODER_BROKEN,     // cut off, damaged, or wants too much memory
    OM_DECODER_SIZE,       // too many pixels
    OM_DECODER_BYTES,      // too many bytes
    OM_DECODER_CMYK,       // colours for print
    OM_DECODER_SCANS,      // more passes over a JPEG than any camera makes
    OM_DECODER_UNREADABLE, // the file, for the system
    OM_DECODER_IMPOSSIBLE, // it was started wrongly or cannot lock itself up
    OM_DECODER_COUNT_,
};

enum {
    OM_DECODER_FILE_MAX = 32 << 20,     // bytes
    OM_DECODER_SIDE_MAX = 16384,        // pixels
    OM_DECODER_AREA_MAX = 24000000,     // pixels: a camera's 6000 x 4000
    OM_DECODER_MEMORY_MAX = 1000 << 20, // bytes of address space
    OM_DECODER_SECONDS_MAX = 3,         // of processor time
};

#endif
