// The running kiosk: one struct that owns everything, one loop, one thread.
// See the essay at the top of kiosk.c for the loop's steps.
#ifndef OM_KIOSK_KIOSK_H
#define OM_KIOSK_KIOSK_H

#include "base/exit.h"
#include "canvas/canvas.h"
#include "pack/pack.h"
#include "site/site.h"

#include <stdbool.h>

struct om_update;

struct om_kiosk_params {
    const struct om_pack *pack; // borrowed; NULL: none yet, of a preview
    const char *state;          // folder of the counters; NULL: none are kept
    struct om_update *update;   // borrowed; new packs go live; NULL: none do
    const char *from; // "noa/wat-doe-jij": begins there; NULL: attract
    const char *live; // folder of the pack, shown anew when it changes; or NULL
    bool english;     // what is said about the pack
    const char *tour; // folder for the pictures of a tour; NULL: none
    int width, height; // of a window; 0: fullscreen
    double diagonal;   // of the screen in inches; 0: 32
    enum om_canvas_choice canvas;
    bool still;          // reduced motion
    bool show_damage;    // tints what is drawn again
    enum om_norms norms; // what is shown of others' choices
};

// Runs until it is told to end. Messages about what cannot work go to
// standard error.
enum om_exit om_kiosk_run(const struct om_kiosk_params *params);

#endif
