// "Where would you step in?": the moments of a clip that a touch can mark.
#ifndef OM_PACK_SPOT_H
#define OM_PACK_SPOT_H

#include "pack/values.h"

void om_read_spot(struct om_reader *reader, struct om_spot *spot,
                  const struct om_node *node);

#endif
