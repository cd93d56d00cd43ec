// How a command hands a pack to a kiosk that runs: the pack lies beside the
// ledger already, and a file "inbox" names it. Whoever owns the ledger takes
// it from there.
#ifndef OM_UPDATE_INBOX_H
#define OM_UPDATE_INBOX_H

#include "update/disk.h"
#include "update/ledger.h"

// False with errno set.
bool om_inbox_put(const char *packs, const struct om_held *held,
                  const struct om_disk *disk);

// What is in it; false when it is empty.
bool om_inbox_look(const char *packs, struct om_held *held);

// True when there was one whose folder is there; it is taken out.
bool om_inbox_take(const char *packs, struct om_held *held,
                   const struct om_disk *disk);

#endif
