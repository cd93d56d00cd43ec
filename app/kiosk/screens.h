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
void om_screen_several(struct om_view *view); // kinds of question
void om_screen_scale(struct om_view *view);
void om_screen_feedback(struct om_view *view);
void om_screen_spotted(struct om_view *view);
void om_screen_card(struct om_view *view);
void om_screen_pledge(struct om_view *view);
void om_screen_counting(struct om_view *view);
void om_screen_ending(struct om_view *view);
void om_screen_help(struct om_view *view); // over any other
void om_screen_idle(struct om_view *view); // over any other

// What is wrong with the pack, for its maker: over any other, or alone where
// there is no pack to show yet.
void om_screen_findings(struct om_view *view);

// The ground of a screen: ink, the film's picture where there is one, and ink
// over it (`dim` of 255).
void om_screen_backdrop(struct om_view *view, uint8_t dim);

// The frozen film behind words: dimmed, and in landscape darkest on the side
// where they begin, so that what happens on the other side stays to be seen.
void om_screen_frozen(struct om_view *view);

// Ink that comes up from nothing to the bottom, or (`side`) to the left edge.
void om_screen_shade(struct om_view *view, struct om_rect rect, bool side);

// Language, stop and help, where they are on every screen.
void om_screen_chrome(struct om_view *view);

// Where the words over a frozen film begin, and how wide they may be.
struct om_rect om_screen_words_place(const struct om_view *view);

// Paints something in the middle of its place: once to learn its height, which
// is taken back, and then where it belongs. In portrait, and where there is no
// room, it begins at the top.
void om_screen_middle(struct om_view *view, struct om_rect place,
                      int (*paint)(struct om_view *view, struct om_rect place));

// The choices of a question or a pledge, in this visit's order, from the top of
// `place`; those of `chosen` (1 << choice) as taken. Returns the height.
int om_screen_choices(struct om_view *view, const struct om_scene *scene,
                      struct om_rect place, uint8_t chosen);
int om_screen_choices_height(const struct om_view *view,
                             const struct om_scene *scene);

// A chat as it is at the view's media time, on a phone that fills `place`.
void om_screen_chat(struct om_view *view, const struct om_chat *chat,
                    struct om_rect place);
int om_screen_chat_width(const struct om_view *view);

// The button that marks a moment, at the bottom of `place`, the line of time
// and what is asked above it. Returns where the whole begins.
int om_screen_spot(struct om_view *view, const struct om_spot *spot,
                   struct om_rect place);

// What others chose and words that approve of helping, from the top of
// `place`; returns the height.
int om_screen_others(struct om_view *view, const struct om_scene *question,
                     struct om_rect place);

// Help lines, one under the other or side by side, as much of each as fits in
// the place; returns the height.
int om_screen_help_lines(struct om_view *view, struct om_rect place, bool qr);

// From here on everything comes up by a fade (and moves the view's `next`).
void om_screen_entrance(struct om_view *view);

#endif
