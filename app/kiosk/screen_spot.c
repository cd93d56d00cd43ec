// "Where would you step in?": a large button while the film runs, marks on a
// line of time, and afterwards what happened at them.

#include "kiosk/screens.h"

#include <stdio.h>

static om_tick
tap_time(const struct om_tap *tap)
{
    return tap->at * OM_MARK_UNIT;
}

// How long the line of time is: the film, or as much of it as is known of.
static om_tick
line_length(const struct om_view *view, const struct om_spot *spot)
{
    om_tick last = spot->moments[spot->moment_count - 1].to;
    om_tick length = view->media_length > 0 ? view->media_length : last;
    return view->media > length ? view->media : length;
}

static void
paint_timeline(struct om_view *view, const struct om_spot *spot,
               struct om_rect place)
{
    const struct om_visit *visit = view->visit;
    om_tick length = line_length(view, spot);
    int unit = view->layout->unit;
    struct om_rect line = { place.x, place.y + unit, place.w, unit };
    om_list_fill(&view->list, line, view->colours.ink, 170);
    om_list_fill(&view->list, line, view->colours.paper, 90);
    line.w = (int) (place.w * view->media / length);
    om_list_fill(&view->list, line, view->colours.paper, 230);
    for (uint8_t i = 0; i < visit->tap_count; i++) {
        om_tick time = tap_time(&visit->taps[i]);
        int x = place.x + (int) ((place.w - unit) * time / length);
        struct om_rect mark = { x, place.y, unit, 3 * unit };
        om_list_fill(&view->list, mark, view->colours.accent, 255);
    }
}

static void
paint_prompt(struct om_view *view, const struct om_spot *spot,
             struct om_paint_text *prompt)
{
    int pad = view->layout->unit * 3 / 2;
    prompt->text = om_view_words(view, &spot->prompt);
    struct om_rect box = om_paint_text_box(view, prompt);
    box.x -= pad;
    box.w += 2 * pad;
    box.y -= pad / 2;
    box.h += pad;
    om_paint_panel(view, box, view->colours.ink, 190);
    om_paint_text(view, prompt);
}

// The one large button: it is touched while the eyes are on the film.
static struct om_rect
paint_now(struct om_view *view, struct om_rect place)
{
    const struct om_layout *layout = view->layout;
    int width = layout->target * 5, height = layout->target * 2;
    width = width < place.w ? width : place.w;
    struct om_button now = {
        .rect = { place.x + (place.w - width) / 2, place.y + place.h - height,
                  width, height },
        .look = OM_BUTTON_PRIMARY,
        .event = { OM_EVENT_MARK, 0 },
        .name = "mark",
    };
    om_paint_button(view, &now);
    struct om_paint_text label = {
        .text = om_view_word(view, OM_WORD_NOW),
        .step = OM_TYPE_HEAD,
        .bold = true,
        .centre = true,
        .colour = view->colours.ink,
        .x = now.rect.x,
        .width = width,
        .lines = 1,
    };
    label.y = now.rect.y + (height - om_paint_measure(view, &label)) / 2;
    om_paint_text(view, &label);
    return now.rect;
}

int
om_screen_spot(struct om_view *view, const struct om_spot *spot,
               struct om_rect place)
{
    const struct om_layout *layout = view->layout;
    int gap = layout->unit * 2;
    struct om_rect now = paint_now(view, place);
    struct om_rect line = { place.x, now.y - gap - 3 * layout->unit, place.w,
                            3 * layout->unit };
    paint_timeline(view, spot, line);
    struct om_paint_text prompt = {
        .text = om_view_words(view, &spot->prompt),
        .step = OM_TYPE_BODY,
        .bold = true,
        .centre = true,
        .colour = view->colours.paper,
        .x = place.x,
        .width = place.w,
        .lines = 3,
    };
    prompt.y = line.y - gap - om_paint_measure(view, &prompt);
    paint_prompt(view, spot, &prompt);
    return prompt.y - 2 * gap;
}

// -- afterwards ---------------------------------------------------------------

// A moment that was marked twice is spoken of once.
static bool
is_first_of_moment(const struct om_visit *visit, uint8_t tap)
{
    for (uint8_t i = 0; i < tap; i++) {
        if (visit->taps[i].moment == visit->taps[tap].moment) {
            return false;
        }
    }
    return true;
}

static int
paint_moment(struct om_view *view, const struct om_spot *spot,
             const struct om_tap *tap, struct om_rect place)
{
    const struct om_layout *layout = view->layout;
    unsigned seconds = (unsigned) (tap_time(tap) / OM_S(1));
    char clock[16];
    snprintf(clock, sizeof(clock), "%u:%02u", seconds / 60, seconds % 60);
    struct om_paint_text text = {
        .text = clock,
        .step = OM_TYPE_LEAD,
        .bold = true,
        .colour = view->colours.accent,
        .x = place.x,
        .y = place.y,
        .width = (int) layout->type[OM_TYPE_LEAD] * 3,
    };
    om_paint_text(view, &text);
    text.x += text.width;
    text.width = place.w - text.width;
    text.bold = false;
    text.colour = view->colours.paper;
    text.text = tap->moment == OM_SPOTTED_ELSEWHERE
                    ? om_view_word(view, OM_WORD_OWN_MOMENT)
                    : om_view_words(view, &spot->moments[tap->moment].label);
    text.lines = 2;
    return om_paint_text(view, &text);
}

static int
paint_moments(struct om_view *view, struct om_rect place)
{
    const struct om_visit *visit = view->visit;
    const struct om_spot *spot = &view->pack->scenes[visit->scene].spot;
    struct om_paint_text heading = {
        .text = om_view_word(view, OM_WORD_SPOTTED),
        .step = OM_TYPE_TITLE,
        .bold = true,
        .colour = view->colours.paper,
        .x = place.x,
        .y = place.y,
        .width = place.w,
    };
    int gap = view->layout->unit * 2;
    int top = place.y;
    place.y += om_paint_text(view, &heading) + 2 * gap;
    for (uint8_t i = 0; i < visit->tap_count; i++) {
        if (is_first_of_moment(visit, i)) {
            place.y += paint_moment(view, spot, &visit->taps[i], place) + gap;
        }
    }
    om_paint_go_on(view, place.x, place.y + gap);
    return place.y + gap + view->layout->choice - top;
}

void
om_screen_spotted(struct om_view *view)
{
    om_screen_backdrop(view, view->layout->portrait ? 120 : 205);
    om_screen_entrance(view);
    om_screen_middle(view, om_screen_words_place(view), paint_moments);
    om_screen_chrome(view);
}
