// The memory of what was published. A report never reads counters: it reads
// the ledger, to which closing a period appends once and for all. So a report
// that is run again has the same numbers, ranges may overlap, and an answer
// that came late joins the next closing instead of changing an old one.
//
// One ledger for each preset, in the state folder: published-<preset>.jsonl,
// mode 0600 (it also holds how much of each counter is accounted for), and a
// second copy, published-<preset>.jsonl.copy. Written beside, synced, renamed.
// The last line holds a hash of all others: a ledger that is damaged, cut,
// edited or gone is refused, because publishing without it could give away
// what it kept back. The message says to put the copy in its place.
#ifndef OM_REPORT_LEDGER_H
#define OM_REPORT_LEDGER_H

#include "base/text.h"
#include "report/release.h"

#include <stdbool.h>

struct om_release_ledger; // opaque; one thread

// An empty one for these rules, in memory.
struct om_release_ledger *
om_release_ledger_create(const struct om_release_rules *rules);

void om_release_ledger_destroy(struct om_release_ledger *ledger);

// The preset's ledger in the folder; empty when there is none yet. NULL with
// a message when it is damaged, of a newer version, was kept with other rules
// (two sets of rules over the same counts would give each other away), or
// belongs to simulated counts while these are not, or the other way round.
struct om_release_ledger *
om_release_ledger_load(const char *folder, const struct om_release_rules *rules,
                       struct om_text *problem);

// Call before anything is shown to anybody. False with a message: then
// nothing may be published.
bool om_release_ledger_save(struct om_release_ledger *ledger,
                            const char *folder, struct om_text *problem);

#endif
