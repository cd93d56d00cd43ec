// Pictures that are not film: posters (SVG, PNG, JPEG, WebP), rounded shapes,
// QR codes, icons, and pictures saved as PNG. Surfaces are ARGB8888 with
// straight alpha and belong to the caller (SDL_FreeSurface). NULL with one line
// in the log when a picture cannot be made: a file that cannot be read, a side
// of 0 or above 8192 pixels. Colours are 0xRRGGBB. Main thread.
#ifndef OM_PICTURE_PICTURE_H
#define OM_PICTURE_PICTURE_H

#include <stdbool.h>
#include <stdint.h>

struct SDL_Surface;

// Scaled to cover width x height exactly, the middle cut out. An SVG is drawn
// at that size. The file is decoded by a process of its own, omstander-picture:
// whatever is in it, it takes at most 2 seconds and 1 GB, and a file of more
// than 32 MiB or 24 million pixels is refused unseen.
struct SDL_Surface *om_picture_load_cover(const char *path, unsigned width,
                                          unsigned height);

// Whether a file can be loaded so, and nothing else: no line in the log.
enum om_picture_fault {
    OM_PICTURE_FAULT_NONE,
    OM_PICTURE_FAULT_KIND,    // not SVG, PNG, JPEG or WebP
    OM_PICTURE_FAULT_DAMAGED, // or hostile
    OM_PICTURE_FAULT_LARGE,   // too many bytes or pixels
    OM_PICTURE_FAULT_PRINT,   // colours for print
    OM_PICTURE_FAULT_UNKNOWN, // it could not be found out
};

// Decodes it as om_picture_load_cover() does, and has twenty seconds for that:
// of the processor a check has what others leave.
enum om_picture_fault om_picture_examine(const char *path);

// A filled shape with smooth edges: rounded rectangle (radius up to half the
// side makes a pill or a disc); `stroke` > 0 draws only a ring of that width.
struct SDL_Surface *om_picture_round(unsigned width, unsigned height,
                                     unsigned radius, unsigned stroke,
                                     uint32_t colour);

// A ring of which `part` (0..1), clockwise from the top, is drawn. Its ends are
// round, half the stroke beyond that part.
struct SDL_Surface *om_picture_arc(unsigned size, unsigned stroke, double part,
                                   uint32_t colour);

// A QR code, dark on light, in the middle of size x size: as large as fits with
// its quiet zone when every module is the same whole number of pixels.
struct SDL_Surface *om_picture_qr(const char *text, unsigned size,
                                  uint32_t dark, uint32_t light);

// Our own icons, drawn from outlines, for the screen's few symbols.
enum om_icon {
    OM_ICON_HAND, // touch to start
    OM_ICON_HELP, // a speech bubble with a heart: help lines
    OM_ICON_STOP, // leave
    OM_ICON_BACK,
    OM_ICON_NEXT,
    OM_ICON_CHECK,
    OM_ICON_PHONE,
    OM_ICON_CHAT,
    OM_ICON_COUNT_,
};

struct SDL_Surface *om_picture_icon(enum om_icon icon, unsigned size,
                                    uint32_t colour);

bool om_picture_save_png(struct SDL_Surface *surface, const char *path);

#endif
