#include "sound/device.h"

#include "base/log.h"
#include "sound/mixer.h"
#include "sound/track.h"

#include <SDL.h>
#include <SDL_mixer.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char MODULE[] = "sound/device";

// SDL asks PulseAudio to hold one buffer, and PulseAudio then asks for a
// quarter of one at a time: each time costs what it costs, however little it
// is for. So it is told to hold four (by its own variable: SDL leaves no other
// way), which makes it ask for one. What it holds is the price: the first sound
// of a clip is due 31 ms after it starts, and what is late is not heard.
#define PULSE_LATENCY    "PULSE_LATENCY_MSEC"
#define PULSE_LATENCY_MS "64"

#define GATE_RAMP   OM_MS(15)
#define FADE_LIMIT  OM_MS(150) // a fade that is not done by then is cut
#define END_LIMIT_S 3          // for destroy to wait

struct om_device {
    struct om_mixer *mixer; // owned
    int buffer;             // constant after init
    om_tick latency;        // constant after init; 0: what is likely
    pthread_t thread;
    _Atomic enum om_device_state state;

    pthread_mutex_t mutex;
    pthread_cond_t changed;
    // protected by mutex: what is asked for
    bool ask_open, ask_close, ask_track, ask_end;
    struct om_track next;
    atomic_bool leave; // any of them but ask_open; read without it

    // the device's thread only
    bool is_open;
    bool warned; // that there is no device: said once, until there is one
    struct om_track track;
    bool sounds; // the track was started
};

// The sound thread, called by SDL_mixer with the soundtrack in the stream.
static void
render(void *context, Uint8 *stream, int bytes)
{
    om_mixer_render(context, (int16_t(*)[2])(void *) stream,
                    (size_t) bytes / sizeof(int16_t[2]), om_tick_now());
}

// Waits for the sound thread to have faded out, as long as it runs at all.
static void
fade_out(struct om_device *device, _Atomic uint64_t *order,
         const _Atomic float *status)
{
    atomic_store(order, om_ramp_order(0, GATE_RAMP));
    om_tick limit = om_tick_now() + FADE_LIMIT;
    while (device->is_open && atomic_load(status) > 0
           && om_tick_now() < limit) {
        nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
    }
}

static void
stop_track(struct om_device *device)
{
    if (device->sounds) {
        fade_out(device, &device->mixer->gate_order,
                 &device->mixer->status_gate);
        om_track_stop(&device->track);
        device->sounds = false;
    }
}

static void
start_track(struct om_device *device)
{
    struct om_track *track = &device->track;
    if (!device->is_open || (!track->bytes && !track->whole)) {
        return;
    }
    device->sounds = om_track_start(track, &device->leave);
    if (device->sounds) {
        atomic_store(&device->mixer->gate_order, om_ramp_order(1, GATE_RAMP));
    } else if (!atomic_load(&device->leave)) {
        om_track_free(track); // not to be tried again
    }
}

// SDL has drivers that are no device; they count only when asked for.
static bool
is_real_driver(const char *driver)
{
    static const char *const unreal[] = { "dummy", "disk" };
    const char *asked = getenv("SDL_AUDIODRIVER");
    for (size_t i = 0; i < sizeof(unreal) / sizeof(unreal[0]); i++) {
        if (driver && strcmp(driver, unreal[i]) == 0) {
            return asked && strstr(asked, driver);
        }
    }
    return driver != NULL;
}

// From a callback to the sink. SDL holds one buffer ready while the one before
// plays; PulseAudio holds what it was asked to. The quarter of that which is in
// the sink is not counted: it takes about as long as a picture that is drawn
// takes to be seen.
static om_tick
get_likely_latency(const struct om_device *device)
{
    const char *driver = SDL_GetCurrentAudioDriver();
    const char *asked = getenv(PULSE_LATENCY);
    if (driver && strcmp(driver, "pulseaudio") == 0 && asked) {
        om_tick held = OM_MS(atoi(asked));
        return held - held / 4;
    }
    return (om_tick) device->buffer * OM_S(1) / OM_PCM_RATE;
}

static bool
open_mixer(struct om_device *device)
{
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) {
        return false;
    }
    const char *driver = SDL_GetCurrentAudioDriver();
    if (!is_real_driver(driver)) {
        SDL_SetError("only the driver '%s'", driver ? driver : "none");
    } else if (Mix_OpenAudioDevice(OM_PCM_RATE, AUDIO_S16SYS, 2, device->buffer,
                                   NULL, 0)
               == 0) {
        return true;
    }
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
    return false;
}

static void
open_device(struct om_device *device)
{
    if (device->is_open) {
        return;
    }
    if (!open_mixer(device)) {
        if (!device->warned) {
            om_log(OM_LOG_WARN, MODULE, "no sound device, going on without: %s",
                   SDL_GetError());
        }
        device->warned = true;
        return;
    }
    om_log(OM_LOG_INFO, MODULE, "sound by %s", SDL_GetCurrentAudioDriver());
    device->warned = false;
    device->is_open = true;
    Mix_AllocateChannels(1); // for the track
    om_mixer_rest(device->mixer);
    device->mixer->latency =
        device->latency ? device->latency : get_likely_latency(device);
    atomic_store(&device->mixer->gate_order, om_ramp_order(0, 0));
    atomic_store(&device->mixer->out_order, om_ramp_order(1, GATE_RAMP));
    Mix_SetPostMix(render, device->mixer);
    start_track(device);
}

static void
close_device(struct om_device *device)
{
    if (!device->is_open) {
        return;
    }
    fade_out(device, &device->mixer->out_order, &device->mixer->status_out);
    // From here on nobody renders, and the rings are free even if a driver
    // hangs below.
    Mix_SetPostMix(NULL, NULL);
    om_mixer_rest(device->mixer);
    device->is_open = false;
    stop_track(device);
    Mix_CloseAudio();
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
}

static void
change_track(struct om_device *device, struct om_track *next)
{
    stop_track(device);
    om_track_free(&device->track);
    device->track = *next;
    *next = (struct om_track){ 0 };
    start_track(device);
}

static void
publish_state(struct om_device *device)
{
    atomic_store(&device->state,
                 device->is_open ? OM_DEVICE_OPEN : OM_DEVICE_CLOSED);
}

// Takes what is asked for, in the order: close, track, open, end.
static void *
run(void *context)
{
    struct om_device *device = context;
    bool end = false;
    while (!end) {
        pthread_mutex_lock(&device->mutex);
        while (!device->ask_open && !device->ask_close && !device->ask_track
               && !device->ask_end) {
            publish_state(device);
            pthread_cond_wait(&device->changed, &device->mutex);
        }
        end = device->ask_end;
        bool shut = device->ask_close || end;
        bool open = device->ask_open && !end;
        bool track = device->ask_track;
        struct om_track next = device->next;
        device->next = (struct om_track){ 0 };
        device->ask_open = device->ask_close = device->ask_track = false;
        atomic_store(&device->leave, end);
        pthread_mutex_unlock(&device->mutex);
        if (shut) {
            close_device(device);
        }
        if (track) {
            change_track(device, &next);
        }
        if (open) {
            open_device(device);
        }
    }
    return NULL;
}

static void
finish(struct om_device *device)
{
    om_track_free(&device->track);
    om_track_free(&device->next);
    pthread_cond_destroy(&device->changed);
    pthread_mutex_destroy(&device->mutex);
    free(device->mixer);
    free(device);
}

struct om_device *
om_device_create(struct om_mixer *mixer, int buffer, om_tick latency)
{
    struct om_device *device = calloc(1, sizeof(*device));
    if (!device) {
        return NULL;
    }
    device->mixer = mixer;
    device->buffer = buffer;
    device->latency = latency;
    (void) setenv(PULSE_LATENCY, PULSE_LATENCY_MS, 0);
    pthread_mutex_init(&device->mutex, NULL);
    pthread_cond_init(&device->changed, NULL);
    // Signals are the main thread's; SDL's threads inherit this from ours.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&device->thread, NULL, run, device);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error != 0) {
        om_log(OM_LOG_ERROR, MODULE, "no thread: %s", strerror(error));
        device->mixer = NULL;
        finish(device);
        return NULL;
    }
    return device;
}

void
om_device_destroy(struct om_device *device)
{
    if (!device) {
        return;
    }
    pthread_mutex_lock(&device->mutex);
    device->ask_end = true;
    atomic_store(&device->leave, true);
    pthread_cond_signal(&device->changed);
    pthread_mutex_unlock(&device->mutex);
    struct timespec limit;
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_sec += END_LIMIT_S;
    if (pthread_timedjoin_np(device->thread, NULL, &limit) != 0) {
        om_log(OM_LOG_WARN, MODULE, "the sound driver hangs; left behind");
        pthread_detach(device->thread);
        return;
    }
    finish(device);
}

// Marks as busy at once, so that nobody asks twice.
static void
ask(struct om_device *device, bool *what)
{
    pthread_mutex_lock(&device->mutex);
    *what = true;
    atomic_store(&device->state, OM_DEVICE_BUSY);
    pthread_cond_signal(&device->changed);
    pthread_mutex_unlock(&device->mutex);
}

void
om_device_open(struct om_device *device)
{
    ask(device, &device->ask_open);
}

void
om_device_close(struct om_device *device)
{
    atomic_store(&device->leave, true);
    ask(device, &device->ask_close);
}

void
om_device_set_track(struct om_device *device, void *bytes, size_t length,
                    const char *name)
{
    struct om_track track = { .bytes = bytes,
                              .length = length,
                              .name = strdup(name ? name : "") };
    pthread_mutex_lock(&device->mutex);
    struct om_track unheard = device->next;
    device->next = track;
    device->ask_track = true;
    atomic_store(&device->leave, true);
    pthread_cond_signal(&device->changed);
    pthread_mutex_unlock(&device->mutex);
    om_track_free(&unheard);
}

enum om_device_state
om_device_get_state(const struct om_device *device)
{
    return atomic_load(&device->state);
}
