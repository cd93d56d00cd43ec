// Exports of many kiosks become one pool of counters (tally/pool.h). A file is
// merged whole or not at all, and one that is refused is copied into the state
// folder's `refused`, so that nothing is lost when the stick is wiped.
//
// Who may deliver for a site: the first key that does is accepted and written
// to accepted-keys.txt (one line: site, key, key id). Another key for the same
// site is refused until somebody accepts it, by adding its line there or by
// asking for it (a new computer, a second kiosk).
//
// Flags do not stop a merge, they tell what happened:
//   clone      the same epoch from two sites (a disk was copied); it is counted
//              once
//   diverging  such copies have counts that neither holds wholly: the kiosk
//              was copied while it ran
//   backwards  a site delivered an epoch of which some counts are higher and
//              others lower than before: it was tampered with, or a database
//              was put back. The higher of each holds
#ifndef OM_EXCHANGE_MERGE_H
#define OM_EXCHANGE_MERGE_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct om_merge; // opaque; one thread

struct om_merge_sums {
    size_t merged, refused, flagged, unread; // files
    size_t fresh;                            // counters that were new or rose
};

// NULL with a message.
struct om_merge *om_merge_begin(const char *state, bool accept_keys,
                                struct om_text *problem);

enum om_merged {
    OM_MERGED,
    OM_MERGED_FLAGGED, // merged; `news` has the flags
    OM_MERGED_REFUSED, // not merged, and kept; `news` says why
    OM_MERGED_UNREAD,  // is not there, or cannot be read; `news` says so
    OM_MERGED_FAILED,  // the pool cannot be written: stop
};

enum om_merged om_merge_file(struct om_merge *merge, const char *path,
                             struct om_text *news);

// Commits what is still open. False with a message: the files since the last
// commit are not merged; merging them again is safe.
bool om_merge_end(struct om_merge *merge, struct om_merge_sums *sums,
                  struct om_text *problem);

#endif
