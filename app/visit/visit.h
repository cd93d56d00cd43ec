// One visitor's visit: what happens next, and nothing else. A pure machine,
// (state, event, now) -> (state, effects): no screen, no clock, no allocation,
// no memory of earlier visitors. The state is a plain value that may be copied
// and compared; carrying out the effects is the caller's work.
#ifndef OM_VISIT_VISIT_H
#define OM_VISIT_VISIT_H

#include "base/tick.h"
#include "pack/pack.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    OM_VISIT_ANSWERS_MAX = 32, // questions answered in one visit; then ends
    OM_VISIT_EFFECTS_MAX = 16,
};

enum om_visit_state_id {
    OM_VISIT_ATTRACT,  // nobody there; the film loop plays
    OM_VISIT_LANGUAGE, // skipped when the pack offers one language
    OM_VISIT_STORIES,  // what there is to see, also when it is one story
    OM_VISIT_NOTE,     // the content note; skipped when the story has none
    OM_VISIT_FILM,     // a clip runs
    OM_VISIT_QUESTION, // over the frozen frame
    OM_VISIT_FEEDBACK, // the answer's feedback, over the same frame
    OM_VISIT_CARD,     // a card with a text
    OM_VISIT_COUNTING, // the visit is being written; waits for COUNTED
    OM_VISIT_ENDING,   // thanks, tips, help
};

// What lies over the state, and pauses it.
enum om_visit_overlay {
    OM_OVERLAY_NONE,
    OM_OVERLAY_HELP, // the help lines; opened and closed by touch
    OM_OVERLAY_IDLE, // "are you still there?" with a countdown
};

enum om_event_kind {
    // touches (value: index of what was touched, where there are several)
    OM_EVENT_START,
    OM_EVENT_LANGUAGE, // value: language; on any screen, keeps the place
    OM_EVENT_STORY,    // value: story
    OM_EVENT_CONTINUE, // note, feedback, card, ending
    OM_EVENT_CHOOSE,   // value: choice
    OM_EVENT_STOP,     // leave this story; at the ending, the visit
    OM_EVENT_HELP,     // open the help lines
    OM_EVENT_CLOSE,    // close the overlay
    OM_EVENT_TOUCH,    // any touch that hit nothing: somebody is there
    // from the film
    OM_EVENT_CUE, // value: cue of the running clip; frame is held
    OM_EVENT_CLIP_ENDED,
    OM_EVENT_CLIP_FAILED, // could not be shown: go on along next
    // from the tally
    OM_EVENT_COUNTED, // written, or given up on
    // time
    OM_EVENT_TICK, // a deadline may have passed
    // the operator
    OM_EVENT_RESET,  // back to attract at once; counts what there is
    OM_EVENT_COUNT_, // number of kinds
};

struct om_event {
    enum om_event_kind kind;
    uint16_t value;
};

enum om_effect_kind {
    OM_EFFECT_ATTRACT, // play the attract loop
    OM_EFFECT_PLAY,    // show this scene's clip from its start
    OM_EFFECT_PREROLL, // have this scene's clip ready on its first frame
    OM_EFFECT_HOLD,    // freeze the film (also sent when already held)
    OM_EFFECT_RESUME,  // let the held film go on
    OM_EFFECT_COUNT,   // write the result of the state that came back; in
                       // COUNTING, answer with COUNTED
    OM_EFFECT_WIPE,    // forget the visitor: caches, texts, and the state
                       // itself (om_visit_begin takes its place)
};

struct om_effect {
    enum om_effect_kind kind;
    om_scene_id scene; // PLAY, PREROLL
};

struct om_effects {
    struct om_effect items[OM_VISIT_EFFECTS_MAX];
    uint8_t count;
};

struct om_answer {
    om_scene_id question;
    uint8_t choice;
};

// How far a visit came and what it held; becomes counters when it ends.
struct om_visit_result {
    uint16_t story;   // 0xFFFF: none was chosen
    uint8_t language; // in which it ended
    bool finished;    // reached an ending
    bool idled;       // ended by its idle time
    bool help_opened;
    bool clip_ended; // saw a whole clip
    bool suspect;    // implausibly fast; counted apart
    uint16_t decode_errors;
    uint8_t shown_count; // questions shown, in order
    om_scene_id shown[OM_VISIT_ANSWERS_MAX];
    uint8_t answer_count;
    struct om_answer answers[OM_VISIT_ANSWERS_MAX];
    om_tick started, ended;
};

// A plain value; written by om_visit_step() only.
struct om_visit {
    enum om_visit_state_id state;
    enum om_visit_overlay overlay;
    om_scene_id scene;   // FILM: the clip; QUESTION, FEEDBACK: the question;
                         // CARD, COUNTING, ENDING: that scene; else NONE
    om_scene_id film;    // the clip whose cues and `next` apply; may be NONE
    bool film_gone;      // it ended or failed: it cannot be resumed
    uint8_t cue;         // next cue of `film`
    uint8_t choice;      // FEEDBACK: what was chosen
    uint32_t shuffle;    // seed of this visit's order of choices
    om_tick since;       // when the state was entered
    om_tick touched;     // last sign of life
    om_tick deadline;    // when TICK does something; OM_NEVER: not
    om_tick answer_time; // spent on the questions answered
    struct om_visit_result result;
};

struct om_visit_rules {
    om_tick idle;       // default 60 s without touch, never during film
    om_tick warning;    // default 30 s to answer the warning
    om_tick ending;     // default 60 s, then attract
    om_tick answer_min; // default 800 ms: earlier answers are ignored
    om_tick counting;   // default 5 s: then the ending comes anyway
    om_tick film_max;   // default 10 min: no clip keeps a visit for longer,
                        // nor do several without a touch
};

// The defaults above.
extern const struct om_visit_rules om_visit_rules_default;

struct om_visit om_visit_begin(om_tick now);

// One step. A START event carries the seed of the order of choices as its
// value.
// Events that mean nothing in this state change nothing but may count as a
// sign of life. Returns the new state and fills `effects`.
struct om_visit om_visit_step(struct om_visit visit, struct om_event event,
                              om_tick now, const struct om_pack *pack,
                              const struct om_visit_rules *rules,
                              struct om_effects *effects);

// In which order this visit sees a question's choices: order[i] is the index
// of the choice in place i. The same for the whole visit.
void om_visit_order(const struct om_visit *visit,
                    const struct om_scene *question,
                    uint8_t order[OM_PACK_CHOICES_MAX]);

const char *om_visit_state_name(enum om_visit_state_id state);

// True when every invariant of visit.c holds (for assertions and tests).
bool om_visit_is_valid(const struct om_visit *visit,
                       const struct om_pack *pack);

#endif
