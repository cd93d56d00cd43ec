// Finding stories and scenes by the ids that people write, and what has become
// of a scene in another edition of the same pack.
#ifndef OM_PACK_LOOKUP_H
#define OM_PACK_LOOKUP_H

#include "pack/pack.h"

#include "base/text.h"

// Index of a story; UINT16_MAX: there is none.
uint16_t om_pack_find_story(const struct om_pack *pack, const char *id);

// A scene of that story; OM_SCENE_NONE: there is none.
om_scene_id om_pack_find_scene(const struct om_pack *pack, uint16_t story,
                               const char *id);

// "noa/wat-doe-jij". OM_SCENE_NONE with a message (in Dutch or English) that
// names what there is, when there is no such place.
om_scene_id om_pack_find_place(const struct om_pack *pack, const char *place,
                               bool english, struct om_text *problem);

// The scene of `to` with the story and id of a scene of `from`; NONE stays
// NONE.
om_scene_id om_pack_map_scene(const struct om_pack *from,
                              const struct om_pack *to, om_scene_id scene);

// The film scene at one of whose cues this question is asked; OM_SCENE_NONE:
// none. Sets which of its cues.
om_scene_id om_pack_find_asker(const struct om_pack *pack, om_scene_id question,
                               uint8_t *cue);

#endif
