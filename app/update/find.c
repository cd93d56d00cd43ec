#include "update/find.h"

#include "base/path.h"
#include "update/junk.h"
#include "update/walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct finder {
    const struct om_site *site;
    struct om_candidate *found;
    size_t count;
    void (*watch)(void *context, const char *path);
    void *context;
};

static void
watch(const struct finder *finder, const char *path)
{
    if (finder->watch) {
        finder->watch(finder->context, path);
    }
}

// What the operator decided counts too: with another rule, a pack that was
// refused is looked at again.
static void
add_rules(crypto_generichash_state *state, const struct om_site *site)
{
    struct om_text rules = { 0 };
    om_text_print(&rules, "%s %d %d", om_version(), site->allow_downgrade,
                  site->allow_unsigned);
    for (size_t i = 0; i < site->key_count; i++) {
        om_text_print(&rules, " %s", site->keys[i]);
    }
    crypto_generichash_update(state, (const uint8_t *) rules.data,
                              rules.length);
    om_text_finish(&rules);
}

// Each folder of the listing once: neighbours share what comes before.
static void
watch_folders(const struct finder *finder, const char *root,
              const struct om_listing *listing)
{
    watch(finder, root);
    const char *before = "";
    for (size_t i = 0; i < listing->count; i++) {
        const char *path = listing->files[i].path;
        const char *slash = strrchr(path, '/');
        size_t length = slash ? (size_t) (slash - path) : 0;
        if (length > 0 && strncmp(path, before, length + 1) != 0) {
            struct om_text folder = { 0 };
            om_text_print(&folder, "%s/%.*s", root, (int) length, path);
            watch(finder, folder.data);
            om_text_finish(&folder);
        }
        before = path;
    }
}

static bool
take(struct finder *finder, const char *path, bool stick)
{
    if (strlen(path) > OM_LEDGER_SOURCE_MAX || finder->count == OM_FIND_MAX) {
        return false;
    }
    int root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root < 0) {
        return false;
    }
    struct om_candidate *found = &finder->found[finder->count];
    struct om_findings findings = { 0 }; // said when it is staged
    struct om_walk walk;
    om_walk(&walk, root, &findings);
    close(root);
    bool good = !walk.gone;
    if (good) {
        *found =
            (struct om_candidate){ .stick = stick, .transfer = walk.transfer };
        snprintf(found->source, sizeof(found->source), "%s", path);
        crypto_generichash_state state;
        crypto_generichash_init(&state, NULL, 0, OM_HASH_SIZE);
        crypto_generichash_update(&state, walk.fingerprint, OM_HASH_SIZE);
        add_rules(&state, finder->site);
        crypto_generichash_final(&state, found->fingerprint, OM_HASH_SIZE);
        watch_folders(finder, path, &walk.listing);
        finder->count++;
    }
    om_walk_finish(&walk);
    om_findings_finish(&findings);
    return good;
}

static bool
has_pack(const char *path)
{
    char *file = om_path_join(path, "pack.yaml");
    struct stat status;
    bool has = lstat(file, &status) == 0 && S_ISREG(status.st_mode);
    free(file);
    return has;
}

// At most two levels deep.
// NOLINTNEXTLINE(misc-no-recursion)
static void
look_in(struct finder *finder, const char *path, bool stick, unsigned deeper)
{
    if (has_pack(path)) {
        take(finder, path, stick);
        return;
    }
    DIR *folder = opendir(path);
    if (!folder) {
        return;
    }
    watch(finder, path);
    struct dirent *entry;
    for (size_t n = 0; n < OM_WALK_ENTRIES_MAX && (entry = readdir(folder));
         n++) {
        struct stat status;
        if (om_junk_of(entry->d_name) != OM_JUNK_NOT
            || fstatat(dirfd(folder), entry->d_name, &status,
                       AT_SYMLINK_NOFOLLOW)
                   != 0
            || !S_ISDIR(status.st_mode)) {
            continue;
        }
        char *inner = om_path_join(path, entry->d_name);
        if (deeper > 1 || has_pack(inner)) {
            look_in(finder, inner, stick, deeper - 1);
        } else {
            watch(finder, inner);
        }
        free(inner);
    }
    closedir(folder);
}

size_t
om_find(const struct om_site *site, struct om_candidate found[OM_FIND_MAX],
        void (*watcher)(void *context, const char *path), void *context)
{
    struct finder finder = { site, found, 0, watcher, context };
    if (site->content) {
        look_in(&finder, site->content, false, 1);
    }
    if (site->stick) {
        look_in(&finder, site->stick, true, 2);
    }
    return finder.count;
}

bool
om_find_one(const struct om_site *site, const char *source,
            struct om_candidate *found,
            void (*watcher)(void *context, const char *path), void *context)
{
    struct finder finder = { site, found, 0, watcher, context };
    return take(&finder, source, false);
}
