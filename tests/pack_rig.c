#include "pack_rig.h"

#include "base/text.h"

#include "scratch.h"

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <cmocka.h> // needs those above

// -- a folder to spoil --------------------------------------------------------

void
name_in(const struct folder *folder, const char *file, char out[PATH_SIZE * 2])
{
    snprintf(out, PATH_SIZE * 2, "%s/%s", folder->path, file);
}

char *
read_bytes(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        fail_msg("%s: %s", path, strerror(errno));
        return NULL;
    }
    struct om_text text = { 0 };
    char piece[4096];
    size_t got;
    while ((got = fread(piece, 1, sizeof(piece), file)) > 0) {
        om_text_add(&text, piece, got);
    }
    fclose(file);
    om_text_add(&text, "", 0);
    *length = text.length;
    return text.data;
}

void
write_bytes(const struct folder *folder, const char *name, const char *bytes,
            size_t length)
{
    char path[PATH_SIZE * 2];
    name_in(folder, name, path);
    FILE *file = fopen(path, "wb");
    if (!file) {
        fail_msg("%s: %s", path, strerror(errno));
        return;
    }
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

// A folder of a pack, and what is below it.
static void
copy_folder(const struct folder *folder, const char *from, const char *below)
{
    char source[PATH_SIZE], target[PATH_SIZE * 2];
    snprintf(source, sizeof(source), "%s%s%s", from, *below ? "/" : "", below);
    name_in(folder, below, target);
    mkdir(target, 0700);
    DIR *entries = opendir(source);
    assert_non_null(entries);
    const struct dirent *entry;
    while ((entry = readdir(entries))) {
        char name[PATH_SIZE], path[PATH_SIZE * 2];
        if (entry->d_name[0] == '.') {
            continue;
        }
        snprintf(name, sizeof(name), "%s%s%.200s", below, *below ? "/" : "",
                 entry->d_name);
        snprintf(path, sizeof(path), "%s/%s", from, name);
        if (entry->d_type == DT_DIR) {
            copy_folder(folder, from, name);
            continue;
        }
        size_t length;
        char *bytes = read_bytes(path, &length);
        write_bytes(folder, name, bytes, length);
        free(bytes);
    }
    closedir(entries);
}

void
verify_days_ago(const struct folder *folder, int days)
{
    char path[PATH_SIZE * 2];
    size_t length;
    name_in(folder, "help.yaml", path);
    char *bytes = read_bytes(path, &length);
    time_t now = time(NULL);
    struct tm today;
    localtime_r(&now, &today);
    today.tm_mday -= days;
    today.tm_hour = 12; // whatever the clocks do in between
    mktime(&today);
    char text[16];
    strftime(text, sizeof(text), "%Y-%m-%d", &today);
    for (char *date = strstr(bytes, "2026-11-01"); date;
         date = strstr(date, "2026-11-01")) {
        memcpy(date, text, 10);
    }
    write_bytes(folder, "help.yaml", bytes, length);
    free(bytes);
}

void
verify_today(const struct folder *folder)
{
    verify_days_ago(folder, 0);
}

void
make_folder_of(struct folder *folder, const char *pack)
{
    scratch_make(folder->path, "pack");
    char from[PATH_SIZE];
    snprintf(from, sizeof(from), PACKS "/%s", pack);
    copy_folder(folder, from, "");
}

void
make_folder(struct folder *folder)
{
    make_folder_of(folder, "good");
}

void
remove_folder(const struct folder *folder)
{
    scratch_remove(folder->path);
}
