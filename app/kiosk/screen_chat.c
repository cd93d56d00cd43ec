// A group chat beside the film, or below it: a phone on which messages come
// in by the film's own time. The newest is at the bottom, and what does not
// fit any more has gone up.

#include "kiosk/pictures.h"
#include "kiosk/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct phone {
    struct om_view *view;
    const struct om_chat *chat;
    struct om_rect place; // within its edge
};

static const char *
name_of(const struct phone *phone, uint8_t who)
{
    return om_view_words(phone->view, &phone->chat->people[who].name);
}

static uint32_t
soft(const struct om_view *view)
{
    return om_colour_mix(view->colours.ink, view->colours.paper, 190);
}

// -- faces --------------------------------------------------------------------

static int
face_size(const struct om_view *view)
{
    return (int) view->layout->type[OM_TYPE_LEAD] * 3 / 2;
}

// The first letter of a name, in UTF-8.
static void
initial_of(const char *name, char out[8])
{
    size_t length = 1;
    while (length < 7 && ((unsigned char) name[length] & 0xC0) == 0x80) {
        length++;
    }
    snprintf(out, 8, "%.*s", (int) length, name);
}

static void
paint_initial(struct phone *phone, const struct om_person *person, int x, int y)
{
    struct om_view *view = phone->view;
    int size = face_size(view);
    char letter[8];
    initial_of(om_view_words(view, &person->name), letter);
    om_paint_panel(view, (struct om_rect){ x, y, size, size }, person->colour,
                   255);
    struct om_paint_text text = {
        .text = letter,
        .step = OM_TYPE_BODY,
        .bold = true,
        .centre = true,
        .colour = view->colours.ink,
        .x = x,
        .width = size,
    };
    text.y = y + (size - om_paint_measure(view, &text)) / 2;
    om_paint_text(view, &text);
}

static void
paint_face(struct phone *phone, const struct om_person *person, int x, int y)
{
    struct om_view *view = phone->view;
    const struct om_picture_entry *picture = NULL;
    if (person->avatar) {
        char *path = om_pack_path(view->pack, person->avatar);
        struct om_picture_key key = {
            .kind = OM_PICTURE_FILE,
            .width = (unsigned) face_size(view),
            .height = (unsigned) face_size(view),
            .text = path,
        };
        picture = om_pictures_get(view->pictures, &key);
        free(path);
    }
    if (picture && picture->surface) {
        om_list_surface(&view->list, picture->surface, picture->id, x, y,
                        view->alpha);
    } else {
        paint_initial(phone, person, x, y);
    }
}

// -- lines --------------------------------------------------------------------

// Each kind of line is painted with its bottom at `bottom`; the height comes
// back, and with `paint` false nothing else happens.

static int
paint_saying(struct phone *phone, const struct om_chat_line *line, int bottom,
             bool paint)
{
    struct om_view *view = phone->view;
    const struct om_person *person = &phone->chat->people[line->who];
    int pad = view->layout->unit * 3 / 2;
    int face = face_size(view);
    int x = phone->place.x + face + pad;
    struct om_paint_text name = {
        .text = name_of(phone, line->who),
        .step = OM_TYPE_SMALL,
        .bold = true,
        .colour = person->colour,
        .x = x + pad,
        .width = phone->place.x + phone->place.w - x - 2 * pad,
        .lines = 1,
    };
    struct om_paint_text text = name;
    text.text = om_view_words(view, &line->text);
    text.step = OM_TYPE_BODY;
    text.bold = false;
    text.colour = view->colours.paper;
    text.lines = 0;
    int name_height = om_paint_measure(view, &name);
    int height = name_height + om_paint_measure(view, &text) + 2 * pad;
    if (!paint) {
        return height;
    }
    name.y = bottom - height + pad;
    text.y = name.y + name_height;
    int wide = om_paint_text_box(view, &text).w;
    int name_wide = om_paint_text_box(view, &name).w;
    wide = wide > name_wide ? wide : name_wide;
    struct om_rect bubble = { x, bottom - height, wide + 2 * pad, height };
    om_paint_panel(view, bubble, view->colours.paper, 26);
    name.width = wide;
    text.width = text.width > wide ? wide : text.width;
    om_paint_text(view, &name);
    om_paint_text(view, &text);
    paint_face(phone, person, phone->place.x, bottom - height);
    return height;
}

// What the group itself says: who renamed it, who was removed, who is typing.
static int
paint_notice(struct phone *phone, const struct om_chat_line *line, int bottom,
             bool paint)
{
    static const enum om_word words[] = {
        [OM_CHAT_TYPES] = OM_WORD_CHAT_TYPES,
        [OM_CHAT_RENAMES] = OM_WORD_CHAT_RENAMES,
        [OM_CHAT_REMOVES] = OM_WORD_CHAT_REMOVES,
    };
    struct om_view *view = phone->view;
    const char *second = line->kind == OM_CHAT_RENAMES
                             ? om_view_words(view, &line->text)
                             : name_of(phone, line->whom);
    char sentence[256];
    om_word_fill(sentence, sizeof(sentence),
                 om_view_word(view, words[line->kind]),
                 name_of(phone, line->who), second);
    bool typing = line->kind == OM_CHAT_TYPES;
    struct om_paint_text text = {
        .text = sentence,
        .step = OM_TYPE_SMALL,
        .bold = !typing,
        .centre = !typing,
        .colour = typing ? soft(view) : view->colours.paper,
        .x = phone->place.x,
        .width = phone->place.w,
    };
    int height = om_paint_measure(view, &text);
    if (paint) {
        text.y = bottom - height;
        om_paint_text(view, &text);
    }
    return height;
}

static int
paint_line(struct phone *phone, const struct om_chat_line *line, int bottom,
           bool paint)
{
    return line->kind == OM_CHAT_SAYS
               ? paint_saying(phone, line, bottom, paint)
               : paint_notice(phone, line, bottom, paint);
}

// -- the phone ----------------------------------------------------------------

// The group's name and how many are in it; returns the height.
static int
paint_group(struct phone *phone)
{
    struct om_view *view = phone->view;
    struct om_paint_text text = {
        .text = om_view_words(view, om_chat_group_at(phone->chat, view->media)),
        .step = OM_TYPE_BODY,
        .bold = true,
        .colour = view->colours.paper,
        .x = phone->place.x,
        .y = phone->place.y,
        .width = phone->place.w,
        .lines = 2,
    };
    text.y += om_paint_text(view, &text);
    char count[16], line[64];
    snprintf(count, sizeof(count), "%u",
             om_chat_members_at(phone->chat, view->media));
    om_word_fill(line, sizeof(line), om_view_word(view, OM_WORD_CHAT_PEOPLE),
                 count, "");
    text.text = line;
    text.step = OM_TYPE_SMALL;
    text.bold = false;
    text.colour = soft(view);
    text.y += om_paint_text(view, &text) + view->layout->unit;
    struct om_rect rule = { phone->place.x, text.y, phone->place.w,
                            (view->layout->unit + 7) / 8 };
    om_list_fill(&view->list, rule, view->colours.paper, 60);
    return text.y + rule.h + view->layout->unit - phone->place.y;
}

void
om_screen_chat(struct om_view *view, const struct om_chat *chat,
               struct om_rect place)
{
    int pad = view->layout->unit * 2;
    int gap = view->layout->unit * 3 / 2;
    struct phone phone = {
        .view = view,
        .chat = chat,
        .place = { place.x + pad, place.y + pad, place.w - 2 * pad,
                   place.h - 2 * pad },
    };
    om_paint_panel(view, place, view->colours.ink, 238);
    int top = phone.place.y + paint_group(&phone);
    int bottom = phone.place.y + phone.place.h;
    for (size_t i = chat->line_count; i-- > 0;) {
        if (!om_chat_is_seen(chat, i, view->media)) {
            continue;
        }
        const struct om_chat_line *line = &chat->lines[i];
        int height = paint_line(&phone, line, bottom, false);
        if (bottom - height < top) {
            return;
        }
        paint_line(&phone, line, bottom, true);
        bottom -= height + gap;
    }
}
