// The only way to a pack's files. Every name is resolved by the kernel
// beneath the folder, without following a symbolic link anywhere on the way,
// and only regular files are opened: a pack from a stick cannot make the
// kiosk read anything else.
#ifndef OM_PACK_FOLDER_H
#define OM_PACK_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

struct om_folder {
    int handle; // owned; -1 when closed
    char *path; // owned; absolute, without links
};

enum om_folder_answer {
    OM_FOLDER_FILE, // it is there, regular, readable
    OM_FOLDER_MISSING,
    OM_FOLDER_ABSOLUTE,
    OM_FOLDER_BACKSLASH,
    OM_FOLDER_OUTSIDE,
    OM_FOLDER_LINK,
    OM_FOLDER_NOT_REGULAR,
    OM_FOLDER_UNREADABLE,
    OM_FOLDER_TOO_LARGE,
};

// False with errno set.
bool om_folder_open(struct om_folder *folder, const char *path);

void om_folder_close(struct om_folder *folder);

enum om_folder_answer om_folder_find(const struct om_folder *folder,
                                     const char *name);

// A descriptor for reading, the caller's to close; -1 when it is not a regular
// file that can be read.
int om_folder_open_file(const struct om_folder *folder, const char *name);

// The whole file, NUL-terminated, the caller's to free; set only when the
// answer is OM_FOLDER_FILE.
enum om_folder_answer om_folder_read(const struct om_folder *folder,
                                     const char *name, size_t limit,
                                     char **bytes, size_t *length);

#endif
