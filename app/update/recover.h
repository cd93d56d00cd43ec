// When the ledger is damaged: the packs beside it say by themselves what they
// are and whether they are whole.
#ifndef OM_UPDATE_RECOVER_H
#define OM_UPDATE_RECOVER_H

#include "update/ledger.h"

// Fills a new ledger with the whole packs in `packs`, the highest version
// first. Reads all of them: takes a while. What the old ledger knew of bad
// packs and of older versions is lost.
void om_recover(struct om_ledger *ledger, const char *packs);

// Whether the folder holds exactly what its MANIFEST says; fills in `held`,
// but for `is_signed` and `date`.
bool om_recover_held(struct om_held *held, const char *folder);

#endif
