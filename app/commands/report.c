// omstander report: what was counted, as a table.

#include "base/path.h"
#include "commands/commands.h"
#include "tally/tally.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct om_option options[] = {
    { "--state", "DIR",
      "where the counters live (default: the XDG state "
      "folder)" },
    { "--all", NULL, "every week on record instead of the present one" },
    { NULL, NULL, NULL },
};

struct table {
    int only; // week to print; -1: all
    int printed;
    bool undated; // counts of no week were not printed
};

static void
print_row(void *context, int period, const char *key, int64_t n)
{
    struct table *table = context;
    if (table->only >= 0 && period != table->only) {
        table->undated = table->undated || period == 0;
        return;
    }
    if (table->printed++ == 0) {
        printf("%-8s  %-60s  %8s\n", "week", "cell", "n");
    }
    char week[24] = "unknown";
    if (period > 0) {
        snprintf(week, sizeof(week), "%d-W%02d", period / 100, period % 100);
    }
    printf("%-8s  %-60s  %8" PRId64 "\n", week, key, n);
}

static enum om_exit
run(const struct om_arguments *arguments)
{
    const char *given = om_option_value(arguments, "--state");
    char *state = given ? om_path_join(given, "") : om_path_state();
    struct table table = {
        .only = om_option_value(arguments, "--all")
                    ? -1
                    : om_tally_period(time(NULL)),
    };
    struct om_text problem = { 0 };
    bool read = om_tally_read(state, print_row, &table, &problem);
    if (!read) {
        fprintf(stderr, "omstander: %s\n", om_text_get(&problem));
    } else if (table.printed == 0) {
        puts("Nothing was counted in this period.");
    }
    if (table.undated) {
        puts("Some counts belong to no week: the clock was not trusted. --all "
             "shows them.");
    }
    om_text_finish(&problem);
    free(state);
    return read ? OM_EXIT_DONE : OM_EXIT_CANNOT;
}

const struct om_command om_command_report = {
    .name = "report",
    .help = "print what was counted in the present week",
    .options = options,
    .run = run,
};
