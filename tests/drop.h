// Packs to drop, for the tests of app/update: copies of tests/packs/good in a
// temporary folder, each with a version of its own and films of its own.
#ifndef OM_TESTS_DROP_H
#define OM_TESTS_DROP_H

#include "base/path.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h> // wants the standard headers before it

enum { DROP_PATH = 256 };

// A temporary folder; everything else is in it.
struct drop {
    char folder[64];
};

__attribute__((unused, format(printf, 1, 2))) static int
drop_run(const char *format, ...)
{
    char command[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof(command), format, arguments);
    va_end(arguments);
    return system(command); // NOLINT(cert-env33-c): our own words
}

__attribute__((unused)) static void
drop_begin(struct drop *drop)
{
    // in memory where there is room: nothing here is about a disk's speed
    bool memory = access("/dev/shm", W_OK) == 0;
    snprintf(drop->folder, sizeof(drop->folder), "%s/om-drop-XXXXXX",
             memory ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(drop->folder));
}

__attribute__((unused)) static void
drop_end(const struct drop *drop)
{
    drop_run("chmod -R u+w %s && rm -rf %s", drop->folder, drop->folder);
}

// folder/name, in one of a few buffers that are used in turn.
__attribute__((unused)) static char *
drop_at(const struct drop *drop, const char *name)
{
    static char paths[8][DROP_PATH];
    static unsigned next;
    char *path = paths[next++ % 8];
    snprintf(path, DROP_PATH, "%s/%s", drop->folder, name);
    return path;
}

__attribute__((unused)) static void
drop_write(const char *path, const void *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    if (!file) {
        fail_msg("%s: %s", path, strerror(errno));
        return;
    }
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

__attribute__((unused)) static void
drop_text(const char *path, const char *text)
{
    drop_write(path, text, strlen(text));
}

// A good pack `name` of that version; returns its path.
__attribute__((unused)) static const char *
drop_pack(const struct drop *drop, const char *name, const char *version)
{
    char *path = drop_at(drop, name);
    int code =
        drop_run("cp -r %s/tests/packs/good %s"
                 " && sed -i 's/^version: .*/version: %s/'"
                 " %s/pack.yaml && sed -i \"s/verified: .*/verified:"
                 " $(date +%%F)/\" %s/help.yaml"
                 " && echo film of %s >>%s/clips/noa-1.mp4",
                 OM_SOURCE_DIR, path, version, path, path, version, path);
    assert_int_equal(code, 0);
    return path;
}

#endif
