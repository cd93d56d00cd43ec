// What is wrong with a pack that is being made, where its maker looks: on the
// screen, over what was good before. It takes no touches.

#include "kiosk/screens.h"

#include "base/finding.h"

enum { FINDINGS_SHOWN = 7, LINES_EACH = 3, TEXTS_MAX = FINDINGS_SHOWN + 2 };

// A panel's lines, from the top.
struct lines {
    struct om_text texts[TEXTS_MAX];
    size_t count;
};

static const char *
heading_of(const struct om_view *view)
{
    bool english = view->english;
    if (view->pack->story_count == 0) {
        return english ? "This pack cannot be shown yet. Mend it and save it; "
                         "then it starts by itself."
                       : "Dit pakket kan nog niet op het scherm. Verbeter het "
                         "en sla het op; dan begint het vanzelf.";
    }
    if (om_findings_have_errors(view->findings)) {
        return english ? "There are mistakes. What is on screen is what was "
                         "good last."
                       : "Er zijn fouten. Op het scherm staat nog wat het "
                         "laatst goed was.";
    }
    return english ? "Look out" : "Let op";
}

// Warnings are for when there is nothing worse.
static void
add_findings(struct lines *lines, const struct om_findings *findings,
             bool english)
{
    bool errors = om_findings_have_errors(findings);
    size_t met = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const struct om_finding *finding = &findings->items[i];
        bool counts = !errors || finding->kind->severity == OM_SEVERITY_ERROR;
        if (counts && ++met <= FINDINGS_SHOWN) {
            om_finding_print(finding, english, &lines->texts[lines->count++]);
        }
    }
    if (met > FINDINGS_SHOWN) {
        om_text_print(&lines->texts[lines->count++],
                      english ? "… and %zu more" : "… en nog %zu",
                      met - FINDINGS_SHOWN);
    }
}

// Returns the height; adds nothing when `y` is below 0.
static int
paint_lines(struct om_view *view, const struct lines *lines, int y)
{
    const struct om_layout *layout = view->layout;
    int pad = layout->unit * 2, height = pad;
    for (size_t i = 0; i < lines->count; i++) {
        struct om_paint_text text = {
            .text = om_text_get(&lines->texts[i]),
            .step = OM_TYPE_SMALL,
            .bold = i == 0,
            .colour = i == 0 ? view->colours.accent : view->colours.paper,
            .x = layout->margin / 2 + pad * 2,
            .y = y + height,
            .width = layout->width - layout->margin - pad * 4,
            .lines = LINES_EACH,
        };
        height +=
            y < 0 ? om_paint_measure(view, &text) : om_paint_text(view, &text);
        height += pad / 2;
    }
    return height + pad / 2;
}

void
om_screen_findings(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    struct lines lines = { 0 };
    view->alpha = 255;
    om_text_print(&lines.texts[lines.count++], "%s", heading_of(view));
    if (view->findings) {
        add_findings(&lines, view->findings, view->english);
    }
    struct om_rect all = { 0, 0, layout->width, layout->height };
    if (view->pack->story_count == 0) {
        om_list_fill(&view->list, all, view->colours.ink, 255);
    }
    struct om_rect panel = {
        .x = layout->margin / 2,
        .y = layout->margin / 2,
        .w = layout->width - layout->margin,
        .h = paint_lines(view, &lines, -1),
    };
    om_paint_panel(view, panel, view->colours.ink, 235);
    panel.w = layout->unit;
    om_list_fill(&view->list, panel, view->colours.accent, 255);
    unsigned cut = view->cut; // a long finding is in the terminal as well
    paint_lines(view, &lines, panel.y);
    view->cut = cut;
    for (size_t i = 0; i < lines.count; i++) {
        om_text_finish(&lines.texts[i]);
    }
}
