// The check as everybody gets it: om_check() with the fonts of this computer
// and the program that decodes pictures. What a maker reads on a terminal,
// what an exhibitor reads on the page and what a map marks is said by this one
// function, so that it is the same.
//
// Main thread; blocks. Programs that it starts take over how much of the
// computer the caller may use.
#ifndef OM_INSPECT_INSPECT_H
#define OM_INSPECT_INSPECT_H

#include "check/check.h"

struct om_inspect_params {
    const char *cache;  // of measurements; NULL: none
    bool without_media; // films and sound are not decoded
    bool gently;        // films one by one, on half of the cores
    // Optional: called at least every few seconds, whatever takes so long.
    void (*progress)(void *context, const struct om_check_progress *progress);
    void *context;
};

// As om_check().
bool om_inspect(const char *root, const struct om_inspect_params *params,
                struct om_findings *findings, struct om_check_result *result);

#endif
