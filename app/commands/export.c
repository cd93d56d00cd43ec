// omstander export: this kiosk's counters as one signed file.

#include "exchange/export.h"
#include "base/path.h"
#include "commands/commands.h"
#include "exchange/state.h"
#include "site/site.h"
#include "tally/tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct om_option options[] = {
    { "-o", "FILE", "the file to write, on a stick for instance" },
    { "--state", "DIR",
      "where the counters live (default: the XDG state "
      "folder)" },
    { "--site-id", "NAME",
      "name of this site: small letters, digits, - (default: the site "
      "file's, or kiosk-<key id>)" },
    { "--site-type", "NAME",
      "cinema, booth or school (default: the site file's)" },
    { "--province", "CODE",
      "nl-nh, nl-zh, … (default: the site file's, or nl-xx, not told)" },
    { "--site", "FILE", "the site file (default: " OM_SITE_FILE ")" },
    { "--lang", "LANG", "language of its mistakes: nl or en (default: nl)" },
    { NULL, NULL, NULL },
};

static bool
take_name(const struct om_arguments *arguments, const char *option,
          const char *otherwise, char out[OM_PLACE_ID_MAX + 1])
{
    const char *given = om_option_value(arguments, option);
    if (given && !om_export_is_name(given)) {
        fprintf(stderr,
                "omstander: %s %s: expected small letters, digits and -, at "
                "most %d\n",
                option, given, OM_PLACE_ID_MAX);
        return false;
    }
    snprintf(out, OM_PLACE_ID_MAX + 1, "%s", given ? given : otherwise);
    return true;
}

static bool
take_site(const struct om_export_head *head)
{
    bool good = !head->site[0] || om_export_is_site(head->site);
    if (!good) {
        fprintf(stderr,
                "omstander: site %s: this is the name of an area, not of "
                "a site\n",
                head->site);
    }
    return good;
}

static bool
take_type(const struct om_arguments *arguments, const char *otherwise,
          struct om_export_head *head)
{
    const char *given = om_option_value(arguments, "--site-type");
    given = given ? given : otherwise;
    if (strcmp(given, "cinema") != 0 && strcmp(given, "booth") != 0
        && strcmp(given, "school") != 0) {
        fprintf(stderr,
                "omstander: --site-type %s: expected cinema, booth or school\n",
                given);
        return false;
    }
    snprintf(head->type, sizeof(head->type), "%s", given);
    return true;
}

// Options win over the site file.
static enum om_exit
make_head(const struct om_arguments *arguments, struct om_export_head *head)
{
    struct om_site site;
    bool english;
    enum om_exit code = om_commands_begin(arguments, &site, &english);
    if (code != OM_EXIT_DONE) {
        return code;
    }
    head->week = om_tally_period(time(NULL));
    bool good =
        take_name(arguments, "--site-id", site.id ? site.id : "", head->site)
        && take_name(arguments, "--province",
                     site.province ? site.province : "nl-xx", head->province)
        && take_site(head) && take_type(arguments, site.type, head);
    om_site_finish(&site);
    return good ? OM_EXIT_DONE : OM_EXIT_USAGE;
}

static bool export(const char *state, const char *path,
                   struct om_export_head *head)
{
    struct om_text text = { 0 };
    struct om_text problem = { 0 };
    head->simulated = om_state_is_simulated(state);
    bool good = om_export_make(state, head, &text, &problem)
                && om_export_save(path, &text, &problem);
    if (good) {
        char id[OM_KEY_ID_SIZE];
        om_key_id(head->key, id);
        printf("%s: site %s, key %s\n", path, head->site, id);
    } else {
        fprintf(stderr, "omstander: %s\n", om_text_get(&problem));
    }
    om_text_finish(&text);
    om_text_finish(&problem);
    return good;
}

static enum om_exit
run(const struct om_arguments *arguments)
{
    struct om_export_head head = { .week = 0 };
    const char *path = om_option_value(arguments, "-o");
    if (!path) {
        fputs("omstander: export needs -o FILE\n", stderr);
        return OM_EXIT_USAGE;
    }
    enum om_exit code = make_head(arguments, &head);
    if (code != OM_EXIT_DONE) {
        return code;
    }
    const char *given = om_option_value(arguments, "--state");
    char *state = given ? om_path_join(given, "") : om_path_state();
    code = export(state, path, &head) ? OM_EXIT_DONE : OM_EXIT_CANNOT;
    free(state);
    return code;
}

const struct om_command om_command_export = {
    .name = "export",
    .help = "write this kiosk's counters as one signed file, for a stick",
    .options = options,
    .run = run,
};
