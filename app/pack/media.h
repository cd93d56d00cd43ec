// A media file that may be given as a list: the first that is there is taken.
// That is how a licensed film or song is dropped into a pack that does not
// ship it.
#ifndef OM_PACK_MEDIA_H
#define OM_PACK_MEDIA_H

#include "pack/values.h"

enum om_media_missing {
    OM_MEDIA_NEEDED,  // one of them must be there
    OM_MEDIA_SKIPPED, // none may be there: then it is silent
};

enum { OM_TAKES_MEDIA = OM_TAKES_TEXT | OM_TAKES_LIST };

// The first of the files that is there; `file` NULL when there is none.
// `where`, if not NULL, becomes the node that names it. The others that are
// there are noted for a survey, as of that use: on another kiosk, without the
// first, they are what is played.
struct om_track om_read_media(struct om_reader *reader,
                              const struct om_node *node, enum om_media_use use,
                              enum om_media_missing missing,
                              const struct om_node **where);

#endif
