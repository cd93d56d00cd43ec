// "Where would you step in?": the moments of a clip that a touch can mark.
#ifndef OM_PACK_SPOT_H
#define OM_PACK_SPOT_H

#include "pack/values.h"

// `clip` is the film it is asked in; NULL: that is not there.
void om_read_spot(struct om_reader *reader, struct om_spot *spot,
                  const struct om_node *node, const char *clip);

#endif
