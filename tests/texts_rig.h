// Words that are hard to write down, and copies of real packs that a
// translator's file is put into.
#ifndef OM_TESTS_TEXTS_RIG_H
#define OM_TESTS_TEXTS_RIG_H

#include "base/text.h"
#include "pack/pack.h"
#include "texts/exchange.h"

enum { PATH_SIZE = 512 };

// Codes and places, with commas between them.
void describe(const struct om_findings *findings, struct om_text *out);

enum { AWKWARD = 63 };
extern const char *const awkward[AWKWARD];

struct copy {
    char path[PATH_SIZE];
};

// Of tests/packs/`pack`.
void make_copy(struct copy *copy, const char *pack);

// With all that is in it.
void remove_copy(const struct copy *copy);

// What every file of it holds; owned by the caller.
char *look(const struct copy *copy);

// Fails the test when it does not load. Owned by the caller.
struct om_pack *load(const struct copy *copy);

// What a translator would be sent.
void export_pack(const struct om_pack *pack, const char *language,
                 const char *earlier, struct om_text *out,
                 struct om_texts_export_result *result);

// Every text translated into itself, turned round (awkward characters too).
void fill(const struct om_text *from, struct om_text *out);

// Puts a translator's file into a copy. `disk` may refuse (NULL: it does not);
// the caller finishes the findings.
enum om_texts_import_answer import_pack(const struct copy *copy,
                                        const struct om_text *po,
                                        const struct om_disk *disk,
                                        struct om_texts_import_result *result,
                                        struct om_findings *findings);

#endif
