// omstander play: the kiosk.

#include "base/log.h"
#include "base/path.h"
#include "commands/commands.h"
#include "exchange/state.h"
#include "kiosk/kiosk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct om_option options[] = {
    { "--state", "DIR",
      "where the counters live (default: the XDG state "
      "folder)" },
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
parse(const struct om_arguments *arguments, struct om_kiosk_params *params)
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
    params->tour = om_option_value(arguments, "--tour");
    return true;
}

// A tour counts too, but not among the real visits.
static char *
state_folder(const char *given, const char *tour)
{
    if (given) {
        return om_path_join(given, "");
    }
    return tour ? om_path_join(tour, "state") : om_path_state();
}

static enum om_exit
run(const struct om_arguments *arguments)
{
    struct om_kiosk_params params = { 0 };
    bool good = true;
    bool english = om_option_english(arguments, &good);
    if (!good || !parse(arguments, &params)) {
        return OM_EXIT_USAGE;
    }
    struct om_pack *pack =
        om_commands_load_pack(om_operand(arguments), english);
    if (!pack) {
        return OM_EXIT_CANNOT;
    }
    char *state =
        state_folder(om_option_value(arguments, "--state"), params.tour);
    params.pack = pack;
    params.state = state;
    enum om_exit code = OM_EXIT_CANNOT;
    if (om_state_is_simulated(state)) {
        fprintf(stderr,
                "omstander: %s holds simulated counts; real visitors are never "
                "added to them. Name another folder with --state\n",
                state);
    } else {
        code = om_kiosk_run(&params);
    }
    free(state);
    om_pack_destroy(pack);
    return code;
}

const struct om_command om_command_play = {
    .name = "play",
    .operand = "[PACK]",
    .operands_max = 1,
    .help = "start the kiosk on a content folder (default: the one that "
            "came with it)",
    .options = options,
    .run = run,
};
