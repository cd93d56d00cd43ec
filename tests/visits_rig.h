// Simulated visits that are counted as the kiosk counts them, and what their
// counters add up to.
#ifndef OM_TESTS_VISITS_RIG_H
#define OM_TESTS_VISITS_RIG_H

#include "visit/visit.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum { MONDAY = 1780297200, WEEK = 7 * 86400 }; // 1 June 2026, 9:00

// clip 0 --cue--> question 1 --> clip 2 --> question 3 --> card 4 --> end 5
enum { OPENING, FIRST, AFTER, SECOND, CARD, END, SCENES };

extern const char *const choice_ids[5];

extern const struct om_pack pack;

// Below n.
uint32_t chance(uint32_t below);

// A kiosk without a screen.
struct simulated {
    struct om_visit visit;
    om_tick now;
    struct om_tally *tally;
    time_t wall;
    unsigned counted, suspect, answered, finished, unwritten;
};

// One event, and all that follows from it.
void tell(struct simulated *simulated, enum om_event_kind kind, uint16_t value);

// A visitor who does what the screen offers, mostly.
void simulate_visit(struct simulated *simulated, bool hasty);

enum { QUESTIONS = 2 };

struct sums {
    int64_t starts, halves, ends, finishes, durations, dayparts, suspects;
    int64_t shown[QUESTIONS], done[QUESTIONS], answers[QUESTIONS], errors;
    int64_t resets;
};

// All counters of a folder, by kind.
struct sums sums_in(const char *folder);

// Nothing but the counters may be in it.
void remove_folder(const char *folder);

// A kiosk at rest, with an open tally.
struct simulated begin(const char *folder);

#endif
