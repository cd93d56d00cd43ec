#include "pack/question.h"

#include <stdio.h>
#include <string.h>

enum { STEPS_MIN = 3, STEPS_MAX = 7 };

enum {
    ASK,
    TEXT,
    CHOICES,
    STEPS,
    LOW,
    HIGH,
    NEXT,
    FEEDBACK,
    OTHERS,
};

const struct om_field om_question_fields[OM_QUESTION_FIELDS] = {
    [ASK] = { "ask", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    [TEXT] = { "text", OM_TAKES_WORDS, OM_FIELD_NEEDED },
    [CHOICES] = { "choices", OM_TAKES_LIST, 0 },
    [STEPS] = { "steps", OM_TAKES_LIST, 0 },
    [LOW] = { "low", OM_TAKES_WORDS, 0 },
    [HIGH] = { "high", OM_TAKES_WORDS, 0 },
    [NEXT] = { "next", OM_TAKES_TEXT, 0 },
    [FEEDBACK] = { "feedback", OM_TAKES_WORDS, 0 },
    [OTHERS] = { "others", OM_TAKES_MAP, 0 },
};

// What each kind of question needs, may have, and cannot have.
static const struct ask_kind {
    const char *name, *whole;
    unsigned needs, never; // 1 << field
} ask_kinds[] = {
    [OM_ASK_CHOICE] = { "choice", "ask: choice", 1 << CHOICES,
                        1 << STEPS | 1 << LOW | 1 << HIGH | 1 << NEXT
                            | 1 << FEEDBACK },
    [OM_ASK_SEVERAL] = { "several", "ask: several", 1 << CHOICES,
                         1 << STEPS | 1 << LOW | 1 << HIGH },
    [OM_ASK_SCALE] = { "scale", "ask: scale", 1 << STEPS | 1 << LOW | 1 << HIGH,
                       1 << CHOICES | 1 << OTHERS },
};

// -- answers ------------------------------------------------------------------

static const char *const roles[] = {
    "defender_public", "defender_private", "get_help",
    "outsider",        "reinforcer",       "assistant",
};

static enum om_role
read_role(struct om_reader *reader, const struct om_node *node)
{
    return (enum om_role)(OM_ROLE_NONE + 1
                          + om_read_one_of(reader, node, roles, 6));
}

// Which keys an answer may have besides `id` and `text`.
enum answer_kind { ANSWER_CHOICE, ANSWER_SEVERAL, ANSWER_PLEDGE };

static void
read_choice(struct om_scenes *story, struct om_scene *scene,
            const struct om_node *node, enum answer_kind kind)
{
    enum { ID, CHOICE_TEXT, ROLE, GOTO, CHOICE_FEEDBACK, COUNT };
    static const struct om_field fields[COUNT] = {
        [ID] = { "id", OM_TAKES_TEXT, OM_FIELD_NEEDED },
        [CHOICE_TEXT] = { "text", OM_TAKES_WORDS, OM_FIELD_NEEDED },
        [ROLE] = { "role", OM_TAKES_TEXT, 0 },
        [GOTO] = { "goto", OM_TAKES_TEXT, 0 },
        [CHOICE_FEEDBACK] = { "feedback", OM_TAKES_WORDS, 0 },
    };
    static const size_t counts[] = {
        [ANSWER_CHOICE] = COUNT,
        [ANSWER_SEVERAL] = GOTO,
        [ANSWER_PLEDGE] = ROLE,
    };
    struct om_reader *reader = story->reader;
    const struct om_node *values[COUNT] = { NULL };
    if (!om_read_fields(reader, node, fields, counts[kind], values)) {
        story->walkable = false;
        return;
    }
    struct om_choice choice = {
        .id = om_read_id(reader, values[ID]),
        .role = read_role(reader, values[ROLE]),
        .text = om_read_words_as(reader, values[CHOICE_TEXT], OM_TEXT_CHOICE),
        .feedback = om_read_words(reader, values[CHOICE_FEEDBACK]),
        .go_to = OM_SCENE_NONE,
    };
    if (values[GOTO]) {
        choice.go_to = om_read_target(story, values[GOTO]);
    }
    scene->choices[scene->choice_count++] = choice;
}

static bool
read_choices(struct om_scenes *story, struct om_scene *scene,
             const struct om_node *list, enum answer_kind kind)
{
    bool fits = list->count >= 2 && list->count <= OM_PACK_CHOICES_MAX;
    if (!fits) {
        char count[24];
        snprintf(count, sizeof(count), "%zu", list->count);
        om_say(story->reader->findings, OM_SAY_CHOICES, om_node_head(list),
               count, NULL, NULL);
    }
    for (const struct om_node *entry = list->first;
         entry && scene->choice_count < OM_PACK_CHOICES_MAX;
         entry = entry->next) {
        read_choice(story, scene, entry, kind);
        om_read_id_once(story->reader, list, entry);
    }
    return fits;
}

bool
om_read_plain_choices(struct om_scenes *story, struct om_scene *scene,
                      const struct om_node *list)
{
    return read_choices(story, scene, list, ANSWER_PLEDGE);
}

static bool
has_role(const struct om_scene *scene, bool helping)
{
    for (size_t i = 0; i < scene->choice_count; i++) {
        enum om_role role = scene->choices[i].role;
        if (helping ? om_role_helps(role) : role != OM_ROLE_NONE) {
            return true;
        }
    }
    return false;
}

static void
check_roles(struct om_reader *reader, const struct om_scene *scene,
            const struct om_node *list)
{
    bool private = false;
    for (size_t i = 0; i < scene->choice_count; i++) {
        enum om_role role = scene->choices[i].role;
        private |= role == OM_ROLE_DEFENDER_PRIVATE || role == OM_ROLE_GET_HELP;
    }
    if (has_role(scene, false) && !private) {
        om_say(reader->findings, OM_SAY_NO_PRIVATE, om_node_head(list), NULL,
               NULL, NULL);
    }
}

// -- a scale ------------------------------------------------------------------

static const struct om_node *
earlier_step(const struct om_node *list, const struct om_node *step)
{
    for (const struct om_node *entry = list->first; entry != step;
         entry = entry->next) {
        if (om_node_is_filled(entry) && strcmp(entry->text, step->text) == 0) {
            return entry;
        }
    }
    return NULL;
}

static void
read_step(struct om_reader *reader, struct om_scene *scene,
          const struct om_node *list, const struct om_node *step)
{
    if (!om_node_is_filled(step)) {
        if (!step->broken) {
            om_say(reader->findings,
                   step->empty ? OM_SAY_EMPTY : OM_SAY_NOT_TEXT, step->mark,
                   om_node_name(list), NULL, NULL);
        }
        return;
    }
    const struct om_node *earlier = earlier_step(list, step);
    if (earlier) {
        char line[16];
        snprintf(line, sizeof(line), "%u", earlier->mark.line);
        om_say(reader->findings, OM_SAY_TWICE, step->mark, step->text, line,
               NULL);
    }
    scene->choices[scene->choice_count++] = (struct om_choice){
        .id = om_read_id(reader, step),
        .go_to = OM_SCENE_NONE,
    };
}

static void
read_scale(struct om_reader *reader, struct om_scene *scene,
           const struct om_node *const values[])
{
    scene->low = om_read_words(reader, values[LOW]);
    scene->high = om_read_words(reader, values[HIGH]);
    const struct om_node *list = values[STEPS];
    if (!list) {
        return;
    }
    if (list->count < STEPS_MIN || list->count > STEPS_MAX) {
        char count[24];
        snprintf(count, sizeof(count), "%zu", list->count);
        om_say(reader->findings, OM_SAY_STEPS, om_node_head(list), count, NULL,
               NULL);
    }
    for (const struct om_node *step = list->first;
         step && scene->choice_count < STEPS_MAX; step = step->next) {
        read_step(reader, scene, list, step);
    }
}

// -- what others chose --------------------------------------------------------

static bool
is_month(const char *text)
{
    static const char shape[] = "0000-00";
    for (size_t i = 0; i < sizeof(shape); i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (shape[i] == '0' ? !digit : text[i] != shape[i]) {
            return false;
        }
    }
    int month = (text[5] - '0') * 10 + text[6] - '0';
    return month >= 1 && month <= 12;
}

// The figure about this question in pack.yaml, if there is one.
static void
read_norm(struct om_reader *reader, struct om_scene *scene)
{
    enum { SHARE, N, MONTH, COUNT };
    static const struct om_field fields[COUNT] = {
        [SHARE] = { "share", OM_TAKES_TEXT, OM_FIELD_NEEDED },
        [N] = { "n", OM_TAKES_TEXT, OM_FIELD_NEEDED },
        [MONTH] = { "month", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    };
    enum { N_MIN = 30, N_MAX = 999999 };
    const struct om_node *norm =
        reader->norms ? om_node_get(reader->norms, scene->id) : NULL;
    const struct om_node *values[COUNT];
    if (!norm || !om_read_fields(reader, norm, fields, COUNT, values)) {
        return;
    }
    struct om_others *others = &scene->others;
    others->share =
        (uint16_t) om_read_thousandths(reader, values[SHARE], 0, 1000, 0);
    others->n = om_read_number(reader, values[N], N_MIN, N_MAX, 0);
    if (values[MONTH] && !is_month(values[MONTH]->text)) {
        om_say(reader->findings, OM_SAY_MONTH, values[MONTH]->mark,
               values[MONTH]->text, NULL, NULL);
    }
    others->month = values[MONTH] ? values[MONTH]->text : NULL;
}

static void
read_others(struct om_reader *reader, struct om_scene *scene,
            const struct om_node *node)
{
    enum { SHARE, FROM, WHEN, LINE, COUNT };
    static const struct om_field fields[COUNT] = {
        [SHARE] = { "share", OM_TAKES_TEXT, OM_FIELD_NEEDED },
        [FROM] = { "from", OM_TAKES_TEXT, 0 },
        [WHEN] = { "when_at_least", OM_TAKES_TEXT, 0 },
        [LINE] = { "line", OM_TAKES_WORDS, 0 },
    };
    static const char *const shares[] = { "helping" };
    static const char *const sources[] = { "national" };
    enum { USUAL = 600 }; // a smaller majority would show that many looked on
    const struct om_node *values[COUNT];
    if (!om_read_fields(reader, node, fields, COUNT, values)) {
        return;
    }
    om_read_one_of(reader, values[SHARE], shares, 1);
    om_read_one_of(reader, values[FROM], sources, 1);
    scene->others.asked = true;
    scene->others.when_at_least = (uint16_t) om_read_thousandths(
        reader, values[WHEN], USUAL, 1000, USUAL);
    scene->others.line = om_read_words(reader, values[LINE]);
    if (!has_role(scene, true)) {
        om_say(reader->findings, OM_SAY_OTHERS_ROLES, om_node_head(node), NULL,
               NULL, NULL);
    }
}

static bool
is_question(const struct om_reader *reader, const char *id)
{
    for (size_t i = 0; i < reader->scene_count; i++) {
        const struct om_scene *scene = &reader->scenes[i];
        if (scene->id && scene->kind == OM_SCENE_QUESTION
            && strcmp(scene->id, id) == 0) {
            return true;
        }
    }
    return false;
}

static const char *
question_at(const void *context, size_t i)
{
    const struct om_reader *reader = context;
    const struct om_scene *scene = &reader->scenes[i];
    return scene->kind == OM_SCENE_QUESTION ? scene->id : NULL;
}

void
om_check_norms(struct om_reader *reader)
{
    const struct om_names names = {
        .where = "stories",
        .count = reader->scene_count,
        .context = reader,
        .name_at = question_at,
    };
    const struct om_node *norms = reader->norms;
    for (const struct om_node *norm = norms ? norms->first : NULL; norm;
         norm = norm->next) {
        if (!is_question(reader, norm->key)) {
            struct om_node name = { .text = norm->key, .mark = norm->key_mark };
            om_read_reference(reader, &name, &names);
        }
    }
}

// -- all of it ----------------------------------------------------------------

static void
check_fields(struct om_scenes *story, const struct om_scene *scene,
             const struct om_node *const values[])
{
    struct om_reader *reader = story->reader;
    const struct ask_kind *kind = &ask_kinds[scene->ask];
    const struct om_node *node = reader->scene_nodes[scene - reader->scenes];
    for (size_t i = 0; i < OM_QUESTION_FIELDS; i++) {
        if (values[i] && kind->never & 1U << i) {
            om_say_not_with(reader, values[i], kind->whole);
        }
        if (kind->needs & 1U << i) {
            om_read_needed(reader, node, om_question_fields[i].key);
        }
    }
}

void
om_read_question(struct om_scenes *story, struct om_scene *scene,
                 const struct om_node *const values[])
{
    static const char *const kinds[] = { "choice", "several", "scale" };
    struct om_reader *reader = story->reader;
    int ask = om_read_one_of(reader, values[ASK], kinds, 3);
    scene->ask = ask < 0 ? OM_ASK_CHOICE : (enum om_ask) ask;
    if (ask >= 0) {
        check_fields(story, scene, values);
    }
    om_read_counted(reader, scene->id,
                    reader->scene_nodes[scene - reader->scenes]->key_mark);
    scene->text = om_read_words(reader, values[TEXT]);
    if (scene->ask == OM_ASK_SCALE) {
        read_scale(reader, scene, values);
    } else if (values[CHOICES]) {
        bool fits = read_choices(story, scene, values[CHOICES],
                                 scene->ask == OM_ASK_CHOICE ? ANSWER_CHOICE
                                                             : ANSWER_SEVERAL);
        story->walkable = story->walkable && fits;
        check_roles(reader, scene, values[CHOICES]);
    } else {
        story->walkable = false;
    }
    if (values[NEXT] && scene->ask != OM_ASK_CHOICE) {
        scene->next = om_read_target(story, values[NEXT]);
    }
    scene->feedback = om_read_words(reader, values[FEEDBACK]);
    if (values[OTHERS] && scene->ask != OM_ASK_SCALE) {
        read_others(reader, scene, values[OTHERS]);
    }
    read_norm(reader, scene);
}
