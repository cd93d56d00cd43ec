#include "kiosk/paint.h"

#include "kiosk/pictures.h"
#include "text/type.h"

static const struct om_type_block *
draw_text(struct om_view *view, const struct om_paint_text *text)
{
    struct om_type_style style = {
        .size = view->layout->type[text->step],
        .weight = text->bold ? OM_WEIGHT_BOLD : OM_WEIGHT_TEXT,
        .colour = text->colour,
        .width = text->width > 0 ? (unsigned) text->width : 0,
        .max_lines = text->lines,
        .align = text->centre ? OM_ALIGN_CENTRE : OM_ALIGN_START,
        .leading = text->step >= OM_TYPE_HEAD ? 112 : 132,
    };
    return om_type_draw(view->type, text->text, &style);
}

int
om_paint_measure(struct om_view *view, const struct om_paint_text *text)
{
    return (int) draw_text(view, text)->height;
}

// Where the block goes within the width it was given.
static int
block_x(const struct om_paint_text *text, const struct om_type_block *block)
{
    int free_width = text->width - (int) block->width;
    if (text->width > 0 && text->centre) {
        return text->x + free_width / 2;
    }
    bool to_the_right = text->width > 0 && block->right_to_left;
    return to_the_right ? text->x + free_width : text->x;
}

struct om_rect
om_paint_text_box(struct om_view *view, const struct om_paint_text *text)
{
    const struct om_type_block *block = draw_text(view, text);
    return (struct om_rect){ block_x(text, block), text->y, (int) block->width,
                             (int) block->height };
}

int
om_paint_text(struct om_view *view, const struct om_paint_text *text)
{
    const struct om_type_block *block = draw_text(view, text);
    view->cut += block->cut || block->overflow;
    om_list_surface(&view->list, block->surface, block->id,
                    block_x(text, block), text->y, view->alpha);
    return (int) block->height;
}

static void
add_picture(struct om_view *view, const struct om_picture_key *key, int x,
            int y, uint8_t alpha)
{
    const struct om_picture_entry *entry = om_pictures_get(view->pictures, key);
    om_list_surface(&view->list, entry->surface, entry->id, x, y,
                    (uint8_t) (alpha * view->alpha / 255));
}

void
om_paint_panel(struct om_view *view, struct om_rect rect, uint32_t colour,
               uint8_t alpha)
{
    struct om_picture_key key = {
        .kind = OM_PICTURE_ROUND,
        .width = (unsigned) rect.w,
        .height = (unsigned) rect.h,
        .a = (unsigned) view->layout->radius,
        .colour = colour,
    };
    add_picture(view, &key, rect.x, rect.y, alpha);
}

static void
paint_outline(struct om_view *view, struct om_rect rect, uint32_t colour,
              uint8_t alpha)
{
    struct om_picture_key key = {
        .kind = OM_PICTURE_ROUND,
        .width = (unsigned) rect.w,
        .height = (unsigned) rect.h,
        .a = (unsigned) view->layout->radius,
        .b = (unsigned) (view->layout->unit + 3) / 4,
        .colour = colour,
    };
    add_picture(view, &key, rect.x, rect.y, alpha);
}

void
om_paint_icon(struct om_view *view, enum om_icon icon, int x, int y, int size,
              uint32_t colour)
{
    struct om_picture_key key = {
        .kind = OM_PICTURE_ICON,
        .width = (unsigned) size,
        .height = (unsigned) size,
        .a = icon,
        .colour = colour,
    };
    add_picture(view, &key, x, y, 255);
}

void
om_paint_target(struct om_view *view, struct om_rect rect,
                struct om_event event, const char *name)
{
    if (view->target_count < OM_TARGETS_MAX) {
        view->targets[view->target_count++] = (struct om_target){
            .rect = rect,
            .event = event,
            .name = name,
        };
    }
}

bool
om_paint_is_pressed(const struct om_view *view, struct om_event event)
{
    return view->pressed && view->pressed_event.kind == event.kind
           && view->pressed_event.value == event.value;
}

uint32_t
om_colour_mix(uint32_t from, uint32_t to, unsigned part)
{
    uint32_t mixed = 0;
    for (unsigned shift = 0; shift <= 16; shift += 8) {
        unsigned a = (from >> shift) & 0xff;
        unsigned b = (to >> shift) & 0xff;
        mixed |= ((a * (255 - part) + b * part) / 255) << shift;
    }
    return mixed;
}

// How a button's ground and label are coloured, at rest and otherwise.
struct look {
    uint32_t ground, label;
    uint8_t ground_alpha;
    bool outline;
};

static struct look
look_of(const struct om_view *view, const struct om_button *button)
{
    const struct om_colours *colours = &view->colours;
    if (button->chosen) {
        return (struct look){ colours->accent, colours->ink, 255, false };
    }
    if (om_paint_is_pressed(view, button->event)) {
        return (struct look){ colours->paper, colours->ink, 255, false };
    }
    switch (button->look) {
        case OM_BUTTON_PRIMARY:
            return (struct look){ colours->accent, colours->ink, 255, false };
        case OM_BUTTON_CHOICE:
            return (
                struct look){ om_colour_mix(colours->ink, colours->paper, 34),
                              colours->paper, 236, false };
        case OM_BUTTON_QUIET:
            return (struct look){ colours->ink, colours->paper, 150, true };
        case OM_BUTTON_CALM:
            return (struct look){ colours->ink, colours->help, 150, true };
    }
    return (struct look){ 0 };
}

static int
icon_size(const struct om_view *view)
{
    return (int) view->layout->type[OM_TYPE_LEAD] * 5 / 4;
}

static struct om_paint_text
label_of(const struct om_view *view, const struct om_button *button)
{
    return (struct om_paint_text){
        .text = button->label,
        .step = button->look == OM_BUTTON_CHOICE ? OM_TYPE_LEAD : OM_TYPE_BODY,
        .bold = true,
        .width = 0,
        .x = view->layout->unit * 3,
    };
}

int
om_paint_button_width(struct om_view *view, const struct om_button *button)
{
    int width = view->layout->unit * 3 * 2;
    if (button->icon) {
        width += icon_size(view);
    }
    if (button->label) {
        struct om_paint_text label = label_of(view, button);
        width += (int) draw_text(view, &label)->width;
        width += button->icon ? view->layout->unit * 3 / 2 : 0;
    }
    return width > view->layout->target ? width : view->layout->target;
}

void
om_paint_button(struct om_view *view, const struct om_button *button)
{
    const struct om_layout *layout = view->layout;
    struct look look = look_of(view, button);
    struct om_rect rect = button->rect;
    om_paint_panel(view, rect, look.ground, look.ground_alpha);
    if (look.outline) {
        paint_outline(view, rect, look.label, 110);
    }
    int pad = layout->unit * 3;
    int x = rect.x + pad;
    if (button->icon) {
        int size = icon_size(view);
        int icon_x = button->label ? x : rect.x + (rect.w - size) / 2;
        om_paint_icon(view, (enum om_icon)(button->icon - 1), icon_x,
                      rect.y + (rect.h - size) / 2, size, look.label);
        x += size + layout->unit * 3 / 2;
    }
    if (button->label) {
        struct om_paint_text label = label_of(view, button);
        label.colour = look.label;
        label.x = x;
        label.width = rect.x + rect.w - pad - x + 2;
        label.lines = button->look == OM_BUTTON_CHOICE ? 2 : 1;
        label.y = rect.y + (rect.h - om_paint_measure(view, &label)) / 2;
        om_paint_text(view, &label);
    }
    if (!button->inert) {
        om_paint_target(view, rect, button->event, button->name);
    }
}

void
om_paint_go_on(struct om_view *view, int x, int y)
{
    struct om_button go = {
        .look = OM_BUTTON_PRIMARY,
        .label = om_view_word(view, OM_WORD_GO_ON),
        .icon = OM_ICON_NEXT + 1,
        .event = { OM_EVENT_CONTINUE, 0 },
        .name = "continue",
    };
    go.rect = (struct om_rect){ x, y, om_paint_button_width(view, &go),
                                view->layout->choice };
    om_paint_button(view, &go);
}
