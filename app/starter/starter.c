#include "starter/starter.h"

#include "base/path.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// The new folder is made beside the place it is to have, under a name that
// says so, and takes its place in one step.

enum { BYTES_MAX = 4 << 20 };

// -- texts --------------------------------------------------------------------

// The help lines of a pack: its help.yaml from the line "lines:" on.
static char *
read_help(const struct om_starter *starter)
{
    size_t length;
    char *file = om_path_join(starter->helpful, "help.yaml");
    char *bytes = om_path_read(file, BYTES_MAX, &length);
    free(file);
    char *lines = bytes ? strstr(bytes, "\nlines:") : NULL;
    char *help = lines ? om_strdup(lines + 1) : NULL;
    free(bytes);
    return help;
}

// One line of a file, with what the marks in it stand for.
static void
add_line(const struct om_starter *starter, const char *help, const char *line,
         size_t length, struct om_text *out)
{
    static const char schema[] = "@SCHEMA@", lines[] = "@HELP@";
    const char *found = memmem(line, length, schema, sizeof(schema) - 1);
    if (length >= sizeof(lines) - 1
        && memcmp(line, lines, sizeof(lines) - 1) == 0) {
        om_text_print(out, "%s", help);
    } else if (!found) {
        om_text_add(out, line, length);
    } else if (starter->schemas) { // else an editor would look in vain
        const char *rest = found + sizeof(schema) - 1;
        om_text_add(out, line, (size_t) (found - line));
        om_text_print(out, "%s", starter->schemas);
        om_text_add(out, rest, (size_t) (line + length - rest));
    }
}

static void
fill_in(const struct om_starter *starter, const char *help, const char *bytes,
        size_t length, struct om_text *out)
{
    for (const char *at = bytes, *end = bytes + length; at < end;) {
        const char *stop = memchr(at, '\n', (size_t) (end - at));
        size_t line = stop ? (size_t) (stop - at) + 1 : (size_t) (end - at);
        add_line(starter, help, at, line, out);
        at += line;
    }
}

// -- files --------------------------------------------------------------------

static bool
copy_file(const struct om_starter *starter, const char *help, const char *from,
          const char *to)
{
    size_t length;
    char *bytes = om_path_read(from, BYTES_MAX, &length);
    if (!bytes) {
        return false;
    }
    size_t name = strlen(from);
    bool text = name > 5 && strcmp(from + name - 5, ".yaml") == 0;
    struct om_text filled = { 0 };
    if (text) {
        fill_in(starter, help, bytes, length, &filled);
    }
    bool good =
        om_disk_create_with(starter->disk, to, text ? filled.data : bytes,
                            text ? filled.length : length, 0644);
    int cause = errno;
    om_text_finish(&filled);
    free(bytes);
    errno = cause;
    return good;
}

// For everybody to read, as files of one's own are.
static bool
make_folder(const struct om_disk *disk, const char *path)
{
    mode_t mask = umask(0);
    umask(mask);
    return om_disk_make_folder(disk, path) && chmod(path, 0777 & ~mask) == 0;
}

// Our own folders, two deep.
// NOLINTNEXTLINE(misc-no-recursion)
static bool
copy_folder(const struct om_starter *starter, const char *help,
            const char *from, const char *to)
{
    DIR *folder = opendir(from);
    bool good = folder && make_folder(starter->disk, to);
    for (struct dirent *entry; good && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        char *source = om_path_join(from, entry->d_name);
        char *target = om_path_join(to, entry->d_name);
        struct stat status;
        good = stat(source, &status) == 0
               && (S_ISDIR(status.st_mode)
                       ? copy_folder(starter, help, source, target)
                       : copy_file(starter, help, source, target));
        int cause = errno;
        free(source);
        free(target);
        errno = cause;
    }
    int cause = errno;
    if (folder) {
        closedir(folder);
    }
    errno = cause;
    return good && om_disk_sync_folder(starter->disk, to);
}

// -- the place ----------------------------------------------------------------

static enum om_starter_answer
look(const char *path)
{
    struct stat status, here;
    if (stat(path, &status) != 0) {
        return errno == ENOENT ? OM_STARTER_DONE : OM_STARTER_FAILED;
    }
    DIR *folder = opendir(path);
    if (!folder) {
        return OM_STARTER_FAILED;
    }
    size_t count = 0;
    while (readdir(folder)) {
        count++; // . and ..
    }
    closedir(folder);
    if (count > 2) {
        return OM_STARTER_NOT_EMPTY;
    }
    bool same = stat(".", &here) == 0 && here.st_dev == status.st_dev
                && here.st_ino == status.st_ino;
    return same ? OM_STARTER_HERE : OM_STARTER_DONE;
}

static enum om_starter_answer
make_beside(const struct om_starter *starter, const char *help,
            const char *target, const char *beside)
{
    const struct om_disk *disk = starter->disk;
    char *common = om_path_join(starter->source, "common");
    char *own = om_path_join(starter->source, starter->english ? "en" : "nl");
    bool good = access(own, R_OK) == 0 && access(common, R_OK) == 0;
    enum om_starter_answer answer =
        good ? OM_STARTER_DONE : OM_STARTER_NO_SOURCE;
    if (good
        && (!copy_folder(starter, help, common, beside)
            || !copy_folder(starter, help, own, beside)
            || !om_disk_rename(disk, beside, target))) {
        int cause = errno;
        static const struct om_disk plain = { 0 };
        om_disk_remove_tree(&plain, beside);
        errno = cause;
        answer = OM_STARTER_FAILED;
    }
    int cause = errno;
    free(common);
    free(own);
    errno = cause;
    return answer;
}

enum om_starter_answer
om_starter_make(const struct om_starter *starter)
{
    size_t length = strlen(starter->folder);
    while (length > 1 && starter->folder[length - 1] == '/') {
        length--;
    }
    struct om_text target = { 0 }, beside = { 0 };
    om_text_add(&target, starter->folder, length);
    const char *slash = strrchr(target.data, '/');
    const char *name = slash ? slash + 1 : target.data;
    om_text_print(&beside, "%.*s.%s.%06x", (int) (name - target.data),
                  target.data, name, (unsigned) getpid() & 0xFFFFFFU);
    enum om_starter_answer answer = look(target.data);
    char *help = answer == OM_STARTER_DONE ? read_help(starter) : NULL;
    if (answer == OM_STARTER_DONE) {
        answer = help ? make_beside(starter, help, target.data, beside.data)
                      : OM_STARTER_NO_SOURCE;
    }
    int cause = errno;
    free(help);
    om_text_finish(&target);
    om_text_finish(&beside);
    errno = cause;
    return answer;
}
