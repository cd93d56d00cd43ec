// Locks omstander-measure up for good: no path can be opened any more, so the
// file that was handed over is all it can read, and a pipe all it can write.
// It can start threads, but no program and no process, has no network, and
// makes no memory that can run. To be called with one thread, before the file
// is looked at.
#ifndef OM_MEASURE_LOCK_H
#define OM_MEASURE_LOCK_H

#include <stdbool.h>

// False when a lock that must hold does not.
bool om_lock_enter(void);

// Tries from inside what must be refused, and prints a line for each. True
// when all was.
bool om_lock_test(void);

#endif
