// The vocabulary that screens are written in: text, buttons, icons, scrims.
// Everything is added to the view's list on top of what is there, at the
// view's present alpha. Heights come back so that screens can be stacked.
#ifndef OM_KIOSK_PAINT_H
#define OM_KIOSK_PAINT_H

#include "kiosk/view.h"
#include "picture/picture.h"

struct om_paint_text {
    const char *text;
    enum om_type_step step;
    bool bold;
    bool centre;
    uint32_t colour;
    int x, y;
    int width;      // lines are broken to it
    unsigned lines; // at most; 0: as many as needed
};

// Adds the text; returns its height.
int om_paint_text(struct om_view *view, const struct om_paint_text *text);

// The height it would have.
int om_paint_measure(struct om_view *view, const struct om_paint_text *text);

// Where its ink would be.
struct om_rect om_paint_text_box(struct om_view *view,
                                 const struct om_paint_text *text);

enum om_button_look {
    OM_BUTTON_PRIMARY, // the one thing to do next
    OM_BUTTON_CHOICE,  // one of several answers
    OM_BUTTON_QUIET,   // stop, back
    OM_BUTTON_CALM,    // help
};

struct om_button {
    struct om_rect rect;
    enum om_button_look look;
    const char *label; // NULL: icon only
    int icon;          // enum om_icon + 1; 0: none
    bool chosen;       // drawn as taken
    bool inert;        // no target: a larger one has the same event
    struct om_event event;
    const char *name;
};

void om_paint_button(struct om_view *view, const struct om_button *button);

// "Go on": the one thing to do next.
void om_paint_go_on(struct om_view *view, int x, int y);

// The width a button needs for its label and icon.
int om_paint_button_width(struct om_view *view, const struct om_button *button);

// A filled shape with the layout's corners.
void om_paint_panel(struct om_view *view, struct om_rect rect, uint32_t colour,
                    uint8_t alpha);

void om_paint_icon(struct om_view *view, enum om_icon icon, int x, int y,
                   int size, uint32_t colour);

// A target without a drawing of its own.
void om_paint_target(struct om_view *view, struct om_rect rect,
                     struct om_event event, const char *name);

bool om_paint_is_pressed(const struct om_view *view, struct om_event event);

// `part` of 255 of the way from one colour to the other.
uint32_t om_colour_mix(uint32_t from, uint32_t to, unsigned part);

#endif
