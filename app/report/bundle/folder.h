// A folder that is there whole or not at all: files are written and synced in
// a hidden folder beside the target, with a checksum for each, and one rename
// puts it in place. A target that holds anything is refused; nothing is ever
// written over.
#ifndef OM_BUNDLE_FOLDER_H
#define OM_BUNDLE_FOLDER_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum { OM_FOLDER_FILES_MAX = 32 };

struct om_folder {
    char *target; // owned
    char *beside; // owned: ".NAME.part-PID" beside the target
    char *files[OM_FOLDER_FILES_MAX]; // relative; owned
    size_t count;
};

// False with a message: nothing to finish.
bool om_folder_begin(struct om_folder *folder, const char *target,
                     struct om_text *problem);

// Where a file will be written: for libraries that write by themselves. Makes
// the folder above it. The caller frees it.
char *om_folder_add(struct om_folder *folder, const char *name);

bool om_folder_write(struct om_folder *folder, const char *name,
                     const char *bytes, size_t length, struct om_text *problem);

// Checksums (SHA256SUMS), sync, rename. Finishes it in any case; on failure
// what was written beside is removed.
bool om_folder_commit(struct om_folder *folder, struct om_text *problem);

// Removes what was written, and finishes.
void om_folder_abandon(struct om_folder *folder);

#endif
