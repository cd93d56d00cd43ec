// A content folder, read and checked once, as one immutable model. After
// om_pack_load() succeeded every reference resolves, every text exists in the
// default language and every file named was a regular file beneath the root:
// whoever uses a pack asserts that, it does not check again. The model knows
// nothing of screens, sound or disks beyond the paths it names.
//
// Constant after load; may be read from any thread.
#ifndef OM_PACK_PACK_H
#define OM_PACK_PACK_H

#include "base/finding.h"
#include "base/tick.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    OM_PACK_LANGUAGES_MAX = 8,
    OM_PACK_CHOICES_MAX = 8, // per question
    OM_PACK_CUES_MAX = 16,   // per clip
    OM_PACK_ID_MAX = 40,     // characters of an id
};

typedef uint16_t om_scene_id; // index into om_pack.scenes
#define OM_SCENE_NONE ((om_scene_id) 0xFFFF)

// One text in the pack's languages, in the order of om_pack.languages. NULL
// where it is missing; the first is never NULL in a text that must be there,
// and `in[0] == NULL` says that an optional text was left out.
struct om_words {
    const char *in[OM_PACK_LANGUAGES_MAX];
};

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

struct om_cue {
    om_tick at; // media time; cues of a clip ascend strictly
    om_scene_id ask;
};

// One caption: shown from <= t < to. Text may hold newlines.
struct om_caption {
    om_tick from, to;
    const char *text;
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
};

struct om_scene {
    const char *id;
    enum om_scene_kind kind;
    uint16_t story; // index into om_pack.stories
    // kind CLIP: path relative to the root; captions per language
    const char *clip;
    struct om_captions captions[OM_PACK_LANGUAGES_MAX];
    struct om_cue cues[OM_PACK_CUES_MAX];
    uint8_t cue_count;
    // kinds CLIP, CARD: where it goes by itself (never NONE there)
    om_scene_id next;
    // kind QUESTION
    struct om_words text; // also the text of a CARD and of an END
    struct om_choice choices[OM_PACK_CHOICES_MAX];
    uint8_t choice_count;
    // kind END: tips to show, in order
    const struct om_words *tips;
    uint8_t tip_count;
    // kind CARD: who says so
    struct om_words source;
};

struct om_story {
    const char *id;
    struct om_words title;
    struct om_words about; // one line under the title; optional
    struct om_words note;  // content note before it; optional
    const char *poster;    // relative to the root; NULL: none
    unsigned minutes;      // how long it takes; 0: not said
    om_scene_id start;
};

struct om_help_line {
    const char *id;
    struct om_words name;
    struct om_words for_whom;
    const char *phone;     // as printed; NULL: none
    const char *chat;      // address as printed; NULL: none
    struct om_words terms; // price and anonymity in words; optional
};

struct om_colour {
    uint8_t r, g, b;
};

struct om_theme {
    struct om_colour ink, paper, accent, help;
    const char *font; // family name for fontconfig
};

struct om_track {
    const char *file;   // relative to the root
    const char *credit; // NULL: none
};

struct om_pack {
    const char *root; // absolute path of the folder
    const char *id;
    const char *version;
    unsigned major;
    uint8_t language_count;
    const char *languages[OM_PACK_LANGUAGES_MAX]; // "nl"; the first is default
    struct om_words language_names;      // each language's own name for itself
    bool offered[OM_PACK_LANGUAGES_MAX]; // complete: may be shown to visitors
    struct om_words title;
    struct om_theme theme;
    const char *attract_clip;
    struct om_words attract_line;
    struct om_track soundtrack; // the first present; file NULL: none
    const struct om_story *stories;
    uint16_t story_count;
    const struct om_scene *scenes; // of all stories; story.start points here
    uint16_t scene_count;
    const struct om_help_line *help;
    uint8_t help_count;
    void *memory; // what the strings and arrays live in
};

// Reads the folder at `root`. All findings are added to `findings`, sorted.
// NULL when there are errors among them. The caller destroys the pack.
struct om_pack *om_pack_load(const char *root, struct om_findings *findings);

void om_pack_destroy(struct om_pack *pack);

// The text in a language, or in the default language where it is missing;
// NULL only for an optional text that was left out.
const char *om_words_get(const struct om_words *words, unsigned language);

bool om_role_helps(enum om_role role);

// "/root/clips/noa-1.mp4", to be freed by the caller.
char *om_pack_path(const struct om_pack *pack, const char *file);

#endif
