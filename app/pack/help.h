// help.yaml: whom a visitor can talk to.
#ifndef OM_PACK_HELP_H
#define OM_PACK_HELP_H

#include "pack/values.h"

#include <time.h>

// Fills the pack's help lines. `now` decides which were verified too long
// ago.
void om_read_help(struct om_reader *reader, time_t now);

#endif
