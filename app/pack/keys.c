#include "pack/keys.h"

#include "pack/reader.h"

#include <stdio.h>
#include <string.h>

static size_t
length_of(const char *id)
{
    return id ? strlen(id) : 0;
}

static size_t
longer(size_t longest, const char *id)
{
    size_t length = length_of(id);
    return length > longest ? length : longest;
}

static void
check(struct om_reader *reader, size_t others, const char *id, size_t longest)
{
    size_t length = others + length_of(id) + longest;
    if (!id || length <= OM_PACK_IDS_MAX) {
        return;
    }
    for (const struct om_counted *counted = reader->counted; counted;
         counted = counted->next) {
        if (strcmp(counted->id, id) == 0) {
            char has[24], most[24];
            snprintf(has, sizeof(has), "%zu", length);
            snprintf(most, sizeof(most), "%d", OM_PACK_IDS_MAX);
            om_say(reader->findings, OM_SAY_KEY_LONG, counted->mark, id, has,
                   most);
            return;
        }
    }
}

void
om_check_keys(struct om_reader *reader)
{
    const struct om_pack *pack = reader->pack;
    for (size_t i = 0; i < reader->scene_count; i++) {
        const struct om_scene *scene = &reader->scenes[i];
        if (scene->story >= pack->story_count) {
            continue;
        }
        size_t others =
            length_of(pack->id) + length_of(pack->stories[scene->story].id);
        size_t longest = 0, longest_moment = 0;
        for (uint8_t k = 0; k < scene->choice_count; k++) {
            longest = longer(longest, scene->choices[k].id);
        }
        for (uint8_t k = 0; k < scene->spot.moment_count; k++) {
            longest_moment = longer(longest_moment, scene->spot.moments[k].id);
        }
        if (scene->kind == OM_SCENE_QUESTION) {
            check(reader, others, scene->id, longest);
        }
        check(reader, others, scene->pledge, longest);
        check(reader, others, scene->spot.id, longest_moment);
    }
}
