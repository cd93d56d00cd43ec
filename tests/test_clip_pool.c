#include "clip/clip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "clips.h"
#include "pool_rig.h"

// A pool of decoders used again and again: how soon, how many, without a trace.

static size_t
count_entries(const char *folder)
{
    DIR *directory = opendir(folder);
    assert_non_null(directory);
    size_t count = 0;
    while (readdir(directory)) {
        count++;
    }
    closedir(directory);
    return count - 2;
}

struct census {
    size_t fds, threads, decoder_fds, decoder_threads;
};

static struct census
take_census(struct rig *rig, struct rig_show *show)
{
    char path[64];
    struct census census = { count_entries("/proc/self/fd"),
                             count_entries("/proc/self/task"), 0, 0 };
    rig_wait(rig, show, (struct rig_wish){ .seen = 1 });
    snprintf(path, sizeof(path), "/proc/%d/fd", om_clip_get_pid(show->clip));
    census.decoder_fds = count_entries(path);
    snprintf(path, sizeof(path), "/proc/%d/task", om_clip_get_pid(show->clip));
    census.decoder_threads = count_entries(path);
    return census;
}

static void
reopens_without_a_trace(void **state)
{
    struct rig *rig = *state;
    struct rig_show *show = rig_open(rig, "plain.mp4");
    struct census before = take_census(rig, show);
    rig_close(rig, show);
    int rounds = getenv("OM_LONG") ? 600 : 100;
    for (int i = 0; i < rounds; i++) {
        show = rig_open(rig, i % 3 ? "plain.mp4" : "plain.mkv");
        if (i % 2) {
            rig_start(rig, show);
        }
        if (i % 5) { // else closed while it opens
            rig_wait(rig, show, (struct rig_wish){ .seen = i % 2 ? 3 : 1 });
        }
        rig_close(rig, show);
    }
    show = rig_open(rig, "plain.mp4");
    struct census after = take_census(rig, show);
    assert_int_equal(after.fds, before.fds);
    assert_int_equal(after.threads, before.threads);
    assert_int_equal(after.decoder_fds, before.decoder_fds);
    assert_int_equal(after.decoder_threads, before.decoder_threads);
    rig_close(rig, show);
    assert_int_equal(om_clip_pool_get_status(rig->pool).opened,
                     (unsigned) rounds + 2);
    assert_int_equal(om_clip_pool_get_status(rig->pool).replaced, 0);
    assert_int_equal(om_clip_pool_get_status(rig->pool).failed, 0);
}

// One process at once, which can show a picture; the others after a while.
static void
first_process_has_a_head_start(void **state)
{
    struct rig *rig = *state;
    struct om_clip_pool *usual = rig->pool;
    rig->pool = om_clip_pool_create(&(struct om_clip_pool_params){
        .helper = RIG_HELPER,
        .root = CLIPS_FOLDER,
        .head_start = OM_MS(300),
        .wake = rig_wake,
        .context = rig,
    });
    assert_non_null(rig->pool);
    assert_int_equal(om_clip_pool_spare(rig->pool), 1);
    struct rig_show *show = rig_open(rig, "plain.mp4");
    assert_int_equal(om_clip_pool_spare(rig->pool), 0);
    rig_wait(rig, show, (struct rig_wish){ .seen = 1 });
    rig_wait_spare(rig, 2);
    rig_close(rig, show);
    rig_wait_spare(rig, 3);
    om_clip_pool_destroy(rig->pool);
    rig->pool = usual;
}

static void
pool_knows_what_it_has_to_spare(void **state)
{
    struct rig *rig = *state;
    assert_int_equal(om_clip_pool_spare(rig->pool), 3);
    struct rig_show *shows[3];
    for (unsigned i = 0; i < 3; i++) {
        shows[i] = rig_open(rig, "plain.mp4");
        assert_int_equal(om_clip_pool_spare(rig->pool), 2 - i);
    }
    struct om_clip_params params = { .path = CLIPS_FOLDER "/plain.mp4" };
    assert_null(om_clip_open(rig->pool, &params));
    for (unsigned i = 0; i < 3; i++) {
        rig_wait(rig, shows[i], (struct rig_wish){ .seen = 1 });
        rig_start(rig, shows[i]);
    }
    for (unsigned i = 0; i < 3; i++) { // three at a time
        rig_wait(rig, shows[i], (struct rig_wish){ .seen = 25 });
        rig_assert_ascending(shows[i], 0);
        rig_close(rig, shows[i]);
    }
    rig_wait_spare(rig, 3);
    om_clip_close(NULL);
}

static void
first_pictures_come_soon(void **state)
{
    struct rig *rig = *state;
    int rounds = getenv("OM_LONG") ? 300 : 30;
    om_tick took[300];
    for (int i = 0; i < rounds; i++) {
        rig_wait_spare(rig, 3);
        struct rig_show *show = rig_open(rig, "plain.mp4");
        rig_wait(rig, show, (struct rig_wish){ .seen = 1 });
        took[i] = show->seen[0].at - show->opened_at;
        rig_close(rig, show);
    }
    qsort(took, (size_t) rounds, sizeof(*took), rig_compare_ticks);
    printf("open to first picture: p50 %.1f, p99 %.1f, max %.1f ms\n",
           (double) took[rounds / 2] / 1e3,
           (double) took[rounds * 99 / 100] / 1e3,
           (double) took[rounds - 1] / 1e3);
}

int
main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, rig_set_up, rig_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(reopens_without_a_trace),
        TEST(first_process_has_a_head_start),
        TEST(pool_knows_what_it_has_to_spare),
        TEST(first_pictures_come_soon),
    };
    cmocka_set_test_filter(getenv("OM_ONLY"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
