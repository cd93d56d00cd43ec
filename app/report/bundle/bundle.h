// What a partner gets: one folder with the report as two HTML files (Dutch and
// English), the tables as a data package and as a spreadsheet, the method, and
// checksums. The same release gives the same bytes. Nothing is decided here:
// what may be shown was decided in release.h.
#ifndef OM_BUNDLE_BUNDLE_H
#define OM_BUNDLE_BUNDLE_H

#include "report/bundle/labels.h"
#include "report/release.h"

#include <stdbool.h>

struct om_bundle {
    const struct om_release *release; // first_month is set
    const struct om_release *before;  // as long, just before; NULL: none
    const struct om_labels *labels;
    bool dutch_csv; // also excel/antwoorden-nl.csv
    // Prints an HTML file to a PDF beside it, both absolute paths; NULL: none.
    bool (*print)(const char *html, const char *pdf, struct om_text *problem);
};

// Writes the folder, whole or not at all. False with a message: it is there
// already with something in it, cannot be written, or could not be printed.
bool om_bundle_write(const struct om_bundle *bundle, const char *folder,
                     struct om_text *problem);

#endif
