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
    OM_VISIT_SPOTS_MAX = 8, // films of one visit in which a moment was marked
    OM_VISIT_TAPS_MAX = 8,  // marks in one film
    OM_VISIT_PAGE_STORIES = 3, // stories to choose from at a time
};

// The value of a MARK event: media time in these units.
#define OM_MARK_UNIT OM_MS(10)

enum om_visit_state_id {
    OM_VISIT_ATTRACT,  // nobody there; the film loop plays
    OM_VISIT_LANGUAGE, // skipped when the pack offers one language
    OM_VISIT_STORIES,  // what there is to see, also when it is one story
    OM_VISIT_NOTE,     // the content note; skipped when the story has none
    OM_VISIT_FILM,     // a clip runs
    OM_VISIT_QUESTION, // over the frozen frame
    OM_VISIT_FEEDBACK, // the answer's feedback and what others chose, over the
                       // same frame
    OM_VISIT_SPOTTED,  // the moments marked, over the frozen or last frame
    OM_VISIT_CARD,     // a card with a text
    OM_VISIT_PLEDGE,   // what the visitor takes along; skipped when an ending
                       // has none
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
    OM_EVENT_MORE,     // other stories to choose from
    OM_EVENT_CONTINUE, // note, feedback, marks, card, ending; without a pledge
    OM_EVENT_CHOOSE,   // value: choice; where several may be taken, takes it
                       // or gives it back
    OM_EVENT_READY,    // those taken are the answer
    OM_EVENT_MARK,     // "now!"; value: media time in OM_MARK_UNIT
    OM_EVENT_AUDIENCE, // value: enum om_audience, whose tips to show
    OM_EVENT_STOP,     // leave this story; at the ending, the visit
    OM_EVENT_HELP,     // open the help lines
    OM_EVENT_CLOSE,    // close the overlay
    OM_EVENT_TOUCH,    // any touch that hit nothing: somebody is there
    // from the film
    OM_EVENT_CUE,       // value: cue of the running clip; frame is held
    OM_EVENT_CLIP_HALF, // half of the running clip was shown
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
    uint8_t chosen; // 1 << choice; more than one bit where several may be
};

// Bit of om_spotted.moments for marks on no moment at all.
enum { OM_SPOTTED_ELSEWHERE = 15 };

struct om_spotted {
    om_scene_id film;
    uint16_t moments; // 1 << moment
};

// A mark in the film that runs.
struct om_tap {
    uint16_t at;    // media time in OM_MARK_UNIT
    uint8_t moment; // index, or OM_SPOTTED_ELSEWHERE
};

// How far a visit came and what it held; becomes counters when it ends.
struct om_visit_result {
    uint16_t story;   // 0xFFFF: none was chosen
    uint8_t language; // in which it ended
    bool finished;    // reached an ending
    bool idled;       // ended by its idle time
    bool help_opened;
    bool clip_half;  // saw half of some clip, or more
    bool clip_ended; // saw some clip to its end
    bool suspect;    // implausibly fast; counted apart
    uint16_t decode_errors;
    uint8_t shown_count; // questions shown, in order
    om_scene_id shown[OM_VISIT_ANSWERS_MAX];
    uint8_t answer_count;
    struct om_answer answers[OM_VISIT_ANSWERS_MAX];
    uint8_t spotted_count;
    struct om_spotted spotted[OM_VISIT_SPOTS_MAX];
    bool pledged;
    om_scene_id pledge_end; // the ending that asked for it
    uint8_t pledge;         // its choice
    om_tick started, ended;
};

// A plain value; written by om_visit_step() only.
struct om_visit {
    enum om_visit_state_id state;
    enum om_visit_overlay overlay;
    om_scene_id scene; // FILM, SPOTTED: the clip; QUESTION, FEEDBACK: the
                       // question; CARD, PLEDGE, COUNTING, ENDING: that
                       // scene; else NONE
    om_scene_id film;  // the clip whose cues and `next` apply; may be NONE
    bool film_gone;    // it ended or failed: it cannot be resumed
    uint8_t cue;       // next cue of `film`
    uint8_t choice;    // FEEDBACK: what was chosen, where it is one
    uint8_t chosen;    // QUESTION, FEEDBACK: 1 << choice of those taken
    om_scene_id asked; // SPOTTED: the question to be asked next, or NONE
    uint8_t page;      // STORIES: which of its pages
    enum om_audience audience;             // ENDING: whose tips
    struct om_tap taps[OM_VISIT_TAPS_MAX]; // of `film`, as they came
    uint8_t tap_count;
    bool spot_done;      // they were shown: nothing more can be marked
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

// In how many questions of its story the visitor chose to help.
unsigned om_visit_helped(const struct om_visit *visit,
                         const struct om_pack *pack);

// Whether a mark can be set: the clip that runs asks for it.
bool om_visit_can_mark(const struct om_visit *visit,
                       const struct om_pack *pack);

// In which order this visit sees a question's choices: order[i] is the index
// of the choice in place i. The same for the whole visit. A scale keeps its
// own.
void om_visit_order(const struct om_visit *visit,
                    const struct om_scene *question,
                    uint8_t order[OM_PACK_CHOICES_MAX]);

const char *om_visit_state_name(enum om_visit_state_id state);

// True when every invariant of visit.c holds (for assertions and tests).
bool om_visit_is_valid(const struct om_visit *visit,
                       const struct om_pack *pack);

#endif
