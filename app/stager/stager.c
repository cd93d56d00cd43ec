// omstander-stager: looks for packs, copies and checks them, and writes the
// exhibitor's page, on behalf of a kiosk whose socket is file 3. Ends when
// that does. What it says of a pack is what `omstander check` says.
//
//   omstander-stager PACKS SITE-FILE BUILTIN
//   omstander-stager --self-test PACKS        tries its own lock
//
// It takes the leftovers of the computer: no disk time and hardly any
// processor time that a film could use.

#include "base/exit.h"
#include "base/log.h"
#include "base/path.h"
#include "inspect/inspect.h"
#include "stager/confine.h"
#include "update/page.h"
#include "update/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ioprio.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SOCKET = 3 };

static const char module[] = "stager";

struct stager {
    const char *packs, *builtin;
    struct om_site site;
    struct om_confine confine;
    struct om_disk disk;
    int changes; // inotify; -1: none
    int mounts;  // /proc/self/mountinfo; -1: none
    char *cache; // owned; of measurements
    om_tick reported;
    struct om_report progress;   // the last one
    struct om_findings findings; // of the last pack
    char where[OM_LISTING_PATH_MAX + 1];
};

static void
take_leftovers(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpriority(PRIO_PROCESS, 0, 19);
    struct sched_param none = { 0 };
    sched_setscheduler(0, SCHED_IDLE, &none); // a core it has is free
    syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0,
            IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0));
}

static bool
report(const struct om_report *report)
{
    return send(SOCKET, report, sizeof(*report), MSG_NOSIGNAL)
           == (ssize_t) sizeof(*report);
}

// -- looking ------------------------------------------------------------------

static void
watch(void *context, const char *path)
{
    const struct stager *stager = context;
    if (stager->changes >= 0) {
        inotify_add_watch(stager->changes, path,
                          IN_CREATE | IN_CLOSE_WRITE | IN_MODIFY | IN_MOVE
                              | IN_DELETE | IN_ATTRIB | IN_DELETE_SELF
                              | IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW);
    }
}

static bool
scan(struct stager *stager)
{
    if (om_confine_is_stale(&stager->confine)) {
        return report(&(struct om_report){ .kind = OM_REPORT_RENEW });
    }
    struct om_report answer = { .kind = OM_REPORT_SCANNED };
    answer.found_count = om_find(&stager->site, answer.found, watch, stager);
    return report(&answer);
}

// -- staging ------------------------------------------------------------------

static bool
on_progress(void *context, enum om_stage_step step, uint64_t bytes,
            uint64_t total)
{
    struct stager *stager = context;
    om_tick now = om_tick_now();
    bool same = step == stager->progress.step;
    if (same && now - stager->reported < OM_MS(500)) {
        return true;
    }
    stager->reported = now;
    stager->progress = (struct om_report){
        .kind = OM_REPORT_PROGRESS, .step = step, .bytes = bytes, .total = total
    };
    return report(&stager->progress);
}

// A film takes minutes, and the kiosk gives up whom it does not hear.
static void
on_check_progress(void *context, const struct om_check_progress *progress)
{
    struct stager *stager = context;
    uint64_t total = stager->progress.total;
    on_progress(stager, OM_STAGE_CHECKING, total / 1000 * progress->thousandths,
                total);
}

static bool
check(void *context, const char *root, struct om_findings *findings)
{
    struct stager *stager = context;
    struct om_inspect_params params = {
        .cache = stager->cache,
        .gently = true,
        .progress = on_check_progress,
        .context = stager,
    };
    struct om_check_result result;
    return om_inspect(root, &params, findings, &result);
}

static bool
stage(struct stager *stager, const struct om_request *request)
{
    struct om_report answer = { .kind = OM_REPORT_STAGED };
    struct om_stage_params params = {
        .source = request->candidate.source,
        .packs = stager->packs,
        .site = &stager->site,
        .builtin = stager->builtin[0] ? stager->builtin : NULL,
        .speed = (uint64_t) stager->site.copy_speed * 1000000,
        .disk = &stager->disk,
        .check = check,
        .progress = on_progress,
        .context = stager,
    };
    om_findings_finish(&stager->findings);
    om_stage(&params, &answer.staged, &stager->findings);
    snprintf(stager->where, sizeof(stager->where), "%s", answer.staged.where);
    return report(&answer);
}

// -- telling ------------------------------------------------------------------

// The top of the stick that a pack is on: above its folder, on the same disk,
// but not above the folder where sticks are mounted.
static char *
top_of_stick(const struct stager *stager, const char *source)
{
    char *top = om_strdup(source);
    size_t least = strlen(stager->site.stick);
    for (;;) {
        char *slash = strrchr(top, '/');
        if (!slash || (size_t) (slash - top) < least) {
            return top;
        }
        struct stat here, above;
        *slash = '\0';
        bool same = stat(source, &here) == 0 && stat(top, &above) == 0
                    && here.st_dev == above.st_dev;
        if (!same) {
            *slash = '/';
            return top;
        }
    }
}

static void
write_page(const struct stager *stager, const char *folder,
           const struct om_text *page)
{
    char *path = om_path_join(folder, OM_PAGE_NAME);
    if (!om_disk_replace(&stager->disk, path, page->data, page->length, 0644)) {
        om_log(errno == EROFS ? OM_LOG_DEBUG : OM_LOG_WARN, module, "%s: %s",
               path, strerror(errno));
    }
    free(path);
}

static bool
has_findings(enum om_outcome outcome)
{
    return outcome == OM_OUTCOME_MISTAKES || outcome == OM_OUTCOME_READY
           || outcome == OM_OUTCOME_TRIAL || outcome == OM_OUTCOME_LIVE;
}

static void
tell(const struct stager *stager, const struct om_request *request)
{
    const struct om_site *site = &stager->site;
    struct om_text text = { 0 };
    bool nothing = request->outcome == OM_OUTCOME_SEVERAL;
    struct om_page page = {
        .outcome = request->outcome,
        .source = nothing ? "" : request->candidate.source,
        .pack = &request->pack,
        .current = request->current.id[0] ? &request->current : NULL,
        .findings = has_findings(request->outcome) ? &stager->findings : NULL,
        .where = om_outcome_row(request->outcome)->good ? "" : stager->where,
        .now = time(NULL),
    };
    om_page_print(&page, &text);
    if (site->results) {
        write_page(stager, site->results, &text);
    }
    // not while copying: it would change what is copied
    if (site->result_on_stick && site->stick && request->candidate.stick
        && request->outcome != OM_OUTCOME_COPYING
        && request->outcome != OM_OUTCOME_GONE) {
        char *top = top_of_stick(stager, request->candidate.source);
        write_page(stager, top, &text);
        free(top);
    }
    om_text_finish(&text);
}

// -- cleaning -----------------------------------------------------------------

// The ledger on the disk decides. One that cannot be read decides nothing.
static void
clean(const struct stager *stager, const struct om_request *request)
{
    struct om_ledger ledger;
    if (om_ledger_load(&ledger, stager->packs) != OM_LEDGER_DAMAGED) {
        om_stage_clean(stager->packs, &ledger, request->pack.name,
                       &stager->disk);
    }
}

// -- the loop -----------------------------------------------------------------

// A message of the kiosk's own build; false: the kiosk is gone.
static bool
serve(struct stager *stager)
{
    struct om_request request;
    ssize_t got = recv(SOCKET, &request, sizeof(request), 0);
    if (got != (ssize_t) sizeof(request)) {
        return got < 0 && errno == EINTR;
    }
    switch (request.kind) {
        case OM_REQUEST_SCAN:
            return scan(stager);
        case OM_REQUEST_STAGE:
            return stage(stager, &request);
        case OM_REQUEST_TELL:
            tell(stager, &request);
            return true;
        case OM_REQUEST_CLEAN:
            clean(stager, &request);
            return true;
    }
    return false;
}

static void
drain(int file)
{
    char bytes[4096];
    while (read(file, bytes, sizeof(bytes)) > 0) {
    }
}

// Which disks are mounted is announced by an exceptional condition, which
// ends when the file is read again from its start.
static void
drain_mounts(int file)
{
    lseek(file, 0, SEEK_SET);
    drain(file);
}

static bool
turn(struct stager *stager)
{
    struct pollfd files[] = {
        { .fd = SOCKET, .events = POLLIN },
        { .fd = stager->changes, .events = POLLIN },
        { .fd = stager->mounts, .events = POLLPRI },
    };
    if (poll(files, 3, -1) < 0) {
        return errno == EINTR;
    }
    bool hint = false;
    if (files[1].revents & POLLIN) {
        drain(stager->changes);
        hint = true;
    }
    if (files[2].revents & (POLLPRI | POLLERR)) {
        drain_mounts(stager->mounts);
        hint = true;
    }
    if (hint && !report(&(struct om_report){ .kind = OM_REPORT_HINT })) {
        return false;
    }
    return files[0].revents == 0 || serve(stager);
}

// What an operator and the tests run.
static int
self_test(const char *packs)
{
    struct om_site site = { .content = NULL };
    struct om_confine confine;
    return om_confine_enter(&confine, packs, "", &site)
                   && om_confine_test(&confine)
               ? OM_EXIT_DONE
               : OM_EXIT_CANNOT;
}

int
main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--self-test") == 0) {
        return self_test(argv[2]);
    }
    if (argc != 4) {
        fputs("usage: omstander-stager PACKS SITE-FILE BUILTIN\n", stderr);
        return OM_EXIT_USAGE;
    }
    take_leftovers();
    struct stager stager = {
        .packs = argv[1],
        .builtin = argv[3],
        .cache = om_path_join(argv[1], "measured"),
        .changes = inotify_init1(IN_NONBLOCK | IN_CLOEXEC),
        .mounts = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC),
    };
    struct om_findings findings = { 0 };
    if (!om_site_load(&stager.site, argv[2][0] ? argv[2] : NULL, &findings)) {
        om_log(OM_LOG_ERROR, module, "the site file cannot be used");
        return OM_EXIT_CANNOT;
    }
    om_findings_finish(&findings);
    if (!om_confine_enter(&stager.confine, stager.packs, stager.builtin,
                          &stager.site)) {
        return OM_EXIT_CANNOT;
    }
    watch(&stager, stager.packs); // for what a command installs
    while (turn(&stager)) {
    }
    om_findings_finish(&stager.findings);
    om_site_finish(&stager.site);
    free(stager.cache);
    return OM_EXIT_DONE;
}
