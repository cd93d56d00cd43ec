// omstander pack install, omstander pack status.

#include "base/path.h"
#include "check/print.h"
#include "commands/commands.h"
#include "commands/packs.h"
#include "commands/progress.h"
#include "inspect/inspect.h"
#include "update/find.h"
#include "update/stage.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct om_option install_options[] = {
    { "--state", "DIR",
      "where packs are kept (default: the XDG state folder)" },
    { "--site", "FILE", "the site file (default: " OM_SITE_FILE ")" },
    { "--lang", "LANG", "language of the messages: nl or en (default: nl)" },
    { NULL, NULL, NULL },
};

static const struct om_option status_options[] = {
    { "--state", "DIR",
      "where packs are kept (default: the XDG state folder)" },
    { "--format", "FORMAT", "text or json (default: text)" },
    { NULL, NULL, NULL },
};

// -- installing ---------------------------------------------------------------

// The one pack in or under what was given: a pack, or a stick. NULL, said.
static char *
find_source(const char *given, const struct om_site *site)
{
    char *path = realpath(given, NULL);
    if (!path) {
        fprintf(stderr, "omstander: %s: %s\n", given, strerror(errno));
        return NULL;
    }
    struct om_site only = *site;
    only.content = NULL;
    only.stick = path;
    struct om_candidate found[OM_FIND_MAX];
    size_t count = om_find(&only, found, NULL, NULL);
    char *source = count == 1 ? om_strdup(found[0].source) : NULL;
    if (count != 1) {
        fprintf(stderr, "omstander: %s: %s\n", given,
                count ? "more than one pack" : "no pack.yaml");
    }
    free(path);
    return source;
}

static bool
show_progress(void *context, enum om_stage_step step, uint64_t bytes,
              uint64_t total)
{
    static const char *const steps[] = {
        [OM_STAGE_LOOKING] = "looking",
        [OM_STAGE_COPYING] = "copying",
        [OM_STAGE_CHECKING] = "checking",
    };
    int *shown = context;
    int percent = total ? (int) (bytes * 100 / total) : 0;
    int value = (int) step * 1000 + percent;
    if (isatty(STDERR_FILENO) && value != *shown) {
        *shown = value;
        fprintf(stderr, "\r%-9s %3d%%", steps[step], percent);
    }
    return true;
}

// As omstander check does it.
static bool
check(void *context, const char *root, struct om_findings *findings)
{
    (void) context;
    char *cache = om_path_cache();
    struct om_inspect_params params = {
        .cache = cache,
        .progress = om_progress_on_terminal(),
    };
    struct om_check_result result;
    bool whole = om_inspect(root, &params, findings, &result);
    free(cache);
    return whole;
}

static void
print_staged(const struct om_staged *staged, const struct om_findings *findings,
             const char *source, bool english)
{
    om_check_print_findings(&(struct om_check_print){ .root = source,
                                                      .findings = findings,
                                                      .english = english },
                            stdout);
    const struct om_outcome_row *row = om_outcome_row(staged->outcome);
    const char *id = staged->held.id[0] ? staged->held.id : "pack";
    const char *version = staged->held.version;
    printf("%s%s%s: %s%s%s\n", id, *version ? " " : "", version,
           english ? row->en : row->title, staged->where[0] ? ": " : "",
           staged->where);
}

static enum om_exit
install(const char *source, const char *state, const struct om_site *site,
        bool english)
{
    static const struct om_disk disk = { 0 };
    char *packs = om_path_join(state, "packs");
    char *builtin = om_path_default_pack();
    int shown = -1;
    struct om_stage_params params = {
        .source = source,
        .packs = packs,
        .site = site,
        .builtin = builtin,
        .hand_over = true,
        .disk = &disk,
        .check = check,
        .progress = show_progress,
        .context = &shown,
    };
    struct om_staged staged;
    struct om_findings findings = { 0 };
    bool made = om_path_make_folder(packs);
    if (made) {
        om_stage(&params, &staged, &findings);
        fputs(shown >= 0 ? "\n" : "", stderr);
        print_staged(&staged, &findings, source, english);
    } else {
        fprintf(stderr, "omstander: %s: %s\n", packs, strerror(errno));
    }
    om_findings_finish(&findings);
    free(builtin);
    free(packs);
    if (!made) {
        return OM_EXIT_CANNOT;
    }
    if (staged.outcome == OM_OUTCOME_READY) {
        return om_packs_go_live(state, site, english) ? OM_EXIT_DONE
                                                      : OM_EXIT_CANNOT;
    }
    bool cannot = om_outcome_row(staged.outcome)->again;
    return staged.outcome == OM_OUTCOME_SAME ? OM_EXIT_DONE
           : cannot                          ? OM_EXIT_CANNOT
                                             : OM_EXIT_PROBLEMS;
}

static enum om_exit
run_install(const struct om_arguments *arguments)
{
    struct om_site site;
    bool english;
    enum om_exit code = om_commands_begin(arguments, &site, &english);
    if (code != OM_EXIT_DONE) {
        return code;
    }
    char *source = find_source(om_operand(arguments), &site);
    char *state = om_packs_state(arguments);
    code = source ? install(source, state, &site, english) : OM_EXIT_CANNOT;
    free(state);
    free(source);
    om_site_finish(&site);
    return code;
}

const struct om_command om_command_pack_install = {
    .name = "pack install",
    .operand = "PACK",
    .operands_min = 1,
    .operands_max = 1,
    .help = "copy, check and put on screen a content folder, or the one on a "
            "stick",
    .options = install_options,
    .run = run_install,
};

// -- status -------------------------------------------------------------------

static void
print_held(const char *what, const struct om_held *held)
{
    printf("%-10s %s %s%s\n", what, held->id, held->version,
           held->is_signed ? " (signed)" : "");
}

static void
print_ledger(const struct om_ledger *ledger)
{
    const struct om_held *current = om_ledger_current(ledger);
    if (current) {
        print_held(ledger->on_trial ? "on trial" : "on screen", current);
    } else {
        puts("on screen  the pack that came with the program");
    }
    for (size_t i = ledger->on_trial ? 0 : 1; i < ledger->good_count; i++) {
        print_held("kept", &ledger->good[i]);
    }
    for (size_t i = 0; i < ledger->bad_count; i++) {
        char identity[65];
        om_hash_print(ledger->bad[i].identity, identity);
        printf("%-10s %.16s (%s)\n", "refused", identity, ledger->bad[i].why);
    }
}

// What the kiosk wrote last, as it is.
static enum om_exit
print_json(const char *packs)
{
    char *path = om_path_join(packs, "status.json");
    size_t length;
    char *text = om_path_read(path, 1 << 20, &length);
    if (text) {
        fwrite(text, 1, length, stdout);
    } else {
        fprintf(stderr, "omstander: %s: %s\n", path, strerror(errno));
    }
    bool good = text != NULL;
    free(text);
    free(path);
    return good ? OM_EXIT_DONE : OM_EXIT_CANNOT;
}

static enum om_exit
print_text(const char *packs)
{
    struct om_ledger ledger;
    if (om_ledger_load(&ledger, packs) == OM_LEDGER_DAMAGED) {
        fprintf(stderr, "omstander: %s/ledger is damaged\n", packs);
        return OM_EXIT_CANNOT;
    }
    print_ledger(&ledger);
    return OM_EXIT_DONE;
}

static enum om_exit
run_status(const struct om_arguments *arguments)
{
    const char *format = om_option_value(arguments, "--format");
    bool json = format && strcmp(format, "json") == 0;
    if (format && !json && strcmp(format, "text") != 0) {
        fprintf(stderr, "omstander: --format %s: expected text or json\n",
                format);
        return OM_EXIT_USAGE;
    }
    char *state = om_packs_state(arguments);
    char *packs = om_path_join(state, "packs");
    enum om_exit code = json ? print_json(packs) : print_text(packs);
    free(packs);
    free(state);
    return code;
}

const struct om_command om_command_pack_status = {
    .name = "pack status",
    .help = "which packs this computer holds, and what is on screen",
    .options = status_options,
    .run = run_status,
};
