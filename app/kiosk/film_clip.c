#include "kiosk/film_clip.h"

#include "clip/clip.h"
#include "pack/lookup.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const struct om_film_clip om_film_clip_none = { .scene = OM_SCENE_NONE };

const char *
om_film_clip_name(const struct om_pack *pack, om_scene_id scene)
{
    return scene == OM_SCENE_ATTRACT ? pack->attract_clip
                                     : pack->scenes[scene].clip;
}

static struct om_film_file
identify(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        return (struct om_film_file){ 0 };
    }
    return (struct om_film_file){
        .device = status.st_dev,
        .node = status.st_ino,
        .size = status.st_size,
        .modified = (int64_t) status.st_mtim.tv_sec * 1000000000
                    + status.st_mtim.tv_nsec,
    };
}

struct om_film_clip
om_film_clip_open(const struct om_film *film, om_scene_id scene, om_tick start)
{
    const struct om_pack *pack = film->pack;
    if (!om_film_clip_name(pack, scene)) {
        return om_film_clip_none;
    }
    char *path = om_pack_path(pack, om_film_clip_name(pack, scene));
    struct om_clip_params params = {
        .path = path,
        .start = start,
        .fit_width = film->fit_width,
        .fit_height = film->fit_height,
    };
    if (scene != OM_SCENE_ATTRACT) {
        const struct om_scene *clip = &pack->scenes[scene];
        params.cue_count = clip->cue_count;
        for (uint8_t i = 0; i < clip->cue_count; i++) {
            params.cues[i] = clip->cues[i].at;
        }
    }
    struct om_film_clip opened = {
        .clip = om_clip_open(film->pool, &params),
        .scene = scene,
        .file = identify(path),
    };
    explicit_bzero(path, strlen(path)); // it may be what was chosen
    free(path);
    return opened.clip ? opened : om_film_clip_none;
}

void
om_film_clip_close(struct om_film_clip *clip)
{
    om_clip_close(clip->clip);
    *clip = om_film_clip_none;
}

// -- in another edition -------------------------------------------------------

static bool
has_same_cues(const struct om_scene *a, const struct om_scene *b)
{
    bool same = a->cue_count == b->cue_count;
    for (uint8_t i = 0; same && i < a->cue_count; i++) {
        same = a->cues[i].at == b->cues[i].at;
    }
    return same;
}

om_scene_id
om_film_clip_map(const struct om_pack *from, const struct om_pack *to,
                 om_scene_id scene)
{
    return scene == OM_SCENE_ATTRACT ? scene
                                     : om_pack_map_scene(from, to, scene);
}

bool
om_film_clip_move(const struct om_pack *from, const struct om_pack *to,
                  struct om_film_clip *clip)
{
    om_scene_id scene = om_film_clip_map(from, to, clip->scene);
    const char *is =
        scene == OM_SCENE_NONE ? NULL : om_film_clip_name(to, scene);
    if (!is || strcmp(is, om_film_clip_name(from, clip->scene)) != 0) {
        return false;
    }
    bool cues =
        scene == OM_SCENE_ATTRACT
        || has_same_cues(&from->scenes[clip->scene], &to->scenes[scene]);
    char *path = om_pack_path(to, is);
    struct om_film_file file = identify(path);
    free(path);
    clip->scene = scene;
    return cues && memcmp(&file, &clip->file, sizeof(file)) == 0;
}
