// Measures film and sound files: each is decoded from end to end by a process
// of its own, omstander-measure, as many at a time as there are cores. Foreign
// bytes never touch a decoder in the caller's process; one that crashes, hangs
// or talks nonsense costs its file an answer and nothing else. What was
// measured is kept by the content of the file, and not measured again.
#ifndef OM_MEASURE_MEASURE_H
#define OM_MEASURE_MEASURE_H

#include "measure/measurement.h"

#include <stdbool.h>
#include <stddef.h>

enum om_measure_answer {
    OM_MEASURE_DONE,
    OM_MEASURE_UNREADABLE, // the file, for the system
    OM_MEASURE_CRASHED,    // the decoder, or it talked nonsense
    OM_MEASURE_SLOW,       // nothing came for too long
    OM_MEASURE_IMPOSSIBLE, // omstander-measure is not there, cannot start, or
                           // cannot lock itself up
};

struct om_measure_job {
    const char *name; // borrowed; what `open` is asked for
    enum om_measure_answer answer;
    bool remembered;                    // from the cache
    struct om_measurement *measurement; // owned; NULL unless done
};

// How far: of all files together, by their size.
struct om_measure_progress {
    size_t done, count;
    unsigned thousandths;
    const char *name; // one that is being measured; NULL: none is
};

struct om_measure_params {
    // A descriptor for reading a regular file, which becomes ours; -1: none.
    int (*open)(void *context, const char *name);
    // NULL: nobody looks. Else called every second or so.
    void (*progress)(void *context, const struct om_measure_progress *progress);
    void *context;
    const char *cache;  // a folder, made when it is not there; NULL: none
    const char *helper; // omstander-measure; NULL: the usual place
    // Seconds without a word, half of them on a processor, before a decoder
    // hangs; five times as many where it got less. 0: 30.
    unsigned patience;
    bool gently; // one by one, on half of the cores: beside a film that
                 // runs, and in little memory
};

// Answers every job. Blocks; a file of ten minutes takes about a minute.
void om_measure_all(struct om_measure_job *jobs, size_t count,
                    const struct om_measure_params *params);

void om_measure_finish(struct om_measure_job *jobs, size_t count);

#endif
