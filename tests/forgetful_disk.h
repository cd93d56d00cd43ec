// A disk that forgets what was not synced: the changes a program makes are
// taped, and played back into a folder as far as a cut would have left them.
#ifndef OM_TESTS_FORGETFUL_DISK_H
#define OM_TESTS_FORGETFUL_DISK_H

#include "update/disk.h"

#include <stddef.h>

enum { CHANGES_MAX = 4000, NODES_MAX = 4000 };

struct change {
    struct om_disk_event event; // strings and bytes owned
    size_t folder, node;        // of the name that changes, and what it names
    size_t to_folder;           // RENAME
    const char *name, *to_name; // within event's strings
};

struct tape {
    struct change changes[CHANGES_MAX];
    size_t count;
    size_t stop_at; // ends the program before this one; SIZE_MAX: never
};

// An om_disk's function; its context is the tape.
int take_change(void *context, const struct om_disk_event *event);

void finish_tape(struct tape *tape);

struct view; // which node each name was

// Which node each change is about, whatever it is called later. Freed with
// free_view().
struct view *resolve(struct tape *tape, const char *packs);
void free_view(struct view *view);

// What becomes of changes that were not synced.
enum luck { LOSES_ALL, LOSES_NONE, LOSES_SOME, LUCK_COUNT };

// The disk as it is found after a cut before change `stop`, made in `packs`.
void make_disk(const struct tape *tape, const struct view *view, size_t stop,
               enum luck luck, const char *packs);

#endif
