// Notices that somebody saved something in a folder, or below it: new files,
// files written in place, and editors that write beside and rename. A folder
// that is gone is looked for until it is there again. Main thread.
#ifndef OM_KIOSK_EDITS_H
#define OM_KIOSK_EDITS_H

#include "base/tick.h"

#include <stdbool.h>

struct om_edits;

// NULL, logged, when this system cannot tell.
struct om_edits *om_edits_open(const char *folder);

// Accepts NULL.
void om_edits_close(struct om_edits *edits);

// To poll for reading.
int om_edits_file(const struct om_edits *edits);

// Takes in what happened; whether there was anything that belongs to a pack
// (an editor's own files do not). Call it when the file can be read, and when
// due.
bool om_edits_take(struct om_edits *edits, om_tick now);

// When to look for a folder that is gone; else OM_NEVER.
om_tick om_edits_due(const struct om_edits *edits);

#endif
