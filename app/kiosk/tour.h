// The tour: one whole visit that plays by itself, by touches pushed into SDL's
// own queue, with a picture of every screen and a tour.json that says what was
// on it and when. It sees what a visitor sees (the view) and nothing else.
#ifndef OM_KIOSK_TOUR_H
#define OM_KIOSK_TOUR_H

#include "base/tick.h"
#include "kiosk/view.h"

#include <stdbool.h>

struct om_canvas;
struct om_tour;

// Makes the folder. NULL, with one message in the log, when it cannot.
struct om_tour *om_tour_create(const char *folder);

// Writes tour.json; false when something could not be written or the tour did
// not come to its end.
bool om_tour_finish(struct om_tour *tour);

// After each turn of the loop: takes the picture and touches the screen when
// it is time to. Returns when it wants to be called again.
om_tick om_tour_step(struct om_tour *tour, const struct om_view *view,
                     struct om_canvas *canvas, om_tick now);

// The whole visit is done.
bool om_tour_is_over(const struct om_tour *tour);

// How long a visitor may be idle during a tour.
extern const om_tick om_tour_idle;

#endif
