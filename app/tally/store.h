// counts.db itself: one SQLite file, one connection, one transaction per call.
// Knows nothing of visits or clocks; what to do about a file that cannot be
// used is the caller's decision.
#ifndef OM_TALLY_STORE_H
#define OM_TALLY_STORE_H

#include "base/text.h"
#include "tally/counters.h"
#include "tally/tally.h"

struct sqlite3;

struct om_store {
    struct sqlite3 *db; // owned; NULL: closed
    int newest;         // newest week in it when it was opened; 0: none
};

enum om_store_state {
    OM_STORE_FINE,
    OM_STORE_DAMAGED, // not a database, broken, or not ours
    OM_STORE_NEWER,   // written by a newer version of this program
    OM_STORE_REFUSED, // full, read-only, busy, failing: it may come back
};

// Opens or makes the file, checks it, and tidies it up when a week has passed.
// Unless FINE it is closed again and `why` says what is the matter.
enum om_store_state om_store_open(struct om_store *store, const char *path,
                                  struct om_text *why);

// Whose database it is; `empty` when nobody's.
enum om_store_state om_store_judge_owner(struct sqlite3 *db, bool *empty,
                                         struct om_text *why);

void om_store_close(struct om_store *store);

// Whether the file under this name is no longer the one that is open: what is
// written then is lost.
bool om_store_has_moved(const struct om_store *store);

// Makes the counters of an epoch in the file equal to these, durably. The same
// again changes nothing, so after a failure it can be tried again even when
// the disk did take it. False with `why`: close the store, and open it again
// before the next try; after a failed fsync nothing cached can be believed.
bool om_store_write(struct om_store *store,
                    const unsigned char epoch[OM_EPOCH_SIZE],
                    const struct om_counters *counters, struct om_text *why);

#endif
