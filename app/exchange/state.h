// What a state folder holds, as far as it must be known before anything is
// written in it: pretend visitors and real ones are never mixed.
#ifndef OM_EXCHANGE_STATE_H
#define OM_EXCHANGE_STATE_H

#include "base/text.h"

#include <stdbool.h>

// Whether its counts were made by `omstander simulate`.
bool om_state_is_simulated(const char *folder);

// Whether anything was counted, merged or published here.
bool om_state_has_counts(const char *folder);

// Makes the folder and marks it: everything made from it says "simulated".
bool om_state_mark_simulated(const char *folder, struct om_text *problem);

#endif
