#include "update/inbox.h"

#include "base/path.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 512 };

bool
om_inbox_put(const char *packs, const struct om_held *held,
             const struct om_disk *disk)
{
    char *path = om_path_join(packs, "inbox");
    struct om_text line = { 0 };
    om_held_print(held, &line);
    bool good = om_disk_replace(disk, path, line.data, line.length, 0600);
    int cause = errno;
    om_text_finish(&line);
    free(path);
    errno = cause;
    return good;
}

bool
om_inbox_look(const char *packs, struct om_held *held)
{
    char *path = om_path_join(packs, "inbox");
    size_t length;
    char *line = om_path_read(path, LINE_MAX_BYTES, &length);
    bool good = line && om_held_parse(held, line);
    free(line);
    free(path);
    return good;
}

bool
om_inbox_take(const char *packs, struct om_held *held,
              const struct om_disk *disk)
{
    bool good = om_inbox_look(packs, held);
    char *path = om_path_join(packs, "inbox");
    if (access(path, F_OK) == 0) {
        om_disk_remove(disk, path);
    }
    free(path);
    if (good) {
        struct stat status;
        char *folder = om_path_join(packs, held->name);
        good = lstat(folder, &status) == 0 && S_ISDIR(status.st_mode);
        free(folder);
    }
    return good;
}
