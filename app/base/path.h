// Where things are. All returned strings are the caller's to free.
#ifndef OM_BASE_PATH_H
#define OM_BASE_PATH_H

#include <stdbool.h>
#include <stddef.h>

// folder/name, with one slash between.
char *om_path_join(const char *folder, const char *name);

// The whole of a regular file of at most `limit` bytes, NUL-terminated;
// NULL with errno set when it cannot be read (EFBIG: larger).
char *om_path_read(const char *path, size_t limit, size_t *length);

// Writes all of it to an open file, however often the kernel wants to be asked.
// False with errno set.
bool om_path_write(int file, const char *bytes, size_t length);

bool om_path_is_file(const char *path);

// Makes the folder and those above it, mode 0700. False with errno set.
bool om_path_make_folder(const char *path);

// The state folder: $XDG_STATE_HOME/omstander, else ~/.local/state/omstander.
char *om_path_state(void);

// What can be made again: $XDG_CACHE_HOME/omstander, else ~/.cache/omstander;
// NULL when there is neither.
char *om_path_cache(void);

// A program of ours that is not in PATH (omstander-clip): beside the running
// program in a build folder, else in libexec/omstander relative to it, else
// where it was configured to be installed. NULL when it is nowhere.
char *om_path_helper(const char *name);

// The pack that comes with the program: in the source tree when run from a
// build folder, else in share/omstander. NULL when it is nowhere.
char *om_path_default_pack(void);

// A folder that comes with the program ("starter", "schema"): likewise.
char *om_path_share(const char *name);

// "0.1.0".
const char *om_version(void);

#endif
