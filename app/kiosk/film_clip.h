// One clip of a film: which file it is, opening it, and whether it is the same
// one in another edition of the pack. Private to film.c.
#ifndef OM_KIOSK_FILM_CLIP_H
#define OM_KIOSK_FILM_CLIP_H

#include "kiosk/film.h"

extern const struct om_film_clip om_film_clip_none;

// The clip's file, relative to the pack. NULL: a pack that is none yet has no
// attract loop.
const char *om_film_clip_name(const struct om_pack *pack, om_scene_id scene);

// None when there is no process for it.
struct om_film_clip om_film_clip_open(const struct om_film *film,
                                      om_scene_id scene, om_tick start);

void om_film_clip_close(struct om_film_clip *clip);

// The same scene in another edition; OM_SCENE_NONE: gone.
om_scene_id om_film_clip_map(const struct om_pack *from,
                             const struct om_pack *to, om_scene_id scene);

// Its scene from now on is that of `to`. False when it is another clip there:
// another name, another file of that name, other cues.
bool om_film_clip_move(const struct om_pack *from, const struct om_pack *to,
                       struct om_film_clip *clip);

#endif
