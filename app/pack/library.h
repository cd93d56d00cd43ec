// What is written once and named from the stories: the figures of facts.yaml
// and the tips of tips.yaml. A pack need not have either file.
#ifndef OM_PACK_LIBRARY_H
#define OM_PACK_LIBRARY_H

#include "pack/values.h"

struct om_fact {
    const char *id;
    struct om_words figure; // "23%"; optional
    struct om_words text, source;
};

struct om_named_tip {
    const char *id;
    struct om_tip tip;
};

// Reads both files into the reader.
void om_read_library(struct om_reader *reader);

// What a node names; NULL when there is no such thing, which is then said.
const struct om_fact *om_library_fact(struct om_reader *reader,
                                      const struct om_node *node);
const struct om_tip *om_library_tip(struct om_reader *reader,
                                    const struct om_node *node);

bool om_library_has_tip(const struct om_reader *reader, const char *id);

#endif
