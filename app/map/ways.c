#include "map/ways.h"

#include "base/text.h"
#include "map/words.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// -- finding them -------------------------------------------------------------

static void
add(struct om_map_ways *ways, const struct om_map_story *story,
    struct om_map_way way, const char *target)
{
    if (!*target) {
        return;
    }
    if ((ways->count & (ways->count - 1)) == 0) { // a power of two
        size_t room = ways->count ? 2 * ways->count : 1;
        ways->items = om_realloc(ways->items, room * sizeof(way));
    }
    way.target = target;
    way.to = om_map_scene_find(story, target);
    ways->items[ways->count++] = way;
}

static void
add_list(struct om_map_ways *ways, const struct om_map_story *story,
         const struct om_node *list, const char *key, struct om_map_way way)
{
    for (const struct om_node *entry = list ? list->first : NULL; entry;
         entry = entry->next, way.number++) {
        add(ways, story, way, om_map_text(entry, key));
    }
}

static void
add_choices(struct om_map_ways *ways, const struct om_map_story *story,
            const struct om_node *list, size_t from)
{
    size_t number = 0;
    for (const struct om_node *choice = list ? list->first : NULL; choice;
         choice = choice->next, number++) {
        const struct om_map_role *role =
            om_map_role_find(om_map_text(choice, "role"));
        struct om_map_way way = {
            .from = from,
            .port = "to",
            .number = number,
            .colour = role->colour,
            .line = role->line,
            .arrow = role->arrow,
        };
        add(ways, story, way, om_map_text(choice, "goto"));
    }
}

static void
add_scene(struct om_map_ways *ways, const struct om_map_story *story,
          size_t from)
{
    const struct om_node *node = story->scenes[from].node;
    struct om_map_way next = {
        .from = from, .colour = "#3A4048", .line = "solid", .arrow = "normal"
    };
    struct om_map_way cue = { .from = from,
                              .port = "cue",
                              .colour = "#8A1C4A",
                              .line = "solid",
                              .arrow = "vee" };
    struct om_map_way helped = { .from = from,
                                 .port = "to",
                                 .colour = "#4B2E83",
                                 .line = "solid",
                                 .arrow = "normal" };
    add_list(ways, story, om_node_get(node, "cues"), "ask", cue);
    add_list(ways, story, om_node_get(node, "helped"), "goto", helped);
    add_choices(ways, story, om_node_get(node, "choices"), from);
    add(ways, story, next, om_map_text(node, "next"));
}

// -- how far ------------------------------------------------------------------

static const size_t unplaced = (size_t) -1;

// Whether all ways to a scene come from those that are placed; and the
// furthest of them.
static bool
is_ready(const struct om_map_ways *ways, size_t scene, bool *reached,
         size_t *depth)
{
    bool ready = true;
    *reached = false;
    *depth = 0;
    for (size_t i = 0; i < ways->count; i++) {
        const struct om_map_way *way = &ways->items[i];
        if (way->to != (int) scene || way->from == scene) {
            continue;
        }
        size_t from = ways->depth[way->from];
        if (from == unplaced) {
            ready = false;
        } else {
            *reached = true;
            *depth = from + 1 > *depth ? from + 1 : *depth;
        }
    }
    return ready;
}

// Places one more scene: one that everything before it leads to, else, where
// a way goes back and round, the first that anything leads to, else any.
static void
place_one(struct om_map_ways *ways, size_t count)
{
    size_t best = unplaced, best_depth = 0;
    int best_rank = -1;
    for (size_t i = 0; i < count && best_rank < 2; i++) {
        bool reached;
        size_t depth;
        if (ways->depth[i] != unplaced) {
            continue;
        }
        bool ready = is_ready(ways, i, &reached, &depth);
        int rank = reached && ready ? 2 : reached ? 1 : 0;
        if (rank > best_rank) {
            best = i;
            best_rank = rank;
            best_depth = depth;
        }
    }
    ways->depth[best] = best_depth;
}

// -- rows ---------------------------------------------------------------------

// About how many points a scene is high.
static size_t
height_of(const struct om_map_scene *scene)
{
    static const size_t heights[OM_MAP_KINDS] = {
        [OM_MAP_FILM] = 60, [OM_MAP_QUESTION] = 70, [OM_MAP_CARD] = 100,
        [OM_MAP_END] = 140, [OM_MAP_HELPED] = 90,   [OM_MAP_OTHER] = 50,
    };
    const struct om_node *choices = om_node_get(scene->node, "choices");
    return heights[scene->kind] + 36 * (choices ? choices->count : 0);
}

// How many rows make the picture about as wide as a poster lying down.
static size_t
rows_wanted(const struct om_map_ways *ways, const struct om_map_story *story,
            size_t deepest)
{
    enum { STEP = 240, SHORT = 12 };
    static const double ratio = 1.6;
    double highest = 0;
    for (size_t depth = 0; depth <= deepest; depth++) {
        size_t height = 0;
        for (size_t i = 0; i < story->count; i++) {
            height +=
                ways->depth[i] == depth ? height_of(&story->scenes[i]) : 0;
        }
        highest = (double) height > highest ? (double) height : highest;
    }
    if (deepest < SHORT || highest < 1) {
        return 1;
    }
    double rows = sqrt((double) (deepest + 1) * STEP / (ratio * highest));
    size_t whole = (size_t) (rows + 0.5);
    return whole < 1 ? 1 : whole > OM_MAP_ROWS_MAX ? OM_MAP_ROWS_MAX : whole;
}

// Scenes at or behind a depth that something in front of it leads to.
static size_t
crossings(const struct om_map_ways *ways, const struct om_map_story *story,
          size_t depth)
{
    size_t count = 0;
    for (size_t i = 0; i < story->count; i++) {
        bool crossed = false;
        for (size_t k = 0; k < ways->count && !crossed; k++) {
            const struct om_map_way *way = &ways->items[k];
            bool front = ways->depth[way->from] < depth;
            crossed = way->to == (int) i && front != (ways->depth[i] < depth);
        }
        count += crossed;
    }
    return count;
}

static size_t
best_cut(const struct om_map_ways *ways, const struct om_map_story *story,
         size_t about, size_t slack)
{
    size_t best = about, fewest = (size_t) -1;
    for (size_t away = 0; away <= slack; away++) {
        size_t places[2] = { about + away, about > away ? about - away : 1 };
        for (int i = 0; i < 2; i++) {
            size_t count = crossings(ways, story, places[i]);
            if (count < fewest) {
                fewest = count;
                best = places[i];
            }
        }
    }
    return best;
}

static void
fold(struct om_map_ways *ways, const struct om_map_story *story)
{
    size_t deepest = 0;
    for (size_t i = 0; i < story->count; i++) {
        deepest = ways->depth[i] > deepest ? ways->depth[i] : deepest;
    }
    ways->rows = rows_wanted(ways, story, deepest);
    size_t length = (deepest + 1) / ways->rows;
    for (size_t row = 1; row < ways->rows; row++) {
        size_t about = row * (deepest + 1) / ways->rows;
        size_t cut = best_cut(ways, story, about, length / 3);
        for (size_t i = 0; i < story->count; i++) {
            ways->row[i] = ways->depth[i] >= cut ? row : ways->row[i];
        }
    }
}

void
om_map_ways_find(struct om_map_ways *ways, const struct om_map_story *story)
{
    *ways = (struct om_map_ways){ .rows = 1 };
    for (size_t i = 0; i < story->count; i++) {
        add_scene(ways, story, i);
    }
    ways->depth = om_alloc((story->count + 1) * sizeof(size_t));
    ways->row = om_alloc((story->count + 1) * sizeof(size_t));
    for (size_t i = 0; i < story->count; i++) {
        ways->depth[i] = unplaced;
    }
    int start = om_map_scene_find(story, om_map_text(story->tree, "start"));
    if (start >= 0) {
        ways->depth[start] = 0;
    }
    for (size_t i = start >= 0; i < story->count; i++) {
        place_one(ways, story->count);
    }
    fold(ways, story);
}

void
om_map_ways_finish(struct om_map_ways *ways)
{
    free(ways->items);
    free(ways->depth);
    free(ways->row);
    *ways = (struct om_map_ways){ 0 };
}
