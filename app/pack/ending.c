#include "pack/ending.h"

#include "base/text.h"
#include "pack/library.h"
#include "pack/question.h"

#include <stdio.h>
#include <string.h>

enum { TIPS_MAX = 12, HELPED_MAX = 32 };

// -- cards --------------------------------------------------------------------

enum { CARD, TEXT, SOURCE, NEXT, FACT };

const struct om_field om_card_fields[OM_CARD_FIELDS] = {
    [CARD] = { "card", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    [TEXT] = { "text", OM_TAKES_WORDS, 0 },
    [SOURCE] = { "source", OM_TAKES_WORDS, 0 },
    [NEXT] = { "next", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    [FACT] = { "fact", OM_TAKES_TEXT, 0 },
};

// A card that takes its words from facts.yaml has none of its own.
static void
read_fact_card(struct om_reader *reader, struct om_scene *scene,
               const struct om_node *const values[])
{
    for (int i = TEXT; i <= SOURCE; i++) {
        if (values[i]) {
            om_say_not_with(reader, values[i], "fact");
        }
    }
    const struct om_fact *fact = om_library_fact(reader, values[FACT]);
    if (fact) {
        scene->figure = fact->figure;
        scene->text = fact->text;
        scene->source = fact->source;
    }
}

void
om_read_card(struct om_scenes *story, struct om_scene *scene,
             const struct om_node *const values[])
{
    static const char *const kinds[] = { "fact", "text" };
    struct om_reader *reader = story->reader;
    const struct om_node *node = reader->scene_nodes[scene - reader->scenes];
    int kind = om_read_one_of(reader, values[CARD], kinds, 2);
    scene->next = om_read_target(story, values[NEXT]);
    if (values[FACT] && kind == 1) {
        om_say_not_with(reader, values[FACT], "card: text");
        return;
    }
    if (values[FACT]) {
        read_fact_card(reader, scene, values);
        return;
    }
    om_read_needed(reader, node, "text");
    if (kind == 0) {
        om_read_needed(reader, node, "source");
    }
    scene->text = om_read_words(reader, values[TEXT]);
    scene->source = om_read_words_as(reader, values[SOURCE], OM_TEXT_SOURCE);
}

// -- endings ------------------------------------------------------------------

const struct om_field om_end_fields[OM_END_FIELDS] = {
    { "end", OM_TAKES_WORDS, OM_FIELD_NEEDED },
    { "tips", OM_TAKES_LIST, 0 },
    { "pledge", OM_TAKES_MAP, 0 },
};

// A tip is a text, or, where texts are groups of languages or tips.yaml has
// one of that name, the id of a tip that is written there.
static void
read_tip(struct om_reader *reader, const struct om_node *node,
         struct om_tip *tips, uint8_t *count)
{
    if (node->broken) {
        return;
    }
    if (node->kind == OM_NODE_LIST || node->empty) {
        om_say(reader->findings, node->empty ? OM_SAY_EMPTY : OM_SAY_NOT_TEXT,
               node->mark, "tips", NULL, NULL);
        return;
    }
    bool is_name = node->kind == OM_NODE_TEXT && om_is_id(node->text)
                   && (reader->pack->language_count > 1
                       || om_library_has_tip(reader, node->text));
    if (is_name) {
        const struct om_tip *tip = om_library_tip(reader, node);
        if (tip) {
            tips[(*count)++] = *tip;
        }
        return;
    }
    tips[(*count)++] =
        (struct om_tip){ OM_AUDIENCE_ALL, om_read_words(reader, node) };
}

static void
check_tips(struct om_reader *reader, const struct om_scene *scene,
           const struct om_node *list)
{
    unsigned counts[OM_AUDIENCE_COUNT_] = { 0 };
    for (uint8_t i = 0; i < scene->tip_count; i++) {
        counts[scene->tips[i].audience]++;
    }
    unsigned most = 0;
    for (int i = OM_AUDIENCE_ALL + 1; i < OM_AUDIENCE_COUNT_; i++) {
        most = counts[i] > most ? counts[i] : most;
    }
    most += counts[OM_AUDIENCE_ALL];
    if (most > OM_PACK_TIPS_SHOWN) {
        char count[16];
        snprintf(count, sizeof(count), "%u", most);
        om_say(reader->findings, OM_SAY_TIPS_MANY, om_node_head(list), count,
               NULL, NULL);
    }
}

static void
read_tips(struct om_reader *reader, struct om_scene *scene,
          const struct om_node *list)
{
    if (list->count > TIPS_MAX) {
        om_say_too_many(reader, list, TIPS_MAX);
        return;
    }
    struct om_tip *tips =
        om_arena_alloc(reader->arena, TIPS_MAX * sizeof(tips[0]));
    for (const struct om_node *entry = list->first; entry;
         entry = entry->next) {
        read_tip(reader, entry, tips, &scene->tip_count);
    }
    scene->tips = tips;
    check_tips(reader, scene, list);
}

static void
read_pledge(struct om_scenes *story, struct om_scene *scene,
            const struct om_node *node)
{
    enum { ID, PLEDGE_TEXT, CHOICES, COUNT };
    static const struct om_field fields[COUNT] = {
        [ID] = { "id", OM_TAKES_TEXT, OM_FIELD_NEEDED },
        [PLEDGE_TEXT] = { "text", OM_TAKES_WORDS, OM_FIELD_NEEDED },
        [CHOICES] = { "choices", OM_TAKES_LIST, OM_FIELD_NEEDED },
    };
    struct om_reader *reader = story->reader;
    const struct om_node *values[COUNT];
    if (!om_read_fields(reader, node, fields, COUNT, values)) {
        return;
    }
    scene->pledge = om_read_id(reader, values[ID]);
    if (scene->pledge) {
        om_read_counted(reader, scene->pledge, values[ID]->mark);
    }
    scene->pledge_text = om_read_words(reader, values[PLEDGE_TEXT]);
    if (values[CHOICES]) {
        om_read_plain_choices(story, scene, values[CHOICES]);
    }
}

void
om_read_end(struct om_scenes *story, struct om_scene *scene,
            const struct om_node *const values[])
{
    scene->text = om_read_words(story->reader, values[0]);
    if (values[1]) {
        read_tips(story->reader, scene, values[1]);
    }
    if (values[2]) {
        read_pledge(story, scene, values[2]);
    }
}

// -- by how often was helped --------------------------------------------------

const struct om_field om_helped_fields[OM_HELPED_FIELDS] = {
    { "helped", OM_TAKES_LIST, OM_FIELD_NEEDED },
};

static void
check_branch(struct om_scenes *story, const struct om_branch *branch,
             const struct om_branch *before,
             const struct om_node *const values[])
{
    struct om_reader *reader = story->reader;
    if (before && values[0] && branch->at_least >= before->at_least) {
        char last[8];
        snprintf(last, sizeof(last), "%u", before->at_least);
        om_say(reader->findings, OM_SAY_HELPED_ORDER, values[0]->mark,
               values[0]->text, last, NULL);
    }
    if (branch->go_to != OM_SCENE_NONE && reader->scenes[branch->go_to].id
        && reader->scenes[branch->go_to].kind == OM_SCENE_HELPED) {
        om_say(reader->findings, OM_SAY_HELPED_CHAIN, values[1]->mark,
               values[1]->text, NULL, NULL);
        story->walkable = false;
    }
}

static void
read_branch(struct om_scenes *story, struct om_scene *scene,
            const struct om_node *entry)
{
    static const struct om_field fields[] = {
        { "at_least", OM_TAKES_TEXT, OM_FIELD_NEEDED },
        { "goto", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    };
    struct om_reader *reader = story->reader;
    const struct om_node *values[2];
    if (!om_read_fields(reader, entry, fields, 2, values)) {
        story->walkable = false;
        return;
    }
    struct om_branch *branch = &scene->branches[scene->branch_count];
    branch->at_least =
        (uint8_t) om_read_number(reader, values[0], 0, HELPED_MAX, 0);
    branch->go_to = om_read_target(story, values[1]);
    check_branch(story, branch, scene->branch_count ? branch - 1 : NULL,
                 values);
    scene->branch_count++;
}

void
om_read_helped(struct om_scenes *story, struct om_scene *scene,
               const struct om_node *const values[])
{
    const struct om_node *list = values[0];
    if (!list) {
        story->walkable = false;
        return;
    }
    if (list->count > OM_PACK_BRANCHES_MAX) {
        om_say_too_many(story->reader, list, OM_PACK_BRANCHES_MAX);
        story->walkable = false;
        return;
    }
    for (const struct om_node *entry = list->first; entry;
         entry = entry->next) {
        read_branch(story, scene, entry);
    }
    bool rest = scene->branch_count > 0
                && scene->branches[scene->branch_count - 1].at_least == 0;
    if (!rest) {
        om_say(story->reader->findings, OM_SAY_HELPED_REST, om_node_head(list),
               NULL, NULL, NULL);
        story->walkable = false;
    }
}
