// A pool of real decoders in the hands of a test: it waits for the pool's
// wake-ups as the kiosk does, and keeps what every clip showed and told.
// Included by a test, after cmocka and clips.h.
#ifndef OM_TESTS_POOL_RIG_H
#define OM_TESTS_POOL_RIG_H

#include "base/tick.h"
#include "clip/clip.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define RIG_HELPER OM_BINARY_DIR "/omstander-clip"

enum { RIG_SHOWS = 4, RIG_SEEN = 4096, RIG_NEWS = 256 };

// A decoder with a sanitizer in it is too slow for exact times on a busy
// machine: then only what is about right is asked for.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define RIG_IS_SLOW true
#define RIG_ABOUT   10
#else
#define RIG_IS_SLOW false
#define RIG_ABOUT   1
#endif

// Nothing a test waits for takes this long, unless it never comes.
#define RIG_LIMIT OM_S(20)

struct rig_seen {
    int number; // as painted in the picture
    unsigned width, height;
    om_tick time, due, at;
    uint64_t serial;
};

struct rig_told {
    enum om_clip_news_kind kind;
    unsigned value;
    size_t seen; // pictures before it
    om_tick at;
};

// One clip: what it showed and told, in order.
struct rig_show {
    struct om_clip *clip; // NULL: none
    bool turned;          // its pictures lie on their side
    om_tick opened_at;
    struct rig_seen seen[RIG_SEEN];
    size_t seen_count;
    struct rig_told told[RIG_NEWS];
    size_t told_count;
};

struct rig {
    struct om_clip_pool *pool;
    int wakeup;
    om_tick deadline;
    struct rig_show shows[RIG_SHOWS];
};

static inline void
rig_wake(void *context)
{
    const struct rig *rig = context;
    uint64_t one = 1;
    (void) !write(rig->wakeup, &one, sizeof(one));
}

// For the decoder under ThreadSanitizer: libvlc is not compiled for it, so only
// what our own code does is looked at; a race there is the decoder's death,
// which the tests notice.
static inline void
rig_set_up_sanitizer(void)
{
    setenv("TSAN_OPTIONS", "ignore_noninstrumented_modules=1:halt_on_error=1",
           0);
}

static inline struct rig *
rig_create(const char *helper, const char *root, unsigned size)
{
    rig_set_up_sanitizer();
    struct rig *rig = calloc(1, sizeof(*rig));
    assert_non_null(rig);
    rig->wakeup = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    assert_true(rig->wakeup >= 0);
    struct om_clip_pool_params params = { .helper = helper,
                                          .root = root,
                                          .size = size,
                                          .wake = rig_wake,
                                          .context = rig };
    rig->pool = om_clip_pool_create(&params);
    return rig;
}

static inline void
rig_destroy(struct rig *rig)
{
    om_clip_pool_destroy(rig->pool);
    close(rig->wakeup);
    free(rig);
}

// A pool of the usual size for each test.
static inline int
rig_set_up(void **state)
{
    clips_make_all();
    *state = rig_create(RIG_HELPER, CLIPS_FOLDER, 0);
    return ((struct rig *) *state)->pool ? 0 : -1;
}

static inline int
rig_tear_down(void **state)
{
    rig_destroy(*state);
    return 0;
}

static inline struct rig_show *
rig_find(struct rig *rig, const struct om_clip *clip)
{
    for (size_t i = 0; i < RIG_SHOWS; i++) {
        if (clip && rig->shows[i].clip == clip) {
            return &rig->shows[i];
        }
    }
    return NULL;
}

static inline void
rig_look(struct rig_show *show, om_tick now)
{
    struct om_clip_frame frame;
    assert_true(om_clip_get_frame(show->clip, &frame));
    assert_true(show->seen_count < RIG_SEEN);
    show->seen[show->seen_count++] = (struct rig_seen){
        .number = clips_read(&frame, show->turned),
        .width = frame.width,
        .height = frame.height,
        .time = frame.time,
        .due = frame.due,
        .at = now,
        .serial = frame.serial,
    };
}

// Waits for a wake-up or a deadline, at most until `until`, and takes in what
// there is. News of a clip that is not open fails the test.
static inline void
rig_step(struct rig *rig, om_tick until)
{
    om_tick now = om_tick_now();
    om_tick end = rig->deadline < until ? rig->deadline : until;
    struct pollfd wait = { .fd = rig->wakeup, .events = POLLIN };
    int timeout = end <= now ? 0 : (int) ((end - now + 999) / 1000);
    uint64_t count;
    if (poll(&wait, 1, timeout) > 0) {
        (void) !read(rig->wakeup, &count, sizeof(count));
    }
    struct om_clip_news news[8];
    size_t got;
    do {
        now = om_tick_now();
        got = om_clip_pool_step(rig->pool, now, news, 8, &rig->deadline);
        for (size_t i = 0; i < got; i++) {
            struct rig_show *show = rig_find(rig, news[i].clip);
            if (!show) {
                fail_msg("news %d of a clip that is closed", news[i].kind);
            } else if (news[i].kind == OM_CLIP_NEWS_FRAME) {
                rig_look(show, now);
            } else {
                assert_true(show->told_count < RIG_NEWS);
                show->told[show->told_count++] =
                    (struct rig_told){ news[i].kind, news[i].value,
                                       show->seen_count, now };
            }
        }
    } while (got == 8);
}

static inline void
rig_dump(const struct rig_show *show)
{
    static const char *const kinds[] = { "frame", "cue", "ended", "failed",
                                         "replaced" };
    size_t next = 0;
    for (size_t i = 0; i <= show->seen_count; i++) {
        for (; next < show->told_count && show->told[next].seen == i; next++) {
            printf("  %s %u\n", kinds[show->told[next].kind],
                   show->told[next].value);
        }
        if (i < show->seen_count) {
            const struct rig_seen *seen = &show->seen[i];
            printf("  picture %d, time %.3f, due %+.1f ms, at %.3f s\n",
                   seen->number, (double) seen->time / 1e6,
                   (double) (seen->at - seen->due) / 1e3,
                   (double) (seen->at - show->opened_at) / 1e6);
        }
    }
    fflush(stdout);
}

// From the picture `from` on, each is a whole one and newer than that before.
static inline void
rig_assert_ascending(const struct rig_show *show, size_t from)
{
    for (size_t i = from; i < show->seen_count; i++) {
        bool newer =
            i == from || show->seen[i].number > show->seen[i - 1].number;
        if (show->seen[i].number < 0 || !newer) {
            rig_dump(show);
            fail_msg("picture %d after %d", show->seen[i].number,
                     i > from ? show->seen[i - 1].number : -1);
        }
    }
}

// For qsort().
static inline int
rig_compare_ticks(const void *a, const void *b)
{
    om_tick x = *(const om_tick *) a;
    om_tick y = *(const om_tick *) b;
    return (x > y) - (x < y);
}

static inline bool
rig_told(const struct rig_show *show, enum om_clip_news_kind kind)
{
    for (size_t i = 0; i < show->told_count; i++) {
        if (show->told[i].kind == kind) {
            return true;
        }
    }
    return false;
}

// What a test can wait for.
struct rig_wish {
    size_t seen; // so many pictures, since it was opened
    size_t told; // so many news
    enum om_clip_state state;
    bool by_state;
    unsigned spare; // of the pool
};

static inline bool
rig_is_granted(const struct rig *rig, const struct rig_show *show,
               const struct rig_wish *wish)
{
    return (!show
            || (show->seen_count >= wish->seen && show->told_count >= wish->told
                && (!wish->by_state
                    || om_clip_get_state(show->clip) == wish->state)))
           && om_clip_pool_spare(rig->pool) >= wish->spare;
}

static inline void
rig_wait(struct rig *rig, struct rig_show *show, struct rig_wish wish)
{
    om_tick end = om_tick_now() + RIG_LIMIT;
    while (!rig_is_granted(rig, show, &wish)) {
        if (om_tick_now() >= end) {
            if (show) {
                rig_dump(show);
            }
            fail_msg("waited in vain for %zu pictures, %zu news, state %d (is "
                     "%d), %u spare (%u)",
                     wish.seen, wish.told,
                     wish.by_state ? (int) wish.state : -1,
                     show ? (int) om_clip_get_state(show->clip) : -1,
                     wish.spare, om_clip_pool_spare(rig->pool));
        }
        rig_step(rig, end);
    }
}

static inline void
rig_wait_seen(struct rig *rig, struct rig_show *show, size_t more)
{
    rig_wait(rig, show, (struct rig_wish){ .seen = show->seen_count + more });
}

static inline void
rig_wait_told(struct rig *rig, struct rig_show *show, size_t told)
{
    rig_wait(rig, show, (struct rig_wish){ .told = told });
}

static inline void
rig_wait_state(struct rig *rig, struct rig_show *show, enum om_clip_state state)
{
    rig_wait(rig, show, (struct rig_wish){ .state = state, .by_state = true });
}

static inline void
rig_wait_spare(struct rig *rig, unsigned spare)
{
    rig_wait(rig, NULL, (struct rig_wish){ .spare = spare });
}

// For what is about time itself: takes in all that comes in a while.
static inline void
rig_pass(struct rig *rig, om_tick while_)
{
    om_tick end = om_tick_now() + while_;
    while (om_tick_now() < end) {
        rig_step(rig, end);
    }
}

// Waits for a spare process, if need be, and opens.
static inline struct rig_show *
rig_open_params(struct rig *rig, const char *name,
                const struct om_clip_params *params)
{
    struct rig_show *show = rig->shows;
    while (show->clip) {
        show++;
        assert_true(show < rig->shows + RIG_SHOWS);
    }
    char path[512];
    clips_path(path, name);
    struct om_clip_params copy = *params;
    copy.path = path;
    rig_wait_spare(rig, 1);
    show->seen_count = show->told_count = 0;
    show->turned = false;
    show->opened_at = om_tick_now();
    show->clip = om_clip_open(rig->pool, &copy);
    assert_non_null(show->clip);
    rig->deadline = 0; // to be asked for
    return show;
}

static inline struct rig_show *
rig_open(struct rig *rig, const char *name)
{
    return rig_open_params(rig, name, &(struct om_clip_params){ 0 });
}

static inline struct rig_show *
rig_open_cues(struct rig *rig, const char *name, const om_tick *cues,
              unsigned count)
{
    struct om_clip_params params = { .cue_count = count };
    for (unsigned i = 0; i < count; i++) {
        params.cues[i] = cues[i];
    }
    return rig_open_params(rig, name, &params);
}

static inline void
rig_start(struct rig *rig, struct rig_show *show)
{
    om_clip_start(show->clip);
    rig->deadline = 0;
}

static inline void
rig_close(struct rig *rig, struct rig_show *show)
{
    om_clip_close(show->clip);
    show->clip = NULL;
    rig->deadline = 0;
}

#endif
