// A pack's texts, out to a translator and back.
#ifndef OM_TEXTS_EXCHANGE_H
#define OM_TEXTS_EXCHANGE_H

#include "base/finding.h"
#include "base/text.h"
#include "pack/pack.h"
#include "update/disk.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct om_texts_export_params {
    const struct om_pack *pack;
    const char *language; // "fr"
    // What a translator has made of an earlier one: translations are kept, of
    // texts that have changed as fuzzy ones, of those that are gone as
    // obsolete ones. NULL: none.
    const char *earlier_name, *earlier;
    size_t earlier_length;
    bool english; // the comments for the translator
    time_t now;
};

struct om_texts_export_result {
    size_t texts, translated, fuzzy, obsolete;
};

// Adds a PO file to `out`. False with findings when the earlier file is
// damaged, or with errno and none when the pack cannot be read.
bool om_texts_export(const struct om_texts_export_params *export,
                     struct om_text *out, struct om_texts_export_result *result,
                     struct om_findings *findings);

struct om_texts_import_params {
    const struct om_pack *pack;
    const char *name, *bytes; // the PO file
    size_t length;
    const char *language; // NULL: what the file says
    const struct om_disk *disk;
};

struct om_texts_import_result {
    char language[16];
    size_t texts;    // of the pack
    size_t taken;    // translations that are in the pack now
    size_t new_ones; // of them, those that were not there before
    size_t fuzzy;    // not used
    size_t empty;    // not translated
    size_t skipped;  // there is a finding about each
    size_t files;    // changed
};

enum om_texts_import_answer {
    OM_TEXTS_IMPORT_DONE,
    OM_TEXTS_IMPORT_REFUSED, // there are findings why; nothing changed
    OM_TEXTS_IMPORT_FAILED,  // errno; nothing changed, unless `torn` is set
};

// Puts the translations in the pack's files, and the language in its list.
// `*torn`, the caller's to free, is a file that could be neither changed nor
// put back; NULL: none.
enum om_texts_import_answer
om_texts_import(const struct om_texts_import_params *import,
                struct om_texts_import_result *result,
                struct om_findings *findings, char **torn);

#endif
