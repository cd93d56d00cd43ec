// How a canvas draws: the operations that the software painter and the
// renderer painter share. Private to media/canvas.
#ifndef OM_CANVAS_PAINTER_H
#define OM_CANVAS_PAINTER_H

#include "canvas/list.h"
#include "clip/clip.h"

#include <stdbool.h>

struct SDL_Surface;
struct SDL_Window;

// Embedded first in the painter's own struct.
struct om_painter {
    const struct om_painter_ops *ops;
    const char *name;
    bool wants_fitted_film; // scales worse than the decoder
};

struct om_painter_ops {
    void (*destroy)(struct om_painter *painter);
    // A new picture of the film; NULL: keep the present one without it.
    void (*film)(struct om_painter *painter, const struct om_clip_frame *frame);
    // Draws and presents. False: nothing reached the screen (try again).
    bool (*draw)(struct om_painter *painter, const struct om_list *list,
                 const struct om_damage *damage);
    struct SDL_Surface *(*read)(struct om_painter *painter);
};

struct om_painter *om_software_create(struct SDL_Window *window);

// NULL when SDL has no renderer, or (unless `any`) only one that is a program.
struct om_painter *om_renderer_create(struct SDL_Window *window, bool any);

#endif
