// OMSTANDER-UITSLAG.html: what became of a pack, for the person who dropped
// it, in plain Dutch. One file that needs nothing else; everything in it that
// came from a pack is escaped.
#ifndef OM_UPDATE_PAGE_H
#define OM_UPDATE_PAGE_H

#include "update/ledger.h"
#include "update/outcome.h"

#include "base/finding.h"

#include <time.h>

#define OM_PAGE_NAME "OMSTANDER-UITSLAG.html"

struct om_page {
    enum om_outcome outcome;
    const char *source;                 // where it was dropped; "": unknown
    const struct om_held *pack;         // that was dropped; id "": unknown
    const struct om_held *current;      // on screen; NULL: the one that came
                                        // with the program
    const struct om_findings *findings; // NULL: none
    const char *where;                  // a file at which it happened; "": none
    time_t now;                         // 0 or implausible: no time is printed
};

void om_page_print(const struct om_page *page, struct om_text *out);

#endif
