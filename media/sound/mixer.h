// What happens inside the device's callback: the soundtrack is levelled and
// ducked, the voices are added, the result is limited to S16. Knows no SDL
// and no device; takes no lock, allocates nothing and does not log.
//
// One thread renders at a time (the sound thread). Everything named "wanted"
// or "order" is written by the others at any time, everything named "status"
// is read by them.
#ifndef OM_SOUND_MIXER_H
#define OM_SOUND_MIXER_H

#include "sound/gain.h"
#include "sound/sound.h"
#include "sound/voice.h"

enum { OM_MIXER_CHUNK = 512 }; // frames rendered at a time

struct om_mixer_slot {
    _Atomic(struct om_pcm_ring *) wanted;
    // Published before the ring is touched and withdrawn after: whoever
    // changed `wanted` and then finds another ring (or none) here may take
    // the old one away.
    _Atomic(struct om_pcm_ring *) touched;
    struct om_voice voice; // sound thread
};

struct om_mixer {
    struct om_mixer_slot slots[OM_SOUND_SLOTS];

    // om_ramp_order()s
    _Atomic uint64_t track_order;  // the soundtrack's level
    _Atomic uint64_t gate_order;   // opens and shuts the soundtrack
    _Atomic uint64_t master_order; // the visitor's volume
    _Atomic uint64_t out_order;    // opens and shuts everything

    _Atomic uint64_t status_callbacks;
    _Atomic uint64_t status_underruns;
    _Atomic uint64_t status_resyncs;
    _Atomic float status_duck; // gain
    _Atomic float status_gate;
    _Atomic float status_out;

    // sound thread
    om_tick latency; // set only while nobody renders
    struct om_device_clock clock;
    struct om_ramp track, gate, master, out;
    struct om_duck duck;
    float mix[OM_MIXER_CHUNK][2];
};

// All shut (see the orders) and no rings. Nothing to finish.
void om_mixer_init(struct om_mixer *mixer, om_tick latency, float duck_db);

// One callback: `stream` holds the soundtrack and then what is heard.
void om_mixer_render(struct om_mixer *mixer, int16_t (*stream)[2],
                     size_t frames, om_tick now);

// Lets go of all rings; what was heard last is forgotten. Only while nobody
// renders: before a device is opened and after it stopped.
void om_mixer_rest(struct om_mixer *mixer);

#endif
