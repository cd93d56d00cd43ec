// The painter for machines with a GPU: the whole list through SDL's renderer,
// film as a YUV texture that the GPU converts and scales, pictures as textures
// kept by their ids. A double-buffered renderer has no damage to save, so it
// draws everything each time something changed.

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

static bool
draw(struct om_painter *painter, const struct om_list *list,
     const struct om_damage *damage)
{
    (void) damage;
    struct renderer *self = from(painter);
    self->draws++;
    SDL_SetRenderDrawColor(self->sdl, 0, 0, 0, 255);
    SDL_RenderClear(self->sdl);
    for (size_t i = 0; i < list->count; i++) {
        draw_item(self, &list->items[i]);
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
    self->painter = (struct om_painter){ &ops, self->name };
    self->sdl = sdl;
    return &self->painter;
}
