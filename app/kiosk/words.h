// The kiosk's own few words, in the languages it knows. A pack brings all
// other text. A pack language that is not here gets English.
#ifndef OM_KIOSK_WORDS_H
#define OM_KIOSK_WORDS_H

#include <stddef.h>

enum om_word {
    OM_WORD_TOUCH,    // touch to start
    OM_WORD_NOTICE,   // what is counted
    OM_WORD_LANGUAGE, // choose your language
    OM_WORD_STORIES,  // choose a story
    OM_WORD_STORY,    // heading with one story
    OM_WORD_BEGIN,
    OM_WORD_MINUTES, // with a number: "about %u minutes"
    OM_WORD_NOTE,    // heading of the content note
    OM_WORD_GO_ON,
    OM_WORD_OTHER, // other story
    OM_WORD_STOP,
    OM_WORD_HELP,
    OM_WORD_HELP_TITLE,
    OM_WORD_HELP_LINE, // under the title
    OM_WORD_BACK,
    OM_WORD_CHOSE, // "you chose"
    OM_WORD_TIPS,
    OM_WORD_TALK,      // somebody to talk to
    OM_WORD_READY,     // done
    OM_WORD_IDLE,      // still there?
    OM_WORD_IDLE_LINE, // with a number of seconds
    OM_WORD_STAY,
    OM_WORD_SOURCE,  // with a name
    OM_WORD_SCAN,    // under a QR code
    OM_WORD_MORE,    // other stories
    OM_WORD_SEVERAL, // choose one or more
    OM_WORD_SKIP,
    OM_WORD_NOW,        // "now!"
    OM_WORD_SPOTTED,    // heading of the moments marked
    OM_WORD_OWN_MOMENT, // one that the pack does not know
    OM_WORD_OTHERS,     // with a number of ten
    OM_WORD_NATIONAL,   // with a number of answers and a month
    OM_WORD_AROUND,     // with a percentage
    OM_WORD_HERE,       // with a number of answers
    OM_WORD_APPROVING,
    OM_WORD_PLEDGED, // "you take along"
    OM_WORD_YOUNG,   // whom tips are for
    OM_WORD_PARENT,
    OM_WORD_TEACHER,
    OM_WORD_CHAT_PEOPLE,  // with a number
    OM_WORD_CHAT_TYPES,   // with a name
    OM_WORD_CHAT_RENAMES, // with a name and what the group is called now
    OM_WORD_CHAT_REMOVES, // with two names
    OM_WORD_COUNT_,
};

// `language` as the pack names it ("nl", "en-GB").
const char *om_word_get(const char *language, enum om_word word);

// A word with its holes (%s, %u) filled in, in their order.
void om_word_fill(char *out, size_t size, const char *word, const char *first,
                  const char *second);

#endif
