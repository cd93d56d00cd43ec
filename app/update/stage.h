// One pack from where it was dropped to a folder of its own beside the ledger:
// looked through, copied, verified, checked, and named by what it is. Until
// the last rename nothing of it can be seen; after it, all of it is on the
// disk. Reads the ledger, never writes it.
//
// Blocking and slow. Runs in the stager's process, or in a command.
#ifndef OM_UPDATE_STAGE_H
#define OM_UPDATE_STAGE_H

#include "update/disk.h"
#include "update/ledger.h"
#include "update/outcome.h"

#include "base/finding.h"
#include "pack/pack.h"
#include "site/site.h"

#include <stdbool.h>
#include <stdint.h>

enum om_stage_step {
    OM_STAGE_LOOKING,
    OM_STAGE_COPYING,
    OM_STAGE_CHECKING,
};

struct om_stage_params {
    const char *source;         // folder with the pack
    const char *packs;          // absolute; our folder, with the ledger
    const struct om_site *site; // its rules
    const char *builtin; // the pack that came with the program; NULL: none
    bool hand_over;      // by the inbox, to whoever owns the ledger
    uint64_t speed;      // bytes a second; 0: no limit
    const struct om_disk *disk;
    // Adds all that can be said about the pack in a folder. False: that could
    // not be found out. NULL: only what om_pack_load() says is said.
    bool (*check)(void *context, const char *root,
                  struct om_findings *findings);
    // Optional: called now and then; false stops (GONE).
    bool (*progress)(void *context, enum om_stage_step step, uint64_t bytes,
                     uint64_t total);
    void *context;
};

struct om_staged {
    enum om_outcome outcome; // READY, SAME, MISTAKES, OLDER, BAD, CHANGED,
                             // GONE, FULL, READ_ONLY
    struct om_held held;     // READY; and as far as it is known
    char where[OM_LISTING_PATH_MAX + 1]; // a file it happened at; "": none
    uint64_t bytes;                      // of the pack
};

// `findings` are those of the pack, sorted: errors with MISTAKES, warnings
// with READY.
void om_stage(const struct om_stage_params *params, struct om_staged *staged,
              struct om_findings *findings);

// Removes what earlier runs left half-done in `packs`: stagings nobody works
// on, and packs that neither the ledger keeps nor `also` names ("": nothing).
// Only by the ledger's owner.
void om_stage_clean(const char *packs, const struct om_ledger *ledger,
                    const char *also, const struct om_disk *disk);

// Files that only a signed pack may bring; NULL after the last.
const char *om_stage_protected(size_t index);

#endif
