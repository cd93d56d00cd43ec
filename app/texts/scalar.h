// Writing one YAML scalar so that it reads back as exactly the same text,
// wherever it stands: plain when a person would leave out the quotes, else
// between double quotes on one line.
#ifndef OM_TEXTS_SCALAR_H
#define OM_TEXTS_SCALAR_H

#include "base/text.h"

void om_scalar_write(struct om_text *out, const char *text);

#endif
