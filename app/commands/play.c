// omstander play: the kiosk.

#include "base/log.h"
#include "base/path.h"
#include "commands/commands.h"
#include "exchange/state.h"
#include "kiosk/kiosk.h"
#include "pack/lookup.h"
#include "site/site.h"
#include "update/update.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct om_option options[] = {
    { "--state", "DIR",
      "where the counters live (default: the XDG state "
      "folder)" },
    { "--site", "FILE", "the site file (default: " OM_SITE_FILE ")" },
    { "--from", "STORY/SCENE", "begin at that scene; nothing is counted" },
    { "--live", NULL,
      "for makers: show what is saved in PACK within a second, and what is "
      "wrong with it; nothing is counted" },
    { "--window", "WxH",
      "in a window of that size instead of fullscreen; "
      "Escape ends it" },
    { "--tour", "DIR",
      "play one visit by itself and save a picture of every "
      "screen there" },
    { "--diagonal", "INCHES",
      "size of the screen, for text and targets "
      "(default: 32)" },
    { "--painter", "NAME", "auto, software or renderer (default: auto)" },
    { "--show-damage", NULL,
      "for developers: tint what is drawn again, each time something is" },
    { "--still", NULL, "reduced motion: cuts instead of fades" },
    { "--lang", "LANG",
      "language of messages about the pack: nl or en "
      "(default: nl)" },
    { NULL, NULL, NULL },
};

static bool
parse_size(const char *text, int *width, int *height)
{
    char after = 0;
    int got = sscanf(text, "%dx%d%c", width, height, &after);
    return got == 2 && *width >= 320 && *height >= 320 && *width <= 8192
           && *height <= 8192;
}

static bool
parse_painter(const char *name, enum om_canvas_choice *choice)
{
    static const char *const names[] = {
        [OM_CANVAS_BEST] = "auto",
        [OM_CANVAS_SOFTWARE] = "software",
        [OM_CANVAS_RENDERER] = "renderer",
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(name, names[i]) == 0) {
            *choice = (enum om_canvas_choice) i;
            return true;
        }
    }
    return false;
}

static bool
wrong(const char *option, const char *value, const char *expected)
{
    fprintf(stderr, "omstander: %s %s: expected %s\n", option, value, expected);
    return false;
}

static bool
parse_look(const struct om_arguments *arguments, struct om_kiosk_params *params)
{
    const char *window = om_option_value(arguments, "--window");
    if (window && !parse_size(window, &params->width, &params->height)) {
        return wrong("--window", window,
                     "a width and a height from 320x320 to 8192x8192, as in "
                     "1280x720");
    }
    const char *diagonal = om_option_value(arguments, "--diagonal");
    if (diagonal) {
        char *end = NULL;
        params->diagonal = strtod(diagonal, &end);
        if (end == diagonal || *end || params->diagonal < 5
            || params->diagonal > 200) {
            return wrong("--diagonal", diagonal, "inches from 5 to 200");
        }
    }
    const char *painter = om_option_value(arguments, "--painter");
    if (painter && !parse_painter(painter, &params->canvas)) {
        return wrong("--painter", painter, "auto, software or renderer");
    }
    params->still = om_option_value(arguments, "--still") != NULL;
    params->show_damage = om_option_value(arguments, "--show-damage") != NULL;
    return true;
}

// What the site file says where no option does.
static void
take_site(struct om_kiosk_params *params, const struct om_arguments *arguments,
          const struct om_site *site)
{
    if (!om_option_value(arguments, "--diagonal")) {
        params->diagonal = site->diagonal / 1000.0;
    }
    if (!om_option_value(arguments, "--painter")) {
        parse_painter(site->painter, &params->canvas);
    }
    params->still = params->still || site->still;
    params->norms = site->norms;
}

static bool
parse(const struct om_arguments *arguments, struct om_kiosk_params *params)
{
    if (!parse_look(arguments, params)) {
        return false;
    }
    params->tour = om_option_value(arguments, "--tour");
    params->from = om_option_value(arguments, "--from");
    if (params->tour
        && (params->from || om_option_value(arguments, "--live"))) {
        return wrong("--tour", params->tour,
                     "neither --from nor --live with it");
    }
    return true;
}

// -- a pack that was named, a tour, a preview ---------------------------------

// A tour counts too, but not among the real visits; a preview counts nothing.
static char *
state_folder(const char *given, const struct om_kiosk_params *params)
{
    if (params->from) {
        return NULL;
    }
    if (given) {
        return om_path_join(given, "");
    }
    return params->tour ? om_path_join(params->tour, "state") : om_path_state();
}

// In a live preview a pack with mistakes is no reason not to begin: the screen
// says what they are.
static struct om_pack *
load_live(const char *root, bool english)
{
    struct om_findings findings = { 0 };
    struct om_pack *pack = om_pack_load(root, &findings);
    if (pack) {
        om_commands_print_findings(&findings, english);
    }
    om_findings_finish(&findings);
    return pack;
}

static bool
is_place(const struct om_pack *pack, const struct om_kiosk_params *params)
{
    struct om_text problem = { 0 };
    bool good =
        om_pack_find_place(pack, params->from, params->english, &problem)
        != OM_SCENE_NONE;
    if (!good) {
        fprintf(stderr, "omstander: --from %s: %s\n", params->from,
                om_text_get(&problem));
    }
    om_text_finish(&problem);
    return good;
}

static enum om_exit
play_named(struct om_kiosk_params *params, const char *operand, bool live)
{
    char *root = live && operand ? realpath(operand, NULL)
                 : live          ? om_path_default_pack()
                                 : NULL;
    struct om_pack *pack =
        root ? load_live(root, params->english)
             : om_commands_load_pack(operand, params->english);
    enum om_exit code = OM_EXIT_CANNOT;
    params->live = root;
    params->pack = pack;
    if (pack && params->from && !is_place(pack, params)) {
        code = OM_EXIT_USAGE;
    } else if (pack || root) {
        code = om_kiosk_run(params);
    }
    om_pack_destroy(pack);
    free(root);
    return code;
}

// -- a kiosk ------------------------------------------------------------------

// New packs come from where the site says, and from `pack install`, which
// makes the folder. Where there is neither, nobody has to wait for them.
static struct om_update *
make_update(const struct om_kiosk_params *params, const struct om_site *site,
            const char *site_file)
{
    char *packs = om_path_join(params->state, "packs");
    bool wanted = site->content || site->stick || access(packs, F_OK) == 0;
    free(packs);
    if (!wanted) {
        return NULL;
    }
    char *builtin = om_path_default_pack();
    struct om_update_params update_params = {
        .state = params->state,
        .site = site,
        .site_file = site_file,
        .builtin = builtin,
    };
    struct om_text problem = { 0 };
    struct om_update *update =
        om_update_create(&update_params, om_tick_now(), &problem);
    if (!update) {
        om_log(OM_LOG_ERROR, "update", "%s; no new packs are taken",
               om_text_get(&problem));
    }
    om_text_finish(&problem);
    free(builtin);
    return update;
}

// The pack on screen; one that cannot be loaded makes place for the one before.
static struct om_pack *
load_current(struct om_update *update, bool english)
{
    struct om_pack *pack = NULL;
    do {
        const char *root = om_update_root(update);
        pack = root ? om_commands_load_pack(root, english) : NULL;
    } while (!pack && om_update_failed(update, "load", om_tick_now()));
    if (!pack) {
        om_log(OM_LOG_ERROR, "pack", "there is no pack to show");
    }
    return pack;
}

static enum om_exit
play_kiosk(struct om_kiosk_params *params, const struct om_site *site,
           const char *site_file)
{
    struct om_update *update = make_update(params, site, site_file);
    struct om_pack *pack = update
                               ? load_current(update, params->english)
                               : om_commands_load_pack(NULL, params->english);
    enum om_exit code = OM_EXIT_CANNOT;
    if (pack) {
        params->pack = pack;
        params->update = update;
        code = om_kiosk_run(params);
    }
    om_update_destroy(update);
    om_pack_destroy(pack);
    return code;
}

static enum om_exit
run(const struct om_arguments *arguments)
{
    struct om_kiosk_params params = { 0 };
    struct om_site site;
    bool good = true;
    const char *site_file = om_option_value(arguments, "--site");
    bool live = om_option_value(arguments, "--live") != NULL;
    params.english = om_option_english(arguments, &good);
    if (!good || !parse(arguments, &params)) {
        return OM_EXIT_USAGE;
    }
    if (!om_commands_load_site(&site, site_file, params.english)) {
        return OM_EXIT_CANNOT;
    }
    take_site(&params, arguments, &site);
    const char *operand = om_operand(arguments);
    char *state =
        live ? NULL
             : state_folder(om_option_value(arguments, "--state"), &params);
    params.state = state;
    enum om_exit code = OM_EXIT_CANNOT;
    if (state && om_state_is_simulated(state)) {
        fprintf(stderr,
                "omstander: %s holds simulated counts; real visitors are never "
                "added to them. Name another folder with --state\n",
                state);
    } else if (operand || live || params.from || params.tour) {
        code = play_named(&params, operand, live);
    } else {
        code = play_kiosk(&params, &site, site_file);
    }
    free(state);
    om_site_finish(&site);
    return code;
}

const struct om_command om_command_play = {
    .name = "play",
    .operand = "[PACK]",
    .operands_max = 1,
    .help = "start the kiosk on a content folder (default: the one that went "
            "live, or came with it)",
    .options = options,
    .run = run,
};
