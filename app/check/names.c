#include "check/names.h"

#include "base/text.h"
#include "check/messages.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>

// A pack is carried on sticks (FAT, exFAT) and through Windows. Those do not
// tell capitals apart, compose accents or not, drop points and spaces at the
// end, and keep some names and characters to themselves.

enum {
    FILES_MAX = 2000,
    GIGABYTES_MAX = 8,
    DEPTH_MAX = 8,       // as a kiosk takes them
    ENTRIES_MAX = 20000, // then we stop looking
    NAME_MAX_CHARACTERS = 64,
};

struct entry {
    char *name;   // owned
    char *folded; // owned; the same for names that a stick takes for one
};

struct walk {
    struct om_findings *findings;
    struct om_folder_size size;
    size_t entries;
    struct om_text path; // relative, of where we are
};

static void
remark(struct walk *walk, enum om_remark about, const char *first,
       const char *second)
{
    om_remark(walk->findings, about,
              (struct om_mark){ om_text_get(&walk->path), 0, 0 }, first, second,
              NULL);
}

// -- names --------------------------------------------------------------------

// What systems and editors leave behind is nobody's content.
static bool
is_junk(const char *name)
{
    static const char *const whole[] = {
        ".DS_Store",    "Thumbs.db",
        "desktop.ini",  ".git",
        ".gitignore",   ".directory",
        ".stfolder",    ".stignore",
        ".stversions",  ".fseventsd",
        ".Trashes",     ".Spotlight-V100",
        "$RECYCLE.BIN", "System Volume Information",
    };
    static const char *const heads[] = { "._", "~$", ".syncthing.", ".Trash-",
                                         ".~lock." };
    static const char *const tails[] = { ".tmp", ".swp", ".part", "~" };
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
        if (strcmp(name, whole[i]) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        if (strncmp(name, heads[i], strlen(heads[i])) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
        size_t tail = strlen(tails[i]);
        if (length > tail && strcmp(name + length - tail, tails[i]) == 0) {
            return true;
        }
    }
    return false;
}

// "CON", "con.txt", "COM1.mp4": the part before the first point counts.
static bool
is_device_name(const char *name)
{
    static const char *const names[] = { "con", "prn", "aux", "nul" };
    size_t length = strcspn(name, ".");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (length == 3 && strncasecmp(name, names[i], 3) == 0) {
            return true;
        }
    }
    bool numbered = length == 4
                    && (strncasecmp(name, "com", 3) == 0
                        || strncasecmp(name, "lpt", 3) == 0);
    return numbered && name[3] >= '1' && name[3] <= '9';
}

static const char *
forbidden_in(const char *name, char out[32])
{
    for (const char *p = name; *p; p++) {
        if (strchr("<>:\"|?*\\", *p)) {
            snprintf(out, 32, "‘%c’", *p);
            return out;
        }
        if ((unsigned char) *p < 0x20 || *p == 0x7F) {
            snprintf(out, 32, "U+%04X", (unsigned) (unsigned char) *p);
            return out;
        }
    }
    return NULL;
}

static void
check_name(struct walk *walk, const char *name)
{
    size_t length = strlen(name);
    char held[32], count[24], most[24];
    const uint8_t *bytes = (const uint8_t *) name;
    if (u8_check(bytes, length)) {
        remark(walk, OM_REMARK_NAME_BYTES, NULL, NULL);
        return;
    }
    if (forbidden_in(name, held)) {
        remark(walk, OM_REMARK_NAME_CHARACTER, held, NULL);
    }
    if (name[0] == ' ' || name[length - 1] == ' ' || name[length - 1] == '.') {
        remark(walk, OM_REMARK_NAME_END, NULL, NULL);
    }
    if (is_device_name(name)) {
        remark(walk, OM_REMARK_NAME_RESERVED, name, NULL);
    }
    size_t characters = u8_mbsnlen(bytes, length);
    if (characters > NAME_MAX_CHARACTERS) {
        snprintf(count, sizeof(count), "%zu", characters);
        snprintf(most, sizeof(most), "%d", NAME_MAX_CHARACTERS);
        remark(walk, OM_REMARK_NAME_LONG, count, most);
    }
}

// Syncthing and cloud folders keep both versions under such names.
static void
check_conflict(struct walk *walk, const char *name)
{
    static const char *const signs[] = { ".sync-conflict-", " (conflicted copy",
                                         "'s conflicted copy" };
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        const char *sign = strstr(name, signs[i]);
        const char *dot = sign ? strrchr(sign + 1, '.') : NULL;
        if (sign) {
            struct om_text other = { 0 };
            om_text_print(&other, "%.*s%s", (int) (sign - name), name,
                          dot ? dot : "");
            remark(walk, OM_REMARK_CONFLICT, om_text_get(&other), NULL);
            om_text_finish(&other);
            return;
        }
    }
}

// -- names that clash ---------------------------------------------------------

// Without capitals and with accents composed; NULL when it is not UTF-8.
static char *
fold(const char *name)
{
    size_t length = 0;
    uint8_t *folded = u8_casefold((const uint8_t *) name, strlen(name), NULL,
                                  UNINORM_NFC, NULL, &length);
    struct om_text copy = { 0 };
    om_text_add(&copy, folded ? (const char *) folded : name,
                folded ? length : strlen(name));
    free(folded);
    return copy.data;
}

static bool
is_same_composed(const char *a, const char *b)
{
    size_t lengths[2] = { 0, 0 };
    uint8_t *forms[2] = {
        u8_normalize(UNINORM_NFC, (const uint8_t *) a, strlen(a), NULL,
                     &lengths[0]),
        u8_normalize(UNINORM_NFC, (const uint8_t *) b, strlen(b), NULL,
                     &lengths[1]),
    };
    bool same = forms[0] && forms[1] && lengths[0] == lengths[1]
                && memcmp(forms[0], forms[1], lengths[0]) == 0;
    free(forms[0]);
    free(forms[1]);
    return same;
}

static int
compare_entries(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = strcmp(a->folded, b->folded);
    return order ? order : strcmp(a->name, b->name);
}

// -- folders ------------------------------------------------------------------

// Whether the pack's reader spoke of this path, or of one beneath it.
static bool
is_said(const struct walk *walk)
{
    const char *path = om_text_get(&walk->path);
    size_t length = walk->path.length;
    for (size_t i = 0; i < walk->findings->count; i++) {
        const struct om_finding *finding = &walk->findings->items[i];
        const char *code = finding->kind->code, *about = finding->arguments[0];
        bool kind = strcmp(code, "E-F006") == 0 || strcmp(code, "E-F007") == 0;
        if (kind && about && strncmp(about, path, length) == 0
            && (about[length] == '\0' || about[length] == '/')) {
            return true;
        }
    }
    return false;
}

static size_t
list(DIR *folder, struct entry **entries)
{
    size_t count = 0, room = 0;
    const struct dirent *found;
    while ((found = readdir(folder)) && count < ENTRIES_MAX) {
        const char *name = found->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0
            || is_junk(name)) {
            continue;
        }
        if (count == room) {
            room = room ? 2 * room : 16;
            *entries = om_realloc(*entries, room * sizeof(**entries));
        }
        (*entries)[count++] = (struct entry){ om_strdup(name), fold(name) };
    }
    if (count > 1) {
        qsort(*entries, count, sizeof(**entries), compare_entries);
    }
    return count;
}

static void walk_folder(struct walk *walk, int handle, unsigned depth);

static void
enter(struct walk *walk, int handle, const char *name, unsigned depth)
{
    if (depth == DEPTH_MAX) {
        char most[16];
        snprintf(most, sizeof(most), "%d", DEPTH_MAX);
        remark(walk, OM_REMARK_DEEP, most, NULL);
        return;
    }
    int inner =
        openat(handle, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (inner < 0) {
        remark(walk, OM_REMARK_FOLDER_UNREADABLE, strerror(errno), NULL);
        return;
    }
    walk_folder(walk, inner, depth + 1);
}

static void
visit(struct walk *walk, int handle, const struct entry *entry,
      const struct entry *before, unsigned depth)
{
    struct stat status;
    walk->entries++;
    check_name(walk, entry->name);
    check_conflict(walk, entry->name);
    if (before && strcmp(before->folded, entry->folded) == 0) {
        remark(walk,
               is_same_composed(before->name, entry->name)
                   ? OM_REMARK_NAME_FORM
                   : OM_REMARK_NAME_CASE,
               before->name, NULL);
    }
    if (fstatat(handle, entry->name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return; // gone in the meantime
    }
    if (S_ISREG(status.st_mode)) {
        walk->size.files++;
        walk->size.bytes += (uint64_t) status.st_size;
    } else if (S_ISDIR(status.st_mode)) {
        enter(walk, handle, entry->name, depth);
    } else if (!is_said(walk)) {
        remark(walk,
               S_ISLNK(status.st_mode) ? OM_REMARK_LINK : OM_REMARK_DEVICE,
               NULL, NULL);
    }
}

// Takes the handle.
static void
walk_folder(struct walk *walk, int handle, unsigned depth)
{
    DIR *folder = fdopendir(handle);
    if (!folder) {
        close(handle);
        return;
    }
    struct entry *entries = NULL;
    size_t count = list(folder, &entries), length = walk->path.length;
    for (size_t i = 0; i < count; i++) {
        if (walk->entries < ENTRIES_MAX) {
            om_text_print(&walk->path, "%s%s", length ? "/" : "",
                          entries[i].name);
            visit(walk, handle, &entries[i], i ? &entries[i - 1] : NULL, depth);
            walk->path.length = length;
            walk->path.data[length] = '\0';
        }
    }
    for (size_t i = 0; i < count; i++) {
        free(entries[i].name);
        free(entries[i].folded);
    }
    free(entries);
    closedir(folder);
}

static void
check_size(struct walk *walk)
{
    char is[24], most[24];
    if (walk->size.files > FILES_MAX || walk->entries == ENTRIES_MAX) {
        snprintf(most, sizeof(most), "%d", FILES_MAX);
        remark(walk, OM_REMARK_FILES_MANY, most, NULL);
    }
    if (walk->size.bytes > (uint64_t) GIGABYTES_MAX * 1000000000) {
        snprintf(is, sizeof(is), "%.1f", (double) walk->size.bytes / 1e9);
        snprintf(most, sizeof(most), "%d", GIGABYTES_MAX);
        remark(walk, OM_REMARK_BYTES_MANY, is, most);
    }
}

struct om_folder_size
om_check_names(const char *root, struct om_findings *findings)
{
    struct walk walk = { .findings = findings };
    int handle = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle >= 0) {
        walk_folder(&walk, handle, 0);
    }
    walk.path.length = 0;
    om_text_print(&walk.path, ".");
    check_size(&walk);
    om_text_finish(&walk.path);
    return walk.size;
}
