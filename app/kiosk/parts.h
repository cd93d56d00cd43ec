// What a running kiosk is made of, and how it is put together and taken apart.
// Private to the loop (kiosk.c). Main thread.
#ifndef OM_KIOSK_PARTS_H
#define OM_KIOSK_PARTS_H

#include "kiosk/film.h"
#include "kiosk/golive.h"
#include "kiosk/input.h"
#include "kiosk/kiosk.h"
#include "kiosk/layout.h"
#include "kiosk/pictures.h"
#include "kiosk/recorder.h"
#include "kiosk/view.h"
#include "visit/visit.h"

struct SDL_Window;
struct om_clip_pool;
struct om_live;
struct om_sound;
struct om_tour;
struct om_type;

struct om_kiosk {
    const struct om_kiosk_params *params;
    const struct om_pack *pack;
    struct om_pack *own; // the same, when it came later than `params`; or NULL
    struct om_visit_rules rules;
    struct SDL_Window *window;
    struct om_canvas *canvas;
    struct om_type *type;
    struct om_pictures pictures;
    struct om_sound *sound;
    struct om_clip_pool *pool;
    struct om_clip_pool *old_pool; // until its sound has faded; NULL: none
    struct om_golive golive;
    struct om_live *live; // NULL: no preview
    struct om_recorder recorder;
    struct om_tour *tour;
    struct om_layout layout;
    struct om_film film;
    struct om_input input;
    struct om_view view;
    struct om_visit visit;
    om_tick now;
    om_tick shown_since; // when the present screen came up
    om_tick announced;   // shown_since of the screen told to the debug log
    om_tick touched;
    om_tick film_due, sound_due, tour_due, live_due, tidy_due;
    uint32_t wake_event; // SDL's number for "look at the decoders"
    bool dirty;          // the screen may look different
    bool wiped;          // a visit ended in this turn
    bool quit;
};

// Makes all parts, decoders first: they load while the window opens. False,
// with a message, when the kiosk cannot run; om_parts_finish() is due anyway.
bool om_parts_start(struct om_kiosk *kiosk);

// Takes a zeroed or a half-made one.
void om_parts_finish(struct om_kiosk *kiosk);

// Another pack from now on, which becomes the kiosk's own: its look, its sound
// and where counts go. The film and the visit are the caller's; the pack
// before it is gone then, if it was the kiosk's own.
void om_parts_take_pack(struct om_kiosk *kiosk, struct om_pack *pack);

// Decoders that may read this folder; NULL, said.
struct om_clip_pool *om_parts_start_decoders(struct om_kiosk *kiosk,
                                             const char *root);

// Other decoders from now on. The film has let go of those before.
void om_parts_take_pool(struct om_kiosk *kiosk, struct om_clip_pool *pool);

// Ends those that were replaced, when nothing of them is heard any more.
// Returns when to be called again.
om_tick om_parts_tidy(struct om_kiosk *kiosk);

// On any thread: makes the loop look. `context` is the kiosk.
void om_parts_wake(void *context);

// Carries out what a step of the visit asks for (kiosk.c).
void om_kiosk_carry_out(struct om_kiosk *kiosk,
                        const struct om_effects *effects);

// The window has another size.
void om_parts_resize(struct om_kiosk *kiosk);

// How loud the soundtrack is beneath a state of the visit, in dB.
float om_parts_track_level(enum om_visit_state_id state);

#endif
