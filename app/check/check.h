// Everything that can be said about a content folder, by one function: what
// the pack's reader finds, and beyond it the folder's names and sizes, the
// length of sentences, contrast, fonts, pictures, and films and sound, which
// are decoded from end to end by processes of their own. Main thread.
#ifndef OM_CHECK_CHECK_H
#define OM_CHECK_CHECK_H

#include "base/finding.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct om_check_progress {
    unsigned thousandths;
    size_t done, count; // of the pictures, then of films and sound files
    const char *name;   // being looked at; NULL: none
};

// What can be wrong with a picture.
enum om_check_picture {
    OM_CHECK_PICTURE_GOOD,
    OM_CHECK_PICTURE_KIND,    // not SVG, PNG, JPEG or WebP
    OM_CHECK_PICTURE_DAMAGED, // or hostile
    OM_CHECK_PICTURE_LARGE,   // too many bytes or pixels
    OM_CHECK_PICTURE_PRINT,   // colours for print
    OM_CHECK_PICTURE_UNKNOWN, // it could not be found out
    OM_CHECK_PICTURE_COUNT_,
};

// What only the screen's side knows, handed down. All are optional.
struct om_check_hooks {
    void *context;
    // Whether an installed font has a character. Called first with the name of
    // the theme's font, and character 0.
    bool (*can_draw)(void *context, const char *font, uint32_t character);
    enum om_check_picture (*examine)(void *context, const char *path);
    // Called at least every few seconds, whatever takes so long.
    void (*progress)(void *context, const struct om_check_progress *progress);
};

struct om_check_params {
    const struct om_check_hooks *hooks; // NULL: none
    const char *cache;                  // of measurements; NULL: none
    bool without_media;                 // films and sound are not decoded
    bool gently; // films one by one, on half of the cores
};

// What was found out, besides findings.
struct om_check_result {
    char id[64], version[64]; // "" when they could not be read
    char languages[8][16];    // all of them
    bool offered[8];          // complete, without errors or gaps
    size_t language_count;
    size_t files, measured, remembered;
    uint64_t bytes;
};

// Adds all findings, sorted. False when the check could not be made: the
// folder cannot be opened, or the measuring program cannot be run; why is in
// the log, and what was found until then is in `findings`.
bool om_check(const char *root, const struct om_check_params *params,
              struct om_findings *findings, struct om_check_result *result);

#endif
