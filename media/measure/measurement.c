#include "measure/measurement.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

// Names come from the decoding library's tables, which have no blanks; those
// of profiles do ("High 4:2:2") and get a hyphen for it.

enum { DAY = 86400 };

static const char *
filled(const char *name)
{
    return name[0] ? name : "-";
}

void
om_measurement_print(const struct om_measurement *measurement,
                     struct om_text *out)
{
    const struct om_measured_video *video = &measurement->video;
    const struct om_measured_audio *audio = &measurement->audio;
    om_text_print(out, "container %s %d\n", filled(measurement->container),
                  measurement->known);
    om_text_print(out, "duration %" PRId64 " %d %u\n", measurement->duration,
                  measurement->cut_off, measurement->broken);
    if (video->streams) {
        om_text_print(out, "video %u %s %s %s\n", video->streams,
                      filled(video->codec), filled(video->profile),
                      filled(video->pixels));
        om_text_print(out, "picture %u %u %u %u %" PRId64 "\n", video->width,
                      video->height, video->rate, video->frames, video->end);
    }
    if (audio->streams) {
        om_text_print(out, "audio %u %s %u %u %" PRId64 " %d %d\n",
                      audio->streams, filled(audio->codec), audio->rate,
                      audio->channels, audio->end, audio->loudness,
                      audio->peak);
    }
    for (size_t i = 0; i < measurement->key_count; i++) {
        om_text_print(out, "key %" PRId64 "\n", measurement->keys[i]);
    }
    for (size_t i = 0; i < measurement->flash_count; i++) {
        const struct om_measured_flash *flash = &measurement->flashes[i];
        om_text_print(out, "flash %" PRId64 " %" PRId64 " %u %d\n", flash->from,
                      flash->to, flash->count, flash->red);
    }
    om_text_print(out, "end\n");
}

// -- reading ------------------------------------------------------------------

struct words {
    const char *at;
    bool good;
};

// The next word; at most OM_MEASURE_NAME_SIZE - 1 plain characters.
static void
take_name(struct words *words, char out[OM_MEASURE_NAME_SIZE])
{
    size_t length = strcspn(words->at, " ");
    words->good = words->good && length > 0 && length < OM_MEASURE_NAME_SIZE;
    if (!words->good) {
        return;
    }
    for (size_t i = 0; i < length; i++) {
        char byte = words->at[i];
        words->good = words->good && byte > ' ' && byte < 0x7F;
    }
    memcpy(out, words->at, length);
    out[length] = '\0';
    words->at += length + (words->at[length] == ' ');
}

static int64_t
take_number(struct words *words, int64_t least, int64_t most)
{
    char text[OM_MEASURE_NAME_SIZE] = "";
    take_name(words, text);
    int64_t number = 0;
    int length = 0;
    bool whole = words->good
                 && sscanf(text, "%19" SCNd64 "%n", &number, &length) == 1
                 && text[length] == '\0';
    words->good = whole && number >= least && number <= most;
    return words->good ? number : 0;
}

static om_tick
take_time(struct words *words)
{
    return take_number(words, 0, OM_S(DAY));
}

static unsigned
take_count(struct words *words, unsigned most)
{
    return (unsigned) take_number(words, 0, most);
}

static void
take_container(struct om_measurement *to, struct words *words)
{
    take_name(words, to->container);
    to->known = take_count(words, 1);
}

static void
take_duration(struct om_measurement *to, struct words *words)
{
    to->duration = take_time(words);
    to->cut_off = take_count(words, 1);
    to->broken = take_count(words, 1U << 30);
}

static void
take_video(struct om_measurement *to, struct words *words)
{
    to->video.streams = take_count(words, 1000);
    take_name(words, to->video.codec);
    take_name(words, to->video.profile);
    take_name(words, to->video.pixels);
}

static void
take_picture(struct om_measurement *to, struct words *words)
{
    to->video.width = take_count(words, 1U << 20);
    to->video.height = take_count(words, 1U << 20);
    to->video.rate = take_count(words, 100000000);
    to->video.frames = take_count(words, 1U << 30);
    to->video.end = take_time(words);
}

static void
take_audio(struct om_measurement *to, struct words *words)
{
    to->audio.streams = take_count(words, 1000);
    take_name(words, to->audio.codec);
    to->audio.rate = take_count(words, 1U << 20);
    to->audio.channels = take_count(words, 1000);
    to->audio.end = take_time(words);
    to->audio.loudness = (int) take_number(words, OM_MEASURE_SILENT, 10000);
    to->audio.peak = (int) take_number(words, OM_MEASURE_SILENT, 10000);
}

static void
take_key(struct om_measurement *to, struct words *words)
{
    om_tick at = take_time(words);
    bool later = to->key_count == 0 || at > to->keys[to->key_count - 1];
    words->good = words->good && later && to->key_count < OM_MEASURE_KEYS_MAX;
    if (words->good) {
        to->keys[to->key_count++] = at;
    }
}

static void
take_flash(struct om_measurement *to, struct words *words)
{
    struct om_measured_flash flash = { 0 };
    flash.from = take_time(words);
    flash.to = take_time(words);
    flash.count = take_count(words, 1000);
    flash.red = take_count(words, 1);
    words->good = words->good && to->flash_count < OM_MEASURE_FLASHES_MAX;
    if (words->good) {
        to->flashes[to->flash_count++] = flash;
    }
}

enum om_measure_line
om_measurement_take(struct om_measurement *measurement, const char *line)
{
    static const struct {
        const char *name;
        void (*take)(struct om_measurement *to, struct words *words);
    } lines[] = {
        { "container", take_container }, { "duration", take_duration },
        { "video", take_video },         { "picture", take_picture },
        { "audio", take_audio },         { "key", take_key },
        { "flash", take_flash },
    };
    if (strcmp(line, "end") == 0) {
        return measurement->container[0] ? OM_MEASURE_LINE_END
                                         : OM_MEASURE_LINE_BAD;
    }
    struct words words = { line, true };
    char name[OM_MEASURE_NAME_SIZE] = "";
    take_name(&words, name);
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        if (words.good && strcmp(name, lines[i].name) == 0) {
            lines[i].take(measurement, &words);
            bool good = words.good && *words.at == '\0';
            return good ? OM_MEASURE_LINE_MORE : OM_MEASURE_LINE_BAD;
        }
    }
    return OM_MEASURE_LINE_BAD;
}
