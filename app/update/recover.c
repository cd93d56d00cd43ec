#include "update/recover.h"

#include "base/path.h"
#include "pack/pack.h"
#include "update/copy.h"
#include "update/seal.h"
#include "update/walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
is_whole(int root, struct om_held *held)
{
    struct om_findings findings = { 0 };
    struct om_walk walk;
    struct om_seal seal = { 0 };
    const char *where;
    static const struct om_disk disk = { 0 };
    om_walk(&walk, root, &findings);
    struct om_copy_params read = {
        .source = root,
        .listing = &walk.listing,
        .disk = &disk,
    };
    bool good = !walk.gone && om_seal_read(&seal, root) && seal.manifest
                && om_copy(&read, &where) == OM_COPY_DONE
                && om_seal_check_files(&seal, &walk.listing, &findings)
                && !om_findings_have_errors(&findings);
    if (good) {
        om_listing_identity(&walk.listing, held->identity);
    }
    om_seal_finish(&seal);
    om_walk_finish(&walk);
    om_findings_finish(&findings);
    return good;
}

bool
om_recover_held(struct om_held *held, const char *folder)
{
    *held = (struct om_held){ .date = "-" };
    int root = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = root >= 0 && is_whole(root, held);
    if (root >= 0) {
        close(root);
    }
    struct om_findings findings = { 0 };
    struct om_pack *pack = good ? om_pack_load(folder, &findings) : NULL;
    if (pack) {
        snprintf(held->id, sizeof(held->id), "%s", pack->id);
        snprintf(held->version, sizeof(held->version), "%s", pack->version);
        om_held_name(held);
    }
    good = pack != NULL;
    om_pack_destroy(pack);
    om_findings_finish(&findings);
    return good;
}

static int
newest_first(const void *a, const void *b)
{
    return om_version_compare(((const struct om_held *) b)->version,
                              ((const struct om_held *) a)->version);
}

void
om_recover(struct om_ledger *ledger, const char *packs)
{
    *ledger = (struct om_ledger){ 0 };
    DIR *folder = opendir(packs);
    struct dirent *entry;
    while (folder && ledger->good_count < OM_LEDGER_GOOD_MAX
           && (entry = readdir(folder))) {
        struct om_held held;
        char *path = om_path_join(packs, entry->d_name);
        if (strchr(entry->d_name, '@') && om_recover_held(&held, path)
            && strcmp(held.name, entry->d_name) == 0) {
            ledger->good[ledger->good_count++] = held;
        }
        free(path);
    }
    if (folder) {
        closedir(folder);
    }
    if (ledger->good_count > 1) {
        qsort(ledger->good, ledger->good_count, sizeof(ledger->good[0]),
              newest_first);
    }
}
