// Before the film: the attract loop, the language, the stories, the note.

#include "kiosk/pictures.h"
#include "kiosk/screens.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// One breath of the invitation to touch.
static uint8_t
breath(struct om_view *view)
{
    if (view->still) {
        return 255;
    }
    om_tick next = view->now + OM_MS(80);
    view->next = next < view->next ? next : view->next;
    double phase = (double) (view->now % OM_MS(2800)) / OM_MS(2800);
    return (uint8_t) (205 + 50 * cos(phase * 2 * 3.14159265));
}

static void
paint_touch_here(struct om_view *view, int x, int y, bool centre)
{
    const struct om_layout *layout = view->layout;
    struct om_button invite = {
        .look = OM_BUTTON_PRIMARY,
        .label = om_view_word(view, OM_WORD_TOUCH),
        .icon = OM_ICON_HAND + 1,
        .event = { OM_EVENT_START, 0 },
        .inert = true,
    };
    int width = om_paint_button_width(view, &invite);
    invite.rect = (struct om_rect){ centre ? x - width / 2 : x, y, width,
                                    layout->choice };
    uint8_t before = view->alpha;
    view->alpha = breath(view);
    om_paint_button(view, &invite);
    view->alpha = before;
}

void
om_screen_attract(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    const struct om_pack *pack = view->pack;
    om_screen_backdrop(view, 0);
    int x = layout->margin;
    int width = layout->width - 2 * x;
    struct om_paint_text title = {
        .text = om_view_words(view, &pack->title),
        .step = OM_TYPE_DISPLAY,
        .bold = true,
        .colour = view->colours.paper,
        .x = x,
        .width = width,
        .lines = 3,
    };
    struct om_paint_text line = {
        .text = om_view_words(view, &pack->attract_line),
        .step = OM_TYPE_HEAD,
        .colour = view->colours.paper,
        .x = x,
        .width = width,
        .lines = 3,
    };
    struct om_paint_text notice = {
        .text = om_view_word(view, OM_WORD_NOTICE),
        .step = OM_TYPE_SMALL,
        .colour = om_colour_mix(view->colours.ink, view->colours.paper, 200),
        .x = x,
        .width = width,
        .lines = 3,
    };
    int gap = layout->unit * 3;
    int height = om_paint_measure(view, &title) + gap
                 + om_paint_measure(view, &line) + gap * 2 + layout->choice
                 + gap + om_paint_measure(view, &notice);
    int y = layout->height - layout->margin - height;
    if (layout->portrait) {
        y = layout->film.y + layout->film.h + layout->unit * 10;
    } else {
        int top = y - layout->unit * 16;
        om_screen_shade(
            view,
            (struct om_rect){ 0, top, layout->width, layout->height - top },
            false);
    }
    title.y = y;
    line.y = title.y + om_paint_text(view, &title) + gap;
    int button_y = line.y + om_paint_text(view, &line) + gap * 2;
    paint_touch_here(view, x, button_y, false);
    notice.y = button_y + layout->choice + gap;
    if (layout->portrait) {
        notice.y =
            layout->height - layout->margin - om_paint_measure(view, &notice);
    }
    om_paint_text(view, &notice);
    om_paint_target(view,
                    (struct om_rect){ 0, 0, layout->width, layout->height },
                    (struct om_event){ OM_EVENT_START, 0 }, "start");
    view->targets[view->target_count - 1].whole = true;
}

void
om_screen_language(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    const struct om_pack *pack = view->pack;
    om_screen_backdrop(view, layout->portrait ? 255 : 222);
    om_screen_entrance(view);
    int width =
        layout->portrait ? layout->content.w : layout->content.w * 5 / 12;
    int x = layout->content.x + (layout->content.w - width) / 2;
    int count = 0;
    for (uint8_t i = 0; i < pack->language_count; i++) {
        count += pack->offered[i];
    }
    struct om_paint_text heading = {
        .text = om_view_word(view, OM_WORD_LANGUAGE),
        .step = OM_TYPE_TITLE,
        .bold = true,
        .colour = view->colours.paper,
        .x = x,
        .width = width,
    };
    int gap = layout->unit * 6;
    int height = om_paint_measure(view, &heading) + gap
                 + count * (layout->choice + layout->gap);
    heading.y = layout->content.y + (layout->content.h - height) * 2 / 5;
    int y = heading.y + om_paint_text(view, &heading) + gap;
    for (uint8_t i = 0; i < pack->language_count; i++) {
        if (!pack->offered[i]) {
            continue;
        }
        struct om_button button = {
            .rect = { x, y, width, layout->choice },
            .look = OM_BUTTON_CHOICE,
            .label = pack->language_names.in[i],
            .event = { OM_EVENT_LANGUAGE, i },
            .name = "language",
        };
        om_paint_button(view, &button);
        y += layout->choice + layout->gap;
    }
    // languages are chosen in the middle here, not in the corner
    struct om_pack one = *pack;
    one.language_count = 1;
    view->pack = &one;
    om_screen_chrome(view);
    view->pack = pack;
}

static void
paint_poster(struct om_view *view, const char *path, struct om_rect rect)
{
    struct om_picture_key key = {
        .kind = OM_PICTURE_FILE,
        .width = (unsigned) rect.w,
        .height = (unsigned) rect.h,
        .text = path,
    };
    const struct om_picture_entry *poster =
        om_pictures_get(view->pictures, &key);
    if (poster->surface) {
        om_list_surface(&view->list, poster->surface, poster->id, rect.x,
                        rect.y, view->alpha);
    } else {
        om_paint_panel(view, rect, view->colours.accent, 60);
    }
}

// The words beside or below a poster; returns their height.
static int
paint_story_words(struct om_view *view, const struct om_story *story, int x,
                  int y, int width)
{
    struct om_paint_text text = {
        .text = om_view_words(view, &story->title),
        .step = OM_TYPE_TITLE,
        .bold = true,
        .colour = view->colours.paper,
        .x = x,
        .y = y,
        .width = width,
        .lines = 2,
    };
    text.y += om_paint_text(view, &text) + view->layout->unit;
    text.step = OM_TYPE_LEAD;
    text.bold = false;
    text.lines = 4;
    text.text = om_view_words(view, &story->about);
    if (text.text) {
        text.y += om_paint_text(view, &text) + view->layout->unit;
    }
    if (story->minutes) {
        char minutes[96];
        // the format is ours, from words.c
        const char *format = om_view_word(view, OM_WORD_MINUTES);
        const char *hole = strstr(format, "%u");
        snprintf(minutes, sizeof(minutes), "%.*s%u%s", (int) (hole - format),
                 format, story->minutes, hole + 2);
        text.text = minutes;
        text.step = OM_TYPE_BODY;
        text.colour =
            om_colour_mix(view->colours.ink, view->colours.paper, 190);
        text.y += om_paint_text(view, &text);
    }
    return text.y - y;
}

// Painted once, and taken back.
static int
measure_story_words(struct om_view *view, const struct om_story *story,
                    int width)
{
    size_t items = view->list.count;
    unsigned cut = view->cut;
    int height = paint_story_words(view, story, 0, 0, width);
    view->list.count = items;
    view->cut = cut;
    return height;
}

static void
paint_begin(struct om_view *view, uint16_t story, int x, int y)
{
    struct om_button begin = {
        .look = OM_BUTTON_PRIMARY,
        .label = om_view_word(view, OM_WORD_BEGIN),
        .icon = OM_ICON_NEXT + 1,
        .event = { OM_EVENT_STORY, story },
        .name = "story",
        .inert = true, // the whole card is the target
    };
    begin.rect = (struct om_rect){ x, y, om_paint_button_width(view, &begin),
                                   view->layout->target };
    om_paint_button(view, &begin);
}

static void
paint_story(struct om_view *view, uint16_t index, struct om_rect card,
            bool beside)
{
    const struct om_layout *layout = view->layout;
    const struct om_story *story = &view->pack->stories[index];
    int pad = layout->unit * 4;
    om_paint_panel(view, card, view->colours.paper, 18);
    struct om_rect poster = { card.x + pad, card.y + pad, card.w - 2 * pad,
                              card.h * 55 / 100 };
    int x = card.x + pad;
    int width = card.w - 2 * pad;
    int words = measure_story_words(view, story, width);
    int room = card.h - words - layout->target - 4 * pad;
    poster.h = poster.h < room ? poster.h : room;
    int y = poster.y + poster.h + pad;
    if (beside) {
        poster.h = card.h - 2 * pad;
        poster.w = poster.h * 4 / 5;
        x = poster.x + poster.w + pad * 3 / 2;
        width = card.x + card.w - pad - x;
    }
    if (story->poster) {
        char *path = om_pack_path(view->pack, story->poster);
        paint_poster(view, path, poster);
        free(path);
    } else {
        om_paint_panel(view, poster, view->colours.accent, 60);
    }
    if (beside) {
        y = poster.y + layout->unit * 4;
    }
    paint_story_words(view, story, x, y, width);
    paint_begin(view, index, x, card.y + card.h - pad - layout->target);
    om_paint_target(view, card, (struct om_event){ OM_EVENT_STORY, index },
                    "story");
}

// The next few stories, where there are more than go on one screen.
static void
paint_more(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    struct om_button more = {
        .look = OM_BUTTON_QUIET,
        .label = om_view_word(view, OM_WORD_MORE),
        .icon = OM_ICON_NEXT + 1,
        .event = { OM_EVENT_MORE, 0 },
        .name = "more",
    };
    int width = om_paint_button_width(view, &more);
    more.rect = (struct om_rect){ (layout->width - width) / 2, layout->bar.y,
                                  width, layout->target };
    om_paint_button(view, &more);
}

void
om_screen_stories(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    const struct om_pack *pack = view->pack;
    om_screen_backdrop(view, layout->portrait ? 255 : 222);
    om_screen_entrance(view);
    int first = view->visit->page * OM_VISIT_PAGE_STORIES;
    int count = pack->story_count - first;
    count = count > OM_VISIT_PAGE_STORIES ? OM_VISIT_PAGE_STORIES : count;
    bool many = pack->story_count > 1;
    struct om_paint_text heading = {
        .text = om_view_word(view, many ? OM_WORD_STORIES : OM_WORD_STORY),
        .step = OM_TYPE_TITLE,
        .bold = true,
        .colour = view->colours.paper,
        .x = layout->content.x,
        .y = layout->content.y,
        .width = layout->content.w * 2 / 3,
        .lines = 1,
    };
    int top = heading.y + om_paint_text(view, &heading) + layout->unit * 3;
    struct om_rect place = layout->content;
    place.h -= top - place.y;
    place.y = top;
    int gap = layout->unit * 3;
    bool side_by_side = !layout->portrait && count > 1;
    for (int i = 0; i < count; i++) {
        struct om_rect card = place;
        if (side_by_side) {
            card.w = (place.w - (count - 1) * gap) / count;
            card.x += i * (card.w + gap);
        } else if (count > 1) {
            card.h = (place.h - (count - 1) * gap) / count;
            card.y += i * (card.h + gap);
        }
        bool beside = !side_by_side && !(layout->portrait && count == 1);
        paint_story(view, (uint16_t) (first + i), card, beside);
    }
    om_screen_chrome(view);
    if (pack->story_count > OM_VISIT_PAGE_STORIES) {
        paint_more(view);
    }
}

void
om_screen_note(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    const struct om_story *story =
        &view->pack->stories[view->visit->result.story];
    om_screen_backdrop(view, layout->portrait ? 255 : 222);
    om_screen_entrance(view);
    int width =
        layout->portrait ? layout->content.w : layout->content.w * 8 / 12;
    struct om_paint_text heading = {
        .text = om_view_word(view, OM_WORD_NOTE),
        .step = OM_TYPE_LEAD,
        .bold = true,
        .colour = view->colours.help,
        .x = layout->content.x,
        .width = width,
    };
    struct om_paint_text note = {
        .text = om_view_words(view, &story->note),
        .step = OM_TYPE_TITLE,
        .bold = true,
        .colour = view->colours.paper,
        .x = layout->content.x,
        .width = width,
    };
    int gap = layout->unit * 3;
    int height = om_paint_measure(view, &heading) + gap
                 + om_paint_measure(view, &note) + gap * 3 + layout->choice;
    heading.y = layout->content.y + (layout->content.h - height) * 2 / 5;
    note.y = heading.y + om_paint_text(view, &heading) + gap;
    int y = note.y + om_paint_text(view, &note) + gap * 3;
    om_paint_go_on(view, layout->content.x, y);
    om_screen_chrome(view);
}
