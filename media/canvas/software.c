// The software painter. One conversion takes a frame from the decoder's shared
// memory to the window's: libyuv, which knows this processor's widest
// registers, writes straight into the window surface, which on X11 is shared
// with the server. Of a film that runs only what is damaged is converted: a
// button on it costs a button. Where a film stands still it is kept once as
// RGB, at the size it is shown in, so that what lies on it can be redrawn.

#include "base/log.h"
#include "base/text.h"
#include "canvas/blend.h"
#include "canvas/painter.h"

#include <SDL.h>
#include <libyuv/convert_argb.h>
#include <libyuv/scale_argb.h>
#include <stdlib.h>

enum { BAND_BYTES = 240 * 1024 }; // half a usual second-level cache

struct software {
    struct om_painter painter;
    struct SDL_Window *window;
    struct om_clip_frame frame; // borrowed planes while `live`
    bool live;
    // Owned, both NULL at first: the film as RGB (while live: as far as it was
    // needed), and the same in another size where it is shown in one.
    struct SDL_Surface *kept, *fitted;
    bool whole; // `kept` holds all of the film's picture
    bool fits;  // and `fitted` too
};

static struct software *
from(struct om_painter *painter)
{
    return (struct software *) painter;
}

static void
destroy(struct om_painter *painter)
{
    struct software *self = from(painter);
    SDL_FreeSurface(self->kept);
    SDL_FreeSurface(self->fitted);
    free(self);
}

// A part of the frame into a picture of the whole frame. The part begins at
// even places: two by two pixels share their colour. Both formats this painter
// knows are B, G, R and something in memory.
static void
convert_part(const struct om_clip_frame *frame, struct om_rect part,
             uint8_t *pixels, int pitch)
{
    int (*convert)(const uint8_t *, int, const uint8_t *, int, const uint8_t *,
                   int, uint8_t *, int, int, int) =
        frame->bt601 ? I420ToARGB : H420ToARGB;
    const uint8_t *plane[3];
    for (int i = 0; i < 3; i++) {
        int share = i == 0 ? 1 : 2;
        plane[i] = frame->plane[i]
                   + (ptrdiff_t) (part.y / share) * frame->pitch[i]
                   + part.x / share;
    }
    (void) convert(plane[0], (int) frame->pitch[0], plane[1],
                   (int) frame->pitch[1], plane[2], (int) frame->pitch[2],
                   pixels + (ptrdiff_t) part.y * pitch + (ptrdiff_t) part.x * 4,
                   pitch, part.w, part.h);
}

static struct om_rect
frame_rect(const struct om_clip_frame *frame)
{
    return (struct om_rect){ 0, 0, (int) frame->width, (int) frame->height };
}

// The part grown to even edges; at the frame's own edges it ends there.
static struct om_rect
make_even(const struct om_clip_frame *frame, struct om_rect part)
{
    struct om_rect even = { part.x & ~1, part.y & ~1, 0, 0 };
    even.w = ((part.x + part.w + 1) & ~1) - even.x;
    even.h = ((part.y + part.h + 1) & ~1) - even.y;
    return om_rect_common(even, frame_rect(frame));
}

static bool
ensure_surface(struct SDL_Surface **surface, int width, int height)
{
    if (*surface && (*surface)->w == width && (*surface)->h == height) {
        return true;
    }
    SDL_FreeSurface(*surface);
    *surface = SDL_CreateRGBSurfaceWithFormat(0, width, height, 32,
                                              SDL_PIXELFORMAT_RGB888);
    if (*surface) {
        SDL_SetSurfaceBlendMode(*surface, SDL_BLENDMODE_NONE);
    }
    return *surface != NULL;
}

// Has at least this part of the live frame in `kept`.
static void
keep_part(struct software *self, struct om_rect part)
{
    const struct om_clip_frame *frame = &self->frame;
    if (!self->live || self->whole
        || !ensure_surface(&self->kept, (int) frame->width,
                           (int) frame->height)) {
        return;
    }
    part = make_even(frame, part);
    convert_part(frame, part, self->kept->pixels, self->kept->pitch);
    self->whole = om_rect_contains(part, frame_rect(frame));
}

static void
film(struct om_painter *painter, const struct om_clip_frame *frame)
{
    struct software *self = from(painter);
    if (!frame) {
        keep_part(self, frame_rect(&self->frame));
        self->live = false;
        return;
    }
    self->frame = *frame;
    self->live = true;
    self->whole = self->fits = false;
}

// Where the picture's size is not the one it is shown in: scaled once, as a
// whole, since parts would not meet.
static struct SDL_Surface *
fit(struct software *self, int width, int height)
{
    keep_part(self, frame_rect(&self->frame));
    if (self->fitted
        && (self->fitted->w != width || self->fitted->h != height)) {
        self->fits = false;
    }
    if (!self->kept || !ensure_surface(&self->fitted, width, height)) {
        return NULL;
    }
    if (!self->fits) {
        (void) ARGBScale(self->kept->pixels, self->kept->pitch, self->kept->w,
                         self->kept->h, self->fitted->pixels,
                         self->fitted->pitch, width, height, kFilterBilinear);
        self->fits = true;
    }
    return self->fitted;
}

static bool
is_same_size(const struct software *self, struct om_rect rect)
{
    int width = self->live   ? (int) self->frame.width
                : self->kept ? self->kept->w
                             : 0;
    int height = self->live   ? (int) self->frame.height
                 : self->kept ? self->kept->h
                              : 0;
    return width == rect.w && height == rect.h;
}

// What is seen of the live frame goes straight into the window, when it begins
// and ends where pixels do not share their colour with others; else by way of
// the kept picture.
static void
draw_film(struct software *self, struct SDL_Surface *surface,
          const struct om_item *item, struct om_rect clip)
{
    struct om_rect seen = om_rect_common(item->rect, clip);
    SDL_Rect where = { item->rect.x, item->rect.y, item->rect.w, item->rect.h };
    if (!is_same_size(self, item->rect)) {
        SDL_BlitSurface(fit(self, item->rect.w, item->rect.h), NULL, surface,
                        &where);
        return;
    }
    seen.x -= item->rect.x;
    seen.y -= item->rect.y;
    struct om_rect even = make_even(&self->frame, seen);
    if (self->live && even.w == seen.w && even.h == seen.h) {
        convert_part(&self->frame, seen,
                     (uint8_t *) surface->pixels
                         + (ptrdiff_t) item->rect.y * surface->pitch
                         + (ptrdiff_t) item->rect.x * 4,
                     surface->pitch);
        return;
    }
    keep_part(self, seen);
    SDL_BlitSurface(self->kept, NULL, surface, &where);
}

static void
draw_rect(struct software *self, struct SDL_Surface *surface,
          const struct om_list *list, struct om_rect rect)
{
    SDL_Rect clip = { rect.x, rect.y, rect.w, rect.h };
    SDL_SetClipRect(surface, &clip);
    for (size_t i = om_list_bottom(list, rect); i < list->count; i++) {
        const struct om_item *item = &list->items[i];
        if (om_rect_is_empty(om_rect_common(item->rect, rect))) {
            continue;
        }
        switch (item->kind) {
            case OM_ITEM_FILL:
                om_blend_fill(surface, item, rect);
                break;
            case OM_ITEM_SURFACE:
                om_blend_picture(surface, item, rect);
                break;
            case OM_ITEM_FILM:
                draw_film(self, surface, item, rect);
                break;
        }
    }
    SDL_SetClipRect(surface, NULL);
}

// In bands that stay in the cache from the film to the last that lies on it. Of
// even height: two rows of a film share their colour, and where its rectangle
// is the damage, as while it runs, all its bands can be cut out of it.
static void
draw_bands(struct software *self, struct SDL_Surface *surface,
           const struct om_list *list, struct om_rect rect)
{
    if (om_rect_is_empty(rect)) {
        return;
    }
    const int height = 2 * (BAND_BYTES / 8 / rect.w + 1);
    const int end = rect.y + rect.h;
    struct om_rect band = rect;
    for (; band.y < end; band.y += band.h) {
        band.h = height < end - band.y ? height : end - band.y;
        draw_rect(self, surface, list, band);
    }
}

static bool
draw(struct om_painter *painter, const struct om_list *list,
     const struct om_damage *damage)
{
    struct software *self = from(painter);
    struct SDL_Surface *surface = SDL_GetWindowSurface(self->window);
    if (!surface) {
        om_log(OM_LOG_WARN, "canvas", "no window surface: %s", SDL_GetError());
        return false;
    }
    SDL_Rect rects[OM_DAMAGE_MAX];
    struct om_rect bounds = { 0, 0, surface->w, surface->h };
    for (size_t i = 0; i < damage->count; i++) {
        struct om_rect rect = om_rect_common(damage->rects[i], bounds);
        draw_bands(self, surface, list, rect);
        rects[i] = (SDL_Rect){ rect.x, rect.y, rect.w, rect.h };
    }
    return SDL_UpdateWindowSurfaceRects(self->window, rects,
                                        (int) damage->count)
           == 0;
}

static struct SDL_Surface *
read_screen(struct om_painter *painter)
{
    struct SDL_Surface *surface = SDL_GetWindowSurface(from(painter)->window);
    return surface ? SDL_DuplicateSurface(surface) : NULL;
}

struct om_painter *
om_software_create(struct SDL_Window *window)
{
    static const struct om_painter_ops ops = {
        .destroy = destroy,
        .film = film,
        .draw = draw,
        .read = read_screen,
    };
    struct SDL_Surface *surface = SDL_GetWindowSurface(window);
    bool known = surface
                 && (surface->format->format == SDL_PIXELFORMAT_RGB888
                     || surface->format->format == SDL_PIXELFORMAT_ARGB8888);
    if (!known) {
        SDL_SetError("the screen's pixels are of a kind that is not drawn");
        return NULL;
    }
    struct software *self = om_alloc(sizeof(*self));
    self->painter = (struct om_painter){ &ops, "software", true };
    self->window = window;
    return &self->painter;
}
