// The ending: what you did, what you take along, tips for whoever you are, and
// somebody to talk to.

#include "kiosk/screens.h"

// clang-format off
static const struct {
    enum om_audience audience;
    enum om_word word;
} audiences[] = {
    { OM_AUDIENCE_YOUNG, OM_WORD_YOUNG },
    { OM_AUDIENCE_PARENT, OM_WORD_PARENT },
    { OM_AUDIENCE_TEACHER, OM_WORD_TEACHER },
};
// clang-format on

enum { AUDIENCES = sizeof(audiences) / sizeof(audiences[0]) };

static bool
speaks_to_some(const struct om_scene *end)
{
    for (int i = 0; i < AUDIENCES; i++) {
        if (om_tips_speak_to(end, audiences[i].audience)) {
            return true;
        }
    }
    return false;
}

// Whose tips to see, where tips are for somebody; returns the height.
static int
paint_audiences(struct om_view *view, const struct om_scene *end,
                struct om_rect place)
{
    const struct om_layout *layout = view->layout;
    const struct om_tip *tips[OM_PACK_TIPS_SHOWN];
    if (!speaks_to_some(end)) {
        return 0;
    }
    int x = place.x;
    for (int i = 0; i < AUDIENCES; i++) {
        enum om_audience audience = audiences[i].audience;
        if (om_tips_for(end, audience, tips) == 0) {
            continue;
        }
        struct om_button button = {
            .look = OM_BUTTON_QUIET,
            .label = om_view_word(view, audiences[i].word),
            .chosen = view->visit->audience == audience,
            .event = { OM_EVENT_AUDIENCE, (uint16_t) audience },
            .name = "audience",
        };
        button.rect =
            (struct om_rect){ x, place.y, om_paint_button_width(view, &button),
                              layout->target };
        om_paint_button(view, &button);
        x += button.rect.w + layout->gap;
    }
    return layout->target + layout->unit * 2;
}

static int
paint_tips(struct om_view *view, const struct om_scene *end,
           struct om_rect place)
{
    const struct om_layout *layout = view->layout;
    const struct om_tip *tips[OM_PACK_TIPS_SHOWN];
    size_t count = om_tips_for(end, view->visit->audience, tips);
    if (end->tip_count == 0) {
        return 0;
    }
    struct om_paint_text text = {
        .text = om_view_word(view, OM_WORD_TIPS),
        .step = OM_TYPE_LEAD,
        .bold = true,
        .colour = view->colours.accent,
        .x = place.x,
        .y = place.y,
        .width = place.w,
    };
    int y = place.y + om_paint_text(view, &text) + layout->unit * 2;
    y += paint_audiences(view, end, (struct om_rect){ place.x, y, place.w, 0 });
    int icon = (int) layout->type[OM_TYPE_LEAD];
    for (size_t i = 0; i < count; i++) {
        om_paint_icon(view, OM_ICON_CHECK, place.x, y + icon / 6, icon,
                      view->colours.accent);
        struct om_paint_text tip = {
            .text = om_view_words(view, &tips[i]->text),
            .step = OM_TYPE_LEAD,
            .colour = view->colours.paper,
            .x = place.x + icon + layout->unit * 2,
            .y = y,
            .width = place.w - icon - layout->unit * 2,
            .lines = 3,
        };
        y += om_paint_text(view, &tip) + layout->unit * 2;
    }
    return y - place.y;
}

static int
paint_talk(struct om_view *view, struct om_rect place)
{
    struct om_paint_text text = {
        .text = om_view_word(view, OM_WORD_TALK),
        .step = OM_TYPE_LEAD,
        .bold = true,
        .colour = view->colours.help,
        .x = place.x,
        .y = place.y,
        .width = place.w,
    };
    int height = om_paint_text(view, &text) + view->layout->unit * 2;
    place.y += height;
    place.h -= height;
    return height + om_screen_help_lines(view, place, true);
}

// "Dit neem jij mee: Ik stuur een berichtje"
static int
paint_pledge(struct om_view *view, const struct om_scene *end,
             struct om_rect place)
{
    const struct om_visit_result *result = &view->visit->result;
    if (!result->pledged || result->pledge_end != view->visit->scene) {
        return 0;
    }
    struct om_paint_text text = {
        .text = om_view_word(view, OM_WORD_PLEDGED),
        .step = OM_TYPE_BODY,
        .bold = true,
        .colour = om_colour_mix(view->colours.ink, view->colours.paper, 200),
        .x = place.x,
        .y = place.y,
        .width = place.w,
    };
    text.y += om_paint_text(view, &text);
    text.text = om_view_words(view, &end->choices[result->pledge].text);
    text.step = OM_TYPE_LEAD;
    text.colour = view->colours.help;
    text.lines = 2;
    text.y += om_paint_text(view, &text);
    return text.y - place.y + view->layout->unit * 3;
}

static void
paint_ready(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    struct om_button ready = {
        .look = OM_BUTTON_PRIMARY,
        .label = om_view_word(view, OM_WORD_READY),
        .icon = OM_ICON_CHECK + 1,
        .event = { OM_EVENT_CONTINUE, 0 },
        .name = "continue",
    };
    int width = om_paint_button_width(view, &ready);
    ready.rect = (struct om_rect){ (layout->width - width) / 2, layout->bar.y,
                                   width, layout->target };
    om_paint_button(view, &ready);
}

void
om_screen_ending(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    const struct om_scene *end = &view->pack->scenes[view->visit->scene];
    om_screen_backdrop(view, layout->portrait ? 255 : 236);
    om_screen_entrance(view);
    struct om_rect place = layout->content;
    struct om_paint_text thanks = {
        .text = om_view_words(view, &end->text),
        .step = OM_TYPE_TITLE,
        .bold = true,
        .colour = view->colours.paper,
        .x = place.x,
        .y = place.y,
        .width = place.w * 9 / 12, // free of the language's corner
        .lines = 3,
    };
    int used = om_paint_text(view, &thanks) + layout->unit * 4;
    struct om_rect left = { place.x, place.y + used, place.w, 0 };
    struct om_rect right = left;
    if (!layout->portrait) {
        int gap = layout->unit * 6;
        left.w = place.w * 6 / 12 - gap;
        right.x = left.x + left.w + gap;
        right.w = place.x + place.w - right.x;
    }
    left.y += paint_pledge(view, end, left);
    left.y += paint_tips(view, end, left);
    if (layout->portrait) {
        right.y = left.y + layout->unit * 2;
    }
    right.h = place.y + place.h - right.y;
    paint_talk(view, right);
    om_screen_chrome(view);
    paint_ready(view);
}
