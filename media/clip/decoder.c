// omstander-clip: the process that decodes one clip at a time for the pool
// (pool.c), locked up before it loads libvlc. Three threads of interest: the
// player's own, which bring pictures, sound and events and only copy and wake
// (film.h); and this one, which takes the pool's commands and is the only one
// that calls the player.
//
//            OPEN            parsed          paused        first picture
//   IDLE ----------> PARSING ------> OPENING ------> SHOWING -----------> READY
//    ^                  |                |              |                   |
//    |                  +--- broken, none in time ------+---> OVER <--------+
//    +------------------------- CLOSE -------------------------+     ended
//
// READY is paused or playing; the film's gate decides which picture of a
// playing clip counts, and closing it makes this thread pause the player.
#include "base/log.h"
#include "clip/cage.h"
#include "clip/film.h"
#include "clip/fit.h"
#include "clip/vlc.h"
#include "clip/wire.h"
#include "sound/pcm.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define LOG "clip/decoder"

// libvlc 3 shows media time 0 this long after it is told to go on.
#define WAKE_UP (OM_MS(10) + 100)

#define OPEN_LIMIT OM_S(3)
#define BEAT_EVERY OM_MS(150)

// What the next clip needs to get going.
#define HEAD_START OM_MS(9)

// A clip that ends this much before its length has broken off.
#define BROKE_OFF OM_MS(1500)

enum stage {
    STAGE_IDLE,
    STAGE_PARSING,
    STAGE_OPENING, // playing from a time, or on the way to being paused
    STAGE_SHOWING, // asked for the first picture
    STAGE_READY,
    STAGE_OVER, // ended or failed; waits for CLOSE
};

struct decoder {
    int socket;
    int wakeup; // eventfd: events or the film want attention
    const char *root;
    struct om_vlc *vlc;
    struct om_film film;
    atomic_uint events; // enum om_vlc_event, not yet handled
    enum stage stage;
    struct om_wire_command clip; // as OPEN said it
    om_tick duration;
    om_tick opened_at, beat_at;
    bool run;     // to play as soon as there is a picture
    bool playing; // what the player was last told
    bool started; // has left its first picture
};

// -- the sink: on the player's threads ----------------------------------------

static void
wake(void *context)
{
    const struct decoder *self = context;
    uint64_t one = 1;
    (void) !write(self->wakeup, &one, sizeof(one));
}

static void
on_take(void *context, void *planes[3])
{
    struct decoder *self = context;
    om_film_take(&self->film, planes);
}

static void
on_show(void *context, om_tick date)
{
    struct decoder *self = context;
    om_film_show(&self->film, om_tick_now(), date);
}

static void
on_sound(void *context, const int16_t (*frames)[2], size_t count, om_tick due)
{
    struct decoder *self = context;
    om_film_sound(&self->film, frames, count, due);
}

static void
on_pause(void *context, bool paused, om_tick date)
{
    struct decoder *self = context;
    om_film_note_pause(&self->film, paused, date);
}

static void
on_event(void *context, enum om_vlc_event event)
{
    struct decoder *self = context;
    if (event == OM_VLC_MOVED) {
        om_film_alive(&self->film, om_tick_now());
        return;
    }
    atomic_fetch_or(&self->events, event);
    wake(self);
}

// -- what is told to the pool -------------------------------------------------

static void
report(const struct decoder *self, struct om_wire_report report)
{
    report.generation = self->clip.generation;
    (void) om_wire_send_report(self->socket, &report, true);
}

static void
fail(struct decoder *self, enum om_wire_reason reason)
{
    om_film_hold(&self->film);
    report(self,
           (struct om_wire_report){ .kind = OM_WIRE_FAILED, .index = reason });
    self->stage = STAGE_OVER;
}

// -- opening ------------------------------------------------------------------

static void
open_clip(struct decoder *self, const struct om_wire_command *command)
{
    self->clip = *command;
    self->run = command->run;
    self->playing = self->started = false;
    self->opened_at = self->beat_at = om_tick_now();
    atomic_store(&self->events, 0);
    self->stage = STAGE_PARSING;
    if (!om_vlc_parse(self->vlc, command->path)) {
        fail(self, OM_WIRE_REASON_UNREADABLE);
    }
}

static bool
play_clip(struct decoder *self, const struct om_vlc_track *track,
          const struct om_film_params *film)
{
    report(self, (struct om_wire_report){ .kind = OM_WIRE_OPENED,
                                          .width = film->width,
                                          .height = film->height,
                                          .time = track->duration });
    self->duration = track->duration;
    om_film_open(&self->film, film);
    struct om_vlc_play play = {
        .width = film->width,
        .height = film->height,
        .start = om_clock_get_start(&film->clock, film->first),
        .threads = om_fit_threads(track),
    };
    return om_vlc_play(self->vlc, &play);
}

static void
take_parsed(struct decoder *self)
{
    struct om_vlc_track track;
    if (!om_vlc_get_track(self->vlc, &track)) {
        fail(self, OM_WIRE_REASON_UNREADABLE);
        return;
    }
    struct om_film_params film = { .open = &self->clip };
    if (track.count == 0) {
        fail(self, OM_WIRE_REASON_NO_VIDEO);
    } else if (!om_fit_size(&track, &self->clip, &film.width, &film.height)) {
        fail(self, OM_WIRE_REASON_TOO_LARGE);
    } else {
        om_clock_init(&film.clock, track.rate, track.scale);
        film.first = om_clock_get_number(&film.clock, self->clip.start);
        film.bt601 = track.height <= 576;
        film.run = film.first > 0 && self->run;
        self->playing = self->started = film.first > 0;
        self->stage = STAGE_OPENING;
        if (!play_clip(self, &track, &film)) {
            fail(self, OM_WIRE_REASON_UNREADABLE);
        }
    }
}

// -- playing ------------------------------------------------------------------

static void
pause_player(struct decoder *self)
{
    if (self->playing) {
        om_vlc_set_paused(self->vlc, true);
        om_film_set_paused(&self->film, om_tick_now());
        self->playing = false;
    }
}

static void
run_player(struct decoder *self)
{
    if (self->playing || self->stage != STAGE_READY) {
        return;
    }
    om_tick now = om_tick_now();
    om_tick base = self->started ? OM_NEVER : now + WAKE_UP;
    if (om_film_set_running(&self->film, now, base)) {
        om_vlc_set_paused(self->vlc, false);
        self->playing = self->started = true;
    }
}

// The first picture is there: it is held, or goes on at once. A player that
// already plays, behind a gate that is closed, is set going with the gate.
static void
become_ready(struct decoder *self)
{
    self->stage = STAGE_READY;
    if (!om_film_get_status(&self->film).is_open) {
        pause_player(self);
    }
    if (self->run) {
        run_player(self);
    }
}

static void
take_end(struct decoder *self)
{
    struct om_film_status status = om_film_get_status(&self->film);
    if (!status.has_frame) {
        fail(self, OM_WIRE_REASON_NO_FRAME);
    } else if (status.time + status.period + BROKE_OFF < self->duration
               && status.reached + BROKE_OFF < self->duration) {
        fail(self, OM_WIRE_REASON_BROKE_OFF);
    } else if (om_film_end(&self->film, self->duration)) {
        report(self, (struct om_wire_report){ .kind = OM_WIRE_ENDED });
        self->stage = STAGE_OVER;
    } else {
        atomic_fetch_or(&self->events, OM_VLC_ENDED); // when it goes on
    }
}

static void
take_events(struct decoder *self)
{
    unsigned events = atomic_exchange(&self->events, 0);
    if (events & OM_VLC_PARSED && self->stage == STAGE_PARSING) {
        take_parsed(self);
    }
    if (events & OM_VLC_PAUSED && self->stage == STAGE_OPENING
        && !self->playing) {
        self->stage = STAGE_SHOWING;
        om_vlc_show_first(self->vlc);
    }
    bool open = self->stage >= STAGE_OPENING && self->stage <= STAGE_READY;
    if (events & OM_VLC_BROKEN && open) {
        fail(self, OM_WIRE_REASON_UNREADABLE);
    } else if (events & OM_VLC_ENDED && open) {
        // What is held has not ended yet, and there may be pictures still to
        // be shown: later.
        om_film_settle(&self->film);
        struct om_film_status status = om_film_get_status(&self->film);
        if (status.has_more || (status.has_frame && !status.is_open)) {
            atomic_fetch_or(&self->events, OM_VLC_ENDED);
        } else {
            take_end(self);
        }
    }
}

static void
follow_film(struct decoder *self)
{
    struct om_film_status status = om_film_get_status(&self->film);
    if (status.has_frame
        && (self->stage == STAGE_OPENING || self->stage == STAGE_SHOWING)) {
        become_ready(self);
        status = om_film_get_status(&self->film);
    }
    if (self->stage == STAGE_READY && self->playing && !status.is_open) {
        pause_player(self);
    }
    om_film_report_cue(&self->film);
}

static void
close_clip(struct decoder *self)
{
    om_film_hold(&self->film);
    om_vlc_stop(self->vlc);
    om_film_close(&self->film);
    report(self, (struct om_wire_report){ .kind = OM_WIRE_CLOSED });
    self->stage = STAGE_IDLE;
}

// A start that was sent before the pool heard of the last cue is not meant
// for what is held now.
static void
start_clip(struct decoder *self, unsigned cue_next)
{
    if (self->stage == STAGE_PARSING
        || cue_next == om_film_get_status(&self->film).cue_next) {
        self->run = true;
        run_player(self);
    }
}

// A player that is paused before its first picture would never bring one.
static void
hold_clip(struct decoder *self)
{
    self->run = false;
    om_film_hold(&self->film);
    if (self->stage == STAGE_READY) {
        pause_player(self);
    }
}

// -- the loop -----------------------------------------------------------------

static void
obey(struct decoder *self, const struct om_wire_command *command)
{
    if (command->order == OM_WIRE_OPEN) {
        if (self->stage == STAGE_IDLE) {
            open_clip(self, command);
        }
        return;
    }
    if (command->generation != self->clip.generation
        || self->stage == STAGE_IDLE) {
        return;
    }
    switch (command->order) {
        case OM_WIRE_START:
            start_clip(self, command->cue_next);
            break;
        case OM_WIRE_HOLD:
            hold_clip(self);
            break;
        case OM_WIRE_RELEASE:
            om_film_release(&self->film, command->generation, command->index);
            break;
        case OM_WIRE_CLOSE:
            close_clip(self);
            break;
        default:
            break;
    }
}

// False when the pool is gone.
static bool
take_commands(struct decoder *self)
{
    struct om_wire_command command;
    struct pollfd more = { .fd = self->socket, .events = POLLIN };
    do {
        int got = om_wire_receive_command(self->socket, &command);
        if (got < 0) {
            om_log(OM_LOG_ERROR, LOG, "a malformed command");
        }
        if (got <= 0) {
            return false;
        }
        obey(self, &command);
    } while (poll(&more, 1, 0) > 0);
    return true;
}

// While opening there is nothing to see yet: says that it is at it, and gives
// up in time.
static om_tick
step_opening(struct decoder *self, om_tick now)
{
    if (self->stage < STAGE_PARSING || self->stage > STAGE_SHOWING) {
        return OM_NEVER;
    }
    if (now - self->opened_at >= OPEN_LIMIT) {
        fail(self, OM_WIRE_REASON_NO_FRAME);
        return OM_NEVER;
    }
    if (now - self->beat_at >= BEAT_EVERY) {
        report(self, (struct om_wire_report){ .kind = OM_WIRE_BEAT });
        self->beat_at = now;
    }
    return self->beat_at + BEAT_EVERY;
}

// The end that waits for the last picture on its way; and the end that is
// known beforehand: libvlc tells of it too late for the next clip to begin in
// time, so a clip is over as soon as its last picture nearly had its time.
static om_tick
step_ending(struct decoder *self, om_tick now)
{
    if (!self->playing || self->stage != STAGE_READY) {
        return OM_NEVER;
    }
    if (atomic_load(&self->events) & OM_VLC_ENDED) {
        return now + OM_MS(5);
    }
    bool last = false;
    om_tick over = om_film_get_over(&self->film, self->duration, &last);
    if (over == OM_NEVER || now < over - HEAD_START) {
        return over == OM_NEVER ? OM_NEVER : over - HEAD_START;
    }
    if (!last) {
        return OM_NEVER; // it is late, or there are more: libvlc knows
    }
    atomic_fetch_or(&self->events, OM_VLC_ENDED);
    return now;
}

static int
get_timeout(om_tick deadline, om_tick now)
{
    if (deadline == OM_NEVER) {
        return -1;
    }
    return deadline <= now ? 0 : (int) ((deadline - now + 999) / 1000);
}

static void
loop(struct decoder *self)
{
    struct pollfd waits[] = {
        { .fd = self->socket, .events = POLLIN },
        { .fd = self->wakeup, .events = POLLIN },
    };
    for (;;) {
        om_tick now = om_tick_now();
        om_tick film = om_film_step(&self->film, now);
        om_tick opening = step_opening(self, now);
        take_events(self);
        follow_film(self);
        om_tick ending = step_ending(self, now);
        om_tick deadline = film < opening ? film : opening;
        deadline = ending < deadline ? ending : deadline;
        if (poll(waits, 2, get_timeout(deadline, om_tick_now())) < 0) {
            continue; // interrupted
        }
        if (waits[1].revents) {
            uint64_t count;
            (void) !read(self->wakeup, &count, sizeof(count));
        }
        if (waits[0].revents && !take_commands(self)) {
            return;
        }
    }
}

// -- start --------------------------------------------------------------------

static bool
map_memory(struct decoder *self, uint8_t **frames, struct om_pcm_ring **ring)
{
    self->socket = OM_WIRE_SOCKET;
    void *memory = mmap(NULL, OM_WIRE_FRAMES_BYTES, PROT_READ | PROT_WRITE,
                        MAP_SHARED, OM_WIRE_FRAMES, 0);
    void *sound = mmap(NULL, sizeof(**ring), PROT_READ | PROT_WRITE, MAP_SHARED,
                       OM_WIRE_SOUND, 0);
    if (memory == MAP_FAILED || sound == MAP_FAILED) {
        om_log(OM_LOG_ERROR, LOG, "is started by omstander, not by hand");
        return false;
    }
    close(OM_WIRE_FRAMES);
    close(OM_WIRE_SOUND);
    *frames = memory;
    *ring = sound;
    return true;
}

static bool
start(struct decoder *self, unsigned held)
{
    uint8_t *frames;
    struct om_pcm_ring *ring;
    struct om_cage_result cage;
    self->wakeup = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (self->wakeup < 0 || !map_memory(self, &frames, &ring)
        || !om_cage_enter(self->root, &cage)) {
        return false;
    }
    om_film_init(&self->film, self->socket, frames, ring);
    om_film_leave_alone(&self->film, held);
    self->film.wake = wake;
    self->film.context = self;
    struct om_vlc_sink sink = { on_take,  on_show,  on_sound,
                                on_pause, on_event, self };
    self->vlc = om_vlc_create(&sink);
    if (!self->vlc) {
        om_log(OM_LOG_ERROR, LOG, "libvlc does not start");
        return false;
    }
    report(self, (struct om_wire_report){ .kind = OM_WIRE_HELLO,
                                          .index = OM_WIRE_VERSION,
                                          .width = cage.landlock });
    struct pollfd waits = { .fd = self->socket, .events = POLLIN };
    if (poll(&waits, 1, 0) == 0) {
        om_vlc_warm_up();
    }
    return true;
}

// What an operator's `doctor` and the tests run.
static int
self_test(const char *root)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    return om_cage_test(root) ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--self-test") == 0) {
        _exit(self_test(argv[2])); // a sanitizer's exit would break the lock
    }
    if (argc != 3) {
        fprintf(stderr, "omstander-clip: is started by omstander\n"
                        "usage: omstander-clip --self-test FOLDER\n");
        return EXIT_FAILURE;
    }
    // Gone with the kiosk: by signal, and by the end of the socket.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "omstander-clip");
    setlocale(LC_CTYPE, "C.UTF-8"); // names of clips are UTF-8
    signal(SIGPIPE, SIG_IGN);
    struct decoder *self = calloc(1, sizeof(*self));
    if (!self) {
        return EXIT_FAILURE;
    }
    self->root = argv[1];
    if (!start(self, (unsigned) strtoul(argv[2], NULL, 10))) {
        free(self);
        return EXIT_FAILURE;
    }
    loop(self);
    _exit(EXIT_SUCCESS); // the player's threads need no goodbye
}
