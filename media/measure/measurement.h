// What was measured of one film or sound file. It is written as lines by
// omstander-measure, the process that decoded somebody's file and is therefore
// not believed: reading it back takes only what is well formed and possible.
#ifndef OM_MEASURE_MEASUREMENT_H
#define OM_MEASURE_MEASUREMENT_H

#include "base/text.h"
#include "base/tick.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    OM_MEASURE_NAME_SIZE = 40,
    OM_MEASURE_KEYS_MAX = 8192,
    OM_MEASURE_FLASHES_MAX = 64,
    OM_MEASURE_LINE_MAX = 200, // bytes
    OM_MEASURE_THREADS_MAX = 64,
    OM_MEASURE_SILENT = -20000, // loudness and peak of silence
};

// More than three flashes in a second, somewhere.
struct om_measured_flash {
    om_tick from, to;
    unsigned count; // flashes in the worst second
    bool red;       // of saturated red; else of light and dark
};

struct om_measured_video {
    unsigned streams; // 0: no picture, and nothing else is set
    char codec[OM_MEASURE_NAME_SIZE], profile[OM_MEASURE_NAME_SIZE];
    char pixels[OM_MEASURE_NAME_SIZE]; // "yuv420p"
    unsigned width, height;
    unsigned rate;   // thousandths of frames a second
    unsigned frames; // decoded
    om_tick end;     // of the last one
};

struct om_measured_audio {
    unsigned streams;
    char codec[OM_MEASURE_NAME_SIZE];
    unsigned rate, channels;
    om_tick end;  // of what was decoded
    int loudness; // hundredths of LUFS, integrated
    int peak;     // hundredths of dBTP
};

struct om_measurement {
    char container[OM_MEASURE_NAME_SIZE]; // "mp4", "webm", "ogg", …
    om_tick duration;                     // as the file says; 0: it does not
    bool known;      // a container that is on our list; else nothing is set
    bool cut_off;    // the file ends before its contents do
    unsigned broken; // packets that could not be decoded
    struct om_measured_video video;
    struct om_measured_audio audio;
    size_t key_count, flash_count;
    om_tick keys[OM_MEASURE_KEYS_MAX]; // when a decoder can begin; ascending
    struct om_measured_flash flashes[OM_MEASURE_FLASHES_MAX];
};

// All of it as lines, the last of which is "end".
void om_measurement_print(const struct om_measurement *measurement,
                          struct om_text *out);

enum om_measure_line {
    OM_MEASURE_LINE_MORE,
    OM_MEASURE_LINE_END, // the measurement is whole
    OM_MEASURE_LINE_BAD,
};

// Takes one line, without its newline, into a measurement that was zeroed
// before the first.
enum om_measure_line om_measurement_take(struct om_measurement *measurement,
                                         const char *line);

#endif
