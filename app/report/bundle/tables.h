// The tables of the bundle, from what was released: one sheet each, in this
// order.
#ifndef OM_BUNDLE_TABLES_H
#define OM_BUNDLE_TABLES_H

#include "report/bundle/labels.h"
#include "report/bundle/sheet.h"
#include "report/release.h"

enum om_tables_sheet {
    OM_SHEET_RESPONSES,
    OM_SHEET_FUNNEL,
    OM_SHEET_SITES,
    OM_SHEET_QUESTIONS,
    OM_SHEET_CHOICES,
    OM_SHEET_SCOPES,
    OM_SHEET_PERIODS,
    OM_SHEET_QUALITY,
    OM_SHEET_COUNT_,
};

struct om_tables {
    struct om_sheet sheets[OM_SHEET_COUNT_];
};

void om_tables_build(struct om_tables *tables, const struct om_release *release,
                     const struct om_labels *labels);

void om_tables_finish(struct om_tables *tables);

// "F", "C" or "L".
const char *om_cell_status_code(enum om_cell_status status);

// "country", "province" or "site".
const char *om_scope_name(enum om_scope scope);

#endif
