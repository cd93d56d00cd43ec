#include "report/bundle/chart.h"

#include <stdio.h>

const struct om_type om_type_label = { 15, false, OM_INK, OM_ANCHOR_START };
const struct om_type om_type_small = { 13, false, OM_MUTED, OM_ANCHOR_START };
const struct om_type om_type_value = { 15, true, OM_INK, OM_ANCHOR_START };

struct om_type
om_type_at(struct om_type type, enum om_anchor anchor)
{
    type.anchor = anchor;
    return type;
}

void
om_chart_begin(struct om_page *page, double height, const char *title,
               const char *description)
{
    unsigned n = ++page->pictures;
    bool simulated = page->now->release->rules.simulated;
    height += simulated ? 22 : 0; // for the mark
    om_page_html(page,
                 "<svg viewBox=\"0 0 %d %.0f\" width=\"%d\" height=\"%.0f\" "
                 "role=\"img\" aria-labelledby=\"t%u d%u\" "
                 "font-family=\"Inter, 'Helvetica Neue', Arial, sans-serif\">"
                 "<title id=\"t%u\">",
                 OM_CHART_WIDTH, height, OM_CHART_WIDTH, height, n, n, n);
    om_page_text(page, title);
    om_page_html(page, "</title><desc id=\"d%u\">", n);
    om_page_text(page, description);
    om_page_html(page,
                 "</desc><defs><pattern id=\"h%u\" width=\"7\" height=\"7\" "
                 "patternUnits=\"userSpaceOnUse\" "
                 "patternTransform=\"rotate(45)\">"
                 "<rect width=\"7\" height=\"7\" fill=\"" OM_PAPER "\"/>"
                 "<rect width=\"3\" height=\"7\" fill=\"" OM_INK "\"/>"
                 "</pattern></defs>\n",
                 n);
    if (simulated) {
        struct om_type mark = { 11, true, OM_ALARM, OM_ANCHOR_END };
        om_chart_text(page, OM_CHART_WIDTH, height - 4, mark,
                      page->english ? "SIMULATED" : "GESIMULEERD");
    }
}

void
om_chart_end(struct om_page *page)
{
    om_page_html(page, "</svg>\n");
}

static void
print_fill(const struct om_page *page, enum om_fill fill, char text[64])
{
    static const char *const colours[] = {
        [OM_FILL_HELP] = OM_CALM,     [OM_FILL_INK] = OM_INK,
        [OM_FILL_SIGNAL] = OM_SIGNAL, [OM_FILL_PALE] = "#E8E1D4",
        [OM_FILL_PASSIVE] = NULL,
    };
    if (colours[fill]) {
        snprintf(text, 64, "fill=\"%s\"", colours[fill]);
    } else {
        snprintf(text, 64, "fill=\"url(#h%u)\" stroke=\"" OM_INK "\"",
                 page->pictures);
    }
}

void
om_chart_bar(struct om_page *page, double x, double y, double width,
             double height, enum om_fill fill)
{
    char paint[64];
    print_fill(page, fill, paint);
    om_page_html(page,
                 "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
                 "%s/>\n",
                 x, y, width, height, paint);
}

void
om_chart_text(struct om_page *page, double x, double y, struct om_type type,
              const char *text)
{
    static const char *const anchors[] = { "start", "middle", "end" };
    om_page_html(page,
                 "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%u\" "
                 "font-weight=\"%d\" fill=\"%s\" text-anchor=\"%s\">",
                 x, y, type.size, type.bold ? 700 : 400, type.colour,
                 anchors[type.anchor]);
    om_page_text(page, text);
    om_page_html(page, "</text>\n");
}

void
om_chart_line(struct om_page *page, struct om_line line, const char *colour,
              double width)
{
    om_page_html(page,
                 "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" "
                 "stroke=\"%s\" stroke-width=\"%.1f\"/>\n",
                 line.x1, line.y1, line.x2, line.y2, colour, width);
}

void
om_chart_whisker(struct om_page *page, double x1, double x2, double y,
                 double cap)
{
    om_page_html(page,
                 "<path d=\"M%.1f %.1fH%.1fM%.1f %.1fv%.1fM%.1f %.1fv%.1f\" "
                 "fill=\"none\" stroke=\"" OM_PAPER "\" stroke-width=\"5\"/>"
                 "<path d=\"M%.1f %.1fH%.1fM%.1f %.1fv%.1fM%.1f %.1fv%.1f\" "
                 "fill=\"none\" stroke=\"" OM_INK "\" stroke-width=\"2\"/>\n",
                 x1, y, x2, x1, y - cap, 2 * cap, x2, y - cap, 2 * cap, x1, y,
                 x2, x1, y - cap, 2 * cap, x2, y - cap, 2 * cap);
}

void
om_chart_dot(struct om_page *page, double x, double y, double radius,
             enum om_fill fill)
{
    char paint[64];
    print_fill(page, fill, paint);
    om_page_html(page,
                 "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" %s "
                 "stroke=\"" OM_PAPER "\" stroke-width=\"1.5\"/>\n",
                 x, y, radius, paint);
}

void
om_chart_percent_grid(struct om_page *page, double x, double width, double top,
                      double bottom)
{
    for (int i = 0; i <= 4; i++) {
        double at = x + width * i / 4;
        char text[OM_NUMBER_SIZE];
        om_chart_line(page, (struct om_line){ at, top, at, bottom }, OM_RULE,
                      1);
        om_chart_text(page, at, top - 7,
                      om_type_at(om_type_small, OM_ANCHOR_MIDDLE),
                      om_page_percent(i / 4.0, text));
    }
}
