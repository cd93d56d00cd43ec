#include "measure/measure.h"

#include "base/log.h"
#include "base/path.h"
#include "base/spawn.h"
#include "measure/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Files wait in a row, largest first, so that the last one to end is a small
// one; so many are measured at a time as there are cores, each by as many
// threads as are left for it.

#define LOG "measure"

enum {
    WORKERS_MAX = 16,
    SILENCE_S = 30, // without a line, a decoder hangs that had its share
    STARVED = 5,    // times as long for one that had not
    LINES_MAX = 20000,
    READ_SIZE = 4096,
    REMEMBERED_MAX = 2000, // files
};

struct worker {
    struct om_measure_job *job; // NULL: idle
    pid_t pid;
    int pipe;
    om_tick heard; // the last line
    om_tick spent; // of the processor, until then
    char line[OM_MEASURE_LINE_MAX];
    size_t length; // of the line so far
    unsigned lines, thousandths;
    bool whole, nonsense, slow;
    off_t size;
    char key[OM_CACHE_KEY_SIZE];
};

struct entry {
    struct om_measure_job *job;
    off_t size;
};

struct crew {
    const struct om_measure_params *params;
    char *helper;
    struct worker workers[WORKERS_MAX];
    unsigned worker_count;
    struct entry *entries; // owned; in the order of work
    size_t count, next, done;
    off_t size_all, size_done;
};

// -- files --------------------------------------------------------------------

static int
open_job(const struct crew *crew, const struct om_measure_job *job, off_t *size)
{
    int file = crew->params->open(crew->params->context, job->name);
    struct stat status;
    if (file >= 0 && (fstat(file, &status) != 0 || !S_ISREG(status.st_mode))) {
        close(file);
        return -1;
    }
    *size = file >= 0 ? status.st_size : 0;
    return file;
}

static int
compare_entries(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    return a->size < b->size ? 1 : a->size > b->size ? -1 : 0;
}

// -- the process --------------------------------------------------------------

static int
spawn(const struct crew *crew, struct worker *worker, int file, int out,
      unsigned threads)
{
    static char path[] = "PATH=/usr/bin", language[] = "LANG=C.UTF-8";
    static char debug[] = "OMSTANDER_DEBUG=1";
    bool debugging = getenv("OMSTANDER_DEBUG") != NULL;
    char *environment[] = { path, language, debugging ? debug : NULL, NULL };
    char number[16];
    snprintf(number, sizeof(number), "%u", threads);
    char *arguments[] = { crew->helper, number, NULL };
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, file, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    if (!debugging) {
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
                                         O_WRONLY, 0);
    }
    // Ctrl-C in a terminal is for it, too.
    int failed =
        om_spawn(&worker->pid, arguments, environment, &actions, false);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

static unsigned
core_count(void)
{
    cpu_set_t cores;
    CPU_ZERO(&cores);
    int count = sched_getaffinity(0, sizeof(cores), &cores) == 0
                    ? CPU_COUNT(&cores)
                    : 1;
    return count > WORKERS_MAX ? WORKERS_MAX
           : count < 1         ? 1U
                               : (unsigned) count;
}

// As many as leave every core something to do when few files are left.
static unsigned
threads_for(const struct crew *crew)
{
    unsigned cores = core_count();
    if (crew->params->gently) {
        return (cores + 1) / 2;
    }
    size_t others = crew->count - crew->next;
    return (unsigned) ((cores + others) / (others + 1));
}

// 0 when it is gone.
static om_tick
get_processor_time(pid_t pid)
{
    clockid_t clock;
    struct timespec spent = { 0 };
    if (clock_getcpuclockid(pid, &clock) != 0
        || clock_gettime(clock, &spent) != 0) {
        return 0;
    }
    return OM_S(spent.tv_sec) + spent.tv_nsec / 1000;
}

static void
note_sign_of_life(struct worker *worker)
{
    worker->heard = om_tick_now();
    worker->spent = get_processor_time(worker->pid);
}

static bool
start(struct crew *crew, struct worker *worker, struct om_measure_job *job,
      int file)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return false;
    }
    int failed = spawn(crew, worker, file, ends[1], threads_for(crew));
    close(ends[1]);
    if (failed) {
        om_log(OM_LOG_ERROR, LOG, "%s: %s", crew->helper, strerror(failed));
        close(ends[0]);
        return false;
    }
    worker->job = job;
    worker->pipe = ends[0];
    note_sign_of_life(worker);
    job->measurement = om_alloc(sizeof(*job->measurement));
    return true;
}

// -- what it says -------------------------------------------------------------

static void
take_line(struct worker *worker)
{
    static const char progress[] = "progress ";
    worker->line[worker->length] = '\0';
    worker->length = 0;
    note_sign_of_life(worker);
    if (worker->whole || ++worker->lines > LINES_MAX) {
        worker->nonsense = true;
    } else if (strncmp(worker->line, progress, strlen(progress)) == 0) {
        unsigned long part = strtoul(worker->line + strlen(progress), NULL, 10);
        worker->thousandths = part > 1000 ? 1000 : (unsigned) part;
    } else {
        enum om_measure_line line =
            om_measurement_take(worker->job->measurement, worker->line);
        worker->whole = line == OM_MEASURE_LINE_END;
        worker->nonsense |= line == OM_MEASURE_LINE_BAD;
    }
}

// False when nothing more will come.
static bool
hear(struct worker *worker)
{
    char bytes[READ_SIZE];
    ssize_t got = read(worker->pipe, bytes, sizeof(bytes));
    if (got < 0 && errno == EINTR) {
        return true;
    }
    for (ssize_t i = 0; i < got && !worker->nonsense; i++) {
        if (bytes[i] == '\n') {
            take_line(worker);
        } else if (worker->length + 1 < sizeof(worker->line)) {
            worker->line[worker->length++] = bytes[i];
        } else {
            worker->nonsense = true;
        }
    }
    return got > 0 && !worker->nonsense;
}

static void
settle(struct crew *crew, struct om_measure_job *job,
       enum om_measure_answer answer, off_t size)
{
    job->answer = answer;
    if (answer != OM_MEASURE_DONE) {
        free(job->measurement);
        job->measurement = NULL;
    }
    crew->done++;
    crew->size_done += size;
}

// Its exit status. One that has said its last word and does not go is killed.
static int
reap(const struct worker *worker)
{
    enum { GOODBYE_MS = 2000 };
    int status = 0;
    struct pollfd end = { .fd = pidfd_open(worker->pid, 0), .events = POLLIN };
    int ended = 0;
    if (!worker->nonsense && !worker->slow && end.fd >= 0) {
        do {
            ended = poll(&end, 1, GOODBYE_MS);
        } while (ended < 0 && errno == EINTR);
    }
    if (ended <= 0) {
        kill(worker->pid, SIGKILL);
    }
    while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (end.fd >= 0) {
        close(end.fd);
    }
    return status;
}

static enum om_measure_answer
answer_of(const struct worker *worker, int status)
{
    enum { CANNOT = 2 }; // its exit code for a lock that does not hold
    if (worker->slow) {
        return OM_MEASURE_SLOW;
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == CANNOT) {
        return OM_MEASURE_IMPOSSIBLE;
    }
    bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0 && worker->whole
                && !worker->nonsense;
    return good ? OM_MEASURE_DONE : OM_MEASURE_CRASHED;
}

static void
dismiss(struct crew *crew, struct worker *worker)
{
    close(worker->pipe);
    enum om_measure_answer answer = answer_of(worker, reap(worker));
    if (answer == OM_MEASURE_DONE && worker->key[0]) {
        om_cache_put(crew->params->cache, worker->key,
                     worker->job->measurement);
    }
    settle(crew, worker->job, answer, worker->size);
    *worker = (struct worker){ 0 };
}

// -- the work -----------------------------------------------------------------

static void
tell(const struct crew *crew)
{
    if (!crew->params->progress) {
        return;
    }
    struct om_measure_progress progress = { crew->done, crew->count, 1000,
                                            NULL };
    int64_t so_far = crew->size_done;
    for (unsigned i = 0; i < crew->worker_count; i++) {
        const struct worker *worker = &crew->workers[i];
        if (worker->job) {
            progress.name = worker->job->name;
            so_far += worker->size / 1000 * worker->thousandths;
        }
    }
    if (crew->size_all > 0 && so_far < crew->size_all) {
        progress.thousandths = (unsigned) (so_far * 1000 / crew->size_all);
    }
    crew->params->progress(crew->params->context, &progress);
}

static void
tell_again(void *crew)
{
    tell(crew);
}

// Gives an idle worker a file, or answers files from the cache until one is
// not there.
static void
employ(struct crew *crew, struct worker *worker)
{
    struct om_cache_pulse pulse = { tell_again, crew };
    while (!worker->job && crew->next < crew->count) {
        struct om_measure_job *job = crew->entries[crew->next++].job;
        int file = open_job(crew, job, &worker->size);
        if (file < 0) {
            settle(crew, job, OM_MEASURE_UNREADABLE, 0);
            continue;
        }
        worker->key[0] = '\0';
        if (crew->params->cache && !om_cache_key(file, worker->key, &pulse)) {
            settle(crew, job, OM_MEASURE_UNREADABLE, worker->size);
            close(file);
            continue;
        }
        job->measurement = worker->key[0]
                               ? om_cache_get(crew->params->cache, worker->key)
                               : NULL;
        job->remembered = job->measurement != NULL;
        if (job->remembered) {
            settle(crew, job, OM_MEASURE_DONE, worker->size);
        } else if (!crew->helper || !start(crew, worker, job, file)) {
            settle(crew, job, OM_MEASURE_IMPOSSIBLE, worker->size);
        }
        close(file);
    }
}

// Silent for long, though it had half of that time on a processor: files are
// measured with what others leave, and a machine may leave nothing.
static bool
hangs(const struct crew *crew, const struct worker *worker)
{
    unsigned seconds = crew->params->patience;
    om_tick patience = OM_S(seconds ? seconds : SILENCE_S);
    om_tick silent = om_tick_now() - worker->heard;
    return silent > STARVED * patience
           || (silent > patience
               && get_processor_time(worker->pid) - worker->spent
                      > patience / 2);
}

static void
listen_to_all(struct crew *crew)
{
    struct pollfd ears[WORKERS_MAX];
    struct worker *of[WORKERS_MAX];
    nfds_t count = 0;
    for (unsigned i = 0; i < crew->worker_count; i++) {
        if (crew->workers[i].job) {
            of[count] = &crew->workers[i];
            ears[count++] = (struct pollfd){ crew->workers[i].pipe, POLLIN, 0 };
        }
    }
    if (poll(ears, count, 1000) < 0 && errno != EINTR) {
        om_log(OM_LOG_ERROR, LOG, "poll: %s", strerror(errno));
    }
    for (nfds_t i = 0; i < count; i++) {
        of[i]->slow = !ears[i].revents && hangs(crew, of[i]);
        bool over = ears[i].revents && !hear(of[i]);
        if (over || of[i]->slow) {
            dismiss(crew, of[i]);
        }
    }
}

static void
line_up(struct crew *crew, struct om_measure_job *jobs, size_t count)
{
    crew->entries = om_alloc(count * sizeof(crew->entries[0]));
    crew->count = count;
    for (size_t i = 0; i < count; i++) {
        struct entry *entry = &crew->entries[i];
        jobs[i].measurement = NULL;
        jobs[i].remembered = false;
        entry->job = &jobs[i];
        entry->size = 0;
        int file = open_job(crew, &jobs[i], &entry->size);
        if (file >= 0) {
            close(file);
        }
        crew->size_all += entry->size;
    }
    qsort(crew->entries, count, sizeof(crew->entries[0]), compare_entries);
}

void
om_measure_all(struct om_measure_job *jobs, size_t count,
               const struct om_measure_params *params)
{
    struct crew crew = { .params = params,
                         .worker_count = params->gently ? 1 : core_count() };
    if (count == 0) {
        return;
    }
    crew.helper = params->helper ? om_strdup(params->helper)
                                 : om_path_helper("omstander-measure");
    line_up(&crew, jobs, count);
    while (crew.done < count) {
        for (unsigned i = 0; i < crew.worker_count; i++) {
            employ(&crew, &crew.workers[i]);
        }
        tell(&crew);
        if (crew.done < count) {
            listen_to_all(&crew);
        }
    }
    tell(&crew);
    if (params->cache) {
        om_cache_trim(params->cache, REMEMBERED_MAX);
    }
    free(crew.entries);
    free(crew.helper);
}

void
om_measure_finish(struct om_measure_job *jobs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(jobs[i].measurement);
        jobs[i].measurement = NULL;
    }
}
