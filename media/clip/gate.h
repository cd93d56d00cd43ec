// Decides about every picture the player shows: is it news, is it to be kept
// for later, or nothing. Holds the exact frame of a cue. Values only.
#ifndef OM_CLIP_GATE_H
#define OM_CLIP_GATE_H

#include "clip/clock.h"

#include <stdbool.h>
#include <stdint.h>

enum om_gate_verdict {
    OM_GATE_SHOW,   // send it; its number is `last`
    OM_GATE_KEEP,   // came after the hold; its number is `kept_last`
    OM_GATE_WAIT,   // may be the first one: keep it until the next one came
    OM_GATE_IGNORE, // shown again, or not wanted
};

struct om_gate {
    struct om_clock clock;
    bool open;         // pictures pass
    bool searching;    // the first picture wanted is not found yet
    bool guessed;      // the base is a guess; the next picture sets it
    bool dated;        // pictures have dates
    int64_t first;     // number of the first picture wanted
    int64_t waiting;   // of the picture that waits; -1: not known, or none
    int64_t last;      // newest that passed; -1: none
    int64_t kept_last; // newest that was kept, or `last`
    int64_t stop;      // close behind this one; INT64_MAX: none
    om_tick closed_at; // when the player was told to pause
    om_tick ran_at;    // when it was told to go on
    om_tick shifted;   // by how much the clock was shifted since a picture
    om_tick paused_at; // when the player did pause; OM_NEVER: not known
    bool exact;        // it said when it went on, so the base is no guess
};

// What is known of the very first picture by looking at it.
enum om_gate_place {
    OM_GATE_ANYWHERE, // nothing
    OM_GATE_FIRST,    // it is the first one wanted
    OM_GATE_EARLY,    // it is not, so it comes before that
};

struct om_gate_picture {
    om_tick taken; // when the player began to write it
    om_tick now;
    om_tick date;  // when it was due; OM_NEVER: shown again, or not known
    om_tick sound; // when the clip's first sound was due; OM_NEVER: not known
    bool differs;  // from the newest one; counts where om_gate_compares()
    enum om_gate_place place; // counts where om_gate_wants_place()
};

void om_gate_init(struct om_gate *gate, const struct om_clock *clock,
                  int64_t first);

bool om_gate_compares(const struct om_gate *gate, om_tick date);

bool om_gate_wants_place(const struct om_gate *gate);

// While searching: a picture is being shown. SHOW: the search is over; when
// the one that waits passed (`last` is its number), it is to be sent. Then
// this picture is to be judged.
enum om_gate_verdict om_gate_search(struct om_gate *gate,
                                    const struct om_gate_picture *picture);

// No more pictures come: the one that waits passes as the first.
void om_gate_settle(struct om_gate *gate);

// A picture is being shown. May close the gate.
enum om_gate_verdict om_gate_judge(struct om_gate *gate,
                                   const struct om_gate_picture *picture);

// A kept picture is due: passes it. May close the gate.
void om_gate_pass_kept(struct om_gate *gate, int64_t number);

// The player says when it paused, or went on.
void om_gate_note_pause(struct om_gate *gate, bool paused, om_tick date);

// The player is told to pause, or to go on, at `now`. The clock is shifted by
// the pause, or set when `base` is not OM_NEVER.
void om_gate_set_paused(struct om_gate *gate, om_tick now);

void om_gate_set_running(struct om_gate *gate, om_tick now, om_tick base);

#endif
