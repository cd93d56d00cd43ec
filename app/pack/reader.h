// What the readers of the pack's files share: the model being filled, and the
// small vocabulary of checked values (a text in every language, an id, a
// time, a file). Each of them says what is wrong and goes on; a NULL node
// means that something was said already or that it was left out.
#ifndef OM_PACK_READER_H
#define OM_PACK_READER_H

#include "pack/arena.h"
#include "pack/folder.h"
#include "pack/messages.h"
#include "pack/pack.h"
#include "pack/tree.h"

#include <stdbool.h>
#include <stddef.h>

struct om_reader {
    struct om_arena *arena;       // borrowed
    struct om_findings *findings; // borrowed
    struct om_folder folder;
    struct om_pack *pack;               // in the arena; being filled
    struct om_scene *scenes;            // in the arena; of all stories
    size_t scene_count;                 // read so far
    const struct om_node **scene_nodes; // where each scene stands
};

enum {
    OM_FIELD_NEEDED = 1,
    OM_FIELD_LATER = 2, // in the format, but not shown by this version
};

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

struct om_words om_read_words(struct om_reader *reader,
                              const struct om_node *node);

// NULL when it breaks the grammar of ids.
const char *om_read_id(struct om_reader *reader, const struct om_node *node);

bool om_is_id(const char *text);

// Says it when an earlier entry of the list has the same `id`.
void om_read_id_once(struct om_reader *reader, const struct om_node *list,
                     const struct om_node *entry);

// "nl", "en-GB"
bool om_is_language(const char *text);

// The relative path of a file that is there; NULL when it is not.
const char *om_read_file(struct om_reader *reader, const struct om_node *node);

// What to say about a file that is not there.
enum om_message om_folder_message(enum om_folder_answer answer);

bool om_read_time(struct om_reader *reader, const struct om_node *node,
                  om_tick *time);

// A whole number; `otherwise` when it is none.
unsigned om_read_number(struct om_reader *reader, const struct om_node *node,
                        unsigned low, unsigned high, unsigned otherwise);

// The place in a list of words; -1 when it is none of them.
int om_read_one_of(struct om_reader *reader, const struct om_node *node,
                   const char *const words[], size_t count);

// A list with more entries than `most`.
void om_say_too_many(struct om_reader *reader, const struct om_node *list,
                     size_t most);

// A language will not be offered: something in it is missing. Not for the
// default language, where that is an error.
void om_read_incomplete(struct om_reader *reader, size_t language);

#endif
