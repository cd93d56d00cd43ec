// Film clips, each decoded in a process of its own. A pool keeps a few
// omstander-clip processes warm; opening a clip takes one, shows its first
// frame and holds it there; then it is started, held at exact times and
// closed. A decoder that dies or shows no progress is killed and replaced,
// and the clip goes on near the same place; a clip whose decoder failed twice
// fails for good. Nothing here blocks on a decoder.
//
// Main thread, but for the `wake` callback.
#ifndef OM_CLIP_CLIP_H
#define OM_CLIP_CLIP_H

#include "base/tick.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct om_clip_pool;
struct om_clip; // one clip, from open to close; owned by the pool
struct om_pcm_ring;

struct om_clip_pool_params {
    const char *helper; // path of omstander-clip
    const char *root;   // the only folder a decoder may read clips from
    unsigned size;      // processes; 0: 3
    om_tick
        head_start; // of the first one, for who waits for a picture; 0: none
    // Called on a reader thread when om_clip_pool_step() has something to
    // do. It may only wake the main thread (SDL_PushEvent); calls coalesce.
    void (*wake)(void *context);
    void *context;
};

// Starts the processes and returns at once. NULL when none can be started.
struct om_clip_pool *
om_clip_pool_create(const struct om_clip_pool_params *params);

// Ends all processes and waits for them. Every clip is gone.
void om_clip_pool_destroy(struct om_clip_pool *pool);

// How many clips can be opened now (processes that are idle or starting).
unsigned om_clip_pool_spare(const struct om_clip_pool *pool);

enum { OM_CLIP_CUES_MAX = 16 };

struct om_clip_params {
    const char *path;               // absolute, below the pool's root
    om_tick start;                  // first frame wanted; 0: the beginning
    om_tick cues[OM_CLIP_CUES_MAX]; // hold here by itself; ascending
    unsigned cue_count;
    // Frames are scaled to fit in this box, keeping their shape (square
    // pixels); 0: the clip's own size.
    unsigned fit_width, fit_height;
};

// Takes a spare process and lets it hold the first frame. NULL when none is
// spare. The clip stays until om_clip_close().
struct om_clip *om_clip_open(struct om_clip_pool *pool,
                             const struct om_clip_params *params);

// Lets go; the process is used again. NULL is ignored.
void om_clip_close(struct om_clip *clip);

// Runs from where it is held; before the first frame came, as soon as it
// does.
void om_clip_start(struct om_clip *clip);

// Freezes on the frame now shown; one that was on its way may still come.
void om_clip_hold(struct om_clip *clip);

// Which clips were open is to be known no more: processes that had one end,
// the others at once and those that show one when it is closed, and new ones
// take their place.
void om_clip_pool_forget(struct om_clip_pool *pool);

enum om_clip_state {
    OM_CLIP_OPENING, // no frame yet
    OM_CLIP_HELD,    // on its first frame, at a cue or by om_clip_hold()
    OM_CLIP_RUNNING,
    OM_CLIP_ENDED,  // the last frame stays
    OM_CLIP_FAILED, // cannot be shown; the last frame, if any, stays
};

// What happened since the last step, in order; per clip at most one of each.
enum om_clip_news_kind {
    OM_CLIP_NEWS_FRAME, // a newer frame is there (om_clip_get_frame)
    OM_CLIP_NEWS_CUE,   // holds exactly at cue `value`
    OM_CLIP_NEWS_ENDED,
    OM_CLIP_NEWS_FAILED,
    OM_CLIP_NEWS_REPLACED, // its decoder was replaced; it goes on by itself
};

struct om_clip_news {
    struct om_clip *clip;
    enum om_clip_news_kind kind;
    unsigned value;
};

// Takes in what the decoders said, kills and replaces those that hang.
// Returns the number of news written (call again when it equals `room`), and
// in `deadline` when it must be called next even if nothing wakes it.
size_t om_clip_pool_step(struct om_clip_pool *pool, om_tick now,
                         struct om_clip_news *news, size_t room,
                         om_tick *deadline);

enum om_clip_state om_clip_get_state(const struct om_clip *clip);

// Media time of the newest frame.
om_tick om_clip_get_time(const struct om_clip *clip);

// 0 when not known yet.
om_tick om_clip_get_duration(const struct om_clip *clip);

// The newest frame: I420, limited range, in memory shared with the decoder.
// The planes follow one another without a gap, the chroma pitch is half the
// luma pitch, width and height are even: what SDL_ConvertPixels() expects.
// Valid and unchanging until om_clip_get_frame() gives a newer one of the same
// clip, or the clip is closed.
struct om_clip_frame {
    unsigned width, height;  // of the picture
    const uint8_t *plane[3]; // Y, U, V
    unsigned pitch[3];       // bytes per row
    bool bt601;              // else BT.709
    om_tick time;            // media time
    om_tick due;             // when it was due on screen
    uint64_t serial;         // ascends with every frame of the pool
};

// False while there is none. Asking for a newer frame lets go of the old one.
bool om_clip_get_frame(struct om_clip *clip, struct om_clip_frame *frame);

// The clip's sound; valid until close, and until its process is replaced
// (OM_CLIP_NEWS_REPLACED): ask again then. NULL: none yet.
struct om_pcm_ring *om_clip_get_ring(struct om_clip *clip);

// The process behind a clip, for tests and `doctor`; 0: none at the moment.
int om_clip_get_pid(const struct om_clip *clip);

struct om_clip_pool_status {
    uint64_t opened, replaced, failed;
    bool landlock; // the decoders are locked up by Landlock too
};

struct om_clip_pool_status
om_clip_pool_get_status(const struct om_clip_pool *pool);

#endif
