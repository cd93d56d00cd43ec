#include "clip/clip.h"

#include "base/log.h"
#include "base/text.h"
#include "clip/pool.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define LOG "clip"

// A clip that got on this far since its process was lost has a right to lose
// another one.
#define PROGRESS OM_S(2)

enum { FAILURES_MAX = 2 };

static void
tell(struct om_clip *clip, const struct om_wire_command *command)
{
    clip->told_at = om_tick_now();
    if (clip->rests) {
        clip->rests = false;
        om_process_set_stopped(&clip->process, false);
    }
    if (!om_wire_send_command(clip->process.socket, command)) {
        // It does not read, or is gone: the pool finds out by its silence.
        om_log(OM_LOG_DEBUG, LOG, "decoder %u takes no command", clip->index);
    }
}

static void
tell_order(struct om_clip *clip, enum om_wire_order order)
{
    if (clip->opened && clip->state == OM_SLOT_UP) {
        tell(clip, &(struct om_wire_command){
                       .order = order,
                       .generation = clip->generation,
                       .cue_next = clip->cue_next,
                   });
    }
}

static void
add_news(struct om_clip *clip, enum om_clip_news_kind kind)
{
    clip->news |= 1U << kind;
}

static const char *
get_name(const struct om_clip *clip)
{
    const char *slash = strrchr(clip->path, '/');
    return slash ? slash + 1 : clip->path;
}

static void
fail(struct om_clip *clip, const char *why)
{
    om_log(OM_LOG_ERROR, LOG, "%s cannot be shown: %s", get_name(clip), why);
    clip->clip_state = OM_CLIP_FAILED;
    clip->runs = false;
    clip->pool->status.failed++;
    add_news(clip, OM_CLIP_NEWS_FAILED);
}

// -- frames -------------------------------------------------------------------

// Gives a buffer back, unless the process that lent it is no more.
static void
give_back(struct om_clip *clip, struct om_slot_frame *frame)
{
    bool same = frame->there && clip->opened && clip->state == OM_SLOT_UP
                && frame->report.generation == clip->generation;
    frame->there = false;
    if (same) {
        tell(clip, &(struct om_wire_command){
                       .order = OM_WIRE_RELEASE,
                       .generation = clip->generation,
                       .index = frame->report.index,
                   });
    }
}

static void
hear_frame(struct om_clip *clip, const struct om_wire_report *report)
{
    give_back(clip, &clip->next);
    clip->next = (struct om_slot_frame){ true, *report, ++clip->pool->serial };
    clip->time = report->time;
    clip->waiting = false;
    if (clip->failures && clip->time > clip->failed_time + PROGRESS) {
        clip->failures = 0;
    }
    if (clip->clip_state == OM_CLIP_OPENING) {
        clip->clip_state = clip->runs ? OM_CLIP_RUNNING : OM_CLIP_HELD;
    }
    add_news(clip, OM_CLIP_NEWS_FRAME);
}

bool
om_clip_get_frame(struct om_clip *clip, struct om_clip_frame *frame)
{
    if (clip->next.there) {
        give_back(clip, &clip->shown);
        clip->shown = clip->next;
        clip->next.there = false;
    }
    if (!clip->shown.there) {
        return false;
    }
    const struct om_wire_report *report = &clip->shown.report;
    const uint8_t *memory = clip->frames + report->index * OM_WIRE_BUFFER_BYTES;
    size_t luma = (size_t) report->width * report->height;
    *frame = (struct om_clip_frame){
        .width = report->width,
        .height = report->height,
        .plane = { memory, memory + luma, memory + luma + luma / 4 },
        .pitch = { report->width, report->width / 2, report->width / 2 },
        .bt601 = report->bt601,
        .time = report->time,
        .due = report->due,
        .serial = clip->shown.serial,
    };
    return true;
}

// -- what the process says ----------------------------------------------------

static void
hear_cue(struct om_clip *clip, unsigned cue)
{
    if (cue < clip->cue_next || cue >= clip->params.cue_count) {
        return;
    }
    clip->cue_next = cue + 1;
    clip->runs = false;
    clip->clip_state = OM_CLIP_HELD;
    clip->news_cue = cue;
    add_news(clip, OM_CLIP_NEWS_CUE);
}

static const char *
get_reason(unsigned reason)
{
    static const char *const reasons[] = {
        [OM_WIRE_REASON_UNREADABLE] = "it cannot be read",
        [OM_WIRE_REASON_NO_VIDEO] = "it has no picture",
        [OM_WIRE_REASON_TOO_LARGE] = "its picture is too large or too small",
        [OM_WIRE_REASON_NO_FRAME] = "no picture came in time",
        [OM_WIRE_REASON_BROKE_OFF] = "it broke off before its end",
    };
    bool known = reason < sizeof(reasons) / sizeof(*reasons) && reasons[reason];
    return known ? reasons[reason] : "unknown reason";
}

void
om_clip_hear(struct om_clip *clip, const struct om_wire_report *report)
{
    bool over =
        clip->clip_state == OM_CLIP_FAILED || clip->clip_state == OM_CLIP_ENDED;
    if (!clip->taken || over || report->generation != clip->generation) {
        return;
    }
    switch (report->kind) {
        case OM_WIRE_OPENED:
            clip->duration = report->time;
            break;
        case OM_WIRE_FRAME:
            hear_frame(clip, report);
            break;
        case OM_WIRE_CUE:
            hear_cue(clip, report->index);
            break;
        case OM_WIRE_ENDED:
            clip->clip_state = OM_CLIP_ENDED;
            clip->runs = false;
            add_news(clip, OM_CLIP_NEWS_ENDED);
            break;
        case OM_WIRE_FAILED:
            fail(clip, get_reason(report->index));
            break;
        default:
            break;
    }
}

void
om_clip_lose_process(struct om_clip *clip)
{
    bool over =
        clip->clip_state == OM_CLIP_FAILED || clip->clip_state == OM_CLIP_ENDED;
    bool was_open = clip->opened;
    clip->opened = clip->closing = clip->waiting = false;
    if (!clip->taken || over) {
        return;
    }
    // What is not shown yet is decoded again.
    clip->next.there = false;
    if (clip->shown.there) {
        clip->time = clip->shown.report.time;
    }
    clip->failed_time = clip->time;
    if (++clip->failures >= FAILURES_MAX) {
        fail(clip, "its decoder failed twice");
    } else if (was_open) {
        clip->replaced = true;
        clip->pool->status.replaced++;
    }
}

// -- what the user wants ------------------------------------------------------

void
om_clip_send_open(struct om_clip *clip)
{
    const struct om_wire_report *shown = &clip->shown.report;
    bool placed =
        clip->replaced && clip->shown.there && shown->time == clip->time;
    struct om_wire_command command = {
        .order = OM_WIRE_OPEN,
        .generation = ++clip->pool->generation,
        .index = placed ? shown->index + 1 : 0,
        .cue_next = clip->cue_next,
        .cue_count = clip->params.cue_count,
        .fit_width = clip->params.fit_width,
        .fit_height = clip->params.fit_height,
        .run = clip->runs,
        .start = clip->replaced ? clip->time : clip->params.start,
    };
    memcpy(command.cues, clip->params.cues, sizeof(command.cues));
    memcpy(command.path, clip->path, strlen(clip->path) + 1);
    clip->generation = command.generation;
    clip->opened = clip->waiting = true;
    clip->clips++;
    clip->excuses = 0;
    clip->heard = clip->opened_at = om_tick_now();
    if (clip->replaced) {
        clip->replaced = false;
        om_log(OM_LOG_WARN, LOG, "%s goes on in another decoder at %.3f s",
               get_name(clip), (double) clip->time / 1e6);
        add_news(clip, OM_CLIP_NEWS_REPLACED);
    }
    tell(clip, &command);
}

static struct om_clip *
find_spare(struct om_clip_pool *pool)
{
    struct om_clip *spare = NULL;
    for (unsigned i = 0; i < pool->size; i++) {
        struct om_clip *slot = &pool->slots[i];
        bool can = slot->state == OM_SLOT_UP || slot->state == OM_SLOT_STARTING;
        if (!slot->taken && !slot->closing && !slot->stale && can
            && (!spare || slot->state > spare->state)) {
            spare = slot;
        }
    }
    return spare;
}

unsigned
om_clip_pool_spare(const struct om_clip_pool *pool)
{
    unsigned count = 0;
    for (unsigned i = 0; i < pool->size; i++) {
        const struct om_clip *slot = &pool->slots[i];
        bool can = slot->state == OM_SLOT_UP || slot->state == OM_SLOT_STARTING;
        count += !slot->taken && !slot->closing && !slot->stale && can;
    }
    return count;
}

struct om_clip *
om_clip_open(struct om_clip_pool *pool, const struct om_clip_params *params)
{
    struct om_clip *clip = find_spare(pool);
    if (!clip) {
        return NULL;
    }
    assert(params->cue_count <= OM_CLIP_CUES_MAX);
    clip->taken = true;
    clip->opened = clip->replaced = clip->runs = false;
    clip->path = om_strdup(params->path);
    clip->params = *params;
    clip->params.path = clip->path;
    clip->clip_state = OM_CLIP_OPENING;
    clip->cue_next = 0;
    while (clip->cue_next < params->cue_count
           && params->cues[clip->cue_next] < params->start) {
        clip->cue_next++;
    }
    clip->duration = 0;
    clip->time = params->start;
    clip->next.there = clip->shown.there = false;
    clip->failures = 0;
    clip->news = 0;
    pool->status.opened++;
    if (strlen(clip->path) >= OM_WIRE_PATH) {
        fail(clip, "its path is too long");
    } else if (clip->state == OM_SLOT_UP) {
        om_clip_send_open(clip);
    }
    return clip;
}

void
om_clip_close(struct om_clip *clip)
{
    if (!clip || !clip->taken) {
        return;
    }
    clip->taken = false;
    clip->next.there = clip->shown.there = false;
    clip->news = 0;
    explicit_bzero(clip->path, strlen(clip->path));
    free(clip->path);
    clip->path = NULL;
    if (clip->opened && clip->state == OM_SLOT_UP) {
        tell_order(clip, OM_WIRE_CLOSE);
        clip->closing = true;
        clip->heard = om_tick_now();
    }
    clip->opened = false;
}

void
om_clip_start(struct om_clip *clip)
{
    bool over =
        clip->clip_state == OM_CLIP_FAILED || clip->clip_state == OM_CLIP_ENDED;
    if (over || clip->runs) {
        return;
    }
    clip->runs = true;
    clip->heard = om_tick_now();
    if (clip->clip_state == OM_CLIP_HELD) {
        clip->clip_state = OM_CLIP_RUNNING;
    }
    tell_order(clip, OM_WIRE_START);
}

void
om_clip_hold(struct om_clip *clip)
{
    if (!clip->runs) {
        return;
    }
    clip->runs = false;
    if (clip->clip_state == OM_CLIP_RUNNING) {
        clip->clip_state = OM_CLIP_HELD;
    }
    tell_order(clip, OM_WIRE_HOLD);
}

enum om_clip_state
om_clip_get_state(const struct om_clip *clip)
{
    return clip->clip_state;
}

om_tick
om_clip_get_time(const struct om_clip *clip)
{
    return clip->time;
}

om_tick
om_clip_get_duration(const struct om_clip *clip)
{
    return clip->duration;
}

struct om_pcm_ring *
om_clip_get_ring(struct om_clip *clip)
{
    return clip->ring;
}

int
om_clip_get_pid(const struct om_clip *clip)
{
    return clip->state == OM_SLOT_UP ? clip->process.pid : 0;
}
