#include "map/scene.h"

#include "map/label.h"
#include "map/words.h"

#include <stdio.h>
#include <string.h>

// A box is a table of two columns: signs, and words. Rows from which an arrow
// leaves have a port, named after the key and the place in its list, so that
// the arrow begins where the words are.

enum { WIDTH = 34, SMALL_WIDTH = 40, FINDINGS_MAX = 4 };

const char *
om_map_language(const struct om_map_writer *writer)
{
    return writer->params->english ? "en" : "nl";
}

static const char *
word(const struct om_map_writer *writer, enum om_map_word which)
{
    return om_map_word(which, writer->params->english);
}

static const char *
words_of(const struct om_map_writer *writer, const struct om_node *node)
{
    return om_map_words(writer->graph, node, om_map_language(writer));
}

static void
escape(struct om_map_writer *writer, const char *text)
{
    text = *text ? text : "–"; // Graphviz takes no tags around nothing
    om_label_escape(writer->out, text, strlen(text));
}

// -- rows ---------------------------------------------------------------------

static void
begin_row(struct om_map_writer *writer, const char *sign, const char *colour,
          const char *port, size_t number)
{
    om_text_print(writer->out,
                  "<TR><TD VALIGN=\"TOP\" ALIGN=\"CENTER\"><FONT "
                  "COLOR=\"%s\">%s</FONT></TD><TD ALIGN=\"LEFT\" "
                  "BALIGN=\"LEFT\"",
                  colour, *sign ? sign : "&#160;");
    if (port) {
        om_text_print(writer->out, " PORT=\"%s%zu\"", port, number);
    }
    om_text_print(writer->out, ">");
}

static void
end_row(struct om_map_writer *writer)
{
    om_text_print(writer->out, "</TD></TR>\n");
}

static void
small(struct om_map_writer *writer, const char *text, const char *colour)
{
    om_text_print(writer->out, "<FONT POINT-SIZE=\"9\" COLOR=\"%s\">", colour);
    om_label_wrap(writer->out, text, SMALL_WIDTH, 3);
    om_text_print(writer->out, "</FONT>");
}

static void
row(struct om_map_writer *writer, const char *sign, const char *text,
    size_t lines)
{
    begin_row(writer, sign, "#3A4048", NULL, 0);
    om_label_wrap(writer->out, text, WIDTH, lines);
    end_row(writer);
}

static void
small_row(struct om_map_writer *writer, const char *sign, const char *label,
          const char *text)
{
    struct om_text whole = { 0 };
    om_text_print(&whole, "%s%s%s", label, *label && *text ? ": " : "", text);
    begin_row(writer, sign, "#3A4048", NULL, 0);
    small(writer, om_text_get(&whole), "#3A4048");
    end_row(writer);
    om_text_finish(&whole);
}

// -- findings -----------------------------------------------------------------

static bool
is_about_scene(const struct om_map_writer *writer, const void *context,
               const struct om_finding *finding)
{
    return om_map_scene_has(&writer->graph->stories[writer->story], context,
                            finding);
}

void
om_map_write_findings(struct om_map_writer *writer, om_map_is_about is_about,
                      const void *context, size_t most)
{
    const struct om_findings *findings = writer->params->findings;
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const struct om_finding *one = &findings->items[i];
        if (!is_about(writer, context, one) || ++count > most) {
            continue;
        }
        bool error = one->kind->severity == OM_SEVERITY_ERROR;
        struct om_text whole = { 0 };
        om_finding_print(one, writer->params->english, &whole);
        // the file is where it is drawn; the words begin behind the code
        const char *words = strstr(om_text_get(&whole), one->kind->code);
        words =
            words ? words + strlen(one->kind->code) + 2 : om_text_get(&whole);
        om_text_print(writer->out,
                      "<TR><TD VALIGN=\"TOP\" BGCOLOR=\"%s\"><FONT "
                      "COLOR=\"%s\"><B>%s</B></FONT></TD><TD ALIGN=\"LEFT\" "
                      "BALIGN=\"LEFT\" BGCOLOR=\"%s\"><FONT POINT-SIZE=\"9\">"
                      "<B>%s",
                      error ? "#A61B29" : "#FFD45C",
                      error ? "#FFFFFF" : "#101418", error ? "✖" : "!",
                      error ? "#FDDDE0" : "#FFF3CC", one->kind->code);
        if (is_about != is_about_scene) {
            om_text_print(writer->out, " · ");
            escape(writer, one->file);
        }
        if (one->line) {
            om_text_print(writer->out, " · %s %u",
                          word(writer, OM_MAP_WORD_LINE), one->line);
        }
        om_text_print(writer->out, "</B><BR ALIGN=\"LEFT\"/>");
        om_label_wrap(writer->out, words, SMALL_WIDTH, 5);
        om_text_print(writer->out, "</FONT></TD></TR>\n");
        om_text_finish(&whole);
    }
    if (count > most) {
        char more[64];
        snprintf(more, sizeof(more), "%s %zu", word(writer, OM_MAP_WORD_MORE),
                 count - most);
        small_row(writer, "", more, "");
    }
}

int
om_map_worst(const struct om_map_writer *writer, om_map_is_about is_about,
             const void *context)
{
    const struct om_findings *findings = writer->params->findings;
    int worst = 0;
    for (size_t i = 0; i < findings->count; i++) {
        if (is_about(writer, context, &findings->items[i])) {
            bool error = findings->items[i].kind->severity == OM_SEVERITY_ERROR;
            worst = error ? 2 : worst ? worst : 1;
        }
    }
    return worst;
}

// -- what is in a scene -------------------------------------------------------

static void
write_film(struct om_map_writer *writer, const struct om_map_scene *scene)
{
    small_row(writer, "▸", om_map_film(scene->node), "");
    const char *chat = om_map_text(scene->node, "chat");
    if (*chat) {
        small_row(writer, "…", word(writer, OM_MAP_WORD_CHAT), chat);
    }
    const struct om_node *spot = om_node_get(scene->node, "spot");
    if (spot) {
        small_row(writer, "◎", word(writer, OM_MAP_WORD_SPOT),
                  words_of(writer, om_node_get(spot, "prompt")));
    }
    const struct om_node *moments = om_node_get(spot, "moments");
    for (const struct om_node *moment = moments ? moments->first : NULL; moment;
         moment = moment->next) {
        struct om_text times = { 0 };
        om_text_print(&times, "%s–%s", om_map_text(moment, "from"),
                      om_map_text(moment, "to"));
        small_row(writer, "·", om_text_get(&times),
                  words_of(writer, om_node_get(moment, "label")));
        om_text_finish(&times);
    }
    const struct om_node *cues = om_node_get(scene->node, "cues");
    size_t number = 0;
    for (const struct om_node *cue = cues ? cues->first : NULL; cue;
         cue = cue->next, number++) {
        begin_row(writer, "‖", "#8A1C4A", "cue", number);
        om_text_print(writer->out, "<B>");
        escape(writer, om_map_text(cue, "at"));
        om_text_print(writer->out, "&#160; </B>");
        escape(writer, om_map_text(cue, "ask"));
        end_row(writer);
    }
}

static void
write_choice(struct om_map_writer *writer, const struct om_node *choice,
             size_t number, bool leads)
{
    const struct om_map_role *role =
        om_map_role_find(om_map_text(choice, "role"));
    om_text_print(writer->out,
                  "<TR><TD BGCOLOR=\"%s\"><FONT COLOR=\"#FFFFFF\">%s</FONT>"
                  "</TD><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\" PORT=\"to%zu\" "
                  "BORDER=\"1\" SIDES=\"T\" COLOR=\"#D5DADF\">",
                  role->colour, role->sign, number);
    om_label_wrap(writer->out, words_of(writer, om_node_get(choice, "text")),
                  WIDTH, 3);
    if (role->id) {
        small(writer, writer->params->english ? role->en : role->nl,
              role->colour);
    }
    if (leads && !om_node_get(choice, "goto")) {
        struct om_text back = { 0 };
        om_text_print(&back, "↩ %s", word(writer, OM_MAP_WORD_GOES_ON));
        small(writer, back.data, "#3A4048");
        om_text_finish(&back);
    }
    end_row(writer);
}

static void
write_choices(struct om_map_writer *writer, const struct om_node *list,
              bool leads)
{
    size_t number = 0;
    for (const struct om_node *choice = list ? list->first : NULL; choice;
         choice = choice->next, number++) {
        write_choice(writer, choice, number, leads);
    }
}

static void
write_scale(struct om_map_writer *writer, const struct om_node *scene)
{
    const struct om_node *steps = om_node_get(scene, "steps");
    struct om_text ends = { 0 };
    om_text_print(&ends, "%s", words_of(writer, om_node_get(scene, "low")));
    for (const struct om_node *step = steps ? steps->first : NULL; step;
         step = step->next) {
        om_text_print(&ends, " · %s", step->text);
    }
    om_text_print(&ends, " · %s", words_of(writer, om_node_get(scene, "high")));
    small_row(writer, "↔", word(writer, OM_MAP_WORD_SCALE), ends.data);
    om_text_finish(&ends);
}

static void
write_question(struct om_map_writer *writer, const struct om_map_scene *scene)
{
    const struct om_node *node = scene->node;
    const char *ask = om_map_text(node, "ask");
    bool one = strcmp(ask, "several") != 0 && strcmp(ask, "scale") != 0;
    om_text_print(writer->out, "<TR><TD></TD><TD ALIGN=\"LEFT\" "
                               "BALIGN=\"LEFT\"><B>");
    om_label_wrap(writer->out, words_of(writer, om_node_get(node, "text")),
                  WIDTH, 5);
    om_text_print(writer->out, "</B></TD></TR>\n");
    if (strcmp(ask, "several") == 0) {
        small_row(writer, "☑", word(writer, OM_MAP_WORD_SEVERAL), "");
    } else if (!one) {
        write_scale(writer, node);
    }
    write_choices(writer, om_node_get(node, "choices"), one);
    if (om_node_get(node, "others")) {
        small_row(writer, "∑", word(writer, OM_MAP_WORD_OTHERS), "");
    }
    if (!one && !om_node_get(node, "next")) {
        small_row(writer, "↩", word(writer, OM_MAP_WORD_GOES_ON), "");
    }
}

// An entry of facts.yaml or tips.yaml by its id.
static const struct om_node *
entry_named(const struct om_node *file, const char *key, const char *id)
{
    const struct om_node *list = om_node_get(file, key);
    const struct om_node *entry = list ? list->first : NULL;
    while (entry && strcmp(om_map_text(entry, "id"), id) != 0) {
        entry = entry->next;
    }
    return entry;
}

static void
write_card(struct om_map_writer *writer, const struct om_map_scene *scene)
{
    const char *name = om_map_text(scene->node, "fact");
    const struct om_node *from =
        *name ? entry_named(writer->graph->facts, "facts", name) : scene->node;
    struct om_text whole = { 0 };
    const char *figure = words_of(writer, om_node_get(from, "figure"));
    om_text_print(&whole, "%s%s%s", figure, *figure ? " " : "",
                  words_of(writer, om_node_get(from, "text")));
    row(writer, "", whole.length ? whole.data : name, 6);
    const char *source = words_of(writer, om_node_get(from, "source"));
    if (*source) {
        small_row(writer, "©", source, "");
    }
    om_text_finish(&whole);
}

static void
write_end(struct om_map_writer *writer, const struct om_map_scene *scene)
{
    om_text_print(writer->out, "<TR><TD></TD><TD ALIGN=\"LEFT\" "
                               "BALIGN=\"LEFT\"><B>");
    om_label_wrap(writer->out,
                  words_of(writer, om_node_get(scene->node, "end")), WIDTH, 4);
    om_text_print(writer->out, "</B></TD></TR>\n");
    const struct om_node *pledge = om_node_get(scene->node, "pledge");
    if (pledge) {
        small_row(writer, "♡", word(writer, OM_MAP_WORD_PLEDGE),
                  words_of(writer, om_node_get(pledge, "text")));
        const struct om_node *list = om_node_get(pledge, "choices");
        for (const struct om_node *choice = list ? list->first : NULL; choice;
             choice = choice->next) {
            small_row(writer, "·",
                      words_of(writer, om_node_get(choice, "text")), "");
        }
    }
    const struct om_node *tips = om_node_get(scene->node, "tips");
    for (const struct om_node *tip = tips ? tips->first : NULL; tip;
         tip = tip->next) {
        const struct om_node *named =
            tip->kind == OM_NODE_TEXT
                ? entry_named(writer->graph->tips, "tips", tip->text)
                : NULL;
        small_row(writer, "•",
                  words_of(writer, named ? om_node_get(named, "text") : tip),
                  "");
    }
}

static void
write_helped(struct om_map_writer *writer, const struct om_map_scene *scene)
{
    const struct om_node *list = om_node_get(scene->node, "helped");
    size_t number = 0;
    for (const struct om_node *branch = list ? list->first : NULL; branch;
         branch = branch->next, number++) {
        const char *times = om_map_text(branch, "at_least");
        begin_row(writer, "→", "#4B2E83", "to", number);
        if (strcmp(times, "0") == 0) {
            escape(writer, word(writer, OM_MAP_WORD_OTHERWISE));
        } else {
            om_text_print(writer->out, "<B>");
            escape(writer, times);
            om_text_print(writer->out, "&#160;</B>");
            escape(writer, word(writer, OM_MAP_WORD_HELPED));
        }
        end_row(writer);
    }
}

static void
write_other(struct om_map_writer *writer, const struct om_map_scene *scene)
{
    (void) writer;
    (void) scene;
}

void
om_map_write_scene(struct om_map_writer *writer,
                   const struct om_map_scene *scene, size_t index)
{
    static void (*const writers[OM_MAP_KINDS])(struct om_map_writer *,
                                               const struct om_map_scene *) = {
        [OM_MAP_FILM] = write_film,     [OM_MAP_QUESTION] = write_question,
        [OM_MAP_CARD] = write_card,     [OM_MAP_END] = write_end,
        [OM_MAP_HELPED] = write_helped, [OM_MAP_OTHER] = write_other,
    };
    const struct om_map_look *look = om_map_look_of(scene->kind);
    int worst = om_map_worst(writer, is_about_scene, scene);
    om_text_print(writer->out,
                  "    s%zu_%zu [label=<<TABLE BORDER=\"%d\" CELLBORDER=\"0\" "
                  "CELLSPACING=\"0\" CELLPADDING=\"4\" COLOR=\"%s\" "
                  "BGCOLOR=\"%s\"><TR><TD PORT=\"in\" BGCOLOR=\"%s\" "
                  "WIDTH=\"24\"><FONT COLOR=\"#FFFFFF\">%s</FONT></TD><TD "
                  "ALIGN=\"LEFT\" BGCOLOR=\"%s\" PORT=\"next\"><FONT "
                  "COLOR=\"#FFFFFF\"><B>",
                  writer->story, index, worst == 2 ? 4 : 1,
                  worst == 2 ? "#A61B29" : look->head, look->body, look->head,
                  look->sign, look->head);
    escape(writer, scene->id);
    om_text_print(writer->out,
                  "</B>&#160; <FONT POINT-SIZE=\"9\">%s</FONT></FONT>"
                  "</TD></TR>\n",
                  writer->params->english ? look->en : look->nl);
    writers[scene->kind](writer, scene);
    om_map_write_findings(writer, is_about_scene, scene, FINDINGS_MAX);
    om_text_print(writer->out, "</TABLE>>];\n");
}
