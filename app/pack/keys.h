// Whether what is chosen can be counted: the ids of pack, story, question and
// choice are one key, which has to fit into OM_PACK_IDS_MAX characters.
#ifndef OM_PACK_KEYS_H
#define OM_PACK_KEYS_H

struct om_reader;

// After all stories are read. Says it at the id of the question, spot or
// pledge, once for each.
void om_check_keys(struct om_reader *reader);

#endif
