// The window's surface: draws display lists (list.h), and of those only what
// changed. Two painters share one description of the change: the software
// painter writes straight into the window's shared memory and presents the
// damaged rectangles; the other hands them to SDL's renderer where there is a
// real GPU. On machines whose OpenGL is a software rasteriser (llvmpipe,
// softpipe) the software painter is taken: the detour through it costs twice
// the time.
//
// Main thread.
#ifndef OM_CANVAS_CANVAS_H
#define OM_CANVAS_CANVAS_H

#include "canvas/list.h"

#include <stdbool.h>
#include <stdint.h>

struct SDL_Surface;
struct SDL_Window;
struct om_canvas;
struct om_clip_frame;

enum om_canvas_choice {
    OM_CANVAS_BEST, // a GPU where there is one
    OM_CANVAS_SOFTWARE,
    OM_CANVAS_RENDERER, // even when it is a software rasteriser
};

// Hints that have to be set before the window is created.
void om_canvas_prepare(void);

// The window stays the caller's and must outlive the canvas. NULL when it
// cannot be drawn in.
struct om_canvas *om_canvas_create(struct SDL_Window *window,
                                   enum om_canvas_choice choice);

void om_canvas_destroy(struct om_canvas *canvas);

// Whether frames are better scaled by the decoder than here.
bool om_canvas_wants_fitted_film(const struct om_canvas *canvas);

// The film's picture from now on. The frame's planes are borrowed until the
// next call, or until om_canvas_keep_film().
void om_canvas_set_film(struct om_canvas *canvas,
                        const struct om_clip_frame *frame);

// Keeps the film's picture by itself: the frame may go away.
void om_canvas_keep_film(struct om_canvas *canvas);

// Serial of the picture that an OM_ITEM_FILM shows; 0: none yet.
uint64_t om_canvas_film_serial(const struct om_canvas *canvas);

// Width and height of the film's picture; false when there is none.
bool om_canvas_film_size(const struct om_canvas *canvas, int *width,
                         int *height);

// Everything has to be drawn again (window exposed, resized, reset).
void om_canvas_invalidate(struct om_canvas *canvas);

// Shows the list. Draws and presents nothing when it looks like the last one;
// returns whether it did.
bool om_canvas_draw(struct om_canvas *canvas, const struct om_list *list);

// From now on what is drawn again is tinted and framed, until something else
// is: to see that no more is drawn than must be.
void om_canvas_show_damage(struct om_canvas *canvas);

#define OM_CANVAS_TINT 0xff00c8

// What is on the screen, as a surface of the caller's (SDL_FreeSurface).
struct SDL_Surface *om_canvas_read(struct om_canvas *canvas);

struct om_canvas_status {
    const char *painter;   // "software" or the renderer's name
    uint64_t draws;        // presents
    uint64_t pixels;       // drawn again in all
    struct om_damage last; // where, the last time
};

struct om_canvas_status om_canvas_get_status(const struct om_canvas *canvas);

#endif
