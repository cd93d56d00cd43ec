#include "check/films.h"

#include "check/messages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WIDTH_MAX = 4096,
    HEIGHT_MAX = 2304,
    SIDE_MIN = 64,
    RATE_MIN = 23900, // thousandths of frames a second
    RATE_MAX = 60500,
    SOUND_RATE = 48000,
    LOUDNESS = -1600, // hundredths of LUFS
    LOUDNESS_AWAY = 300,
    LOUDNESS_NONE = -7000, // what the measure calls silence
    PEAK_MAX = -90,        // hundredths of dBTP; a rounding above -1
    FRAME_MS = 50,         // a time at the very end
    KEY_AWAY_MS = 4000,    // a decoder is there in half a second
    BROKEN_SHOWN = 999,
};

struct about {
    const struct om_survey_media *media;
    const struct om_measurement *of;
    struct om_findings *findings;
    bool track; // music, not a film
};

static void
remark(const struct about *about, enum om_remark what, const char *first,
       const char *second)
{
    om_remark(about->findings, what,
              (struct om_mark){ about->media->file, 0, 0 }, first, second,
              NULL);
}

static const char *
number(char out[24], long long value)
{
    snprintf(out, 24, "%lld", value);
    return out;
}

// Seconds with as many decimals as are needed.
static const char *
seconds(char out[24], om_tick time)
{
    snprintf(out, 24, "%.2f", (double) time / OM_S(1));
    return out;
}

// "−17.2"
static const char *
decibels(char out[24], int hundredths)
{
    snprintf(out, 24, "%s%.1f", hundredths < 0 ? "−" : "+",
             abs(hundredths) / 100.0);
    return out;
}

// -- what it is ---------------------------------------------------------------

static bool
check_answer(struct about *about, const struct om_measure_job *job)
{
    static const enum om_remark remarks[] = {
        [OM_MEASURE_CRASHED] = OM_REMARK_CRASHED,
        [OM_MEASURE_SLOW] = OM_REMARK_SLOW,
    };
    if (job->answer == OM_MEASURE_CRASHED || job->answer == OM_MEASURE_SLOW) {
        remark(about, remarks[job->answer], NULL, NULL);
    }
    return job->answer == OM_MEASURE_DONE;
}

struct pair {
    const char *container, *codec;
};

static bool
is_among(const struct pair *pairs, size_t count, const char *container,
         const char *codec)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(pairs[i].container, container) == 0
            && strcmp(pairs[i].codec, codec) == 0) {
            return true;
        }
    }
    return false;
}

static bool
check_track_kind(const struct about *about)
{
    static const struct pair played[] = {
        { "ogg", "vorbis" }, { "ogg", "opus" }, { "ogg", "flac" },
        { "flac", "flac" },  { "mp3", "mp3" },  { "wav", "pcm_s16le" },
    };
    const struct om_measurement *of = about->of;
    if (of->known && of->audio.streams == 0) {
        remark(about, OM_REMARK_TRACK_SILENT, NULL, NULL);
        return false;
    }
    bool good = of->known
                && is_among(played, sizeof(played) / sizeof(played[0]),
                            of->container, of->audio.codec);
    if (!good) {
        remark(about, OM_REMARK_TRACK_KIND, of->container,
               of->audio.streams ? of->audio.codec : "–");
    }
    return good;
}

static bool
check_film_kind(const struct about *about)
{
    static const struct pair films[] = { { "mp4", "h264" }, { "webm", "vp9" } };
    static const struct pair sounds[] = { { "mp4", "aac" },
                                          { "webm", "opus" },
                                          { "webm", "vorbis" } };
    const struct om_measurement *of = about->of;
    bool kind =
        strcmp(of->container, "mp4") == 0 || strcmp(of->container, "webm") == 0;
    if (!of->known || !kind) {
        remark(about, OM_REMARK_FILM_KIND, of->container, NULL);
        return false;
    }
    if (of->video.streams == 0) {
        remark(about, OM_REMARK_NO_PICTURE, NULL, NULL);
        return false;
    }
    if (of->audio.streams > 0
        && !is_among(sounds, 3, of->container, of->audio.codec)) {
        remark(about, OM_REMARK_SOUND_CODEC, of->audio.codec, of->container);
    }
    if (!is_among(films, 2, of->container, of->video.codec)) {
        remark(about, OM_REMARK_FILM_CODEC, of->video.codec, of->container);
        return false;
    }
    return true;
}

// -- whether it is whole ------------------------------------------------------

static om_tick
end_of(const struct om_measurement *of)
{
    return of->video.end > of->audio.end ? of->video.end : of->audio.end;
}

static void
check_whole(const struct about *about)
{
    const struct om_measurement *of = about->of;
    char first[24], second[24];
    if (of->cut_off) {
        remark(about, OM_REMARK_CUT_OFF, seconds(first, of->duration),
               seconds(second, end_of(of)));
    } else if (of->broken > 0) {
        remark(about, OM_REMARK_BROKEN,
               number(first, of->broken > BROKEN_SHOWN ? BROKEN_SHOWN
                                                       : (long) of->broken),
               NULL);
    }
}

// -- the picture --------------------------------------------------------------

static void
check_picture(const struct about *about)
{
    const struct om_measured_video *video = &about->of->video;
    char width[24], height[24], rate[24];
    number(width, video->width);
    number(height, video->height);
    bool large = video->width > WIDTH_MAX || video->height > HEIGHT_MAX;
    if (large) {
        remark(about, OM_REMARK_SIZE, width, height);
    } else if (video->width % 2 || video->height % 2 || video->width < SIDE_MIN
               || video->height < SIDE_MIN) {
        remark(about, OM_REMARK_ODD_SIZE, width, height);
    }
    if (strcmp(video->pixels, "yuv420p") != 0
        && strcmp(video->pixels, "yuvj420p") != 0) {
        remark(about, OM_REMARK_PIXELS, video->pixels, NULL);
    }
    if (video->rate < RATE_MIN || video->rate > RATE_MAX) {
        snprintf(rate, sizeof(rate), "%.4g", video->rate / 1000.0);
        remark(about, OM_REMARK_RATE, rate, NULL);
    }
}

static void
check_flashes(const struct about *about)
{
    for (size_t i = 0; i < about->of->flash_count; i++) {
        const struct om_measured_flash *flash = &about->of->flashes[i];
        char from[24], count[24];
        remark(about, flash->red ? OM_REMARK_RED_FLASHES : OM_REMARK_FLASHES,
               seconds(from, flash->from), number(count, flash->count));
    }
}

static void
check_first_key(const struct about *about)
{
    const struct om_measurement *of = about->of;
    if (of->video.frames > 0
        && (of->key_count == 0 || of->keys[0] > OM_MS(FRAME_MS))) {
        remark(about, OM_REMARK_FIRST_KEY, NULL, NULL);
    }
}

// -- the sound ----------------------------------------------------------------

static void
check_sound(const struct about *about)
{
    const struct om_measured_audio *audio = &about->of->audio;
    char first[24], second[24];
    if (audio->streams == 0) {
        if (about->media->captioned) {
            remark(about, OM_REMARK_NO_SOUND, NULL, NULL);
        }
        return;
    }
    if (audio->end == 0) {
        return; // nothing could be decoded; that was said
    }
    if (!about->track && audio->rate != SOUND_RATE) {
        remark(about, OM_REMARK_SOUND_RATE, number(first, audio->rate), NULL);
    }
    if (audio->loudness <= LOUDNESS_NONE) {
        remark(about, OM_REMARK_SILENCE, NULL, NULL);
    } else if (abs(audio->loudness - LOUDNESS) > LOUDNESS_AWAY) {
        remark(about, OM_REMARK_LOUDNESS, decibels(first, audio->loudness),
               decibels(second, LOUDNESS - audio->loudness));
    }
    if (audio->peak > PEAK_MAX) {
        remark(about, OM_REMARK_PEAK, decibels(first, audio->peak), NULL);
    }
}

// -- times in it --------------------------------------------------------------

static const struct om_measure_job *
job_of(const struct om_measure_job *jobs, size_t count, const char *file)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(jobs[i].name, file) == 0) {
            return &jobs[i];
        }
    }
    return NULL;
}

// How long a decoder has to work through pictures to come to this one.
static om_tick
away_from_key(const struct om_measurement *of, om_tick at)
{
    om_tick key = 0;
    for (size_t i = 0; i < of->key_count && of->keys[i] <= at; i++) {
        key = of->keys[i];
    }
    return at - key;
}

static void
check_time(const struct om_survey_time *time, const struct om_measurement *of,
           struct om_findings *findings)
{
    char end[24], at[24];
    bool cue = time->use == OM_TIME_CUE;
    bool caption = time->use == OM_TIME_CAPTION;
    om_tick last = of->video.end;
    // a cue needs a frame; what ends somewhere may end with the film
    om_tick beyond = cue || time->use == OM_TIME_CHAT
                         ? time->at
                         : time->at - OM_MS(FRAME_MS);
    if (beyond >= last) {
        om_remark(findings,
                  caption ? OM_REMARK_CAPTION_BEYOND : OM_REMARK_TIME_BEYOND,
                  time->mark, time->clip, seconds(end, last),
                  seconds(at, time->at));
    } else if (cue && away_from_key(of, time->at) > OM_MS(KEY_AWAY_MS)) {
        om_remark(findings, OM_REMARK_CUE_KEY, time->mark,
                  seconds(at, away_from_key(of, time->at)), NULL, NULL);
    }
}

// Of the captions in a file, the first that goes too far is enough.
static void
check_times(const struct om_survey *survey, const struct om_measure_job *jobs,
            size_t count, struct om_findings *findings)
{
    const char *said = NULL;
    for (size_t i = 0; i < survey->time_count; i++) {
        const struct om_survey_time *time = &survey->times[i];
        const struct om_measure_job *job = job_of(jobs, count, time->clip);
        if (!job || !job->measurement || job->measurement->video.end == 0
            || (time->use == OM_TIME_CAPTION && said == time->mark.file)) {
            continue;
        }
        size_t before = findings->count;
        check_time(time, job->measurement, findings);
        if (time->use == OM_TIME_CAPTION && findings->count > before) {
            said = time->mark.file;
        }
    }
}

// -- all of it ----------------------------------------------------------------

static void
check_one(struct about *about, const struct om_measure_job *job)
{
    if (!check_answer(about, job)) {
        return;
    }
    about->of = job->measurement;
    bool good = about->track ? check_track_kind(about) : check_film_kind(about);
    if (!good) {
        return;
    }
    check_whole(about);
    if (!about->track) {
        check_picture(about);
        check_flashes(about);
        check_first_key(about);
    }
    if (!about->of->cut_off && about->of->broken == 0) {
        check_sound(about);
    }
}

void
om_check_films(const struct om_survey *survey,
               const struct om_measure_job *jobs, size_t count,
               struct om_findings *findings)
{
    for (size_t i = 0; i < survey->media_count; i++) {
        const struct om_survey_media *media = &survey->media[i];
        const struct om_measure_job *job = job_of(jobs, count, media->file);
        struct about about = { .media = media,
                               .findings = findings,
                               .track = media->use == OM_MEDIA_TRACK };
        if (media->use != OM_MEDIA_PICTURE && job) {
            check_one(&about, job);
        }
    }
    check_times(survey, jobs, count, findings);
}
