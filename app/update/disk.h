// Everything by which this folder changes a disk. One narrow gate, so that
// power cuts, full disks and broken ones can be tried at every single step:
// a test hangs something in the gate that sees each change before it happens
// and may refuse it or end the program there.
//
// What the callers rely on: a file's bytes are on the disk after
// om_disk_sync(), its name after om_disk_sync_folder(), and a rename is whole
// or not there.
#ifndef OM_UPDATE_DISK_H
#define OM_UPDATE_DISK_H

#include <stdbool.h>
#include <stddef.h>

enum om_disk_change {
    OM_DISK_FOLDER, // a folder is made
    OM_DISK_CREATE, // an empty file is made
    OM_DISK_WRITE,  // bytes are added to it
    OM_DISK_SYNC,   // its bytes are forced to the disk
    OM_DISK_SYNC_FOLDER,
    OM_DISK_RENAME, // `path` becomes `to`, which it replaces
    OM_DISK_REMOVE, // a file or an empty folder
};

struct om_disk_event {
    enum om_disk_change change;
    const char *path;
    const char *to;    // RENAME
    const void *bytes; // WRITE
    size_t length;     // WRITE
};

struct om_disk {
    // Optional: called before each change; an errno other than 0 makes it
    // fail with that.
    int (*before)(void *context, const struct om_disk_event *event);
    void *context;
};

// All of them: false, or -1, with errno set. A folder that is there already
// is good.
bool om_disk_make_folder(const struct om_disk *disk, const char *path);

// A new file, open for writing; it must not be there.
int om_disk_create(const struct om_disk *disk, const char *path, unsigned mode);

// A new file with these bytes, forced to the disk. Where it fails, what came
// of it may be there.
bool om_disk_create_with(const struct om_disk *disk, const char *path,
                         const char *bytes, size_t length, unsigned mode);

bool om_disk_write(const struct om_disk *disk, int file, const char *path,
                   const void *bytes, size_t length);

bool om_disk_sync(const struct om_disk *disk, int file, const char *path);

bool om_disk_sync_folder(const struct om_disk *disk, const char *path);

bool om_disk_rename(const struct om_disk *disk, const char *from,
                    const char *to);

bool om_disk_remove(const struct om_disk *disk, const char *path);

// A folder with everything in it; symbolic links are removed, not followed.
// Goes on where something cannot be removed, and is false then.
bool om_disk_remove_tree(const struct om_disk *disk, const char *path);

// Replaces a file by write-beside, sync, rename, sync: whoever opens it, and
// whoever opens it after a power cut, reads the old bytes or the new ones.
bool om_disk_replace(const struct om_disk *disk, const char *path,
                     const char *bytes, size_t length, unsigned mode);

#endif
