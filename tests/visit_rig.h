// Visits as scripts: a string of letters is played over a pack, and what the
// visit did meanwhile is a string again.
#ifndef OM_TESTS_VISIT_RIG_H
#define OM_TESTS_VISIT_RIG_H

#include "visit/visit.h"

#include <stddef.h>
#include <stdint.h>

// A visit that is played.
struct play {
    const struct om_pack *pack;
    struct om_visit visit;
    om_tick now;
    char effects[256];
    unsigned counts;
    struct om_visit_result counted; // of the last COUNT
};

// The visit must be a possible one after it.
void play_event(struct play *play, enum om_event_kind kind, uint16_t value);

// A script is a string of events: letters as in visit_rig.c, + waits two
// seconds, ~ until the deadline, a number is the value of the event before it.
// Only the effects after the last blank are kept.
struct play run_script_on(const struct om_pack *pack, const char *script);

// State and overlay.
const char *describe(const struct om_visit *visit, char *buffer, size_t size);

#endif
