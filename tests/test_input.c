// Touch: fingers and the mouse, on targets and beside them.

#include "kiosk/input.h"
#include "kiosk/view.h"

#include <SDL.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // needs those above

static const struct om_event left = { OM_EVENT_CHOOSE, 0 };
static const struct om_event right = { OM_EVENT_CHOOSE, 1 };

// Two targets side by side on a screen of 1000 x 1000.
static void
make_view(struct om_view *view, struct om_layout *layout)
{
    *layout = (struct om_layout){ .width = 1000, .height = 1000 };
    view->layout = layout;
    view->targets[0] = (struct om_target){ .rect = { 100, 100, 200, 100 },
                                           .event = left,
                                           .name = "left" };
    view->targets[1] = (struct om_target){ .rect = { 400, 100, 200, 100 },
                                           .event = right,
                                           .name = "right" };
    view->target_count = 2;
}

// A gesture in one line: D/M/U finger 1, d/m/u finger 2, [ . ] mouse down,
// move, up, each followed by a place: l(eft), r(ight), n(owhere).
static union SDL_Event
event_of(char what, char where)
{
    union SDL_Event event;
    memset(&event, 0, sizeof(event));
    float x = where == 'l' ? 0.2F : where == 'r' ? 0.5F : 0.8F;
    float y = where == 'n' ? 0.8F : 0.15F;
    switch (what) {
        case 'D':
        case 'd':
            event.type = SDL_FINGERDOWN;
            break;
        case 'M':
        case 'm':
            event.type = SDL_FINGERMOTION;
            break;
        case 'U':
        case 'u':
            event.type = SDL_FINGERUP;
            break;
        case '[':
            event.type = SDL_MOUSEBUTTONDOWN;
            event.button.button = SDL_BUTTON_LEFT;
            break;
        case '{':
            event.type = SDL_MOUSEBUTTONDOWN;
            event.button.button = SDL_BUTTON_RIGHT;
            break;
        case '.':
            event.type = SDL_MOUSEMOTION;
            event.motion.x = (int) (x * 1000);
            event.motion.y = (int) (y * 1000);
            return event;
        case ']':
            event.type = SDL_MOUSEBUTTONUP;
            event.button.button = SDL_BUTTON_LEFT;
            break;
        default:
            fail_msg("unknown gesture %c", what);
    }
    if (what == '[' || what == ']' || what == '{') {
        event.button.x = (int) (x * 1000);
        event.button.y = (int) (y * 1000);
    } else {
        event.tfinger.fingerId = what >= 'a' ? 2 : 1;
        event.tfinger.x = x;
        event.tfinger.y = y;
    }
    return event;
}

static void
test_gestures(void **state)
{
    (void) state;
    static const struct {
        const char *what;
        const char *gesture;
        const char *fired; // l, r, t(ouch on nothing)
        bool guarded;
    } rows[] = {
        { "a tap", "DlUl", "l", false },
        { "a tap on nothing", "DnUn", "t", false },
        { "down here, up there", "DlMrUr", "", false },
        { "left and came back", "DlMnMlUl", "", false },
        { "slid within", "DlMlUl", "l", false },
        { "second finger is not heard", "DldrurUl", "l", false },
        { "second finger goes up first", "DldlulUl", "l", false },
        { "after both are up, again", "DldrurUldrur", "lr", false },
        { "a click", "[l]l", "l", false },
        { "the right button means nothing", "{l", "", false },
        { "a click that leaves", "[l.r]r", "", false },
        { "mouse while a finger is down", "Dl[r]rUl", "l", false },
        { "two taps", "DlUlDrUr", "lr", false },
        { "too soon after a new screen", "DlUl", "", true },
        { "up without down", "Ul]l", "", false },
    };
    struct om_view *view = calloc(1, sizeof(*view));
    struct om_layout layout;
    make_view(view, &layout);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_input input = { 0 };
        char fired[16] = "";
        for (const char *p = rows[i].gesture; *p; p += 2) {
            union SDL_Event event = event_of(p[0], p[1]);
            struct om_input_result result =
                om_input_take(&input, &event, view, rows[i].guarded);
            if (result.fired) {
                const char *name = result.event.kind == OM_EVENT_TOUCH ? "t"
                                   : result.event.value == 0           ? "l"
                                                                       : "r";
                strcat(fired, name);
            }
        }
        if (strcmp(fired, rows[i].fired) != 0) {
            fail_msg("%s: fired \"%s\", expected \"%s\"", rows[i].what, fired,
                     rows[i].fired);
        }
    }
    free(view);
}

static void
test_a_screen_change_cancels_the_press(void **state)
{
    (void) state;
    struct om_view *view = calloc(1, sizeof(*view));
    struct om_layout layout;
    make_view(view, &layout);
    struct om_input input = { 0 };
    union SDL_Event down = event_of('D', 'l'), up = event_of('U', 'l');
    assert_true(om_input_take(&input, &down, view, false).landed);
    om_input_cancel(&input);
    assert_false(om_input_take(&input, &up, view, false).fired);
    assert_true(om_input_take(&input, &down, view, false).landed);
    assert_true(om_input_take(&input, &up, view, false).fired);
    free(view);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gestures),
        cmocka_unit_test(test_a_screen_change_cancels_the_press),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
