// omstander pack undo: back to the pack before the one on screen.

#include "base/path.h"
#include "commands/commands.h"
#include "commands/packs.h"
#include "update/inbox.h"
#include "update/recover.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct om_option options[] = {
    { "--state", "DIR",
      "where packs are kept (default: the XDG state folder)" },
    { "--site", "FILE", "the site file (default: " OM_SITE_FILE ")" },
    { "--lang", "LANG", "language of the messages: nl or en (default: nl)" },
    { NULL, NULL, NULL },
};

// Whether it is there still, down to the last byte.
static bool
is_whole(const char *packs, const struct om_held *held)
{
    struct om_held found;
    char *folder = om_path_join(packs, held->name);
    bool whole = om_recover_held(&found, folder)
                 && memcmp(found.identity, held->identity, OM_HASH_SIZE) == 0;
    free(folder);
    return whole;
}

static enum om_exit
go_back(const char *packs, const char *state, const struct om_site *site,
        bool english)
{
    static const struct om_disk disk = { 0 };
    struct om_ledger ledger;
    if (om_ledger_load(&ledger, packs) == OM_LEDGER_DAMAGED) {
        fprintf(stderr, "omstander: %s/ledger is damaged\n", packs);
        return OM_EXIT_CANNOT;
    }
    const struct om_held *before = om_ledger_before(&ledger);
    if (!before) {
        puts(english ? "There is no earlier pack to go back to."
                     : "Er is geen eerder pakket om naar terug te gaan.");
        return OM_EXIT_PROBLEMS;
    }
    if (!is_whole(packs, before)) {
        printf(english ? "%s %s is damaged, and stays where it is.\n"
                       : "%s %s is beschadigd, en blijft waar het is.\n",
               before->id, before->version);
        return OM_EXIT_PROBLEMS;
    }
    if (!om_inbox_put(packs, before, &disk)) {
        fprintf(stderr, "omstander: %s/inbox: %s\n", packs, strerror(errno));
        return OM_EXIT_CANNOT;
    }
    printf(english ? "Back to %s %s. " : "Terug naar %s %s. ", before->id,
           before->version);
    return om_packs_go_live(state, site, english) ? OM_EXIT_DONE
                                                  : OM_EXIT_CANNOT;
}

static enum om_exit
run(const struct om_arguments *arguments)
{
    struct om_site site;
    bool english;
    enum om_exit code = om_commands_begin(arguments, &site, &english);
    if (code != OM_EXIT_DONE) {
        return code;
    }
    char *state = om_packs_state(arguments);
    char *packs = om_path_join(state, "packs");
    code = go_back(packs, state, &site, english);
    free(packs);
    free(state);
    om_site_finish(&site);
    return code;
}

const struct om_command om_command_pack_undo = {
    .name = "pack undo",
    .help = "go back to the pack that was on screen before",
    .options = options,
    .run = run,
};
