#include "clip/gate.h"

// libvlc says when it shows a picture, but not which one, shows pictures
// again when nothing new is due, and after a pause shows one more. What it
// shows is told apart by the clock and, where that leaves a doubt, by
// comparing the picture with the newest one:
//
//   open, number by the clock is above `last`   a new picture: shown
//   open, at or below `last`, and the same      shown again: ignored
//   open, at or below `last`, but different     late by a period: shown
//   open, above `stop`                          the frame of the cue never
//                                               came: kept, and closed
//   closed, the same                            shown again: ignored
//   closed, different                           the player's overshoot: kept
//
// Behind a hold the player never shows the overshoot again: on resume it goes
// on with the frame after it. So the kept pictures are shown by us, when they
// are due on the shifted clock. Invariants: numbers that pass ascend (a late
// one may repeat a number); nothing above `stop` passes; a kept picture
// passes before any newer one.

void
om_gate_init(struct om_gate *gate, const struct om_clock *clock, int64_t first)
{
    *gate = (struct om_gate){
        .clock = *clock,
        .guessed = true,
        .first = first,
        .last = -1,
        .kept_last = -1,
        .stop = INT64_MAX,
    };
}

bool
om_gate_doubts(const struct om_gate *gate, om_tick now)
{
    return gate->last >= 0
           && (!gate->open || gate->kept_last > gate->last
               || om_clock_get_number_due(&gate->clock, now) <= gate->last);
}

static void
pass(struct om_gate *gate, int64_t number)
{
    gate->last = number;
    if (gate->kept_last < number) {
        gate->kept_last = number;
    }
    if (number >= gate->stop) {
        gate->open = false;
    }
}

// Sets a guessed base by the first picture that is shown at its date. (The
// very first one is shown at once, without regard to its date.)
static void
settle(struct om_gate *gate, int64_t number, om_tick now)
{
    if (gate->guessed) {
        gate->clock.base = now - om_clock_get_time(&gate->clock, number);
        gate->guessed = false;
    }
}

static enum om_gate_verdict
keep(struct om_gate *gate, int64_t number)
{
    gate->kept_last = number;
    return OM_GATE_KEEP;
}

static enum om_gate_verdict
judge_open(struct om_gate *gate, om_tick now, bool differs)
{
    if (om_gate_doubts(gate, now) && !differs) {
        return OM_GATE_IGNORE;
    }
    int64_t number = om_clock_get_number_due(&gate->clock, now);
    if (gate->guessed) {
        number = gate->last + 1;
        settle(gate, number, now);
    } else {
        om_clock_observe(&gate->clock, number, now);
    }
    if (number < gate->kept_last) {
        number = gate->kept_last;
    }
    if (number > gate->stop) {
        gate->open = false;
        return keep(gate, number);
    }
    pass(gate, number);
    return OM_GATE_SHOW;
}

enum om_gate_verdict
om_gate_judge(struct om_gate *gate, om_tick now, bool differs)
{
    if (gate->last < 0) {
        gate->clock.base =
            now + OM_MS(10) - om_clock_get_time(&gate->clock, gate->first);
        pass(gate, gate->first);
        return OM_GATE_SHOW;
    }
    if (gate->open) {
        return judge_open(gate, now, differs);
    }
    if (!differs) {
        return OM_GATE_IGNORE;
    }
    int64_t number = gate->kept_last + 1;
    if (gate->clock.loose && !gate->guessed) {
        int64_t due = om_clock_get_number_due(&gate->clock, now);
        number = due > number ? due : number;
    }
    settle(gate, number, now);
    return keep(gate, number);
}

void
om_gate_pass_kept(struct om_gate *gate, int64_t number)
{
    pass(gate, number);
}

void
om_gate_set_paused(struct om_gate *gate, om_tick now)
{
    gate->open = false;
    gate->closed_at = now;
}

void
om_gate_set_running(struct om_gate *gate, om_tick now, om_tick base)
{
    if (base != OM_NEVER) {
        gate->clock.base = base;
        gate->guessed = false;
    } else {
        gate->clock.base += now - gate->closed_at;
    }
    gate->clock.observed = 0;
    gate->open = true;
}
