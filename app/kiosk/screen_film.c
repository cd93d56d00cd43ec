// The film, and what stands over its frozen frame.

#include "kiosk/screens.h"

#include <string.h>

static const om_tick controls = OM_S(4); // after the last touch

static void
paint_caption(struct om_view *view, int bottom)
{
    const struct om_layout *layout = view->layout;
    if (!view->caption) {
        return;
    }
    int width =
        layout->portrait ? layout->content.w : layout->content.w * 8 / 12;
    struct om_paint_text caption = {
        .text = view->caption,
        .step = OM_TYPE_LEAD,
        .colour = view->colours.paper,
        .centre = true,
        .width = width,
        .x = layout->content.x + (layout->content.w - width) / 2,
        .lines = 4,
    };
    int height = om_paint_measure(view, &caption);
    int pad = layout->unit * 2;
    caption.y = layout->portrait ? bottom : bottom - height;
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

void
om_screen_film(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    om_screen_backdrop(view, 0);
    om_tick hide = view->touched + controls;
    if (view->now < hide || layout->portrait) {
        om_screen_chrome(view);
        if (!layout->portrait && hide < view->next) {
            view->next = hide;
        }
    } else {
        paint_quiet_controls(view);
    }
    int bottom = layout->bar.y - layout->unit * 3;
    if (layout->portrait) {
        bottom = layout->film.y + layout->film.h + layout->unit * 6;
    } else if (view->now >= hide) {
        bottom = layout->bar.y + layout->bar.h;
    }
    paint_caption(view, bottom);
}

// Where the words over a frozen film begin, and how wide they may be.
static struct om_rect
words_place(const struct om_view *view)
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

static int
choices_height(const struct om_view *view, const struct om_scene *question)
{
    return question->choice_count * (view->layout->choice + view->layout->gap)
           - view->layout->gap;
}

void
om_screen_question(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    const struct om_scene *question = &view->pack->scenes[view->visit->scene];
    om_screen_backdrop(view, layout->portrait ? 70 : 178);
    om_screen_entrance(view);
    struct om_rect place = words_place(view);
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
    int height =
        om_paint_measure(view, &text) + gap + choices_height(view, question);
    int room = place.h - height;
    text.y = place.y + (layout->portrait || room < 0 ? 0 : room / 2);
    int y = text.y + om_paint_text(view, &text) + gap;
    uint8_t order[OM_PACK_CHOICES_MAX];
    om_visit_order(view->visit, question, order);
    for (uint8_t i = 0; i < question->choice_count; i++) {
        const struct om_choice *choice = &question->choices[order[i]];
        struct om_button button = {
            .rect = { place.x, y, place.w, layout->choice },
            .look = OM_BUTTON_CHOICE,
            .label = om_view_words(view, &choice->text),
            .event = { OM_EVENT_CHOOSE, order[i] },
            .name = "choose",
        };
        om_paint_button(view, &button);
        y += layout->choice + layout->gap;
    }
    om_screen_chrome(view);
}

void
om_screen_feedback(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    const struct om_scene *question = &view->pack->scenes[view->visit->scene];
    const struct om_choice *choice = &question->choices[view->visit->choice];
    om_screen_backdrop(view, layout->portrait ? 70 : 178);
    om_screen_entrance(view);
    struct om_rect place = words_place(view);
    struct om_paint_text label = {
        .text = om_view_word(view, OM_WORD_CHOSE),
        .step = OM_TYPE_BODY,
        .bold = true,
        .colour = om_colour_mix(view->colours.ink, view->colours.paper, 200),
        .x = place.x,
        .width = place.w,
    };
    struct om_paint_text feedback = {
        .text = om_view_words(view, &choice->feedback),
        .step = OM_TYPE_TITLE,
        .bold = true,
        .colour = view->colours.paper,
        .x = place.x,
        .width = place.w,
    };
    int gap = layout->unit * 3;
    int height = om_paint_measure(view, &label) + gap / 2 + layout->choice
                 + gap * 2 + om_paint_measure(view, &feedback) + gap * 2
                 + layout->choice;
    int room = place.h - height;
    label.y = place.y + (layout->portrait || room < 0 ? 0 : room / 2);
    int y = label.y + om_paint_text(view, &label) + gap / 2;
    struct om_button chosen = {
        .rect = { place.x, y, place.w, layout->choice },
        .look = OM_BUTTON_CHOICE,
        .label = om_view_words(view, &choice->text),
        .chosen = true,
        .inert = true,
    };
    om_paint_button(view, &chosen);
    feedback.y = y + layout->choice + gap * 2;
    y = feedback.y + om_paint_text(view, &feedback) + gap * 2;
    struct om_button go = {
        .look = OM_BUTTON_PRIMARY,
        .label = om_view_word(view, OM_WORD_GO_ON),
        .icon = OM_ICON_NEXT + 1,
        .event = { OM_EVENT_CONTINUE, 0 },
        .name = "continue",
    };
    go.rect = (struct om_rect){ place.x, y, om_paint_button_width(view, &go),
                                layout->choice };
    om_paint_button(view, &go);
    om_screen_chrome(view);
}
