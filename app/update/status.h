// status.json beside the ledger: what the update is doing, for whoever looks
// after kiosks with programs. Rewritten when something changes, never synced:
// it is worth nothing after a power cut.
#ifndef OM_UPDATE_STATUS_H
#define OM_UPDATE_STATUS_H

#include "update/machine.h"
#include "update/stage.h"

#include <time.h>

struct om_status {
    const struct om_machine *machine;
    const struct om_ledger *ledger;
    enum om_stage_step step; // while staging
    uint64_t bytes, total;
    time_t now;
};

// JSON, documented in the README.
void om_status_print(const struct om_status *status, struct om_text *out);

#endif
