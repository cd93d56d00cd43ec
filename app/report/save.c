#include "report/save.h"

#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
write_new(const char *path, const struct om_text *bytes)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) {
        return false;
    }
    bool written = om_path_write(file, om_text_get(bytes), bytes->length)
                   && fsync(file) == 0;
    int error = errno;
    written = close(file) == 0 && written;
    if (!written) {
        errno = error;
    }
    return written;
}

static bool
sync_folder(const char *folder)
{
    int handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) {
        return false;
    }
    bool synced = fsync(handle) == 0;
    close(handle);
    return synced;
}

bool
om_save(const char *folder, const char *name, const struct om_text *bytes,
        struct om_text *problem)
{
    char *path = om_path_join(folder, name);
    struct om_text beside = { 0 };
    om_text_print(&beside, "%s.new", path);
    bool saved = om_path_make_folder(folder) && write_new(beside.data, bytes)
                 && rename(beside.data, path) == 0 && sync_folder(folder);
    if (!saved) {
        om_text_print(problem, "cannot write %s: %s", path, strerror(errno));
        (void) unlink(beside.data);
    }
    om_text_finish(&beside);
    free(path);
    return saved;
}
