// Captions from a WebVTT file: when, and what. Where the words stand and how
// they look is the kiosk's, so settings, regions and styles are skipped and
// markup is taken out.
#ifndef OM_PACK_CAPTIONS_H
#define OM_PACK_CAPTIONS_H

#include "base/finding.h"
#include "pack/arena.h"
#include "pack/pack.h"

#include <stddef.h>

enum { OM_CAPTIONS_BYTES_MAX = 1 << 20 };

// The captions in the bytes of `file`, in the arena: ascending and not
// overlapping, whatever the file says. What is wrong is added to `findings`.
struct om_captions om_captions_read(struct om_arena *arena, const char *file,
                                    const char *bytes, size_t length,
                                    struct om_findings *findings);

#endif
