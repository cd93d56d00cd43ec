#include "sound/track.h"

#include "base/log.h"
#include "sound/pcm.h"

#include <SDL.h>
#include <SDL_mixer.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const char MODULE[] = "sound/track";

enum {
    WHOLE_MOST = 240, // seconds of it are decoded ahead: 46 MB
    NICENESS = 10,    // of doing so
};

// -- the file -----------------------------------------------------------------

// Reads from memory, and finds nothing more once it is to leave: a decoder
// cannot be interrupted, but comes to an end with its file.
struct source {
    const struct om_track *track;
    const atomic_bool *leave;
    size_t at;
};

static Sint64
get_size(SDL_RWops *ops)
{
    const struct source *source = ops->hidden.unknown.data1;
    return (Sint64) source->track->length;
}

static Sint64
seek(SDL_RWops *ops, Sint64 offset, int whence)
{
    struct source *source = ops->hidden.unknown.data1;
    Sint64 length = (Sint64) source->track->length;
    Sint64 from = whence == RW_SEEK_SET   ? 0
                  : whence == RW_SEEK_END ? length
                                          : (Sint64) source->at;
    Sint64 to = from + offset;
    source->at = (size_t) (to < 0 ? 0 : to > length ? length : to);
    return (Sint64) source->at;
}

static size_t
read_some(SDL_RWops *ops, void *bytes, size_t size, size_t count)
{
    struct source *source = ops->hidden.unknown.data1;
    size_t left = (source->track->length - source->at) / (size ? size : 1);
    if (atomic_load(source->leave)) {
        return 0;
    }
    count = count < left ? count : left;
    memcpy(bytes, (const char *) source->track->bytes + source->at,
           count * size);
    source->at += count * size;
    return count;
}

static size_t
write_none(SDL_RWops *ops, const void *bytes, size_t size, size_t count)
{
    (void) ops;
    (void) bytes;
    (void) size;
    (void) count;
    return 0;
}

static int
close_source(SDL_RWops *ops)
{
    free(ops->hidden.unknown.data1);
    SDL_FreeRW(ops);
    return 0;
}

static SDL_RWops *
open_source(const struct om_track *track, const atomic_bool *leave)
{
    struct source *source = malloc(sizeof(*source));
    SDL_RWops *ops = source ? SDL_AllocRW() : NULL;
    if (!ops) {
        free(source);
        return NULL;
    }
    *source = (struct source){ .track = track, .leave = leave };
    ops->size = get_size;
    ops->seek = seek;
    ops->read = read_some;
    ops->write = write_none;
    ops->close = close_source;
    ops->type = SDL_RWOPS_UNKNOWN;
    ops->hidden.unknown.data1 = source;
    return ops;
}

// -- decoding ahead -----------------------------------------------------------

struct decoding {
    SDL_RWops *source;
    Mix_Chunk *whole; // NULL: it failed
};

static void *
decode(void *context)
{
    struct decoding *decoding = context;
    (void) setpriority(PRIO_PROCESS, (id_t) gettid(), NICENESS);
    decoding->whole = Mix_LoadWAV_RW(decoding->source, 1);
    return NULL;
}

// On a thread of its own, as one that was made slower stays so. What is left
// of the file when it is to leave, or is damaged, is missing.
static Mix_Chunk *
decode_all(const struct om_track *track, const atomic_bool *leave)
{
    struct decoding decoding = { .source = open_source(track, leave) };
    pthread_t thread;
    if (!decoding.source) {
        return NULL;
    }
    if (pthread_create(&thread, NULL, decode, &decoding) != 0) {
        SDL_RWclose(decoding.source);
        return NULL;
    }
    pthread_join(thread, NULL);
    return decoding.whole;
}

static bool
is_for_decoding(const struct om_track *track, Mix_Music *music)
{
    bool plain = track->length > 4 && memcmp(track->bytes, "RIFF", 4) == 0;
    double seconds = Mix_MusicDuration(music);
    return !plain && seconds > 0 && seconds <= WHOLE_MOST
           && Mix_GetMusicLoopStartTime(music) < 0;
}

// -- playing ------------------------------------------------------------------

// Opens the file, and decodes it where that is worth while.
static bool
load(struct om_track *track, const atomic_bool *leave)
{
    SDL_RWops *file = SDL_RWFromConstMem(track->bytes, (int) track->length);
    track->music = file ? Mix_LoadMUS_RW(file, 1) : NULL;
    if (!track->music) {
        return false;
    }
    if (!is_for_decoding(track, track->music)) {
        return true;
    }
    track->whole = decode_all(track, leave);
    if (!track->whole) {
        return !atomic_load(leave); // as it plays, then
    }
    Mix_FreeMusic(track->music);
    track->music = NULL;
    if (atomic_load(leave)) {
        Mix_FreeChunk(track->whole);
        track->whole = NULL;
        return false;
    }
    free(track->bytes);
    track->bytes = NULL;
    return true;
}

bool
om_track_start(struct om_track *track, const atomic_bool *leave)
{
    bool loaded = track->whole || load(track, leave);
    bool plays = loaded
                 && (track->whole ? Mix_PlayChannel(0, track->whole, -1)
                                  : Mix_PlayMusic(track->music, -1))
                        == 0;
    track->plays = plays;
    if (!plays) {
        om_track_stop(track);
    }
    if (!plays && !atomic_load(leave)) {
        om_log(OM_LOG_ERROR, MODULE, "%s: cannot be played: %s", track->name,
               Mix_GetError());
    }
    return plays;
}

void
om_track_stop(struct om_track *track)
{
    if (track->whole && track->plays) {
        Mix_HaltChannel(0); // crashes where no device is open
    }
    track->plays = false;
    if (track->music) {
        Mix_HaltMusic();
        Mix_FreeMusic(track->music);
        track->music = NULL;
    }
}

void
om_track_free(struct om_track *track)
{
    om_track_stop(track);
    if (track->whole) {
        Mix_FreeChunk(track->whole);
    }
    free(track->bytes);
    free(track->name);
    *track = (struct om_track){ 0 };
}
