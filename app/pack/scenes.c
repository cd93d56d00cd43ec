#include "pack/scenes.h"

size_t
om_tips_for(const struct om_scene *end, enum om_audience audience,
            const struct om_tip *tips[OM_PACK_TIPS_SHOWN])
{
    size_t count = 0;
    for (uint8_t i = 0; i < end->tip_count && count < OM_PACK_TIPS_SHOWN; i++) {
        const struct om_tip *tip = &end->tips[i];
        if (tip->audience == OM_AUDIENCE_ALL || tip->audience == audience) {
            tips[count++] = tip;
        }
    }
    return count;
}

bool
om_tips_speak_to(const struct om_scene *end, enum om_audience audience)
{
    for (uint8_t i = 0; i < end->tip_count; i++) {
        if (end->tips[i].audience == audience) {
            return true;
        }
    }
    return false;
}

bool
om_role_helps(enum om_role role)
{
    return role == OM_ROLE_DEFENDER_PUBLIC || role == OM_ROLE_DEFENDER_PRIVATE
           || role == OM_ROLE_GET_HELP;
}

unsigned
om_others_in_ten(const struct om_others *others)
{
    if (!others->asked || others->share == 0
        || others->share < others->when_at_least) {
        return 0;
    }
    unsigned tenths = (others->share + 50U) / 100U;
    return tenths > 9 ? 9 : tenths; // nobody believes "all of them"
}
