// The software painter. One conversion takes a frame from the decoder's shared
// memory to the window's: libyuv, which knows this processor's widest
// registers, writes straight into the window surface, which on X11 is shared
// with the server. Where a film stands still it is kept once as RGB, so that
// what lies on it can be redrawn.

#include "base/log.h"
#include "base/text.h"
#include "canvas/painter.h"

#include <SDL.h>
#include <libyuv/convert_argb.h>
#include <stdlib.h>

struct software {
    struct om_painter painter;
    struct SDL_Window *window;
    struct om_clip_frame frame; // borrowed planes while `live`
    bool live;
    struct SDL_Surface *kept; // owned; the film as RGB when not live
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
    free(self);
}

// Both formats this painter knows are B, G, R and something in memory.
static void
convert_frame(const struct om_clip_frame *frame, uint8_t *pixels, int pitch)
{
    int (*convert)(const uint8_t *, int, const uint8_t *, int, const uint8_t *,
                   int, uint8_t *, int, int, int) =
        frame->bt601 ? I420ToARGB : H420ToARGB;
    (void) convert(frame->plane[0], (int) frame->pitch[0], frame->plane[1],
                   (int) frame->pitch[1], frame->plane[2],
                   (int) frame->pitch[2], pixels, pitch, (int) frame->width,
                   (int) frame->height);
}

static bool
ensure_kept(struct software *self, int width, int height)
{
    if (self->kept && self->kept->w == width && self->kept->h == height) {
        return true;
    }
    SDL_FreeSurface(self->kept);
    self->kept = SDL_CreateRGBSurfaceWithFormat(0, width, height, 32,
                                                SDL_PIXELFORMAT_RGB888);
    return self->kept != NULL;
}

static void
keep(struct software *self)
{
    if (self->live
        && ensure_kept(self, (int) self->frame.width,
                       (int) self->frame.height)) {
        convert_frame(&self->frame, self->kept->pixels, self->kept->pitch);
    }
    self->live = false;
}

static void
film(struct om_painter *painter, const struct om_clip_frame *frame)
{
    struct software *self = from(painter);
    if (!frame) {
        keep(self);
        return;
    }
    self->frame = *frame;
    self->live = true;
}

static void
blend_fill(struct SDL_Surface *surface, struct om_rect rect, uint32_t colour,
           uint8_t alpha)
{
    const uint32_t weight = (uint32_t) alpha + (alpha >> 7); // 0..256
    const uint32_t rb = (colour & 0xff00ff) * weight;
    const uint32_t g = (colour & 0x00ff00) * weight;
    const uint32_t rest = 256 - weight;
    for (int y = rect.y; y < rect.y + rect.h; y++) {
        uint32_t *row = (uint32_t *) (void *) ((uint8_t *) surface->pixels
                                               + (ptrdiff_t) y * surface->pitch)
                        + rect.x;
        for (int x = 0; x < rect.w; x++) {
            uint32_t under = row[x];
            row[x] = ((((under & 0xff00ff) * rest + rb) >> 8) & 0xff00ff)
                     | ((((under & 0x00ff00) * rest + g) >> 8) & 0x00ff00);
        }
    }
}

static void
draw_fill(struct SDL_Surface *surface, const struct om_item *item,
          struct om_rect clip)
{
    struct om_rect rect = om_rect_common(item->rect, clip);
    if (om_rect_is_empty(rect)) {
        return;
    }
    if (item->alpha == 255) {
        SDL_Rect area = { rect.x, rect.y, rect.w, rect.h };
        SDL_FillRect(surface, &area,
                     SDL_MapRGB(surface->format, (uint8_t) (item->colour >> 16),
                                (uint8_t) (item->colour >> 8),
                                (uint8_t) item->colour));
        return;
    }
    blend_fill(surface, rect, item->colour, item->alpha);
}

static void
draw_surface(struct SDL_Surface *surface, const struct om_item *item)
{
    SDL_Rect where = { item->rect.x, item->rect.y, 0, 0 };
    SDL_SetSurfaceBlendMode(item->surface, SDL_BLENDMODE_BLEND);
    SDL_SetSurfaceAlphaMod(item->surface, item->alpha);
    SDL_BlitSurface(item->surface, NULL, surface, &where);
}

// The live frame goes straight into the window when nothing of it is clipped
// away and it has the size asked for; else by way of the kept picture.
static void
draw_film(struct software *self, struct SDL_Surface *surface,
          const struct om_item *item, struct om_rect clip)
{
    const struct om_clip_frame *frame = &self->frame;
    bool fits = self->live && (int) frame->width == item->rect.w
                && (int) frame->height == item->rect.h
                && om_rect_contains(clip, item->rect);
    if (fits) {
        uint8_t *pixels = (uint8_t *) surface->pixels
                          + (ptrdiff_t) item->rect.y * surface->pitch
                          + (ptrdiff_t) item->rect.x * 4;
        convert_frame(frame, pixels, surface->pitch);
        return;
    }
    if (self->live) {
        keep(self);
        self->live = true; // the frame is still valid; it was only copied
    }
    if (!self->kept) {
        return;
    }
    SDL_Rect where = { item->rect.x, item->rect.y, item->rect.w, item->rect.h };
    SDL_SetSurfaceBlendMode(self->kept, SDL_BLENDMODE_NONE);
    if (self->kept->w == where.w && self->kept->h == where.h) {
        SDL_BlitSurface(self->kept, NULL, surface, &where);
    } else {
        SDL_BlitScaled(self->kept, NULL, surface, &where);
    }
}

// The topmost item that hides everything below it in this rectangle.
static size_t
first_visible(const struct om_list *list, struct om_rect rect)
{
    for (size_t i = list->count; i-- > 0;) {
        const struct om_item *item = &list->items[i];
        bool opaque = item->kind != OM_ITEM_SURFACE && item->alpha == 255;
        if (opaque && om_rect_contains(item->rect, rect)) {
            return i;
        }
    }
    return 0;
}

static void
draw_rect(struct software *self, struct SDL_Surface *surface,
          const struct om_list *list, struct om_rect rect)
{
    SDL_Rect clip = { rect.x, rect.y, rect.w, rect.h };
    SDL_SetClipRect(surface, &clip);
    for (size_t i = first_visible(list, rect); i < list->count; i++) {
        const struct om_item *item = &list->items[i];
        if (om_rect_is_empty(om_rect_common(item->rect, rect))) {
            continue;
        }
        switch (item->kind) {
            case OM_ITEM_FILL:
                draw_fill(surface, item, rect);
                break;
            case OM_ITEM_SURFACE:
                draw_surface(surface, item);
                break;
            case OM_ITEM_FILM:
                draw_film(self, surface, item, rect);
                break;
        }
    }
    SDL_SetClipRect(surface, NULL);
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
        draw_rect(self, surface, list, rect);
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
    self->painter = (struct om_painter){ &ops, "software" };
    self->window = window;
    return &self->painter;
}
