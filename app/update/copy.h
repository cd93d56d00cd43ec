// Reading every file of a listing once: hashing it, and copying it into a new
// folder of ours if one is given. What was copied is on the disk for good when
// it returns. Slow on purpose while a visitor may be watching: at most so many
// bytes a second, nothing kept in the page cache that the film needs.
#ifndef OM_UPDATE_COPY_H
#define OM_UPDATE_COPY_H

#include "update/disk.h"
#include "update/listing.h"

#include <stdbool.h>
#include <stdint.h>

enum om_copy_answer {
    OM_COPY_DONE,
    OM_COPY_CHANGED,   // the source is not (any more) what the listing says
    OM_COPY_GONE,      // the source cannot be read: pulled out, damaged
    OM_COPY_FULL,      // no room left here
    OM_COPY_READ_ONLY, // the disk here cannot be written
    OM_COPY_STOPPED,   // `progress` said so
};

struct om_copy_params {
    int source;                 // folder that the paths are relative to
    struct om_listing *listing; // its hashes are filled in
    const char *target;         // absolute path of an empty folder; NULL: hash
    const struct om_disk *disk;
    uint64_t speed; // bytes a second; 0: no limit
    // Optional: called now and then with the bytes done so far; false stops.
    bool (*progress)(void *context, uint64_t bytes);
    void *context;
};

// On another answer than DONE, `*where` is the file it happened at (borrowed
// from the listing; NULL: none in particular) and errno the cause.
enum om_copy_answer om_copy(const struct om_copy_params *params,
                            const char **where);

// From an errno of writing: FULL or READ_ONLY.
enum om_copy_answer om_copy_answer_of(int cause);

#endif
