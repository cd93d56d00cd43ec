// What the readers of the pack's files share: the model being filled, and the
// fields of a map. A NULL node means that something was said already or that
// it was left out.
#ifndef OM_PACK_READER_H
#define OM_PACK_READER_H

#include "pack/arena.h"
#include "pack/folder.h"
#include "pack/messages.h"
#include "pack/pack.h"
#include "pack/survey.h"
#include "pack/tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What a language lacks, and where it is named.
struct om_lacking {
    struct om_mark mark;
    unsigned texts, captions;
};

struct om_reader {
    struct om_arena *arena;       // borrowed
    struct om_findings *findings; // borrowed
    struct om_survey *survey;     // borrowed; NULL: nobody asked
    enum om_text_use text_use;    // of the texts being read
    struct om_folder folder;
    struct om_pack *pack;               // in the arena; being filled
    struct om_scene *scenes;            // in the arena; of all stories
    size_t scene_count;                 // read so far
    const struct om_node **scene_nodes; // where each scene stands
    const struct om_node *norms;        // national figures; NULL: none
    const struct om_fact *facts;        // of facts.yaml, in the arena
    size_t fact_count;
    const struct om_named_tip *tips; // of tips.yaml, in the arena
    size_t tip_count;
    bool facts_lost, tips_lost; // the file is there, but could not be read
    struct om_counted *counted; // ids that answers are counted by, newest first
    struct om_lacking lacking[OM_PACK_LANGUAGES_MAX];
};

struct om_counted {
    const char *id;
    struct om_mark mark;
    const struct om_counted *next;
};

enum { OM_FIELD_NEEDED = 1 };

enum {
    OM_TAKES_TEXT = 1 << OM_NODE_TEXT,
    OM_TAKES_LIST = 1 << OM_NODE_LIST,
    OM_TAKES_MAP = 1 << OM_NODE_MAP,
    OM_TAKES_WORDS = OM_TAKES_TEXT | OM_TAKES_MAP,
    OM_TAKES_ANY = OM_TAKES_WORDS | OM_TAKES_LIST,
};

// A key that a map may have.
struct om_field {
    const char *key;
    unsigned takes, flags;
};

// Sorts the entries of `map` into values[i], one for each field: NULL when it
// is not there, is empty, or is of the wrong kind. False when `map` is none.
bool om_read_fields(struct om_reader *reader, const struct om_node *map,
                    const struct om_field *fields, size_t count,
                    const struct om_node *values[]);

// A whole YAML file of the pack. `missing` is what to say, and where, when
// there is no such file.
const struct om_node *om_read_yaml(struct om_reader *reader, const char *file,
                                   enum om_message missing,
                                   struct om_mark where);

// What a person would call this node: its key, or that of the list it is in.
const char *om_node_name(const struct om_node *node);

// Whether an entry of a list is a text with something in it.
bool om_node_is_filled(const struct om_node *node);

// What to say about a file that is not there.
enum om_message om_folder_message(enum om_folder_answer answer);

// A list with more entries than `most`.
void om_say_too_many(struct om_reader *reader, const struct om_node *list,
                     size_t most);

// A key that makes no sense together with another one ("ask: scale").
void om_say_not_with(struct om_reader *reader, const struct om_node *node,
                     const char *other);

// A key that is needed after all: says it when it is not there or is empty.
void om_read_needed(struct om_reader *reader, const struct om_node *map,
                    const char *key);

#endif
