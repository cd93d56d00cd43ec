// The bytes of a text file before anything parses them: UTF-8, no control
// characters, and no tabs where indentation has a meaning.
#ifndef OM_PACK_SOURCE_H
#define OM_PACK_SOURCE_H

#include "base/finding.h"

#include <stdbool.h>
#include <stddef.h>

enum om_source_kind {
    OM_SOURCE_YAML,     // tabs are refused
    OM_SOURCE_CAPTIONS, // tabs are blanks
};

// Says what is wrong with the bytes, of `file`. False when parsing them would
// only bring more confusion.
bool om_source_check(enum om_source_kind kind, const char *file,
                     const char *bytes, size_t length,
                     struct om_findings *findings);

#endif
