// One kiosk's counters as a file for a stick: JSON Lines, signed.
//
//   {"omstander_export":1,"site":"bioscoop-12","type":"cinema",
//    "province":"nl-nh","week":202648,"simulated":false,"key":"<base64>",
//    "key_id":"<hex>","columns":["epoch","period","cell","n"],"rows":2}
//   ["<32 hex digits>",202647,"f/daypart/avwk",17]
//   ["<32 hex digits>",202647,"iedereen-behalve@1/f/start@nl",17]
//   {"signature":"<base64 of Ed25519 over every byte before this line>"}
//
// Nothing finer than a week is in it. A newer version of the format has another
// number in the first field.
#ifndef OM_EXCHANGE_EXPORT_H
#define OM_EXCHANGE_EXPORT_H

#include "base/text.h"
#include "exchange/key.h"
#include "report/counts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OM_EXPORT_VERSION = 1 };

// The site of an export as its header has it.
struct om_export_head {
    char site[OM_PLACE_ID_MAX + 1];
    char type[16]; // "cinema", "booth", "school"
    char province[OM_PLACE_ID_MAX + 1];
    int week; // in which it was made; 0: the clock is not trusted
    bool simulated;
    unsigned char key[OM_KEY_PUBLIC];
};

struct om_export_row {
    unsigned char epoch[OM_EPOCH_SIZE];
    int period;
    size_t cell; // where its key begins in the export's cells
    int64_t n;
};

struct om_export {
    struct om_export_head head;
    struct om_export_row *rows; // owned
    size_t count;
    struct om_text cells; // keys of cells, each with its NUL
};

// The key of a row's cell.
const char *om_export_cell(const struct om_export *export,
                           const struct om_export_row *row);

void om_export_finish(struct om_export *export);

// Whether a name fits a header: [a-z0-9-]{1,40}.
bool om_export_is_name(const char *text);

// A site's name, too, is not that of a country or a province ("nl", "nl-nh").
bool om_export_is_site(const char *text);

// Reads the folder's counters and writes the signed text. head->key is filled
// in with the folder's key; an empty head->site becomes "kiosk-<key id>".
bool om_export_make(const char *folder, struct om_export_head *head,
                    struct om_text *out, struct om_text *problem);

// Writes `out` to a file: beside it, synced, renamed.
bool om_export_save(const char *path, const struct om_text *text,
                    struct om_text *problem);

enum om_export_fault {
    OM_EXPORT_FINE,
    OM_EXPORT_UNREADABLE, // the file
    OM_EXPORT_FOREIGN,    // no export at all
    OM_EXPORT_NEWER,      // of a newer version of the format
    OM_EXPORT_CUT,        // its end is missing
    OM_EXPORT_FORGED,     // the signature does not fit
    OM_EXPORT_STRANGE,    // signed, but with a line that cannot be
};

// Reads and checks all of it; the message says what is wrong and where.
enum om_export_fault om_export_parse(const char *bytes, size_t length,
                                     struct om_export *export,
                                     struct om_text *problem);

#endif
