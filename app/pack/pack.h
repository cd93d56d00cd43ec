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
#include "pack/scenes.h"
#include "pack/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
    struct om_words terms; // price and anonymity in one line; optional
    struct om_words price, anonymity; // the same apart; optional
};

struct om_colour {
    uint8_t r, g, b;
};

struct om_theme {
    struct om_colour ink, paper, accent, help;
    const char *font; // family name for fontconfig
    unsigned radius;  // of corners, in pixels on a screen of 1080
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
    const char *attract_credit; // NULL: none
    struct om_words attract_line;
    struct om_words approving;  // said after an answer with others; optional
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

// For a check: the pack as far as it could be read, whatever is wrong with it
// (ids, targets and texts may be missing), and where everything in it stands.
// NULL only when the folder cannot be opened. `survey` starts zeroed and is
// valid as long as the pack.
struct om_survey;
struct om_pack *om_pack_survey(const char *root, struct om_findings *findings,
                               struct om_survey *survey);

void om_pack_destroy(struct om_pack *pack);

// "/root/clips/noa-1.mp4", to be freed by the caller.
char *om_pack_path(const struct om_pack *pack, const char *file);

#endif
