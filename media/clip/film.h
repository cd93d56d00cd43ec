// What the decoder does with the pictures and the sound of the clip that is
// open: puts them into shared memory, gates them (gate.h) and tells the pool.
// Its own mutex guards it: the player's threads call take, show and sound,
// the command loop calls the rest. Nothing here waits or calls the player.
#ifndef OM_CLIP_FILM_H
#define OM_CLIP_FILM_H

#include "clip/gate.h"
#include "clip/wire.h"
#include "sound/pcm.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { OM_FILM_KEPT = 4 };

enum om_film_buffer {
    OM_FILM_FREE,
    OM_FILM_WRITING,
    OM_FILM_KEEPING,
    OM_FILM_SENT,
};

struct om_film_kept {
    unsigned index;
    int64_t number;
};

struct om_film {
    int socket;               // constant after init
    uint8_t *memory;          // constant after init
    struct om_pcm_ring *ring; // constant after init
    void (*wake)(void *);     // constant after init; any thread
    void *context;            // constant after init
    pthread_mutex_t mutex;    // guards all below
    uint32_t generation;      // 0: no clip
    uint32_t width, height;
    bool bt601;
    struct om_gate gate;
    om_tick cues[OM_CLIP_CUES_MAX];
    unsigned cue_count, cue_next; // cue_next: the first not yet reached
    bool cue_reached;             // not yet reported
    enum om_film_buffer buffers[OM_WIRE_BUFFERS];
    om_tick taken_at; // when the player began to write; OM_NEVER: it did not
    unsigned writing; // being written; OM_WIRE_BUFFERS: the spare one
    unsigned waiting; // may be the first; OM_WIRE_BUFFERS: none
    unsigned shown;   // holds the first one already; OM_WIRE_BUFFERS: none does
    unsigned newest;  // newest picture's buffer; OM_WIRE_BUFFERS: none
    struct om_film_kept kept[OM_FILM_KEPT];
    unsigned kept_count;
    uint64_t position;    // of the sound: frames written
    uint64_t anchor_at;   // position the anchor speaks of
    om_tick anchor_due;   // OM_NEVER: none yet
    om_tick sign_of_life; // when the player last did something
    om_tick sent_at;      // when the pool last heard of it
};

struct om_film_params {
    const struct om_wire_command *open;
    struct om_clock clock;
    uint32_t width, height;
    bool bt601;
    int64_t first; // number of the first picture
    bool run;      // the gate is open from the first picture on
};

// The socket, the memory and the ring are borrowed.
void om_film_init(struct om_film *film, int socket, uint8_t *memory,
                  struct om_pcm_ring *ring);

// The pool still shows this buffer, of a decoder before this one: it is not
// written to while the first clip is open. Others than the pool's: ignored.
void om_film_leave_alone(struct om_film *film, unsigned index);

void om_film_open(struct om_film *film, const struct om_film_params *params);

// Forgets the clip; every buffer is free and the ring is empty.
void om_film_close(struct om_film *film);

// The planes the player writes its next picture to; there always are some.
void om_film_take(struct om_film *film, void *planes[3]);

// That picture is on screen now. `date`: when it was due; OM_NEVER: it is
// shown again, or not known.
void om_film_show(struct om_film *film, om_tick now, om_tick date);

void om_film_sound(struct om_film *film, const int16_t (*frames)[2],
                   size_t count, om_tick due);

// The player says when it paused, or went on.
void om_film_note_pause(struct om_film *film, bool paused, om_tick date);

void om_film_alive(struct om_film *film, om_tick now);

// The pool has let go of a buffer.
void om_film_release(struct om_film *film, uint32_t generation, uint32_t index);

// Closes the gate: no picture passes and no sound is due.
void om_film_hold(struct om_film *film);

// No more pictures come. A first one that waited to be known is shown.
void om_film_settle(struct om_film *film);

// The clip, of that length, has come to its end. False when there is a cue
// before it whose picture the player left out: then that is reached first.
bool om_film_end(struct om_film *film, om_tick duration);

// When the last picture of a running clip of that length will have had its
// time, and whether it is on now; OM_NEVER: not known.
om_tick om_film_get_over(struct om_film *film, om_tick duration, bool *last);

// The player is being told to pause, or to go on, at `now`; see gate.h for
// `base`. Going on is refused at a cue that is on the present frame: then
// the gate stays closed and the cue is reached at once. It is refused too
// while a cue that was reached is not reported yet.
void om_film_set_paused(struct om_film *film, om_tick now);

bool om_film_set_running(struct om_film *film, om_tick now, om_tick base);

// Shows kept pictures that are due, closes the gate behind a cue that passed
// without a picture, says that it is alive. Returns when to call again.
om_tick om_film_step(struct om_film *film, om_tick now);

struct om_film_status {
    bool has_frame, is_open;
    bool has_more; // pictures that are still to be shown
    unsigned cue_next;
    om_tick time;    // media time of the newest picture
    om_tick reached; // media time the player has come to, when it plays
    om_tick period;
};

struct om_film_status om_film_get_status(struct om_film *film);

// Reports a cue that was reached, once.
void om_film_report_cue(struct om_film *film);

#endif
