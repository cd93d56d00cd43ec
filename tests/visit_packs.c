#include "visit_packs.h"

#include "visit/visit.h"

#include <stdbool.h>

enum { CLIP = 0, ASK = 1, DM = 2, NOTHING = 3, CARD = 4, END = 5, LATE = 6 };

// clip 0 --cue 0--> question 1 --a--> clip 2 --> card 4 --> end 5
//                             \--b--> (resume) clip 0 --> clip 3 --> end 5
// clip 0 has a second cue that asks 6, whose answer has feedback.
static const struct om_scene scenes[] = {
    [CLIP] = { .id = "clip",
               .kind = OM_SCENE_CLIP,
               .clip = "a.mp4",
               .cues = { { OM_S(1), ASK }, { OM_S(2), LATE } },
               .cue_count = 2,
               .next = NOTHING },
    [ASK] = { .id = "ask",
              .kind = OM_SCENE_QUESTION,
              .text = { { "?" } },
              .choices = { { .id = "dm", .text = { { "a" } }, .go_to = DM },
                           { .id = "no",
                             .text = { { "b" } },
                             .go_to = OM_SCENE_NONE } },
              .choice_count = 2,
              .next = OM_SCENE_NONE },
    [DM] = { .id = "dm", .kind = OM_SCENE_CLIP, .clip = "b.mp4", .next = CARD },
    [NOTHING] = { .id = "no",
                  .kind = OM_SCENE_CLIP,
                  .clip = "c.mp4",
                  .next = END },
    [CARD] = { .id = "card",
               .kind = OM_SCENE_CARD,
               .text = { { "!" } },
               .next = END },
    [END] = { .id = "end",
              .kind = OM_SCENE_END,
              .text = { { "." } },
              .next = OM_SCENE_NONE },
    [LATE] = { .id = "late",
               .kind = OM_SCENE_QUESTION,
               .text = { { "?" } },
               .choices = { { .id = "x",
                              .text = { { "x" } },
                              .feedback = { { "good" } },
                              .go_to = OM_SCENE_NONE },
                            { .id = "y", .text = { { "y" } }, .go_to = DM } },
               .choice_count = 2,
               .next = OM_SCENE_NONE },
};

static const struct om_story stories[] = {
    { .id = "s", .title = { { "S" } }, .note = { { "n" } }, .start = CLIP },
    { .id = "t", .title = { { "T" } }, .start = DM },
};

const struct om_pack small = {
    .id = "p",
    .language_count = 2,
    .languages = { "nl", "en" },
    .offered = { true, true },
    .stories = stories,
    .story_count = 2,
    .scenes = scenes,
    .scene_count = sizeof(scenes) / sizeof(scenes[0]),
};

// A pack with the rest of the format:
//
// film 0 (marks at 1-2 s and 3-4 s)
//   --2.5 s--> several 1 (resume)
//   --5 s----> choice 2 (others) --> helped 3 --at least once--> scale 4 (says
//   something) --> end 6 (a pledge); --never--> end 5
enum { FILM, SEVERAL, CHOICE, FORK, SCALE, PLAIN_END, PLEDGE_END };

const struct om_moment moments[] = {
    { .id = "m", .from = OM_S(1), .to = OM_S(2), .label = { { "m" } } },
    { .id = "n", .from = OM_S(3), .to = OM_S(4), .label = { { "n" } } },
};

static const struct om_tip tips[] = {
    { OM_AUDIENCE_PARENT, { { "talk" } } },
};

static const struct om_scene rich_scenes[] = {
    [FILM] = { .id = "film",
               .kind = OM_SCENE_CLIP,
               .clip = "a.mp4",
               .cues = { { OM_MS(2500), SEVERAL }, { OM_S(5), CHOICE } },
               .cue_count = 2,
               .spot = { "spot", { { "tap" } }, moments, 2 },
               .next = FORK },
    [SEVERAL] = { .id = "several",
                  .kind = OM_SCENE_QUESTION,
                  .ask = OM_ASK_SEVERAL,
                  .text = { { "?" } },
                  .choices = { { .id = "a",
                                 .role = OM_ROLE_GET_HELP,
                                 .go_to = OM_SCENE_NONE },
                               { .id = "b", .go_to = OM_SCENE_NONE },
                               { .id = "c", .go_to = OM_SCENE_NONE } },
                  .choice_count = 3,
                  .next = OM_SCENE_NONE },
    [CHOICE] = { .id = "choice",
                 .kind = OM_SCENE_QUESTION,
                 .text = { { "?" } },
                 .choices = { { .id = "dm",
                                .role = OM_ROLE_DEFENDER_PRIVATE,
                                .go_to = FORK },
                              { .id = "no",
                                .role = OM_ROLE_OUTSIDER,
                                .go_to = FORK } },
                 .choice_count = 2,
                 .others = { .asked = true },
                 .next = OM_SCENE_NONE },
    [FORK] = { .id = "fork",
               .kind = OM_SCENE_HELPED,
               .branches = { { 2, PLEDGE_END },
                             { 1, SCALE },
                             { 0, PLAIN_END } },
               .branch_count = 3,
               .next = OM_SCENE_NONE },
    [SCALE] = { .id = "scale",
                .kind = OM_SCENE_QUESTION,
                .ask = OM_ASK_SCALE,
                .text = { { "?" } },
                .choices = { { .id = "1", .go_to = OM_SCENE_NONE },
                             { .id = "2", .go_to = OM_SCENE_NONE },
                             { .id = "3", .go_to = OM_SCENE_NONE } },
                .choice_count = 3,
                .feedback = { { "thanks" } },
                .next = PLEDGE_END },
    [PLAIN_END] = { .id = "plain",
                    .kind = OM_SCENE_END,
                    .text = { { "." } },
                    .next = OM_SCENE_NONE },
    [PLEDGE_END] = { .id = "pledge",
                     .kind = OM_SCENE_END,
                     .text = { { "." } },
                     .pledge = "p",
                     .pledge_text = { { "?" } },
                     .choices = { { .id = "x", .go_to = OM_SCENE_NONE },
                                  { .id = "y", .go_to = OM_SCENE_NONE } },
                     .choice_count = 2,
                     .tips = tips,
                     .tip_count = 1,
                     .next = OM_SCENE_NONE },
};

static const struct om_story rich_stories[] = {
    { .id = "s", .title = { { "S" } }, .start = FILM },
    { .id = "t", .title = { { "T" } }, .start = SCALE },
    { .id = "u", .title = { { "U" } }, .start = FORK },
    { .id = "v", .title = { { "V" } }, .start = FILM },
};

const struct om_pack rich = {
    .id = "r",
    .language_count = 1,
    .languages = { "nl" },
    .offered = { true },
    .stories = rich_stories,
    .story_count = 4,
    .scenes = rich_scenes,
    .scene_count = sizeof(rich_scenes) / sizeof(rich_scenes[0]),
};
