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
    OM_GATE_IGNORE, // shown again, or not wanted
};

struct om_gate {
    struct om_clock clock;
    bool open;         // pictures pass
    bool guessed;      // the base is a guess; the next picture sets it
    int64_t first;     // number of the first picture to come
    int64_t last;      // newest that passed; -1: none
    int64_t kept_last; // newest that was kept, or `last`
    int64_t stop;      // close behind this one; INT64_MAX: none
    om_tick closed_at; // when the player was told to pause
};

void om_gate_init(struct om_gate *gate, const struct om_clock *clock,
                  int64_t first);

// Whether the verdict depends on the picture differing from the newest one.
bool om_gate_doubts(const struct om_gate *gate, om_tick now);

// A picture is being shown. May close the gate.
enum om_gate_verdict om_gate_judge(struct om_gate *gate, om_tick now,
                                   bool differs);

// A kept picture is due: passes it. May close the gate.
void om_gate_pass_kept(struct om_gate *gate, int64_t number);

// The player is told to pause, or to go on, at `now`. The clock is shifted by
// the pause, or set when `base` is not OM_NEVER.
void om_gate_set_paused(struct om_gate *gate, om_tick now);

void om_gate_set_running(struct om_gate *gate, om_tick now, om_tick base);

#endif
