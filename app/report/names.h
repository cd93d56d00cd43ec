// A set of byte strings, numbered from 0 in the order in which they came.
#ifndef OM_REPORT_NAMES_H
#define OM_REPORT_NAMES_H

#include <stddef.h>
#include <stdint.h>

#define OM_NAME_NONE UINT32_MAX

struct om_names {
    char **items; // owned; NUL-terminated copies
    size_t count;
    size_t room;
    uint32_t *slots; // owned; number + 1, 0 when free
    size_t slot_count;
};

void om_names_finish(struct om_names *names);

// The number of a name; OM_NAME_NONE when it is not there.
uint32_t om_names_find(const struct om_names *names, const void *bytes,
                       size_t length);

// The number of a name that is put there when it is new.
uint32_t om_names_add(struct om_names *names, const void *bytes, size_t length);

#endif
