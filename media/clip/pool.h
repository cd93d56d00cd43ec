// What a pool and its clips are made of; private to this folder. A slot is a
// place for one process and for the one clip that it decodes: the process may
// be replaced under a clip, the memory they share stays. Main thread.
//
// The process of a slot:
//
//          spawned           HELLO             killed or gone
//   DOWN ----------> STARTING -----> UP ------------------------> DYING
//    ^                   |                                          |
//    |                   +---- no HELLO in time --------------------+
//    +---------------------------- reaped --------------------------+
//
// A clip has a state of its own (enum om_clip_state) and goes through none of
// these: it waits for UP, has itself opened, and when the process is lost it
// has itself opened again where it was.
#ifndef OM_CLIP_POOL_H
#define OM_CLIP_POOL_H

#include "clip/process.h"
#include "sound/pcm.h"

enum om_slot_state {
    OM_SLOT_DOWN,
    OM_SLOT_STARTING,
    OM_SLOT_UP,
    OM_SLOT_DYING,
};

// A frame the decoder handed over and has not got back.
struct om_slot_frame {
    bool there;
    struct om_wire_report report;
    uint64_t serial;
};

struct om_clip {
    struct om_clip_pool *pool;
    unsigned index;

    // the process
    enum om_slot_state state;
    struct om_process process;
    unsigned run;      // which process this is
    bool greeted;      // it said HELLO
    unsigned attempts; // in a row that came to nothing
    unsigned clips;    // it opened
    bool stale;        // its process is to be ended as soon as it is free
    om_tick since;     // of STARTING, UP; DOWN: when to try
    om_tick heard;     // last word, or when a word became due
    unsigned excuses;  // since then: its silence was put down to our lateness
    int frames_fd, sound_fd;
    const uint8_t *frames;
    struct om_pcm_ring *ring;

    // the clip
    bool taken;
    bool opened;     // the present process was told to open it
    bool closing;    // the present process was told to close it
    bool runs;       // what the user wants
    bool waiting;    // opened; no picture from the present process yet
    bool replaced;   // its process was lost; not yet opened in the next
    bool rests;      // its process is stopped: it is held, and not needed
    om_tick told_at; // when it was last told something
    struct om_clip_params params; // params.path: `path`
    char *path;                   // owned
    uint32_t generation;
    enum om_clip_state clip_state;
    unsigned cue_next;
    om_tick opened_at;
    om_tick duration;
    om_tick time;              // of the newest frame
    struct om_slot_frame next; // not yet asked for
    struct om_slot_frame shown;
    unsigned failures;   // of its process, without progress between them
    om_tick failed_time; // media time of the last one
    unsigned news;       // bits: 1 << enum om_clip_news_kind
    unsigned news_cue;
};

enum { OM_POOL_MAX = 8 };

struct om_clip_pool {
    char *helper, *root; // owned
    struct om_clip slots[OM_POOL_MAX];
    unsigned size;
    struct om_queue queue;
    uint32_t generation; // last given out
    uint64_t serial;     // last given out
    om_tick promised;    // when the next step was due
    bool told;           // that there is no Landlock
    struct om_clip_pool_status status;
};

// The process is up and idle, or says hello: opens the slot's clip in it.
void om_clip_send_open(struct om_clip *clip);

// The process is lost, or could not be started: the clip waits for the next
// one, or fails.
void om_clip_lose_process(struct om_clip *clip);

// Something it said about this clip.
void om_clip_hear(struct om_clip *clip, const struct om_wire_report *report);

#endif
