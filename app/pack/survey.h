// What a check looks at beyond the model: every text, media file and time of
// a pack with the place where it is written. Only filled when somebody asks
// for it; also of a pack that cannot be shown, as far as it could be read.
// Everything in it is borrowed from the pack's arena.
#ifndef OM_PACK_SURVEY_H
#define OM_PACK_SURVEY_H

#include "base/finding.h"
#include "base/tick.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum om_text_use {
    OM_TEXT_SHOWN,   // read by a visitor
    OM_TEXT_CHOICE,  // on a button
    OM_TEXT_SOURCE,  // where a figure comes from
    OM_TEXT_CHAT,    // said, or named, in a group chat
    OM_TEXT_CAPTION, // one caption, which may hold newlines
};

struct om_survey_text {
    const char *text;
    uint8_t language; // index into om_pack.languages
    enum om_text_use use;
    struct om_mark mark;
};

enum om_media_use {
    OM_MEDIA_CLIP,    // a film of a story
    OM_MEDIA_ATTRACT, // the film that waits for visitors
    OM_MEDIA_TRACK,   // the soundtrack
    OM_MEDIA_PICTURE, // a poster, an avatar
};

struct om_survey_media {
    const char *file; // relative to the root; it exists
    enum om_media_use use;
    bool captioned;
    struct om_mark mark;
};

enum om_time_use {
    OM_TIME_CUE,
    OM_TIME_MOMENT, // its end
    OM_TIME_CHAT,
    OM_TIME_CAPTION, // its end
};

// A time in a film.
struct om_survey_time {
    const char *clip;
    om_tick at;
    enum om_time_use use;
    struct om_mark mark;
};

// A colour that somebody in a chat was given.
struct om_survey_colour {
    uint32_t rgb;
    const char *person; // the id
    struct om_mark mark;
};

struct om_survey {
    struct om_survey_text *texts; // owned, as are the other lists
    struct om_survey_media *media;
    struct om_survey_time *times;
    struct om_survey_colour *colours;
    size_t text_count, media_count, time_count, colour_count;
    struct om_mark theme[4]; // of ink, paper, accent, help; file NULL: the
                             // usual colour is taken
    struct om_mark font;     // of the theme's font, the same way
};

void om_survey_finish(struct om_survey *survey);

// Each adds one; a survey of NULL is none, and a text of NULL is not there.
void om_survey_add_text(struct om_survey *survey, struct om_survey_text text);

void om_survey_add_media(struct om_survey *survey,
                         struct om_survey_media media);

void om_survey_add_time(struct om_survey *survey, struct om_survey_time time);

void om_survey_add_colour(struct om_survey *survey,
                          struct om_survey_colour colour);

#endif
