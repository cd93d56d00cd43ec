#include "clip/pool.h"

#include "base/log.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// Supervision goes by what is due from a process, not by pings:
//
//   STARTING             its HELLO
//   UP, opening a clip   a picture, an end, or a beat meanwhile
//   UP, running          the same
//   UP, closing a clip   CLOSED
//   UP, held or idle     nothing: a process that died is heard of by its
//                        socket, one that hangs is noticed when it is needed
//
// A held player goes on showing its picture: thirteen times a second it copies
// what has not changed. So a process whose clip has been held for a while is
// stopped (SIGSTOP), and goes on as soon as it is told something.
//
// Silence beyond the limit is looked into, and kills a process that hangs. It
// does not hang when it waits for a processor or a disk, because others keep
// the machine busy: killing it would make that worse. So one that has a thread
// which could run gets PATIENCE times as long. Nor is it silent when what it
// said was not read yet, and a step that comes late, because this program
// itself got no processor, gives everybody a little more.

#define LOG "clip/pool"

#define LIMIT_HELLO   OM_S(2)
#define LIMIT_OPENING OM_MS(500)
#define LIMIT_RUNNING OM_MS(400)
#define LIMIT_CLOSING OM_MS(1500)
#define LIMIT_OPEN    OM_S(4) // from OPEN to the first picture, beats or not
#define REAP_EVERY    OM_MS(5)
#define RETRY_FIRST   OM_MS(100)
#define RETRY_MOST    OM_S(10)
#define LATE          OM_MS(50)
#define GRACE         OM_MS(100)
#define LOOK_EVERY    OM_MS(50)
#define YOUNG         OM_S(1)
#define REST_AFTER    OM_MS(500)

enum {
    POOL_SIZE = 3,
    CLIPS_MAX = 200,
    STEP_ROOM = 64,
    PATIENCE = 5,
    EXCUSES_MAX = 5,
};

// -- memory -------------------------------------------------------------------

static void *
make_memory(const char *name, size_t size, int protection, int *fd)
{
    *fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    // Sealed: a decoder that shrinks it could have us die of a bus error.
    if (*fd < 0 || ftruncate(*fd, (off_t) size)
        || fcntl(*fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)) {
        return NULL;
    }
    void *memory = mmap(NULL, size, protection, MAP_SHARED, *fd, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

static bool
make_slot(struct om_clip_pool *pool, unsigned index)
{
    struct om_clip *slot = &pool->slots[index];
    slot->pool = pool;
    slot->index = index;
    slot->frames_fd = slot->sound_fd = -1;
    slot->frames = make_memory("omstander frames", OM_WIRE_FRAMES_BYTES,
                               PROT_READ, &slot->frames_fd);
    slot->ring = make_memory("omstander sound", sizeof(*slot->ring),
                             PROT_READ | PROT_WRITE, &slot->sound_fd);
    if (!slot->frames || !slot->ring) {
        om_log(OM_LOG_ERROR, LOG, "no memory to share: %s", strerror(errno));
        return false;
    }
    om_pcm_reset(slot->ring);
    return true;
}

static void
free_slot(struct om_clip *slot)
{
    free(slot->path);
    if (slot->frames) {
        munmap((void *) (uintptr_t) slot->frames, OM_WIRE_FRAMES_BYTES);
    }
    if (slot->ring) {
        munmap(slot->ring, sizeof(*slot->ring));
    }
    if (slot->frames_fd >= 0) {
        close(slot->frames_fd);
    }
    if (slot->sound_fd >= 0) {
        close(slot->sound_fd);
    }
}

// -- processes ----------------------------------------------------------------

// The first replacement comes at once.
static om_tick
get_pause(unsigned attempts)
{
    om_tick pause = RETRY_FIRST;
    for (unsigned i = 2; i < attempts && pause < RETRY_MOST; i++) {
        pause *= 2;
    }
    return attempts < 2 ? 0 : pause;
}

static bool
spawn(struct om_clip *slot, om_tick now)
{
    const struct om_clip_pool *pool = slot->pool;
    struct om_process_params params = {
        .helper = pool->helper,
        .root = pool->root,
        .frames = slot->frames_fd,
        .sound = slot->sound_fd,
        .held = slot->shown.there ? slot->shown.report.index : OM_WIRE_BUFFERS,
        .slot = slot->index,
        .run = ++slot->run,
        .queue = &slot->pool->queue,
    };
    slot->since = slot->heard = now;
    slot->clips = 0;
    slot->stale = false;
    slot->greeted = slot->rests = false;
    if (om_process_start(&slot->process, &params)) {
        slot->state = OM_SLOT_STARTING;
        return true;
    }
    slot->attempts++;
    slot->since = now + get_pause(slot->attempts);
    om_clip_lose_process(slot);
    return false;
}

static void
kill_process(struct om_clip *slot, const char *why)
{
    if (why) {
        om_log(OM_LOG_WARN, LOG, "decoder %u %s and is replaced", slot->index,
               why);
    }
    om_process_kill(&slot->process);
    slot->state = OM_SLOT_DYING;
}

static void
reap(struct om_clip *slot, om_tick now)
{
    if (!om_process_reap(&slot->process, false)) {
        return;
    }
    // Nobody writes to the ring any more: what is in it is due never.
    om_pcm_anchor(slot->ring, 0, OM_NEVER);
    bool in_vain = !slot->greeted || now - slot->since < YOUNG;
    slot->attempts = in_vain ? slot->attempts + 1 : 0;
    om_clip_lose_process(slot);
    slot->state = OM_SLOT_DOWN;
    slot->since = now + get_pause(slot->attempts);
}

static void
hear_hello(struct om_clip *slot, const struct om_wire_report *hello,
           om_tick now)
{
    struct om_clip_pool *pool = slot->pool;
    if (slot->state != OM_SLOT_STARTING) {
        return;
    }
    if (hello->index != OM_WIRE_VERSION) {
        kill_process(slot, "is of another version");
        return;
    }
    pool->status.landlock = hello->width != 0;
    if (!pool->status.landlock && !pool->told) {
        pool->told = true;
        om_log(OM_LOG_WARN, LOG,
               "this kernel has no Landlock; decoders are locked up by "
               "seccomp and limits alone");
    }
    slot->state = OM_SLOT_UP;
    slot->greeted = true;
    slot->since = now;
    if (slot->taken && slot->clip_state != OM_CLIP_FAILED
        && slot->clip_state != OM_CLIP_ENDED) {
        om_clip_send_open(slot);
    }
}

static void
hear(struct om_clip_pool *pool, const struct om_said *said, om_tick now)
{
    struct om_clip *slot = &pool->slots[said->slot];
    bool runs = slot->state == OM_SLOT_STARTING || slot->state == OM_SLOT_UP;
    if (said->run != slot->run || !runs) {
        return;
    }
    slot->heard = now;
    slot->excuses = 0;
    if (said->gone) {
        kill_process(slot, "is gone");
    } else if (said->report.kind == OM_WIRE_HELLO) {
        hear_hello(slot, &said->report, now);
    } else if (said->report.kind == OM_WIRE_CLOSED) {
        slot->closing = false;
    } else {
        om_clip_hear(slot, &said->report);
    }
}

// -- supervision --------------------------------------------------------------

// How long this slot may be silent; OM_NEVER: as long as it likes.
static om_tick
get_limit(const struct om_clip *slot)
{
    if (slot->state == OM_SLOT_STARTING) {
        return LIMIT_HELLO;
    }
    if (slot->state != OM_SLOT_UP) {
        return OM_NEVER;
    }
    if (slot->closing) {
        return LIMIT_CLOSING;
    }
    bool over =
        slot->clip_state == OM_CLIP_FAILED || slot->clip_state == OM_CLIP_ENDED;
    if (!slot->taken || !slot->opened || over) {
        return OM_NEVER;
    }
    if (slot->waiting) {
        return LIMIT_OPENING;
    }
    return slot->clip_state == OM_CLIP_RUNNING ? LIMIT_RUNNING : OM_NEVER;
}

static bool
hangs(struct om_clip *slot, om_tick now)
{
    om_tick limit = get_limit(slot);
    om_tick silence = now - slot->heard;
    if (limit == OM_NEVER) {
        return false;
    }
    if (limit == LIMIT_OPENING && now - slot->opened_at >= LIMIT_OPEN) {
        return true;
    }
    return silence >= limit
           && (silence >= PATIENCE * limit
               || (!om_process_has_spoken(&slot->process)
                   && !om_process_is_busy(&slot->process)));
}

static om_tick
get_deadline(const struct om_clip *slot, om_tick now)
{
    om_tick limit = get_limit(slot);
    if (limit == OM_NEVER) {
        return OM_NEVER;
    }
    om_tick deadline = slot->heard + limit;
    return deadline > now ? deadline : now + LOOK_EVERY;
}

// Stops a process that has nothing to do. Returns when it will have rested
// enough to be; OM_NEVER: it is not held, or rests already.
static om_tick
rest(struct om_clip *slot, om_tick now)
{
    bool held = slot->state == OM_SLOT_UP && slot->taken && slot->opened
                && !slot->closing && !slot->waiting
                && (slot->clip_state == OM_CLIP_HELD
                    || slot->clip_state == OM_CLIP_ENDED);
    if (!held || slot->rests) {
        return OM_NEVER;
    }
    om_tick since = slot->told_at > slot->heard ? slot->told_at : slot->heard;
    if (now - since < REST_AFTER) {
        return since + REST_AFTER;
    }
    slot->rests = true;
    om_process_set_stopped(&slot->process, true);
    return OM_NEVER;
}

static om_tick
earlier(om_tick a, om_tick b)
{
    return a < b ? a : b;
}

// Returns when this slot wants to be looked at next.
static om_tick
supervise(struct om_clip *slot, om_tick now)
{
    bool idle = slot->state == OM_SLOT_UP && !slot->taken && !slot->closing;
    if (hangs(slot, now)) {
        kill_process(slot, "hangs");
    } else if (idle && (slot->stale || slot->clips >= CLIPS_MAX)) {
        kill_process(slot, NULL);
    }
    if (slot->state == OM_SLOT_DYING) {
        reap(slot, now);
    }
    if (slot->state == OM_SLOT_DOWN && now >= slot->since) {
        spawn(slot, now);
    }
    switch (slot->state) {
        case OM_SLOT_DYING:
            return now + REAP_EVERY;
        case OM_SLOT_DOWN:
            return slot->since;
        default:
            return earlier(rest(slot, now), get_deadline(slot, now));
    }
}

void
om_clip_pool_forget(struct om_clip_pool *pool)
{
    for (unsigned i = 0; i < pool->size; i++) {
        struct om_clip *slot = &pool->slots[i];
        slot->stale = slot->stale || slot->clips > 0 || slot->taken;
        if (slot->stale && slot->state == OM_SLOT_UP && !slot->taken) {
            kill_process(slot, NULL);
        }
    }
    pool->promised = OM_NEVER;
}

static void
forgive_lateness(struct om_clip_pool *pool, om_tick now)
{
    if (pool->promised == OM_NEVER || now - pool->promised <= LATE) {
        return;
    }
    for (unsigned i = 0; i < pool->size; i++) {
        struct om_clip *slot = &pool->slots[i];
        om_tick limit = get_limit(slot);
        if (limit != OM_NEVER && now - slot->heard > limit - GRACE
            && slot->excuses < EXCUSES_MAX) {
            slot->heard = now - limit + GRACE;
            slot->excuses++;
        }
    }
}

// -- news ---------------------------------------------------------------------

// In the order in which they must be heard: what it goes on from, what it
// shows, what happens there.
static const enum om_clip_news_kind order[] = {
    OM_CLIP_NEWS_REPLACED, OM_CLIP_NEWS_FRAME,  OM_CLIP_NEWS_CUE,
    OM_CLIP_NEWS_ENDED,    OM_CLIP_NEWS_FAILED,
};

static size_t
tell_news(struct om_clip_pool *pool, struct om_clip_news *news, size_t room)
{
    size_t count = 0;
    for (unsigned i = 0; i < pool->size; i++) {
        struct om_clip *slot = &pool->slots[i];
        for (size_t k = 0; k < sizeof(order) / sizeof(*order); k++) {
            if (count < room && slot->taken && slot->news & 1U << order[k]) {
                slot->news &= ~(1U << order[k]);
                news[count++] =
                    (struct om_clip_news){ slot, order[k], slot->news_cue };
            }
        }
    }
    return count;
}

size_t
om_clip_pool_step(struct om_clip_pool *pool, om_tick now,
                  struct om_clip_news *news, size_t room, om_tick *deadline)
{
    struct om_said said[STEP_ROOM];
    size_t count;
    do {
        count = om_queue_take(&pool->queue, said, STEP_ROOM);
        for (size_t i = 0; i < count; i++) {
            hear(pool, &said[i], now);
        }
    } while (count == STEP_ROOM);
    forgive_lateness(pool, now);
    *deadline = OM_NEVER;
    for (unsigned i = 0; i < pool->size; i++) {
        om_tick next = supervise(&pool->slots[i], now);
        *deadline = next < *deadline ? next : *deadline;
    }
    pool->promised = *deadline;
    return tell_news(pool, news, room);
}

// -- life ---------------------------------------------------------------------

// The first process at once, the others after its head start. When it cannot
// be started the next one is the first.
static bool
start_processes(struct om_clip_pool *pool, om_tick head_start)
{
    om_tick now = om_tick_now();
    bool started = false;
    for (unsigned i = 0; i < pool->size; i++) {
        struct om_clip *slot = &pool->slots[i];
        if (started && head_start > 0) {
            slot->state = OM_SLOT_DOWN;
            slot->since = now + head_start;
        } else {
            started = spawn(slot, now) || started;
        }
    }
    return started;
}

struct om_clip_pool *
om_clip_pool_create(const struct om_clip_pool_params *params)
{
    struct om_clip_pool *pool = om_alloc(sizeof(*pool));
    pool->helper = om_strdup(params->helper);
    pool->root = om_strdup(params->root);
    unsigned size = params->size ? params->size : POOL_SIZE;
    pool->size = size < OM_POOL_MAX ? size : OM_POOL_MAX;
    pool->promised = OM_NEVER;
    om_queue_init(&pool->queue, params->wake, params->context);
    bool good = true;
    for (unsigned i = 0; i < pool->size; i++) {
        good = make_slot(pool, i) && good;
    }
    if (!good || !start_processes(pool, params->head_start)) {
        om_clip_pool_destroy(pool);
        return NULL;
    }
    return pool;
}

void
om_clip_pool_destroy(struct om_clip_pool *pool)
{
    if (!pool) {
        return;
    }
    for (unsigned i = 0; i < pool->size; i++) {
        om_process_kill(&pool->slots[i].process);
    }
    for (unsigned i = 0; i < pool->size; i++) {
        om_process_reap(&pool->slots[i].process, true);
        free_slot(&pool->slots[i]);
    }
    pthread_mutex_destroy(&pool->queue.mutex);
    free(pool->helper);
    free(pool->root);
    free(pool);
}

struct om_clip_pool_status
om_clip_pool_get_status(const struct om_clip_pool *pool)
{
    return pool->status;
}
