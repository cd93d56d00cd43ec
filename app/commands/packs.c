#include "commands/packs.h"

#include "base/path.h"
#include "update/update.h"

#include <stdio.h>

char *
om_packs_state(const struct om_arguments *arguments)
{
    const char *given = om_option_value(arguments, "--state");
    return given ? om_path_join(given, "") : om_path_state();
}

bool
om_packs_go_live(const char *state, const struct om_site *site, bool english)
{
    struct om_update_params params = {
        .state = state,
        .site = site,
        .stager = "",
    };
    struct om_text problem = { 0 };
    om_tick now = om_tick_now();
    struct om_update *update = om_update_create(&params, now, &problem);
    bool swapped =
        update && om_update_is_ready(update) && om_update_swap(update, now);
    puts(swapped   ? english ? "It is on screen when the kiosk starts."
                             : "Het staat op het scherm als de kiosk start."
         : english ? "It goes on screen when nobody is watching."
                   : "Het komt op het scherm zodra er niemand kijkt.");
    bool good = swapped || !update;
    om_update_destroy(update);
    om_text_finish(&problem);
    return good;
}
