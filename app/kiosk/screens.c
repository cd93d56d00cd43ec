#include "kiosk/screens.h"

#include "kiosk/pictures.h"

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

static void
build(struct om_view *view)
{
    const struct om_visit *visit = view->visit;
    if (view->pack->story_count == 0) {
        view->name = "nothing";
        return;
    }
    if (visit->overlay != OM_OVERLAY_NONE) {
        view->name = overlays[visit->overlay].name;
        overlays[visit->overlay].build(view);
        return;
    }
    view->name = screens[visit->state].name;
    screens[visit->state].build(view);
}

void
om_screen_build(struct om_view *view)
{
    view->list.count = 0;
    view->target_count = 0;
    view->next = OM_NEVER;
    view->alpha = 255;
    view->cut = 0;
    build(view);
    if (view->findings || view->pack->story_count == 0) {
        om_screen_findings(view);
    }
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

void
om_screen_shade(struct om_view *view, struct om_rect rect, bool side)
{
    struct om_picture_key key = {
        .kind = OM_PICTURE_SHADE,
        .width = side ? (unsigned) rect.w : 1,
        .height = side ? 1 : (unsigned) rect.h,
        .colour = view->colours.ink,
    };
    const struct om_picture_entry *shade =
        om_pictures_get(view->pictures, &key);
    om_list_stretched(&view->list, shade->surface, shade->id, rect, 255);
}

void
om_screen_frozen(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    om_screen_backdrop(view, layout->portrait ? 70 : 84);
    if (!layout->portrait) {
        struct om_rect left = { 0, 0, layout->width * 11 / 12, layout->height };
        om_screen_shade(view, left, true);
    }
}

// The next language, in a corner that titles leave free: one button, however
// many languages there are. A visitor has chosen one from all of them already.
static void
paint_language(struct om_view *view)
{
    const struct om_pack *pack = view->pack;
    const struct om_layout *layout = view->layout;
    unsigned now = view->visit->result.language;
    for (unsigned k = 1; k < pack->language_count; k++) {
        unsigned i = (now + k) % pack->language_count;
        if (!pack->offered[i]) {
            continue;
        }
        struct om_button button = {
            .look = OM_BUTTON_QUIET,
            .label = pack->language_names.in[i],
            .event = { OM_EVENT_LANGUAGE, (uint16_t) i },
            .name = "language",
        };
        int width = om_paint_button_width(view, &button);
        button.rect =
            (struct om_rect){ layout->width - layout->margin - width,
                              layout->margin * 2 / 3, width, layout->target };
        om_paint_button(view, &button);
        return;
    }
}

void
om_screen_chrome(struct om_view *view)
{
    const struct om_layout *layout = view->layout;
    paint_language(view);
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
