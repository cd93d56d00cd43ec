// Kiosks in memory, their exports, and the merging of those into a state
// folder.
#ifndef OM_TESTS_EXPORT_RIG_H
#define OM_TESTS_EXPORT_RIG_H

#include "base/text.h"
#include "exchange/key.h"
#include "exchange/merge.h"
#include "report/counts.h"

#include "base/text.h"
#include "exchange/merge.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct folder {
    char path[64];
};

// In memory where the machine has such.
struct folder make_folder(void);

// A kiosk in memory: counters that grow, epoch by epoch.
enum { EPOCHS_MAX = 8, CELLS = 3 };

extern const char *const cells[CELLS];

struct kiosk {
    struct om_key key;
    char site[24];
    unsigned epochs;
    unsigned char names[EPOCHS_MAX][OM_EPOCH_SIZE];
    int64_t n[EPOCHS_MAX][CELLS];
};

// With a key of its own, and nothing counted.
struct kiosk make_kiosk(const char *site);

// Adds the last line.
void sign(const struct om_key *key, struct om_text *text);

// The first line, of any version and number of rows.
void print_head(const struct kiosk *kiosk, const char *version, size_t rows,
                bool simulated, struct om_text *text);

// A whole one, signed.
void print_export(const struct kiosk *kiosk, bool simulated,
                  struct om_text *text);

// As `name` in the folder.
void save(const struct folder *folder, const char *name,
          const struct om_text *text);

// Merges one file into a state folder; what was said about it.
enum om_merged merge_file(const char *state, const struct folder *folder,
                          const char *name, bool accept, struct om_text *news);

// The same with what a file would hold.
enum om_merged merge_text(const char *state, const struct folder *folder,
                          const struct om_text *text, bool accept,
                          struct om_text *news);

// The same with what a kiosk would export.
enum om_merged merge_kiosk(const char *state, const struct folder *folder,
                           const struct kiosk *kiosk, struct om_text *news);

// The sum of a cell over everything that a state folder holds.
uint64_t sum_cell(const char *state, const char *cell);

#endif
