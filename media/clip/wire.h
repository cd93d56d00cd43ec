// What a decoder process and its pool say to each other, and the memory they
// share. Private to this folder: both sides are built and installed together,
// so there is no compatibility to keep, only a version to compare.
//
// Three descriptors are handed over when the process starts: a SOCK_SEQPACKET
// pair end (one message per packet), the memory of the frames (the decoder
// writes, the pool maps it read-only) and the ring of sound (sound/pcm.h).
// The pool trusts no report: each is checked by om_wire_check().
#ifndef OM_CLIP_WIRE_H
#define OM_CLIP_WIRE_H

#include "base/tick.h"
#include "clip/clip.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    OM_WIRE_VERSION = 1,
    OM_WIRE_SOCKET = 3, // descriptors in the decoder process
    OM_WIRE_FRAMES = 4,
    OM_WIRE_SOUND = 5,
    OM_WIRE_BUFFERS = 8, // that can be sent; one more takes what cannot
    OM_WIRE_WIDTH = 4096,
    OM_WIRE_HEIGHT = 2304,
    OM_WIRE_PATH = 4096,
};

// Sparse memory: only what a clip's size touches costs anything.
#define OM_WIRE_BUFFER_BYTES ((size_t) OM_WIRE_WIDTH * OM_WIRE_HEIGHT * 3 / 2)
#define OM_WIRE_FRAMES_BYTES (OM_WIRE_BUFFER_BYTES * (OM_WIRE_BUFFERS + 1))

// Every clip opened in a process has a generation of its own; what carries
// another one is late and is dropped, by both sides.
enum om_wire_order {
    OM_WIRE_OPEN = 1,
    OM_WIRE_START,
    OM_WIRE_HOLD,
    OM_WIRE_RELEASE, // index
    OM_WIRE_CLOSE,
};

struct om_wire_command {
    uint32_t order; // enum om_wire_order
    uint32_t generation;
    // RELEASE: the buffer. OPEN: 1 + the buffer in which the picture at `start`
    // already is, because it is shown; 0: in none.
    uint32_t index;
    uint32_t cue_next; // OPEN, START: cues before this one are behind us
    uint32_t cue_count;
    uint32_t fit_width, fit_height;
    uint32_t run; // OPEN: need not be held at its first frame
    om_tick start;
    om_tick cues[OM_CLIP_CUES_MAX];
    char path[OM_WIRE_PATH]; // sent with OPEN only, with its NUL
};

enum om_wire_report_kind {
    OM_WIRE_HELLO = 1, // index: version, width: 1 with Landlock
    OM_WIRE_OPENED,    // time: duration; width, height: of the frames to come
    OM_WIRE_FRAME,     // index, width, height, flags, time, due
    OM_WIRE_CUE,       // index of the cue, time held
    OM_WIRE_ENDED,
    OM_WIRE_FAILED, // index: enum om_wire_reason
    OM_WIRE_CLOSED,
    OM_WIRE_BEAT, // it runs, though no frame is due
};

enum om_wire_reason {
    OM_WIRE_REASON_UNREADABLE = 1,
    OM_WIRE_REASON_NO_VIDEO,
    OM_WIRE_REASON_TOO_LARGE,
    OM_WIRE_REASON_NO_FRAME,
    OM_WIRE_REASON_BROKE_OFF,
};

struct om_wire_report {
    uint32_t kind; // enum om_wire_report_kind
    uint32_t generation;
    uint32_t index;
    uint32_t width, height;
    uint32_t bt601;
    om_tick time;
    om_tick due;
};

// The bytes of one I420 frame: luma rows, then the two chroma planes, without
// a gap. The size must be a valid one.
size_t om_wire_frame_bytes(uint32_t width, uint32_t height);

bool om_wire_is_size(uint32_t width, uint32_t height);

// No clip is longer; times beyond it are nonsense.
#define OM_WIRE_TIME_MOST OM_S(7 * 24 * 3600)

// Whether a report that came as `length` bytes is well formed.
bool om_wire_check(const struct om_wire_report *report, size_t length);

// Sends one message. Without `wait` it gives up when there is no room.
bool om_wire_send_command(int socket, const struct om_wire_command *command);

bool om_wire_send_report(int socket, const struct om_wire_report *report,
                         bool wait);

// Waits for a command. 0: the other side is gone; -1: malformed.
int om_wire_receive_command(int socket, struct om_wire_command *command);

#endif
