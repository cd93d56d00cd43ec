// "What others chose", from answers given on this kiosk, without giving away
// the answer of whoever stood here before. A block of 50 answers is kept
// secret; when it is full, discrete Laplace noise goes onto each choice and
// the noisy block is added to what may be displayed. Every answer is in one
// block, so however often the display is looked at, one answer changes the
// chance of anything seen by a factor e^epsilon at most. Before two blocks
// there is nothing to show. A visitor's own answer cannot be in what he sees
// when om_norm_add() is called after his visit ended, once for each question
// he answered, for visits that are not suspect.
//
// The figures of the pack (a national release) are the default on screen, and
// the kiosk's business; this is the local alternative.
#ifndef OM_REPORT_NORM_H
#define OM_REPORT_NORM_H

#include "base/text.h"
#include "report/noise.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    OM_NORM_BLOCK = 50,
    OM_NORM_BLOCKS_MIN = 2,
    OM_NORM_CHOICES_MAX = 8,
    OM_NORM_QUESTIONS_MAX = 64,
};

struct om_norm {
    struct om_norm_question {
        char key[128]; // "pack@1/story.question"
        uint8_t choices;
        uint16_t secret[OM_NORM_CHOICES_MAX]; // never shown, never logged
        uint16_t held;                        // answers in `secret`
        uint32_t blocks;                      // in `shown`
        int64_t shown[OM_NORM_CHOICES_MAX];   // noisy; may be negative
    } questions[OM_NORM_QUESTIONS_MAX];
    size_t count;
};

// One answer of a visit that ended and is not suspect. A question that has
// another number of choices than before is begun anew; where there is no room
// for one more, a question of another pack ("pack@1/" is another) goes. False,
// and the answer is left out, when that does not help.
bool om_norm_add(struct om_norm *norm, const char *key, uint8_t choice,
                 uint8_t choices, const struct om_uniform *uniform);

// The share of the choices in `mask` (bit i: choice i) in whole percent, from
// 5 to 95 in steps of 5; -1 when there is too little to show. Changes only
// when a block fills up.
int om_norm_share(const struct om_norm *norm, const char *key, unsigned mask);

// How many answers that share rests on, whole blocks; 0: nothing to show.
unsigned om_norm_answers(const struct om_norm *norm, const char *key);

#define OM_NORM_FILE "norm.json"

// OM_NORM_FILE in the state folder, mode 0600; beside, sync, rename. A file
// that is missing or damaged is begun anew, and a damaged one is kept as
// norm.json.damaged, with a message: the display waits for two blocks again.
// load always leaves a usable `norm`.
bool om_norm_load(struct om_norm *norm, const char *folder,
                  struct om_text *problem);
bool om_norm_save(const struct om_norm *norm, const char *folder,
                  struct om_text *problem);

#endif
