#include "clip/fit.h"

// The nearest even size that fits; 0: no limit.
static uint32_t
make_even(double size, uint32_t fit)
{
    uint32_t pairs = (uint32_t) (size / 2 + 0.5);
    if (fit && pairs > fit / 2) {
        pairs = fit / 2;
    }
    return pairs < 1 ? 2 : pairs * 2;
}

bool
om_fit_size(const struct om_vlc_track *track,
            const struct om_wire_command *open, uint32_t *width,
            uint32_t *height)
{
    if (track->width > OM_WIRE_WIDTH || track->height > OM_WIRE_HEIGHT) {
        return false;
    }
    double w = track->width;
    double h = track->height;
    if (track->sar_x && track->sar_y) {
        w = w * track->sar_x / track->sar_y;
    }
    double fit_w = open->fit_width;
    double fit_h = open->fit_height;
    if (fit_w > 0 && fit_h > 0 && w > 0 && h > 0) {
        double scale = fit_w / w < fit_h / h ? fit_w / w : fit_h / h;
        w *= scale;
        h *= scale;
    }
    if (!(w >= 2 && w <= OM_WIRE_WIDTH && h >= 2 && h <= OM_WIRE_HEIGHT)) {
        return false;
    }
    *width = make_even(w, open->fit_width);
    *height = make_even(h, open->fit_height);
    return om_wire_is_size(*width, *height);
}

// A codec with more threads holds more pictures and wakes up more often: up to
// 1080p at 30 a second one does it with ease.
unsigned
om_fit_threads(const struct om_vlc_track *track)
{
    double rate = track->scale ? (double) track->rate / track->scale : 60;
    double pixels = (double) track->width * track->height * rate;
    return pixels <= 1920.0 * 1088 * 30.01 ? 1 : 0;
}
