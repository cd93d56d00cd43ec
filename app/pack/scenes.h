// What stories are made of: scenes, what is asked in them and what is read in
// them. Part of the pack's model; constant after load.
#ifndef OM_PACK_SCENES_H
#define OM_PACK_SCENES_H

#include "base/tick.h"
#include "pack/track.h"
#include "pack/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    OM_PACK_CHOICES_MAX = 8,  // per question, pledge or scale
    OM_PACK_CUES_MAX = 16,    // per clip
    OM_PACK_BRANCHES_MAX = 8, // per `helped`
    OM_PACK_MOMENTS_MAX = 12, // per spot
    OM_PACK_TIPS_SHOWN = 3,   // of one ending, to one audience
    OM_PACK_ID_MAX = 40,      // characters of an id
    OM_PACK_IDS_MAX = 132,    // of pack, story, question and choice together
};

typedef uint16_t om_scene_id; // index into om_pack.scenes
#define OM_SCENE_NONE ((om_scene_id) 0xFFFF)

// Salmivalli's participant roles; the first three help.
enum om_role {
    OM_ROLE_NONE,
    OM_ROLE_DEFENDER_PUBLIC,
    OM_ROLE_DEFENDER_PRIVATE,
    OM_ROLE_GET_HELP,
    OM_ROLE_OUTSIDER,
    OM_ROLE_REINFORCER,
    OM_ROLE_ASSISTANT,
};

struct om_choice {
    const char *id;
    enum om_role role;
    struct om_words text;
    struct om_words feedback; // optional
    om_scene_id go_to;        // OM_SCENE_NONE: back to the clip that was held
};

// A moment of a clip at which a bystander could step in: from <= t < to.
struct om_moment {
    const char *id;
    om_tick from, to; // ascending, not overlapping
    struct om_words label;
};

// "Where would you step in?": asked while a clip runs.
struct om_spot {
    const char *id; // NULL: not asked
    struct om_words prompt;
    const struct om_moment *moments;
    uint8_t moment_count;
};

// What is said of other visitors' answers. There is a figure only when a
// national one was given: the share of those who chose to help.
struct om_others {
    bool asked;
    uint16_t when_at_least; // thousandths
    uint16_t share;         // thousandths; 0: no figure is known
    unsigned n;             // answers it rests on
    const char *month;      // "2026-09"
    struct om_words line;   // approves of helping; optional
};

// One way out of a scene that is none to look at: to be taken by whoever
// helped at least so often in this story.
struct om_branch {
    uint8_t at_least;
    om_scene_id go_to;
};

enum om_audience {
    OM_AUDIENCE_ALL,
    OM_AUDIENCE_YOUNG,
    OM_AUDIENCE_PARENT,
    OM_AUDIENCE_TEACHER,
    OM_AUDIENCE_COUNT_,
};

struct om_tip {
    enum om_audience audience;
    struct om_words text;
};

struct om_cue {
    om_tick at; // media time; cues of a clip ascend strictly
    om_scene_id ask;
};

// One caption: shown from <= t < to. Text may hold newlines.
struct om_caption {
    om_tick from, to;
    const char *text;
    unsigned line; // of its times, in the file
};

struct om_captions {
    const struct om_caption *items; // ascending, not overlapping
    size_t count;
};

enum om_scene_kind {
    OM_SCENE_CLIP,
    OM_SCENE_QUESTION,
    OM_SCENE_CARD,
    OM_SCENE_END,
    OM_SCENE_HELPED, // chooses the next scene by how often was helped
};

enum om_ask {
    OM_ASK_CHOICE,  // one answer, which says where it goes
    OM_ASK_SEVERAL, // any number of them, but at least one
    OM_ASK_SCALE,   // one of the steps between low and high, in their order
};

struct om_scene {
    const char *id;
    enum om_scene_kind kind;
    uint16_t story; // index into om_pack.stories
    // kind CLIP: path relative to the root; captions per language
    const char *clip;
    const char *credit; // NULL: none
    struct om_captions captions[OM_PACK_LANGUAGES_MAX];
    struct om_cue cues[OM_PACK_CUES_MAX];
    uint8_t cue_count;
    struct om_spot spot;
    const struct om_chat *chat; // NULL: none
    // kinds CLIP, CARD: where it goes by itself (never NONE there); QUESTION
    // of several or a scale: where its answer goes, NONE: back to the clip
    om_scene_id next;
    // kind QUESTION; also the text of a CARD and of an END
    struct om_words text;
    enum om_ask ask;
    struct om_choice choices[OM_PACK_CHOICES_MAX]; // of a scale: without text
    uint8_t choice_count;
    struct om_words low, high; // the ends of a scale
    struct om_words feedback;  // of several and of a scale; optional
    struct om_others others;
    // kind CARD: the figure, large, if there is one; who says so
    struct om_words figure, source;
    // kind END: the pledge's id (NULL: none) and text, its answers being
    // `choices`; tips in order
    const char *pledge;
    struct om_words pledge_text;
    const struct om_tip *tips;
    uint8_t tip_count;
    // kind HELPED: at_least descends, the last is 0
    struct om_branch branches[OM_PACK_BRANCHES_MAX];
    uint8_t branch_count;
};

bool om_role_helps(enum om_role role);

// How many in ten chose to help, to be said aloud; 0 when no figure may be
// shown, because there is none or the majority looked on.
unsigned om_others_in_ten(const struct om_others *others);

// The tips for an audience, those for everyone among them, in order; at most
// OM_PACK_TIPS_SHOWN. Returns how many.
size_t om_tips_for(const struct om_scene *end, enum om_audience audience,
                   const struct om_tip *tips[OM_PACK_TIPS_SHOWN]);

// Whether an ending has a tip for this audience in particular.
bool om_tips_speak_to(const struct om_scene *end, enum om_audience audience);

#endif
