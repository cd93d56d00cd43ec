// METHODE.md: the rules of this very bundle in plain words, Dutch and then
// English, with its own thresholds.
#ifndef OM_BUNDLE_METHOD_H
#define OM_BUNDLE_METHOD_H

#include "base/text.h"
#include "report/release.h"

void om_method_write(const struct om_release *release, size_t hidden,
                     struct om_text *out);

#endif
