// omstander check: what is wrong with a content folder.

#include "base/path.h"
#include "commands/commands.h"
#include "pack/pack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct om_option options[] = {
    { "--lang", "LANG", "language of the messages: nl or en (default: nl)" },
    { NULL, NULL, NULL },
};

static void
print_findings(const struct om_findings *findings, bool english)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct om_text line = { 0 };
        om_finding_print(&findings->items[i], english, &line);
        puts(om_text_get(&line));
        om_text_finish(&line);
    }
    if (findings->count == 0) {
        puts(english ? "Nothing wrong: this pack can be shown."
                     : "Niets mis: dit pakket kan getoond worden.");
    }
}

static enum om_exit
run(const struct om_arguments *arguments)
{
    const char *operand = om_operand(arguments);
    bool good = true;
    bool english = om_option_english(arguments, &good);
    if (!good) {
        return OM_EXIT_USAGE;
    }
    char *root = realpath(operand, NULL);
    if (!root) {
        fprintf(stderr, "omstander: %s: %s\n", operand, strerror(errno));
        return OM_EXIT_CANNOT;
    }
    struct om_findings findings = { 0 };
    struct om_pack *pack = om_pack_load(root, &findings);
    print_findings(&findings, english);
    enum om_exit code =
        om_findings_have_errors(&findings) ? OM_EXIT_PROBLEMS : OM_EXIT_DONE;
    om_findings_finish(&findings);
    om_pack_destroy(pack);
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
