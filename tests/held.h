// A pack that is kept, for the tests of app/update.
#ifndef OM_TESTS_HELD_H
#define OM_TESTS_HELD_H

#include "update/ledger.h"

#include <stdint.h>
#include <stdio.h>

static struct om_held
held_of(const char *id, const char *version, uint8_t first)
{
    struct om_held held = { .date = "-" };
    snprintf(held.id, sizeof(held.id), "%s", id);
    snprintf(held.version, sizeof(held.version), "%s", version);
    held.identity[0] = first;
    om_held_name(&held);
    return held;
}

#endif
