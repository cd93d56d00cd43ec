// Putting colours and pictures with alpha on the window's pixels. Private to
// media/canvas.
#ifndef OM_CANVAS_BLEND_H
#define OM_CANVAS_BLEND_H

#include "canvas/list.h"

struct SDL_Surface;

// The part of the item that lies in `clip` on a surface of 32 bits a pixel
// (B, G, R, something); the clip has to lie on the surface.
void om_blend_fill(struct SDL_Surface *surface, const struct om_item *item,
                   struct om_rect clip);
void om_blend_picture(struct SDL_Surface *surface, const struct om_item *item,
                      struct om_rect clip);

#endif
