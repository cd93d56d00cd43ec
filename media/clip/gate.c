#include "clip/gate.h"

// Every picture that is shown for the first time has a date (vlc.c finds it
// out), every one that is shown again has none. Dates are exact, but move as
// a whole: by every pause, and when the player was starved and gives itself
// more time. So a date tells the number of its picture where it falls on the
// grid of the dates before it: a gap then means pictures left out. A date off
// the grid begins a new one, with the picture that is next in order.
//
// So does the first picture after a pause, unless the player said exactly how
// long it paused (only where the clip has sound does it say so). Three things
// are to be watched there. A picture that was on its way when the pause came
// is shown after it, at the date it had before. The last one that was shown
// may come again, with a new date, when the player had not got the next one
// yet: it is the same picture at the same place. And the next one may be shown
// at once, without a date, instead of the last one again: it is kept for when
// it is due.
//
// The player begins in the middle of a clip some pictures too early, because
// their order in the file is not that in which they are shown, and shows the
// first one at once, without a date. But it gives the place it was told to
// begin at a date of now and 10 ms. So that first picture waits until the
// next one, which has a date, tells which it was: the one before it, if nothing
// was left out between the two. Where the machine is busy something is; but
// when a decoder was replaced, the picture to go on from is still on screen,
// and the first one is that picture or comes before it.
//
// Should libvlc change and no picture have a date, the moment in which it is
// shown must do, for those that differ from the one before.
//
// Behind a hold the player never shows the overshoot again: on resume it goes
// on with the frame after it. So the kept pictures are shown by us, when they
// are due on the shifted clock. Invariants: numbers that pass ascend (where
// there are more pictures than the rate promised, they repeat); nothing above
// `stop` passes; a kept picture passes before any newer one.

#define WAKE_UP  OM_MS(10)
#define PACKET   OM_MS(22)
#define PUNCTUAL OM_MS(3)
#define EXACT    OM_MS(8)

void
om_gate_init(struct om_gate *gate, const struct om_clock *clock, int64_t first)
{
    *gate = (struct om_gate){
        .clock = *clock,
        .searching = first > 0,
        .guessed = true,
        .first = first,
        .waiting = -1,
        .last = -1,
        .kept_last = -1,
        .stop = INT64_MAX,
        .paused_at = OM_NEVER,
    };
}

bool
om_gate_compares(const struct om_gate *gate, om_tick date)
{
    return gate->guessed || (date == OM_NEVER && !gate->dated);
}

bool
om_gate_wants_place(const struct om_gate *gate)
{
    return gate->searching && gate->clock.base == 0;
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

// OM_NEVER: it is shown again.
static om_tick
find_date(struct om_gate *gate, const struct om_gate_picture *picture)
{
    if (picture->date != OM_NEVER) {
        gate->dated = true;
        return picture->date;
    }
    return gate->dated || !picture->differs ? OM_NEVER : picture->now;
}

// -- the first picture --------------------------------------------------------

// Where this moment may be late, because the machine is busy, the first sound
// gives a limit: it is due within one packet of it.
static void
guess_base(struct om_gate *gate, const struct om_gate_picture *picture)
{
    om_tick due = picture->now + WAKE_UP;
    if (gate->first > 0 && picture->sound != OM_NEVER
        && picture->sound + PACKET < due) {
        due = picture->sound + PACKET;
    }
    gate->clock.base = due - om_clock_get_start(&gate->clock, gate->first);
}

enum om_gate_verdict
om_gate_search(struct om_gate *gate, const struct om_gate_picture *picture)
{
    if (gate->clock.base == 0) {
        guess_base(gate, picture);
        gate->waiting = picture->place == OM_GATE_FIRST   ? gate->first
                        : picture->place == OM_GATE_EARLY ? gate->first - 1
                                                          : -1;
        return OM_GATE_WAIT;
    }
    om_tick date = find_date(gate, picture);
    if (date == OM_NEVER) {
        return OM_GATE_IGNORE;
    }
    int64_t number = om_clock_get_nearest(&gate->clock, date);
    if (number < gate->first) {
        gate->waiting = number;
        return OM_GATE_WAIT;
    }
    gate->searching = false;
    if (gate->waiting < 0 && number > gate->first) {
        pass(gate, gate->clock.loose ? gate->first : number - 1);
    } else if (gate->waiting == gate->first && number > gate->first) {
        pass(gate, gate->first);
    }
    return OM_GATE_SHOW;
}

void
om_gate_settle(struct om_gate *gate)
{
    gate->searching = false;
    pass(gate, gate->first);
}

// -- all pictures -------------------------------------------------------------

// The number of a picture by its date; -1: it is the newest one again.
static int64_t
find_number(struct om_gate *gate, const struct om_gate_picture *picture,
            om_tick date)
{
    struct om_clock *clock = &gate->clock;
    int64_t nearest = om_clock_get_nearest(clock, date);
    int64_t again = gate->kept_last;
    if (gate->guessed && picture->taken < gate->ran_at) {
        return again + 1;
    }
    bool guessed = gate->guessed && !gate->exact;
    bool resumed = gate->guessed;
    gate->guessed = gate->exact = false;
    gate->shifted = 0;
    if (clock->loose) { // no grid to be on or off
        bool same = resumed && !picture->differs
                    && date - om_clock_get_due(clock, again) < 2 * WAKE_UP;
        return same ? -1 : nearest > again ? nearest : again;
    }
    if (resumed && !picture->differs && nearest <= again) {
        clock->base = date - om_clock_get_time(clock, again);
        return -1;
    }
    om_tick off = date - om_clock_get_due(clock, nearest);
    om_tick slack = resumed ? EXACT : PUNCTUAL;
    bool on_grid = !guessed && off <= slack && off >= -slack;
    if (on_grid && !resumed && nearest <= again) {
        return again; // more pictures than the rate promised
    }
    int64_t number = on_grid && nearest > again ? nearest : again + 1;
    clock->base = date - om_clock_get_time(clock, number);
    return number;
}

static enum om_gate_verdict
judge_first(struct om_gate *gate, const struct om_gate_picture *picture)
{
    int64_t number = gate->first;
    if (picture->date == OM_NEVER) {
        guess_base(gate, picture);
    } else {
        int64_t nearest = om_clock_get_nearest(&gate->clock, picture->date);
        number = nearest > number ? nearest : number;
    }
    pass(gate, number);
    return OM_GATE_SHOW;
}

enum om_gate_verdict
om_gate_judge(struct om_gate *gate, const struct om_gate_picture *picture)
{
    if (gate->last < 0) {
        return judge_first(gate, picture);
    }
    if (picture->date == OM_NEVER && gate->dated && gate->guessed
        && picture->differs) {
        gate->kept_last++;
        return OM_GATE_KEEP;
    }
    om_tick date = find_date(gate, picture);
    int64_t number = date == OM_NEVER ? -1 : find_number(gate, picture, date);
    if (number < 0) {
        return OM_GATE_IGNORE;
    }
    if (gate->open && number <= gate->stop) {
        pass(gate, number);
        return OM_GATE_SHOW;
    }
    gate->open = false;
    gate->kept_last = number;
    return OM_GATE_KEEP;
}

void
om_gate_pass_kept(struct om_gate *gate, int64_t number)
{
    pass(gate, number);
}

// -- pauses -------------------------------------------------------------------

void
om_gate_note_pause(struct om_gate *gate, bool paused, om_tick date)
{
    if (paused) {
        gate->paused_at = date;
        return;
    }
    if (gate->paused_at != OM_NEVER && gate->open && gate->guessed) {
        gate->clock.base += date - gate->paused_at - gate->shifted;
        gate->shifted = 0;
        gate->exact = true;
    }
    gate->paused_at = OM_NEVER;
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
    om_tick pause = now - gate->closed_at;
    gate->clock.base = base != OM_NEVER ? base : gate->clock.base + pause;
    gate->shifted += base != OM_NEVER ? 0 : pause;
    gate->exact = false;
    gate->guessed = true;
    gate->ran_at = now;
    gate->open = true;
}
