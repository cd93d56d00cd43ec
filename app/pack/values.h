// The vocabulary of checked values: a text in every language, an id, a time, a
// number, a file. Each says what is wrong and goes on; a NULL node means that
// something was said already or that it was left out.
#ifndef OM_PACK_VALUES_H
#define OM_PACK_VALUES_H

#include "pack/reader.h"

struct om_words om_read_words(struct om_reader *reader,
                              const struct om_node *node);

// The same, of a text that is not merely shown.
struct om_words om_read_words_as(struct om_reader *reader,
                                 const struct om_node *node,
                                 enum om_text_use use);

// NULL when it breaks the grammar of ids.
const char *om_read_id(struct om_reader *reader, const struct om_node *node);

bool om_is_id(const char *text);

// Says it when something else in the pack is counted by the same id: a
// question, a spot or a pledge. NULL is ignored.
void om_read_counted(struct om_reader *reader, const char *id,
                     struct om_mark mark);

// A text that is the same in all languages when it is written once: a name.
struct om_words om_read_name(struct om_reader *reader,
                             const struct om_node *node);

// A name that stands for something written elsewhere: its place among
// `count` names, -1 when it is none of them. name_at gives the names, `where`
// says to the reader where they are. One that is nearly right is said, and
// taken.
struct om_names {
    const char *where;
    size_t count;
    const void *context;
    const char *(*name_at)(const void *context, size_t i);
};

int om_read_reference(struct om_reader *reader, const struct om_node *node,
                      const struct om_names *names);

// Says it when an earlier entry of the list has the same `id`.
void om_read_id_once(struct om_reader *reader, const struct om_node *list,
                     const struct om_node *entry);

// "nl", "en-GB"
bool om_is_language(const char *text);

// The relative path of a file that is there; NULL when it is not.
const char *om_read_file(struct om_reader *reader, const struct om_node *node);

// The same of a poster or an avatar.
const char *om_read_picture(struct om_reader *reader,
                            const struct om_node *node);

bool om_read_time(struct om_reader *reader, const struct om_node *node,
                  om_tick *time);

// A whole number; `otherwise` when it is none.
unsigned om_read_number(struct om_reader *reader, const struct om_node *node,
                        unsigned low, unsigned high, unsigned otherwise);

// A number with decimals, in thousandths; `otherwise` when it is none. Between
// `low` and `high` thousandths.
unsigned om_read_thousandths(struct om_reader *reader,
                             const struct om_node *node, unsigned low,
                             unsigned high, unsigned otherwise);

// "#FF5A47" as 0xFF5A47; `otherwise` when it is none.
uint32_t om_read_colour(struct om_reader *reader, const struct om_node *node,
                        uint32_t otherwise);

// The place in a list of words; -1 when it is none of them nor like one.
int om_read_one_of(struct om_reader *reader, const struct om_node *node,
                   const char *const words[], size_t count);

// A language will not be offered: a text, or a file of captions, is missing in
// it. Not for the default language, where that is an error.
void om_read_incomplete(struct om_reader *reader, size_t language,
                        bool captions);

#endif
