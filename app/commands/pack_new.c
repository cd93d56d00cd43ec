// omstander pack new: a pack to begin with.

#include "base/path.h"
#include "commands/commands.h"
#include "starter/starter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct om_option options[] = {
    { "--lang", "LANG",
      "language of the explanations in it, and its first: nl or en "
      "(default: nl)" },
    { NULL, NULL, NULL },
};

static enum om_exit
say(enum om_starter_answer answer, const char *folder, bool english)
{
    switch (answer) {
        case OM_STARTER_DONE:
            printf(english ? "%s: a small pack. Try: omstander play --window "
                             "1280x720 %s\n"
                           : "%s: een klein pakket. Probeer: omstander play "
                             "--window 1280x720 %s\n",
                   folder, folder);
            return OM_EXIT_DONE;
        case OM_STARTER_NOT_EMPTY:
            fprintf(stderr,
                    "omstander: %s: there is something in it already; "
                    "name a new folder\n",
                    folder);
            break;
        case OM_STARTER_HERE:
            fprintf(stderr,
                    "omstander: %s: this is where you are; name a new "
                    "folder\n",
                    folder);
            break;
        case OM_STARTER_NO_SOURCE:
            fputs("omstander: the files a new pack begins with are not "
                  "installed (share/omstander/starter)\n",
                  stderr);
            break;
        case OM_STARTER_FAILED:
            fprintf(stderr, "omstander: %s: %s\n", folder, strerror(errno));
            break;
    }
    return OM_EXIT_CANNOT;
}

static enum om_exit
run(const struct om_arguments *arguments)
{
    static const struct om_disk disk = { 0 };
    bool good = true;
    bool english = om_option_english(arguments, &good);
    if (!good) {
        return OM_EXIT_USAGE;
    }
    char *source = om_path_share("starter");
    char *schemas = om_path_share("schema");
    char *helpful = om_path_default_pack();
    const char *folder = om_operand(arguments);
    enum om_starter_answer answer = OM_STARTER_NO_SOURCE;
    if (source && helpful) {
        answer = om_starter_make(&(struct om_starter){
            .folder = folder,
            .english = english,
            .source = source,
            .helpful = helpful,
            .schemas = schemas,
            .disk = &disk,
        });
    }
    enum om_exit code = say(answer, folder, english);
    free(source);
    free(schemas);
    free(helpful);
    return code;
}

const struct om_command om_command_pack_new = {
    .name = "pack new",
    .operand = "DIR",
    .operands_min = 1,
    .operands_max = 1,
    .help = "make a small content folder to begin with",
    .options = options,
    .run = run,
};
