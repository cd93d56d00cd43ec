// Names for the ids in a report: questions, choices and moments from the packs
// that are at hand, provinces from a table. An id whose pack is gone stands for
// itself.
#ifndef OM_BUNDLE_LABELS_H
#define OM_BUNDLE_LABELS_H

#include "pack/pack.h"
#include "report/release.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    OM_LABELS_PACKS_MAX = 8,
    OM_LABELS_SPOTS_MAX = 32,
};

// A film in which visitors marked the moment they would step in.
struct om_film_spot {
    const struct om_pack *pack;
    char question[2 * OM_PACK_ID_MAX + 2]; // "<story>.<spot>", as in a row
    const struct om_words *title;          // of the story
    om_tick length;                        // as far as the pack tells
    const struct om_moment *moments;
    size_t moment_count;
};

struct om_labels {
    const struct om_pack *packs[OM_LABELS_PACKS_MAX]; // borrowed
    size_t pack_count;
    struct om_film_spot spots[OM_LABELS_SPOTS_MAX];
    size_t spot_count;
};

// Adds a pack, which must outlive the labels.
void om_labels_add(struct om_labels *labels, const struct om_pack *pack);

// What is known of a row's question or choice; all NULL or 0 where it is not.
struct om_label {
    const struct om_pack *pack;
    const struct om_scene *question;
    const struct om_choice *choice;
    unsigned order; // of the choice in its question, from 1; 0: unknown
    bool helps;
};

struct om_label om_labels_find(const struct om_labels *labels,
                               const struct om_row *row);

// The moments that a row's question is about; NULL: it is a question.
const struct om_film_spot *om_labels_spot(const struct om_labels *labels,
                                          const struct om_row *row);

// Texts, or the id where the pack is gone. Valid as long as pack and row.
const char *om_labels_question(const struct om_labels *labels,
                               const struct om_row *row, bool english);
const char *om_labels_choice(const struct om_labels *labels,
                             const struct om_row *row, bool english);

// A text in Dutch or English; in the pack's first language where it is missing.
const char *om_labels_words(const struct om_pack *pack,
                            const struct om_words *words, bool english);

// "Noord-Holland" for "nl-nh", "Nederland" for "nl"; the id where unknown.
const char *om_labels_place(const char *id, bool english);

// "Nederlands" for "nl"; the code where unknown.
const char *om_labels_language(const char *code, bool english);

#endif
