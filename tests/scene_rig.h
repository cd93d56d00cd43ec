// Small screens for tests of damage and painters, a letter for each thing.
#ifndef OM_TESTS_SCENE_RIG_H
#define OM_TESTS_SCENE_RIG_H

#include "canvas/list.h"

enum { WIDTH = 320, HEIGHT = 240 };

extern const struct om_rect bounds; // all of it

// "bfc": a background, a film, a caption; the letters are in the .c.
void make_scene(struct om_list *list, const char *things);

#endif
