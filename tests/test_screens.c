// Every screen of the default pack, and of one that uses the
// whole format, in every language and in the sizes that lobbies have: nothing
// overlaps, nothing is cut, nothing leaves the screen, every target is large
// enough. No display is needed.

#include "check/contrast.h"
#include "kiosk/pictures.h"
#include "kiosk/view.h"
#include "text/type.h"

#include <SDL.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // needs those above

// -- screens ------------------------------------------------------------------

struct walk {
    struct om_pack *pack;
    struct om_type *type;
    struct om_pictures pictures;
    struct om_layout layout;
    struct om_view view;
    struct om_visit visit;
    bool redraws; // look at what is drawn again as well
    unsigned screens;
    unsigned texts;            // whose colours were looked at
    unsigned presses, changes; // how many presses changed the picture
    unsigned problems;
};

static void
complain(struct walk *walk, const char *what, const char *which)
{
    walk->problems++;
    print_message("%dx%d %s %s scene %d: %s %s\n", walk->layout.width,
                  walk->layout.height, walk->view.name,
                  om_view_language(&walk->view), (int) walk->visit.scene, what,
                  which);
}

static void
check_targets(struct walk *walk)
{
    const struct om_view *view = &walk->view;
    struct om_rect screen = { 0, 0, walk->layout.width, walk->layout.height };
    for (size_t i = 0; i < view->target_count; i++) {
        const struct om_target *a = &view->targets[i];
        if (!om_rect_contains(screen, a->rect)) {
            complain(walk, "target leaves the screen:", a->name);
        }
        if (a->rect.h < walk->layout.target
            || a->rect.w < walk->layout.target) {
            complain(walk, "target under 20 mm:", a->name);
        }
        for (size_t k = i + 1; k < view->target_count; k++) {
            const struct om_target *b = &view->targets[k];
            bool apart = om_rect_is_empty(om_rect_common(a->rect, b->rect));
            if (!a->whole && !b->whole && !apart) {
                complain(walk, "targets overlap:", b->name);
            }
        }
    }
}

static bool
is_text(const struct om_item *item)
{
    return item->kind == OM_ITEM_SURFACE && item->id >> 62 == 0;
}

// -- what text stands on ------------------------------------------------------

static const uint32_t theme[4] = { 0x101418, 0xf7f3ec, 0xffb000, 0x7fd6c2 };

static uint32_t
mix_over(uint32_t under, uint32_t over, uint32_t alpha)
{
    uint32_t mixed = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
        uint32_t a = under >> shift & 255, b = over >> shift & 255;
        mixed |= (a * (255 - alpha) + b * alpha) / 255 << shift;
    }
    return mixed;
}

static uint32_t
pixel_of(const struct SDL_Surface *surface, int x, int y)
{
    return *(const uint32_t *) (const void *) ((const uint8_t *) surface->pixels
                                               + y * surface->pitch + x * 4);
}

// The colour of a text: of its first pixel that is wholly covered.
static bool
find_text_colour(const struct SDL_Surface *surface, uint32_t *colour)
{
    for (int y = 0; y < surface->h; y++) {
        for (int x = 0; x < surface->w; x++) {
            if (pixel_of(surface, x, y) >> 24 == 255) {
                *colour = pixel_of(surface, x, y) & 0xffffff;
                return true;
            }
        }
    }
    return false;
}

// What lies under the middle of item `index`. A film is taken for ink: scrims
// see to that, and no check can know better.
static uint32_t
find_ground(const struct om_list *list, size_t index)
{
    const struct om_rect at = list->items[index].rect;
    struct om_rect middle = { at.x + at.w / 2, at.y + at.h / 2, 1, 1 };
    uint32_t ground = theme[0];
    for (size_t i = 0; i < index; i++) {
        const struct om_item *item = &list->items[i];
        if (!om_rect_contains(item->rect, middle) || is_text(item)) {
            continue;
        }
        if (item->kind == OM_ITEM_FILL) {
            ground = mix_over(ground, item->colour, item->alpha);
        } else if (item->kind == OM_ITEM_SURFACE) {
            const struct SDL_Surface *surface = item->surface;
            int x = middle.x - item->rect.x, y = middle.y - item->rect.y;
            uint32_t over = pixel_of(surface, x < surface->w ? x : 0,
                                     y < surface->h ? y : 0); // stretched
            ground = mix_over(ground, over & 0xffffff,
                              (over >> 24) * item->alpha / 255);
        }
    }
    return ground;
}

static bool
is_near(uint32_t a, uint32_t b)
{
    bool near = true;
    for (int shift = 0; shift <= 16; shift += 8) {
        int difference = (int) (a >> shift & 255) - (int) (b >> shift & 255);
        near = near && difference <= 6 && difference >= -6;
    }
    return near;
}

static bool
is_checked_pair(uint32_t one, uint32_t other)
{
    uint32_t text, ground;
    for (size_t i = 0; om_contrast_pair(i, theme, &text, &ground); i++) {
        if ((is_near(one, text) && is_near(other, ground))
            || (is_near(one, ground) && is_near(other, text))) {
            return true;
        }
    }
    return false;
}

// A name in its person's colour, on a bubble, and ink on that colour: these go
// by what the check says of people.
static bool
is_of_a_person(const struct walk *walk, uint32_t text, uint32_t ground)
{
    const struct om_chat *chat =
        walk->visit.scene < walk->pack->scene_count
            ? walk->pack->scenes[walk->visit.scene].chat
            : NULL;
    for (size_t i = 0; chat && i < chat->person_count; i++) {
        uint32_t colour = chat->people[i].colour;
        bool name = is_near(text, colour)
                    && is_near(ground, mix_over(theme[0], theme[1], 26));
        if (name || (is_near(text, theme[0]) && is_near(ground, colour))) {
            return true;
        }
    }
    return false;
}

// Every text is drawn in colours that `omstander check` looks at.
static void
check_colours(struct walk *walk)
{
    const struct om_list *list = &walk->view.list;
    for (size_t i = 0; i < list->count; i++) {
        uint32_t text = 0;
        if (!is_text(&list->items[i])
            || !find_text_colour(list->items[i].surface, &text)) {
            continue;
        }
        uint32_t ground = find_ground(list, i);
        walk->texts++;
        if (!is_checked_pair(text, ground)
            && !is_of_a_person(walk, text, ground)) {
            char what[64];
            snprintf(what, sizeof(what), "%06x on %06x", text, ground);
            complain(walk, "colours that no check looks at:", what);
        }
    }
}

// -- what is drawn again ------------------------------------------------------

// Builds the screen again: what changed has to lie in this place. Returns
// whether anything did.
static bool
check_drawn_again(struct walk *walk, struct om_rect place, const char *what)
{
    struct om_view *view = &walk->view;
    struct om_rect screen = { 0, 0, walk->layout.width, walk->layout.height };
    struct om_list before = view->list;
    struct om_damage damage = { 0 };
    om_screen_build(view);
    om_damage_between(&damage, &before, &view->list, screen);
    for (size_t i = 0; i < damage.count; i++) {
        struct om_rect rect = damage.rects[i];
        if (!om_rect_contains(place, rect)) {
            char where[96];
            snprintf(where, sizeof(where), "%s: %d,%d %dx%d", what, rect.x,
                     rect.y, rect.w, rect.h);
            complain(walk, "too much is drawn again:", where);
        }
    }
    return damage.count > 0;
}

// A press changes colours: no text moves, comes or goes.
static void
check_texts_stay(struct walk *walk, const struct om_list *before,
                 const char *what)
{
    const struct om_list *now = &walk->view.list;
    size_t at = 0;
    for (size_t i = 0; i < before->count; i++) {
        if (!is_text(&before->items[i])) {
            continue;
        }
        while (at < now->count && !is_text(&now->items[at])) {
            at++;
        }
        if (at == now->count
            || memcmp(&before->items[i].rect, &now->items[at].rect,
                      sizeof(struct om_rect))
                   != 0) {
            complain(walk, "a press moves a text:", what);
            return;
        }
        at++;
    }
}

// Nothing, when nothing happens; a target, when it is pressed and when it is
// let go; the film, when its next picture comes.
static void
check_redraws(struct walk *walk)
{
    struct om_view *view = &walk->view;
    check_colours(walk);
    view->film_there = true;
    view->film = walk->layout.film;
    view->film_serial = 1;
    om_screen_build(view);
    check_drawn_again(walk, (struct om_rect){ 0 }, "nothing happened");
    struct om_list before = view->list;
    size_t count = view->target_count;
    for (size_t i = 0; i < count; i++) {
        struct om_target target = view->targets[i];
        if (target.whole) {
            continue;
        }
        walk->presses++;
        view->pressed_event = target.event;
        view->pressed = true;
        walk->changes += check_drawn_again(walk, target.rect, target.name);
        check_texts_stay(walk, &before, target.name);
        check_colours(walk);
        view->pressed = false;
        check_drawn_again(walk, target.rect, target.name);
    }
    view->film_serial = 2;
    check_drawn_again(walk, view->film, "the film");
    view->film_there = false;
}

static void
check_screen(struct walk *walk)
{
    struct om_view *view = &walk->view;
    walk->screens++;
    om_screen_build(view);
    check_targets(walk);
    if (view->cut) {
        complain(walk, "a text found no room", "");
    }
    if (view->list.count == OM_LIST_MAX) {
        complain(walk, "the display list is full", "");
    }
    struct om_rect screen = { 0, 0, walk->layout.width, walk->layout.height };
    for (size_t i = 0; i < view->list.count; i++) {
        const struct om_item *item = &view->list.items[i];
        if (item->kind == OM_ITEM_SURFACE
            && !om_rect_contains(screen, item->rect)) {
            char where[80];
            snprintf(where, sizeof(where), "item %d at %d,%d %dx%d", (int) i,
                     item->rect.x, item->rect.y, item->rect.w, item->rect.h);
            complain(walk, "leaves the screen:", where);
        }
    }
    if (walk->redraws) {
        check_redraws(walk);
        om_screen_build(view);
    }
}

// Text that lies under a target of something else cannot be read.
static void
check_text_under_targets(struct walk *walk)
{
    const struct om_view *view = &walk->view;
    for (size_t i = 0; i < view->list.count; i++) {
        const struct om_item *item = &view->list.items[i];
        if (!is_text(item)) {
            continue; // shapes may lie under anything
        }
        for (size_t k = 0; k < view->target_count; k++) {
            const struct om_target *target = &view->targets[k];
            bool apart =
                om_rect_is_empty(om_rect_common(item->rect, target->rect));
            if (!target->whole && !apart
                && !om_rect_contains(target->rect, item->rect)) {
                complain(walk, "text runs into", target->name);
            }
        }
    }
}

static void
check_texts_overlap(struct walk *walk)
{
    const struct om_list *list = &walk->view.list;
    for (size_t i = 0; i < list->count; i++) {
        for (size_t k = i + 1; k < list->count; k++) {
            const struct om_item *a = &list->items[i], *b = &list->items[k];
            if (is_text(a) && is_text(b)
                && !om_rect_is_empty(om_rect_common(a->rect, b->rect))) {
                char where[96];
                snprintf(where, sizeof(where), "%d,%d %dx%d and %d,%d %dx%d",
                         a->rect.x, a->rect.y, a->rect.w, a->rect.h, b->rect.x,
                         b->rect.y, b->rect.w, b->rect.h);
                complain(walk, "texts overlap:", where);
            }
        }
    }
}

static void
show(struct walk *walk, enum om_visit_state_id state, om_scene_id scene)
{
    walk->visit.state = state;
    walk->visit.overlay = OM_OVERLAY_NONE;
    walk->visit.scene = scene;
    check_screen(walk);
    check_text_under_targets(walk);
    check_texts_overlap(walk);
}

// Each moment at which the chat or the marks look different.
static void
walk_film(struct walk *walk, om_scene_id id)
{
    const struct om_scene *scene = &walk->pack->scenes[id];
    const struct om_captions *captions =
        &scene->captions[walk->visit.result.language];
    size_t lines = scene->chat ? scene->chat->line_count : 0;
    for (size_t i = 0; i <= lines; i++) {
        walk->view.media = i < lines ? scene->chat->lines[i].at : OM_S(60);
        show(walk, OM_VISIT_FILM, id);
        for (size_t k = 0; k < captions->count; k++) {
            walk->view.caption = captions->items[k].text;
            show(walk, OM_VISIT_FILM, id);
        }
        walk->view.caption = NULL;
    }
}

static void
walk_clip(struct walk *walk, om_scene_id id)
{
    const struct om_scene *scene = &walk->pack->scenes[id];
    walk->visit.film = id;
    for (int touched = 0; touched < 2; touched++) {
        walk->view.touched = touched ? 0 : -OM_S(100);
        walk_film(walk, id);
    }
    if (!scene->spot.id) {
        return;
    }
    // a mark in every moment, and as many beside them as can be
    for (uint8_t i = 0; i < OM_VISIT_TAPS_MAX; i++) {
        bool beside = i >= scene->spot.moment_count;
        walk->visit.taps[i] = (struct om_tap){
            .at = (uint16_t) (i * 300),
            .moment = beside ? OM_SPOTTED_ELSEWHERE : i,
        };
        walk->visit.tap_count = (uint8_t) (i + 1);
        show(walk, OM_VISIT_FILM, id);
        show(walk, OM_VISIT_SPOTTED, id);
    }
    walk->visit.tap_count = 0;
}

static void
walk_question(struct walk *walk, om_scene_id id)
{
    const struct om_scene *scene = &walk->pack->scenes[id];
    walk->visit.chosen = 0;
    show(walk, OM_VISIT_QUESTION, id);
    for (uint8_t i = 0; i < scene->choice_count; i++) {
        walk->visit.choice = i;
        walk->visit.chosen |= (uint8_t) (1U << i);
        bool feedback = scene->choices[i].feedback.in[0]
                        || scene->feedback.in[0] || scene->others.asked;
        if (scene->ask == OM_ASK_SEVERAL) {
            show(walk, OM_VISIT_QUESTION, id);
        }
        if (feedback) {
            show(walk, OM_VISIT_FEEDBACK, id);
        }
    }
}

static void
walk_end(struct walk *walk, om_scene_id id)
{
    const struct om_scene *scene = &walk->pack->scenes[id];
    if (scene->pledge) {
        show(walk, OM_VISIT_PLEDGE, id);
    }
    for (int who = OM_AUDIENCE_YOUNG; who < OM_AUDIENCE_COUNT_; who++) {
        walk->visit.audience = (enum om_audience) who;
        show(walk, OM_VISIT_ENDING, id);
        for (uint8_t i = 0; scene->pledge && i < scene->choice_count; i++) {
            walk->visit.result.pledged = true;
            walk->visit.result.pledge_end = id;
            walk->visit.result.pledge = i;
            show(walk, OM_VISIT_ENDING, id);
        }
        walk->visit.result.pledged = false;
    }
}

static void
walk_scene(struct walk *walk, om_scene_id id)
{
    const struct om_scene *scene = &walk->pack->scenes[id];
    walk->visit.result.story = scene->story;
    switch (scene->kind) {
        case OM_SCENE_CLIP:
            walk_clip(walk, id);
            break;
        case OM_SCENE_QUESTION:
            walk_question(walk, id);
            break;
        case OM_SCENE_CARD:
            show(walk, OM_VISIT_CARD, id);
            break;
        case OM_SCENE_END:
            walk_end(walk, id);
            break;
        case OM_SCENE_HELPED: // nothing to see
            break;
    }
}

static void
walk_screens(struct walk *walk)
{
    show(walk, OM_VISIT_ATTRACT, OM_SCENE_NONE);
    show(walk, OM_VISIT_LANGUAGE, OM_SCENE_NONE);
    unsigned pages = (walk->pack->story_count + OM_VISIT_PAGE_STORIES - 1U)
                     / OM_VISIT_PAGE_STORIES;
    for (walk->visit.page = 0; walk->visit.page < pages; walk->visit.page++) {
        show(walk, OM_VISIT_STORIES, OM_SCENE_NONE);
    }
    walk->visit.page = 0;
    for (uint16_t i = 0; i < walk->pack->story_count; i++) {
        walk->visit.result.story = i;
        if (walk->pack->stories[i].note.in[0]) {
            show(walk, OM_VISIT_NOTE, OM_SCENE_NONE);
        }
    }
    for (om_scene_id id = 0; id < walk->pack->scene_count; id++) {
        walk_scene(walk, id);
    }
    walk->visit.deadline = OM_S(25);
    for (int overlay = OM_OVERLAY_HELP; overlay <= OM_OVERLAY_IDLE; overlay++) {
        walk->visit.overlay = (enum om_visit_overlay) overlay;
        check_screen(walk);
        check_text_under_targets(walk);
        check_texts_overlap(walk);
    }
}

static void
walk_pack(const char *folder)
{
    static const int sizes[][2] = {
        { 1920, 1080 }, { 1080, 1920 }, { 3840, 2160 }, { 2160, 3840 },
        { 1280, 720 },  { 1280, 800 },  { 1024, 768 },  { 800, 1280 },
    };
    struct walk *walk = calloc(1, sizeof(*walk));
    struct om_findings findings = { 0 };
    walk->pack = om_pack_load(folder, &findings);
    assert_non_null(walk->pack);
    om_findings_finish(&findings);
    walk->type = om_type_create(walk->pack->theme.font);
    assert_non_null(walk->type);
    walk->view = (struct om_view){
        .pack = walk->pack,
        .visit = &walk->visit,
        .layout = &walk->layout,
        .type = walk->type,
        .pictures = &walk->pictures,
        .colours = { theme[0], theme[1], theme[2], theme[3] },
        .still = true,
        .warning = OM_S(30),
    };
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        walk->layout = om_layout_make(sizes[i][0], sizes[i][1], 0);
        for (uint8_t k = 0; k < walk->pack->language_count; k++) {
            walk->visit.result.language = k;
            walk->redraws = i < 2 && k == 0;
            walk_screens(walk);
        }
        om_pictures_finish(&walk->pictures);
        om_type_trim(walk->type, 0);
    }
    print_message("%s: %u screens, %u of %u presses are seen\n", walk->pack->id,
                  walk->screens, walk->changes, walk->presses);
    assert_true(walk->screens > 100);
    assert_true(walk->texts > 1000);
    assert_int_equal(walk->problems, 0);
    om_type_destroy(walk->type);
    om_pack_destroy(walk->pack);
    free(walk);
}

static void
test_every_screen(void **state)
{
    (void) state;
    walk_pack(OM_SOURCE_DIR "/content/iedereen-behalve");
}

static void
test_the_whole_format(void **state)
{
    (void) state;
    walk_pack(OM_SOURCE_DIR "/tests/packs/rich");
}

// test_screens PACK: every screen of another pack.
static void
test_that_pack(void **state)
{
    walk_pack(*state);
}

int
main(int argc, char **argv)
{
    if (argc == 2) {
        const struct CMUnitTest one[] = {
            cmocka_unit_test_prestate(test_that_pack, argv[1]),
        };
        return cmocka_run_group_tests(one, NULL, NULL);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_whole_format),
        cmocka_unit_test(test_every_screen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
