#include "kiosk/screens.h"

#include "kiosk/pictures.h"

#include <stdio.h>

static const om_tick entrance = OM_MS(200);
static const om_tick step = OM_MS(20); // between two pictures of a fade

// clang-format off
static const struct {
    const char *name;
    void (*build)(struct om_view *view);
} screens[] = {
    [OM_VISIT_ATTRACT]  = { "attract", om_screen_attract },
    [OM_VISIT_LANGUAGE] = { "language", om_screen_language },
    [OM_VISIT_STORIES]  = { "stories", om_screen_stories },
    [OM_VISIT_NOTE]     = { "note", om_screen_note },
    [OM_VISIT_FILM]     = { "film", om_screen_film },
    [OM_VISIT_QUESTION] = { "question", om_screen_question },
    [OM_VISIT_FEEDBACK] = { "feedback", om_screen_feedback },
    [OM_VISIT_SPOTTED]  = { "spotted", om_screen_spotted },
    [OM_VISIT_CARD]     = { "card", om_screen_card },
    [OM_VISIT_PLEDGE]   = { "pledge", om_screen_pledge },
    [OM_VISIT_COUNTING] = { "counting", om_screen_counting },
    [OM_VISIT_ENDING]   = { "ending", om_screen_ending },
};

static const struct {
    const char *name;
    void (*build)(struct om_view *view);
} overlays[] = {
    [OM_OVERLAY_HELP] = { "help", om_screen_help },
    [OM_OVERLAY_IDLE] = { "idle", om_screen_idle },
};
// clang-format on

void
om_screen_build(struct om_view *view)
{
    const struct om_visit *visit = view->visit;
    view->list.count = 0;
    view->target_count = 0;
    view->next = OM_NEVER;
    view->alpha = 255;
    view->cut = 0;
    if (visit->overlay != OM_OVERLAY_NONE) {
        view->name = overlays[visit->overlay].name;
        overlays[visit->overlay].build(view);
        return;
    }
    view->name = screens[visit->state].name;
    screens[visit->state].build(view);
}

const char *
om_view_language(const struct om_view *view)
{
    return view->pack->languages[view->visit->result.language];
}

const char *
om_view_word(const struct om_view *view, enum om_word word)
{
    return om_word_get(om_view_language(view), word);
}

const char *
om_view_words(const struct om_view *view, const struct om_words *words)
{
    return om_words_get(words, view->visit->result.language);
}

void
om_screen_entrance(struct om_view *view)
{
    om_tick age = view->now - view->shown_since;
    if (view->still || age >= entrance) {
        view->alpha = 255;
        return;
    }
    double left = 1.0 - (double) age / (double) entrance;
    view->alpha = (uint8_t) (255.0 * (1.0 - left * left)); // ease out
    om_tick next = view->now + step;
    view->next = next < view->next ? next : view->next;
}

void
om_screen_backdrop(struct om_view *view, uint8_t dim)
{
    const struct om_layout *layout = view->layout;
    struct om_rect all = { 0, 0, layout->width, layout->height };
    om_list_fill(&view->list, all, view->colours.ink, 255);
    if (view->film_there) {
        om_list_film(&view->list, view->film, view->film_serial);
        om_list_fill(&view->list, view->film, view->colours.ink, dim);
    }
}

void
om_screen_middle(struct om_view *view, struct om_rect place,
                 int (*paint)(struct om_view *view, struct om_rect place))
{
    size_t items = view->list.count, targets = view->target_count;
    unsigned cut = view->cut;
    int room = place.h - paint(view, place);
    if (view->layout->portrait || room <= 0) {
        return;
    }
    view->list.count = items;
    view->target_count = targets;
    view->cut = cut;
    place.y += room / 2;
    paint(view, place);
}

static void
paint_languages(struct om_view *view)
{
    const struct om_pack *pack = view->pack;
    const struct om_layout *layout = view->layout;
    int x = layout->width - layout->margin;
    unsigned offered = 0;
    for (uint8_t i = 0; i < pack->language_count; i++) {
        offered += pack->offered[i];
    }
    for (int i = pack->language_count - 1; offered > 1 && i >= 0; i--) {
        if (!pack->offered[i] || i == view->visit->result.language) {
            continue;
        }
        struct om_button button = {
            .look = OM_BUTTON_QUIET,
            .label = pack->language_names.in[i],
            .event = { OM_EVENT_LANGUAGE, (uint16_t) i },
            .name = "language",
        };
        int width = om_paint_button_width(view, &button);
        x -= width;
        button.rect = (struct om_rect){ x, layout->margin * 2 / 3, width,
                                        layout->target };
        om_paint_button(view, &button);
        x -= layout->gap;
    }
}

void
om_screen_chrome(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    paint_languages(view);
    struct om_button stop = {
        .look = OM_BUTTON_QUIET,
        .label = om_view_word(view, OM_WORD_STOP),
        .icon = OM_ICON_STOP + 1,
        .event = { OM_EVENT_STOP, 0 },
        .name = "stop",
    };
    stop.rect = layout->bar;
    stop.rect.w = om_paint_button_width(view, &stop);
    om_paint_button(view, &stop);
    struct om_button help = {
        .look = OM_BUTTON_CALM,
        .label = om_view_word(view, OM_WORD_HELP),
        .icon = OM_ICON_HELP + 1,
        .event = { OM_EVENT_HELP, 0 },
        .name = "help",
    };
    help.rect = layout->bar;
    help.rect.w = om_paint_button_width(view, &help);
    help.rect.x = layout->bar.x + layout->bar.w - help.rect.w;
    om_paint_button(view, &help);
}

// Price and anonymity: in one line as the pack has it, or the two together.
static const char *
terms_of(const struct om_view *view, const struct om_help_line *line, char *out,
         size_t size)
{
    if (line->terms.in[0]) {
        return om_view_words(view, &line->terms);
    }
    const char *price = om_view_words(view, &line->price);
    const char *anonymity = om_view_words(view, &line->anonymity);
    if (!price || !anonymity) {
        return price ? price : anonymity;
    }
    snprintf(out, size, "%s · %s", price, anonymity);
    return out;
}

static int
paint_help_line(struct om_view *view, const struct om_help_line *line,
                struct om_rect place, bool qr)
{
    const struct om_layout *layout = view->layout;
    int pad = layout->unit * 3;
    int inner = place.w - 2 * pad;
    int code = qr && line->chat ? layout->unit * 15 : 0;
    int text_width = inner - (code ? code + pad : 0);
    int y = place.y + pad;
    int x = place.x + pad;
    om_paint_panel(view, place, view->colours.paper, 20);
    struct om_paint_text text = {
        .text = om_view_words(view, &line->name),
        .step = OM_TYPE_LEAD,
        .bold = true,
        .colour = view->colours.help,
        .x = x,
        .y = y,
        .width = text_width,
    };
    text.y += om_paint_text(view, &text);
    text.step = OM_TYPE_HEAD;
    text.colour = view->colours.paper;
    text.text = line->phone;
    text.y += line->phone ? om_paint_text(view, &text) : 0;
    text.step = OM_TYPE_BODY;
    text.bold = false;
    text.text = line->chat;
    text.y += line->chat ? om_paint_text(view, &text) : 0;
    text.step = OM_TYPE_SMALL;
    text.colour = om_colour_mix(view->colours.ink, view->colours.paper, 190);
    text.text = om_view_words(view, &line->for_whom);
    text.y += text.text ? om_paint_text(view, &text) : 0;
    char terms[256];
    text.text = terms_of(view, line, terms, sizeof(terms));
    text.y += text.text ? om_paint_text(view, &text) : 0;
    if (code) {
        struct om_picture_key key = {
            .kind = OM_PICTURE_QR,
            .width = (unsigned) code,
            .height = (unsigned) code,
            .text = line->chat,
        };
        const struct om_picture_entry *entry =
            om_pictures_get(view->pictures, &key);
        om_list_surface(&view->list, entry->surface, entry->id,
                        place.x + place.w - pad - code, y, view->alpha);
    }
    int bottom = text.y > y + code ? text.y : y + code;
    return bottom + pad - place.y;
}

// The panels of one row are as high as the highest: measured by painting it
// once into the list and taking it back.
static int
measure_help_line(struct om_view *view, const struct om_help_line *line,
                  struct om_rect place, bool qr)
{
    size_t items = view->list.count;
    place.h = 1;
    int height = paint_help_line(view, line, place, qr);
    view->list.count = items;
    return height;
}

int
om_screen_help_lines(struct om_view *view, struct om_rect place, bool qr)
{
    const struct om_pack *pack = view->pack;
    const struct om_layout *layout = view->layout;
    int count = pack->help_count > 3 ? 3 : pack->help_count;
    if (count == 0) {
        return 0;
    }
    int gap = layout->unit * 2;
    bool stacked = layout->portrait || place.w < layout->width / 2;
    int width = stacked ? place.w : (place.w - (count - 1) * gap) / count;
    int highest = 0, total = 0;
    for (int i = 0; i < count; i++) {
        struct om_rect panel = { place.x, place.y, width, 1 };
        int height = measure_help_line(view, &pack->help[i], panel, qr);
        highest = height > highest ? height : highest;
    }
    for (int i = 0; i < count; i++) {
        struct om_rect panel = { place.x, place.y, width, highest };
        if (stacked) {
            panel.y += i * (highest + gap);
        } else {
            panel.x += i * (width + gap);
        }
        paint_help_line(view, &pack->help[i], panel, qr);
        total = panel.y + panel.h - place.y;
    }
    return total;
}
