#include "sound/mixer.h"

#include <math.h>
#include <string.h>

void
om_mixer_init(struct om_mixer *mixer, om_tick latency, float duck_db)
{
    memset(mixer, 0, sizeof(*mixer));
    mixer->latency = latency;
    om_duck_init(&mixer->duck, duck_db);
    atomic_store(&mixer->status_duck, 1);
}

void
om_mixer_rest(struct om_mixer *mixer)
{
    for (unsigned i = 0; i < OM_SOUND_SLOTS; i++) {
        mixer->slots[i].voice = (struct om_voice){ 0 };
        atomic_store(&mixer->slots[i].touched, NULL);
    }
    mixer->clock = (struct om_device_clock){ 0 };
    mixer->gate = (struct om_ramp){ 0 };
    mixer->out = (struct om_ramp){ 0 };
    atomic_store(&mixer->status_gate, 0);
    atomic_store(&mixer->status_out, 0);
}

// The ring to play in this callback, published in `touched`; `wanted` tells
// whether it goes on or only fades out.
static struct om_pcm_ring *
hold_ring(struct om_mixer_slot *slot, bool *wanted)
{
    struct om_pcm_ring *ring = atomic_load(&slot->touched);
    struct om_pcm_ring *next = atomic_load(&slot->wanted);
    if (ring != next && om_voice_is_silent(&slot->voice)) {
        slot->voice.anchor_due = 0;
        // Say it first, then look again: if it was withdrawn in between,
        // whoever did so may have missed what we said.
        do {
            ring = next;
            atomic_store(&slot->touched, ring);
            next = atomic_load(&slot->wanted);
        } while (ring != next);
    }
    *wanted = ring == next;
    return ring;
}

static bool
mix_voices(struct om_mixer *mixer, size_t frames, om_tick due)
{
    bool heard = false;
    memset(mixer->mix, 0, sizeof(mixer->mix));
    for (unsigned i = 0; i < OM_SOUND_SLOTS; i++) {
        bool wanted;
        struct om_pcm_ring *ring = hold_ring(&mixer->slots[i], &wanted);
        heard |= om_voice_mix(&mixer->slots[i].voice, ring, wanted, due,
                              mixer->mix, frames);
    }
    return heard;
}

// The soundtrack alone, at a level that does not change: what is heard most of
// the time, so it costs little.
static bool
render_steady(struct om_mixer *mixer, int16_t (*stream)[2], size_t frames)
{
    enum { RAMPS = 4 };
    const struct om_ramp *ramps[RAMPS] = { &mixer->track, &mixer->gate,
                                           &mixer->master, &mixer->out };
    float level = 1;
    for (size_t i = 0; i < RAMPS; i++) {
        level *= ramps[i]->value;
        if (ramps[i]->value != ramps[i]->target) {
            return false;
        }
    }
    if (!om_duck_rests(&mixer->duck) || level > 1) {
        return false;
    }
    int32_t factor = (int32_t) lrintf(level * 32768);
    for (size_t i = 0; i < frames; i++) {
        for (int j = 0; j < 2; j++) {
            stream[i][j] = (int16_t) ((stream[i][j] * factor + 16384) >> 15);
        }
    }
    return true;
}

static void
render_chunk(struct om_mixer *mixer, int16_t (*stream)[2], size_t frames,
             om_tick due)
{
    if (!mix_voices(mixer, frames, due)
        && render_steady(mixer, stream, frames)) {
        return;
    }
    for (size_t i = 0; i < frames; i++) {
        const float *clip = mixer->mix[i];
        float track =
            om_ramp_step(&mixer->track) * om_ramp_step(&mixer->gate)
            * om_duck_step(&mixer->duck, clip[0] / 32768, clip[1] / 32768);
        float all = om_ramp_step(&mixer->master) * om_ramp_step(&mixer->out);
        for (int j = 0; j < 2; j++) {
            float sum = ((float) stream[i][j] * track + clip[j]) * all;
            stream[i][j] =
                (int16_t) lrintf(fminf(fmaxf(sum, INT16_MIN), INT16_MAX));
        }
    }
}

static void
take_orders(struct om_mixer *mixer)
{
    om_ramp_follow(&mixer->track, atomic_load(&mixer->track_order));
    om_ramp_follow(&mixer->gate, atomic_load(&mixer->gate_order));
    om_ramp_follow(&mixer->master, atomic_load(&mixer->master_order));
    om_ramp_follow(&mixer->out, atomic_load(&mixer->out_order));
}

static void
publish_status(struct om_mixer *mixer)
{
    uint64_t underruns = 0, resyncs = 0;
    for (unsigned i = 0; i < OM_SOUND_SLOTS; i++) {
        struct om_voice *voice = &mixer->slots[i].voice;
        underruns += voice->underruns;
        resyncs += voice->resyncs;
        voice->underruns = voice->resyncs = 0;
    }
    atomic_fetch_add(&mixer->status_underruns, underruns);
    atomic_fetch_add(&mixer->status_resyncs, resyncs);
    atomic_store(&mixer->status_duck, mixer->duck.gain);
    atomic_store(&mixer->status_gate, mixer->gate.value);
    atomic_store(&mixer->status_out, mixer->out.value);
    atomic_fetch_add(&mixer->status_callbacks, 1);
}

void
om_mixer_render(struct om_mixer *mixer, int16_t (*stream)[2], size_t frames,
                om_tick now)
{
    take_orders(mixer);
    om_tick due = om_device_clock_step(&mixer->clock, now, frames);
    due += mixer->latency;
    for (size_t done = 0; done < frames;) {
        size_t count = frames - done;
        if (count > OM_MIXER_CHUNK) {
            count = OM_MIXER_CHUNK;
        }
        om_tick ahead = (om_tick) done * OM_S(1) / OM_PCM_RATE;
        render_chunk(mixer, stream + done, count, due + ahead);
        done += count;
    }
    publish_status(mixer);
}
