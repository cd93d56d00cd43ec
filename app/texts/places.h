// Where in a pack's files there are texts that visitors read, where each of
// them is seen, and how long it can be there. A place is written as the keys
// that lead to it, with * for an entry of a list or a name that the maker
// gave.
#ifndef OM_TEXTS_PLACES_H
#define OM_TEXTS_PLACES_H

#include <stdbool.h>
#include <stddef.h>

enum om_texts_file {
    OM_TEXTS_PACK,  // pack.yaml
    OM_TEXTS_STORY, // stories/….yaml
    OM_TEXTS_FACTS,
    OM_TEXTS_TIPS,
    OM_TEXTS_HELP,
    OM_TEXTS_CHAT,
    OM_TEXTS_CAPTIONS,
};

struct om_texts_place {
    enum om_texts_file file;
    const char *keys; // "scenes.*.choices.*.text"
    const char *with; // a key that stands beside it; NULL: any
    const char *screen_nl, *screen_en;
    unsigned most; // characters
    bool shared;   // written once it holds for all languages: a name
};

// NULL when there is no text at that place. `with` says whether a key stands
// beside the text.
const struct om_texts_place *
om_texts_place_find(enum om_texts_file file, const char *keys,
                    bool (*with)(const void *context, const char *key),
                    const void *context);

// That of captions, of which `most` says nothing: it follows from their time.
const struct om_texts_place *om_texts_place_captions(void);

#endif
