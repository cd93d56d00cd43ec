// Words within Graphviz' HTML-like labels: escaped, wrapped, cut off where
// they are too many.
#ifndef OM_MAP_LABEL_H
#define OM_MAP_LABEL_H

#include "base/text.h"

#include <stddef.h>

// A text as it stands between tags.
void om_label_escape(struct om_text *out, const char *text, size_t length);

// A text in lines of about `width` characters, each ended to the left; one
// with more than `most` lines ends in an ellipsis there.
void om_label_wrap(struct om_text *out, const char *text, size_t width,
                   size_t most);

#endif
