// omstander merge: exports of many kiosks into one state folder.

#include "exchange/merge.h"
#include "base/path.h"
#include "commands/commands.h"

#include <stdio.h>
#include <stdlib.h>

static const struct om_option options[] = {
    { "--state", "DIR",
      "the folder to merge into (default: the XDG state "
      "folder)" },
    { "--accept-keys", NULL,
      "accept other keys than a site's first, after you asked the site" },
    { NULL, NULL, NULL },
};

// False when the merge cannot go on.
static bool
merge_one(struct om_merge *merge, const char *path)
{
    static const char *const words[] = {
        [OM_MERGED] = "",
        [OM_MERGED_FLAGGED] = "merged, but look: ",
        [OM_MERGED_REFUSED] = "set aside: ",
        [OM_MERGED_UNREAD] = "",
        [OM_MERGED_FAILED] = "not merged: ",
    };
    struct om_text news = { 0 };
    enum om_merged merged = om_merge_file(merge, path, &news);
    if (merged != OM_MERGED) {
        fprintf(stderr, "omstander: %s: %s%s\n", path, words[merged],
                om_text_get(&news));
    }
    om_text_finish(&news);
    return merged != OM_MERGED_FAILED;
}

static enum om_exit
run(const struct om_arguments *arguments)
{
    const char *given = om_option_value(arguments, "--state");
    char *state = given ? om_path_join(given, "") : om_path_state();
    struct om_text problem = { 0 };
    struct om_merge *merge = om_merge_begin(
        state, om_option_value(arguments, "--accept-keys") != NULL, &problem);
    struct om_merge_sums sums = { 0 };
    bool good = merge != NULL;
    for (size_t i = 0; good && i < arguments->operand_count; i++) {
        good = merge_one(merge, arguments->operands[i]);
    }
    if (merge) {
        good = om_merge_end(merge, &sums, &problem) && good;
    }
    if (om_text_get(&problem)[0]) {
        fprintf(stderr, "omstander: %s\n", om_text_get(&problem));
    }
    if (good) {
        printf("%zu merged, %zu set aside, %zu flagged", sums.merged,
               sums.refused, sums.flagged);
        if (sums.unread) {
            printf(", %zu not read", sums.unread);
        }
        printf("; %zu counters are new or rose\n", sums.fresh);
    }
    om_text_finish(&problem);
    free(state);
    bool problems = sums.refused || sums.flagged || sums.unread;
    return !good ? OM_EXIT_CANNOT : problems ? OM_EXIT_PROBLEMS : OM_EXIT_DONE;
}

const struct om_command om_command_merge = {
    .name = "merge",
    .operand = "FILE...",
    .operands_min = 1,
    .operands_max = (size_t) -1,
    .help = "merge exports of kiosks into one folder, to report on them all",
    .options = options,
    .run = run,
};
