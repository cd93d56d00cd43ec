// A ring of sound in shared memory between a decoder process (writer) and the
// mixer (reader): 48 kHz, stereo, S16, with the time at which it is due.
// One writer, one reader, no locks. The reader trusts nothing in it: indices
// are masked and differences clamped, so a broken or hostile writer makes
// noise or silence, never a wrong access.
//
// Positions count frames (one sample per channel) since the ring was reset
// and never wrap (64 bits). The anchor says when a position is due:
// due(p) = anchor_due + (p - anchor_position) / 48 kHz, in om_tick time.
//
// The ring always keeps the newest frames: a writer that nobody reads goes
// over its oldest ones, so positions and times stay true and the sound is in
// its place when somebody begins to listen.
#ifndef OM_SOUND_PCM_H
#define OM_SOUND_PCM_H

#include "base/tick.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    OM_PCM_RATE = 48000,
    OM_PCM_FRAMES = 1 << 18, // 5.46 s; a power of two
    // The oldest part, which a writer may be going over: never read.
    OM_PCM_MARGIN = 1 << 14,
};

struct om_pcm_ring {
    // a sequence lock: odd while the writer changes the anchor
    _Atomic uint32_t anchor_sequence;
    _Atomic int64_t anchor_due; // om_tick; OM_NEVER: nothing is due (held)
    _Atomic uint64_t anchor_position;
    _Atomic uint64_t written; // position after the last frame written
    _Atomic uint64_t read;    // position after the last frame mixed
    int16_t frames[OM_PCM_FRAMES][2];
};

// Writer. Empties the ring and holds it (nothing due).
void om_pcm_reset(struct om_pcm_ring *ring);

// Writer. Says when a position is due (OM_NEVER: held until told again).
void om_pcm_anchor(struct om_pcm_ring *ring, uint64_t position, om_tick due);

// Writer. Appends frames at position `written`. Returns how many frames were
// lost unheard for want of room (the oldest go first).
size_t om_pcm_write(struct om_pcm_ring *ring, const int16_t (*frames)[2],
                    size_t count);

// Reader. The anchor, consistently; true when something is due. False and
// `due` OM_NEVER: held. False and both left as they were: it is being changed
// just now, so what was known goes on.
bool om_pcm_get_anchor(const struct om_pcm_ring *ring, uint64_t *position,
                       om_tick *due);

// Reader. The frame at a position, given a value of `written` that was read
// before; false when it is not there: not written yet, or gone. Positions
// before the beginning (negative ones, wrapped) are not there either.
bool om_pcm_get_frame(const struct om_pcm_ring *ring, uint64_t written,
                      uint64_t position, int16_t frame[2]);

#endif
