// Cards, and what can lie over any screen.

#include "kiosk/pictures.h"
#include "kiosk/screens.h"

#include <stdio.h>
#include <string.h>

void
om_screen_card(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    const struct om_scene *card = &view->pack->scenes[view->visit->scene];
    om_screen_backdrop(view, layout->portrait ? 255 : 232);
    om_screen_entrance(view);
    int width =
        layout->portrait ? layout->content.w : layout->content.w * 9 / 12;
    struct om_paint_text fact = {
        .text = om_view_words(view, &card->text),
        .step = OM_TYPE_TITLE,
        .bold = true,
        .colour = view->colours.paper,
        .x = layout->content.x,
        .width = width,
    };
    const char *source = om_view_words(view, &card->source);
    char line[256] = "";
    if (source) {
        const char *format = om_view_word(view, OM_WORD_SOURCE);
        const char *hole = strstr(format, "%s");
        snprintf(line, sizeof(line), "%.*s%s%s", (int) (hole - format), format,
                 source, hole + 2);
    }
    struct om_paint_text from = {
        .text = line,
        .step = OM_TYPE_SMALL,
        .colour = om_colour_mix(view->colours.ink, view->colours.paper, 190),
        .x = layout->content.x,
        .width = width,
    };
    struct om_paint_text figure = {
        .text = om_view_words(view, &card->figure),
        .step = OM_TYPE_DISPLAY,
        .bold = true,
        .colour = view->colours.accent,
        .x = layout->content.x,
        .width = width,
    };
    int gap = layout->unit * 3;
    int large = figure.text ? om_paint_measure(view, &figure) + gap : 0;
    int height = large + om_paint_measure(view, &fact) + gap
                 + om_paint_measure(view, &from) + gap * 3 + layout->choice;
    figure.y = layout->content.y + (layout->content.h - height) * 2 / 5;
    fact.y = figure.y + large;
    if (figure.text) {
        om_paint_text(view, &figure);
    }
    int bar = layout->unit / 2 + 2;
    struct om_rect rule = { layout->content.x, figure.y - gap * 2,
                            layout->unit * 12, bar };
    om_list_fill(&view->list, rule, view->colours.accent, view->alpha);
    from.y = fact.y + om_paint_text(view, &fact) + gap;
    int y = from.y + om_paint_text(view, &from) + gap * 3;
    om_paint_go_on(view, layout->content.x, y);
    om_screen_chrome(view);
}

// The visit is being written: a few milliseconds, in which the picture stands.
void
om_screen_counting(struct om_view *view)
{
    om_screen_backdrop(view, view->layout->portrait ? 255 : 232);
}

void
om_screen_help(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    om_screen_backdrop(view, layout->portrait ? 255 : 236);
    om_screen_entrance(view);
    struct om_rect place = layout->content;
    struct om_paint_text text = {
        .text = om_view_word(view, OM_WORD_HELP_TITLE),
        .step = OM_TYPE_TITLE,
        .bold = true,
        .colour = view->colours.help,
        .x = place.x,
        .y = place.y,
        .width = place.w * 9 / 12,
    };
    text.y += om_paint_text(view, &text) + layout->unit;
    text.step = OM_TYPE_LEAD;
    text.bold = false;
    text.colour = view->colours.paper;
    text.text = om_view_word(view, OM_WORD_HELP_LINE);
    text.y += om_paint_text(view, &text) + layout->unit * 4;
    place.h -= text.y - place.y;
    place.y = text.y;
    om_screen_help_lines(view, place, true);
    struct om_button back = {
        .look = OM_BUTTON_PRIMARY,
        .label = om_view_word(view, OM_WORD_BACK),
        .icon = OM_ICON_BACK + 1,
        .event = { OM_EVENT_CLOSE, 0 },
        .name = "close",
        .rect = layout->bar,
    };
    back.rect.w = om_paint_button_width(view, &back);
    om_paint_button(view, &back);
}

void
om_screen_idle(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    om_screen_backdrop(view, layout->portrait ? 255 : 222);
    om_screen_entrance(view);
    om_tick left = view->visit->deadline - view->now;
    left = left < 0 ? 0 : left;
    unsigned seconds = (unsigned) ((left + OM_S(1) - 1) / OM_S(1));
    om_tick whole = view->warning > 0 ? view->warning : OM_S(30);
    om_tick next = view->now + (left % OM_MS(500)) + OM_MS(1);
    view->next = next < view->next ? next : view->next;

    int size = layout->unit * 34;
    int centre = layout->width / 2;
    int y =
        layout->content.y + (layout->content.h - size - layout->unit * 44) / 2;
    y = y < layout->margin ? layout->margin : y;
    // a step each half second: the ring and the words say the same
    om_tick half = (left + OM_MS(499)) / OM_MS(500) * OM_MS(500);
    struct om_picture_key ring = {
        .kind = OM_PICTURE_ARC,
        .width = (unsigned) size,
        .height = (unsigned) size,
        .a = (unsigned) (half >= whole ? 1000 : half * 1000 / whole),
        .b = (unsigned) layout->unit * 2,
        .colour = view->colours.accent,
    };
    const struct om_picture_entry *arc = om_pictures_get(view->pictures, &ring);
    om_list_surface(&view->list, arc->surface, arc->id, centre - size / 2, y,
                    view->alpha);
    char number[16];
    snprintf(number, sizeof(number), "%u", seconds);
    struct om_paint_text text = {
        .text = number,
        .step = OM_TYPE_DISPLAY,
        .bold = true,
        .centre = true,
        .colour = view->colours.paper,
        .x = centre - size / 2,
        .width = size,
    };
    text.y = y + (size - om_paint_measure(view, &text)) / 2;
    om_paint_text(view, &text);
    y += size + layout->unit * 5;
    text = (struct om_paint_text){
        .text = om_view_word(view, OM_WORD_IDLE),
        .step = OM_TYPE_TITLE,
        .bold = true,
        .centre = true,
        .colour = view->colours.paper,
        .x = layout->content.x,
        .y = y,
        .width = layout->content.w,
    };
    y += om_paint_text(view, &text) + layout->unit;
    const char *format = om_view_word(view, OM_WORD_IDLE_LINE);
    const char *hole = strstr(format, "%u");
    char line[96];
    snprintf(line, sizeof(line), "%.*s%u%s", (int) (hole - format), format,
             seconds, hole + 2);
    text.text = line;
    text.step = OM_TYPE_LEAD;
    text.bold = false;
    text.y = y;
    y += om_paint_text(view, &text) + layout->unit * 5;
    struct om_button stay = {
        .look = OM_BUTTON_PRIMARY,
        .label = om_view_word(view, OM_WORD_STAY),
        .icon = OM_ICON_HAND + 1,
        .event = { OM_EVENT_CLOSE, 0 },
        .name = "close",
    };
    int width = om_paint_button_width(view, &stay);
    stay.rect =
        (struct om_rect){ centre - width / 2, y, width, layout->choice };
    om_paint_button(view, &stay);
}
