#include "texts/save.h"

#include "base/path.h"
#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BYTES_MAX = 1 << 26 };

struct om_save_file {
    char *path, *beside; // owned
    char *bytes;         // owned
    size_t length;
    char *old; // owned; NULL: there was none
    size_t old_length;
    unsigned mode;
    bool written, replaced;
};

void
om_save_add(struct om_save *save, const char *path, const char *bytes,
            size_t length)
{
    save->files =
        om_realloc(save->files, (save->count + 1) * sizeof(save->files[0]));
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    struct om_text beside = { 0 };
    // a name that a kiosk takes for a file that is being written
    om_text_print(&beside, "%.*s.%s.%06x", (int) (name - path), path, name,
                  (unsigned) getpid() & 0xFFFFFFU);
    struct om_save_file file = {
        .path = om_strdup(path),
        .beside = beside.data,
        .bytes = om_alloc(length + 1),
        .length = length,
        .mode = 0644,
    };
    memcpy(file.bytes, bytes, length);
    save->files[save->count++] = file;
}

static bool
write_beside(const struct om_disk *disk, const char *path, const char *bytes,
             size_t length, unsigned mode)
{
    unlink(path); // what an earlier cut left; nobody reads it
    return om_disk_create_with(disk, path, bytes, length, mode);
}

// Remembers the old file, and writes the new one beside it.
static bool
prepare(const struct om_disk *disk, struct om_save_file *file)
{
    struct stat status;
    if (stat(file->path, &status) == 0) {
        file->mode = status.st_mode & 0777;
        file->old = om_path_read(file->path, BYTES_MAX, &file->old_length);
        if (!file->old) {
            return false;
        }
    } else if (errno != ENOENT) {
        return false;
    }
    file->written =
        write_beside(disk, file->beside, file->bytes, file->length, file->mode);
    return file->written;
}

static bool
replace(const struct om_disk *disk, struct om_save_file *file)
{
    if (!om_disk_rename(disk, file->beside, file->path)) {
        return false;
    }
    file->written = false;
    file->replaced = true;
    const char *slash = strrchr(file->path, '/');
    char *folder = om_strdup(slash ? file->path : ".");
    if (slash) {
        folder[slash == file->path ? 1 : slash - file->path] = '\0';
    }
    bool good = om_disk_sync_folder(disk, folder);
    free(folder);
    return good;
}

static bool
put_back(const struct om_disk *disk, struct om_save_file *file)
{
    bool good;
    if (file->old) {
        good = write_beside(disk, file->beside, file->old, file->old_length,
                            file->mode)
               && om_disk_rename(disk, file->beside, file->path);
    } else {
        good = om_disk_remove(disk, file->path);
    }
    file->replaced = !good;
    return good;
}

bool
om_save_undo(struct om_save *save, const char **torn)
{
    *torn = NULL;
    for (size_t i = save->count; i > 0; i--) {
        struct om_save_file *file = &save->files[i - 1];
        if (file->replaced && !put_back(save->disk, file)) {
            *torn = file->path;
        }
    }
    return !*torn;
}

static void
remove_beside(struct om_save *save)
{
    for (size_t i = 0; i < save->count; i++) {
        // also one of which only a part could be written
        unlink(save->files[i].beside);
        save->files[i].written = false;
    }
}

bool
om_save_perform(struct om_save *save, const char **torn)
{
    *torn = NULL;
    bool good = true;
    for (size_t i = 0; i < save->count && good; i++) {
        good = prepare(save->disk, &save->files[i]);
    }
    for (size_t i = 0; i < save->count && good; i++) {
        good = replace(save->disk, &save->files[i]);
    }
    if (!good) {
        int cause = errno;
        om_save_undo(save, torn);
        remove_beside(save);
        errno = cause;
    }
    return good;
}

void
om_save_finish(struct om_save *save)
{
    for (size_t i = 0; i < save->count; i++) {
        struct om_save_file *file = &save->files[i];
        free(file->path);
        free(file->beside);
        free(file->bytes);
        free(file->old);
    }
    free(save->files);
    *save = (struct om_save){ 0 };
}
