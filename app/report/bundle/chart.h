// Pictures drawn as SVG inside a page. Colours and sizes are attributes, not
// classes, so that every program that prints HTML draws the same. Units are
// pixels of a picture 720 wide.
#ifndef OM_BUNDLE_CHART_H
#define OM_BUNDLE_CHART_H

#include "report/bundle/page.h"

enum { OM_CHART_WIDTH = 720 };

// On paper (#F7F3EC) every text colour has a contrast of at least 4.5:1.
#define OM_INK    "#101418"
#define OM_PAPER  "#F7F3EC"
#define OM_MUTED  "#565B61"
#define OM_RULE   "#DAD2C4"
#define OM_CALM   "#0B7561" // the campaign's calm colour, darkened for paper
#define OM_SIGNAL "#FF5A47" // for shapes
#define OM_ALARM  "#B0301F" // the signal, darkened for text

enum om_fill {
    OM_FILL_HELP,    // calm, solid
    OM_FILL_PASSIVE, // ink, hatched: told apart without colour
    OM_FILL_INK,
    OM_FILL_SIGNAL,
    OM_FILL_PALE,
};

enum om_anchor { OM_ANCHOR_START, OM_ANCHOR_MIDDLE, OM_ANCHOR_END };

struct om_type {
    unsigned size;
    bool bold;
    const char *colour;
    enum om_anchor anchor;
};

extern const struct om_type om_type_label; // 15, ink
extern const struct om_type om_type_small; // 13, muted
extern const struct om_type om_type_value; // 15, bold

// `title` says what it is, `description` what is to be seen; both in the
// page's language.
void om_chart_begin(struct om_page *page, double height, const char *title,
                    const char *description);

void om_chart_end(struct om_page *page);

void om_chart_bar(struct om_page *page, double x, double y, double width,
                  double height, enum om_fill fill);

// Text with its base line at y; the copy in `anchor` of the type.
void om_chart_text(struct om_page *page, double x, double y,
                   struct om_type type, const char *text);

struct om_line {
    double x1, y1, x2, y2;
};

void om_chart_line(struct om_page *page, struct om_line line,
                   const char *colour, double width);

// An interval with end caps, lying.
void om_chart_whisker(struct om_page *page, double x1, double x2, double y,
                      double cap);

// A dot with a paper edge.
void om_chart_dot(struct om_page *page, double x, double y, double radius,
                  enum om_fill fill);

// Upright lines at 0, 25, 50, 75 and 100 % with their numbers above.
void om_chart_percent_grid(struct om_page *page, double x, double width,
                           double top, double bottom);

// `type` with another anchor.
struct om_type om_type_at(struct om_type type, enum om_anchor anchor);

#endif
