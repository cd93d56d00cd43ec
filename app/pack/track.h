// A group chat that runs along with a clip, drawn by the kiosk in the
// visitor's language. What is on it at a moment follows from the time of the
// clip alone. Part of the pack's model; constant after load.
#ifndef OM_PACK_TRACK_H
#define OM_PACK_TRACK_H

#include "base/tick.h"
#include "pack/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OM_CHAT_PEOPLE_MAX = 32 };

struct om_person {
    const char *id;
    struct om_words name;
    uint32_t colour;    // 0xRRGGBB
    const char *avatar; // relative to the pack's root; NULL: none
};

enum om_chat_kind {
    OM_CHAT_SAYS,    // `who` says `text`
    OM_CHAT_TYPES,   // `who` is typing until `until`
    OM_CHAT_RENAMES, // `who` calls the group `text`
    OM_CHAT_REMOVES, // `who` removes `whom`
};

struct om_chat_line {
    om_tick at; // media time; lines ascend
    om_tick until;
    enum om_chat_kind kind;
    uint8_t who, whom; // index into people
    struct om_words text;
};

struct om_chat {
    struct om_words group;
    const struct om_person *people;
    uint8_t person_count;
    const struct om_chat_line *lines;
    size_t line_count;
};

// What the group is called at a time.
const struct om_words *om_chat_group_at(const struct om_chat *chat,
                                        om_tick time);

// How many people are in the group then.
unsigned om_chat_members_at(const struct om_chat *chat, om_tick time);

// Whether a line is to be seen then. Typing goes away by itself, and when the
// person says something.
bool om_chat_is_seen(const struct om_chat *chat, size_t line, om_tick time);

#endif
