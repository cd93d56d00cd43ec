#include "kiosk/window.h"

#include "base/log.h"
#include "canvas/canvas.h"

#include <SDL.h>
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

// A fullscreen window has the display's size from the start: where there is no
// window manager (a kiosk's bare X server) nobody would stretch it.
struct SDL_Window *
om_window_open(int width, int height)
{
    SDL_Rect where = { SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width,
                       height };
    bool full = width == 0;
    if (full && SDL_GetDisplayBounds(0, &where) != 0) {
        where = (SDL_Rect){ 0, 0, 1920, 1080 };
    }
    uint32_t flags =
        full ? SDL_WINDOW_FULLSCREEN_DESKTOP | SDL_WINDOW_BORDERLESS : 0;
    struct SDL_Window *window = SDL_CreateWindow("omstander", where.x, where.y,
                                                 where.w, where.h, flags);
    if (!window) {
        om_log(OM_LOG_ERROR, "kiosk", "cannot open a window: %s",
               SDL_GetError());
        return NULL;
    }
    if (full) {
        SDL_ShowCursor(SDL_DISABLE);
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
