// What becomes of a clip's pictures: how large they are made, and how many
// threads decode them. Values only.
#ifndef OM_CLIP_FIT_H
#define OM_CLIP_FIT_H

#include "clip/vlc.h"
#include "clip/wire.h"

// Size of the frames: square pixels, as large as fits in the box that OPEN
// asked for, even. False when the clip is larger than what is decoded at all,
// or no size is left.
bool om_fit_size(const struct om_vlc_track *track,
                 const struct om_wire_command *open, uint32_t *width,
                 uint32_t *height);

// 0: as many as the codec likes.
unsigned om_fit_threads(const struct om_vlc_track *track);

#endif
