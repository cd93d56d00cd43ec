// The questions and choices that packs can count, and which choices help.
// What may be published must not depend on what was chosen: a choice that
// nobody took is in the table like every other.
#ifndef OM_REPORT_CATALOGUE_H
#define OM_REPORT_CATALOGUE_H

#include "pack/pack.h"

#include <stdbool.h>
#include <stddef.h>

struct om_catalogue_choice {
    char *id; // owned
    bool helps;
};

struct om_catalogue_question {
    char *pack;     // "iedereen-behalve@1", as in the keys of cells; owned
    char *question; // "<story>.<scene>"; owned
    struct om_catalogue_choice *choices; // in the pack's order; owned
    size_t choice_count;
    bool several; // one visitor may have given more than one of them
};

struct om_catalogue {
    struct om_catalogue_question *questions; // by pack, in the pack's order
    size_t count;
    struct om_catalogue_languages {
        char *pack;
        char **languages; // owned
        size_t count;
    } * packs; // owned
    size_t pack_count;
};

void om_catalogue_finish(struct om_catalogue *catalogue);

// Questions, and as questions too the moments of films (with "anders", beside
// all of them) and pledges, of choices that neither help nor do not. Copies
// what is needed; the pack may go. The same pack twice: the first holds.
void om_catalogue_add_pack(struct om_catalogue *catalogue,
                           const struct om_pack *pack);

// One choice by hand: for counters of a pack that is not at hand, and tests.
void om_catalogue_add_choice(struct om_catalogue *catalogue, const char *pack,
                             const char *question, const char *choice,
                             bool helps);
// Says of a question that it has several answers of one visitor.
void om_catalogue_set_several(struct om_catalogue *catalogue, const char *pack,
                              const char *question);
void om_catalogue_add_language(struct om_catalogue *catalogue, const char *pack,
                               const char *language);

#endif
