// omstander-measure: decodes one film or sound file from end to end, as fast
// as it can, and says what was in it. The file is its standard input; lines of
// a measurement go to its standard output, and in between "progress" with
// thousandths. It locks itself up before it looks at the first byte.
//
// What makes it quick: the deblocking filter of the decoders is left out
// (averages over cells do not see it), no colour is converted but that of the
// cells, and as many threads decode as were asked for.

#include "measure/flash.h"
#include "measure/frame.h"
#include "measure/lock.h"
#include "measure/loudness.h"

#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avstring.h>
#include <libavutil/pixdesc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { FILE_IN, LINES_OUT, MESSAGES, REST };

enum { BUFFER = 1 << 16, PICTURE_PIXELS_MAX = 4096 * 2304, TICKS = 1000000 };

static const char containers[] = "mov,matroska,ogg,flac,mp3,wav";
static const char decoders[] =
    "h264,vp9,aac,opus,vorbis,flac,mp3,mp3float,pcm_s16le";

struct track {
    AVStream *stream; // NULL: none
    AVCodecContext *decoder;
};

struct measurer {
    AVFormatContext *file;
    AVPacket *packet;
    AVFrame *frame;
    struct track video, audio;
    struct om_measurement *result;
    struct om_grid grid;
    struct om_flash *flash;
    struct om_loudness *loudness;
    int64_t origin; // of the first picture, or sound, in ticks
    unsigned told;  // thousandths
};

// -- saying -------------------------------------------------------------------

static bool
say(const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t done = write(LINES_OUT, bytes, length);
        if (done <= 0) {
            return false;
        }
        bytes += done;
        length -= (size_t) done;
    }
    return true;
}

static void
say_progress(struct measurer *self, int64_t at)
{
    int64_t whole = self->file->duration;
    unsigned part = whole > 0 && at > 0 && at < whole
                        ? (unsigned) (at * 1000 / whole)
                        : self->told;
    if (part >= self->told + 10) {
        char line[32];
        int length = snprintf(line, sizeof(line), "progress %u\n", part);
        say(line, (size_t) length);
        self->told = part;
    }
}

// A name of the library's as one word.
static void
name_it(char out[OM_MEASURE_NAME_SIZE], const char *name)
{
    snprintf(out, OM_MEASURE_NAME_SIZE, "%s", name ? name : "unknown");
    for (char *p = out; *p; p++) {
        if (*p <= ' ' || *p >= 0x7F) {
            *p = '-';
        }
    }
}

// -- the file -----------------------------------------------------------------

static int
read_file(void *context, uint8_t *bytes, int size)
{
    (void) context;
    ssize_t got = read(FILE_IN, bytes, (size_t) size);
    return got > 0 ? (int) got : got == 0 ? AVERROR_EOF : AVERROR(errno);
}

static int64_t
seek_file(void *context, int64_t offset, int whence)
{
    (void) context;
    if (whence & AVSEEK_SIZE) {
        int64_t here = lseek(FILE_IN, 0, SEEK_CUR);
        int64_t size = lseek(FILE_IN, 0, SEEK_END);
        lseek(FILE_IN, here, SEEK_SET);
        return size;
    }
    return lseek(FILE_IN, offset, whence & ~AVSEEK_FORCE);
}

// "mov,mp4,m4a,…" is mp4 and "matroska,webm" is webm; the library does not
// tell them apart, and neither does the kiosk.
static void
name_container(struct om_measurement *result, const AVInputFormat *format)
{
    static const char *const names[][2] = { { "mov", "mp4" },
                                            { "matroska", "webm" } };
    const char *name = format->name;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strncmp(name, names[i][0], strlen(names[i][0])) == 0) {
            name = names[i][1];
        }
    }
    char first[OM_MEASURE_NAME_SIZE];
    snprintf(first, sizeof(first), "%.*s", (int) strcspn(name, ","), name);
    name_it(result->container, first);
}

static bool
open_file(struct measurer *self)
{
    uint8_t *buffer = av_malloc(BUFFER);
    AVIOContext *io = buffer ? avio_alloc_context(buffer, BUFFER, 0, NULL,
                                                  read_file, NULL, seek_file)
                             : NULL;
    self->file = avformat_alloc_context();
    if (!io || !self->file) {
        return false;
    }
    self->file->pb = io;
    const AVInputFormat *format = NULL;
    name_it(self->result->container, "unknown");
    if (av_probe_input_buffer2(io, &format, "", NULL, 0, 0) < 0 || !format) {
        return false;
    }
    name_container(self->result, format);
    if (av_match_list(format->name, containers, ',') == 0) {
        return false;
    }
    self->file->format_whitelist = av_strdup(format->name);
    self->file->codec_whitelist = av_strdup(decoders);
    self->file->max_streams = 16;
    if (avformat_open_input(&self->file, "", format, NULL) < 0) {
        self->file = NULL; // it is freed by that
        return false;
    }
    self->result->known = true;
    return avformat_find_stream_info(self->file, NULL) >= 0;
}

// -- tracks -------------------------------------------------------------------

static bool
is_allowed(const AVCodec *codec)
{
    return codec && av_match_list(codec->name, decoders, ',') > 0;
}

// The decoder of a track; without one when its codec is not on our list.
static void
open_track(struct measurer *self, struct track *track, int i, int threads)
{
    track->stream = self->file->streams[i];
    const AVCodecParameters *codec = track->stream->codecpar;
    const AVCodec *found = avcodec_find_decoder(codec->codec_id);
    int64_t pixels = (int64_t) codec->width * codec->height;
    if (!is_allowed(found) || pixels > PICTURE_PIXELS_MAX) {
        return;
    }
    AVCodecContext *decoder = avcodec_alloc_context3(found);
    if (!decoder || avcodec_parameters_to_context(decoder, codec) < 0) {
        avcodec_free_context(&decoder);
        return;
    }
    decoder->pkt_timebase = track->stream->time_base;
    decoder->thread_count = threads;
    decoder->thread_type = FF_THREAD_FRAME;
    decoder->skip_loop_filter = AVDISCARD_ALL;
    decoder->flags2 |= AV_CODEC_FLAG2_FAST;
    decoder->err_recognition =
        AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER | AV_EF_EXPLODE;
    decoder->max_pixels = PICTURE_PIXELS_MAX;
    if (avcodec_open2(decoder, found, NULL) < 0) {
        avcodec_free_context(&decoder);
        self->result->broken++;
        return;
    }
    track->decoder = decoder;
}

static void
describe_video(struct measurer *self)
{
    struct om_measured_video *video = &self->result->video;
    const AVStream *stream = self->video.stream;
    const AVCodecParameters *codec = stream->codecpar;
    name_it(video->codec, avcodec_get_name(codec->codec_id));
    name_it(video->profile,
            avcodec_profile_name(codec->codec_id, codec->profile));
    name_it(video->pixels,
            av_get_pix_fmt_name((enum AVPixelFormat) codec->format));
    video->width = codec->width > 0 ? (unsigned) codec->width : 0;
    video->height = codec->height > 0 ? (unsigned) codec->height : 0;
    AVRational rate = stream->avg_frame_rate;
    double thousandths =
        rate.num > 0 && rate.den > 0 ? 1000.0 * rate.num / rate.den : 0;
    video->rate = thousandths < 1e8 ? (unsigned) (thousandths + 0.5) : 0;
    om_grid_init(&self->grid, video->width, video->height);
    self->flash = om_flash_create(self->grid.columns, self->grid.rows);
}

static void
describe_audio(struct measurer *self)
{
    struct om_measured_audio *audio = &self->result->audio;
    const AVCodecParameters *codec = self->audio.stream->codecpar;
    int channels = codec->ch_layout.nb_channels;
    name_it(audio->codec, avcodec_get_name(codec->codec_id));
    audio->rate = codec->sample_rate > 0 ? (unsigned) codec->sample_rate : 0;
    audio->channels =
        channels > 0 && channels <= 1000 ? (unsigned) channels : 0;
    audio->loudness = audio->peak = OM_MEASURE_SILENT;
    self->loudness = om_loudness_create(audio->channels, audio->rate);
}

// A cover in a music file is a picture, not a film.
static bool
is_film(const AVStream *stream)
{
    return stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO
           && !(stream->disposition & AV_DISPOSITION_ATTACHED_PIC);
}

static void
open_tracks(struct measurer *self, int threads)
{
    struct om_measurement *result = self->result;
    for (unsigned i = 0; i < self->file->nb_streams; i++) {
        AVStream *stream = self->file->streams[i];
        bool film = is_film(stream);
        bool sound = stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
        stream->discard = AVDISCARD_ALL;
        if (film && result->video.streams++ == 0) {
            open_track(self, &self->video, (int) i, threads);
            describe_video(self);
            stream->discard = AVDISCARD_DEFAULT;
        }
        if (sound && result->audio.streams++ == 0) {
            open_track(self, &self->audio, (int) i, 1);
            describe_audio(self);
            stream->discard = AVDISCARD_DEFAULT;
        }
    }
    const AVStream *first =
        self->video.stream ? self->video.stream : self->audio.stream;
    if (first && first->start_time != AV_NOPTS_VALUE) {
        self->origin = av_rescale_q(first->start_time, first->time_base,
                                    (AVRational){ 1, TICKS });
    }
    int64_t duration = self->file->duration;
    result->duration = duration > 0 && duration < OM_S(86400) ? duration : 0;
}

// -- frames -------------------------------------------------------------------

static om_tick
tick_of(const struct measurer *self, const AVStream *stream, int64_t time)
{
    if (time == AV_NOPTS_VALUE) {
        return 0;
    }
    om_tick at = av_rescale_q(time, stream->time_base, (AVRational){ 1, TICKS })
                 - self->origin;
    return at < 0 ? 0 : at > OM_S(86400) ? OM_S(86400) : at;
}

static void
take_picture(struct measurer *self)
{
    struct om_measured_video *video = &self->result->video;
    const AVFrame *frame = self->frame;
    om_tick at =
        tick_of(self, self->video.stream, frame->best_effort_timestamp);
    om_tick length = video->rate ? OM_S(1000) / video->rate : 0;
    if (video->frames++ == 0) { // the file's own words were only words
        name_it(video->pixels,
                av_get_pix_fmt_name((enum AVPixelFormat) frame->format));
    }
    self->result->broken +=
        frame->decode_error_flags || (frame->flags & AV_FRAME_FLAG_CORRUPT);
    bool later = at + length > video->end;
    video->end = later ? at + length : video->end;
    if (om_grid_see(&self->grid, frame) && later) {
        om_flash_see(self->flash, at, self->grid.lights);
    }
    say_progress(self, at);
}

static void
take_sound(struct measurer *self)
{
    const AVFrame *frame = self->frame;
    struct om_measured_audio *audio = &self->result->audio;
    om_tick at =
        tick_of(self, self->audio.stream, frame->best_effort_timestamp);
    om_tick end =
        at + (audio->rate ? OM_S(frame->nb_samples) / audio->rate : 0);
    audio->end = end > audio->end ? end : audio->end;
    if (self->loudness && !om_loudness_hear(self->loudness, frame)) {
        self->result->broken++; // a file that changes its mind
    }
    if (!self->video.stream) {
        say_progress(self, at);
    }
}

static void
decode(struct measurer *self, struct track *track, const AVPacket *packet)
{
    int sent = avcodec_send_packet(track->decoder, packet);
    if (sent < 0 && sent != AVERROR(EAGAIN) && sent != AVERROR_EOF) {
        self->result->broken++;
    }
    for (;;) {
        int got = avcodec_receive_frame(track->decoder, self->frame);
        if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) {
            break;
        }
        if (got < 0) { // this frame is lost; the next may be good
            self->result->broken++;
            if (++self->result->broken > 100000) {
                break;
            }
            continue;
        }
        if (track == &self->video) {
            take_picture(self);
        } else {
            take_sound(self);
        }
        av_frame_unref(self->frame);
    }
}

static void
note_key(struct measurer *self)
{
    struct om_measurement *result = self->result;
    const AVPacket *packet = self->packet;
    if (!(packet->flags & AV_PKT_FLAG_KEY)
        || result->key_count == OM_MEASURE_KEYS_MAX) {
        return;
    }
    om_tick at = tick_of(self, self->video.stream, packet->pts);
    if (result->key_count == 0 || at > result->keys[result->key_count - 1]) {
        result->keys[result->key_count++] = at;
    }
}

static void
take_packet(struct measurer *self)
{
    struct track *tracks[] = { &self->video, &self->audio };
    self->result->broken += (self->packet->flags & AV_PKT_FLAG_CORRUPT) != 0;
    for (size_t i = 0; i < 2; i++) {
        if (tracks[i]->stream
            && tracks[i]->stream->index == self->packet->stream_index) {
            if (i == 0) {
                note_key(self);
            }
            if (tracks[i]->decoder) {
                decode(self, tracks[i], self->packet);
            }
        }
    }
}

// Whether the longest of the tracks ends before the file says it does.
static void
judge_end(struct measurer *self, int last)
{
    enum { GRACE_MS = 700 };
    struct om_measurement *result = self->result;
    om_tick end = result->video.end > result->audio.end ? result->video.end
                                                        : result->audio.end;
    bool decoded = self->video.decoder || self->audio.decoder;
    bool early = decoded && result->duration > 0
                 && end + OM_MS(GRACE_MS) < result->duration;
    result->cut_off = early || (last != AVERROR_EOF && last < 0)
                      || (self->file->pb && self->file->pb->error < 0);
}

static void
measure(struct measurer *self)
{
    int got;
    while ((got = av_read_frame(self->file, self->packet)) >= 0) {
        take_packet(self);
        av_packet_unref(self->packet);
    }
    if (self->video.decoder) {
        decode(self, &self->video, NULL);
    }
    if (self->audio.decoder) {
        decode(self, &self->audio, NULL);
    }
    judge_end(self, got);
    if (self->flash) {
        om_flash_report(self->flash, self->result);
    }
    if (self->loudness) {
        om_loudness_report(self->loudness, &self->result->audio);
    }
}

// -- start --------------------------------------------------------------------

static bool
run(int threads)
{
    static struct om_measurement result; // constant size; of one run
    struct measurer self = { .result = &result,
                             .packet = av_packet_alloc(),
                             .frame = av_frame_alloc() };
    av_log_set_level(getenv("OMSTANDER_DEBUG") ? AV_LOG_WARNING : AV_LOG_QUIET);
    if (!self.packet || !self.frame) {
        return false;
    }
    if (open_file(&self)) {
        open_tracks(&self, threads);
        measure(&self);
    }
    struct om_text lines = { 0 };
    om_measurement_print(&result, &lines);
    return say(om_text_get(&lines), lines.length);
}

int
main(int argc, char **argv)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void) close_range(REST, ~0U, 0);
    if (argc == 2 && strcmp(argv[1], "--test-lock") == 0) {
        _exit(om_lock_test() ? 0 : 1);
    }
    long threads = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
    if (threads < 1 || threads > OM_MEASURE_THREADS_MAX) {
        fprintf(stderr, "omstander-measure: is started by omstander\n");
        return 2;
    }
    bool done = om_lock_enter() && run((int) threads);
    _exit(done ? 0 : 2); // no goodbye: the lock is still on
}
