// Several files of a folder changed together. All are written beside the old
// ones and forced to the disk before the first is put in its place; when that
// fails half-way, those already replaced are put back. A power cut leaves
// every file whole, old or new; they are replaced in the order in which they
// were added.
#ifndef OM_TEXTS_SAVE_H
#define OM_TEXTS_SAVE_H

#include "update/disk.h"

#include <stdbool.h>
#include <stddef.h>

struct om_save {
    const struct om_disk *disk; // borrowed
    struct om_save_file *files; // owned
    size_t count;
};

// The file at `path` is to hold these bytes. Copies them.
void om_save_add(struct om_save *save, const char *path, const char *bytes,
                 size_t length);

// False with errno when it could not be done; then every file is as it was,
// unless `*torn` names one that could not be put back.
bool om_save_perform(struct om_save *save, const char **torn);

// Puts back what om_save_perform() replaced. False with errno and `*torn`.
bool om_save_undo(struct om_save *save, const char **torn);

void om_save_finish(struct om_save *save);

#endif
