// What a reader of somebody's files has to say about them: every mistake at
// once, each with its place and a code that names a row of the reader's own
// table of messages (Dutch and English). Collecting never stops at the first.
#ifndef OM_BASE_FINDING_H
#define OM_BASE_FINDING_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum om_severity {
    OM_SEVERITY_ERROR, // the pack cannot be shown
    OM_SEVERITY_WARNING,
};

// A row of a reader's table. The texts say what happened, what was expected
// and what to do; {1} {2} {3} stand for the arguments of the finding, and
// {!1} for one that is to be written instead.
struct om_finding_kind {
    const char *code; // "E-P014"; stable, for support
    enum om_severity severity;
    const char *nl;
    const char *en;
};

// Lines and columns count from 1, columns in characters; 0 means the whole
// file. `file` is relative to the pack.
struct om_mark {
    const char *file;
    unsigned line;
    unsigned column;
};

struct om_finding {
    const struct om_finding_kind *kind; // borrowed, static
    char *file;                         // owned
    unsigned line, column;
    char *arguments[3]; // owned; NULL when not used
};

struct om_findings {
    struct om_finding *items; // owned
    size_t count;
};

void om_findings_finish(struct om_findings *findings);

// Copies the mark's file name and the arguments (NULL: none).
void om_findings_add(struct om_findings *findings,
                     const struct om_finding_kind *kind, struct om_mark mark,
                     const char *first, const char *second, const char *third);

bool om_findings_have_errors(const struct om_findings *findings);

// By file, then line, then column, in place; those of one place keep their
// order, and what is said twice of it is said once.
void om_findings_sort(struct om_findings *findings);

// What happened, in words.
void om_finding_say(const struct om_finding *finding, bool english,
                    struct om_text *out);

// What to write instead; NULL when there is nothing to suggest.
const char *om_finding_suggestion(const struct om_finding *finding);

// One finding as "file:line:column: fout E-P014: text" without a newline.
void om_finding_print(const struct om_finding *finding, bool english,
                      struct om_text *out);

#endif
