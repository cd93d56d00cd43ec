// One paragraph, taken apart: which way its characters run, which face draws
// them, where clusters start and where a line may end. Main thread.
#ifndef OM_TEXT_PARA_H
#define OM_TEXT_PARA_H

#include "text/fonts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct om_para {
    size_t count;
    uint32_t *chars;  // owned, as all below; one entry a character
    int8_t *levels;   // of embedding: odd ones run from right to left
    uint8_t *scripts; // see text/chars.h
    struct om_face *faces;
    bool *starts; // a cluster: what must stay together
    bool *breaks; // a line may start here
    bool right_to_left;
    bool tofu; // a character that no font draws
};

enum om_para_direction {
    OM_PARA_NEUTRAL, // no letter that has one
    OM_PARA_LEFT_TO_RIGHT,
    OM_PARA_RIGHT_TO_LEFT,
};

// Of the first letter that has a direction.
enum om_para_direction om_para_direction(const uint32_t *chars, size_t count);

// Copies the characters; there may be none. A paragraph without letters runs
// as `otherwise` says.
struct om_para *om_para_create(struct om_fonts *fonts,
                               enum om_type_weight weight,
                               const uint32_t *chars, size_t count,
                               bool otherwise_right_to_left);

void om_para_destroy(struct om_para *para);

// Characters of one direction, script and face.
struct om_run {
    size_t start, end;
    struct om_face face;
    uint8_t script;
    bool right_to_left;
};

// The run from `start` on, up to `end` at most; start < end.
struct om_run om_para_run(const struct om_para *para, size_t start, size_t end);

// The runs of a line from left to right; the caller's to free. Sets *count.
struct om_run *om_para_order(const struct om_para *para, size_t start,
                             size_t end, size_t *count);

// The end of the cluster that starts at `at`, and the start of the cluster
// that ends at `at`.
size_t om_para_next(const struct om_para *para, size_t at);
size_t om_para_previous(const struct om_para *para, size_t at);

// `end` without the spaces before it.
size_t om_para_trim(const struct om_para *para, size_t start, size_t end);

#endif
