// One screen being written: what it is made from (the visit, the pack, the
// film, the clock) and what comes out (a display list, and the targets that
// can be touched). A screen is a function that fills in the second from the
// first and keeps nothing: the same view gives the same screen.
#ifndef OM_KIOSK_VIEW_H
#define OM_KIOSK_VIEW_H

#include "base/tick.h"
#include "canvas/list.h"
#include "kiosk/layout.h"
#include "kiosk/words.h"
#include "pack/pack.h"
#include "site/site.h"
#include "visit/visit.h"

struct om_findings;
struct om_chosen;
struct om_pictures;
struct om_type;

struct om_target {
    struct om_rect rect;
    struct om_event event;
    const char *name; // for tour.json and tests: "choose", "stop"
    bool whole;       // the screen itself: drawn as nothing
};

enum { OM_TARGETS_MAX = 24 };

struct om_colours {
    uint32_t ink, paper, accent, help;
};

struct om_view {
    // what it is made from; all borrowed
    const struct om_pack *pack;
    const struct om_visit *visit;
    const struct om_layout *layout;
    struct om_type *type;
    struct om_pictures *pictures;
    struct om_colours colours;
    om_tick now;
    om_tick shown_since; // when this screen came up, for its entrance
    om_tick touched;     // last touch, for controls that go away
    om_tick warning;     // how long the idle warning lasts
    bool still;          // no movement: cuts instead of fades
    enum om_norms norms; // where what others chose comes from
    const struct om_chosen *chosen; // with OM_NORMS_LOCAL
    bool film_there;
    struct om_rect film; // where the film's picture goes
    uint64_t film_serial;
    const char *caption;  // NULL: none now
    om_tick media;        // time of the film on screen; 0 where there is none
    om_tick media_length; // 0: not known
    bool pressed;         // a finger is on the target of this event
    struct om_event pressed_event;
    const struct om_findings *findings; // to be shown over all; NULL: none
    bool english;                       // what is said of them

    // what comes out
    struct om_list list;
    struct om_target targets[OM_TARGETS_MAX];
    size_t target_count;
    om_tick next;     // when it looks different by itself; OM_NEVER
    uint8_t alpha;    // entrance of what is being added now
    unsigned cut;     // texts that found no room: must be 0
    const char *name; // of the screen
};

// Fills in list, targets, next and name.
void om_screen_build(struct om_view *view);

// The visit's language, as the pack names it.
const char *om_view_language(const struct om_view *view);

const char *om_view_word(const struct om_view *view, enum om_word word);

const char *om_view_words(const struct om_view *view,
                          const struct om_words *words);

#endif
