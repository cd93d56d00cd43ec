#include "sound/voice.h"

#include <math.h>

// Two clocks meet here. A clip's frames are due at times of the monotonic
// clock; the device takes frames at its own pace. A voice plays its ring
// frame by frame, without looking at the time, and checks once per call how
// far it is from where the anchor says it should be:
//
//   below 5 ms       nothing: jitter that nobody hears
//   5 ms to 25 ms    it trims: one frame more or less per call, spread over
//                    the call by interpolation (0.2 %, no step), until the
//                    error is below 1 ms
//   beyond 25 ms     it jumps, which is counted as a resync
//
// The times it is checked against are smoothed first, because callbacks come
// in their own rhythm: om_device_clock follows their running mean and sets
// itself anew only when they stay away from it (the device stalled).
//
// No click: `gain` goes up and down in FADE frames at start, hold, resume and
// the change of a ring. Where the sound breaks off without warning (the next
// frame is not there, or the voice jumps) the last value that went out fades
// to zero by itself (`tail`) while what follows comes up from zero.

enum {
    FADE = OM_PCM_RATE * 8 / 1000, // frames
    TRIM_FROM = OM_PCM_RATE * 5 / 1000,
    TRIM_UNTIL = OM_PCM_RATE * 1 / 1000,
    RESYNC = OM_PCM_RATE * 25 / 1000,
    CLOCK_SMOOTHING = 32, // callbacks
    CLOCK_PATIENCE = 8,   // callbacks
};
static const double CLOCK_NEAR = 25e3; // us
static const double CLOCK_FAR = 250e3; // us
#define DUE_RANGE OM_S(3600)           // beyond: an anchor that makes no sense

om_tick
om_device_clock_step(struct om_device_clock *clock, om_tick now, size_t frames)
{
    double error = (double) now - clock->next;
    clock->off = fabs(error) > CLOCK_NEAR ? clock->off + 1 : 0;
    if (clock->steps == 0 || fabs(error) > CLOCK_FAR
        || clock->off >= CLOCK_PATIENCE) {
        clock->next = (double) now;
        clock->steps = 0;
        clock->off = 0;
    } else if (clock->off == 0) {
        clock->next += error / (1 + clock->steps);
    }
    if (clock->steps < CLOCK_SMOOTHING) {
        clock->steps++;
    }
    om_tick due = (om_tick) clock->next;
    clock->next += (double) frames * 1e6 / OM_PCM_RATE;
    return due;
}

// The anchor as it is now; one that is being changed keeps its old value.
static bool
is_due(struct om_voice *voice, const struct om_pcm_ring *ring, om_tick due)
{
    om_pcm_get_anchor(ring, &voice->anchor_position, &voice->anchor_due);
    return voice->anchor_due > 0 && voice->anchor_due > due - DUE_RANGE
           && voice->anchor_due < due + DUE_RANGE;
}

// What is in the air fades; what comes next comes up from zero.
static void
cut(struct om_voice *voice)
{
    voice->tail[0] = voice->last[0];
    voice->tail[1] = voice->last[1];
    voice->tail_gain = 1;
    voice->gain = 0;
    voice->sounding = false;
}

static void
jump(struct om_voice *voice, uint64_t target)
{
    if (voice->sounding) {
        cut(voice);
    }
    voice->position = target;
    voice->running = true;
    voice->trim = 0;
}

static void
follow_clock(struct om_voice *voice, om_tick due)
{
    int64_t offset = (due - voice->anchor_due) * (OM_PCM_RATE / 1000) / 1000;
    uint64_t target = voice->anchor_position + (uint64_t) offset;
    if (!voice->running || !voice->sounding) {
        jump(voice, target); // nothing is heard of it: free to be exact
        return;
    }
    // The difference of two positions, foreign ones included, as a distance.
    int64_t error = (int64_t) (target - voice->position);
    if (error > RESYNC || error < -RESYNC) {
        voice->resyncs++;
        jump(voice, target);
    } else if (error > TRIM_FROM || error < -TRIM_FROM) {
        voice->trim = error > 0 ? 1 : -1;
    } else if (error * voice->trim < TRIM_UNTIL) {
        voice->trim = 0;
    }
}

// One frame; while trimming, a blend that slides over to its neighbour.
static bool
read_frame(const struct om_voice *voice, const struct om_pcm_ring *ring,
           uint64_t written, float slide, float frame[2])
{
    int16_t here[2], there[2];
    if (!om_pcm_get_frame(ring, written, voice->position, here)) {
        return false;
    }
    uint64_t neighbour = voice->position + (uint64_t) (int64_t) voice->trim;
    if (voice->trim == 0
        || !om_pcm_get_frame(ring, written, neighbour, there)) {
        there[0] = here[0];
        there[1] = here[1];
    }
    for (int i = 0; i < 2; i++) {
        frame[i] = (float) here[i] + (float) (there[i] - here[i]) * slide;
    }
    return true;
}

static void
mix_frame(struct om_voice *voice, bool there, bool wanted, float frame[2])
{
    if (there) {
        float gain = voice->gain + (wanted ? 1.0F : -1.0F) / FADE;
        voice->gain = fminf(fmaxf(gain, 0), 1);
        voice->sounding = true;
    } else if (voice->sounding) {
        voice->underruns += wanted;
        cut(voice);
    }
    for (int i = 0; i < 2; i++) {
        frame[i] = (there ? frame[i] * voice->gain : 0)
                   + voice->tail[i] * voice->tail_gain;
        voice->last[i] = frame[i];
    }
    voice->tail_gain = fmaxf(voice->tail_gain - 1.0F / FADE, 0);
}

bool
om_voice_mix(struct om_voice *voice, struct om_pcm_ring *ring, bool wanted,
             om_tick due, float (*mix)[2], size_t frames)
{
    bool audible = wanted && ring && is_due(voice, ring, due);
    if (audible) {
        follow_clock(voice, due);
    }
    if (!voice->running && voice->tail_gain == 0) {
        return false;
    }
    uint64_t written =
        ring ? atomic_load_explicit(&ring->written, memory_order_acquire) : 0;
    for (size_t i = 0; i < frames; i++) {
        float slide = (float) i / (float) frames;
        float frame[2] = { 0, 0 };
        bool there = ring && voice->running
                     && read_frame(voice, ring, written, slide, frame);
        mix_frame(voice, there, audible, frame);
        mix[i][0] += frame[0];
        mix[i][1] += frame[1];
        voice->position++;
        if (!audible && (!there || voice->gain <= 0)) {
            voice->running = false;
            voice->sounding = false;
        }
    }
    voice->position += (uint64_t) (int64_t) voice->trim;
    if (voice->running && voice->sounding) {
        atomic_store_explicit(&ring->read, voice->position,
                              memory_order_release);
    }
    return true;
}

bool
om_voice_is_silent(const struct om_voice *voice)
{
    return !voice->running;
}
