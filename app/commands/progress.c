#include "commands/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void
show(void *context, const struct om_check_progress *progress)
{
    enum { CELLS = 24, NAME = 40 };
    (void) context;
    char bar[CELLS + 1];
    unsigned filled = progress->thousandths * CELLS / 1000;
    memset(bar, '.', CELLS);
    memset(bar, '#', filled < CELLS ? filled : CELLS);
    bar[CELLS] = '\0';
    if (progress->done < progress->count) {
        fprintf(stderr, "\r[%s] %3u %%  %zu/%zu  %.*s\033[K", bar,
                progress->thousandths / 10, progress->done, progress->count,
                NAME, progress->name ? progress->name : "");
    } else {
        fputs("\r\033[K", stderr);
    }
}

om_progress_show *
om_progress_on_terminal(void)
{
    return isatty(STDERR_FILENO) ? show : NULL;
}
