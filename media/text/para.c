#include "text/para.h"

#include "base/text.h"
#include "text/chars.h"

#include <fribidi.h>
#include <stdlib.h>
#include <string.h>

// -- direction ----------------------------------------------------------------

enum om_para_direction
om_para_direction(const uint32_t *chars, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        FriBidiCharType type = fribidi_get_bidi_type(chars[i]);
        if (FRIBIDI_IS_STRONG(type) && FRIBIDI_IS_LETTER(type)) {
            return FRIBIDI_IS_RTL(type) ? OM_PARA_RIGHT_TO_LEFT
                                        : OM_PARA_LEFT_TO_RIGHT;
        }
    }
    return OM_PARA_NEUTRAL;
}

static void
find_levels(struct om_para *para)
{
    FriBidiStrIndex count = (FriBidiStrIndex) para->count;
    FriBidiCharType *types = om_alloc(para->count * sizeof(*types));
    FriBidiBracketType *brackets = om_alloc(para->count * sizeof(*brackets));
    fribidi_get_bidi_types(para->chars, count, types);
    fribidi_get_bracket_types(para->chars, count, types, brackets);
    FriBidiParType base =
        para->right_to_left ? FRIBIDI_PAR_RTL : FRIBIDI_PAR_LTR;
    if (fribidi_get_par_embedding_levels_ex(types, brackets, count, &base,
                                            para->levels)
        == 0) {
        memset(para->levels, para->right_to_left, para->count);
    }
    free(types);
    free(brackets);
}

// -- clusters, scripts, faces -------------------------------------------------

static void
find_clusters(struct om_para *para)
{
    unsigned regionals = 0; // in a row: two make a flag
    for (size_t i = 0; i < para->count; i++) {
        uint32_t c = para->chars[i];
        bool second = om_chars_is_regional(c) && regionals % 2 == 1;
        regionals = om_chars_is_regional(c) ? regionals + 1 : 0;
        para->starts[i] =
            i == 0 || !(second || om_chars_joins(para->chars[i - 1], c));
        para->breaks[i] =
            i > 0 && para->starts[i] && om_chars_may_break(para->chars, i);
    }
}

// What belongs to all scripts takes that of the text before it, or, at the
// start, after it.
static void
find_scripts(struct om_para *para)
{
    size_t first = 0;
    uint8_t script = 0;
    for (size_t i = 0; i < para->count; i++) {
        uint8_t own = om_chars_script(para->chars[i]);
        script = own ? own : script;
        para->scripts[i] = script;
        first += script == 0;
    }
    for (size_t i = 0; i < first && first < para->count; i++) {
        para->scripts[i] = para->scripts[first];
    }
}

// Spaces and what is not seen stay in the run before them, unless that is of
// pictures: a space between those is as wide as one of them.
static struct om_face
find_face(struct om_para *para, struct om_fonts *fonts,
          enum om_type_weight weight, size_t at)
{
    uint32_t c = para->chars[at];
    bool joins = om_chars_is_space(c) || om_chars_is_invisible(c);
    struct om_face before =
        at > 0 ? para->faces[at - 1] : (struct om_face){ 0 };
    if (joins && at > 0 && !om_fonts_are_pictures(before)) {
        return before;
    }
    size_t end = om_para_next(para, at);
    return om_fonts_pick(fonts, weight, para->chars + at, end - at, before,
                         &para->tofu);
}

static void
find_faces(struct om_para *para, struct om_fonts *fonts,
           enum om_type_weight weight)
{
    for (size_t i = 0; i < para->count; i++) {
        para->faces[i] = para->starts[i] ? find_face(para, fonts, weight, i)
                                         : para->faces[i - 1];
    }
}

struct om_para *
om_para_create(struct om_fonts *fonts, enum om_type_weight weight,
               const uint32_t *chars, size_t count,
               bool otherwise_right_to_left)
{
    struct om_para *para = om_alloc(sizeof(*para));
    enum om_para_direction direction = om_para_direction(chars, count);
    para->right_to_left = direction == OM_PARA_NEUTRAL
                              ? otherwise_right_to_left
                              : direction == OM_PARA_RIGHT_TO_LEFT;
    para->count = count;
    para->chars = om_alloc(count * sizeof(*para->chars));
    para->levels = om_alloc(count * sizeof(*para->levels));
    para->scripts = om_alloc(count * sizeof(*para->scripts));
    para->faces = om_alloc(count * sizeof(*para->faces));
    para->starts = om_alloc(count * sizeof(*para->starts));
    para->breaks = om_alloc(count * sizeof(*para->breaks));
    if (count > 0) {
        memcpy(para->chars, chars, count * sizeof(*chars));
        find_levels(para);
        find_clusters(para);
        find_scripts(para);
        find_faces(para, fonts, weight);
    }
    return para;
}

void
om_para_destroy(struct om_para *para)
{
    if (!para) {
        return;
    }
    free(para->chars);
    free(para->levels);
    free(para->scripts);
    free(para->faces);
    free(para->starts);
    free(para->breaks);
    free(para);
}

// -- walking ------------------------------------------------------------------

size_t
om_para_next(const struct om_para *para, size_t at)
{
    do {
        at++;
    } while (at < para->count && !para->starts[at]);
    return at;
}

size_t
om_para_previous(const struct om_para *para, size_t at)
{
    do {
        at--;
    } while (at > 0 && !para->starts[at]);
    return at;
}

size_t
om_para_trim(const struct om_para *para, size_t start, size_t end)
{
    while (end > start && om_chars_is_space(para->chars[end - 1])) {
        end--;
    }
    return end;
}

struct om_run
om_para_run(const struct om_para *para, size_t start, size_t end)
{
    size_t at = start + 1;
    while (at < end && para->levels[at] == para->levels[start]
           && para->scripts[at] == para->scripts[start]
           && para->faces[at].list == para->faces[start].list
           && para->faces[at].index == para->faces[start].index) {
        at++;
    }
    return (struct om_run){
        .start = start,
        .end = at,
        .face = para->faces[start],
        .script = para->scripts[start],
        .right_to_left = para->levels[start] & 1,
    };
}

static void
reverse(struct om_run *runs, size_t from, size_t to)
{
    while (from + 1 < to) {
        struct om_run run = runs[from];
        runs[from++] = runs[--to];
        runs[to] = run;
    }
}

// Rule L2 of the bidirectional algorithm, on runs instead of characters:
// from the highest level down to the lowest odd one, what has at least that
// level is turned around.
struct om_run *
om_para_order(const struct om_para *para, size_t start, size_t end,
              size_t *count)
{
    struct om_run *runs = om_alloc((end - start) * sizeof(*runs));
    int highest = 0;
    *count = 0;
    for (size_t at = start; at < end; at = runs[*count - 1].end) {
        runs[*count] = om_para_run(para, at, end);
        highest = para->levels[at] > highest ? para->levels[at] : highest;
        ++*count;
    }
    for (int level = highest; level > 0; level--) {
        for (size_t i = 0, from; i < *count; i++) {
            from = i;
            while (i < *count && para->levels[runs[i].start] >= level) {
                i++;
            }
            reverse(runs, from, i);
        }
    }
    return runs;
}
