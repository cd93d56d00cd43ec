#include "clip/film.h"

#include <string.h>
#include <sys/mman.h>

// Life of a buffer: FREE -> WRITING (take) -> on show, by the gate's verdict,
// SENT (until the pool releases it), KEEPING (until it is due, or known to be
// the first, then SENT) or FREE again. The buffer of the newest picture is not
// written to even when released, so that the next picture can be compared with
// it. When no buffer is free the player writes into the spare one behind the
// last, which is never sent: the picture is lost, the player never waits. The
// last free one is left for the picture of a cue. The lower half is for bursts.

enum { NONE = OM_WIRE_BUFFERS };

#define BEAT_EVERY   OM_MS(150)
#define BEAT_TRUST   OM_MS(350)
#define ANCHOR_SLACK OM_MS(2)

// Without a clip there is a gate nonetheless, closed and without a picture.
static void
reset_gate(struct om_film *film)
{
    struct om_clock clock;
    om_clock_init(&clock, 0, 0);
    om_gate_init(&film->gate, &clock, 0);
}

void
om_film_init(struct om_film *film, int socket, uint8_t *memory,
             struct om_pcm_ring *ring)
{
    film->socket = socket;
    film->memory = memory;
    film->ring = ring;
    film->newest = film->writing = film->waiting = film->shown = NONE;
    film->taken_at = OM_NEVER;
    pthread_mutex_init(&film->mutex, NULL);
    om_pcm_reset(ring);
    film->anchor_due = OM_NEVER;
    reset_gate(film);
}

void
om_film_leave_alone(struct om_film *film, unsigned index)
{
    if (index < OM_WIRE_BUFFERS) {
        film->buffers[index] = OM_FILM_SENT;
    }
}

static void
report(struct om_film *film, struct om_wire_report report, bool wait)
{
    report.generation = film->generation;
    (void) om_wire_send_report(film->socket, &report, wait);
}

static void
aim_at_next_cue(struct om_film *film)
{
    film->gate.stop =
        film->cue_next < film->cue_count
            ? om_clock_get_number(&film->gate.clock, film->cues[film->cue_next])
            : INT64_MAX;
}

// What only a burst needed goes back to the system: memory does not creep up.
static void
trim(struct om_film *film)
{
    for (unsigned i = 0; i < OM_WIRE_BUFFERS / 2; i++) {
        if (film->buffers[i] == OM_FILM_FREE) {
            (void) madvise(film->memory + i * OM_WIRE_BUFFER_BYTES,
                           OM_WIRE_BUFFER_BYTES, MADV_REMOVE);
        }
    }
}

void
om_film_open(struct om_film *film, const struct om_film_params *params)
{
    const struct om_wire_command *open = params->open;
    pthread_mutex_lock(&film->mutex);
    film->generation = open->generation;
    film->width = params->width;
    film->height = params->height;
    film->bt601 = params->bt601;
    memcpy(film->cues, open->cues, sizeof(film->cues));
    film->cue_count = open->cue_count;
    film->cue_next = open->cue_next;
    film->cue_reached = false;
    film->shown = open->index > 0 && open->index <= OM_WIRE_BUFFERS
                      ? open->index - 1
                      : NONE;
    om_gate_init(&film->gate, &params->clock, params->first);
    film->gate.open = params->run;
    if (params->run) {
        aim_at_next_cue(film);
    }
    film->sign_of_life = film->sent_at = 0;
    trim(film);
    pthread_mutex_unlock(&film->mutex);
}

void
om_film_close(struct om_film *film)
{
    pthread_mutex_lock(&film->mutex);
    film->generation = 0;
    memset(film->buffers, 0, sizeof(film->buffers));
    film->newest = film->writing = film->waiting = NONE;
    film->taken_at = OM_NEVER;
    film->kept_count = 0;
    film->position = 0;
    film->anchor_due = OM_NEVER;
    reset_gate(film);
    om_pcm_reset(film->ring);
    pthread_mutex_unlock(&film->mutex);
}

static uint8_t *
get_memory(const struct om_film *film, unsigned index)
{
    return film->memory + index * OM_WIRE_BUFFER_BYTES;
}

static unsigned
find_free(const struct om_film *film)
{
    const struct om_gate *gate = &film->gate;
    bool cue_ahead = gate->open && gate->stop != INT64_MAX
                     && gate->kept_last + 1 < gate->stop;
    unsigned found = NONE;
    unsigned count = 0;
    for (unsigned i = 0; i < OM_WIRE_BUFFERS; i++) {
        if (film->buffers[i] == OM_FILM_FREE && i != film->newest) {
            found = i;
            count++;
        }
    }
    return cue_ahead && count == 1 ? NONE : found;
}

void
om_film_take(struct om_film *film, void *planes[3])
{
    pthread_mutex_lock(&film->mutex);
    if (film->writing != NONE) {
        // Prepared but never shown: the player changed its mind.
        film->buffers[film->writing] = OM_FILM_FREE;
    }
    film->writing = find_free(film);
    if (film->writing != NONE) {
        film->buffers[film->writing] = OM_FILM_WRITING;
    }
    film->taken_at = om_tick_now();
    uint8_t *memory = get_memory(film, film->writing);
    size_t luma = (size_t) film->width * film->height;
    planes[0] = memory;
    planes[1] = memory + luma;
    planes[2] = memory + luma + luma / 4;
    pthread_mutex_unlock(&film->mutex);
}

// Costs little: pictures that differ do so early on.
static bool
is_different(const struct om_film *film)
{
    return film->newest == NONE
           || memcmp(get_memory(film, film->newest),
                     get_memory(film, film->writing),
                     om_wire_frame_bytes(film->width, film->height))
                  != 0;
}

// The very first picture, beside the one that is to be the first.
static enum om_gate_place
find_place(const struct om_film *film)
{
    if (film->shown == NONE || film->writing == NONE) {
        return OM_GATE_ANYWHERE;
    }
    bool same =
        memcmp(get_memory(film, film->shown), get_memory(film, film->writing),
               om_wire_frame_bytes(film->width, film->height))
        == 0;
    return same ? OM_GATE_FIRST : OM_GATE_EARLY;
}

// Sound stops being due in the same moment as the gate closes.
static void
notice_closed(struct om_film *film, bool by_cue)
{
    om_pcm_anchor(film->ring, film->anchor_at, OM_NEVER);
    if (by_cue) {
        film->cue_reached = true;
        film->cue_next++;
        film->gate.stop = INT64_MAX;
    }
    if (film->wake) {
        film->wake(film->context);
    }
}

// The number of the picture is the gate's `last`.
static void
send_picture(struct om_film *film, unsigned index, om_tick now)
{
    struct om_wire_report frame = {
        .kind = OM_WIRE_FRAME,
        .generation = film->generation,
        .index = index,
        .width = film->width,
        .height = film->height,
        .bt601 = film->bt601,
        .time = om_clock_get_time(&film->gate.clock, film->gate.last),
        .due = om_clock_get_due(&film->gate.clock, film->gate.last),
    };
    bool sent = om_wire_send_report(film->socket, &frame, false);
    film->buffers[index] = sent ? OM_FILM_SENT : OM_FILM_FREE;
    film->sent_at = now;
}

// A picture without a buffer is lost.
static void
keep_picture(struct om_film *film, unsigned index)
{
    if (index == NONE || film->kept_count == OM_FILM_KEPT) {
        return;
    }
    film->buffers[index] = OM_FILM_KEEPING;
    film->kept[film->kept_count++] = (struct om_film_kept){
        .index = index,
        .number = film->gate.kept_last,
    };
}

static void
pass_first_kept(struct om_film *film, om_tick now)
{
    struct om_film_kept kept = film->kept[0];
    film->kept_count--;
    memmove(film->kept, film->kept + 1,
            film->kept_count * sizeof(film->kept[0]));
    om_gate_pass_kept(&film->gate, kept.number);
    send_picture(film, kept.index, now);
}

static om_tick
step_kept(struct om_film *film, om_tick now)
{
    while (film->gate.open && film->kept_count > 0) {
        om_tick due = om_clock_get_due(&film->gate.clock, film->kept[0].number);
        if (due > now) {
            return due;
        }
        pass_first_kept(film, now);
        if (!film->gate.open) {
            notice_closed(film, true);
        }
    }
    return OM_NEVER;
}

// True when the search for the first picture goes on.
static bool
search_first(struct om_film *film, const struct om_gate_picture *picture)
{
    enum om_gate_verdict verdict = om_gate_search(&film->gate, picture);
    if (verdict == OM_GATE_IGNORE) {
        return true;
    }
    unsigned waited = film->waiting;
    film->waiting = NONE;
    if (waited != NONE) {
        film->buffers[waited] = OM_FILM_FREE;
    }
    if (verdict == OM_GATE_WAIT) {
        film->waiting = film->writing;
        film->newest = film->writing;
        if (film->waiting != NONE) {
            film->buffers[film->waiting] = OM_FILM_KEEPING;
        }
        return true;
    }
    if (waited != NONE && film->gate.last >= 0) {
        send_picture(film, waited, picture->now);
    }
    return false;
}

static void
take_in(struct om_film *film, const struct om_gate_picture *picture)
{
    unsigned index = film->writing;
    enum om_gate_verdict verdict = om_gate_judge(&film->gate, picture);
    if (verdict == OM_GATE_IGNORE) {
        return;
    }
    if (index != NONE) {
        film->newest = index;
    }
    if (verdict == OM_GATE_KEEP) {
        keep_picture(film, index);
        return;
    }
    while (film->kept_count > 0) { // cannot be newer than this
        film->buffers[film->kept[--film->kept_count].index] = OM_FILM_FREE;
    }
    if (index != NONE) {
        send_picture(film, index, picture->now);
    }
}

static void
show_writing(struct om_film *film, om_tick now, om_tick date)
{
    struct om_gate *gate = &film->gate;
    (void) step_kept(film, now);
    bool was_open = gate->open;
    bool first = gate->last < 0;
    struct om_gate_picture picture = {
        .taken = film->taken_at,
        .now = now,
        .date = date,
        .sound = film->anchor_due,
        .differs = om_gate_compares(gate, date) && is_different(film),
        .place =
            om_gate_wants_place(gate) ? find_place(film) : OM_GATE_ANYWHERE,
    };
    if (film->writing != NONE) {
        film->buffers[film->writing] = OM_FILM_FREE;
    }
    if (!gate->searching || !search_first(film, &picture)) {
        take_in(film, &picture);
    }
    if (was_open && !gate->open) {
        notice_closed(film, true);
    } else if (first && gate->last >= 0 && film->wake) {
        film->wake(film->context);
    }
}

void
om_film_show(struct om_film *film, om_tick now, om_tick date)
{
    pthread_mutex_lock(&film->mutex);
    film->sign_of_life = now;
    if (film->taken_at != OM_NEVER && film->generation) {
        show_writing(film, now, date);
    }
    film->taken_at = OM_NEVER;
    film->writing = NONE;
    pthread_mutex_unlock(&film->mutex);
}

void
om_film_settle(struct om_film *film)
{
    pthread_mutex_lock(&film->mutex);
    if (film->gate.searching && film->waiting != NONE) {
        bool was_open = film->gate.open;
        om_gate_settle(&film->gate);
        send_picture(film, film->waiting, om_tick_now());
        film->waiting = NONE;
        if (was_open && !film->gate.open) {
            notice_closed(film, true);
        }
    }
    pthread_mutex_unlock(&film->mutex);
}

bool
om_film_end(struct om_film *film, om_tick duration)
{
    pthread_mutex_lock(&film->mutex);
    bool ahead = film->cue_next < film->cue_count
                 && film->cues[film->cue_next] < duration;
    if (film->gate.open) {
        film->gate.open = false;
        notice_closed(film, ahead);
    }
    pthread_mutex_unlock(&film->mutex);
    return !ahead;
}

om_tick
om_film_get_over(struct om_film *film, om_tick duration, bool *last)
{
    pthread_mutex_lock(&film->mutex);
    const struct om_gate *gate = &film->gate;
    om_tick over = OM_NEVER;
    if (gate->open && gate->last >= 0 && !gate->guessed && !gate->searching
        && !gate->clock.loose && duration > 0) {
        int64_t end = om_clock_get_number(&gate->clock, duration);
        *last = gate->last == end - 1 && film->kept_count == 0;
        over = om_clock_get_due(&gate->clock, end);
    }
    pthread_mutex_unlock(&film->mutex);
    return over;
}

// The dates of the player are the truth; the anchor is moved only when they
// leave it by more than rounding, so that the mixer need not follow noise.
void
om_film_sound(struct om_film *film, const int16_t (*frames)[2], size_t count,
              om_tick due)
{
    pthread_mutex_lock(&film->mutex);
    film->sign_of_life = om_tick_now();
    om_tick predicted = OM_NEVER;
    if (film->anchor_due != OM_NEVER) {
        predicted = film->anchor_due
                    + (om_tick) ((film->position - film->anchor_at) * 1000000
                                 / OM_PCM_RATE);
    }
    if (predicted == OM_NEVER || due - predicted > ANCHOR_SLACK
        || predicted - due > ANCHOR_SLACK) {
        film->anchor_at = film->position;
        film->anchor_due = due;
        if (film->gate.open) {
            om_pcm_anchor(film->ring, film->anchor_at, due);
        }
    }
    (void) om_pcm_write(film->ring, frames, count);
    film->position += count;
    pthread_mutex_unlock(&film->mutex);
}

void
om_film_note_pause(struct om_film *film, bool paused, om_tick date)
{
    pthread_mutex_lock(&film->mutex);
    om_gate_note_pause(&film->gate, paused, date);
    pthread_mutex_unlock(&film->mutex);
}

void
om_film_alive(struct om_film *film, om_tick now)
{
    pthread_mutex_lock(&film->mutex);
    film->sign_of_life = now;
    pthread_mutex_unlock(&film->mutex);
}

void
om_film_release(struct om_film *film, uint32_t generation, uint32_t index)
{
    pthread_mutex_lock(&film->mutex);
    if (generation == film->generation && index < OM_WIRE_BUFFERS
        && film->buffers[index] == OM_FILM_SENT) {
        film->buffers[index] = OM_FILM_FREE;
    }
    pthread_mutex_unlock(&film->mutex);
}

void
om_film_hold(struct om_film *film)
{
    pthread_mutex_lock(&film->mutex);
    if (film->gate.open) {
        film->gate.open = false;
        notice_closed(film, false);
    }
    pthread_mutex_unlock(&film->mutex);
}

void
om_film_set_paused(struct om_film *film, om_tick now)
{
    pthread_mutex_lock(&film->mutex);
    om_gate_set_paused(&film->gate, now);
    pthread_mutex_unlock(&film->mutex);
}

bool
om_film_set_running(struct om_film *film, om_tick now, om_tick base)
{
    pthread_mutex_lock(&film->mutex);
    struct om_gate *gate = &film->gate;
    if (film->cue_reached) {
        pthread_mutex_unlock(&film->mutex);
        return false;
    }
    aim_at_next_cue(film);
    bool go = gate->stop > gate->last;
    if (go) {
        if (film->anchor_due != OM_NEVER) {
            film->anchor_due += now - gate->closed_at;
            om_pcm_anchor(film->ring, film->anchor_at, film->anchor_due);
        }
        om_gate_set_running(gate, now, base);
    } else {
        notice_closed(film, true);
    }
    film->sent_at = film->sign_of_life = now;
    pthread_mutex_unlock(&film->mutex);
    return go;
}

// A late picture of a cue is still the right one to hold. Where times are not
// those of pictures none may come at all.
static om_tick
get_patience(const struct om_clock *clock)
{
    om_tick two = 2 * om_clock_get_period(clock);
    return clock->loose ? OM_MS(2) : two < OM_MS(100) ? two : OM_MS(100);
}

static om_tick
step_stop(struct om_film *film, om_tick now)
{
    struct om_gate *gate = &film->gate;
    if (!gate->open || gate->stop == INT64_MAX || gate->last < 0) {
        return OM_NEVER;
    }
    om_tick late = om_clock_get_due(&gate->clock, gate->stop)
                   + get_patience(&gate->clock)
                   + (gate->guessed ? OM_MS(200) : 0);
    if (late > now) {
        return late;
    }
    gate->open = false;
    gate->kept_last =
        gate->stop > gate->kept_last ? gate->stop : gate->kept_last;
    notice_closed(film, true);
    return OM_NEVER;
}

static om_tick
step_beat(struct om_film *film, om_tick now)
{
    if (!film->gate.open || film->gate.last < 0) {
        return OM_NEVER;
    }
    if (now - film->sent_at >= BEAT_EVERY
        && now - film->sign_of_life < BEAT_TRUST) {
        report(film, (struct om_wire_report){ .kind = OM_WIRE_BEAT }, false);
        film->sent_at = now;
    }
    om_tick next = film->sent_at + BEAT_EVERY;
    return next > now ? next : now + BEAT_EVERY;
}

static om_tick
earlier(om_tick a, om_tick b)
{
    return a < b ? a : b;
}

om_tick
om_film_step(struct om_film *film, om_tick now)
{
    pthread_mutex_lock(&film->mutex);
    om_tick next = OM_NEVER;
    if (film->generation) {
        next = earlier(next, step_kept(film, now));
        next = earlier(next, step_stop(film, now));
        next = earlier(next, step_beat(film, now));
    }
    pthread_mutex_unlock(&film->mutex);
    return next;
}

struct om_film_status
om_film_get_status(struct om_film *film)
{
    pthread_mutex_lock(&film->mutex);
    struct om_film_status status = {
        .has_frame = film->gate.last >= 0,
        .is_open = film->gate.open,
        .has_more = film->kept_count > 0 || film->taken_at != OM_NEVER,
        .cue_next = film->cue_next,
        .time = om_clock_get_time(&film->gate.clock, film->gate.last),
        .reached = om_tick_now() - film->gate.clock.base,
        .period = om_clock_get_period(&film->gate.clock),
    };
    pthread_mutex_unlock(&film->mutex);
    return status;
}

void
om_film_report_cue(struct om_film *film)
{
    pthread_mutex_lock(&film->mutex);
    if (film->cue_reached) {
        film->cue_reached = false;
        report(
            film,
            (struct om_wire_report){
                .kind = OM_WIRE_CUE,
                .index = film->cue_next - 1,
                .time = om_clock_get_time(&film->gate.clock, film->gate.last),
            },
            true);
    }
    pthread_mutex_unlock(&film->mutex);
}
