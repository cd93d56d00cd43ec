#include "update/walk.h"

#include "pack/utf8.h"
#include "update/beneath.h"
#include "update/junk.h"
#include "update/says.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Folders wait in a queue, so depth is a number and never a depth of calls.
// Everything that counts as a change is written into one list of lines, which
// is sorted before it is hashed: folders come in any order.

struct seen {
    char *path; // owned; relative
    unsigned depth;
};

struct walker {
    struct om_walk *walk;
    struct om_findings *findings;
    int root;
    dev_t device;
    struct seen *folders; // owned; all that were met, in order
    size_t folder_count;
    char **lines; // owned; for the fingerprint
    size_t line_count;
    size_t entries;
    bool full; // the limit of files or entries was met
};

static void
add_folder(struct walker *walker, const char *path, unsigned depth)
{
    walker->folders =
        om_realloc(walker->folders,
                   (walker->folder_count + 1) * sizeof(walker->folders[0]));
    walker->folders[walker->folder_count++] =
        (struct seen){ om_strdup(path), depth };
}

static int64_t
nanoseconds(struct timespec time)
{
    return (int64_t) time.tv_sec * 1000000000 + time.tv_nsec;
}

static void
add_line(struct walker *walker, const char *path, const struct stat *status)
{
    struct om_text line = { 0 };
    bool folder = S_ISDIR(status->st_mode);
    om_text_print(&line, "%s %jd %" PRId64 " %" PRId64 "\n", path,
                  folder ? (intmax_t) -1 : (intmax_t) status->st_size,
                  folder ? 0 : nanoseconds(status->st_mtim),
                  folder ? 0 : nanoseconds(status->st_ctim));
    walker->lines = om_realloc(walker->lines, (walker->line_count + 1)
                                                  * sizeof(walker->lines[0]));
    walker->lines[walker->line_count++] = line.data;
}

static bool
is_good_name(const char *name)
{
    size_t length = strlen(name);
    const char *at = name, *end = name + length;
    if (length > OM_WALK_NAME_MAX || end[-1] == ' ' || end[-1] == '.') {
        return false;
    }
    while (at < end) {
        uint32_t code;
        size_t size = om_utf8_read(at, end, &code);
        bool bad = size == 0 || code < 0x20 || (code >= 0x7F && code < 0xA0)
                   || (code < 0x80 && strchr("\\/:*?\"<>|", (int) code));
        if (bad) {
            return false;
        }
        at += size;
    }
    return true;
}

// A path as it may be printed: what cannot be is a question mark.
static void
make_printable(char *path)
{
    char *at = path, *end = path + strlen(path);
    while (at < end) {
        uint32_t code;
        size_t size = om_utf8_read(at, end, &code);
        if (size == 0 || code < 0x20 || code == 0x7F) {
            *at = '?';
            size = 1;
        }
        at += size;
    }
}

static void
say(struct walker *walker, enum om_update_say what, const char *path,
    const char *argument)
{
    char *name = om_strdup(path);
    make_printable(name);
    om_update_say(walker->findings, what, name, argument, NULL);
    free(name);
}

static void
say_limit(struct walker *walker, enum om_update_say what, const char *path,
          unsigned limit)
{
    char number[16];
    snprintf(number, sizeof(number), "%u", limit);
    say(walker, what, path, number);
}

static void
take_file(struct walker *walker, const char *path, const struct stat *status)
{
    struct om_walk *walk = walker->walk;
    bool manifest = strcmp(path, OM_MANIFEST) == 0;
    bool signature = strcmp(path, OM_SIGNATURE) == 0;
    walk->has_manifest |= manifest;
    walk->has_signature |= signature;
    if (manifest || signature) {
        return;
    }
    if (walk->listing.count == OM_LISTING_FILES_MAX) {
        say_limit(walker, OM_UPDATE_SAY_FILES, "", OM_LISTING_FILES_MAX);
        walker->full = true;
        return;
    }
    om_listing_add(&walk->listing, path, (uint64_t) status->st_size)->modified =
        nanoseconds(status->st_mtim);
}

static void
take_folder(struct walker *walker, const char *path, unsigned depth)
{
    if (depth + 1 > OM_WALK_DEPTH_MAX) {
        say_limit(walker, OM_UPDATE_SAY_DEPTH, path, OM_WALK_DEPTH_MAX);
        return;
    }
    add_folder(walker, path, depth + 1);
}

static void
take_entry(struct walker *walker, const char *path, const char *name,
           const struct stat *status, unsigned depth)
{
    mode_t mode = status->st_mode;
    enum om_junk junk = om_junk_of(name);
    if (junk == OM_JUNK_LEFT) {
        return;
    }
    add_line(walker, path, status);
    if (junk == OM_JUNK_TRANSFER) {
        walker->walk->transfer = true;
    } else if (junk == OM_JUNK_CONFLICT) {
        say(walker, OM_UPDATE_SAY_CONFLICT, path, NULL);
    } else if (!is_good_name(name) || strlen(path) > OM_LISTING_PATH_MAX) {
        say_limit(walker, OM_UPDATE_SAY_NAME, path, OM_WALK_NAME_MAX);
    } else if (S_ISLNK(mode)) {
        say(walker, OM_UPDATE_SAY_LINK, path, NULL);
    } else if (status->st_dev != walker->device) {
        say(walker, OM_UPDATE_SAY_OTHER_DEVICE, path, NULL);
    } else if (S_ISDIR(mode)) {
        take_folder(walker, path, depth);
    } else if (S_ISREG(mode)) {
        take_file(walker, path, status);
    } else {
        say(walker, OM_UPDATE_SAY_NOT_REGULAR, path, NULL);
    }
}

static void
look_at(struct walker *walker, DIR *folder, const char *parent,
        const char *name, unsigned depth)
{
    struct stat status;
    struct om_text path = { 0 };
    om_text_print(&path, "%s%s%s", parent, *parent ? "/" : "", name);
    if (++walker->entries > OM_WALK_ENTRIES_MAX) {
        say_limit(walker, OM_UPDATE_SAY_FILES, "", OM_LISTING_FILES_MAX);
        walker->full = true;
    } else if (fstatat(dirfd(folder), name, &status, AT_SYMLINK_NOFOLLOW)
               == 0) {
        take_entry(walker, path.data, name, &status, depth);
    } else if (errno != ENOENT) { // removed since: a change, nothing more
        say(walker, OM_UPDATE_SAY_UNREADABLE, path.data, strerror(errno));
    }
    om_text_finish(&path);
}

static void
walk_folder(struct walker *walker, const char *path, unsigned depth)
{
    int handle = om_beneath_open(walker->root, path, O_RDONLY | O_DIRECTORY);
    DIR *folder = handle >= 0 ? fdopendir(handle) : NULL;
    if (!folder) {
        walker->walk->gone |= depth == 0;
        say(walker, OM_UPDATE_SAY_UNREADABLE, path, strerror(errno));
        if (handle >= 0) {
            close(handle);
        }
        return;
    }
    struct dirent *entry;
    errno = 0;
    while (!walker->full && (entry = readdir(folder))) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
            look_at(walker, folder, path, name, depth);
        }
        errno = 0;
    }
    if (errno != 0) {
        walker->walk->gone = true;
        say(walker, OM_UPDATE_SAY_UNREADABLE, path, strerror(errno));
    }
    closedir(folder);
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

static void
take_fingerprint(struct walker *walker)
{
    if (walker->line_count > 1) {
        qsort(walker->lines, walker->line_count, sizeof(walker->lines[0]),
              by_text);
    }
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, OM_HASH_SIZE);
    for (size_t i = 0; i < walker->line_count; i++) {
        crypto_generichash_update(&state, (const uint8_t *) walker->lines[i],
                                  strlen(walker->lines[i]));
        free(walker->lines[i]);
    }
    crypto_generichash_final(&state, walker->walk->fingerprint, OM_HASH_SIZE);
    free(walker->lines);
}

void
om_walk(struct om_walk *walk, int root, struct om_findings *findings)
{
    *walk = (struct om_walk){ 0 };
    struct stat status;
    struct walker walker = {
        .walk = walk,
        .findings = findings,
        .root = root,
        .device = fstat(root, &status) == 0 ? status.st_dev : 0,
    };
    add_folder(&walker, "", 0);
    for (size_t i = 0; i < walker.folder_count && !walker.full; i++) {
        walk_folder(&walker, walker.folders[i].path, walker.folders[i].depth);
    }
    for (size_t i = 0; i < walker.folder_count; i++) {
        free(walker.folders[i].path);
    }
    free(walker.folders);
    om_listing_sort(&walk->listing);
    take_fingerprint(&walker);
    if (walk->listing.bytes > OM_LISTING_BYTES_MAX) {
        say_limit(&walker, OM_UPDATE_SAY_BYTES, "",
                  (unsigned) (OM_LISTING_BYTES_MAX >> 30));
    }
}

void
om_walk_finish(struct om_walk *walk)
{
    om_listing_finish(&walk->listing);
}
