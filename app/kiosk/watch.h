// Waits for a file on behalf of the loop, which can wait for SDL's events
// only: a thread polls it, wakes the loop once, and looks no further until it
// is told to. No polling by the clock, no copy of what the file says.
//
// Main thread, but for the `wake` callback.
#ifndef OM_KIOSK_WATCH_H
#define OM_KIOSK_WATCH_H

#include <stdbool.h>

struct om_watch;

// `wake` is called on the thread and may only wake the loop. NULL, logged,
// when there is no thread to be had.
struct om_watch *om_watch_create(void (*wake)(void *context), void *context);

// Ends the thread and waits for it. Accepts NULL.
void om_watch_destroy(struct om_watch *watch);

// From now on this file, until it can be read (or its other end is gone); -1:
// none. Call it again after each time, also for the same file.
void om_watch_set(struct om_watch *watch, int file);

// Whether that has come.
bool om_watch_has_fired(struct om_watch *watch);

#endif
