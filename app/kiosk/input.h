// Touches, from SDL's events to a target that was meant. Fingers and the mouse
// are separate sources; the first one down wins until it is up; a press that
// leaves its target is cancelled; what comes within a moment after the screen
// changed was meant for the screen before and is ignored.
#ifndef OM_KIOSK_INPUT_H
#define OM_KIOSK_INPUT_H

#include "base/tick.h"
#include "kiosk/view.h"

#include <stdbool.h>
#include <stdint.h>

union SDL_Event;

struct om_input {
    bool down;             // a finger is on the screen
    bool mouse;            // it is the mouse
    int64_t finger;        // else this one
    bool armed;            // it went down on a target and is still on it
    struct om_event event; // of that target
    struct om_rect rect;
};

// What an event led to.
struct om_input_result {
    bool changed; // a press began or was cancelled: draw
    bool landed;  // a press began on `event`
    bool fired;   // a press ended on `event`: it is meant
    struct om_event event;
};

// `guarded`: the screen has just changed; nothing begins now.
struct om_input_result om_input_take(struct om_input *input,
                                     const union SDL_Event *event,
                                     const struct om_view *view, bool guarded);

// The screen changed under the finger: whatever is pressed means nothing now.
void om_input_cancel(struct om_input *input);

#endif
