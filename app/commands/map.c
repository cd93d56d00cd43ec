// omstander map: the stories of a pack as a picture.

#include "map/map.h"

#include "base/path.h"
#include "commands/commands.h"
#include "commands/progress.h"
#include "inspect/inspect.h"
#include "texts/save.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LAYOUT_SECONDS = 60 };

static const struct om_option options[] = {
    { "-o", "FILE", "where the picture goes (default: -, standard output)" },
    { "--story", "ID", "only this story" },
    { "--format", "FORMAT", "svg or dot (default: by the file's name; svg)" },
    { "--lang", "LANG", "language of the picture: nl or en (default: nl)" },
    { "--no-films", NULL, "do not decode films and music" },
    { NULL, NULL, NULL },
};

static enum om_exit
cannot(const char *what)
{
    fprintf(stderr, "omstander: %s: %s\n", what, strerror(errno));
    return OM_EXIT_CANNOT;
}

static bool
ends_in(const char *file, const char *ending)
{
    size_t length = strlen(file), part = strlen(ending);
    return length > part && strcmp(file + length - part, ending) == 0;
}

// Whether the picture is wanted as Graphviz' text. False, said, when the
// format is none.
static bool
read_format(const struct om_arguments *arguments, const char *file, bool *dot)
{
    const char *format = om_option_value(arguments, "--format");
    *dot = format ? strcmp(format, "dot") == 0
                  : ends_in(file, ".dot") || ends_in(file, ".gv");
    bool good = !format || *dot || strcmp(format, "svg") == 0;
    if (!good) {
        fprintf(stderr, "omstander: --format %s: expected svg or dot\n",
                format);
    }
    return good;
}

static enum om_exit
write_picture(const char *file, const struct om_text *picture)
{
    if (strcmp(file, "-") == 0) {
        fwrite(picture->data, 1, picture->length, stdout);
        return fflush(stdout) == 0 ? OM_EXIT_DONE : cannot("-");
    }
    static const struct om_disk disk = { 0 };
    struct om_save save = { .disk = &disk };
    const char *torn;
    om_save_add(&save, file, picture->data, picture->length);
    enum om_exit code =
        om_save_perform(&save, &torn) ? OM_EXIT_DONE : cannot(file);
    om_save_finish(&save);
    return code;
}

static enum om_exit
lay_out(const struct om_text *dot, const char *file)
{
    static const char *const causes[] = {
        [OM_LAYOUT_NO_PROGRAM] =
            "Graphviz is needed for this: install it (apt install graphviz), "
            "or ask for --format dot",
        [OM_LAYOUT_TIMEOUT] = "Graphviz took too long; try one story at a "
                              "time (--story ID), or --format dot",
        [OM_LAYOUT_FAILED] = "Graphviz could not lay this out; --format dot "
                             "shows what it was given",
    };
    struct om_text svg = { 0 };
    enum om_layout_answer answer =
        om_map_layout("dot", dot, LAYOUT_SECONDS, &svg);
    enum om_exit code = OM_EXIT_CANNOT;
    if (answer == OM_LAYOUT_DONE) {
        code = write_picture(file, &svg);
    } else {
        fprintf(stderr, "omstander: map: %s\n", causes[answer]);
    }
    om_text_finish(&svg);
    return code;
}

static enum om_exit
draw(const struct om_map_params *params, const char *file, bool as_dot)
{
    struct om_text dot = { 0 };
    enum om_exit code = OM_EXIT_CANNOT;
    switch (om_map_write(params, &dot)) {
        case OM_MAP_DONE:
            code = as_dot ? write_picture(file, &dot) : lay_out(&dot, file);
            break;
        case OM_MAP_NO_STORY:
            fprintf(stderr, "omstander: map: pack.yaml names no story %s\n",
                    params->story);
            break;
        case OM_MAP_UNREADABLE:
            fprintf(stderr,
                    "omstander: map: %s: there is no pack.yaml here "
                    "that can be read; see omstander check\n",
                    params->root);
    }
    om_text_finish(&dot);
    return code;
}

// What omstander check says is what is marked.
static bool
check(const char *root, const struct om_arguments *arguments,
      struct om_findings *findings)
{
    char *cache = om_path_cache();
    struct om_inspect_params params = {
        .cache = cache,
        .without_media = om_option_value(arguments, "--no-films") != NULL,
        .progress = om_progress_on_terminal(),
    };
    struct om_check_result result;
    bool whole = om_inspect(root, &params, findings, &result);
    free(cache);
    return whole;
}

static enum om_exit
run(const struct om_arguments *arguments)
{
    const char *given = om_option_value(arguments, "-o");
    const char *file = given ? given : "-";
    bool good = true, dot = false;
    bool english = om_option_english(arguments, &good);
    if (!good || !read_format(arguments, file, &dot)) {
        return OM_EXIT_USAGE;
    }
    char *root = realpath(om_operand(arguments), NULL);
    if (!root) {
        return cannot(om_operand(arguments));
    }
    struct om_findings findings = { 0 };
    bool whole = check(root, arguments, &findings);
    struct om_map_params params = {
        .root = root,
        .story = om_option_value(arguments, "--story"),
        .english = english,
        .findings = &findings,
    };
    enum om_exit code = draw(&params, file, dot);
    if (code == OM_EXIT_DONE && om_findings_have_errors(&findings)) {
        code = OM_EXIT_PROBLEMS; // drawn all the same
    } else if (code == OM_EXIT_DONE && !whole) {
        fprintf(stderr, "omstander: map: not everything could be checked\n");
        code = OM_EXIT_CANNOT;
    }
    om_findings_finish(&findings);
    free(root);
    return code;
}

const struct om_command om_command_map = {
    .name = "map",
    .operand = "PACK",
    .operands_min = 1,
    .operands_max = 1,
    .help = "the stories of a content folder as a picture",
    .options = options,
    .run = run,
};
