// omstander check: what is wrong with a content folder.

#include "base/path.h"
#include "check/print.h"
#include "commands/commands.h"
#include "commands/progress.h"
#include "inspect/inspect.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct om_option options[] = {
    { "--lang", "LANG", "language of the messages: nl or en (default: nl)" },
    { "--format", "FORMAT", "text or json (default: text)" },
    { "--no-films", NULL, "do not decode films and music" },
    { "--no-cache", NULL, "decode also what was decoded before" },
    { NULL, NULL, NULL },
};

// -- the command --------------------------------------------------------------

static bool
has_option(const struct om_arguments *arguments, const char *name)
{
    return om_option_value(arguments, name) != NULL;
}

static bool
wants_json(const struct om_arguments *arguments, bool *good)
{
    const char *format = om_option_value(arguments, "--format");
    bool json = format && strcmp(format, "json") == 0;
    if (format && !json && strcmp(format, "text") != 0) {
        fprintf(stderr, "omstander: --format %s: expected text or json\n",
                format);
        *good = false;
    }
    return json;
}

static bool
has_colours(void)
{
    const char *never = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return isatty(STDOUT_FILENO) && !(never && *never) && terminal
           && strcmp(terminal, "dumb") != 0;
}

static enum om_exit
print(const struct om_check_print *print, bool json)
{
    bool written = true;
    if (json) {
        written = om_check_print_json(print, stdout);
    } else {
        om_check_print_text(print, stdout);
        written = fflush(stdout) == 0;
    }
    return !written || !print->whole                  ? OM_EXIT_CANNOT
           : om_findings_have_errors(print->findings) ? OM_EXIT_PROBLEMS
                                                      : OM_EXIT_DONE;
}

static enum om_exit
check(const char *root, const struct om_arguments *arguments, bool english,
      bool json)
{
    char *cache = has_option(arguments, "--no-cache") ? NULL : om_path_cache();
    struct om_inspect_params params = {
        .cache = cache,
        .without_media = has_option(arguments, "--no-films"),
        .progress = om_progress_on_terminal(),
    };
    struct om_findings findings = { 0 };
    struct om_check_result result;
    bool whole = om_inspect(root, &params, &findings, &result);
    enum om_exit code = print(
        &(struct om_check_print){
            .root = root,
            .findings = &findings,
            .result = &result,
            .english = english,
            .whole = whole,
            .colour = has_colours(),
        },
        json);
    om_findings_finish(&findings);
    free(cache);
    return code;
}

static enum om_exit
run(const struct om_arguments *arguments)
{
    const char *operand = om_operand(arguments);
    bool good = true;
    bool english = om_option_english(arguments, &good);
    bool json = wants_json(arguments, &good);
    if (!good) {
        return OM_EXIT_USAGE;
    }
    char *root = realpath(operand, NULL);
    if (!root) {
        fprintf(stderr, "omstander: %s: %s\n", operand, strerror(errno));
        return OM_EXIT_CANNOT;
    }
    enum om_exit code = check(root, arguments, english, json);
    free(root);
    return code;
}

const struct om_command om_command_check = {
    .name = "check",
    .operand = "PACK",
    .operands_min = 1,
    .operands_max = 1,
    .help = "say everything that is wrong with a content folder, and where",
    .options = options,
    .run = run,
};
