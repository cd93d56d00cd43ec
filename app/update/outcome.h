// What became of a pack that was dropped, as a closed list: what the stager
// answers, what the machine decides on, what the exhibitor's page, the status
// file and the commands say. One row each.
#ifndef OM_UPDATE_OUTCOME_H
#define OM_UPDATE_OUTCOME_H

#include <stdbool.h>

enum om_outcome {
    OM_OUTCOME_NONE,
    OM_OUTCOME_COPYING,   // being copied or checked
    OM_OUTCOME_READY,     // whole and good; waits until nobody watches
    OM_OUTCOME_TRIAL,     // on screen, on trial
    OM_OUTCOME_LIVE,      // on screen for good
    OM_OUTCOME_SAME,      // it is what is on screen
    OM_OUTCOME_MISTAKES,  // findings
    OM_OUTCOME_OLDER,     // an older version
    OM_OUTCOME_FAILED,    // its trial failed; rolled back
    OM_OUTCOME_BAD,       // its trial failed before
    OM_OUTCOME_SEVERAL,   // more than one pack at once
    OM_OUTCOME_CHANGED,   // it changed while it was copied
    OM_OUTCOME_GONE,      // it cannot be read any more
    OM_OUTCOME_FULL,      // no room on the kiosk's disk
    OM_OUTCOME_READ_ONLY, // the kiosk's disk cannot be written
    OM_OUTCOME_BROKEN,    // the stager itself failed on it
    OM_OUTCOME_COUNT_,    // number of outcomes
};

struct om_outcome_row {
    const char *code;  // "U-LIVE", for status files and support
    bool good;         // nothing for the exhibitor to do
    bool again;        // is tried again though nothing changed
    const char *title; // Dutch, for the exhibitor
    const char *text;  // what happened
    const char *todo;  // what to do; NULL: nothing
    const char *en;    // one line, for the log and commands
};

const struct om_outcome_row *om_outcome_row(enum om_outcome outcome);

#endif
