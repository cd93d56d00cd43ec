#include "tally/aside.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

bool
om_aside_set(const char *path, const char *what, struct om_text *to)
{
    char date[16] = "unknown";
    time_t now = time(NULL);
    struct tm local;
    if (localtime_r(&now, &local)) {
        strftime(date, sizeof(date), "%Y%m%d", &local);
    }
    int length = (int) (strlen(path) - strlen(".db"));
    int number = 0;
    do {
        to->length = 0;
        om_text_print(to, "%.*s-%s-%s-%d.db", length, path, what, date,
                      ++number);
    } while (access(to->data, F_OK) == 0);
    // the journal first: left behind, it would be played into a new database
    struct om_text from = { 0 }, journal = { 0 };
    om_text_print(&from, "%s-journal", path);
    om_text_print(&journal, "%s-journal", to->data);
    bool moved = (rename(from.data, journal.data) == 0 || errno == ENOENT)
                 && rename(path, to->data) == 0;
    int cause = errno;
    om_text_finish(&from);
    om_text_finish(&journal);
    errno = cause;
    return moved;
}
