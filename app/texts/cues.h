// A WebVTT file as its translator sees it: the words of each caption with
// their markup, and everything around them kept as it is.
#ifndef OM_TEXTS_CUES_H
#define OM_TEXTS_CUES_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct om_cue_place {
    size_t times, times_length; // "00:01.200 --> 00:03.000 line:80%"
    size_t words, words_length; // lines, without the last line's end
    unsigned line;              // of the times, from 1
};

struct om_cue_places {
    struct om_cue_place *items; // owned
    size_t count;
};

// The captions in the bytes of a file that the pack's reader has taken, in
// their order.
void om_cues_find(struct om_cue_places *cues, const char *bytes, size_t length);

void om_cues_finish(struct om_cue_places *cues);

// The words of one, lines parted by \n; the caller's to free.
char *om_cue_words(const struct om_cue_place *cue, const char *bytes);

// Whether words can be a caption at all.
bool om_cue_is_good(const char *words);

// The file with other words: those of words[i] in the i-th caption.
void om_cues_write(const struct om_cue_places *cues, const char *bytes,
                   size_t length, const char *const words[],
                   struct om_text *out);

#endif
