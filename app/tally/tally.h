// Anonymous counters that survive the plug being pulled. A visit becomes
// increments of cells from a closed list of families, all in one SQLite
// transaction; there is no row, id or time of a visit anywhere. A cell is
// (epoch, period, key): epoch is new at every start, period an ISO week as
// YYYYWW (0: the clock is not trusted), key one of the families of cells.h.
//
// One connection, one thread (main). Never called while a frame is due; one
// commit takes a few milliseconds on an SSD.
#ifndef OM_TALLY_TALLY_H
#define OM_TALLY_TALLY_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct om_tally;

enum { OM_CELL_MAX = 160 };

// Increments of one visit, collected before they are written together.
struct om_increments {
    struct om_increment {
        char key[OM_CELL_MAX + 1];
        uint32_t n;
    } items[160];
    size_t count;
};

// Adds one to a cell built like printf. A key outside the grammar
// ^[a-z0-9._:@/+-]{1,160}$ or of an unknown family is our mistake: it is
// logged without its text and left out. Same key twice: added up.
void om_increments_add(struct om_increments *increments, const char *format,
                       ...) __attribute__((format(printf, 2, 3)));

// Opens counts.db in the folder, making both when missing; quick_check; a
// damaged file is set aside as counts-damaged-<date>.db, never deleted, and
// counting goes on in a new one. Starts a new epoch. Returns NULL, with one
// message in `problem`, when the folder or file cannot be written.
struct om_tally *om_tally_open(const char *folder, struct om_text *problem);

void om_tally_close(struct om_tally *tally);

// One durable transaction. When it fails (disk full, read-only) the
// increments are kept in memory, up to 10,000 cells, and tried again with the
// next call; returns whether everything is on the disk now.
bool om_tally_add(struct om_tally *tally,
                  const struct om_increments *increments, time_t now);

// Totals over all epochs for `report`: one call per (period, key), ordered.
// Opens the file read-only; false with a message when it cannot be read.
bool om_tally_read(const char *folder,
                   void (*row)(void *context, int period, const char *key,
                               int64_t n),
                   void *context, struct om_text *problem);

// YYYYWW of a moment, in local time; 0 when the clock is not plausible.
int om_tally_period(time_t now);

#endif
