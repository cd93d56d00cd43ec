// What there is to say about a translator's file, besides what the pack's
// reader says about the pack: a table of findings, in Dutch and English.
#ifndef OM_TEXTS_SAYS_H
#define OM_TEXTS_SAYS_H

#include "base/finding.h"

enum om_texts_say {
    // the file as gettext has it
    OM_TEXTS_SAY_LINE,
    OM_TEXTS_SAY_NO_QUOTE,
    OM_TEXTS_SAY_AFTER_QUOTE,
    OM_TEXTS_SAY_ESCAPE,
    OM_TEXTS_SAY_STRAY_TEXT,
    OM_TEXTS_SAY_PLURAL,
    OM_TEXTS_SAY_NO_TRANSLATION,
    OM_TEXTS_SAY_TWICE,
    OM_TEXTS_SAY_CHARSET,
    OM_TEXTS_SAY_MANY,
    // the language
    OM_TEXTS_SAY_NO_LANGUAGE,
    OM_TEXTS_SAY_OTHER_LANGUAGE,
    OM_TEXTS_SAY_SOURCE_LANGUAGE,
    OM_TEXTS_SAY_LANGUAGES_FULL,
    // what is in it
    OM_TEXTS_SAY_UNKNOWN,
    OM_TEXTS_SAY_CHANGED,
    OM_TEXTS_SAY_LONG,
    OM_TEXTS_SAY_CUE,
    OM_TEXTS_SAY_CUES_LACKING,
    OM_TEXTS_SAY_NOT_WRITABLE,
    OM_TEXTS_SAY_COUNT_, // number of messages
};

void om_texts_say(struct om_findings *findings, enum om_texts_say what,
                  struct om_mark mark, const char *first, const char *second);

// The table's row, for tests.
const struct om_finding_kind *om_texts_say_kind(enum om_texts_say what);

#endif
