// What the picture itself says, in Dutch and English, and how it looks: one
// table for roles, one for kinds of scenes.
#ifndef OM_MAP_WORDS_H
#define OM_MAP_WORDS_H

#include "map/graph.h"

enum om_map_word {
    OM_MAP_WORD_LEGEND,
    OM_MAP_WORD_ROLES,
    OM_MAP_WORD_STORY,
    OM_MAP_WORD_STORIES,
    OM_MAP_WORD_SCENE,
    OM_MAP_WORD_SCENES,
    OM_MAP_WORD_ERROR,
    OM_MAP_WORD_ERRORS,
    OM_MAP_WORD_WARNING,
    OM_MAP_WORD_WARNINGS,
    OM_MAP_WORD_ROW,
    OM_MAP_WORD_START,
    OM_MAP_WORD_GOES_ON,
    OM_MAP_WORD_NOT_THERE,
    OM_MAP_WORD_UNREADABLE,
    OM_MAP_WORD_MORE,
    OM_MAP_WORD_LINE,
    OM_MAP_WORD_CHAT,
    OM_MAP_WORD_SPOT,
    OM_MAP_WORD_PLEDGE,
    OM_MAP_WORD_HELPED,
    OM_MAP_WORD_OTHERWISE,
    OM_MAP_WORD_SEVERAL,
    OM_MAP_WORD_SCALE,
    OM_MAP_WORD_OTHERS,
    OM_MAP_WORD_CUE,
    OM_MAP_WORD_ELSEWHERE,
    OM_MAP_WORD_COUNT,
};

const char *om_map_word(enum om_map_word word, bool english);

// A role of a choice: told apart by colour, sign, name and line. Colours are
// dark enough for white words on them, and for paper.
struct om_map_role {
    const char *id; // "defender_public"; NULL: none
    const char *nl, *en;
    const char *sign;
    const char *colour;
    const char *line;  // Graphviz' style of the arrow
    const char *arrow; // and of its head
};

// The row of a role; the last row, of none, for anything else.
const struct om_map_role *om_map_role_find(const char *id);

// All of them, for the legend; NULL past the last.
const struct om_map_role *om_map_role_at(size_t i);

struct om_map_look {
    const char *nl, *en;
    const char *sign;
    const char *head, *body; // colours
};

const struct om_map_look *om_map_look_of(enum om_map_kind kind);

#endif
