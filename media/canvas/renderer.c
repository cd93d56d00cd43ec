// The painter for machines with a GPU: the whole list through SDL's renderer,
// film as a YUV texture that the GPU converts and scales, pictures as textures
// kept by their ids.
//
// What the buffer holds after it was shown is not known, so drawing only what
// changed needs a picture of the screen that is kept, and one copy of it. It is
// done where it touches fewer pixels than drawing everything would: a button
// over a frozen film; not for a film that fills the screen.

#include "base/text.h"
#include "canvas/painter.h"

#include <SDL.h>
#include <SDL_opengl.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTURES_MAX = 192 };

struct entry {
    uint64_t id; // 0: free
    struct SDL_Texture *texture;
    uint64_t used; // number of the draw
};

struct renderer {
    struct om_painter painter;
    struct SDL_Renderer *sdl;
    struct SDL_Texture *kept; // the screen, drawn in parts; NULL: none
    int kept_width, kept_height;
    bool kept_valid;
    struct SDL_Texture *film;
    int film_width, film_height;
    bool film_bt601;
    struct entry entries[TEXTURES_MAX];
    uint64_t draws;
    char name[64];
};

static struct renderer *
from(struct om_painter *painter)
{
    return (struct renderer *) painter;
}

static void
destroy(struct om_painter *painter)
{
    struct renderer *self = from(painter);
    SDL_DestroyRenderer(self->sdl); // and all its textures
    free(self);
}

static void
film(struct om_painter *painter, const struct om_clip_frame *frame)
{
    struct renderer *self = from(painter);
    if (!frame) {
        return; // the texture is a copy already
    }
    bool fits = self->film && self->film_width == (int) frame->width
                && self->film_height == (int) frame->height
                && self->film_bt601 == frame->bt601;
    if (!fits) {
        if (self->film) {
            SDL_DestroyTexture(self->film);
        }
        SDL_SetYUVConversionMode(frame->bt601 ? SDL_YUV_CONVERSION_BT601
                                              : SDL_YUV_CONVERSION_BT709);
        self->film = SDL_CreateTexture(self->sdl, SDL_PIXELFORMAT_IYUV,
                                       SDL_TEXTUREACCESS_STREAMING,
                                       (int) frame->width, (int) frame->height);
        self->film_width = (int) frame->width;
        self->film_height = (int) frame->height;
        self->film_bt601 = frame->bt601;
    }
    if (self->film) {
        SDL_UpdateYUVTexture(self->film, NULL, frame->plane[0],
                             (int) frame->pitch[0], frame->plane[1],
                             (int) frame->pitch[1], frame->plane[2],
                             (int) frame->pitch[2]);
    }
}

static struct SDL_Texture *
texture_of(struct renderer *self, const struct om_item *item)
{
    struct entry *oldest = &self->entries[0];
    for (size_t i = 0; i < TEXTURES_MAX; i++) {
        struct entry *entry = &self->entries[i];
        if (entry->id == item->id && entry->texture) {
            entry->used = self->draws;
            return entry->texture;
        }
        if (entry->used < oldest->used) {
            oldest = entry;
        }
    }
    if (oldest->texture) {
        SDL_DestroyTexture(oldest->texture);
    }
    oldest->id = item->id;
    oldest->used = self->draws;
    oldest->texture = SDL_CreateTextureFromSurface(self->sdl, item->surface);
    return oldest->texture;
}

static void
draw_item(struct renderer *self, const struct om_item *item)
{
    SDL_Rect where = { item->rect.x, item->rect.y, item->rect.w, item->rect.h };
    struct SDL_Texture *texture = NULL;
    switch (item->kind) {
        case OM_ITEM_FILL:
            SDL_SetRenderDrawBlendMode(self->sdl, SDL_BLENDMODE_BLEND);
            SDL_SetRenderDrawColor(self->sdl, (uint8_t) (item->colour >> 16),
                                   (uint8_t) (item->colour >> 8),
                                   (uint8_t) item->colour, item->alpha);
            SDL_RenderFillRect(self->sdl, &where);
            return;
        case OM_ITEM_FILM:
            texture = self->film;
            break;
        case OM_ITEM_SURFACE:
            texture = texture_of(self, item);
            if (texture) {
                SDL_SetTextureBlendMode(texture, SDL_BLENDMODE_BLEND);
                SDL_SetTextureAlphaMod(texture, item->alpha);
            }
            break;
    }
    if (texture) {
        SDL_RenderCopy(self->sdl, texture, NULL, &where);
    }
}

static void
draw_rect(struct renderer *self, const struct om_list *list,
          struct om_rect rect)
{
    SDL_Rect clip = { rect.x, rect.y, rect.w, rect.h };
    SDL_RenderSetClipRect(self->sdl, &clip);
    for (size_t i = om_list_bottom(list, rect); i < list->count; i++) {
        if (!om_rect_is_empty(om_rect_common(list->items[i].rect, rect))) {
            draw_item(self, &list->items[i]);
        }
    }
    SDL_RenderSetClipRect(self->sdl, NULL);
}

// Pixels that drawing this rectangle touches.
static uint64_t
cost_of(const struct om_list *list, struct om_rect rect)
{
    uint64_t cost = 0;
    for (size_t i = om_list_bottom(list, rect); i < list->count; i++) {
        struct om_rect part = om_rect_common(list->items[i].rect, rect);
        cost += (uint64_t) part.w * (uint64_t) part.h;
    }
    return cost;
}

// Whether it pays to draw into the kept picture and copy that.
static bool
pays_in_parts(const struct om_list *list, const struct om_damage *damage,
              struct om_rect bounds)
{
    uint64_t cost = (uint64_t) bounds.w * (uint64_t) bounds.h; // the copy
    for (size_t i = 0; i < damage->count; i++) {
        cost += cost_of(list, damage->rects[i]);
    }
    return cost < cost_of(list, bounds);
}

static bool
ensure_kept(struct renderer *self, struct om_rect bounds)
{
    if (self->kept && self->kept_width == bounds.w
        && self->kept_height == bounds.h) {
        return true;
    }
    if (self->kept) {
        SDL_DestroyTexture(self->kept);
    }
    self->kept =
        SDL_CreateTexture(self->sdl, SDL_PIXELFORMAT_ARGB8888,
                          SDL_TEXTUREACCESS_TARGET, bounds.w, bounds.h);
    self->kept_width = bounds.w;
    self->kept_height = bounds.h;
    self->kept_valid = false;
    return self->kept != NULL;
}

// False when nothing can be kept here.
static bool
draw_in_parts(struct renderer *self, const struct om_list *list,
              const struct om_damage *damage, struct om_rect bounds)
{
    if (!ensure_kept(self, bounds)
        || SDL_SetRenderTarget(self->sdl, self->kept) != 0) {
        return false;
    }
    if (self->kept_valid) {
        for (size_t i = 0; i < damage->count; i++) {
            draw_rect(self, list, damage->rects[i]);
        }
    } else {
        draw_rect(self, list, bounds);
    }
    self->kept_valid = true;
    SDL_SetRenderTarget(self->sdl, NULL);
    SDL_SetTextureBlendMode(self->kept, SDL_BLENDMODE_NONE);
    SDL_RenderCopy(self->sdl, self->kept, NULL, NULL);
    return true;
}

static bool
draw(struct om_painter *painter, const struct om_list *list,
     const struct om_damage *damage)
{
    struct renderer *self = from(painter);
    struct om_rect bounds = { 0 };
    SDL_GetRendererOutputSize(self->sdl, &bounds.w, &bounds.h);
    self->draws++;
    if (!pays_in_parts(list, damage, bounds)
        || !draw_in_parts(self, list, damage, bounds)) {
        self->kept_valid = false;
        SDL_SetRenderDrawColor(self->sdl, 0, 0, 0, 255);
        SDL_RenderClear(self->sdl);
        draw_rect(self, list, bounds);
    }
    SDL_RenderPresent(self->sdl);
    return true;
}

static struct SDL_Surface *
read_screen(struct om_painter *painter)
{
    struct renderer *self = from(painter);
    int width = 0, height = 0;
    SDL_GetRendererOutputSize(self->sdl, &width, &height);
    struct SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(
        0, width, height, 32, SDL_PIXELFORMAT_ARGB8888);
    if (surface) {
        SDL_RenderReadPixels(self->sdl, NULL, SDL_PIXELFORMAT_ARGB8888,
                             surface->pixels, surface->pitch);
    }
    return surface;
}

// Whether OpenGL behind this renderer is a program rather than a GPU.
static bool
is_rasteriser(void)
{
    typedef const GLubyte *(APIENTRY * get_string)(GLenum name);
    get_string get = NULL;
    void *address = SDL_GL_GetProcAddress("glGetString");
    memcpy(&get, &address, sizeof(get));
    const char *name = get ? (const char *) get(GL_RENDERER) : NULL;
    return !name || strstr(name, "llvmpipe") || strstr(name, "softpipe")
           || strstr(name, "SWR");
}

// Loading OpenGL only to find that it is a program costs a tenth of a second
// and a hundred megabytes; without a render node there is no GPU to find.
static bool
has_gpu(void)
{
    DIR *folder = opendir("/dev/dri");
    if (!folder) {
        return false;
    }
    bool found = false;
    for (struct dirent *entry; !found && (entry = readdir(folder));) {
        found = strncmp(entry->d_name, "render", 6) == 0
                || strncmp(entry->d_name, "card", 4) == 0;
    }
    closedir(folder);
    return found;
}

struct om_painter *
om_renderer_create(struct SDL_Window *window, bool any)
{
    static const struct om_painter_ops ops = {
        .destroy = destroy,
        .film = film,
        .draw = draw,
        .read = read_screen,
    };
    if (!any && !has_gpu()) {
        return NULL;
    }
    struct SDL_Renderer *sdl = SDL_CreateRenderer(
        window, -1, SDL_RENDERER_ACCELERATED | SDL_RENDERER_PRESENTVSYNC);
    if (!sdl && any) {
        sdl = SDL_CreateRenderer(window, -1, 0);
    }
    if (!sdl) {
        return NULL;
    }
    if (!any && is_rasteriser()) {
        SDL_DestroyRenderer(sdl);
        return NULL;
    }
    SDL_RendererInfo info = { 0 };
    SDL_GetRendererInfo(sdl, &info);
    struct renderer *self = om_alloc(sizeof(*self));
    SDL_strlcpy(self->name, info.name ? info.name : "renderer",
                sizeof(self->name));
    self->painter = (struct om_painter){ &ops, self->name, false };
    self->sdl = sdl;
    return &self->painter;
}
