// omstander report: what was counted, as a table; with -o as the bundle that a
// partner gets.

#include "base/path.h"
#include "commands/commands.h"
#include "commands/print.h"
#include "exchange/export.h"
#include "exchange/source.h"
#include "exchange/state.h"
#include "report/bundle/bundle.h"
#include "report/ledger.h"
#include "report/release.h"
#include "site/site.h"
#include "tally/pool.h"
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
    { "-o", "DIR", "write the partners' bundle into this new folder" },
    { "--from", "DAY", "first month of it, by any of its days: 2026-09-01" },
    { "--to", "DAY", "last month of it, by any of its days: 2026-11-30" },
    { "--pack", "PACK",
      "where names of questions come from (default: the pack that came with "
      "the program)" },
    { "--preset", "NAME",
      "rules for cinema, booth or school (default: the site's type)" },
    { "--site", "FILE", "the site file (default: " OM_SITE_FILE ")" },
    { "--pdf", NULL, "print the pages as PDF, too" },
    { "--csv-nl", NULL, "a CSV for a spreadsheet program set to Dutch, too" },
    { "--lang", "LANG", "language of the messages: nl or en (default: nl)" },
    { NULL, NULL, NULL },
};

// -- the table ----------------------------------------------------------------

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
print_table(const struct om_arguments *arguments, const char *state)
{
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
    return read ? OM_EXIT_DONE : OM_EXIT_CANNOT;
}

// -- the bundle ---------------------------------------------------------------

struct job {
    const struct om_arguments *arguments;
    const char *state, *folder;
    struct om_site site;
    struct om_release_rules rules;
    enum om_place_type type;
    int first, last; // months asked for
    bool english;
    struct om_pack *pack;
    struct om_labels labels;
    struct om_counts counts;
    struct om_catalogue catalogue;
    struct om_release_ledger *ledger;
    struct om_text problem;
};

static int
month_before(int month, int count)
{
    int months = month / 100 * 12 + month % 100 - 1 - count;
    return months / 12 * 100 + months % 12 + 1;
}

static int
months_between(int first, int last)
{
    return last / 100 * 12 + last % 100 - first / 100 * 12 - first % 100 + 1;
}

static bool
take_months(struct job *job)
{
    const char *from = om_option_value(job->arguments, "--from");
    const char *to = om_option_value(job->arguments, "--to");
    if (!from || !to) {
        fputs("omstander: report -o needs --from DAY and --to DAY\n", stderr);
        return false;
    }
    job->first = om_month_of_date(from);
    job->last = om_month_of_date(to);
    if (!job->first || !job->last || job->first > job->last) {
        fprintf(stderr,
                "omstander: --from %s --to %s: expected two days such as "
                "2026-09-01 and 2026-11-30, the earlier one first\n",
                from, to);
        return false;
    }
    return true;
}

static bool
take_preset(struct job *job)
{
    static const enum om_preset presets[] = { OM_PRESET_CINEMA, OM_PRESET_BOOTH,
                                              OM_PRESET_SCHOOL };
    static const enum om_place_type types[] = { OM_PLACE_CINEMA, OM_PLACE_BOOTH,
                                                OM_PLACE_SCHOOL };
    const char *given = om_option_value(job->arguments, "--preset");
    const char *name = given ? given : job->site.type;
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(name, om_preset_name(presets[i])) == 0) {
            job->rules = om_release_preset(presets[i]);
            job->type = types[i];
            job->rules.simulated = om_state_is_simulated(job->state);
            return true;
        }
    }
    fprintf(stderr,
            "omstander: --preset %s: expected cinema, booth or school\n", name);
    return false;
}

// The last month that is over, and not after the last one asked for. Pretend
// visitors may come from the future.
static int
last_closed(const struct job *job)
{
    char today[OM_DATE_SIZE];
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    strftime(today, sizeof(today), "%Y-%m-%d", &local);
    int closed = job->rules.simulated ? job->last : om_month_closed_on(today);
    return closed < job->last ? closed : job->last;
}

// The place of a kiosk that reports its own counters.
static bool
take_place(struct job *job, struct om_place *own)
{
    const struct om_site *site = &job->site;
    *own = (struct om_place){ .type = job->type, .kiosks = 1 };
    snprintf(own->id, sizeof(own->id), "%s", site->id ? site->id : "kiosk");
    snprintf(own->province, sizeof(own->province), "%s",
             site->province ? site->province : "nl-xx");
    if (!om_export_is_site(own->id)) {
        om_text_print(&job->problem,
                      "site %s: this is the name of an area, not of a site",
                      own->id);
        return false;
    }
    return true;
}

static bool
load(struct job *job)
{
    struct om_place own;
    if (!take_place(job, &own)
        || !om_source_load(job->state, &own, &job->counts, &job->problem)) {
        return false;
    }
    om_catalogue_add_pack(&job->catalogue, job->pack);
    om_labels_add(&job->labels, job->pack);
    om_source_name_unknown(&job->counts, &job->catalogue);
    job->ledger =
        om_release_ledger_load(job->state, &job->rules, &job->problem);
    if (!job->ledger) {
        return false;
    }
    om_release_close(job->ledger, &job->counts, &job->catalogue,
                     last_closed(job));
    return om_release_ledger_save(job->ledger, job->state, &job->problem);
}

static void
warn_of_own(const struct job *job)
{
    char *own = om_path_join(job->state, "counts.db");
    if (om_pool_is_there(job->state) && om_path_is_file(own)) {
        fprintf(stderr,
                "omstander: the counters of this kiosk itself (%s) are only in "
                "the report once they were exported and merged, too\n",
                own);
    }
    free(own);
}

static bool
write_bundle(struct job *job)
{
    struct om_release release;
    struct om_release before;
    om_release_read(job->ledger, job->first, job->last, &release);
    if (release.first_month == 0) {
        om_text_print(&job->problem,
                      "nothing was released of this period under the preset "
                      "%s: no whole month (for schools: term) of it is over "
                      "and counted at such a site",
                      om_preset_name(job->rules.preset));
        om_release_finish(&release);
        return false;
    }
    int length = months_between(release.first_month, release.last_month);
    om_release_read(job->ledger, month_before(release.first_month, length),
                    month_before(release.first_month, 1), &before);
    struct om_bundle bundle = {
        .release = &release,
        .before = before.first_month ? &before : NULL,
        .labels = &job->labels,
        .dutch_csv = om_option_value(job->arguments, "--csv-nl") != NULL,
        .print = om_option_value(job->arguments, "--pdf") ? om_print_pdf : NULL,
    };
    bool written = om_bundle_write(&bundle, job->folder, &job->problem);
    if (written && release.last_month < job->last) {
        fprintf(stderr, "omstander: released up to %04d-%02d\n",
                release.last_month / 100, release.last_month % 100);
    }
    om_release_finish(&before);
    om_release_finish(&release);
    return written;
}

static void
finish(struct job *job)
{
    om_release_ledger_destroy(job->ledger);
    om_catalogue_finish(&job->catalogue);
    om_counts_finish(&job->counts);
    om_pack_destroy(job->pack);
    om_site_finish(&job->site);
    om_text_finish(&job->problem);
}

static enum om_exit
make_bundle(const struct om_arguments *arguments, const char *state,
            const char *folder)
{
    struct job job = {
        .arguments = arguments,
        .state = state,
        .folder = folder,
    };
    bool good = true;
    job.english = om_option_english(arguments, &good);
    if (!good || !take_months(&job)) {
        return OM_EXIT_USAGE;
    }
    if (!om_commands_load_site(&job.site, om_option_value(arguments, "--site"),
                               job.english)) {
        return OM_EXIT_CANNOT;
    }
    if (!take_preset(&job)) {
        finish(&job);
        return OM_EXIT_USAGE;
    }
    job.pack = om_commands_load_pack(om_option_value(arguments, "--pack"),
                                     job.english);
    if (!job.pack) {
        finish(&job);
        return OM_EXIT_CANNOT;
    }
    warn_of_own(&job);
    bool written = load(&job) && write_bundle(&job);
    if (!written) {
        fprintf(stderr, "omstander: %s\n", om_text_get(&job.problem));
    }
    finish(&job);
    return written ? OM_EXIT_DONE : OM_EXIT_CANNOT;
}

static enum om_exit
run(const struct om_arguments *arguments)
{
    const char *given = om_option_value(arguments, "--state");
    const char *folder = om_option_value(arguments, "-o");
    char *state = given ? om_path_join(given, "") : om_path_state();
    enum om_exit code = folder ? make_bundle(arguments, state, folder)
                               : print_table(arguments, state);
    free(state);
    return code;
}

const struct om_command om_command_report = {
    .name = "report",
    .help = "what was counted: the present week, or a bundle for partners (-o)",
    .options = options,
    .run = run,
};
