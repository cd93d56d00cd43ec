// A ring of sound in shared memory between a decoder process (writer) and the
// mixer (reader): 48 kHz, stereo, S16, with the time at which it is due.
// One writer, one reader, no locks. The reader trusts nothing in it: indices
// are masked and differences clamped, so a broken or hostile writer makes
// noise or silence, never a wrong access.
//
// Positions count frames (one sample per channel) since the ring was reset
// and never wrap (64 bits). The anchor says when a position is due:
// due(p) = anchor_due + (p - anchor_position) / 48 kHz, in om_tick time.
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
void
om_pcm_reset(struct om_pcm_ring *ring);

// Writer. Says when a position is due (OM_NEVER: held until told again).
void
om_pcm_anchor(struct om_pcm_ring *ring, uint64_t position, om_tick due);

// Writer. Appends frames; those that find no room are dropped and counted in
// the return value.
size_t
om_pcm_write(struct om_pcm_ring *ring, const int16_t (*frames)[2],
             size_t count);

// Reader. The anchor, consistently; false when held or being changed.
bool
om_pcm_get_anchor(const struct om_pcm_ring *ring, uint64_t *position,
                  om_tick *due);

#endif
