#include "map/map.h"

#include "map/label.h"
#include "map/scene.h"
#include "map/ways.h"
#include "map/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FINDINGS_MAX = 12 };

static const char *
word(const struct om_map_writer *writer, enum om_map_word which)
{
    return om_map_word(which, writer->params->english);
}

// The pack's accent, made dark enough for paper: 3:1 against white.
static void
accent_on_paper(const struct om_map_graph *graph, char out[8])
{
    const char *given =
        om_map_text(om_node_get(graph->pack, "theme"), "accent");
    bool good = strlen(given) == 7 && given[0] == '#'
                && strspn(given + 1, "0123456789abcdefABCDEF") == 6;
    unsigned long rgb = strtoul(good ? given + 1 : "FF5A47", NULL, 16);
    double part[3] = { (double) (rgb >> 16 & 255), (double) (rgb >> 8 & 255),
                       (double) (rgb & 255) };
    for (int i = 0; i < 40; i++) {
        double light = 0.2126 * pow(part[0] / 255, 2.2)
                       + 0.7152 * pow(part[1] / 255, 2.2)
                       + 0.0722 * pow(part[2] / 255, 2.2);
        if (1.05 / (light + 0.05) >= 3) {
            break;
        }
        for (int k = 0; k < 3; k++) {
            part[k] *= 0.94;
        }
    }
    snprintf(out, 8, "#%02X%02X%02X", (unsigned) part[0] & 255U,
             (unsigned) part[1] & 255U, (unsigned) part[2] & 255U);
}

// -- what findings are about --------------------------------------------------

static bool
is_about_story(const struct om_map_writer *writer, const void *context,
               const struct om_finding *finding)
{
    (void) writer;
    return om_map_story_has(context, finding);
}

static bool
is_about_a_story(const struct om_map_graph *graph,
                 const struct om_finding *finding)
{
    for (size_t i = 0; i < graph->count; i++) {
        const struct om_map_story *story = &graph->stories[i];
        if (om_map_story_has(story, finding)) {
            return true;
        }
        for (size_t k = 0; k < story->count; k++) {
            if (om_map_scene_has(story, &story->scenes[k], finding)) {
                return true;
            }
        }
    }
    return false;
}

// Of the pack, of help.yaml, of a film that no scene names; not of a story
// that is not drawn.
static bool
is_about_none(const struct om_map_writer *writer, const void *context,
              const struct om_finding *finding)
{
    (void) context;
    bool other_story = writer->params->story
                       && (strncmp(finding->file, "stories/", 8) == 0
                           || strncmp(finding->file, "clips/", 6) == 0);
    return !other_story && !is_about_a_story(writer->graph, finding);
}

// -- title and legend ---------------------------------------------------------

static void
add_count(struct om_text *out, size_t count, const char *one, const char *many)
{
    om_text_print(out, "%s%zu %s", out->length ? " · " : "", count,
                  count == 1 ? one : many);
}

static void
write_title(struct om_map_writer *writer)
{
    const struct om_map_graph *graph = writer->graph;
    struct om_text line = { 0 };
    size_t scenes = 0, counts[2] = { 0 };
    for (size_t i = 0; i < graph->count; i++) {
        scenes += graph->stories[i].count;
    }
    for (size_t i = 0; i < writer->params->findings->count; i++) {
        const struct om_finding *one = &writer->params->findings->items[i];
        counts[one->kind->severity == OM_SEVERITY_ERROR]++;
    }
    om_text_print(&line, "%s %s", om_map_text(graph->pack, "id"),
                  om_map_text(graph->pack, "version"));
    add_count(&line, graph->count, word(writer, OM_MAP_WORD_STORY),
              word(writer, OM_MAP_WORD_STORIES));
    add_count(&line, scenes, word(writer, OM_MAP_WORD_SCENE),
              word(writer, OM_MAP_WORD_SCENES));
    add_count(&line, counts[1], word(writer, OM_MAP_WORD_ERROR),
              word(writer, OM_MAP_WORD_ERRORS));
    add_count(&line, counts[0], word(writer, OM_MAP_WORD_WARNING),
              word(writer, OM_MAP_WORD_WARNINGS));
    const char *title = om_map_words(graph, om_node_get(graph->pack, "title"),
                                     om_map_language(writer));
    char accent[8];
    accent_on_paper(graph, accent);
    om_text_print(writer->out,
                  "<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\" BORDER=\"6\" "
                  "SIDES=\"L\" COLOR=\"%s\"><FONT POINT-SIZE=\"30\"><B>&#160;",
                  accent);
    om_label_escape(writer->out, title, strlen(title));
    om_text_print(writer->out, "</B></FONT><BR ALIGN=\"LEFT\"/><FONT "
                               "POINT-SIZE=\"14\" COLOR=\"#3A4048\">&#160; ");
    om_label_escape(writer->out, line.data, line.length);
    om_text_print(writer->out, "</FONT></TD></TR>\n");
    om_text_finish(&line);
}

static void
write_legend(struct om_map_writer *writer)
{
    bool english = writer->params->english;
    static const char begin[] =
        "<TR><TD ALIGN=\"LEFT\"><TABLE ALIGN=\"LEFT\" BORDER=\"0\" "
        "CELLBORDER=\"0\" CELLSPACING=\"4\" CELLPADDING=\"5\"><TR>";
    om_text_print(writer->out, "%s<TD ALIGN=\"LEFT\"><B>%s</B></TD>", begin,
                  word(writer, OM_MAP_WORD_LEGEND));
    for (int i = 0; i < OM_MAP_OTHER; i++) {
        const struct om_map_look *look = om_map_look_of((enum om_map_kind) i);
        om_text_print(writer->out,
                      "<TD BGCOLOR=\"%s\"><FONT COLOR=\"#FFFFFF\">%s "
                      "%s</FONT></TD>",
                      look->head, look->sign, english ? look->en : look->nl);
    }
    om_text_print(writer->out, "<TD>‖ %s</TD>", word(writer, OM_MAP_WORD_CUE));
    om_text_print(writer->out,
                  "<TD>↩ %s</TD></TR></TABLE></TD></TR>\n%s<TD "
                  "ALIGN=\"LEFT\"><B>%s</B></TD>",
                  word(writer, OM_MAP_WORD_GOES_ON), begin,
                  word(writer, OM_MAP_WORD_ROLES));
    for (size_t i = 0; om_map_role_at(i) && om_map_role_at(i)->id; i++) {
        const struct om_map_role *role = om_map_role_at(i);
        om_text_print(writer->out,
                      "<TD BGCOLOR=\"%s\"><FONT COLOR=\"#FFFFFF\">%s "
                      "%s</FONT></TD>",
                      role->colour, role->sign, english ? role->en : role->nl);
    }
    om_text_print(writer->out,
                  "<TD BGCOLOR=\"#A61B29\"><FONT COLOR=\"#FFFFFF\">✖ "
                  "%s</FONT></TD><TD BGCOLOR=\"#FFD45C\">! %s</TD>"
                  "</TR></TABLE></TD></TR>\n",
                  word(writer, OM_MAP_WORD_ERROR),
                  word(writer, OM_MAP_WORD_WARNING));
}

static void
write_elsewhere(struct om_map_writer *writer)
{
    if (om_map_worst(writer, is_about_none, NULL) == 0) {
        return;
    }
    om_text_print(writer->out,
                  "  subgraph cluster_none {\n    none [shape=point "
                  "style=invis];\n    label=<<TABLE BORDER=\"0\" "
                  "CELLBORDER=\"0\" CELLSPACING=\"3\" CELLPADDING=\"4\"><TR>"
                  "<TD></TD><TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"14\"><B>%s"
                  "</B></FONT></TD></TR>\n",
                  word(writer, OM_MAP_WORD_ELSEWHERE));
    om_map_write_findings(writer, is_about_none, NULL, FINDINGS_MAX);
    om_text_print(writer->out, "</TABLE>>;\n  }\n");
}

// -- stories ------------------------------------------------------------------

static void
write_start(struct om_map_writer *writer, const struct om_map_story *story)
{
    int start = om_map_scene_find(story, om_map_text(story->tree, "start"));
    if (start < 0) {
        return;
    }
    om_text_print(writer->out,
                  "    b%zu [shape=circle style=filled fillcolor=\"#101418\" "
                  "fontcolor=\"#FFFFFF\" fontsize=10 margin=\"0.02\" "
                  "label=\"%s\"];\n    b%zu -> s%zu_%d:in:w [penwidth=2.4];\n",
                  writer->story, word(writer, OM_MAP_WORD_START), writer->story,
                  writer->story, start);
}

// The first way out of this row to the same scene: the one that has the sign.
static const struct om_map_way *
sign_of(const struct om_map_ways *ways, const struct om_map_way *way)
{
    const struct om_map_way *one = ways->items;
    while (ways->row[one->from] != ways->row[way->from] || one->to != way->to
           || strcmp(one->target, way->target) != 0) {
        one++;
    }
    return one;
}

// Where a way ends that does not end at a scene of its own row: at one that
// is not there, or at a sign that says in which row it is. One for each row
// and scene, called after the first way that needs it.
static void
write_sign(struct om_map_writer *writer, const struct om_map_ways *ways,
           const struct om_map_way *way)
{
    bool there = way->to >= 0;
    om_text_print(writer->out, "    n%zu_%zu [", writer->story,
                  (size_t) (way - ways->items));
    om_text_print(writer->out,
                  there ? "shape=cds style=filled color=\"#3A4048\" "
                          "fillcolor=\"#E8ECEF\" margin=\"0.16,0.08\" "
                          "label=<<B>"
                        : "shape=box style=dashed color=\"#A61B29\" "
                          "fontcolor=\"#A61B29\" margin=\"0.1,0.06\" "
                          "label=<<B>✖ ");
    om_label_escape(writer->out, way->target, strlen(way->target));
    if (there) {
        om_text_print(writer->out, "</B><BR/>%s %zu>];\n",
                      word(writer, OM_MAP_WORD_ROW), ways->row[way->to] + 1);
    } else {
        om_text_print(writer->out, "</B><BR/>%s>];\n",
                      word(writer, OM_MAP_WORD_NOT_THERE));
    }
}

static void
write_way(struct om_map_writer *writer, const struct om_map_ways *ways,
          const struct om_map_way *way)
{
    bool near = way->to >= 0 && ways->row[way->to] == ways->row[way->from];
    const struct om_map_way *sign = sign_of(ways, way);
    if (!near && sign == way) {
        write_sign(writer, ways, way);
    }
    om_text_print(writer->out, "    s%zu_%zu:%s", writer->story, way->from,
                  way->port ? way->port : "next");
    if (way->port) {
        om_text_print(writer->out, "%zu", way->number);
    }
    if (near) {
        om_text_print(writer->out, ":e -> s%zu_%d:in:w", writer->story,
                      way->to);
    } else {
        om_text_print(writer->out, ":e -> n%zu_%zu:w", writer->story,
                      (size_t) (sign - ways->items));
    }
    om_text_print(writer->out, " [color=\"%s\" style=\"%s\" arrowhead=%s];\n",
                  way->colour, way->line, way->arrow);
}

static void
write_row(struct om_map_writer *writer, const struct om_map_story *story,
          const struct om_map_ways *ways, size_t row)
{
    if (ways->rows > 1) {
        om_text_print(writer->out,
                      "   subgraph cluster_%zu_%zu {\n    margin=10; "
                      "color=\"#E1E5E9\"; label=<<FONT COLOR=\"#3A4048\"><B>%s "
                      "%zu</B></FONT>>;\n",
                      writer->story, row, word(writer, OM_MAP_WORD_ROW),
                      row + 1);
    }
    if (row == 0) {
        write_start(writer, story);
    }
    for (size_t i = 0; i < story->count; i++) {
        if (ways->row[i] == row) {
            om_map_write_scene(writer, &story->scenes[i], i);
        }
    }
    for (size_t i = 0; i < ways->count; i++) {
        if (ways->row[ways->items[i].from] == row) {
            write_way(writer, ways, &ways->items[i]);
        }
    }
    om_text_print(writer->out, ways->rows > 1 ? "   }\n" : "");
}

// Its title, and what is wrong with it but with none of its scenes.
static void
write_story_label(struct om_map_writer *writer,
                  const struct om_map_story *story)
{
    const char *title =
        om_map_words(writer->graph, om_node_get(story->tree, "title"),
                     om_map_language(writer));
    title = *title ? title : story->id;
    om_text_print(writer->out,
                  "    label=<<TABLE BORDER=\"0\" CELLBORDER=\"0\" "
                  "CELLPADDING=\"4\"><TR><TD></TD><TD ALIGN=\"LEFT\"><FONT "
                  "POINT-SIZE=\"22\"><B>");
    om_label_escape(writer->out, title, strlen(title));
    om_text_print(writer->out, "&#160; </B></FONT><FONT COLOR=\"#3A4048\">");
    om_label_escape(writer->out, story->file, strlen(story->file));
    om_text_print(writer->out, "</FONT></TD></TR>\n");
    om_map_write_findings(writer, is_about_story, story, FINDINGS_MAX);
    om_text_print(writer->out, "</TABLE>>;\n");
}

static void
write_story(struct om_map_writer *writer, size_t index)
{
    const struct om_map_story *story = &writer->graph->stories[index];
    writer->story = index;
    om_text_print(writer->out, "  subgraph cluster_%zu {\n    margin=18;\n",
                  index);
    write_story_label(writer, story);
    if (!story->tree) {
        om_text_print(writer->out,
                      "    u%zu [shape=box style=dashed color=\"#A61B29\" "
                      "label=\"✖ %s\"];\n",
                      index, word(writer, OM_MAP_WORD_UNREADABLE));
    }
    struct om_map_ways ways;
    om_map_ways_find(&ways, story);
    for (size_t row = 0; row < ways.rows; row++) {
        write_row(writer, story, &ways, row);
    }
    om_map_ways_finish(&ways);
    om_text_print(writer->out, "  }\n");
}

static void
write_all(struct om_map_writer *writer)
{
    om_text_print(
        writer->out,
        "digraph omstander {\n"
        "  graph [rankdir=LR charset=\"UTF-8\" fontname=\"Inter\" "
        "fontsize=12 fontcolor=\"#101418\" bgcolor=\"#FFFFFF\" "
        "nodesep=0.3 ranksep=0.9 pad=0.4 labelloc=t labeljust=l "
        "style=\"rounded\" color=\"#AEB6BE\"];\n"
        "  node [shape=plain fontname=\"Inter\" fontsize=11 "
        "fontcolor=\"#101418\"];\n"
        "  edge [fontname=\"Inter\" fontsize=9 color=\"#3A4048\" "
        "penwidth=1.6 arrowsize=0.8];\n"
        "  label=<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"8\" "
        "CELLPADDING=\"4\">\n");
    write_title(writer);
    write_legend(writer);
    om_text_print(writer->out, "</TABLE>>;\n");
    for (size_t i = writer->graph->count; i > 0; i--) { // stacked upwards
        write_story(writer, i - 1);
    }
    write_elsewhere(writer);
    om_text_print(writer->out, "}\n");
}

enum om_map_answer
om_map_write(const struct om_map_params *params, struct om_text *out)
{
    struct om_map_graph graph;
    if (!om_map_graph_read(&graph, params->root, params->story)) {
        return OM_MAP_UNREADABLE;
    }
    enum om_map_answer answer = OM_MAP_DONE;
    if (params->story && graph.count == 0) {
        answer = OM_MAP_NO_STORY;
    } else {
        struct om_map_writer writer = {
            .params = params,
            .graph = &graph,
            .out = out,
        };
        write_all(&writer);
    }
    om_map_graph_finish(&graph);
    return answer;
}
