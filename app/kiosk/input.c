#include "kiosk/input.h"

#include <SDL.h>

enum phase { PHASE_NONE, PHASE_DOWN, PHASE_MOVE, PHASE_UP };

// A touch, whatever it was made with.
struct touch {
    enum phase phase;
    bool mouse;
    int64_t finger;
    int x, y;
};

static struct touch
from_finger(const SDL_TouchFingerEvent *finger, enum phase phase,
            const struct om_layout *layout)
{
    return (struct touch){
        .phase = phase,
        .finger = finger->fingerId,
        .x = (int) (finger->x * (float) layout->width),
        .y = (int) (finger->y * (float) layout->height),
    };
}

static struct touch
from_event(const union SDL_Event *event, const struct om_layout *layout)
{
    switch (event->type) {
        case SDL_FINGERDOWN:
            return from_finger(&event->tfinger, PHASE_DOWN, layout);
        case SDL_FINGERMOTION:
            return from_finger(&event->tfinger, PHASE_MOVE, layout);
        case SDL_FINGERUP:
            return from_finger(&event->tfinger, PHASE_UP, layout);
        case SDL_MOUSEBUTTONDOWN:
        case SDL_MOUSEBUTTONUP:
            if (event->button.button != SDL_BUTTON_LEFT) {
                return (struct touch){ 0 };
            }
            return (struct touch){
                .phase =
                    event->type == SDL_MOUSEBUTTONDOWN ? PHASE_DOWN : PHASE_UP,
                .mouse = true,
                .x = event->button.x,
                .y = event->button.y,
            };
        case SDL_MOUSEMOTION:
            return (struct touch){
                .phase = PHASE_MOVE,
                .mouse = true,
                .x = event->motion.x,
                .y = event->motion.y,
            };
        default:
            return (struct touch){ 0 };
    }
}

static bool
is_inside(struct om_rect rect, int x, int y)
{
    return x >= rect.x && y >= rect.y && x < rect.x + rect.w
           && y < rect.y + rect.h;
}

// The topmost target there; targets are listed bottom to top.
static const struct om_target *
target_at(const struct om_view *view, int x, int y)
{
    for (size_t i = view->target_count; i-- > 0;) {
        if (is_inside(view->targets[i].rect, x, y)) {
            return &view->targets[i];
        }
    }
    return NULL;
}

static struct om_input_result
begin(struct om_input *input, const struct touch *touch,
      const struct om_view *view, bool guarded)
{
    input->down = true;
    input->mouse = touch->mouse;
    input->finger = touch->finger;
    input->armed = false;
    if (guarded) {
        return (struct om_input_result){ 0 };
    }
    const struct om_target *target = target_at(view, touch->x, touch->y);
    if (!target) {
        // nothing there, but somebody is
        return (struct om_input_result){
            .fired = true,
            .event = { OM_EVENT_TOUCH, 0 },
        };
    }
    input->armed = true;
    input->event = target->event;
    input->rect = target->rect;
    return (struct om_input_result){
        .changed = true,
        .landed = true,
        .event = target->event,
    };
}

struct om_input_result
om_input_take(struct om_input *input, const union SDL_Event *event,
              const struct om_view *view, bool guarded)
{
    struct touch touch = from_event(event, view->layout);
    struct om_input_result result = { 0 };
    if (touch.phase == PHASE_NONE) {
        return result;
    }
    if (touch.phase == PHASE_DOWN) {
        return input->down ? result : begin(input, &touch, view, guarded);
    }
    bool ours = input->down && input->mouse == touch.mouse
                && (touch.mouse || input->finger == touch.finger);
    if (!ours) {
        return result;
    }
    bool inside = is_inside(input->rect, touch.x, touch.y);
    result.event = input->event;
    if (touch.phase == PHASE_UP) {
        input->down = false;
        result.fired = input->armed && inside;
        result.changed = input->armed;
        input->armed = false;
    } else if (input->armed && !inside) {
        input->armed = false; // left it: cancelled, and stays so
        result.changed = true;
    }
    return result;
}

void
om_input_cancel(struct om_input *input)
{
    input->armed = false;
}
