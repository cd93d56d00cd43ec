// The film, and what stands over its frozen frame.

#include "kiosk/screens.h"

#include <string.h>

static const om_tick controls = OM_S(4); // after the last touch

// Where a caption goes: within this width, its bottom (`hangs`: its top) here.
struct caption_place {
    int x, width, y;
    bool hangs;
};

static void
paint_caption(struct om_view *view, const struct caption_place *place)
{
    const struct om_layout *layout = view->layout;
    if (!view->caption) {
        return;
    }
    struct om_paint_text caption = {
        .text = view->caption,
        .step = OM_TYPE_LEAD,
        .colour = view->colours.paper,
        .centre = true,
        .width = place->width,
        .x = place->x,
        .lines = 4,
    };
    int height = om_paint_measure(view, &caption);
    int pad = layout->unit * 2;
    caption.y = place->hangs ? place->y : place->y - height;
    struct om_rect box = om_paint_text_box(view, &caption);
    box.x -= pad;
    box.w += 2 * pad;
    box.y -= pad / 2;
    box.h += pad;
    om_paint_panel(view, box, view->colours.ink, 190);
    om_paint_text(view, &caption);
}

// Stop and help as icons: there for whoever needs them, quiet for the rest.
static void
paint_quiet_controls(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    int size = layout->target;
    struct om_button stop = {
        .rect = { layout->bar.x, layout->bar.y, size, size },
        .look = OM_BUTTON_QUIET,
        .icon = OM_ICON_STOP + 1,
        .event = { OM_EVENT_STOP, 0 },
        .name = "stop",
    };
    struct om_button help = {
        .rect = { layout->bar.x + layout->bar.w - size, layout->bar.y, size,
                  size },
        .look = OM_BUTTON_CALM,
        .icon = OM_ICON_HELP + 1,
        .event = { OM_EVENT_HELP, 0 },
        .name = "help",
    };
    uint8_t before = view->alpha;
    view->alpha = 150;
    om_paint_button(view, &stop);
    om_paint_button(view, &help);
    view->alpha = before;
}

static struct caption_place
usual_caption_place(const struct om_view *view, bool controls_are_up)
{
    const struct om_layout *layout = view->layout;
    if (layout->portrait) {
        return (struct caption_place){ layout->content.x, layout->content.w,
                                       layout->film.y + layout->film.h
                                           + layout->unit * 6,
                                       true };
    }
    int width = layout->content.w * 8 / 12;
    return (struct caption_place){
        layout->content.x + (layout->content.w - width) / 2, width,
        controls_are_up ? layout->bar.y - layout->unit * 3
                        : layout->bar.y + layout->bar.h,
        false
    };
}

// Between stop and help, and beside the chat where there is one.
static struct om_rect
spot_place(struct om_view *view, bool chat)
{
    const struct om_layout *layout = view->layout;
    struct om_rect place = layout->content;
    if (layout->portrait) {
        place.h = layout->bar.y - layout->gap - place.y;
        return place;
    }
    int side = layout->content.w * 2 / 12;
    place.x += side;
    place.w -= side + (chat ? om_screen_chat_width(view) + layout->gap : side);
    place.h = layout->bar.y + layout->bar.h - place.y;
    return place;
}

int
om_screen_chat_width(const struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    return layout->portrait ? layout->content.w : layout->content.w * 4 / 12;
}

// What else there is besides the film: a chat, a question about moments. The
// captions make room for both.
static void
paint_company(struct om_view *view, const struct om_scene *film,
              struct caption_place *caption)
{
    const struct om_layout *layout = view->layout;
    int gap = layout->unit * 2;
    int bottom = layout->bar.y - gap;
    int top = layout->margin * 2 / 3 + layout->target + gap;
    if (om_visit_can_mark(view->visit, view->pack)) {
        struct om_rect place = spot_place(view, film->chat != NULL);
        int spot_top = om_screen_spot(view, &film->spot, place);
        caption->x = place.x;
        caption->width = place.w;
        caption->y = spot_top;
        bottom = layout->portrait ? spot_top : bottom;
    }
    if (film->chat) {
        int width = om_screen_chat_width(view);
        top = layout->portrait ? layout->film.y + layout->film.h + gap : top;
        struct om_rect place = { layout->content.x + layout->content.w - width,
                                 top, width, bottom - top };
        om_screen_chat(view, film->chat, place);
        if (!om_visit_can_mark(view->visit, view->pack)) {
            caption->x = layout->content.x;
            caption->width = place.x - gap * 2 - caption->x;
        }
    }
    if (layout->portrait) { // over the film's lower edge
        caption->x = layout->content.x;
        caption->width = layout->content.w;
        caption->hangs = false;
        caption->y = layout->film.y + layout->film.h - gap;
    }
}

void
om_screen_film(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    const struct om_scene *film = &view->pack->scenes[view->visit->scene];
    om_screen_backdrop(view, 0);
    om_tick hide = view->touched + controls;
    bool up = view->now < hide || layout->portrait;
    if (up) {
        om_screen_chrome(view);
        if (!layout->portrait && hide < view->next) {
            view->next = hide;
        }
    } else {
        paint_quiet_controls(view);
    }
    struct caption_place place = usual_caption_place(view, up);
    if (film->chat || om_visit_can_mark(view->visit, view->pack)) {
        paint_company(view, film, &place);
    }
    paint_caption(view, &place);
}

// Where the words over a frozen film begin, and how wide they may be.
struct om_rect
om_screen_words_place(const struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    struct om_rect place = layout->content;
    if (layout->portrait) {
        int top = layout->film.y + layout->film.h + layout->unit * 6;
        place.h -= top - place.y;
        place.y = top;
        return place;
    }
    place.w = place.w * 9 / 12;
    return place;
}

void
om_screen_question(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    const struct om_scene *question = &view->pack->scenes[view->visit->scene];
    if (question->ask != OM_ASK_CHOICE) {
        (question->ask == OM_ASK_SCALE ? om_screen_scale
                                       : om_screen_several)(view);
        return;
    }
    om_screen_frozen(view);
    om_screen_entrance(view);
    struct om_rect place = om_screen_words_place(view);
    struct om_paint_text text = {
        .text = om_view_words(view, &question->text),
        .step = OM_TYPE_TITLE,
        .bold = true,
        .colour = view->colours.paper,
        .x = place.x,
        .width = place.w,
        .lines = 3,
    };
    int gap = layout->unit * 5;
    int height = om_paint_measure(view, &text) + gap
                 + om_screen_choices_height(view, question);
    int room = place.h - height;
    text.y = place.y + (layout->portrait || room < 0 ? 0 : room / 2);
    place.y = text.y + om_paint_text(view, &text) + gap;
    om_screen_choices(view, question, place, 0);
    om_screen_chrome(view);
}
