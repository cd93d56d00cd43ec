#include "report/bundle/folder.h"

#include "base/path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Whether a folder can be put there: no file, or an empty folder.
static bool
is_free(const char *path, struct om_text *problem)
{
    DIR *folder = opendir(path);
    if (!folder) {
        if (errno == ENOENT) {
            return true;
        }
        om_text_print(problem, "%s: %s", path, strerror(errno));
        return false;
    }
    const struct dirent *entry = NULL;
    while ((entry = readdir(folder)) != NULL
           && (strcmp(entry->d_name, ".") == 0
               || strcmp(entry->d_name, "..") == 0)) {
    }
    if (entry) {
        om_text_print(problem,
                      "%s is not empty; nothing was written. Name a folder "
                      "that is not there yet",
                      path);
    }
    closedir(folder);
    return entry == NULL;
}

bool
om_folder_begin(struct om_folder *folder, const char *target,
                struct om_text *problem)
{
    *folder = (struct om_folder){ 0 };
    size_t length = strlen(target);
    while (length > 1 && target[length - 1] == '/') {
        length--;
    }
    char *clean = om_strdup(target);
    clean[length] = '\0';
    if (!is_free(clean, problem)) {
        free(clean);
        return false;
    }
    struct om_text beside = { 0 };
    const char *slash = strrchr(clean, '/');
    int above = slash ? (int) (slash - clean) + 1 : 0;
    om_text_print(&beside, "%.*s.%s.part-%ld", above, clean, clean + above,
                  (long) getpid());
    if (mkdir(beside.data, 0755) != 0) {
        om_text_print(problem, "cannot make a folder for %s: %s", clean,
                      strerror(errno));
        om_text_finish(&beside);
        free(clean);
        return false;
    }
    folder->target = clean;
    folder->beside = beside.data;
    return true;
}

char *
om_folder_add(struct om_folder *folder, const char *name)
{
    if (folder->count < OM_FOLDER_FILES_MAX) {
        folder->files[folder->count++] = om_strdup(name);
    }
    char *path = om_path_join(folder->beside, name);
    char *slash = strrchr(path, '/');
    *slash = '\0';
    (void) mkdir(path, 0755); // where it cannot be made, writing tells
    *slash = '/';
    return path;
}

bool
om_folder_write(struct om_folder *folder, const char *name, const char *bytes,
                size_t length, struct om_text *problem)
{
    char *path = om_folder_add(folder, name);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    bool written = file >= 0 && om_path_write(file, bytes, length);
    if (!written) {
        om_text_print(problem, "cannot write %s: %s", path, strerror(errno));
    }
    if (file >= 0) {
        close(file);
    }
    free(path);
    return written;
}

static int
by_name(const void *left, const void *right)
{
    return strcmp(*(char *const *) left, *(char *const *) right);
}

// Syncs one file and adds its line to the checksums.
static bool
seal_file(const char *path, const char *name, struct om_text *sums)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return false;
    }
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    unsigned char buffer[16384];
    ssize_t length = 0;
    while ((length = read(file, buffer, sizeof(buffer))) > 0) {
        crypto_hash_sha256_update(&state, buffer, (size_t) length);
    }
    unsigned char sum[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&state, sum);
    char hex[2 * sizeof(sum) + 1];
    sodium_bin2hex(hex, sizeof(hex), sum, sizeof(sum));
    om_text_print(sums, "%s  %s\n", hex, name);
    bool synced = length == 0 && fsync(file) == 0;
    close(file);
    return synced;
}

static bool
sync_folder(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0) {
        close(folder);
    }
    return synced;
}

static void
finish(struct om_folder *folder)
{
    for (size_t i = 0; i < folder->count; i++) {
        free(folder->files[i]);
    }
    free(folder->target);
    free(folder->beside);
    *folder = (struct om_folder){ 0 };
}

// The folders that files are in, once each: calls `act` with the path.
static void
each_folder(const struct om_folder *folder, void (*act)(const char *path))
{
    for (size_t i = 0; i < folder->count; i++) {
        const char *slash = strchr(folder->files[i], '/');
        if (!slash) {
            continue;
        }
        struct om_text path = { 0 };
        om_text_print(&path, "%s/%.*s", folder->beside,
                      (int) (slash - folder->files[i]), folder->files[i]);
        act(path.data);
        om_text_finish(&path);
    }
}

static void
remove_folder(const char *path)
{
    (void) rmdir(path); // the second time it is gone
}

static void
sync_inner(const char *path)
{
    (void) sync_folder(path); // told by the rename's own sync
}

void
om_folder_abandon(struct om_folder *folder)
{
    for (size_t i = 0; i < folder->count; i++) {
        char *path = om_path_join(folder->beside, folder->files[i]);
        (void) unlink(path);
        free(path);
    }
    each_folder(folder, remove_folder);
    (void) rmdir(folder->beside);
    finish(folder);
}

static bool
put_in_place(struct om_folder *folder)
{
    each_folder(folder, sync_inner);
    if (!sync_folder(folder->beside)
        || rename(folder->beside, folder->target) != 0) {
        return false;
    }
    char *above = om_strdup(folder->target);
    char *slash = strrchr(above, '/');
    if (slash) {
        slash[slash == above] = '\0';
    }
    bool synced = sync_folder(slash ? above : ".");
    free(above);
    return synced;
}

bool
om_folder_commit(struct om_folder *folder, struct om_text *problem)
{
    qsort(folder->files, folder->count, sizeof(folder->files[0]), by_name);
    struct om_text sums = { 0 };
    bool good = true;
    for (size_t i = 0; good && i < folder->count; i++) {
        char *path = om_path_join(folder->beside, folder->files[i]);
        good = seal_file(path, folder->files[i], &sums);
        free(path);
    }
    if (good) {
        good = om_folder_write(folder, "SHA256SUMS", om_text_get(&sums),
                               sums.length, problem);
        char *path = om_path_join(folder->beside, "SHA256SUMS");
        good = good && seal_file(path, "SHA256SUMS", &sums);
        free(path);
    }
    om_text_finish(&sums);
    if (!good || !put_in_place(folder)) {
        om_text_print(problem, "cannot write %s: %s", folder->target,
                      strerror(errno));
        om_folder_abandon(folder);
        return false;
    }
    finish(folder);
    return true;
}
