#include "measure/loudness.h"

#include "base/text.h"

#include <ebur128.h>
#include <libavutil/frame.h>
#include <libavutil/samplefmt.h>
#include <math.h>
#include <stdlib.h>

enum { CHANNELS_MAX = 8, RATE_MIN = 8000, RATE_MAX = 192000, PIECE = 4096 };

struct om_loudness {
    ebur128_state *state;
    unsigned channels, rate;
    float samples[PIECE * CHANNELS_MAX];
};

struct om_loudness *
om_loudness_create(unsigned channels, unsigned rate)
{
    if (channels == 0 || channels > CHANNELS_MAX || rate < RATE_MIN
        || rate > RATE_MAX) {
        return NULL;
    }
    struct om_loudness *loudness = om_alloc(sizeof(*loudness));
    loudness->channels = channels;
    loudness->rate = rate;
    loudness->state = ebur128_init(channels, rate,
                                   EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK
                                       | EBUR128_MODE_HISTOGRAM);
    if (!loudness->state) {
        free(loudness);
        return NULL;
    }
    return loudness;
}

void
om_loudness_destroy(struct om_loudness *loudness)
{
    if (loudness) {
        ebur128_destroy(&loudness->state);
        free(loudness);
    }
}

static float
sample_at(const AVFrame *frame, enum AVSampleFormat format, size_t channel,
          size_t i)
{
    const uint8_t *plane = frame->extended_data[0];
    if (av_sample_fmt_is_planar((enum AVSampleFormat) frame->format)) {
        plane = frame->extended_data[channel];
    } else {
        i = i * (size_t) frame->ch_layout.nb_channels + channel;
    }
    switch (format) {
        case AV_SAMPLE_FMT_FLT:
            return ((const float *) plane)[i];
        case AV_SAMPLE_FMT_S16:
            return (float) ((const int16_t *) plane)[i] / 32768.0F;
        case AV_SAMPLE_FMT_S32:
            return (float) ((const int32_t *) plane)[i] / 2147483648.0F;
        case AV_SAMPLE_FMT_DBL:
            return (float) ((const double *) plane)[i];
        case AV_SAMPLE_FMT_U8:
            return ((float) plane[i] - 128) / 128;
        default:
            return 0;
    }
}

bool
om_loudness_hear(struct om_loudness *loudness, const struct AVFrame *frame)
{
    if ((unsigned) frame->ch_layout.nb_channels != loudness->channels
        || (unsigned) frame->sample_rate != loudness->rate) {
        return false;
    }
    enum AVSampleFormat format =
        av_get_packed_sample_fmt((enum AVSampleFormat) frame->format);
    size_t count = (size_t) frame->nb_samples;
    for (size_t from = 0; from < count; from += PIECE) {
        size_t length = count - from < PIECE ? count - from : PIECE;
        for (size_t channel = 0; channel < loudness->channels; channel++) {
            for (size_t i = 0; i < length; i++) {
                float sample = sample_at(frame, format, channel, from + i);
                loudness->samples[i * loudness->channels + channel] =
                    isfinite(sample) ? sample : 0;
            }
        }
        ebur128_add_frames_float(loudness->state, loudness->samples, length);
    }
    return true;
}

// Decibels in hundredths, within what a measurement holds.
static int
hundredths(double decibels)
{
    if (!(decibels > OM_MEASURE_SILENT / 100.0)) {
        return OM_MEASURE_SILENT;
    }
    return decibels > 99 ? 9900 : (int) lround(decibels * 100);
}

void
om_loudness_report(struct om_loudness *loudness,
                   struct om_measured_audio *audio)
{
    double integrated = -HUGE_VAL, highest = 0;
    ebur128_loudness_global(loudness->state, &integrated);
    for (unsigned i = 0; i < loudness->channels; i++) {
        double peak = 0;
        ebur128_true_peak(loudness->state, i, &peak);
        highest = peak > highest ? peak : highest;
    }
    audio->loudness = hundredths(integrated);
    audio->peak = hundredths(20 * log10(highest));
}
