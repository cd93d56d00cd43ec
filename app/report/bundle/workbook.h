// The same tables as one spreadsheet, for those who work in one. Written by
// libxlsxwriter to a file of its own; the same tables give the same bytes.
#ifndef OM_BUNDLE_WORKBOOK_H
#define OM_BUNDLE_WORKBOOK_H

#include "base/text.h"
#include "report/bundle/tables.h"

#include <stdbool.h>

bool om_workbook_write(const char *path, const struct om_tables *tables,
                       const struct om_release *release,
                       struct om_text *problem);

#endif
