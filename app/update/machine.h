// When what happens to a dropped pack: a pure machine over the ledger. It
// never reads a clock or a disk; it is told what happened and says what to do.
//
//           found, alone           rested             whole, good
//   WATCH ───────────────► SETTLE ────────► STAGE ─────────────────► WATCH
//     ▲  ◄─────────────────── │  ▲            │        and `ready` is set
//     │    gone, several      └──┘ changed    │
//     └───────────────────────────────────────┘ refused, gone, broken
//
// Beside the phase there are two facts: `ready`, a pack that waits for a
// moment without visitors, and the ledger's trial.
//
//   event      | does
//   -----------+---------------------------------------------------------------
//   TICK       | looks again when it is time; ends a trial that lasted long
//              | enough; gives up a stager that is silent too long
//   HINT       | looks again at once
//   SCANNED    | WATCH or SETTLE, or STAGE when the one pack has rested
//   STAGED     | READY: `ready`. FULL: drops the oldest pack and tries again,
//              | if there is one. Refused: seen, not looked at again until it
//              | changes. Gone, changed, broken: tried again later
//   LOST       | the stager died: the same as BROKEN, or a scan is repeated
//   INSTALLED  | a command has put a pack beside the ledger: `ready`
//   ATTRACT    | nobody watches: what is `ready` goes on trial
//   VISIT      | a visit was finished; enough of them end the trial well
//   FAILED     | the pack on screen cannot be shown: back to the one before
//
// Invariants: the stager has at most one request at a time; only ATTRACT and
// FAILED change what is on screen; what is on screen is in the ledger before
// anybody shows it.
#ifndef OM_UPDATE_MACHINE_H
#define OM_UPDATE_MACHINE_H

#include "update/find.h"
#include "update/ledger.h"
#include "update/outcome.h"

#include "base/tick.h"

enum om_phase {
    OM_PHASE_WATCH,
    OM_PHASE_SETTLE,
    OM_PHASE_STAGE,
};

struct om_machine {
    // constant after om_machine_init()
    om_tick poll;
    unsigned keep;
    bool allow_downgrade;
    // written by om_machine_step() only
    enum om_phase phase;
    struct om_candidate candidate; // SETTLE, STAGE
    om_tick rested_since;          // SETTLE
    om_tick next_scan;             // when to look again
    bool scanning;                 // an answer is awaited; STAGE: too
    bool hinted;                   // something changed while it looked
    om_tick heard;                 // from the stager, last
    struct om_held ready;
    bool is_ready;
    struct om_candidate ready_from; // source "": a command
    om_tick trial_until;
    unsigned trial_visits;
    // one that is tried again later
    uint8_t held_off[OM_HASH_SIZE];
    om_tick held_off_until;
    unsigned held_off_times;
    enum om_outcome outcome; // what was told last
};

enum om_machine_event_kind {
    OM_MACHINE_TICK,
    OM_MACHINE_HINT,
    OM_MACHINE_SCANNED,
    OM_MACHINE_PROGRESS,
    OM_MACHINE_STAGED,
    OM_MACHINE_LOST,
    OM_MACHINE_INSTALLED,
    OM_MACHINE_ATTRACT,
    OM_MACHINE_VISIT,
    OM_MACHINE_FAILED,
};

struct om_machine_event {
    enum om_machine_event_kind kind;
    const struct om_candidate *found; // SCANNED
    size_t found_count;
    enum om_outcome outcome;    // STAGED
    const struct om_held *held; // STAGED with READY, INSTALLED
    const char *why;            // FAILED: one word
};

struct om_machine_effects {
    bool scan;    // ask the stager to look
    bool stage;   // ask it to stage `candidate`
    bool restart; // end it and start another one
    bool save;    // the ledger has changed
    bool clean;   // packs may have become superfluous
    bool tell;    // `outcome` is news for the exhibitor
};

void om_machine_init(struct om_machine *machine, const struct om_site *site,
                     const struct om_ledger *ledger, om_tick now);

struct om_machine_effects om_machine_step(struct om_machine *machine,
                                          struct om_ledger *ledger,
                                          const struct om_machine_event *event,
                                          om_tick now);

// When a TICK is due.
om_tick om_machine_deadline(const struct om_machine *machine,
                            const struct om_ledger *ledger);

#endif
