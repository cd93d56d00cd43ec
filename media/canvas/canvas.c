#include "canvas/canvas.h"

#include "base/log.h"
#include "base/text.h"
#include "canvas/painter.h"

#include <SDL.h>
#include <stdlib.h>

struct om_canvas {
    struct SDL_Window *window; // borrowed
    struct om_painter *painter;
    struct om_list shown;  // what the screen shows
    bool valid;            // it really does
    bool tints;            // what is drawn again is made visible
    struct om_list tinted; // `shown` with the tint over it
    struct om_damage last; // where the tint lies
    uint64_t film_serial;
    int film_width, film_height;
    struct om_canvas_status status;
};

void
om_canvas_prepare(void)
{
    // Without this SDL presents a window surface through OpenGL, which on a
    // machine without a GPU doubles the work.
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_SetHint(SDL_HINT_RENDER_SCALE_QUALITY, "linear");
    SDL_SetHint(SDL_HINT_RENDER_VSYNC, "1");
}

static struct om_painter *
choose_painter(struct SDL_Window *window, enum om_canvas_choice choice)
{
    if (choice != OM_CANVAS_SOFTWARE) {
        struct om_painter *painter =
            om_renderer_create(window, choice == OM_CANVAS_RENDERER);
        if (painter) {
            return painter;
        }
    }
    return om_software_create(window);
}

struct om_canvas *
om_canvas_create(struct SDL_Window *window, enum om_canvas_choice choice)
{
    struct om_painter *painter = choose_painter(window, choice);
    if (!painter) {
        om_log(OM_LOG_ERROR, "canvas", "cannot draw in the window: %s",
               SDL_GetError());
        return NULL;
    }
    struct om_canvas *canvas = om_alloc(sizeof(*canvas));
    canvas->window = window;
    canvas->painter = painter;
    canvas->status.painter = painter->name;
    om_log(OM_LOG_DEBUG, "canvas", "painter: %s", painter->name);
    return canvas;
}

void
om_canvas_destroy(struct om_canvas *canvas)
{
    if (canvas) {
        canvas->painter->ops->destroy(canvas->painter);
        free(canvas);
    }
}

bool
om_canvas_wants_fitted_film(const struct om_canvas *canvas)
{
    return canvas->painter->wants_fitted_film;
}

void
om_canvas_set_film(struct om_canvas *canvas, const struct om_clip_frame *frame)
{
    canvas->film_serial = frame->serial;
    canvas->film_width = (int) frame->width;
    canvas->film_height = (int) frame->height;
    canvas->painter->ops->film(canvas->painter, frame);
}

void
om_canvas_keep_film(struct om_canvas *canvas)
{
    if (canvas->film_serial) {
        canvas->painter->ops->film(canvas->painter, NULL);
    }
}

uint64_t
om_canvas_film_serial(const struct om_canvas *canvas)
{
    return canvas->film_serial;
}

bool
om_canvas_film_size(const struct om_canvas *canvas, int *width, int *height)
{
    *width = canvas->film_width;
    *height = canvas->film_height;
    return canvas->film_serial != 0;
}

void
om_canvas_invalidate(struct om_canvas *canvas)
{
    canvas->valid = false;
}

void
om_canvas_show_damage(struct om_canvas *canvas)
{
    canvas->tints = true;
}

// What was drawn again is tinted and framed; what was so before is not any
// longer, and has to be drawn too. A tint is made of items like any others, so
// that no painter knows about it.
static void
add_tint(struct om_canvas *canvas, struct om_damage *damage)
{
    struct om_damage changed = *damage;
    canvas->tinted = canvas->shown;
    for (size_t i = 0; i < changed.count; i++) {
        struct om_rect r = changed.rects[i];
        const struct om_rect frame[] = {
            { r.x, r.y, r.w, 2 },
            { r.x, r.y + r.h - 2, r.w, 2 },
            { r.x, r.y, 2, r.h },
            { r.x + r.w - 2, r.y, 2, r.h },
        };
        om_list_fill(&canvas->tinted, r, OM_CANVAS_TINT, 64);
        for (size_t k = 0; k < sizeof(frame) / sizeof(frame[0]); k++) {
            om_list_fill(&canvas->tinted, om_rect_common(frame[k], r),
                         OM_CANVAS_TINT, 255);
        }
    }
    for (size_t i = 0; i < canvas->last.count; i++) {
        om_damage_add(damage, canvas->last.rects[i]);
    }
    canvas->last = changed;
}

bool
om_canvas_draw(struct om_canvas *canvas, const struct om_list *list)
{
    struct om_rect bounds = { 0 };
    SDL_GetWindowSize(canvas->window, &bounds.w, &bounds.h);
    struct om_damage damage = { 0 };
    if (canvas->valid) {
        om_damage_between(&damage, &canvas->shown, list, bounds);
    } else {
        om_damage_add(&damage, bounds);
    }
    if (damage.count == 0) {
        return false;
    }
    SDL_memcpy(canvas->shown.items, list->items,
               list->count * sizeof(list->items[0]));
    canvas->shown.count = list->count;
    canvas->status.draws++;
    canvas->status.pixels += om_damage_area(&damage);
    canvas->status.last = damage;
    if (canvas->tints) {
        add_tint(canvas, &damage);
        list = &canvas->tinted;
    }
    canvas->valid = canvas->painter->ops->draw(canvas->painter, list, &damage);
    return canvas->valid;
}

struct SDL_Surface *
om_canvas_read(struct om_canvas *canvas)
{
    return canvas->painter->ops->read(canvas->painter);
}

struct om_canvas_status
om_canvas_get_status(const struct om_canvas *canvas)
{
    return canvas->status;
}
