// For tests that listen: a private PulseAudio (e2e/pulse.sh) and a recording
// of what its null sink plays, with the time at which it was heard. Included
// by a test, after cmocka; all programs it starts end with the test.
#ifndef OM_TESTS_LISTEN_H
#define OM_TESTS_LISTEN_H

#include "base/tick.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    LISTEN_RATE = 48000,
    LISTEN_FRAMES_MAX = 40 * LISTEN_RATE,
    LISTEN_READS_MAX = 40000,
};

// What parec gave: frames [0, count), and after each read how many there were
// and what time it was.
struct recording {
    pid_t pid;
    int from;
    pthread_t thread;
    _Atomic size_t count;
    size_t reads;
    struct {
        size_t count;
        om_tick at;
    } read[LISTEN_READS_MAX];
    int16_t frames[LISTEN_FRAMES_MAX][2];
};

static const char listen_pulse[] = OM_SOURCE_DIR "/tests/e2e/pulse.sh";

// Starts a program with its standard output in `out` (-1: ours).
static pid_t
listen_run(int out, const char *const arguments[])
{
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (out >= 0) {
            dup2(out, STDOUT_FILENO);
        }
        execvp(arguments[0], (char *const *) (const void *) arguments);
        _exit(127);
    }
    assert_true(pid > 0);
    return pid;
}

static int
listen_wait(pid_t pid)
{
    int status = -1;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

// Ends a program that may be stopped; zero is ignored.
static void
listen_end(pid_t *pid, int with)
{
    if (*pid > 0) {
        kill(*pid, with);
        kill(*pid, SIGCONT);
        listen_wait(*pid);
        *pid = 0;
    }
}

// A sound server with its socket at DIR/native, ready to be used.
static pid_t
listen_start_pulse(const char *dir)
{
    pid_t pid =
        listen_run(-1, (const char *[]){ listen_pulse, "run", dir, NULL });
    pid_t wait =
        listen_run(-1, (const char *[]){ listen_pulse, "wait", dir, NULL });
    assert_int_equal(listen_wait(wait), 0);
    return pid;
}

static void *
listen_record(void *context)
{
    struct recording *recording = context;
    size_t bytes = 0;
    while (recording->reads < LISTEN_READS_MAX) {
        ssize_t got = read(recording->from, (char *) recording->frames + bytes,
                           sizeof(recording->frames) - bytes);
        if (got <= 0) {
            break;
        }
        bytes += (size_t) got;
        size_t count = bytes / sizeof(recording->frames[0]);
        recording->read[recording->reads].count = count;
        recording->read[recording->reads].at = om_tick_now();
        recording->reads++;
        atomic_store(&recording->count, count);
    }
    return NULL;
}

// Records from the server of $PULSE_SERVER; free() it after listen_stop().
static struct recording *
listen_start(void)
{
    struct recording *recording = calloc(1, sizeof(*recording));
    assert_non_null(recording);
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    recording->from = ends[0];
    recording->pid = listen_run(
        ends[1],
        (const char *[]){ "parec", "--raw", "--format=s16le", "--rate=48000",
                          "--channels=2", "--latency-msec=5", "-d",
                          "out.monitor", NULL });
    close(ends[1]);
    assert_int_equal(
        pthread_create(&recording->thread, NULL, listen_record, recording), 0);
    return recording;
}

static void
listen_stop(struct recording *recording)
{
    listen_end(&recording->pid, SIGTERM);
    pthread_join(recording->thread, NULL);
    close(recording->from);
}

static int
listen_compare(const void *a, const void *b)
{
    om_tick x = *(const om_tick *) a, y = *(const om_tick *) b;
    return (x > y) - (x < y);
}

// When frame 0 was heard. Every read tells when its last frame came; the
// median of that is little moved by reads that came late. The first quarter
// is left out: parec starts with a burst.
static om_tick
listen_time_of_start(const struct recording *recording)
{
    size_t skipped = recording->reads / 4;
    size_t count = recording->reads - skipped;
    om_tick *starts = calloc(count, sizeof(*starts));
    assert_non_null(starts);
    for (size_t i = 0; i < count; i++) {
        om_tick length = (om_tick) recording->read[skipped + i].count * OM_S(1)
                         / LISTEN_RATE;
        starts[i] = recording->read[skipped + i].at - length;
    }
    qsort(starts, count, sizeof(*starts), listen_compare);
    om_tick start = starts[count / 2];
    free(starts);
    return start;
}

#endif
