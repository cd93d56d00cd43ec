// Anonymous counters that survive the plug being pulled. A visit becomes
// increments of cells from a closed list of families, all in one durable
// transaction; there is no row, id, order or time of a visit anywhere. A
// counter is (epoch, period, key): an epoch is one run of the program in one
// week, under a random name; the period an ISO week as YYYYWW (0: the clock is
// not trusted, see clock.h); the key is of a family of cells.h.
//
// One thread (main), one process per folder. Never called while a frame is
// due: a commit takes a few milliseconds on an SSD, and up to 2 s when somebody
// reads at that moment.
#ifndef OM_TALLY_TALLY_H
#define OM_TALLY_TALLY_H

#include "base/text.h"
#include "tally/cells.h"
#include "tally/wall.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct om_tally;

// Increments of one visit, collected before they are written together. Zeroed:
// none. They name what was chosen: wipe them afterwards.
struct om_increments {
    struct om_increment {
        char key[OM_CELL_MAX + 1];
        uint32_t n;
    } items[480]; // a visit of 32 questions, several answers each, and 8 spots
    size_t count;
};

// Adds one to a cell built like printf. Same key twice: added up.
void om_increments_add(struct om_increments *increments, const char *format,
                       ...) __attribute__((format(printf, 2, 3)));

// Opens counts.db in the folder, making both when missing. A file that is
// damaged, somebody else's, or of a newer version of this program is set aside
// as counts-damaged-<date>-<n>.db or counts-newer-<date>-<n>.db, never deleted,
// and counting goes on in a new one. Where the disk is full, read-only or
// failing the operator is told once and what is counted waits in memory.
// Returns NULL, with one message in `problem` and nothing written, when the
// folder cannot be made or written in for any other reason, and when another
// process counts there.
struct om_tally *om_tally_open(const char *folder, struct om_text *problem);

// Writes what waits, if it can.
void om_tally_close(struct om_tally *tally);

// One durable transaction; `now` 0 when the clock is not trusted. A key that is
// not in the closed list is our mistake: it is logged without its text and left
// out. When it cannot be written it waits in memory, up to 10,000 counters
// (1.8 MB: a year of weeks with 190 cells each); what does not fit
// then is lost and logged. Returns whether everything is on the disk now.
bool om_tally_add(struct om_tally *tally,
                  const struct om_increments *increments, time_t now);

// To be called now and then (every few minutes) while nobody is there: writes
// what waits, and keeps the times of the files from telling when the last visit
// ended. Returns whether everything is on the disk.
bool om_tally_tend(struct om_tally *tally);

// Gives another file in the folder, and the folder, the same coarse times as
// the counters' own: the start of the week. A file that is missing is fine.
void om_tally_blur(const struct om_tally *tally, const char *name);

// The newest week ever counted in; 0: none.
int om_tally_newest(const struct om_tally *tally);

// Totals over all epochs: one call per (period, key), in that order. False with
// a message when the file cannot be read. Meanwhile a running kiosk cannot
// write: take the rows and be done.
bool om_tally_read(const char *folder,
                   void (*row)(void *context, int period, const char *key,
                               int64_t n),
                   void *context, struct om_text *problem);

enum { OM_EPOCH_SIZE = 16 }; // bytes of an epoch's uuid

// A counter of one epoch, for exports, merging and releasing: the unit that may
// be delivered twice (the greater n of two copies is the newer).
struct om_tally_row {
    unsigned char epoch[OM_EPOCH_SIZE];
    int period;      // YYYYWW; 0: the clock was not trusted
    const char *key; // valid during the call
    int64_t n;
};

// Like om_tally_read, epoch by epoch, in the order of their uuids, which says
// nothing of when they were; within an epoch period by period, keys in any
// order.
bool om_tally_read_epochs(const char *folder,
                          void (*row)(void *context,
                                      const struct om_tally_row *row),
                          void *context, struct om_text *problem);

#endif
