// Questions with several answers, scales, and the pledge.

#include "kiosk/screens.h"

#include <stdio.h>

static int
paint_title(struct om_view *view, const struct om_words *words,
            struct om_rect place)
{
    struct om_paint_text text = {
        .text = om_view_words(view, words),
        .step = OM_TYPE_TITLE,
        .bold = true,
        .colour = view->colours.paper,
        .x = place.x,
        .y = place.y,
        .width = place.w,
        .lines = 3,
    };
    return om_paint_text(view, &text);
}

enum { IN_ONE_COLUMN = 5 };

static int
column_count(const struct om_view *view, const struct om_scene *scene)
{
    bool many = scene->choice_count > IN_ONE_COLUMN;
    return many && !view->layout->portrait ? 2 : 1;
}

int
om_screen_choices_height(const struct om_view *view,
                         const struct om_scene *scene)
{
    const struct om_layout *layout = view->layout;
    int columns = column_count(view, scene);
    int rows = (scene->choice_count + columns - 1) / columns;
    return rows * (layout->choice + layout->gap) - layout->gap;
}

int
om_screen_choices(struct om_view *view, const struct om_scene *scene,
                  struct om_rect place, uint8_t chosen)
{
    const struct om_layout *layout = view->layout;
    int columns = column_count(view, scene);
    int width = (place.w - (columns - 1) * layout->gap) / columns;
    uint8_t order[OM_PACK_CHOICES_MAX];
    om_visit_order(view->visit, scene, order);
    for (int i = 0; i < scene->choice_count; i++) {
        bool taken = chosen & 1U << order[i];
        struct om_button button = {
            .rect = { place.x + i % columns * (width + layout->gap),
                      place.y + i / columns * (layout->choice + layout->gap),
                      width, layout->choice },
            .look = OM_BUTTON_CHOICE,
            .label = om_view_words(view, &scene->choices[order[i]].text),
            .icon = taken ? OM_ICON_CHECK + 1 : 0,
            .chosen = taken,
            .event = { OM_EVENT_CHOOSE, order[i] },
            .name = "choose",
        };
        om_paint_button(view, &button);
    }
    return om_screen_choices_height(view, scene);
}

// What ends the choosing, or how to begin; returns the height.
static int
paint_ready(struct om_view *view, struct om_rect place)
{
    const struct om_layout *layout = view->layout;
    struct om_button ready = {
        .look = OM_BUTTON_PRIMARY,
        .label = om_view_word(view, OM_WORD_READY),
        .icon = OM_ICON_CHECK + 1,
        .event = { OM_EVENT_READY, 0 },
        .name = "ready",
    };
    if (view->visit->chosen) {
        int width = om_paint_button_width(view, &ready);
        ready.rect =
            (struct om_rect){ place.x, place.y, width, layout->choice };
        om_paint_button(view, &ready);
        return layout->choice;
    }
    struct om_paint_text hint = {
        .text = om_view_word(view, OM_WORD_SEVERAL),
        .step = OM_TYPE_BODY,
        .colour = view->colours.paper,
        .x = place.x,
        .width = place.w,
    };
    hint.y = place.y + (layout->choice - om_paint_measure(view, &hint)) / 2;
    om_paint_text(view, &hint);
    return layout->choice; // the same: nothing moves at the first touch
}

static int
paint_several(struct om_view *view, struct om_rect place)
{
    const struct om_scene *question = &view->pack->scenes[view->visit->scene];
    int gap = view->layout->unit * 4;
    int top = place.y;
    place.y += paint_title(view, &question->text, place) + gap;
    place.y +=
        om_screen_choices(view, question, place, view->visit->chosen) + gap;
    return place.y + paint_ready(view, place) - top;
}

void
om_screen_several(struct om_view *view)
{
    view->name = "several";
    om_screen_frozen(view);
    om_screen_entrance(view);
    om_screen_middle(view, om_screen_words_place(view), paint_several);
    om_screen_chrome(view);
}

// -- scales -------------------------------------------------------------------

static void
paint_step(struct om_view *view, uint8_t step, struct om_rect rect)
{
    struct om_button button = {
        .rect = rect,
        .look = OM_BUTTON_CHOICE,
        .event = { OM_EVENT_CHOOSE, step },
        .name = "choose",
    };
    om_paint_button(view, &button);
    char number[16];
    snprintf(number, sizeof(number), "%u", step + 1U);
    bool pressed = om_paint_is_pressed(view, button.event);
    struct om_paint_text text = {
        .text = number,
        .step = OM_TYPE_HEAD,
        .bold = true,
        .centre = true,
        .colour = pressed ? view->colours.ink : view->colours.paper,
        .x = rect.x,
        .width = rect.w,
    };
    text.y = rect.y + (rect.h - om_paint_measure(view, &text)) / 2;
    om_paint_text(view, &text);
}

// The words at both ends, under the row; the right one ends where it ends.
// Returns the height.
static int
paint_ends(struct om_view *view, const struct om_scene *scale,
           struct om_rect place)
{
    struct om_paint_text text = {
        .text = om_view_words(view, &scale->low),
        .step = OM_TYPE_LEAD,
        .colour = view->colours.paper,
        .x = place.x,
        .y = place.y,
        .width = place.w * 9 / 20,
        .lines = 3,
    };
    int low = om_paint_text(view, &text);
    text.text = om_view_words(view, &scale->high);
    int width = om_paint_text_box(view, &text).w;
    text.width = width;
    text.x = place.x + place.w - width;
    int high = om_paint_text(view, &text);
    return low > high ? low : high;
}

static int
paint_scale(struct om_view *view, struct om_rect place)
{
    const struct om_layout *layout = view->layout;
    const struct om_scene *scale = &view->pack->scenes[view->visit->scene];
    int top = place.y;
    place.y += paint_title(view, &scale->text, place) + layout->unit * 5;
    int count = scale->choice_count;
    int width = (place.w - (count - 1) * layout->gap) / count;
    for (int i = 0; i < count; i++) {
        struct om_rect rect = { place.x + i * (width + layout->gap), place.y,
                                width, layout->choice };
        paint_step(view, (uint8_t) i, rect);
    }
    place.y += layout->choice + layout->unit * 2;
    return place.y + paint_ends(view, scale, place) - top;
}

void
om_screen_scale(struct om_view *view)
{
    view->name = "scale";
    om_screen_frozen(view);
    om_screen_entrance(view);
    om_screen_middle(view, om_screen_words_place(view), paint_scale);
    om_screen_chrome(view);
}

// -- the pledge ---------------------------------------------------------------

static int
paint_pledge(struct om_view *view, struct om_rect place)
{
    const struct om_layout *layout = view->layout;
    const struct om_scene *end = &view->pack->scenes[view->visit->scene];
    int gap = layout->unit * 4;
    int top = place.y;
    place.y += paint_title(view, &end->pledge_text, place) + gap;
    place.y += om_screen_choices(view, end, place, 0) + gap;
    struct om_button skip = {
        .look = OM_BUTTON_QUIET,
        .label = om_view_word(view, OM_WORD_SKIP),
        .icon = OM_ICON_NEXT + 1,
        .event = { OM_EVENT_CONTINUE, 0 },
        .name = "continue",
    };
    skip.rect =
        (struct om_rect){ place.x, place.y, om_paint_button_width(view, &skip),
                          layout->target };
    om_paint_button(view, &skip);
    return place.y + layout->target - top;
}

void
om_screen_pledge(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    om_screen_backdrop(view, layout->portrait ? 255 : 222);
    om_screen_entrance(view);
    struct om_rect place = layout->content;
    if (layout->portrait) {
        place.y += place.h / 6; // below the languages, within reach
    } else {
        place.w = place.w * 9 / 12;
    }
    om_screen_middle(view, place, paint_pledge);
    om_screen_chrome(view);
}
