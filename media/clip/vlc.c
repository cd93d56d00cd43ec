#include "clip/vlc.h"

#include "base/text.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <vlc/vlc.h>

// The dates of pictures. libvlc's memory output says that a picture is shown,
// but neither which one nor when it was due, and the moment of the call is
// late by whatever else the machine had to do. But between handing over a
// picture (on_lock) and showing it (on_display), its output thread waits for
// the picture's date by clock_nanosleep(), an absolute time on om_tick's
// clock; for a picture that is shown again, and for the first one, it does
// not wait. So this program puts its own clock_nanosleep() before the C
// library's, and notes the date in passing. Where a libvlc waits in another
// way no picture has a date, and the film falls back on the moment of the
// call (gate.c).

typedef int (*sleeper)(clockid_t, int, const struct timespec *,
                       struct timespec *);

// A function of that name has no context to keep this in. (Per thread: only
// the output thread's own waits concern it.)
static _Thread_local om_tick last_date = OM_NEVER;

int sleep_until(clockid_t clock, int flags, const struct timespec *until,
                struct timespec *left) __asm__("clock_nanosleep");

int
sleep_until(clockid_t clock, int flags, const struct timespec *until,
            struct timespec *left)
{
    static _Atomic(sleeper) next;
    sleeper real = atomic_load_explicit(&next, memory_order_relaxed);
    if (!real) {
        *(void **) &real = dlsym(RTLD_NEXT, "clock_nanosleep");
        atomic_store_explicit(&next, real, memory_order_relaxed);
    }
    if (clock == CLOCK_MONOTONIC && flags == TIMER_ABSTIME) {
        last_date = OM_S(until->tv_sec) + until->tv_nsec / 1000;
    }
    return real(clock, flags, until, left);
}

struct om_vlc {
    struct om_vlc_sink sink; // constant after creation
    libvlc_instance_t *instance;
    libvlc_media_player_t *player;
    libvlc_media_t *media; // NULL: none
    atomic_uint width, height;
};

// No network, no scripts, no sidecar files, no devices, few parsers.
static const char *const options[] = {
    "--quiet",
    "--ignore-config",
    "--no-xlib",
    "--no-lua",
    "--access=filesystem",
    "--aout=none",
    "--avcodec-hw=none",
    "--demux=mp4,mkv,none",
    "--codec=faad,avcodec,opus,vorbis,none",
    "--no-video-title-show",
    "--no-osd",
    "--no-spu",
    "--text-renderer=tdummy,none",
    "--no-stats",
    "--no-sub-autodetect-file",
    "--no-metadata-network-access",
    "--no-auto-preparse",
    "--no-interact",
    "--no-mkv-preload-local-dir",
    "--audio-resampler=soxr",
};

enum { PARSE_LIMIT = 1500 }; // ms

static const struct {
    libvlc_event_type_t type;
    enum om_vlc_event event;
} player_events[] = {
    { libvlc_MediaPlayerPlaying, OM_VLC_PLAYING },
    { libvlc_MediaPlayerPaused, OM_VLC_PAUSED },
    { libvlc_MediaPlayerEndReached, OM_VLC_ENDED },
    { libvlc_MediaPlayerEncounteredError, OM_VLC_BROKEN },
    { libvlc_MediaPlayerTimeChanged, OM_VLC_MOVED },
};

enum { PLAYER_EVENTS = sizeof(player_events) / sizeof(*player_events) };

static void
on_player_event(const libvlc_event_t *event, void *data)
{
    struct om_vlc *vlc = data;
    for (size_t i = 0; i < PLAYER_EVENTS; i++) {
        if ((int) player_events[i].type == event->type) {
            vlc->sink.event(vlc->sink.context, player_events[i].event);
        }
    }
}

static void
on_parsed(const libvlc_event_t *event, void *data)
{
    (void) event;
    struct om_vlc *vlc = data;
    vlc->sink.event(vlc->sink.context, OM_VLC_PARSED);
}

// Called up to three times per clip, with padded sizes that must be replaced.
static unsigned
on_format(void **opaque, char *chroma, unsigned *width, unsigned *height,
          unsigned *pitches, unsigned *lines)
{
    const struct om_vlc *vlc = *opaque;
    static const char format[4] = { 'I', '4', '2', '0' }; // no NUL
    memcpy(chroma, format, sizeof(format));
    *width = atomic_load(&vlc->width);
    *height = atomic_load(&vlc->height);
    pitches[0] = *width;
    pitches[1] = pitches[2] = *width / 2;
    lines[0] = *height;
    lines[1] = lines[2] = *height / 2;
    return 1;
}

static void *
on_lock(void *opaque, void **planes)
{
    struct om_vlc *vlc = opaque;
    last_date = OM_NEVER;
    vlc->sink.take(vlc->sink.context, planes);
    return NULL;
}

static void
on_display(void *opaque, void *picture)
{
    (void) picture;
    struct om_vlc *vlc = opaque;
    vlc->sink.show(vlc->sink.context, last_date);
}

static void
on_sound(void *data, const void *samples, unsigned count, int64_t due)
{
    struct om_vlc *vlc = data;
    vlc->sink.sound(vlc->sink.context, (const int16_t(*)[2]) samples, count,
                    due);
}

static void
on_pause(void *data, int64_t date)
{
    struct om_vlc *vlc = data;
    vlc->sink.pause(vlc->sink.context, true, date);
}

static void
on_resume(void *data, int64_t date)
{
    struct om_vlc *vlc = data;
    vlc->sink.pause(vlc->sink.context, false, date);
}

static bool
make_player(struct om_vlc *vlc)
{
    vlc->player = libvlc_media_player_new(vlc->instance);
    if (!vlc->player) {
        return false;
    }
    libvlc_video_set_callbacks(vlc->player, on_lock, NULL, on_display, vlc);
    libvlc_video_set_format_callbacks(vlc->player, on_format, NULL);
    libvlc_audio_set_format(vlc->player, "S16N", 48000, 2);
    libvlc_audio_set_callbacks(vlc->player, on_sound, on_pause, on_resume, NULL,
                               NULL, vlc);
    libvlc_event_manager_t *events =
        libvlc_media_player_event_manager(vlc->player);
    for (size_t i = 0; i < PLAYER_EVENTS; i++) {
        if (libvlc_event_attach(events, player_events[i].type, on_player_event,
                                vlc)
            != 0) {
            return false;
        }
    }
    return true;
}

struct om_vlc *
om_vlc_create(const struct om_vlc_sink *sink)
{
    struct om_vlc *vlc = om_alloc(sizeof(*vlc));
    vlc->sink = *sink;
    vlc->instance = libvlc_new(sizeof(options) / sizeof(*options), options);
    if (!vlc->instance || !make_player(vlc)) {
        return NULL; // the process ends
    }
    return vlc;
}

// By far the largest of the plugins; libvlc finds them beside itself.
void
om_vlc_warm_up(void)
{
    static const char plugin[] = "vlc/plugins/codec/libavcodec_plugin.so";
    Dl_info library;
    void *libvlc = dlsym(RTLD_DEFAULT, "libvlc_new");
    const char *name =
        libvlc && dladdr(libvlc, &library) ? library.dli_fname : NULL;
    const char *slash = name ? strrchr(name, '/') : NULL;
    char path[4096];
    if (slash) {
        snprintf(path, sizeof(path), "%.*s/%s", (int) (slash - name), name,
                 plugin);
        (void) dlopen(path, RTLD_LAZY | RTLD_LOCAL);
    }
}

static void
forget_media(struct om_vlc *vlc)
{
    if (vlc->media) {
        libvlc_media_parse_stop(vlc->media);
        libvlc_event_detach(libvlc_media_event_manager(vlc->media),
                            libvlc_MediaParsedChanged, on_parsed, vlc);
        libvlc_media_release(vlc->media);
        vlc->media = NULL;
    }
}

bool
om_vlc_parse(struct om_vlc *vlc, const char *path)
{
    forget_media(vlc);
    vlc->media = libvlc_media_new_path(vlc->instance, path);
    if (!vlc->media) {
        return false;
    }
    libvlc_event_manager_t *events = libvlc_media_event_manager(vlc->media);
    return libvlc_event_attach(events, libvlc_MediaParsedChanged, on_parsed,
                               vlc)
               == 0
           && libvlc_media_parse_with_options(
                  vlc->media, libvlc_media_parse_local, PARSE_LIMIT)
                  == 0;
}

static bool
is_on_its_side(libvlc_video_orient_t orientation)
{
    return orientation >= libvlc_video_orient_left_top;
}

static void
read_video(const libvlc_video_track_t *video, struct om_vlc_track *track)
{
    bool turned = is_on_its_side(video->i_orientation);
    track->width = turned ? video->i_height : video->i_width;
    track->height = turned ? video->i_width : video->i_height;
    track->sar_x = turned ? video->i_sar_den : video->i_sar_num;
    track->sar_y = turned ? video->i_sar_num : video->i_sar_den;
    track->rate = video->i_frame_rate_num;
    track->scale = video->i_frame_rate_den;
}

bool
om_vlc_get_track(struct om_vlc *vlc, struct om_vlc_track *track)
{
    *track = (struct om_vlc_track){ 0 };
    if (libvlc_media_get_parsed_status(vlc->media)
        != libvlc_media_parsed_status_done) {
        return false;
    }
    libvlc_media_track_t **tracks;
    unsigned count = libvlc_media_tracks_get(vlc->media, &tracks);
    for (unsigned i = 0; i < count; i++) {
        if (tracks[i]->i_type == libvlc_track_video && track->count++ == 0) {
            read_video(tracks[i]->video, track);
        }
    }
    if (count > 0) {
        libvlc_media_tracks_release(tracks, count);
    }
    libvlc_time_t duration = libvlc_media_get_duration(vlc->media);
    track->duration = duration > 0 ? OM_MS(duration) : 0;
    return true;
}

bool
om_vlc_play(struct om_vlc *vlc, const struct om_vlc_play *play)
{
    atomic_store(&vlc->width, play->width);
    atomic_store(&vlc->height, play->height);
    if (play->start > 0) {
        char option[64];
        snprintf(option, sizeof(option), ":start-time=%lld.%06lld",
                 (long long) (play->start / OM_S(1)),
                 (long long) (play->start % OM_S(1)));
        libvlc_media_add_option(vlc->media, option);
    } else {
        libvlc_media_add_option(vlc->media, ":start-paused");
    }
    if (play->threads > 0) {
        char option[32];
        snprintf(option, sizeof(option), ":avcodec-threads=%u", play->threads);
        libvlc_media_add_option(vlc->media, option);
    }
    libvlc_media_player_set_media(vlc->player, vlc->media);
    return libvlc_media_player_play(vlc->player) == 0;
}

void
om_vlc_show_first(struct om_vlc *vlc)
{
    libvlc_media_player_set_time(vlc->player, 0);
}

void
om_vlc_set_paused(struct om_vlc *vlc, bool paused)
{
    libvlc_media_player_set_pause(vlc->player, paused);
}

void
om_vlc_stop(struct om_vlc *vlc)
{
    libvlc_media_player_stop(vlc->player);
    forget_media(vlc);
}
