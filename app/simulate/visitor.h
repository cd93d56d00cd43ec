// A pretend visitor in front of the real visit engine: reads, hesitates,
// chooses, walks away. Time is virtual; nothing is shown.
#ifndef OM_SIMULATE_VISITOR_H
#define OM_SIMULATE_VISITOR_H

#include "pack/pack.h"
#include "simulate/chance.h"
#include "visit/visit.h"

#include <stdbool.h>

// What visitors of one site are like.
struct om_habits {
    double stays;      // probability to go on at a place where one can leave
    double helps;      // weight of choices that help against those that do not
    double english;    // share that takes the second language
    double hurries;    // share that only taps through
    double tastes[16]; // weights of choices, by their place
};

struct om_habits om_habits_make(struct om_chance *chance);

// One visit from the first touch until nobody is there any more. `now` moves
// on by how long it took. False: it was never counted, which the engine does
// not allow.
bool om_visitor_visit(const struct om_pack *pack,
                      const struct om_habits *habits, struct om_chance *chance,
                      om_tick *now, struct om_visit_result *result);

#endif
