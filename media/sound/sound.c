#include "sound/sound.h"

#include "base/log.h"
#include "base/path.h"
#include "sound/device.h"
#include "sound/mixer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char MODULE[] = "sound";

#define SILENT_LIMIT  OM_S(2) // without a callback: the device is dead
#define RETRY_FIRST   OM_S(1)
#define RETRY_LAST    OM_S(30)
#define TRUST_AFTER   OM_S(5)   // open that long: the back-off starts anew
#define BUSY_INTERVAL OM_MS(50) // look again while the device is at work
#define OPEN_INTERVAL OM_S(1)
#define MASTER_RAMP   OM_MS(50)

enum {
    TRACK_LIMIT = 256 << 20,          // bytes
    BUFFER = OM_PCM_RATE * 16 / 1000, // frames
};

struct om_sound {
    struct om_mixer *mixer; // owned by the device
    struct om_device *device;
    om_tick retry_at, retry_after; // when to open next; how long then
    om_tick asked_at;              // when it was last asked to open
    om_tick open_since;            // OM_NEVER: not open
    uint64_t callbacks;            // seen at `callbacks_at`
    om_tick callbacks_at;
    bool lost, appeared; // said by om_sound_device_changed()
};

struct om_sound *
om_sound_create(const struct om_sound_params *params)
{
    struct om_sound *sound = calloc(1, sizeof(*sound));
    struct om_mixer *mixer = calloc(1, sizeof(*mixer));
    if (!sound || !mixer) {
        goto fail;
    }
    int buffer = params->buffer > 0 ? params->buffer : BUFFER;
    om_mixer_init(mixer, params->latency,
                  params->duck_db != 0 ? params->duck_db : -12);
    atomic_store(&mixer->track_order, om_ramp_order(1, 0));
    atomic_store(&mixer->master_order,
                 om_ramp_order(params->master > 0 ? params->master : 1, 0));
    sound->mixer = mixer;
    sound->open_since = OM_NEVER;
    sound->retry_after = RETRY_FIRST;
    sound->device = om_device_create(mixer, buffer, params->latency);
    if (!sound->device) {
        goto fail;
    }
    om_sound_tick(sound, om_tick_now());
    return sound;

fail:
    free(mixer);
    free(sound);
    return NULL;
}

void
om_sound_destroy(struct om_sound *sound)
{
    if (sound) {
        om_device_destroy(sound->device);
        free(sound);
    }
}

// Whether these are the first bytes of a file that SDL_mixer can play.
static bool
is_sound(const char *bytes, size_t length)
{
    static const char *const signatures[] = {
        "RIFF", "OggS", "fLaC", "ID3", "\xff\xfb", "\xff\xf3", "\xff\xf2",
    };
    for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++) {
        size_t size = strlen(signatures[i]);
        if (length >= size && memcmp(bytes, signatures[i], size) == 0) {
            return true;
        }
    }
    return false;
}

bool
om_sound_play_track(struct om_sound *sound, const char *path)
{
    if (!sound) {
        return true;
    }
    if (!path) {
        om_device_set_track(sound->device, NULL, 0, NULL);
        return true;
    }
    size_t length = 0;
    char *bytes = om_path_read(path, TRACK_LIMIT, &length);
    if (!bytes) {
        om_log(OM_LOG_ERROR, MODULE, "%s: %s", path, strerror(errno));
        return false;
    }
    if (!is_sound(bytes, length)) {
        om_log(OM_LOG_ERROR, MODULE,
               "%s: no sound file (wanted: Ogg, FLAC, MP3 or WAV)", path);
        free(bytes);
        return false;
    }
    om_device_set_track(sound->device, bytes, length, path);
    return true;
}

void
om_sound_set_track_level(struct om_sound *sound, float db, om_tick over)
{
    if (sound) {
        atomic_store(&sound->mixer->track_order,
                     om_ramp_order(om_gain_from_db(db), over));
    }
}

void
om_sound_set_master(struct om_sound *sound, float level)
{
    if (sound) {
        float kept = level > 1 ? 1 : level > 0 ? level : 0;
        atomic_store(&sound->mixer->master_order,
                     om_ramp_order(kept, MASTER_RAMP));
    }
}

void
om_sound_set_ring(struct om_sound *sound, unsigned slot,
                  struct om_pcm_ring *ring)
{
    if (sound && slot < OM_SOUND_SLOTS) {
        atomic_store(&sound->mixer->slots[slot].wanted, ring);
    }
}

bool
om_sound_is_free(const struct om_sound *sound, unsigned slot)
{
    if (!sound || slot >= OM_SOUND_SLOTS) {
        return true;
    }
    const struct om_mixer_slot *at = &sound->mixer->slots[slot];
    struct om_pcm_ring *touched = atomic_load(&at->touched);
    return !touched || touched == atomic_load(&at->wanted);
}

static om_tick
watch_open(struct om_sound *sound, om_tick now)
{
    uint64_t callbacks = atomic_load(&sound->mixer->status_callbacks);
    if (sound->open_since == OM_NEVER || callbacks != sound->callbacks) {
        sound->callbacks = callbacks;
        sound->callbacks_at = now;
    }
    if (sound->open_since == OM_NEVER) {
        sound->open_since = now;
    }
    sound->appeared = false;
    bool silent = now - sound->callbacks_at > SILENT_LIMIT;
    if (sound->lost || silent) {
        om_log(OM_LOG_WARN, MODULE, "the sound device %s",
               sound->lost ? "is gone" : "stands still");
        om_device_close(sound->device);
        return now + BUSY_INTERVAL;
    }
    if (now - sound->open_since > TRUST_AFTER) {
        sound->retry_after = RETRY_FIRST;
    }
    return now + OPEN_INTERVAL;
}

static om_tick
watch_closed(struct om_sound *sound, om_tick now)
{
    sound->lost = false;
    sound->open_since = OM_NEVER;
    // Our own attempt makes SDL announce what devices there are; only an
    // announcement at another time is news.
    if (sound->appeared && now - sound->asked_at > RETRY_FIRST) {
        sound->retry_at = now;
    }
    sound->appeared = false;
    if (now < sound->retry_at) {
        return sound->retry_at;
    }
    om_device_open(sound->device);
    sound->asked_at = now;
    sound->retry_at = now + sound->retry_after;
    sound->retry_after *= 2;
    if (sound->retry_after > RETRY_LAST) {
        sound->retry_after = RETRY_LAST;
    }
    return now + BUSY_INTERVAL;
}

om_tick
om_sound_tick(struct om_sound *sound, om_tick now)
{
    if (!sound) {
        return OM_NEVER;
    }
    switch (om_device_get_state(sound->device)) {
        case OM_DEVICE_OPEN:
            return watch_open(sound, now);
        case OM_DEVICE_CLOSED:
            return watch_closed(sound, now);
        case OM_DEVICE_BUSY:
            break;
    }
    return now + BUSY_INTERVAL;
}

void
om_sound_device_changed(struct om_sound *sound, bool removed)
{
    if (sound) {
        sound->lost |= removed;
        sound->appeared |= !removed;
    }
}

struct om_sound_status
om_sound_get_status(const struct om_sound *sound)
{
    if (!sound) {
        return (struct om_sound_status){ 0 };
    }
    const struct om_mixer *mixer = sound->mixer;
    return (struct om_sound_status){
        .device = om_device_get_state(sound->device) == OM_DEVICE_OPEN,
        .callbacks = atomic_load(&mixer->status_callbacks),
        .duck_db = om_gain_to_db(atomic_load(&mixer->status_duck)),
        .underruns = atomic_load(&mixer->status_underruns),
        .resyncs = atomic_load(&mixer->status_resyncs),
    };
}
