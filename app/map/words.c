#include "map/words.h"

#include <string.h>

const char *
om_map_word(enum om_map_word word, bool english)
{
    static const char *const words[OM_MAP_WORD_COUNT][2] = {
        [OM_MAP_WORD_LEGEND] = { "Scènes", "Scenes" },
        [OM_MAP_WORD_ROLES] = { "Antwoorden", "Answers" },
        [OM_MAP_WORD_STORY] = { "verhaal", "story" },
        [OM_MAP_WORD_STORIES] = { "verhalen", "stories" },
        [OM_MAP_WORD_SCENE] = { "scène", "scene" },
        [OM_MAP_WORD_SCENES] = { "scènes", "scenes" },
        [OM_MAP_WORD_ERROR] = { "fout", "error" },
        [OM_MAP_WORD_ERRORS] = { "fouten", "errors" },
        [OM_MAP_WORD_WARNING] = { "waarschuwing", "warning" },
        [OM_MAP_WORD_WARNINGS] = { "waarschuwingen", "warnings" },
        [OM_MAP_WORD_ROW] = { "rij", "row" },
        [OM_MAP_WORD_START] = { "begin", "start" },
        [OM_MAP_WORD_GOES_ON] = { "de film gaat verder", "the film goes on" },
        [OM_MAP_WORD_NOT_THERE] = { "bestaat niet", "does not exist" },
        [OM_MAP_WORD_UNREADABLE] = { "kan niet worden gelezen",
                                     "cannot be read" },
        [OM_MAP_WORD_MORE] = { "en nog", "and more:" },
        [OM_MAP_WORD_LINE] = { "regel", "line" },
        [OM_MAP_WORD_CHAT] = { "groepschat", "group chat" },
        [OM_MAP_WORD_SPOT] = { "tik-moment", "moment to tap" },
        [OM_MAP_WORD_PLEDGE] = { "belofte", "pledge" },
        [OM_MAP_WORD_HELPED] = { "keer geholpen of vaker",
                                 "times helped, or more" },
        [OM_MAP_WORD_OTHERWISE] = { "anders", "otherwise" },
        [OM_MAP_WORD_SEVERAL] = { "meer antwoorden mogelijk",
                                  "more answers possible" },
        [OM_MAP_WORD_SCALE] = { "schaal", "scale" },
        [OM_MAP_WORD_OTHERS] = { "laat zien wat anderen kozen",
                                 "shows what others chose" },
        [OM_MAP_WORD_CUE] = { "film stopt voor een vraag",
                              "film stops for a question" },
        [OM_MAP_WORD_ELSEWHERE] = { "Niet bij een scène", "Not about a scene" },
    };
    return words[word][english];
}

const struct om_map_role *
om_map_role_at(size_t i)
{
    static const struct om_map_role roles[] = {
        { "defender_public", "komt op in de groep", "stands up in the group",
          "◆", "#0A6B3D", "solid", "normal" },
        { "defender_private", "steunt in stilte", "supports in private", "●",
          "#0B7285", "solid", "normal" },
        { "get_help", "haalt hulp", "gets help", "▲", "#2B4C9B", "solid",
          "normal" },
        { "outsider", "kijkt toe", "looks on", "○", "#5F6770", "dashed",
          "onormal" },
        { "reinforcer", "moedigt aan", "encourages", "◇", "#A14A00", "dotted",
          "odiamond" },
        { "assistant", "doet mee", "joins in", "■", "#5A1E1E", "dotted",
          "box" },
        { NULL, "zonder rol", "no role", "–", "#3A4048", "solid", "vee" },
    };
    return i < sizeof(roles) / sizeof(roles[0]) ? &roles[i] : NULL;
}

const struct om_map_role *
om_map_role_find(const char *id)
{
    size_t i = 0;
    const struct om_map_role *role = om_map_role_at(0);
    while (role->id && strcmp(role->id, id) != 0) {
        role = om_map_role_at(++i);
    }
    return role;
}

const struct om_map_look *
om_map_look_of(enum om_map_kind kind)
{
    static const struct om_map_look looks[OM_MAP_KINDS] = {
        [OM_MAP_FILM] = { "film", "film", "▶", "#22303C", "#F2F5F7" },
        [OM_MAP_QUESTION] = { "vraag", "question", "?", "#8A1C4A", "#FDF4F8" },
        [OM_MAP_CARD] = { "kaart", "card", "≡", "#7A5200", "#FFF9EA" },
        [OM_MAP_END] = { "einde", "ending", "✓", "#14532D", "#F0FAF3" },
        [OM_MAP_HELPED] = { "splitsing", "fork", "⋔", "#4B2E83", "#F6F2FC" },
        [OM_MAP_OTHER] = { "onbekend", "unknown", "✖", "#A61B29", "#FDECEE" },
    };
    return &looks[kind];
}
