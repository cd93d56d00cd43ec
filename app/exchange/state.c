#include "exchange/state.h"

#include "base/path.h"
#include "report/save.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char mark[] = "SIMULATED";

static bool
holds(const char *folder, const char *name)
{
    char *path = om_path_join(folder, name);
    bool there = om_path_is_file(path);
    free(path);
    return there;
}

bool
om_state_is_simulated(const char *folder)
{
    return holds(folder, mark);
}

bool
om_state_has_counts(const char *folder)
{
    static const char *const files[] = {
        "counts.db",
        "pool.db",
        "published-cinema.jsonl",
        "published-booth.jsonl",
        "published-school.jsonl",
    };
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        if (holds(folder, files[i])) {
            return true;
        }
    }
    return false;
}

bool
om_state_mark_simulated(const char *folder, struct om_text *problem)
{
    if (!om_path_make_folder(folder)) {
        om_text_print(problem, "cannot make %s: %s", folder, strerror(errno));
        return false;
    }
    struct om_text text = { 0 };
    om_text_print(&text, "The counts in this folder are of pretend visitors, "
                         "made by omstander simulate.\n");
    bool saved = om_save(folder, mark, &text, problem);
    om_text_finish(&text);
    return saved;
}
