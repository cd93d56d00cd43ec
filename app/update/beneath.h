// Opening files of a folder that somebody else filled: the kernel resolves
// every name beneath it, without following a symbolic link, without leaving
// its file system. Kernels that cannot do that in one step (before 5.6, or
// with openat2 forbidden) are led there part by part.
#ifndef OM_UPDATE_BENEATH_H
#define OM_UPDATE_BENEATH_H

#include <stddef.h>

// The file or folder `path`, relative to the folder `root`, opened with
// `flags` (O_CLOEXEC is added); -1 with errno: ELOOP a symbolic link, EXDEV
// outside or on another device. "" is the root itself.
int om_beneath_open(int root, const char *path, int flags);

// The whole of a regular file of at most `limit` bytes, NUL-terminated, the
// caller's to free; NULL with errno set.
char *om_beneath_read(int root, const char *path, size_t limit, size_t *length);

// The way for kernels without openat2; for tests.
int om_beneath_open_by_parts(int root, const char *path, int flags);

#endif
