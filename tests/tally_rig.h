// A folder of counters in the hands of a test: made, read and written beside
// the program, and what it logs meanwhile.
#ifndef OM_TESTS_TALLY_RIG_H
#define OM_TESTS_TALLY_RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum { MONDAY = 1780297200, DAY = 86400, WEEK = 7 * DAY }; // 1 June 2026

// Takes away a folder of counters; nothing may be in it but files that are
// seen.
void remove_folder(const char *folder);

// Owned by the caller; NULL and 0 when there is none.
char *read_file(const char *folder, const char *name, size_t *size);

// In place of what was there.
void write_file(const char *folder, const char *name, const void *bytes,
                size_t size);

// The name of the one file set aside; NULL: none.
bool find_aside(const char *folder, const char *what, char name[static 256]);

// Fails the test when it cannot be opened, or when anything is said.
struct om_tally *open_tally(const char *folder);

// Counts one in one cell.
bool add_one(struct om_tally *tally, const char *key, time_t now);

struct wanted {
    const char *key; // NULL: all
    int period;      // -1: all
    int64_t n;
    size_t rows;
};

// For om_tally_read(); its context is a struct wanted.
void take_wanted(void *context, int period, const char *key, int64_t n);

// What a cell (NULL: all) adds up to in a week (-1: all).
int64_t total_of(const char *folder, const char *key, int period);

// What is written to standard error between these two.
struct capture {
    int kept;
    char path[64];
};

// Nothing else may write there meanwhile.
struct capture start_capture(void);

// What was written; owned by the caller.
char *end_capture(struct capture *capture);

// How often the word is there.
unsigned count_of(const char *text, size_t size, const char *word);

// The time zone of all that follows.
void use_zone(const char *zone);

// A database with 1000 visits over three weeks and three starts.
void fill(const char *folder);

// Into counts.db; it must do.
void run_sql(const char *folder, const char *sql);

// Below n, the same in every run.
uint32_t chance(uint64_t *seed, uint32_t below);

// All that is random is so in the same way from here on, in every run.
void fix_random(uint64_t seed);

#endif
