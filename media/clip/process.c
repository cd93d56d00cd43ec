#include "clip/process.h"

#include "base/log.h"
#include "base/spawn.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOG "clip/process"

// -- the queue ----------------------------------------------------------------

void
om_queue_init(struct om_queue *queue, void (*wake)(void *), void *context)
{
    queue->wake = wake;
    queue->context = context;
    queue->count = 0;
    atomic_init(&queue->woken, false);
    pthread_mutex_init(&queue->mutex, NULL);
}

// The last place is for the news that a process is gone: one that floods the
// queue is cut off, and that still has to be heard.
static bool
put(struct om_queue *queue, const struct om_said *said)
{
    size_t room = said->gone ? OM_QUEUE_ROOM : OM_QUEUE_ROOM - 16;
    pthread_mutex_lock(&queue->mutex);
    bool fits = queue->count < room;
    if (fits) {
        queue->items[queue->count++] = *said;
    }
    pthread_mutex_unlock(&queue->mutex);
    if (!atomic_exchange(&queue->woken, true) && queue->wake) {
        queue->wake(queue->context);
    }
    return fits;
}

size_t
om_queue_take(struct om_queue *queue, struct om_said *said, size_t room)
{
    atomic_store(&queue->woken, false);
    pthread_mutex_lock(&queue->mutex);
    size_t count = queue->count < room ? queue->count : room;
    memcpy(said, queue->items, count * sizeof(*said));
    queue->count -= count;
    memmove(queue->items, queue->items + count,
            queue->count * sizeof(*queue->items));
    pthread_mutex_unlock(&queue->mutex);
    return count;
}

// -- the reader ---------------------------------------------------------------

// Far more than any clip has pictures: it floods us.
enum { REPORTS_PER_SECOND = 1000 };

struct rate {
    om_tick since;
    unsigned count;
};

static bool
is_flood(struct rate *rate)
{
    om_tick now = om_tick_now();
    if (now - rate->since >= OM_S(1)) {
        *rate = (struct rate){ .since = now };
    }
    return ++rate->count > REPORTS_PER_SECOND;
}

static void *
read_reports(void *context)
{
    const struct om_process *process = context;
    struct om_said said = { .slot = process->slot, .run = process->run };
    struct rate rate = { 0 };
    for (;;) {
        ssize_t length =
            recv(process->socket, &said.report, sizeof(said.report), 0);
        if (length < 0 && errno == EINTR) {
            continue;
        }
        if (length <= 0) {
            break;
        }
        if (!om_wire_check(&said.report, (size_t) length) || is_flood(&rate)
            || !put(process->queue, &said)) {
            om_log(OM_LOG_ERROR, LOG, "a decoder talks nonsense");
            break;
        }
    }
    said.gone = true;
    (void) put(process->queue, &said);
    return NULL;
}

// Signals are the main thread's.
static bool
start_reader(struct om_process *process)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int failed = pthread_create(&process->reader, NULL, read_reports, process);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return !failed;
}

// -- start --------------------------------------------------------------------

enum { ENVIRONMENT_MAX = 12, NUMBER_MAX = 16 };

// A decoder gets only what it needs: no LD_PRELOAD, no VLC_PLUGIN_PATH.
static void
make_environment(char **environment)
{
    static char fixed[][32] = { "MALLOC_ARENA_MAX=2",
                                "MALLOC_MMAP_THRESHOLD_=262144",
                                "MALLOC_TRIM_THRESHOLD_=1048576",
                                "PATH=/usr/bin",
                                "HOME=/nonexistent",
                                "LANG=C.UTF-8" };
    static const char *const passed[] = { "OMSTANDER_DEBUG", "JOURNAL_STREAM",
                                          "ASAN_OPTIONS", "UBSAN_OPTIONS",
                                          "TSAN_OPTIONS" };
    size_t count = 0;
    for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++) {
        environment[count++] = fixed[i];
    }
    for (char **entry = environ; entry && *entry; entry++) {
        for (size_t i = 0; i < sizeof(passed) / sizeof(*passed); i++) {
            size_t length = strlen(passed[i]);
            if (count < ENVIRONMENT_MAX
                && strncmp(*entry, passed[i], length) == 0
                && (*entry)[length] == '=') {
                environment[count++] = *entry;
            }
        }
    }
    environment[count] = NULL;
}

// Copies of the descriptors, far from the numbers they get in the decoder.
static bool
lift(const int fds[3], int copies[3])
{
    for (int i = 0; i < 3; i++) {
        copies[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 16);
    }
    return copies[0] >= 0 && copies[1] >= 0 && copies[2] >= 0;
}

static int
spawn(struct om_process *process, const struct om_process_params *params,
      const int fds[3])
{
    static const int places[3] = { OM_WIRE_SOCKET, OM_WIRE_FRAMES,
                                   OM_WIRE_SOUND };
    static const int last = OM_WIRE_SOUND;
    char held[NUMBER_MAX];
    snprintf(held, sizeof(held), "%u", params->held);
    char *arguments[] = { (char *) params->helper, (char *) params->root, held,
                          NULL };
    char *environment[ENVIRONMENT_MAX + 1];
    make_environment(environment);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (int i = 0; i < 3; i++) {
        posix_spawn_file_actions_adddup2(&actions, fds[i], places[i]);
    }
    // Whatever else is open here is none of its business.
    posix_spawn_file_actions_addclosefrom_np(&actions, last + 1);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
                                     O_RDONLY, 0);
    int failed =
        om_spawn(&process->pid, arguments, environment, &actions, true);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

static void
close_all(const int *fds, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (fds[i] >= 0) {
            close(fds[i]);
        }
    }
}

bool
om_process_start(struct om_process *process,
                 const struct om_process_params *params)
{
    *process = (struct om_process){ .slot = params->slot,
                                    .run = params->run,
                                    .queue = params->queue };
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) {
        om_log(OM_LOG_ERROR, LOG, "no socket pair: %s", strerror(errno));
        return false;
    }
    const int fds[3] = { ends[1], params->frames, params->sound };
    int copies[3];
    int failed = lift(fds, copies) ? spawn(process, params, copies) : EMFILE;
    close_all(copies, 3);
    close(ends[1]);
    if (failed) {
        om_log(OM_LOG_ERROR, LOG, "%s cannot be started: %s", params->helper,
               strerror(failed));
        close(ends[0]);
        process->pid = 0;
        return false;
    }
    process->socket = ends[0];
    if (!start_reader(process)) {
        om_log(OM_LOG_ERROR, LOG, "no thread for a decoder");
        om_process_kill(process);
        (void) waitpid(process->pid, NULL, 0);
        close(ends[0]);
        process->pid = 0;
        return false;
    }
    return true;
}

void
om_process_kill(const struct om_process *process)
{
    if (process->pid) {
        (void) kill(process->pid, SIGKILL);
    }
}

bool
om_process_has_spoken(const struct om_process *process)
{
    struct pollfd unread = { .fd = process->socket, .events = POLLIN };
    return poll(&unread, 1, 0) > 0;
}

// The state is the letter behind the name, which is in brackets and may hold
// brackets itself.
static int
read_state(int folder, const char *thread)
{
    char path[64], text[256];
    snprintf(path, sizeof(path), "%.20s/stat", thread);
    int fd = openat(folder, path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
    if (fd >= 0) {
        close(fd);
    }
    text[length > 0 ? length : 0] = '\0';
    const char *bracket = strrchr(text, ')');
    return bracket && bracket[1] ? bracket[2] : 0;
}

bool
om_process_is_busy(const struct om_process *process)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/task", (int) process->pid);
    DIR *threads = opendir(path);
    bool busy = false;
    for (struct dirent *entry = NULL;
         threads && !busy && (entry = readdir(threads)) != NULL;) {
        int state = entry->d_name[0] == '.'
                        ? 0
                        : read_state(dirfd(threads), entry->d_name);
        busy = state == 'R' || state == 'D';
    }
    if (threads) {
        closedir(threads);
    }
    return busy;
}

bool
om_process_reap(struct om_process *process, bool wait)
{
    if (!process->pid) {
        return true;
    }
    pid_t done;
    do {
        done = waitpid(process->pid, NULL, wait ? 0 : WNOHANG);
    } while (done < 0 && errno == EINTR);
    if (done == 0) {
        return false;
    }
    // The reader may still wait, when something else held the other end.
    (void) shutdown(process->socket, SHUT_RDWR);
    pthread_join(process->reader, NULL);
    close(process->socket);
    process->pid = 0;
    return true;
}

void
om_process_set_stopped(const struct om_process *process, bool stopped)
{
    if (process->pid) {
        (void) kill(process->pid, stopped ? SIGSTOP : SIGCONT);
    }
}
