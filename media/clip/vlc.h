// One libvlc player, as this program needs it: parse a file, play it from its
// held first frame or from a time, pause, stop. The only part that knows
// libvlc. Pictures, sound and events come on the player's own threads and go
// to the sink, which must copy and return; every call below is for one other
// thread and never for the sink.
#ifndef OM_CLIP_VLC_H
#define OM_CLIP_VLC_H

#include "base/tick.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct om_vlc;

enum om_vlc_event {
    OM_VLC_PARSED = 1 << 0,
    OM_VLC_PLAYING = 1 << 1,
    OM_VLC_PAUSED = 1 << 2,
    OM_VLC_ENDED = 1 << 3,
    OM_VLC_BROKEN = 1 << 4,
    OM_VLC_MOVED = 1 << 5, // its media time moves (4 times a second)
};

struct om_vlc_sink {
    void (*take)(void *context, void *planes[3]);
    // The picture last taken is on screen. `date`: when it was due; OM_NEVER:
    // it is the first one, or is shown again (or libvlc changed, see vlc.c).
    void (*show)(void *context, om_tick date);
    void (*sound)(void *context, const int16_t (*frames)[2], size_t count,
                  om_tick due);
    // It paused, or went on, at that date (only told when there is sound).
    void (*pause)(void *context, bool paused, om_tick date);
    void (*event)(void *context, enum om_vlc_event event);
    void *context;
};

struct om_vlc_track {
    unsigned count;         // video tracks; the rest is about the first
    unsigned width, height; // upright, as coded
    unsigned sar_x, sar_y;  // shape of a pixel; 0: square
    unsigned rate, scale;   // frames per second
    om_tick duration;
};

// NULL when libvlc does not start with these options: there is no second try
// with fewer, because some of them keep it off the network. The sink is
// borrowed.
struct om_vlc *om_vlc_create(const struct om_vlc_sink *sink);

// Loads what the first clip would otherwise wait for: some 15 ms.
void om_vlc_warm_up(void);

// Reads the headers; OM_VLC_PARSED follows. Forgets the clip before it.
bool om_vlc_parse(struct om_vlc *vlc, const char *path);

// After OM_VLC_PARSED. False when it cannot be read.
bool om_vlc_get_track(struct om_vlc *vlc, struct om_vlc_track *track);

struct om_vlc_play {
    unsigned width, height; // of the pictures, I420 without gaps
    om_tick start;          // 0: paused before the first picture
    unsigned threads;       // of the codec; 0: as many as it likes
};

// Opens the parsed clip. With start 0, OM_VLC_PAUSED follows, and then
// om_vlc_show_first() brings the first picture.
bool om_vlc_play(struct om_vlc *vlc, const struct om_vlc_play *play);

void om_vlc_show_first(struct om_vlc *vlc);

void om_vlc_set_paused(struct om_vlc *vlc, bool paused);

// Waits until every thread of the clip is gone (some milliseconds); nothing
// comes to the sink after it.
void om_vlc_stop(struct om_vlc *vlc);

#endif
