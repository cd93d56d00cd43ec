// What a check found, for people and for programs.
#ifndef OM_CHECK_PRINT_H
#define OM_CHECK_PRINT_H

#include "check/check.h"

#include <stdio.h>

struct om_check_print {
    const char *root; // of the pack: the lines are read from there
    const struct om_findings *findings;
    const struct om_check_result *result;
    bool english;
    bool whole;  // the check could be made
    bool colour; // of a terminal; text only
};

// Every finding with its line and the place underlined; `result` and `whole`
// are not looked at.
void om_check_print_findings(const struct om_check_print *print, FILE *out);

// The same, and a summary.
void om_check_print_text(const struct om_check_print *print, FILE *out);

// One JSON object; README.md describes it. False when it cannot be written.
bool om_check_print_json(const struct om_check_print *print, FILE *out);

#endif
