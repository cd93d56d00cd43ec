// datapackage.json: what is in the data folder, so that a program can check it.
// The profile is that of Frictionless version 1, which the tools in use read.
#ifndef OM_BUNDLE_PACKAGE_H
#define OM_BUNDLE_PACKAGE_H

#include "base/text.h"
#include "report/bundle/tables.h"

void om_package_write(const struct om_tables *tables, const char *name,
                      const struct om_release *release, struct om_text *out);

#endif
