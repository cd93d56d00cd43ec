// Everything the pack reader can say to the person who made the pack. The
// names here are for us; the codes in messages.c are for people, and stay.
#ifndef OM_PACK_MESSAGES_H
#define OM_PACK_MESSAGES_H

#include "base/finding.h"

enum om_message {
    // files
    OM_SAY_FOLDER,
    OM_SAY_FILE_MISSING,
    OM_SAY_FILE_ABSOLUTE,
    OM_SAY_FILE_BACKSLASH,
    OM_SAY_FILE_OUTSIDE,
    OM_SAY_FILE_LINK,
    OM_SAY_FILE_NOT_REGULAR,
    OM_SAY_FILE_UNREADABLE,
    OM_SAY_FILE_TOO_LARGE,
    OM_SAY_TRACK_MISSING,
    OM_SAY_HELP_MISSING,
    OM_SAY_NO_FILE,
    // YAML itself
    OM_SAY_NOT_UTF8,
    OM_SAY_CONTROL,
    OM_SAY_TAB,
    OM_SAY_EMPTY_FILE,
    OM_SAY_DOCUMENTS,
    OM_SAY_ANCHOR,
    OM_SAY_ALIAS,
    OM_SAY_TAG,
    OM_SAY_DEPTH,
    OM_SAY_ENTRIES,
    OM_SAY_COLON,
    OM_SAY_QUOTE,
    OM_SAY_BRACKET,
    OM_SAY_UNCLOSED,
    OM_SAY_INDENT,
    OM_SAY_START,
    OM_SAY_ESCAPE,
    OM_SAY_SYNTAX,
    OM_SAY_TWICE,
    OM_SAY_KEY_SHAPE,
    OM_SAY_NO_COLON,
    // keys and values
    OM_SAY_KEY_MEANT,
    OM_SAY_KEY_UNKNOWN,
    OM_SAY_KEY_MISSING,
    OM_SAY_NOT_TEXT,
    OM_SAY_NOT_LIST,
    OM_SAY_NOT_MAP,
    OM_SAY_NUMBER_KEY,
    OM_SAY_ID,
    OM_SAY_ID_TWICE,
    OM_SAY_FORMAT,
    OM_SAY_VERSION,
    OM_SAY_LANGUAGE,
    OM_SAY_TOO_MANY,
    OM_SAY_COLOUR,
    OM_SAY_TIME,
    OM_SAY_NUMBER,
    OM_SAY_DATE,
    OM_SAY_VALUE_MEANT,
    OM_SAY_VALUE,
    OM_SAY_EMPTY,
    OM_SAY_NO_KIND,
    OM_SAY_TWO_KINDS,
    OM_SAY_OTHER_ID,
    OM_SAY_NAME_MEANT,
    OM_SAY_NAME,
    OM_SAY_NOT_WITH,
    OM_SAY_DECIMALS,
    OM_SAY_MONTH,
    OM_SAY_URL,
    OM_SAY_RESERVED,
    // texts
    OM_SAY_TEXT_MISSING,
    OM_SAY_TRANSLATION_MISSING,
    OM_SAY_TEXT_EXTRA,
    OM_SAY_TEXT_COMMA,
    OM_SAY_LANGUAGE_LACKS,
    // the story as a graph
    OM_SAY_TARGET_MEANT,
    OM_SAY_TARGET,
    OM_SAY_UNREACHABLE,
    OM_SAY_TRAPPED,
    OM_SAY_NO_END,
    OM_SAY_END_UNREACHABLE,
    OM_SAY_CUE_SCENE,
    OM_SAY_CUE_ORDER,
    OM_SAY_CHOICES,
    OM_SAY_NO_PRIVATE,
    OM_SAY_NO_GOTO,
    OM_SAY_NO_NEXT,
    OM_SAY_STEPS,
    OM_SAY_MOMENT_ORDER,
    OM_SAY_HELPED_ORDER,
    OM_SAY_HELPED_REST,
    OM_SAY_HELPED_CHAIN,
    OM_SAY_OTHERS_ROLES,
    OM_SAY_TIPS_MANY,
    // chat tracks
    OM_SAY_CHAT_KIND,
    OM_SAY_CHAT_ORDER,
    // help lines
    OM_SAY_VERIFIED_OLD,
    OM_SAY_VERIFIED_SOON,
    OM_SAY_VERIFIED_NEVER,
    OM_SAY_VERIFIED_FUTURE,
    OM_SAY_NO_CONTACT,
    // captions
    OM_SAY_CAPTION_HEADER,
    OM_SAY_CAPTION_TIME,
    OM_SAY_CAPTION_ORDER,
    OM_SAY_CAPTION_STRAY,
    OM_SAY_CAPTION_OVERLAP,
    OM_SAY_CAPTION_FAST,
    OM_SAY_CAPTION_QUICK,
    OM_SAY_CAPTION_SHORT,
    OM_SAY_CAPTION_LONG,
    OM_SAY_CAPTION_WIDE,
    OM_SAY_CAPTIONS_MISSING,
    OM_SAY_CAPTIONS_LANGUAGE,
    OM_SAY_COUNT_, // number of messages
};

// Adds a finding of this kind; arguments that are not used are NULL.
void om_say(struct om_findings *findings, enum om_message message,
            struct om_mark mark, const char *first, const char *second,
            const char *third);

// The table's row, for tests.
const struct om_finding_kind *om_message_kind(enum om_message message);

#endif
