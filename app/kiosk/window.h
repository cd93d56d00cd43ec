// The display and the one window on it. Main thread.
#ifndef OM_KIOSK_WINDOW_H
#define OM_KIOSK_WINDOW_H

#include <stdbool.h>

struct SDL_Window;

// Starts SDL's video with the hints a kiosk needs. False, with a message that
// says what to look at, when there is no display.
bool om_window_start(void);

// A window of that size, or (width 0) one over the whole display, without a
// pointer. NULL, with a message, when there can be none.
struct SDL_Window *om_window_open(int width, int height);

// NULL is ignored.
void om_window_close(struct SDL_Window *window);

#endif
