#include "pack/graph.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

// Scenes are points; cues, goto and next are arrows. Three questions are
// asked of them, each by spreading marks along the arrows until nothing
// changes (a story has tens of scenes):
//
//   reached   from the start, forwards
//   escapes   to an ending, backwards
//   unheld    forwards: a question that can be asked while no film is held
//
// A choice without goto goes back to the film that is held: to any clip that
// has a cue for its question, or for a question before it. So it escapes when
// such a film does ("resumes"), and is a mistake in an unheld question.

enum { REACHED = 1, ESCAPES = 2, UNHELD = 4, RESUMES = 8, SAID = 16 };

enum { TARGETS_MAX = OM_PACK_CUES_MAX + 1, PATH_MAX_SCENES = 8 };

struct graph {
    struct om_reader *reader;
    size_t first, count;
    unsigned char *marks; // owned; of scene `first + i`
};

static const struct om_scene *
scene_at(const struct graph *graph, om_scene_id id)
{
    return &graph->reader->scenes[id];
}

static bool
has(const struct graph *graph, om_scene_id id, unsigned mark)
{
    return graph->marks[id - graph->first] & mark;
}

// True when that is news.
static bool
set(struct graph *graph, om_scene_id id, unsigned mark)
{
    bool news = !has(graph, id, mark);
    graph->marks[id - graph->first] |= (unsigned char) mark;
    return news;
}

static size_t
targets_of(const struct om_scene *scene, om_scene_id targets[TARGETS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < scene->cue_count; i++) {
        targets[count++] = scene->cues[i].ask;
    }
    for (size_t i = 0; i < scene->choice_count; i++) {
        if (scene->choices[i].go_to != OM_SCENE_NONE) {
            targets[count++] = scene->choices[i].go_to;
        }
    }
    for (size_t i = 0; i < scene->branch_count; i++) {
        targets[count++] = scene->branches[i].go_to;
    }
    if (scene->next != OM_SCENE_NONE) {
        targets[count++] = scene->next;
    }
    return count;
}

// Whether an answer goes back to the film that is held.
static bool
can_resume(const struct om_scene *scene)
{
    if (scene->kind != OM_SCENE_QUESTION || scene->next != OM_SCENE_NONE) {
        return false;
    }
    for (size_t i = 0; i < scene->choice_count; i++) {
        if (scene->choices[i].go_to == OM_SCENE_NONE) {
            return true;
        }
    }
    return false;
}

// -- spreading ----------------------------------------------------------------

// Each looks at one scene and says whether any mark changed.
typedef bool (*spread)(struct graph *graph, om_scene_id id);

// A mark of a scene goes on to all that may follow it.
static bool
spread_mark(struct graph *graph, om_scene_id id, unsigned mark)
{
    bool news = false;
    if (has(graph, id, mark)) {
        om_scene_id targets[TARGETS_MAX];
        size_t count = targets_of(scene_at(graph, id), targets);
        for (size_t i = 0; i < count; i++) {
            news |= set(graph, targets[i], mark);
        }
    }
    return news;
}

static bool
spread_reached(struct graph *graph, om_scene_id id)
{
    return spread_mark(graph, id, REACHED);
}

static bool
spread_escapes(struct graph *graph, om_scene_id id)
{
    const struct om_scene *scene = scene_at(graph, id);
    om_scene_id targets[TARGETS_MAX];
    size_t count = targets_of(scene, targets);
    bool escapes = scene->kind == OM_SCENE_END
                   || (can_resume(scene) && has(graph, id, RESUMES));
    bool news = false;
    for (size_t i = 0; i < count; i++) {
        escapes |= has(graph, targets[i], ESCAPES);
    }
    if (escapes) {
        news |= set(graph, id, ESCAPES);
    }
    for (size_t i = 0; i < scene->cue_count && escapes; i++) {
        news |= set(graph, scene->cues[i].ask, RESUMES);
    }
    for (size_t i = 0; i < count; i++) {
        if (scene->kind == OM_SCENE_QUESTION && has(graph, id, RESUMES)) {
            news |= set(graph, targets[i], RESUMES);
        }
    }
    return news;
}

static bool
spread_unheld(struct graph *graph, om_scene_id id)
{
    const struct om_scene *scene = scene_at(graph, id);
    bool unheld = scene->kind != OM_SCENE_QUESTION || has(graph, id, UNHELD);
    om_scene_id targets[TARGETS_MAX];
    size_t count = targets_of(scene, targets);
    bool news = false;
    for (size_t i = scene->cue_count; i < count && unheld; i++) {
        news |= set(graph, targets[i], UNHELD);
    }
    return news;
}

static void
spread_all(struct graph *graph, spread spread_one)
{
    for (bool news = true; news;) {
        news = false;
        for (size_t i = 0; i < graph->count; i++) {
            news |= spread_one(graph, (om_scene_id) (graph->first + i));
        }
    }
}

// -- saying -------------------------------------------------------------------

static struct om_mark
mark_of(const struct graph *graph, om_scene_id id)
{
    return om_node_head(graph->reader->scene_nodes[id]);
}

// "a → b → a": the way round, and everything on it is said.
static void
say_trapped(struct graph *graph, om_scene_id id)
{
    struct om_text path = { 0 };
    om_text_print(&path, "%s", scene_at(graph, id)->id);
    om_scene_id at = id;
    for (int i = 0; i < PATH_MAX_SCENES; i++) {
        om_scene_id targets[TARGETS_MAX];
        if (targets_of(scene_at(graph, at), targets) == 0) {
            break;
        }
        at = targets[0];
        om_text_print(&path, " → %s", scene_at(graph, at)->id);
        if (at == id) {
            break;
        }
    }
    om_say(graph->reader->findings, OM_SAY_TRAPPED, mark_of(graph, id),
           om_text_get(&path), NULL, NULL);
    om_text_finish(&path);
}

static bool
spread_said(struct graph *graph, om_scene_id id)
{
    return spread_mark(graph, id, SAID);
}

static void
say_ways(struct graph *graph, bool has_end)
{
    for (size_t i = 0; i < graph->count; i++) {
        om_scene_id id = (om_scene_id) (graph->first + i);
        const struct om_scene *scene = scene_at(graph, id);
        if (!has(graph, id, REACHED)) {
            om_say(graph->reader->findings,
                   scene->kind == OM_SCENE_END ? OM_SAY_END_UNREACHABLE
                                               : OM_SAY_UNREACHABLE,
                   mark_of(graph, id), scene->id, NULL, NULL);
        } else if (has_end && !has(graph, id, ESCAPES | SAID)) {
            say_trapped(graph, id);
            set(graph, id, SAID);
            spread_all(graph, spread_said);
        }
    }
}

// The choice's own node, to point at.
static const struct om_node *
choice_node(const struct graph *graph, om_scene_id id, size_t choice)
{
    const struct om_node *list =
        om_node_get(graph->reader->scene_nodes[id], "choices");
    const struct om_node *entry = list ? list->first : NULL;
    for (; entry && choice > 0; choice--) {
        entry = entry->next;
    }
    return entry ? entry : graph->reader->scene_nodes[id];
}

static void
say_unheld(const struct graph *graph, om_scene_id id)
{
    const struct om_scene *scene = scene_at(graph, id);
    if (scene->ask != OM_ASK_CHOICE && can_resume(scene)) {
        om_say(graph->reader->findings, OM_SAY_NO_NEXT, mark_of(graph, id),
               NULL, NULL, NULL);
        return;
    }
    for (size_t i = 0; scene->ask == OM_ASK_CHOICE && i < scene->choice_count;
         i++) {
        if (scene->choices[i].go_to == OM_SCENE_NONE) {
            om_say(graph->reader->findings, OM_SAY_NO_GOTO,
                   om_node_head(choice_node(graph, id, i)),
                   scene->choices[i].id, NULL, NULL);
        }
    }
}

void
om_graph_check(struct om_reader *reader, om_scene_id start, size_t first,
               size_t count, struct om_mark where)
{
    struct graph graph = {
        .reader = reader,
        .first = first,
        .count = count,
        .marks = om_alloc(count),
    };
    bool has_end = false;
    for (size_t i = 0; i < count; i++) {
        has_end |= reader->scenes[first + i].kind == OM_SCENE_END;
    }
    set(&graph, start, REACHED | UNHELD);
    spread_all(&graph, spread_reached);
    spread_all(&graph, spread_escapes);
    spread_all(&graph, spread_unheld);
    if (!has_end) {
        om_say(reader->findings, OM_SAY_NO_END, where, NULL, NULL, NULL);
    }
    say_ways(&graph, has_end);
    for (size_t i = 0; i < count; i++) {
        om_scene_id id = (om_scene_id) (first + i);
        if (reader->scenes[id].kind == OM_SCENE_QUESTION
            && has(&graph, id, UNHELD)) {
            say_unheld(&graph, id);
        }
    }
    free(graph.marks);
}
