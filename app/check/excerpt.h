// The line of a file that a finding is about, made fit for a terminal: tabs
// are spaces, control characters and those that turn text around are visible
// signs, what is far from the place is cut away, and the place is known in
// columns of the terminal, whatever characters stand before it.
#ifndef OM_CHECK_EXCERPT_H
#define OM_CHECK_EXCERPT_H

#include "base/finding.h"
#include "base/text.h"
#include "pack/folder.h"

struct om_excerpt {
    struct om_text line;     // as it can be printed
    struct om_text source;   // as it is written, but for malformed characters
    unsigned offset, length; // of the place in `line`, in terminal columns
    unsigned characters;     // of the place in `source`
};

// The text files of a folder, read when they are asked for; the last one is
// kept, as findings come sorted by file.
struct om_sources {
    const struct om_folder *folder; // borrowed
    char *file;                     // owned; NULL: none yet
    char *bytes;                    // owned; NULL: there is no text
    size_t length;
};

void om_sources_finish(struct om_sources *sources);

// False when the finding is not about a line.
bool om_excerpt_read(struct om_excerpt *excerpt, struct om_sources *sources,
                     const struct om_finding *finding);

void om_excerpt_finish(struct om_excerpt *excerpt);

// Any text, made fit in the same way; newlines become blanks.
void om_neutral(const char *text, struct om_text *out);

#endif
