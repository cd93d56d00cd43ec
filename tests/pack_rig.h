// Copies of real packs, to be spoiled.
#ifndef OM_TESTS_PACK_RIG_H
#define OM_TESTS_PACK_RIG_H

#include <stddef.h>

#define PACKS OM_SOURCE_DIR "/tests/packs"

enum { PATH_SIZE = 512 };

struct folder {
    char path[PATH_SIZE];
};

// The path of a file in it.
void name_in(const struct folder *folder, const char *file,
             char out[PATH_SIZE * 2]);

// Fails the test when it cannot be read. Owned by the caller.
char *read_bytes(const char *path, size_t *length);

// In place of what was there.
void write_bytes(const struct folder *folder, const char *name,
                 const char *bytes, size_t length);

// The help line of the good pack was verified so many days ago.
void verify_days_ago(const struct folder *folder, int days);

// Or today, whenever that is.
void verify_today(const struct folder *folder);

// A copy of tests/packs/`pack`.
void make_folder_of(struct folder *folder, const char *pack);

// A copy of the good one.
void make_folder(struct folder *folder);

// With all that is in it.
void remove_folder(const struct folder *folder);

#endif
