#include "picture/picture.h"

#include "base/log.h"
#include "picture/surface.h"

#include <SDL.h>
#include <errno.h>
#include <qrencode.h>
#include <string.h>

enum { QUIET = 4 }; // modules of free edge that the standard asks for

// The most correction that does not make the code finer: glass over a lobby
// screen reflects, and a finer code is read from less far away.
static QRcode *
encode(const char *text)
{
    static const QRecLevel better[] = { QR_ECLEVEL_H, QR_ECLEVEL_Q };
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    for (size_t i = 0; code && i < sizeof(better) / sizeof(better[0]); i++) {
        QRcode *other =
            QRcode_encodeString(text, code->version, better[i], QR_MODE_8, 1);
        if (other && other->width == code->width) {
            QRcode_free(code);
            return other;
        }
        QRcode_free(other);
    }
    return code;
}

static void
draw(struct SDL_Surface *surface, const QRcode *code, int module,
     uint32_t colour)
{
    int edge = (surface->w - module * code->width) / 2;
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width; x++) {
            if (code->data[y * code->width + x] & 1) {
                SDL_Rect square = { edge + x * module, edge + y * module,
                                    module, module };
                SDL_FillRect(surface, &square, om_surface_pixel(colour, 255));
            }
        }
    }
}

struct SDL_Surface *
om_picture_qr(const char *text, unsigned size, uint32_t dark, uint32_t light)
{
    QRcode *code = text ? encode(text) : NULL;
    if (!code) {
        om_log(OM_LOG_ERROR, "picture/qr",
               "cannot make a QR code of \"%s\": %s", text ? text : "",
               text ? strerror(errno) : "no text");
        return NULL;
    }
    struct SDL_Surface *surface = NULL;
    unsigned modules = (unsigned) code->width + 2 * QUIET;
    if (size < modules) {
        om_log(OM_LOG_ERROR, "picture/qr", "\"%s\" needs %u pixels, not %u",
               text, modules, size);
        goto done;
    }
    surface = om_surface_create("a QR code", size, size);
    if (surface) {
        SDL_FillRect(surface, NULL, om_surface_pixel(light, 255));
        draw(surface, code, (int) (size / modules), dark);
    }
done:
    QRcode_free(code);
    return surface;
}
