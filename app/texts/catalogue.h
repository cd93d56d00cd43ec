// Every text of a pack that a visitor can read, by a name that stays the same
// while other texts come and go, with the place where it is written. Made
// from the files of a pack that has been loaded without mistakes.
#ifndef OM_TEXTS_CATALOGUE_H
#define OM_TEXTS_CATALOGUE_H

#include "pack/arena.h"
#include "pack/folder.h"
#include "pack/pack.h"
#include "pack/tree.h"
#include "texts/cues.h"
#include "texts/places.h"

#include <stdbool.h>
#include <stddef.h>

// A file with texts, as it was when the catalogue was made.
struct om_texts_source {
    const char *file;  // relative to the pack's root
    const char *bytes; // in the arena
    size_t length;
    const struct om_node *tree; // YAML; NULL: captions
    struct om_cue_places cues;  // captions; owned
    const char *clip;           // captions: "clips/noa-1"
};

struct om_texts_entry {
    const char *context;        // "stories/noa:wat-doe-jij.choice.dm.text"
    size_t source;              // index into sources
    const struct om_node *node; // YAML: the text, or its languages
    size_t cue;                 // captions: which
    unsigned line;
    const char *text; // in the pack's first language
    const struct om_texts_place *place;
    size_t most; // characters
};

struct om_texts_catalogue {
    const struct om_pack *pack;      // borrowed
    struct om_arena arena;           // owned; all strings live in it
    struct om_folder folder;         // owned
    struct om_texts_source *sources; // owned; the first is pack.yaml
    size_t source_count;
    struct om_texts_entry *entries; // owned; in the order of a reader
    size_t count;
};

// False, with errno, when a file changed or went away meanwhile.
bool om_texts_catalogue_make(struct om_texts_catalogue *catalogue,
                             const struct om_pack *pack);

void om_texts_catalogue_finish(struct om_texts_catalogue *catalogue);

// NULL when there is none of that name.
const struct om_texts_entry *
om_texts_catalogue_find(const struct om_texts_catalogue *catalogue,
                        const char *context);

// The text in a language, in the arena; NULL when there is none. Of a name
// that is written once for all languages: that.
const char *om_texts_catalogue_translation(struct om_texts_catalogue *catalogue,
                                           const struct om_texts_entry *entry,
                                           const char *language);

// "clips/noa-1.fr.vtt", in the arena.
const char *om_texts_catalogue_captions(struct om_texts_catalogue *catalogue,
                                        const struct om_texts_source *source,
                                        const char *language);

// Whether a text is written once and holds for all languages.
bool om_texts_entry_is_shared(const struct om_texts_entry *entry);

#endif
