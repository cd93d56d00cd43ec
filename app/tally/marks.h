// How a flipped bit is noticed. SQLite checks the structure of a file, not what
// is in it: a counter can change and every page still be well formed. So the
// number of a name is a hash of the name, and every counter carries a mark, a
// hash of the rest of its row. Not a seal: whoever writes the file can compute
// them.
#ifndef OM_TALLY_MARKS_H
#define OM_TALLY_MARKS_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sqlite3;

// 47 bits, six bytes in a row. Names of one kiosk are a few thousand: that two
// of them get the same number is not to be expected in a million kiosks.
int64_t om_marks_number(const void *name, size_t length);

// 15 bits, two bytes in a row.
int om_marks_of(int64_t epoch, int64_t period, int64_t cell, int64_t n);

enum om_marks_state { OM_MARKS_GOOD, OM_MARKS_BROKEN, OM_MARKS_UNREADABLE };

// Reads everything. BROKEN, with `why`: something in it is not what was
// written. UNREADABLE: sqlite3_errcode() has the cause.
enum om_marks_state om_marks_verify(struct sqlite3 *db, struct om_text *why);

#endif
