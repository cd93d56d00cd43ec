// The screens, one function each; screens.c has the table that chooses one for
// a state of the visit. Private to the screen files.
#ifndef OM_KIOSK_SCREENS_H
#define OM_KIOSK_SCREENS_H

#include "kiosk/paint.h"

void om_screen_attract(struct om_view *view);
void om_screen_language(struct om_view *view);
void om_screen_stories(struct om_view *view);
void om_screen_note(struct om_view *view);
void om_screen_film(struct om_view *view);
void om_screen_question(struct om_view *view);
void om_screen_feedback(struct om_view *view);
void om_screen_card(struct om_view *view);
void om_screen_counting(struct om_view *view);
void om_screen_ending(struct om_view *view);
void om_screen_help(struct om_view *view); // over any other
void om_screen_idle(struct om_view *view); // over any other

// The ground of a screen: ink, the film's picture where there is one, and ink
// over it (`dim` of 255).
void om_screen_backdrop(struct om_view *view, uint8_t dim);

// Language, stop and help, where they are on every screen.
void om_screen_chrome(struct om_view *view);

// Help lines, one under the other or side by side; returns the height.
int om_screen_help_lines(struct om_view *view, struct om_rect place, bool qr);

// From here on everything comes up by a fade (and moves the view's `next`).
void om_screen_entrance(struct om_view *view);

#endif
