#include "kiosk/tour.h"

#include "base/log.h"
#include "base/path.h"
#include "base/text.h"
#include "canvas/canvas.h"
#include "picture/picture.h"

#include <SDL.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A tour waits for the idle warning once, on a question; on every other screen
// it has long gone on by then, also on a busy machine.
const om_tick om_tour_idle = OM_S(10);

static const om_tick settle = OM_MS(450);   // entrance and guard are over
static const om_tick reading = OM_MS(1000); // earlier answers are not taken
static const om_tick film_max = OM_S(4);    // wait for a caption this long
static const om_tick press = OM_MS(90);     // between down and up
static const om_tick limit = OM_S(15 * 60); // something is wrong

struct om_tour {
    char *folder; // owned
    json_t *screens;
    om_tick began, now;
    unsigned pictures;
    bool failed, over;
    // the screen being looked at
    const char *name;
    om_scene_id scene;
    uint8_t chosen; // of a question with several answers
    om_tick since;
    bool taken; // its picture is
    bool acted; // it has been touched, or needs no touch
    // what was done once
    bool visited, helped, idled;
    // a finger that is down
    bool down;
    om_tick down_since;
    float x, y;
};

struct om_tour *
om_tour_create(const char *folder)
{
    if (!om_path_make_folder(folder)) {
        om_log(OM_LOG_ERROR, "kiosk/tour", "cannot make %s: %s", folder,
               strerror(errno));
        return NULL;
    }
    struct om_tour *tour = om_alloc(sizeof(*tour));
    tour->folder = om_strdup(folder);
    tour->screens = json_array();
    tour->name = "";
    return tour;
}

static bool
write_json(struct om_tour *tour)
{
    json_t *whole =
        json_pack("{s:i, s:b, s:O}", "omstander_tour", 1, "complete",
                  tour->over && !tour->failed, "screens", tour->screens);
    char *path = om_path_join(tour->folder, "tour.json");
    bool written = json_dump_file(whole, path, JSON_INDENT(2)) == 0;
    if (!written) {
        om_log(OM_LOG_ERROR, "kiosk/tour", "cannot write %s", path);
    }
    free(path);
    json_decref(whole);
    return written;
}

bool
om_tour_finish(struct om_tour *tour)
{
    if (!tour) {
        return true;
    }
    bool good = write_json(tour) && tour->over && !tour->failed;
    json_decref(tour->screens);
    free(tour->folder);
    free(tour);
    return good;
}

bool
om_tour_is_over(const struct om_tour *tour)
{
    return tour->over || tour->failed;
}

static json_t *
describe_targets(const struct om_view *view)
{
    json_t *targets = json_array();
    for (size_t i = 0; i < view->target_count; i++) {
        const struct om_target *target = &view->targets[i];
        json_array_append_new(
            targets,
            json_pack("{s:s, s:i, s:[i,i,i,i], s:b}", "name", target->name,
                      "value", (int) target->event.value, "rect",
                      target->rect.x, target->rect.y, target->rect.w,
                      target->rect.h, "whole", target->whole));
    }
    return targets;
}

static void
take_picture(struct om_tour *tour, const struct om_view *view,
             struct om_canvas *canvas)
{
    char name[64];
    snprintf(name, sizeof(name), "%02u-%s.png", ++tour->pictures, view->name);
    char *path = om_path_join(tour->folder, name);
    struct SDL_Surface *screen = om_canvas_read(canvas);
    if (!screen || !om_picture_save_png(screen, path)) {
        om_log(OM_LOG_ERROR, "kiosk/tour", "cannot save %s", path);
        tour->failed = true;
    }
    SDL_FreeSurface(screen);
    free(path);
    json_array_append_new(
        tour->screens,
        json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:i, s:o}", "screen",
                  view->name, "language", om_view_language(view), "picture",
                  name, "at_ms", (int) ((tour->now - tour->began) / 1000),
                  "width", view->layout->width, "height", view->layout->height,
                  "cut", (int) view->cut, "targets", describe_targets(view)));
    tour->taken = true;
}

// -- touching -----------------------------------------------------------------

static void
push_finger(uint32_t type, float x, float y)
{
    SDL_Event event = { .type = type };
    event.tfinger.timestamp = SDL_GetTicks();
    event.tfinger.x = x;
    event.tfinger.y = y;
    event.tfinger.pressure = 1;
    SDL_PushEvent(&event);
}

static bool
touch_target(struct om_tour *tour, const struct om_view *view, const char *name)
{
    for (size_t i = 0; i < view->target_count; i++) {
        const struct om_target *target = &view->targets[i];
        if (strcmp(target->name, name) != 0) {
            continue;
        }
        const struct om_rect *rect = &target->rect;
        tour->x = ((float) rect->x + (float) rect->w / 2)
                  / (float) view->layout->width;
        tour->y = ((float) rect->y + (float) rect->h / 2)
                  / (float) view->layout->height;
        tour->down = true;
        tour->down_since = tour->now;
        tour->acted = true;
        push_finger(SDL_FINGERDOWN, tour->x, tour->y);
        return true;
    }
    om_log(OM_LOG_ERROR, "kiosk/tour", "no target %s on screen %s", name,
           view->name);
    tour->failed = true;
    return false;
}

// What a visitor on tour touches on each screen. A screen that is not here
// goes on by itself.
// clang-format off
static const struct {
    const char *screen;
    const char *target;
} touches[] = {
    { "attract", "start" },
    { "language", "language" },
    { "stories", "story" },
    { "note", "continue" },
    { "question", "choose" },
    { "several", "choose" },
    { "scale", "choose" },
    { "feedback", "continue" },
    { "spotted", "continue" },
    { "card", "continue" },
    { "pledge", "choose" },
    { "ending", "continue" },
    { "help", "close" },
    { "idle", "close" },
};
// clang-format on

static const char *
touch_for(struct om_tour *tour, const struct om_view *view)
{
    if (strcmp(view->name, "stories") == 0 && !tour->helped) {
        tour->helped = true;
        return "help";
    }
    if (strcmp(view->name, "question") == 0 && !tour->idled) {
        tour->idled = true; // and wait for the warning
        tour->acted = true;
        return NULL;
    }
    if (strcmp(view->name, "several") == 0 && view->visit->chosen) {
        return "ready";
    }
    if (om_visit_can_mark(view->visit, view->pack)
        && view->visit->tap_count == 0) {
        return "mark";
    }
    for (size_t i = 0; i < sizeof(touches) / sizeof(touches[0]); i++) {
        if (strcmp(view->name, touches[i].screen) == 0) {
            return touches[i].target;
        }
    }
    tour->acted = true;
    return NULL;
}

static bool
is_time(const struct om_tour *tour, const struct om_view *view)
{
    om_tick age = tour->now - tour->since;
    if (view->visit->state == OM_VISIT_FILM
        && view->visit->overlay == OM_OVERLAY_NONE) {
        return age > settle && (view->caption || age > film_max);
    }
    if (view->visit->state == OM_VISIT_QUESTION) {
        return age > reading;
    }
    bool film_first = view->visit->state == OM_VISIT_ATTRACT
                      && !view->film_there && age < film_max;
    return age > settle && !film_first;
}

static void
look_at(struct om_tour *tour, const struct om_view *view)
{
    if (strcmp(tour->name, view->name) == 0 && tour->scene == view->visit->scene
        && tour->chosen == view->visit->chosen) {
        return;
    }
    tour->chosen = view->visit->chosen;
    tour->name = view->name;
    tour->scene = view->visit->scene;
    tour->since = tour->now;
    tour->taken = strcmp(view->name, "counting") == 0;
    tour->acted = false;
}

om_tick
om_tour_step(struct om_tour *tour, const struct om_view *view,
             struct om_canvas *canvas, om_tick now)
{
    tour->now = now;
    tour->began = tour->began ? tour->began : tour->now;
    if (tour->now - tour->began > limit) {
        om_log(OM_LOG_ERROR, "kiosk/tour", "the visit does not end");
        tour->failed = true;
    }
    if (tour->down && tour->now - tour->down_since >= press) {
        push_finger(SDL_FINGERUP, tour->x, tour->y);
        tour->down = false;
    }
    look_at(tour, view);
    bool attract = view->visit->state == OM_VISIT_ATTRACT;
    if (attract && tour->visited) {
        tour->over = true;
        return tour->now;
    }
    tour->visited = tour->visited || !attract;
    if (!tour->down && is_time(tour, view)) {
        if (!tour->taken) {
            take_picture(tour, view, canvas);
        }
        const char *target = tour->acted ? NULL : touch_for(tour, view);
        if (target) {
            touch_target(tour, view, target);
        }
    }
    return tour->now + OM_MS(30);
}
