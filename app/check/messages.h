// What the checks beyond the pack's reader can say. The names here are for us;
// the codes in messages.c are for people, and stay.
#ifndef OM_CHECK_MESSAGES_H
#define OM_CHECK_MESSAGES_H

#include "base/finding.h"

enum om_remark {
    // names and sizes
    OM_REMARK_LINK,
    OM_REMARK_DEVICE,
    OM_REMARK_FILES_MANY,
    OM_REMARK_BYTES_MANY,
    OM_REMARK_DEEP,
    OM_REMARK_NAME_BYTES,
    OM_REMARK_NAME_CHARACTER,
    OM_REMARK_NAME_END,
    OM_REMARK_NAME_RESERVED,
    OM_REMARK_NAME_LONG,
    OM_REMARK_NAME_CASE,
    OM_REMARK_NAME_FORM,
    OM_REMARK_CONFLICT,
    OM_REMARK_FOLDER_UNREADABLE,
    // language
    OM_REMARK_FORMULA,
    OM_REMARK_CHOICE_LONG,
    OM_REMARK_SENTENCE_LONG,
    OM_REMARK_SENTENCE_LONGISH,
    OM_REMARK_CAPITALS,
    OM_REMARK_GLYPH,
    // colours and pictures
    OM_REMARK_CONTRAST,
    OM_REMARK_CONTRAST_PERSON,
    OM_REMARK_PICTURE_KIND,
    OM_REMARK_PICTURE_DAMAGED,
    OM_REMARK_PICTURE_LARGE,
    OM_REMARK_PICTURE_PRINT,
    // films
    OM_REMARK_FILM_KIND,
    OM_REMARK_CRASHED,
    OM_REMARK_SLOW,
    OM_REMARK_CUT_OFF,
    OM_REMARK_BROKEN,
    OM_REMARK_NO_PICTURE,
    OM_REMARK_FILM_CODEC,
    OM_REMARK_PIXELS,
    OM_REMARK_SIZE,
    OM_REMARK_ODD_SIZE,
    OM_REMARK_RATE,
    OM_REMARK_TIME_BEYOND,
    OM_REMARK_CAPTION_BEYOND,
    OM_REMARK_FLASHES,
    OM_REMARK_RED_FLASHES,
    OM_REMARK_FIRST_KEY,
    OM_REMARK_CUE_KEY,
    // sound
    OM_REMARK_TRACK_KIND,
    OM_REMARK_TRACK_SILENT,
    OM_REMARK_NO_SOUND,
    OM_REMARK_SOUND_CODEC,
    OM_REMARK_SOUND_RATE,
    OM_REMARK_SILENCE,
    OM_REMARK_LOUDNESS,
    OM_REMARK_PEAK,
    OM_REMARK_COUNT_, // number of them
};

void om_remark(struct om_findings *findings, enum om_remark remark,
               struct om_mark mark, const char *first, const char *second,
               const char *third);

// The table's row, for tests.
const struct om_finding_kind *om_remark_kind(enum om_remark remark);

#endif
