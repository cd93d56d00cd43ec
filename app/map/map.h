// The stories of a pack as a picture: scenes and the ways between them, with
// what the check found where it is. Made from the files themselves, so that a
// pack that cannot be shown, which is when the picture is needed most, can be
// drawn as far as it can be read.
#ifndef OM_MAP_MAP_H
#define OM_MAP_MAP_H

#include "base/finding.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct om_map_params {
    const char *root;
    const char *story;                  // an id; NULL: all of them
    bool english;                       // title, legend, and the texts' first
                                        // choice of a language
    const struct om_findings *findings; // of the pack, sorted
};

enum om_map_answer {
    OM_MAP_DONE,
    OM_MAP_UNREADABLE, // there is no folder, or no pack.yaml to begin with
    OM_MAP_NO_STORY,   // none of that id
};

// Adds the picture as Graphviz' text (dot).
enum om_map_answer om_map_write(const struct om_map_params *params,
                                struct om_text *out);

enum om_layout_answer {
    OM_LAYOUT_DONE,
    OM_LAYOUT_NO_PROGRAM, // Graphviz is not installed
    OM_LAYOUT_TIMEOUT,
    OM_LAYOUT_FAILED,
};

// Has `program` ("dot", looked for in PATH) lay out that text, and adds what
// it answers, an SVG. A program that takes longer than `seconds` is ended.
enum om_layout_answer om_map_layout(const char *program,
                                    const struct om_text *dot, int seconds,
                                    struct om_text *svg);

#endif
