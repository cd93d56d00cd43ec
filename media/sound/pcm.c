#include "sound/pcm.h"

#include <string.h>

// Frames are moved as one 32-bit word each, with relaxed atomics. The order
// comes from `written` (released after the frames, acquired before them);
// what a writer goes over while it is being read tears between frames, never
// inside one, and is no data race.

_Static_assert(sizeof(int16_t[2]) == sizeof(uint32_t), "a frame is a word");
_Static_assert(offsetof(struct om_pcm_ring, frames) % sizeof(uint32_t) == 0,
               "frames are aligned words");
_Static_assert((OM_PCM_FRAMES & (OM_PCM_FRAMES - 1)) == 0, "a power of two");

void
om_pcm_reset(struct om_pcm_ring *ring)
{
    om_pcm_anchor(ring, 0, OM_NEVER);
    atomic_store_explicit(&ring->written, 0, memory_order_release);
    atomic_store_explicit(&ring->read, 0, memory_order_release);
}

void
om_pcm_anchor(struct om_pcm_ring *ring, uint64_t position, om_tick due)
{
    // Sequentially consistent throughout: anchors change a few times per
    // clip, and this is the order that needs no second thought. A writer
    // that died in between left an odd number; "| 1" makes good for it.
    uint32_t odd = atomic_load(&ring->anchor_sequence) | 1;
    atomic_store(&ring->anchor_sequence, odd);
    atomic_store(&ring->anchor_position, position);
    atomic_store(&ring->anchor_due, due);
    atomic_store(&ring->anchor_sequence, odd + 1);
}

// Frames that were never mixed and are gone once `end` is written.
static size_t
count_lost(const struct om_pcm_ring *ring, uint64_t written, size_t count)
{
    uint64_t read = atomic_load_explicit(&ring->read, memory_order_acquire);
    uint64_t unread = written - read;
    if (read > written || unread > OM_PCM_FRAMES) {
        // The reader skipped on or was never there: at most all is lost.
        unread = read > written ? 0 : OM_PCM_FRAMES;
    }
    uint64_t room = OM_PCM_FRAMES - unread;
    return count > room ? (size_t) (count - room) : 0;
}

size_t
om_pcm_write(struct om_pcm_ring *ring, const int16_t (*frames)[2], size_t count)
{
    uint64_t written =
        atomic_load_explicit(&ring->written, memory_order_relaxed);
    size_t lost = count_lost(ring, written, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t word;
        memcpy(&word, frames[i], sizeof(word));
        size_t at = (size_t) ((written + i) & (OM_PCM_FRAMES - 1));
        __atomic_store_n((uint32_t *) (void *) ring->frames[at], word,
                         __ATOMIC_RELAXED);
    }
    atomic_store_explicit(&ring->written, written + count,
                          memory_order_release);
    return lost;
}

bool
om_pcm_get_anchor(const struct om_pcm_ring *ring, uint64_t *position,
                  om_tick *due)
{
    enum { TRIES = 4 }; // the reader may be the sound thread: it never waits
    for (int i = 0; i < TRIES; i++) {
        uint32_t before = atomic_load(&ring->anchor_sequence);
        uint64_t at = atomic_load(&ring->anchor_position);
        om_tick when = atomic_load(&ring->anchor_due);
        if (before % 2 == 0 && atomic_load(&ring->anchor_sequence) == before) {
            *position = at;
            *due = when;
            return when != OM_NEVER;
        }
    }
    return false;
}

bool
om_pcm_get_frame(const struct om_pcm_ring *ring, uint64_t written,
                 uint64_t position, int16_t frame[2])
{
    // One unsigned comparison covers all: ahead of the writer and before the
    // beginning become huge, too old is beyond the limit.
    uint64_t age = written - position - 1;
    if (age >= OM_PCM_FRAMES - OM_PCM_MARGIN || position >= written) {
        return false;
    }
    size_t at = (size_t) (position & (OM_PCM_FRAMES - 1));
    uint32_t word = __atomic_load_n(
        (const uint32_t *) (const void *) ring->frames[at], __ATOMIC_RELAXED);
    memcpy(frame, &word, sizeof(word));
    return true;
}
