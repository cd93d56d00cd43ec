// New content, between visitors: the kiosk's side of everything in this
// folder. Nothing here blocks on a stick or a share: that is done by the
// stager's process. What is on screen changes only in om_update_swap(), which
// the kiosk calls while nobody watches, and after a failure.
//
// How a kiosk uses it:
//
//   update = om_update_create(&params, now, &problem);
//   while (!(pack = load(om_update_root(update))))
//       if (!om_update_failed(update, "load", now)) … give up …
//   each turn:  om_update_step(update, now);      // when its file is readable
//                                                 // or its deadline has come
//   attract:    if (om_update_is_ready(update))
//                   om_update_swap(update, now) → load om_update_root()
//   after a visit: om_update_visit_finished(update, now);
//   at the end: om_update_destroy(update);
//
// Main thread. The state folder is local; one small file in it is replaced
// and synced when a pack goes on screen, passes or fails.
#ifndef OM_UPDATE_UPDATE_H
#define OM_UPDATE_UPDATE_H

#include "update/disk.h"
#include "update/outcome.h"

#include "base/text.h"
#include "base/tick.h"
#include "site/site.h"

struct om_update;

struct om_update_params {
    const char *state;          // packs live in its folder "packs"
    const struct om_site *site; // borrowed
    const char *site_file;      // that it came from; NULL: the standard one
    const char *builtin; // the pack that came with the program; NULL: none
    const char *stager;  // the program; NULL: the installed one; "": none
    const struct om_disk *disk; // borrowed; NULL: the real one
};

// Counts this start; a pack whose trial ended badly too often is rolled back
// here. NULL with a message when the folder cannot be used, or another kiosk
// is using it: then the kiosk shows what it was given, without updates.
struct om_update *om_update_create(const struct om_update_params *params,
                                   om_tick now, struct om_text *problem);

// Notes a clean end. Accepts NULL.
void om_update_destroy(struct om_update *update);

// The folder of the pack to show; NULL: there is none at all. Valid until the
// next om_update_swap() or om_update_failed().
const char *om_update_root(const struct om_update *update);

void om_update_step(struct om_update *update, om_tick now);

// While a film runs: what is to be remembered is written, and synced, when it
// is over. Never puts off what goes on screen or comes back.
void om_update_set_busy(struct om_update *update, bool busy);

// To poll for reading; changes with every stager. -1: none.
int om_update_file(const struct om_update *update);

// When om_update_step() is due at the latest.
om_tick om_update_deadline(const struct om_update *update);

// A new pack waits, whole and checked.
bool om_update_is_ready(const struct om_update *update);

// Puts it on screen, on trial. False: what was on screen stays (the disk here
// cannot be written).
bool om_update_swap(struct om_update *update, om_tick now);

// A visit was finished on the pack on screen.
void om_update_visit_finished(struct om_update *update, om_tick now);

// The pack on screen cannot be loaded or shown: om_update_root() is the one
// before it now. `why`: one word, for the ledger. False: there is no other.
bool om_update_failed(struct om_update *update, const char *why, om_tick now);

struct om_update_view {
    enum om_outcome outcome; // the latest news
    bool staging;
    uint64_t bytes, total;    // while staging
    const char *id, *version; // of the pack on screen; NULL: not one of ours
    bool on_trial;
};

// For the operator's panel. Strings are valid until the next call of any
// function here.
struct om_update_view om_update_look(const struct om_update *update);

#endif
