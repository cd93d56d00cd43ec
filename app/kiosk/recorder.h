// Between the kiosk and its counters: counts a visit that ended, in the week
// that the clock says if it can be trusted, and looks after the state folder
// while nobody is there. Nothing of the visit is left in it afterwards.
#ifndef OM_KIOSK_RECORDER_H
#define OM_KIOSK_RECORDER_H

#include "base/tick.h"
#include "kiosk/chosen.h"
#include "pack/pack.h"
#include "site/site.h"
#include "tally/wall.h"
#include "visit/visit.h"

#include <stdbool.h>

struct om_tally;

struct om_recorder {
    const struct om_pack *pack; // borrowed
    struct om_tally *tally;     // owned
    struct om_wall clock;
    enum om_norms norms;     // what is shown of others' choices
    struct om_chosen chosen; // collected here; only with OM_NORMS_LOCAL
    om_tick due;             // when to tend it next
};

// `folder` NULL: nothing is counted. `norms`: whether what others choose is
// collected here, too. False, with the cause logged, when the state folder will
// never do. A disk that is full or read-only does not stop the show.
bool om_recorder_open(struct om_recorder *recorder, const struct om_pack *pack,
                      const char *folder, enum om_norms norms);

// Writes what waits.
void om_recorder_close(struct om_recorder *recorder);

// Returns when the visit is on the disk, or waits for one.
void om_recorder_count(struct om_recorder *recorder,
                       const struct om_visit_result *result);

// To be called when due; does its work only while nobody is there.
void om_recorder_tend(struct om_recorder *recorder, bool idle, om_tick now);

#endif
