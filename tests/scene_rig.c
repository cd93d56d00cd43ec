#include "scene_rig.h"

const struct om_rect bounds = { 0, 0, WIDTH, HEIGHT };

// What a kiosk's screens come down to, and which rectangles of them are drawn
// again. In a scene a letter is an item: b(ackground), f(ilm), c(aption on the
// film), d (a larger one), n(ote below the film), p (a button over the film),
// s(crim over all). Upper case: in another state.
static void
add_thing(struct om_list *list, char thing)
{
    static const struct {
        char name;
        struct om_rect rect;
        uint8_t alpha;
    } things[] = {
        { 'b', { 0, 0, WIDTH, HEIGHT }, 255 },
        { 'c', { 90, 120, 99, 21 }, 190 },
        { 'd', { 80, 110, 120, 31 }, 190 },
        { 'n', { 60, 190, 200, 20 }, 255 },
        { 'p', { 41, 51, 55, 15 }, 236 },
        { 's', { 0, 0, WIDTH, HEIGHT }, 84 },
    };
    bool other = thing >= 'A' && thing <= 'Z';
    char name = (char) (other ? thing - 'A' + 'a' : thing);
    if (name == 'f') {
        om_list_film(list, (struct om_rect){ 20, 10, 280, 160 }, other + 1U);
    }
    for (size_t i = 0; i < sizeof(things) / sizeof(things[0]); i++) {
        if (things[i].name == name) {
            om_list_fill(list, things[i].rect, other ? 0xf7f3ec : 0x101418,
                         things[i].alpha);
        }
    }
}

void
make_scene(struct om_list *list, const char *things)
{
    list->count = 0;
    for (; *things; things++) {
        add_thing(list, *things);
    }
}
