// Starting another program: a helper of ours, or a browser to print with.
#ifndef OM_BASE_SPAWN_H
#define OM_BASE_SPAWN_H

#include <spawn.h>
#include <stdbool.h>
#include <sys/types.h>

// Starts arguments[0], a path or, without a slash, a name to look for in PATH;
// with every signal free and at its default, whatever the caller blocks or
// ignores. `files` changes what it has open. With `apart` it is a process group
// of its own: Ctrl-C in a terminal is not for it. 0, or what errno would be.
int om_spawn(pid_t *child, char *const arguments[], char *const environment[],
             const posix_spawn_file_actions_t *files, bool apart);

#endif
