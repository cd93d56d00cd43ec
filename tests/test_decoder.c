#include "clip/clip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clips.h"
#include "pool_rig.h"

// Decoders that are lost: killed and stopped at every moment, on a machine or
// in a kiosk that is busy, and when the kiosk is gone.

// -- decoders that die or hang ------------------------------------------------

static void
strike(struct rig *rig, struct rig_show *show, int signal)
{
    pid_t pid = om_clip_get_pid(show->clip);
    assert_true(pid > 0);
    assert_int_equal(kill(pid, signal), 0);
    rig->deadline = 0;
}

// Time from the blow to the first picture behind the one it hit.
static om_tick
measure_recovery(struct rig *rig, struct rig_show *show, int signal)
{
    size_t told = show->told_count;
    om_tick at = om_tick_now();
    strike(rig, show, signal);
    rig_wait_told(rig, show, told + 1);
    assert_int_equal(show->told[told].kind, OM_CLIP_NEWS_REPLACED);
    size_t from = show->told[told].seen;
    int before = show->seen[from - 1].number;
    rig_wait(rig, show, (struct rig_wish){ .seen = from + 1 });
    while (show->seen[show->seen_count - 1].number <= before) {
        rig_wait_seen(rig, show, 1);
    }
    om_tick took = show->seen[show->seen_count - 1].at - at;
    if (took > OM_S(1)) {
        printf("replaced after %d ms\n",
               (int) ((show->told[told].at - at) / 1000));
        rig_dump(show);
    }
    rig_wait_seen(rig, show, 3);
    rig_assert_ascending(show, from);
    int gap = show->seen[from].number - before;
    if (gap < -RIG_ABOUT || gap > 2 * 25) {
        rig_dump(show);
        fail_msg("goes on at %d, not at %d", show->seen[from].number, before);
    }
    assert_int_equal(om_clip_get_state(show->clip), OM_CLIP_RUNNING);
    return took;
}

static void
lost_in_mid_film_goes_on_near_there(void **state)
{
    static const struct {
        const char *name;
        int signal;
    } rows[] = { { "killed", SIGKILL }, { "stopped", SIGSTOP } };
    struct rig *rig = *state;
    int rounds = getenv("OM_LONG") ? 60 : 3;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        om_tick took[60];
        int late = 0;
        for (int round = 0; round < rounds; round++) {
            struct rig_show *show = rig_open(rig, "long.mp4");
            rig_start(rig, show);
            rig_wait(rig, show,
                     (struct rig_wish){ .seen = 10 + (size_t) round % 60 });
            took[round] = measure_recovery(rig, show, rows[i].signal);
            late += took[round] > OM_S(1);
            rig_close(rig, show);
        }
        qsort(took, (size_t) rounds, sizeof(*took), rig_compare_ticks);
        printf("%s, moves again after p50 %d, max %d ms; %d of %d over 1 s\n",
               rows[i].name, (int) (took[rounds / 2] / 1000),
               (int) (took[rounds - 1] / 1000), late, rounds);
    }
    assert_int_equal(om_clip_pool_get_status(rig->pool).failed, 0);
    assert_int_equal(om_clip_pool_get_status(rig->pool).replaced,
                     (unsigned) rounds * 2);
}

static void
lost_while_it_opens_opens_in_another(void **state)
{
    struct rig *rig = *state;
    static const int signals[] = { SIGKILL, SIGSTOP };
    for (size_t i = 0; i < 2; i++) {
        struct rig_show *show = rig_open(rig, "plain.mp4");
        while (om_clip_get_pid(show->clip) == 0) {
            rig_step(rig, om_tick_now() + OM_S(1));
        }
        if (show->seen_count == 0) {
            strike(rig, show, signals[i]);
        }
        rig_wait(rig, show, (struct rig_wish){ .seen = 1 });
        assert_int_equal(show->seen[0].number, 0);
        rig_start(rig, show);
        rig_wait(rig, show, (struct rig_wish){ .seen = 10 });
        rig_assert_ascending(show, 0);
        rig_close(rig, show);
    }
}

// What is held stays on show; a start goes on from there, and the cue that was
// reached is not reached again.
static void
lost_while_held_goes_on_when_started(void **state)
{
    static const struct {
        int signal;
        om_tick cue;  // 0: held at the first picture
        bool at_once; // started before the replacement is ready
    } rows[] = {
        { SIGKILL, 0, false },          { SIGKILL, 0, true },
        { SIGKILL, OM_MS(800), false }, { SIGKILL, OM_MS(800), true },
        { SIGSTOP, 0, true },           { SIGSTOP, OM_MS(800), true },
    };
    struct rig *rig = *state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        om_tick cues[] = { rows[i].cue, OM_MS(2000) };
        unsigned count = rows[i].cue ? 2 : 0;
        struct rig_show *show = rig_open_cues(rig, "plain.mp4", cues, count);
        if (rows[i].cue) {
            rig_start(rig, show);
            rig_wait_told(rig, show, 1);
        }
        rig_wait(rig, show, (struct rig_wish){ .seen = 1 });
        int held = show->seen[show->seen_count - 1].number;
        size_t told = show->told_count;
        strike(rig, show, rows[i].signal);
        if (!rows[i].at_once) {
            rig_wait_told(rig, show, told + 1);
            assert_int_equal(om_clip_get_state(show->clip), OM_CLIP_HELD);
            struct om_clip_frame frame; // the old one, or the same again
            assert_true(om_clip_get_frame(show->clip, &frame));
            assert_in_range(clips_read(&frame, false),
                            held > RIG_ABOUT ? held - RIG_ABOUT : 0,
                            held + RIG_ABOUT);
        }
        rig_start(rig, show);
        rig_wait_told(rig, show, told + 1);
        assert_int_equal(show->told[told].kind, OM_CLIP_NEWS_REPLACED);
        size_t from = show->told[told].seen;
        if (rows[i].cue) {
            rig_wait_told(rig, show, told + 2);
            assert_int_equal(show->told[told + 1].kind, OM_CLIP_NEWS_CUE);
            assert_int_equal(show->told[told + 1].value, 1);
            assert_in_range(show->seen[show->seen_count - 1].number,
                            50 - RIG_ABOUT, 50 + RIG_ABOUT);
        } else {
            rig_wait(rig, show, (struct rig_wish){ .seen = from + 10 });
        }
        rig_assert_ascending(show, from);
        assert_in_range(show->seen[from].number + RIG_ABOUT, held,
                        held + 3 + 3 * RIG_ABOUT);
        rig_close(rig, show);
    }
    assert_int_equal(om_clip_pool_get_status(rig->pool).failed, 0);
}

static char
read_state(pid_t pid)
{
    char path[64], line[256] = "";
    snprintf(path, sizeof(path), "/proc/%d/stat", (int) pid);
    FILE *file = fopen(path, "r");
    if (file) {
        (void) !fgets(line, sizeof(line), file);
        fclose(file);
    }
    const char *bracket = strrchr(line, ')');
    return bracket ? bracket[2] : '\0';
}

// A held decoder is stopped after a while; whatever is wanted of it then
// wakes it up.
static void
held_for_long_it_rests_and_wakes_up(void **state)
{
    struct rig *rig = *state;
    static const char orders[] = { 's', 'c', 'k' }; // start, close, kill
    for (size_t i = 0; i < sizeof(orders); i++) {
        struct rig_show *show =
            rig_open_cues(rig, "plain.mp4", (om_tick[]){ OM_MS(400) }, 1);
        rig_start(rig, show);
        rig_wait_told(rig, show, 1);
        pid_t pid = om_clip_get_pid(show->clip);
        om_tick end = om_tick_now() + RIG_LIMIT;
        while (read_state(pid) != 'T' && om_tick_now() < end) {
            rig_pass(rig, OM_MS(50));
        }
        assert_int_equal(read_state(pid), 'T');
        if (orders[i] == 'k') {
            strike(rig, show, SIGKILL);
            rig_wait_told(rig, show, 2);
            assert_int_equal(show->told[1].kind, OM_CLIP_NEWS_REPLACED);
        }
        if (orders[i] != 'c') {
            rig_start(rig, show);
            rig_wait_seen(rig, show, 10);
            rig_assert_ascending(show, show->told_count == 2 ? 11 : 0);
        }
        rig_close(rig, show);
        rig_wait_spare(rig, 3);
    }
    assert_int_equal(om_clip_pool_get_status(rig->pool).replaced, 1);
    assert_int_equal(om_clip_pool_get_status(rig->pool).failed, 0);
}

static void
lost_while_it_closes_is_replaced(void **state)
{
    struct rig *rig = *state;
    static const int signals[] = { SIGKILL, SIGSTOP };
    for (size_t i = 0; i < 2; i++) {
        struct rig_show *show = rig_open(rig, "plain.mp4");
        rig_start(rig, show);
        rig_wait(rig, show, (struct rig_wish){ .seen = 5 });
        strike(rig, show, signals[i]);
        rig_close(rig, show);
        rig_wait_spare(rig, 3);
    }
    struct rig_show *show = rig_open(rig, "plain.mp4");
    rig_wait(rig, show, (struct rig_wish){ .seen = 1 });
    assert_int_equal(om_clip_pool_get_status(rig->pool).replaced, 0);
}

static void
lost_behind_its_end_is_not_missed(void **state)
{
    struct rig *rig = *state;
    struct rig_show *show = rig_open(rig, "short.mp4");
    rig_start(rig, show);
    rig_wait_state(rig, show, OM_CLIP_ENDED);
    size_t told = show->told_count;
    strike(rig, show, SIGKILL);
    rig_pass(rig, OM_MS(300));
    struct om_clip_frame frame;
    assert_true(om_clip_get_frame(show->clip, &frame));
    assert_int_equal(clips_read(&frame, false),
                     show->seen[show->seen_count - 1].number);
    assert_int_equal(show->told_count, told);
    rig_close(rig, show);
    rig_wait_spare(rig, 3);
}

static void
lost_twice_fails_but_not_when_far_apart(void **state)
{
    struct rig *rig = *state;
    struct rig_show *show = rig_open(rig, "long.mp4");
    rig_start(rig, show);
    for (int i = 0; i < 2; i++) { // more than 2 s apart
        rig_wait_seen(rig, show, 60);
        (void) measure_recovery(rig, show, SIGKILL);
    }
    size_t told = show->told_count;
    strike(rig, show, SIGKILL);
    rig_wait_told(rig, show, told + 1);
    assert_int_equal(show->told[told].kind, OM_CLIP_NEWS_FAILED);
    assert_int_equal(om_clip_get_state(show->clip), OM_CLIP_FAILED);
    struct om_clip_frame frame; // its last one stays
    assert_true(om_clip_get_frame(show->clip, &frame));
    assert_in_range(clips_read(&frame, false), 0, 750);
    rig_start(rig, show);
    assert_int_equal(om_clip_get_state(show->clip), OM_CLIP_FAILED);
    rig_close(rig, show);
    rig_wait_spare(rig, 3); // the slot is of use again
}

// -- a machine, or a kiosk, that is busy --------------------------------------

static void
kiosk_that_comes_late_loses_nothing(void **state)
{
    struct rig *rig = *state;
    struct rig_show *show = rig_open(rig, "plain.mp4");
    rig_start(rig, show);
    rig_wait(rig, show, (struct rig_wish){ .seen = 5 });
    for (int i = 0; i < 3; i++) {
        poll(NULL, 0, 700); // the kiosk's own main thread is away
        rig_step(rig, om_tick_now());
        rig_wait_seen(rig, show, 3);
    }
    rig_assert_ascending(show, 0);
    assert_int_equal(om_clip_pool_get_status(rig->pool).replaced, 0);
    assert_int_equal(show->told_count, 0);
}

// All of it gets no processor for a while, as on a machine that swaps.
static void
stop_of_the_whole_machine_is_survived(void **state)
{
    struct rig *rig = *state;
    struct rig_show *show = rig_open(rig, "plain.mp4");
    rig_start(rig, show);
    rig_wait(rig, show, (struct rig_wish){ .seen = 5 });
    pid_t pid = om_clip_get_pid(show->clip);
    for (int i = 0; i < 3; i++) {
        kill(pid, SIGSTOP);
        poll(NULL, 0, 900);
        kill(pid, SIGCONT);
        rig_step(rig, om_tick_now());
        rig_wait_seen(rig, show, 3);
    }
    rig_assert_ascending(show, 0);
    assert_int_equal(om_clip_pool_get_status(rig->pool).replaced, 0);
}

// Every thread of it may run on the first processor only.
static void
confine(pid_t pid, const cpu_set_t *place)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/task", (int) pid);
    DIR *threads = opendir(path);
    assert_non_null(threads);
    for (struct dirent *entry; (entry = readdir(threads)) != NULL;) {
        pid_t thread = (pid_t) strtol(entry->d_name, NULL, 10);
        if (thread > 0) {
            (void) sched_setaffinity(thread, sizeof(*place), place);
        }
    }
    closedir(threads);
}

// Takes a processor for itself, ahead of all that is not of real time; 0 when
// it may not.
static pid_t
start_burner(const cpu_set_t *place)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        struct sched_param first = { .sched_priority = 1 };
        bool may = !sched_setaffinity(0, sizeof(*place), place)
                   && !sched_setscheduler(0, SCHED_FIFO, &first);
        (void) !write(ends[1], &may, sizeof(may));
        volatile bool run = may;
        while (run) {
        }
        _exit(0);
    }
    bool may = false;
    assert_int_equal(read(ends[0], &may, sizeof(may)), sizeof(may));
    close(ends[0]);
    close(ends[1]);
    if (!may) {
        waitpid(pid, NULL, 0);
    }
    return may ? pid : 0;
}

// A decoder that gets no processor, because others keep it busy, says nothing,
// but is not killed for it.
static void
busy_machine_gets_no_decoder_killed(void **state)
{
    struct rig *rig = *state;
    if (sysconf(_SC_NPROCESSORS_ONLN) < 2) {
        skip(); // this program needs one, too
    }
    struct rig_show *show = rig_open(rig, "plain.mp4");
    rig_start(rig, show);
    rig_wait(rig, show, (struct rig_wish){ .seen = 5 });
    cpu_set_t first, all;
    CPU_ZERO(&first);
    CPU_SET(0, &first);
    assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
    confine(om_clip_get_pid(show->clip), &first);
    pid_t burner = start_burner(&first);
    if (!burner) {
        skip(); // only root may
    }
    size_t before = show->seen_count;
    rig_pass(rig, OM_S(1));
    size_t count = show->seen_count - before;
    kill(burner, SIGKILL);
    waitpid(burner, NULL, 0);
    confine(om_clip_get_pid(show->clip), &all);
    rig_wait_seen(rig, show, 10);
    printf("%zu pictures in 1 s without a processor\n", count);
    rig_assert_ascending(show, 0);
    assert_int_equal(om_clip_pool_get_status(rig->pool).replaced, 0);
}

// -- the end of the kiosk -----------------------------------------------------

static void
killed_kiosk_leaves_no_decoder(void **state)
{
    (void) state;
    clips_make_all();
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t kiosk = fork();
    if (kiosk == 0) {
        struct rig *rig = rig_create(RIG_HELPER, CLIPS_FOLDER, 1);
        struct rig_show *show = rig_open(rig, "plain.mp4");
        rig_start(rig, show);
        rig_wait(rig, show, (struct rig_wish){ .seen = 3 });
        int pid = om_clip_get_pid(show->clip);
        (void) !write(ends[1], &pid, sizeof(pid));
        pause();
        _exit(0);
    }
    int pid = 0;
    assert_int_equal(read(ends[0], &pid, sizeof(pid)), sizeof(pid));
    struct pollfd gone = { .fd = (int) syscall(SYS_pidfd_open, pid, 0),
                           .events = POLLIN };
    assert_true(gone.fd >= 0);
    // stopped, it can see no socket close: only the kernel's word reaches it
    assert_int_equal(kill(pid, SIGSTOP), 0);
    assert_int_equal(kill(kiosk, SIGKILL), 0);
    assert_int_equal(waitpid(kiosk, NULL, 0), kiosk);
    assert_int_equal(poll(&gone, 1, 5000), 1);
    close(gone.fd);
    close(ends[0]);
    close(ends[1]);
}

static void
destroyed_pool_leaves_no_process(void **state)
{
    (void) state;
    clips_make_all();
    struct rig *rig = rig_create(RIG_HELPER, CLIPS_FOLDER, 3);
    struct rig_show *show = rig_open(rig, "plain.mp4");
    rig_wait(rig, show, (struct rig_wish){ .seen = 1 });
    strike(rig, show, SIGSTOP);
    rig_destroy(rig);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

int
main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, rig_set_up, rig_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(lost_in_mid_film_goes_on_near_there),
        TEST(lost_while_it_opens_opens_in_another),
        TEST(lost_while_held_goes_on_when_started),
        TEST(held_for_long_it_rests_and_wakes_up),
        TEST(lost_while_it_closes_is_replaced),
        TEST(lost_behind_its_end_is_not_missed),
        TEST(lost_twice_fails_but_not_when_far_apart),
        TEST(kiosk_that_comes_late_loses_nothing),
        TEST(stop_of_the_whole_machine_is_survived),
        TEST(busy_machine_gets_no_decoder_killed),
        cmocka_unit_test(killed_kiosk_leaves_no_decoder),
        cmocka_unit_test(destroyed_pool_leaves_no_process),
    };
    cmocka_set_test_filter(getenv("OM_ONLY"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
