// omstander simulate: pretend visitors, so that a full report can be seen
// before the first real one.

#include "simulate/simulate.h"
#include "base/path.h"
#include "commands/commands.h"
#include "tally/tally.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct om_option options[] = {
    { "--state", "DIR", "a new folder for the pretend counts" },
    { "--from", "DAY", "the first day: 2026-09-01" },
    { "--days", "D", "how many days (default: 91)" },
    { "--visits", "N", "how many visits together (default: 20000)" },
    { "--sites", "K", "at how many sites (default: 24)" },
    { "--site-type", "NAME", "cinema, booth or school (default: cinema)" },
    { "--seed", "S", "another number, other visitors (default: 1)" },
    { "--lang", "LANG", "language of the messages: nl or en (default: nl)" },
    { NULL, NULL, NULL },
};

static bool
take_number(const struct om_arguments *arguments, const char *option,
            unsigned otherwise, unsigned most, unsigned *out)
{
    const char *given = om_option_value(arguments, option);
    char *end = NULL;
    errno = 0;
    unsigned long value = given ? strtoul(given, &end, 10) : otherwise;
    if (given
        && (errno || end == given || *end || given[0] == '-' || value < 1
            || value > most)) {
        fprintf(stderr, "omstander: %s %s: expected a number from 1 to %u\n",
                option, given, most);
        return false;
    }
    *out = (unsigned) value;
    return true;
}

// Midnight of a day like 2026-09-01; 0: it is none, or before this program.
static time_t
parse_day(const char *text)
{
    struct tm local = { .tm_isdst = -1 };
    int used = 0;
    if (!text
        || sscanf(text, "%4d-%2d-%2d%n", &local.tm_year, &local.tm_mon,
                  &local.tm_mday, &used)
               != 3
        || text[used] || local.tm_mon < 1 || local.tm_mon > 12
        || local.tm_mday < 1 || local.tm_mday > 31) {
        return 0;
    }
    local.tm_year -= 1900;
    local.tm_mon -= 1;
    time_t day = mktime(&local);
    return om_tally_period(day) ? day : 0;
}

static bool
take_type(const struct om_arguments *arguments, const char **type)
{
    const char *given = om_option_value(arguments, "--site-type");
    *type = given ? given : "cinema";
    bool good = strcmp(*type, "cinema") == 0 || strcmp(*type, "booth") == 0
                || strcmp(*type, "school") == 0;
    if (!good) {
        fprintf(stderr,
                "omstander: --site-type %s: expected cinema, booth or school\n",
                given);
    }
    return good;
}

static bool
take_options(const struct om_arguments *arguments,
             struct om_simulation *simulation)
{
    unsigned seed = 1;
    if (!take_number(arguments, "--days", 91, OM_SIMULATE_DAYS_MAX,
                     &simulation->days)
        || !take_number(arguments, "--visits", 20000, 10000000,
                        &simulation->visits)
        || !take_number(arguments, "--sites", 24, OM_SIMULATE_SITES_MAX,
                        &simulation->sites)
        || !take_number(arguments, "--seed", 1, 4000000000U, &seed)
        || !take_type(arguments, &simulation->type)) {
        return false;
    }
    simulation->seed = seed;
    const char *from = om_option_value(arguments, "--from");
    simulation->from = parse_day(from);
    if (simulation->from == 0) {
        fprintf(stderr,
                "omstander: --from %s: expected a day such as 2026-09-01\n",
                from ? from : "(missing)");
        return false;
    }
    if (!om_option_value(arguments, "--state")) {
        fputs("omstander: simulate needs --state DIR, a folder of its own\n",
              stderr);
        return false;
    }
    return true;
}

static enum om_exit
run(const struct om_arguments *arguments)
{
    struct om_simulation simulation = { 0 };
    bool good = true;
    bool english = om_option_english(arguments, &good);
    if (!good || !take_options(arguments, &simulation)) {
        return OM_EXIT_USAGE;
    }
    struct om_pack *pack =
        om_commands_load_pack(om_operand(arguments), english);
    if (!pack) {
        return OM_EXIT_CANNOT;
    }
    char *state = om_path_join(om_option_value(arguments, "--state"), "");
    struct om_text problem = { 0 };
    simulation.pack = pack;
    simulation.state = state;
    good = om_simulate(&simulation, &problem);
    if (good) {
        printf("%u pretend visits at %u sites are in %s\n", simulation.visits,
               simulation.sites, state);
    } else {
        fprintf(stderr, "omstander: %s\n", om_text_get(&problem));
    }
    om_text_finish(&problem);
    free(state);
    om_pack_destroy(pack);
    return good ? OM_EXIT_DONE : OM_EXIT_CANNOT;
}

const struct om_command om_command_simulate = {
    .name = "simulate",
    .operand = "[PACK]",
    .operands_max = 1,
    .help = "pretend visitors, to see a report before the first real one",
    .options = options,
    .run = run,
};
