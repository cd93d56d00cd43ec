#include "scratch.h"

#include <dirent.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h> // needs those above

void
scratch_make(char path[static 64], const char *name)
{
    snprintf(path, 64, "%s/omstander-%s-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", name);
    assert_non_null(mkdtemp(path));
}

void
scratch_empty(const char *path)
{
    DIR *list = opendir(path);
    const struct dirent *entry = NULL;
    while (list && (entry = readdir(list))) {
        if (entry->d_name[0] != '.') {
            unlinkat(dirfd(list), entry->d_name, 0);
        }
    }
    if (list) {
        closedir(list);
    }
}

static int
remove_one(const char *path, const struct stat *status, int flag,
           struct FTW *where)
{
    (void) status;
    (void) flag;
    (void) where;
    return remove(path);
}

void
scratch_remove(const char *path)
{
    assert_int_equal(nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}
