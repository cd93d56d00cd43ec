// omstander check: what is wrong with a content folder.

#include "check/check.h"
#include "base/path.h"
#include "check/print.h"
#include "commands/commands.h"
#include "picture/picture.h"
#include "text/coverage.h"

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

// -- hooks --------------------------------------------------------------------

struct hooks {
    struct om_coverage *coverage; // owned; NULL: none yet, or none at all
    bool bar;                     // is on the terminal
};

static bool
can_draw(void *context, const char *font, uint32_t character)
{
    struct hooks *hooks = context;
    if (character == 0) {
        hooks->coverage = om_coverage_create(font);
        return hooks->coverage != NULL;
    }
    return om_coverage_has(hooks->coverage, character);
}

static enum om_check_picture
examine(void *context, const char *path)
{
    static const enum om_check_picture answers[] = {
        [OM_PICTURE_FAULT_NONE] = OM_CHECK_PICTURE_GOOD,
        [OM_PICTURE_FAULT_KIND] = OM_CHECK_PICTURE_KIND,
        [OM_PICTURE_FAULT_DAMAGED] = OM_CHECK_PICTURE_DAMAGED,
        [OM_PICTURE_FAULT_LARGE] = OM_CHECK_PICTURE_LARGE,
        [OM_PICTURE_FAULT_PRINT] = OM_CHECK_PICTURE_PRINT,
        [OM_PICTURE_FAULT_UNKNOWN] = OM_CHECK_PICTURE_UNKNOWN,
    };
    (void) context;
    return answers[om_picture_examine(path)];
}

static void
show_progress(void *context, const struct om_check_progress *progress)
{
    enum { CELLS = 24, NAME = 40 };
    struct hooks *hooks = context;
    char bar[CELLS + 1];
    unsigned filled = progress->thousandths * CELLS / 1000;
    memset(bar, '.', CELLS);
    memset(bar, '#', filled < CELLS ? filled : CELLS);
    bar[CELLS] = '\0';
    hooks->bar = progress->done < progress->count;
    if (hooks->bar) {
        fprintf(stderr, "\r[%s] %3u %%  %zu/%zu  %.*s\033[K", bar,
                progress->thousandths / 10, progress->done, progress->count,
                NAME, progress->name ? progress->name : "");
    } else {
        fputs("\r\033[K", stderr);
    }
}

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
    struct hooks mine = { 0 };
    struct om_check_hooks hooks = {
        .context = &mine,
        .can_draw = can_draw,
        .examine = examine,
        .progress = isatty(STDERR_FILENO) ? show_progress : NULL,
    };
    char *cache = has_option(arguments, "--no-cache") ? NULL : om_path_cache();
    struct om_check_params params = {
        .hooks = &hooks,
        .cache = cache,
        .without_media = has_option(arguments, "--no-films"),
    };
    struct om_findings findings = { 0 };
    struct om_check_result result;
    bool whole = om_check(root, &params, &findings, &result);
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
    om_coverage_destroy(mine.coverage);
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
