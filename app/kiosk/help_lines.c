// The lines to call: as much of each as the place has room for. The name and
// the number are always there; what whom it is for, its price and its address
// go first, in that order, where a small or wide screen has no room.

#include "base/text.h"
#include "kiosk/pictures.h"
#include "kiosk/screens.h"

#include <string.h>

enum small { SMALL_NONE, SMALL_CHAT, SMALL_ALL };

static const struct detail {
    enum om_type_step name, phone;
    bool chat;        // a line of its own
    enum small small; // what the small print says
    bool code;
} details[] = {
    { OM_TYPE_LEAD, OM_TYPE_HEAD, true, SMALL_ALL, true },
    { OM_TYPE_LEAD, OM_TYPE_HEAD, false, SMALL_ALL, true },
    { OM_TYPE_BODY, OM_TYPE_LEAD, false, SMALL_ALL, true },
    { OM_TYPE_BODY, OM_TYPE_LEAD, false, SMALL_CHAT, true },
    { OM_TYPE_BODY, OM_TYPE_BODY, false, SMALL_NONE, false },
};

enum { DETAILS = sizeof(details) / sizeof(*details), SHOWN_MAX = 3 };

struct lines {
    struct om_view *view;
    const struct detail *detail;
    bool qr;
};

static void
add_part(struct om_text *text, const char *part)
{
    if (part && part[0]) {
        om_text_print(text, "%s%s", text->length ? " · " : "", part);
    }
}

static void
write_small_print(const struct lines *lines, const struct om_help_line *line,
                  struct om_text *out)
{
    const struct om_view *view = lines->view;
    const struct detail *detail = lines->detail;
    if (detail->small != SMALL_NONE && !detail->chat) {
        add_part(out, line->chat);
    }
    if (detail->small != SMALL_ALL) {
        return;
    }
    add_part(out, om_view_words(view, &line->for_whom));
    if (line->terms.in[0]) {
        add_part(out, om_view_words(view, &line->terms));
        return;
    }
    add_part(out, om_view_words(view, &line->price));
    add_part(out, om_view_words(view, &line->anonymity));
}

static int
paint_words(const struct lines *lines, const struct om_help_line *line, int x,
            int y, int width)
{
    struct om_view *view = lines->view;
    const struct detail *detail = lines->detail;
    struct om_paint_text text = {
        .text = om_view_words(view, &line->name),
        .step = detail->name,
        .bold = true,
        .colour = view->colours.help,
        .x = x,
        .y = y,
        .width = width,
    };
    text.y += om_paint_text(view, &text);
    text.colour = view->colours.paper;
    text.step = detail->phone;
    text.text = line->phone;
    text.y += line->phone ? om_paint_text(view, &text) : 0;
    text.bold = false;
    text.step = OM_TYPE_BODY;
    text.text = line->chat;
    text.y += line->chat && detail->chat ? om_paint_text(view, &text) : 0;
    struct om_text small = { 0 };
    write_small_print(lines, line, &small);
    text.step = OM_TYPE_SMALL;
    text.colour = om_colour_mix(view->colours.ink, view->colours.paper, 190);
    text.text = om_text_get(&small);
    text.y += small.length ? om_paint_text(view, &text) : 0;
    om_text_finish(&small);
    return text.y - y;
}

// A telephone opens an address only when it is written in full.
static void
paint_code(struct om_view *view, const char *chat, int x, int y, int size)
{
    struct om_text address = { 0 };
    om_text_print(&address, "%s%s", strstr(chat, "://") ? "" : "https://",
                  chat);
    struct om_picture_key key = {
        .kind = OM_PICTURE_QR,
        .width = (unsigned) size,
        .height = (unsigned) size,
        .text = om_text_get(&address),
    };
    const struct om_picture_entry *entry =
        om_pictures_get(view->pictures, &key);
    om_list_surface(&view->list, entry->surface, entry->id, x, y, view->alpha);
    om_text_finish(&address);
}

static int
paint_line(const struct lines *lines, const struct om_help_line *line,
           struct om_rect place)
{
    struct om_view *view = lines->view;
    int unit = view->layout->unit;
    int pad = lines->detail == details ? unit * 3 : unit * 2;
    bool has_code = lines->qr && lines->detail->code && line->chat;
    int code = has_code ? unit * 15 : 0;
    int width = place.w - 2 * pad - (code ? code + pad : 0);
    om_paint_panel(view, place, view->colours.paper, 20);
    int height = paint_words(lines, line, place.x + pad, place.y + pad, width);
    if (code) {
        paint_code(view, line->chat, place.x + place.w - pad - code,
                   place.y + pad, code);
    }
    return (height > code ? height : code) + 2 * pad;
}

// Measured by painting it once into the list and taking it back.
static int
measure_line(const struct lines *lines, const struct om_help_line *line,
             struct om_rect place)
{
    size_t items = lines->view->list.count;
    unsigned cut = lines->view->cut;
    place.h = 1;
    int height = paint_line(lines, line, place);
    lines->view->list.count = items;
    lines->view->cut = cut;
    return height;
}

// The panels are as high as the highest of them.
static int
measure_highest(const struct lines *lines, int count, struct om_rect place)
{
    int highest = 0;
    for (int i = 0; i < count; i++) {
        int height = measure_line(lines, &lines->view->pack->help[i], place);
        highest = height > highest ? height : highest;
    }
    return highest;
}

int
om_screen_help_lines(struct om_view *view, struct om_rect place, bool qr)
{
    const struct om_pack *pack = view->pack;
    const struct om_layout *layout = view->layout;
    int count = pack->help_count > SHOWN_MAX ? SHOWN_MAX : pack->help_count;
    if (count == 0) {
        return 0;
    }
    int gap = layout->unit * 2;
    int column = (place.w - (count - 1) * gap) / count;
    bool stacked = column < layout->unit * 64;
    struct om_rect panel = place;
    panel.w = stacked ? place.w : column;
    int rows = stacked ? count : 1;
    struct lines lines = { view, details, qr };
    for (;;) {
        panel.h = measure_highest(&lines, count, panel);
        bool fits = rows * (panel.h + gap) - gap <= place.h;
        if (fits || lines.detail + 1 == details + DETAILS) {
            break;
        }
        lines.detail++;
    }
    for (int i = 0; i < count; i++) {
        paint_line(&lines, &pack->help[i], panel);
        panel.y += stacked ? panel.h + gap : 0;
        panel.x += stacked ? 0 : panel.w + gap;
    }
    return rows * (panel.h + gap) - gap;
}
