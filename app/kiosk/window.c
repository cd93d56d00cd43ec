#include "kiosk/window.h"

#include "base/log.h"
#include "canvas/canvas.h"

#include <SDL.h>
#include <SDL_syswm.h>
#include <X11/Xlib.h>
#include <stddef.h>
#include <stdlib.h>

bool
om_window_start(void)
{
    om_canvas_prepare();
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
    SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
    // A kiosk types nothing and asks no desktop: SDL would read a table of
    // dead keys and look for a message bus, which takes longer than the rest.
    (void) setenv("XCOMPOSEFILE", "/dev/null", 0);
    (void) setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/dev/null", 0);
    // SDL_QUIT then comes from SIGTERM and SIGINT only
    SDL_SetHint(SDL_HINT_QUIT_ON_LAST_WINDOW_CLOSE, "0");
    if (SDL_Init(SDL_INIT_VIDEO) != 0) {
        om_log(OM_LOG_ERROR, "kiosk",
               "no display: %s (is DISPLAY or WAYLAND_DISPLAY set, and may "
               "this user use it?)",
               SDL_GetError());
        return false;
    }
    return true;
}

// Whether nobody manages windows here: an X server whose root names no window
// of a window manager's, as that of a kiosk that starts nothing else.
static bool
is_unmanaged(struct SDL_Window *window)
{
    struct SDL_SysWMinfo info;
    SDL_VERSION(&info.version);
    if (!SDL_GetWindowWMInfo(window, &info)
        || info.subsystem != SDL_SYSWM_X11) {
        return false;
    }
    Display *display = info.info.x11.display;
    Atom name = XInternAtom(display, "_NET_SUPPORTING_WM_CHECK", False);
    Atom type = None;
    int format = 0;
    unsigned long count = 0, left = 0;
    unsigned char *value = NULL;
    (void) XGetWindowProperty(display, DefaultRootWindow(display), name, 0, 1,
                              False, AnyPropertyType, &type, &format, &count,
                              &left, &value);
    if (value) {
        XFree(value);
    }
    return count == 0;
}

// Where there is nobody to ask for fullscreen SDL asks all the same, and waits
// for an answer for a tenth of a second. A window of the display's size is as
// good there.
static struct SDL_Window *
open_unmanaged(const SDL_Rect *where)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    if (!driver || SDL_strcmp(driver, "x11") != 0) {
        return NULL;
    }
    struct SDL_Window *window =
        SDL_CreateWindow("omstander", where->x, where->y, where->w, where->h,
                         SDL_WINDOW_BORDERLESS | SDL_WINDOW_HIDDEN);
    if (window && !is_unmanaged(window)) {
        SDL_DestroyWindow(window);
        return NULL;
    }
    if (window) {
        SDL_ShowWindow(window);
    }
    return window;
}

static struct SDL_Window *
open_fullscreen(void)
{
    SDL_Rect where = { 0, 0, 1920, 1080 };
    (void) SDL_GetDisplayBounds(0, &where);
    struct SDL_Window *window = open_unmanaged(&where);
    if (!window) {
        window = SDL_CreateWindow(
            "omstander", where.x, where.y, where.w, where.h,
            SDL_WINDOW_FULLSCREEN_DESKTOP | SDL_WINDOW_BORDERLESS);
    }
    if (window) {
        SDL_ShowCursor(SDL_DISABLE);
    }
    return window;
}

struct SDL_Window *
om_window_open(int width, int height)
{
    struct SDL_Window *window =
        width == 0 ? open_fullscreen()
                   : SDL_CreateWindow("omstander", SDL_WINDOWPOS_CENTERED,
                                      SDL_WINDOWPOS_CENTERED, width, height, 0);
    if (!window) {
        om_log(OM_LOG_ERROR, "kiosk", "cannot open a window: %s",
               SDL_GetError());
    }
    return window;
}

void
om_window_close(struct SDL_Window *window)
{
    if (window) {
        SDL_DestroyWindow(window);
    }
}
