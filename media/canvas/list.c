#include "canvas/list.h"

#include <SDL.h>

static struct om_item *
add_item(struct om_list *list, struct om_rect rect, uint8_t alpha)
{
    if (list->count == OM_LIST_MAX || alpha == 0 || om_rect_is_empty(rect)) {
        return NULL;
    }
    struct om_item *item = &list->items[list->count++];
    *item = (struct om_item){ .rect = rect, .alpha = alpha };
    return item;
}

void
om_list_fill(struct om_list *list, struct om_rect rect, uint32_t colour,
             uint8_t alpha)
{
    struct om_item *item = add_item(list, rect, alpha);
    if (item) {
        item->kind = OM_ITEM_FILL;
        item->colour = colour;
    }
}

void
om_list_surface(struct om_list *list, struct SDL_Surface *surface, uint64_t id,
                int x, int y, uint8_t alpha)
{
    if (!surface) {
        return;
    }
    struct om_rect rect = { x, y, surface->w, surface->h };
    om_list_stretched(list, surface, id, rect, alpha);
}

void
om_list_stretched(struct om_list *list, struct SDL_Surface *surface,
                  uint64_t id, struct om_rect rect, uint8_t alpha)
{
    struct om_item *item = surface ? add_item(list, rect, alpha) : NULL;
    if (item) {
        item->kind = OM_ITEM_SURFACE;
        item->surface = surface;
        item->id = id;
    }
}

void
om_list_film(struct om_list *list, struct om_rect rect, uint64_t serial)
{
    struct om_item *item = add_item(list, rect, 255);
    if (item) {
        item->kind = OM_ITEM_FILM;
        item->id = serial;
    }
}

size_t
om_list_bottom(const struct om_list *list, struct om_rect rect)
{
    for (size_t i = list->count; i-- > 0;) {
        const struct om_item *item = &list->items[i];
        bool opaque = item->kind != OM_ITEM_SURFACE && item->alpha == 255;
        if (opaque && om_rect_contains(item->rect, rect)) {
            return i;
        }
    }
    return 0;
}

bool
om_rect_is_empty(struct om_rect rect)
{
    return rect.w <= 0 || rect.h <= 0;
}

struct om_rect
om_rect_common(struct om_rect a, struct om_rect b)
{
    int left = a.x > b.x ? a.x : b.x;
    int top = a.y > b.y ? a.y : b.y;
    int right = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
    int bottom = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;
    if (right <= left || bottom <= top) {
        return (struct om_rect){ 0 };
    }
    return (struct om_rect){ left, top, right - left, bottom - top };
}

bool
om_rect_contains(struct om_rect outer, struct om_rect inner)
{
    return inner.x >= outer.x && inner.y >= outer.y
           && inner.x + inner.w <= outer.x + outer.w
           && inner.y + inner.h <= outer.y + outer.h;
}

static struct om_rect
rect_union(struct om_rect a, struct om_rect b)
{
    int left = a.x < b.x ? a.x : b.x;
    int top = a.y < b.y ? a.y : b.y;
    int right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
    int bottom = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct om_rect){ left, top, right - left, bottom - top };
}

static uint64_t
rect_area(struct om_rect rect)
{
    return (uint64_t) rect.w * (uint64_t) rect.h;
}

uint64_t
om_damage_area(const struct om_damage *damage)
{
    uint64_t area = 0;
    for (size_t i = 0; i < damage->count; i++) {
        area += rect_area(damage->rects[i]);
    }
    return area;
}

// The one to merge with: one that overlaps, or, when all places are taken, the
// one that grows least. `count` when the rectangle can stand by itself.
static size_t
find_partner(const struct om_damage *damage, struct om_rect rect)
{
    size_t best = damage->count;
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i < damage->count; i++) {
        struct om_rect other = damage->rects[i];
        if (!om_rect_is_empty(om_rect_common(other, rect))) {
            return i;
        }
        uint64_t cost = rect_area(rect_union(other, rect)) - rect_area(other);
        if (damage->count == OM_DAMAGE_MAX && cost < least) {
            least = cost;
            best = i;
        }
    }
    return best;
}

void
om_damage_add(struct om_damage *damage, struct om_rect rect)
{
    if (om_rect_is_empty(rect)) {
        return;
    }
    size_t partner = find_partner(damage, rect);
    while (partner < damage->count) { // what has grown may overlap others now
        rect = rect_union(damage->rects[partner], rect);
        damage->rects[partner] = damage->rects[--damage->count];
        partner = find_partner(damage, rect);
    }
    damage->rects[damage->count++] = rect;
}

static bool
items_look_alike(const struct om_item *a, const struct om_item *b)
{
    return a->kind == b->kind && a->id == b->id && a->alpha == b->alpha
           && a->colour == b->colour && a->rect.x == b->rect.x
           && a->rect.y == b->rect.y && a->rect.w == b->rect.w
           && a->rect.h == b->rect.h
           && (a->kind != OM_ITEM_SURFACE || a->id != 0
               || a->surface == b->surface);
}

// Both lists are walked once, in order: an item of `now` is matched with the
// next one in `before` that looks alike; what is passed over on the way is
// gone, what finds no match is new. Order counts, since items overlap.
void
om_damage_between(struct om_damage *damage, const struct om_list *before,
                  const struct om_list *now, struct om_rect bounds)
{
    size_t next = 0; // first item of `before` not yet matched or passed over
    for (size_t i = 0; i < now->count; i++) {
        size_t found = next;
        while (found < before->count
               && !items_look_alike(&before->items[found], &now->items[i])) {
            found++;
        }
        if (found == before->count) {
            om_damage_add(damage, om_rect_common(now->items[i].rect, bounds));
            continue;
        }
        for (; next < found; next++) {
            om_damage_add(damage,
                          om_rect_common(before->items[next].rect, bounds));
        }
        next = found + 1;
    }
    for (; next < before->count; next++) {
        om_damage_add(damage, om_rect_common(before->items[next].rect, bounds));
    }
}
