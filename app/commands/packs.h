// What the commands about packs on this computer share.
#ifndef OM_COMMANDS_PACKS_H
#define OM_COMMANDS_PACKS_H

#include "commands/commands.h"
#include "site/site.h"

// --state, or the usual folder; the caller's to free.
char *om_packs_state(const struct om_arguments *arguments);

// Puts on screen what lies in the inbox, and says when it will be there. With
// no kiosk running the ledger is ours for a moment, and it is on screen from
// the next start; else the kiosk takes it. False: the disk cannot be written.
bool om_packs_go_live(const char *state, const struct om_site *site,
                      bool english);

#endif
