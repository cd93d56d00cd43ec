// A translator's file, as gettext writes it (PO): read strictly, with the
// place of every mistake, and written back. What the file format has and a
// pack does not (plural forms, other character sets) is refused by name.
// Knows nothing of packs.
#ifndef OM_TEXTS_PO_H
#define OM_TEXTS_PO_H

#include "base/finding.h"
#include "base/text.h"
#include "pack/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum { OM_PO_BYTES_MAX = 16 << 20 };

struct om_po_entry {
    const char *context;     // msgctxt; NULL: none
    const char *id;          // msgid; "" with no context: the header
    const char *translation; // msgstr; "": not translated
    const char *previous;    // what msgid was before it changed; NULL
    const char *comments;    // the translator's own lines; NULL: none
    bool fuzzy;              // somebody has to look at it; not to be used
    bool obsolete;           // of a text that is gone
    unsigned line;           // of msgctxt, or of msgid without one
    unsigned text_line;      // of msgstr
};

struct om_po {
    struct om_arena arena;       // owned; all strings live in it
    struct om_po_entry *entries; // owned
    size_t count;
};

void om_po_finish(struct om_po *po);

// Reads the bytes of `file`, NUL-terminated. False when there are mistakes;
// they are added to `findings`, and the entries are not to be used.
bool om_po_read(struct om_po *po, const char *file, const char *bytes,
                size_t length, struct om_findings *findings);

// A field of the header, "Language", copied into the arena; NULL: there is no
// header, or no such field in it, or nothing behind it.
const char *om_po_field(struct om_po *po, const char *name);

// An entry that is not obsolete, by its context; NULL: none.
const struct om_po_entry *om_po_find(const struct om_po *po,
                                     const char *context);

// Adds an entry to the text, with an empty line before it. `extracted` are
// lines for the translator (#.), `reference` says where the text is (#:);
// both may be NULL.
void om_po_write(struct om_text *out, const struct om_po_entry *entry,
                 const char *extracted, const char *reference);

#endif
