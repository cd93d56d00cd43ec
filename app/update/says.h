// What the update has to say about a folder, besides what the check of its
// texts and films says: a table of findings, in Dutch and English.
#ifndef OM_UPDATE_SAYS_H
#define OM_UPDATE_SAYS_H

#include "base/finding.h"

enum om_update_say {
    // what a folder may not hold
    OM_UPDATE_SAY_LINK,
    OM_UPDATE_SAY_NOT_REGULAR,
    OM_UPDATE_SAY_OTHER_DEVICE,
    OM_UPDATE_SAY_NAME,
    OM_UPDATE_SAY_DEPTH,
    OM_UPDATE_SAY_FILES,
    OM_UPDATE_SAY_BYTES,
    OM_UPDATE_SAY_CONFLICT,
    OM_UPDATE_SAY_UNREADABLE,
    // the signature
    OM_UPDATE_SAY_UNSIGNED,
    OM_UPDATE_SAY_SIGNATURE,
    OM_UPDATE_SAY_MANIFEST,
    OM_UPDATE_SAY_LACKING,
    OM_UPDATE_SAY_DIFFERS,
    OM_UPDATE_SAY_EXTRA,
    OM_UPDATE_SAY_OTHER_PACK,
    // what the kiosk makes of it
    OM_UPDATE_SAY_PROTECTED,
    OM_UPDATE_SAY_NO_BASE,
    OM_UPDATE_SAY_COUNT_, // number of messages
};

void om_update_say(struct om_findings *findings, enum om_update_say what,
                   const char *file, const char *first, const char *second);

#endif
