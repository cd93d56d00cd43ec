#include "update/worker.h"

#include "base/log.h"
#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const char module[] = "update/worker";

static bool
spawn(struct om_worker *worker, const struct om_worker_params *params,
      int socket)
{
    const char *arguments[] = { params->program, params->packs,
                                params->site_file ? params->site_file : "",
                                params->builtin ? params->builtin : "", NULL };
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, socket, 3);
    posix_spawn_file_actions_addclosefrom_np(&actions, 4);
    char *copy[5];
    memcpy(copy, arguments, sizeof(copy));
    int cause = om_spawn(&worker->pid, copy, environ, &actions, false);
    posix_spawn_file_actions_destroy(&actions);
    if (cause != 0) {
        worker->pid = 0;
        om_log(OM_LOG_ERROR, module, "%s: %s; packs are not updated",
               params->program, strerror(cause));
    }
    return cause == 0;
}

bool
om_worker_start(struct om_worker *worker, const struct om_worker_params *params)
{
    *worker = (struct om_worker){ .socket = -1 };
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
        om_log(OM_LOG_ERROR, module, "socketpair: %s", strerror(errno));
        return false;
    }
    // dup2 onto the same number would leave it closed on exec
    int theirs = pair[1] == 3 ? fcntl(pair[1], F_DUPFD_CLOEXEC, 4) : pair[1];
    bool good = theirs >= 0 && fcntl(pair[0], F_SETFL, O_NONBLOCK) == 0
                && spawn(worker, params, theirs);
    if (theirs != pair[1] && theirs >= 0) {
        close(theirs);
    }
    close(pair[1]);
    worker->socket = good ? pair[0] : -1;
    if (!good) {
        close(pair[0]);
    }
    return good;
}

void
om_worker_stop(struct om_worker *worker)
{
    if (worker->socket > 0) {
        close(worker->socket);
    }
    if (worker->pid > 0) {
        kill(worker->pid, SIGKILL);
        // dead within moments, unless the kernel waits for a dead disk; then
        // it stays behind until that lets go, and nobody waits for it
        for (int i = 0; i < 20; i++) {
            if (waitpid(worker->pid, NULL, WNOHANG) != 0) {
                break;
            }
            usleep(1000);
        }
    }
    *worker = (struct om_worker){ .socket = -1 };
}

bool
om_worker_ask(struct om_worker *worker, const struct om_request *request)
{
    return worker->socket >= 0
           && send(worker->socket, request, sizeof(*request), MSG_NOSIGNAL)
                  == (ssize_t) sizeof(*request);
}

// What comes from a process that reads strangers' files is looked at: strings
// end, counts and names are in range.
static bool
is_sane(struct om_report *report)
{
    for (size_t i = 0; i < OM_FIND_MAX; i++) {
        report->found[i].source[OM_LEDGER_SOURCE_MAX] = '\0';
    }
    struct om_held *held = &report->staged.held, parsed;
    report->staged.where[OM_LISTING_PATH_MAX] = '\0';
    held->name[OM_HELD_NAME_MAX] = '\0';
    held->id[OM_HELD_ID_MAX] = '\0';
    held->version[OM_HELD_VERSION_MAX] = '\0';
    held->date[sizeof(held->date) - 1] = '\0';
    bool ready = report->kind == OM_REPORT_STAGED
                 && report->staged.outcome == OM_OUTCOME_READY;
    struct om_text line = { 0 };
    om_held_print(held, &line);
    bool named = om_held_parse(&parsed, om_text_get(&line));
    om_text_finish(&line);
    return report->found_count <= OM_FIND_MAX
           && (unsigned) report->step <= OM_STAGE_CHECKING
           && (unsigned) report->staged.outcome < OM_OUTCOME_COUNT_
           && (!ready || named);
}

enum om_worker_answer
om_worker_take(struct om_worker *worker, struct om_report *report)
{
    if (worker->socket < 0) {
        return OM_WORKER_LOST;
    }
    ssize_t got;
    do {
        got = recv(worker->socket, report, sizeof(*report), MSG_DONTWAIT);
    } while (got < 0 && errno == EINTR);
    if (got < 0 && errno == EAGAIN) {
        return OM_WORKER_NOTHING;
    }
    return got == (ssize_t) sizeof(*report) && is_sane(report)
               ? OM_WORKER_REPORT
               : OM_WORKER_LOST;
}
