#include "base/log.h"
#include "tally/tally.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static struct om_increment *
find(struct om_increments *increments, const char *key)
{
    for (size_t i = 0; i < increments->count; i++) {
        if (strcmp(increments->items[i].key, key) == 0) {
            return &increments->items[i];
        }
    }
    return NULL;
}

static void
add(struct om_increments *increments, const char *key)
{
    const size_t room =
        sizeof(increments->items) / sizeof(increments->items[0]);
    struct om_increment *item = find(increments, key);
    if (!item && increments->count == room) {
        om_log(OM_LOG_ERROR, "tally", "a visit has more cells than fit");
        return;
    }
    if (!item) {
        item = &increments->items[increments->count++];
        memcpy(item->key, key, strlen(key) + 1);
        item->n = 0;
    }
    item->n++;
}

void
om_increments_add(struct om_increments *increments, const char *format, ...)
{
    char key[OM_CELL_MAX + 1];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(key, sizeof(key), format, arguments);
    va_end(arguments);
    if (length > OM_CELL_MAX) {
        om_log(OM_LOG_ERROR, "tally", "a cell longer than %d was left out",
               OM_CELL_MAX);
    } else {
        add(increments, key);
    }
    sodium_memzero(key, sizeof(key)); // it names what was chosen
}
