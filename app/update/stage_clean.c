#include "update/stage.h"

#include "base/path.h"
#include "update/inbox.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

// What earlier runs left, in staging and beside the ledger.

// Calls `act` for every entry of a folder but "." and "..".
static void
each_entry(const char *path, void *context,
           void (*act)(void *context, const char *path, const char *name))
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    while (folder && (entry = readdir(folder))) {
        if (strcmp(entry->d_name, ".") != 0
            && strcmp(entry->d_name, "..") != 0) {
            char *inner = om_path_join(path, entry->d_name);
            act(context, inner, entry->d_name);
            free(inner);
        }
    }
    if (folder) {
        closedir(folder);
    }
}

struct cleaner {
    const char *packs;
    const struct om_ledger *ledger;
    const char *also;
    const struct om_disk *disk;
    const char *handed; // named by the inbox
};

static void
clean_staging(void *context, const char *path, const char *name)
{
    (void) name;
    const struct cleaner *cleaner = context;
    int lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) == 0) {
        om_disk_remove_tree(cleaner->disk, path);
    }
    if (lock >= 0) {
        close(lock);
    }
}

// Moved aside first: what has a pack's name is never half a pack. Whoever
// just put it there still has it locked.
static void
clean_pack(void *context, const char *path, const char *name)
{
    const struct cleaner *cleaner = context;
    if (!strchr(name, '@') || om_ledger_keeps(cleaner->ledger, name)
        || strcmp(name, cleaner->also) == 0
        || strcmp(name, cleaner->handed) == 0) {
        return;
    }
    int lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    struct om_text aside = { 0 };
    om_text_print(&aside, "%s/staging/gone-%s", cleaner->packs, name);
    if ((lock < 0 || flock(lock, LOCK_EX | LOCK_NB) == 0)
        && om_disk_rename(cleaner->disk, path, aside.data)
        && om_disk_sync_folder(cleaner->disk, cleaner->packs)) {
        om_disk_remove_tree(cleaner->disk, aside.data);
    }
    if (lock >= 0) {
        close(lock);
    }
    om_text_finish(&aside);
}

void
om_stage_clean(const char *packs, const struct om_ledger *ledger,
               const char *also, const struct om_disk *disk)
{
    struct cleaner cleaner = { packs, ledger, also, disk, "" };
    struct om_held handed;
    bool waits = om_inbox_look(packs, &handed);
    cleaner.handed = waits ? handed.name : "";
    char *staging = om_path_join(packs, "staging");
    om_disk_make_folder(disk, staging);
    each_entry(staging, &cleaner, clean_staging);
    each_entry(packs, &cleaner, clean_pack);
    free(staging);
}
