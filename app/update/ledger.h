// The ledger: one small file that says which pack is on screen, which one is
// on trial, which were good before and which may never come back. It is the
// only pointer to what is shown, replaced whole, so there is no moment at
// which two places disagree.
//
// Pure values but for load and save. The packs themselves are folders beside
// the ledger, named by id, version and content.
#ifndef OM_UPDATE_LEDGER_H
#define OM_UPDATE_LEDGER_H

#include "update/disk.h"
#include "update/listing.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    OM_HELD_ID_MAX = 40,
    OM_HELD_VERSION_MAX = 32,
    OM_HELD_NAME_MAX = OM_HELD_ID_MAX + OM_HELD_VERSION_MAX + 20,
    OM_LEDGER_GOOD_MAX = 10,
    OM_LEDGER_BAD_MAX = 16,
    OM_LEDGER_NEWEST_MAX = 16,
    OM_LEDGER_SEEN_MAX = 8,
    OM_LEDGER_SOURCE_MAX = 400,
    OM_LEDGER_STRIKES_MAX = 4,
};

// A pack that lies, whole and checked, beside the ledger.
struct om_held {
    char name[OM_HELD_NAME_MAX + 1]; // of its folder: id@version-16 digits
    char id[OM_HELD_ID_MAX + 1];
    char version[OM_HELD_VERSION_MAX + 1];
    char date[24]; // when it was signed; "-": not known
    bool is_signed;
    uint8_t identity[OM_HASH_SIZE];
};

struct om_ledger {
    struct om_held good[OM_LEDGER_GOOD_MAX]; // the newest first
    size_t good_count;
    struct om_held trial; // on screen, not yet trusted
    bool on_trial;
    unsigned strikes;    // bad starts of the trial; see om_ledger_start()
    struct om_held base; // the newest good one that is signed
    bool has_base;
    char running[40]; // boot id while a program runs it; "": ended cleanly
    struct om_bad {
        uint8_t identity[OM_HASH_SIZE];
        char why[24];
    } bad[OM_LEDGER_BAD_MAX]; // the latest first
    size_t bad_count;
    struct om_newest {
        char id[OM_HELD_ID_MAX + 1];
        char version[OM_HELD_VERSION_MAX + 1];
        char date[24];
    } newest[OM_LEDGER_NEWEST_MAX]; // per id, that was ever good
    size_t newest_count;
    struct om_seen_source {
        char source[OM_LEDGER_SOURCE_MAX + 1];
        uint8_t fingerprint[OM_HASH_SIZE];
    } seen[OM_LEDGER_SEEN_MAX]; // dealt with; the latest first
    size_t seen_count;
};

enum om_verdict {
    OM_VERDICT_NEW,
    OM_VERDICT_SAME,  // it is on screen
    OM_VERDICT_BAD,   // it was on trial once, and failed
    OM_VERDICT_OLDER, // a newer one was good
};

// What is on screen; NULL: what came with the program.
const struct om_held *om_ledger_current(const struct om_ledger *ledger);

// The good one before it; NULL: there is none.
const struct om_held *om_ledger_before(const struct om_ledger *ledger);

// The newest that was good of this id; NULL: none.
const struct om_newest *om_ledger_newest(const struct om_ledger *ledger,
                                         const char *id);

enum om_verdict om_ledger_judge(const struct om_ledger *ledger,
                                const struct om_held *held,
                                bool allow_downgrade);

// Compares "1.10.0" and "1.9": below, at or above 0.
int om_version_compare(const char *a, const char *b);

// Fills in the name.
void om_held_name(struct om_held *held);

// -- what happens -------------------------------------------------------------

// A program starts to show the current pack. A trial that did not end cleanly
// last time gets strikes: two when the computer ran on (a crash), one when it
// was started anew (a power cut, which may be nobody's fault). With
// OM_LEDGER_STRIKES_MAX the trial has failed: true.
bool om_ledger_start(struct om_ledger *ledger, const char *boot);

// It ended cleanly.
void om_ledger_stop(struct om_ledger *ledger);

// `held` goes on screen, on trial; a trial under way is given up.
void om_ledger_try(struct om_ledger *ledger, const struct om_held *held);

// The trial is over and good; so many good ones are kept.
void om_ledger_pass(struct om_ledger *ledger, unsigned keep);

// What is on screen cannot be shown: it never comes back, and the good one
// before it is on screen. `why`: one word.
void om_ledger_fail(struct om_ledger *ledger, const char *why);

// Lets go of the oldest good pack that is neither on screen, nor the one to
// fall back on, nor the base. False: there is none.
bool om_ledger_drop_oldest(struct om_ledger *ledger);

// Whether a folder of this name is still needed.
bool om_ledger_keeps(const struct om_ledger *ledger, const char *name);

void om_ledger_see(struct om_ledger *ledger, const char *source,
                   const uint8_t fingerprint[OM_HASH_SIZE]);

bool om_ledger_has_seen(const struct om_ledger *ledger, const char *source,
                        const uint8_t fingerprint[OM_HASH_SIZE]);

// -- the file -----------------------------------------------------------------

void om_ledger_print(const struct om_ledger *ledger, struct om_text *out);

// False: not one of ours, or damaged.
bool om_ledger_parse(struct om_ledger *ledger, const char *text, size_t length);

// One line of a held pack, as in the ledger, without the end.
void om_held_print(const struct om_held *held, struct om_text *out);

bool om_held_parse(struct om_held *held, const char *line);

enum om_ledger_answer {
    OM_LEDGER_READ,
    OM_LEDGER_NONE,    // there is none yet
    OM_LEDGER_DAMAGED, // there is one that cannot be used
};

enum om_ledger_answer om_ledger_load(struct om_ledger *ledger,
                                     const char *folder);

// False with errno set; the old one stands then.
bool om_ledger_save(const struct om_ledger *ledger, const char *folder,
                    const struct om_disk *disk);

#endif
