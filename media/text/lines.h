// Text broken into lines: paragraphs at newlines, lines at spaces and hyphens,
// and at any cluster where a word is wider than the line. Main thread.
#ifndef OM_TEXT_LINES_H
#define OM_TEXT_LINES_H

#include "text/shape.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct om_line {
    const struct om_para *para;
    size_t start, end; // characters of the paragraph; none: an empty line
    int width;         // how far they move the pen
};

struct om_lines {
    struct om_line *items; // owned
    size_t count;
    struct om_para **paras; // owned; more than paragraphs when lines were cut
    size_t para_count;
    bool right_to_left;       // the first paragraph that has a direction
    bool cut, overflow, tofu; // as in struct om_type_block
};

struct om_lines_limits {
    int width;  // pixels, above 0
    bool wrap;  // else every paragraph is one line, cut at the width
    size_t max; // lines, above 0
    bool more;  // there is more text than what is given
};

// Zeroed lines in; om_lines_finish() afterwards.
void om_lines_make(struct om_lines *lines, struct om_shaper *shaper,
                   const uint32_t *chars, size_t count,
                   const struct om_lines_limits *limits);

void om_lines_finish(struct om_lines *lines);

#endif
