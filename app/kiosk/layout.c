#include "kiosk/layout.h"

#include <math.h>

// A capital that covers 0.7 degrees seen from 600 mm is 7.3 mm high (EN 301
// 549, 5.1.4); Inter's capitals are 0.727 em.
static const double body_mm = 7.3 / 0.727;
static const double target_mm = 20;
static const double gap_mm = 3;

static int
at_least(double value, int least)
{
    int rounded = (int) lround(value);
    return rounded < least ? least : rounded;
}

static void
set_type(struct om_layout *layout, double pixels_per_mm, int shorter)
{
    // Screens smaller than the usual one are looked at from nearer by: the
    // text may shrink with them, but not below a share of the picture.
    double body = body_mm * pixels_per_mm;
    double most = shorter / 30.0;
    double size = body > most ? most : body;
    size = size < shorter / 42.0 ? shorter / 42.0 : size;
    layout->type[OM_TYPE_SMALL] = (unsigned) lround(size / 1.25);
    for (int step = OM_TYPE_BODY; step < OM_TYPE_COUNT_; step++) {
        layout->type[step] = (unsigned) lround(size);
        size *= step >= OM_TYPE_HEAD ? 1.25 * 1.25 : 1.25;
    }
}

struct om_layout
om_layout_make(int width, int height, double diagonal)
{
    struct om_layout layout = { .width = width, .height = height };
    int shorter = width < height ? width : height;
    double inches = diagonal > 0 ? diagonal : 32;
    double pixels_per_mm = hypot(width, height) / (inches * 25.4);
    layout.portrait = height > width;
    layout.unit = at_least(shorter / 135.0, 4);
    layout.margin = layout.unit * (layout.portrait ? 7 : 9);
    layout.gap = at_least(gap_mm * pixels_per_mm, layout.unit * 2);
    layout.target = at_least(target_mm * pixels_per_mm, layout.unit * 7);
    layout.choice = layout.target * 3 / 2;
    layout.radius = layout.unit * 2;
    set_type(&layout, pixels_per_mm, shorter);

    int bar_top = height - layout.margin * 2 / 3 - layout.target;
    layout.bar = (struct om_rect){ layout.margin, bar_top,
                                   width - 2 * layout.margin, layout.target };
    int top = layout.margin;
    layout.content =
        (struct om_rect){ layout.margin, top, width - 2 * layout.margin,
                          bar_top - layout.unit * 4 - top };
    layout.film = (struct om_rect){ 0, 0, width, height };
    if (layout.portrait) {
        layout.film.h = width * 9 / 16;
        layout.film.y = layout.margin + layout.target + layout.unit * 4;
    }
    return layout;
}

void
om_layout_set_radius(struct om_layout *layout, unsigned radius)
{
    int shorter =
        layout->width < layout->height ? layout->width : layout->height;
    layout->radius = at_least((double) radius * shorter / 1080, 0);
}

struct om_rect
om_layout_fit_film(const struct om_layout *layout, int width, int height)
{
    struct om_rect place = layout->film;
    if (width <= 0 || height <= 0) {
        return place;
    }
    double scale = fmin((double) place.w / width, (double) place.h / height);
    struct om_rect film = { 0, 0, (int) lround(width * scale),
                            (int) lround(height * scale) };
    // The decoder scales to even sizes; a pixel of difference is not worth
    // scaling the picture once more.
    if (film.w - width <= 2 && width - film.w <= 2 && film.h - height <= 2
        && height - film.h <= 2) {
        film.w = width;
        film.h = height;
    }
    film.x = place.x + (place.w - film.w) / 2;
    film.y = place.y + (place.h - film.h) / 2;
    return film;
}
