#include "update/update.h"

#include "base/log.h"
#include "base/path.h"
#include "update/inbox.h"
#include "update/machine.h"
#include "update/recover.h"
#include "update/stage.h"
#include "update/status.h"
#include "update/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char module[] = "update";

static const om_tick restart_pause = OM_S(10); // between two stagers

struct om_update {
    char *packs;     // owned
    char *site_file; // owned; NULL: the standard one
    char *builtin;   // owned; NULL: none
    char *stager;    // owned; NULL: not installed
    char *root;      // owned; of the pack on screen; NULL: none
    const struct om_site *site;
    struct om_disk disk;
    int lock; // owned
    struct om_ledger ledger;
    struct om_machine machine;
    struct om_worker worker;
    om_tick start_worker; // when to start one; OM_NEVER: one runs
    enum om_stage_step step;
    uint64_t bytes, total;
    struct om_held dropped; // the pack that was staged last
    om_tick status_written;
    bool busy;
    bool unsaved; // the ledger has changes that wait until it is quiet
    bool unclean; // and so has the folder
};

// -- where things are ---------------------------------------------------------

static bool
is_folder(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static void
set_root(struct om_update *update)
{
    const struct om_held *current = om_ledger_current(&update->ledger);
    free(update->root);
    update->root = current ? om_path_join(update->packs, current->name)
                   : update->builtin ? om_strdup(update->builtin)
                                     : NULL;
}

static void
read_boot(char boot[40])
{
    size_t length = 0;
    FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
    if (file) {
        length = fread(boot, 1, 39, file);
        fclose(file);
    }
    boot[length] = '\0';
    boot[strcspn(boot, " \n")] = '\0';
    if (boot[0] == '\0') {
        snprintf(boot, 40, "unknown");
    }
}

static bool
save(struct om_update *update)
{
    bool good = om_ledger_save(&update->ledger, update->packs, &update->disk);
    if (!good) {
        om_log(OM_LOG_ERROR, module, "%s/ledger: %s", update->packs,
               strerror(errno));
    }
    return good;
}

// -- telling ------------------------------------------------------------------

static void
write_status(struct om_update *update, om_tick now)
{
    struct om_text text = { 0 };
    struct om_status status = {
        .machine = &update->machine,
        .ledger = &update->ledger,
        .step = update->step,
        .bytes = update->bytes,
        .total = update->total,
        .now = time(NULL),
    };
    om_status_print(&status, &text);
    char *path = om_path_join(update->packs, "status.json");
    char *beside = om_path_join(update->packs, "status.json.new");
    FILE *file = fopen(beside, "we");
    bool good = file && fwrite(text.data, 1, text.length, file) == text.length;
    good = file && fclose(file) == 0 && good && rename(beside, path) == 0;
    if (!good) {
        om_log(OM_LOG_DEBUG, module, "%s: %s", path, strerror(errno));
    }
    free(path);
    free(beside);
    om_text_finish(&text);
    update->status_written = now;
}

static void
tell(struct om_update *update)
{
    const struct om_held *current = om_ledger_current(&update->ledger);
    enum om_outcome outcome = update->machine.outcome;
    const struct om_outcome_row *row = om_outcome_row(outcome);
    om_log(row->good ? OM_LOG_INFO : OM_LOG_WARN, module, "%s: %s", row->code,
           row->en);
    struct om_request request = {
        .kind = OM_REQUEST_TELL,
        .candidate = update->machine.candidate,
        .outcome = outcome,
        .pack = update->dropped,
    };
    if (current) {
        request.current = *current;
    }
    om_worker_ask(&update->worker, &request); // lost with the stager, at worst
}

// -- the stager ---------------------------------------------------------------

static void
start_worker(struct om_update *update, om_tick now)
{
    struct om_worker_params params = {
        .program = update->stager,
        .packs = update->packs,
        .site_file = update->site_file,
        .builtin = update->builtin,
    };
    bool good = update->stager && update->stager[0]
                && om_worker_start(&update->worker, &params);
    update->start_worker = good ? OM_NEVER : now + 6 * restart_pause;
}

static void
stop_worker(struct om_update *update, om_tick now)
{
    om_worker_stop(&update->worker);
    update->start_worker = now + restart_pause;
}

static void
ask(struct om_update *update, enum om_request_kind kind)
{
    struct om_request request = {
        .kind = kind,
        .candidate = update->machine.candidate,
    };
    om_worker_ask(&update->worker, &request); // a loss is noticed when read
}

// -- the machine's effects ----------------------------------------------------

// Removing gigabytes takes a while: the stager does it, after what was asked
// of it before and before what is asked next.
static void
clean(struct om_update *update)
{
    struct om_request request = { .kind = OM_REQUEST_CLEAN };
    if (update->machine.is_ready) {
        request.pack = update->machine.ready;
    }
    om_worker_ask(&update->worker, &request);
}

static void
carry_out(struct om_update *update, const struct om_machine_effects *effects,
          om_tick now)
{
    if (effects->restart) {
        om_log(OM_LOG_WARN, module, "the stager is silent and is replaced");
        stop_worker(update, now);
    }
    bool later = update->busy && !effects->stage;
    if (effects->save) {
        update->unsaved = later || !save(update);
    }
    if (effects->clean && later) {
        update->unclean = true; // the ledger on the disk decides
    } else if (effects->clean) {
        clean(update);
    }
    if (effects->stage) {
        update->bytes = update->total = 0;
        update->step = OM_STAGE_LOOKING;
        update->dropped = (struct om_held){ 0 };
    }
    if (effects->tell) {
        tell(update);
    }
    if (effects->scan) {
        ask(update, OM_REQUEST_SCAN);
    }
    if (effects->stage) {
        ask(update, OM_REQUEST_STAGE);
    }
    if (effects->tell || effects->save || effects->stage) {
        write_status(update, now);
    }
}

static void
step(struct om_update *update, const struct om_machine_event *event,
     om_tick now)
{
    struct om_machine_effects effects =
        om_machine_step(&update->machine, &update->ledger, event, now);
    carry_out(update, &effects, now);
}

static void
step_kind(struct om_update *update, enum om_machine_event_kind kind,
          om_tick now)
{
    step(update, &(struct om_machine_event){ .kind = kind }, now);
}

void
om_update_set_busy(struct om_update *update, bool busy)
{
    if (busy == update->busy) {
        return;
    }
    update->busy = busy;
    if (busy) {
        return;
    }
    if (update->unsaved) {
        update->unsaved = !save(update);
    }
    if (update->unclean) {
        update->unclean = false;
        clean(update);
    }
}

// A pack that a command put beside the ledger while this runs.
static void
look_in_inbox(struct om_update *update, om_tick now)
{
    struct om_held held;
    if (!om_inbox_take(update->packs, &held, &update->disk)) {
        return;
    }
    const struct om_held *current = om_ledger_current(&update->ledger);
    if (!current || strcmp(current->name, held.name) != 0) {
        update->dropped = held;
        step(update,
             &(struct om_machine_event){ .kind = OM_MACHINE_INSTALLED,
                                         .held = &held },
             now);
    }
}

// What it may read was settled when it started.
static void
renew_worker(struct om_update *update, om_tick now)
{
    om_log(OM_LOG_INFO, module, "the stager is started anew");
    om_worker_stop(&update->worker);
    update->start_worker = now;
    step_kind(update, OM_MACHINE_LOST, now);
}

static void
take_report(struct om_update *update, const struct om_report *report,
            om_tick now)
{
    struct om_machine_event event = { .kind = OM_MACHINE_HINT };
    switch (report->kind) {
        case OM_REPORT_SCANNED:
            event =
                (struct om_machine_event){ .kind = OM_MACHINE_SCANNED,
                                           .found = report->found,
                                           .found_count = report->found_count };
            break;
        case OM_REPORT_PROGRESS:
            event.kind = OM_MACHINE_PROGRESS;
            update->step = report->step;
            update->bytes = report->bytes;
            update->total = report->total;
            break;
        case OM_REPORT_STAGED:
            update->dropped = report->staged.held;
            event =
                (struct om_machine_event){ .kind = OM_MACHINE_STAGED,
                                           .outcome = report->staged.outcome,
                                           .held = &report->staged.held };
            break;
        case OM_REPORT_HINT:
            look_in_inbox(update, now);
            break;
        case OM_REPORT_RENEW:
            renew_worker(update, now);
            return;
    }
    step(update, &event, now);
    if (report->kind == OM_REPORT_PROGRESS
        && now - update->status_written >= OM_S(1)) {
        write_status(update, now);
    }
}

static void
take_reports(struct om_update *update, om_tick now)
{
    struct om_report report;
    enum om_worker_answer answer;
    while ((answer = om_worker_take(&update->worker, &report))
           == OM_WORKER_REPORT) {
        take_report(update, &report, now);
    }
    if (answer == OM_WORKER_LOST && update->start_worker == OM_NEVER) {
        om_log(OM_LOG_WARN, module, "the stager died; another one is started");
        stop_worker(update, now);
        step_kind(update, OM_MACHINE_LOST, now);
    }
}

void
om_update_step(struct om_update *update, om_tick now)
{
    if (now >= update->start_worker) {
        start_worker(update, now);
    }
    if (update->start_worker == OM_NEVER) {
        take_reports(update, now);
    }
    // without a stager nobody would answer
    if (update->start_worker == OM_NEVER || update->ledger.on_trial) {
        step_kind(update, OM_MACHINE_TICK, now);
    }
}

// -- beginning and end --------------------------------------------------------

static bool
lock(struct om_update *update, struct om_text *problem)
{
    char *path = om_path_join(update->packs, "lock");
    int flags = O_CLOEXEC | O_NOFOLLOW;
    update->lock = open(path, O_RDWR | O_CREAT | flags, 0600);
    bool good = update->lock >= 0;
    if (!good && errno == EROFS) { // then nobody can change anything
        update->lock = open(path, O_RDONLY | flags);
        good = true;
    }
    if (!good) {
        om_text_print(problem, "%s: %s", path, strerror(errno));
    } else if (update->lock >= 0
               && flock(update->lock, LOCK_EX | LOCK_NB) != 0) {
        om_text_print(problem, "%s: in use by another kiosk", path);
        good = false;
    }
    free(path);
    return good;
}

static void
load(struct om_update *update)
{
    enum om_ledger_answer answer =
        om_ledger_load(&update->ledger, update->packs);
    if (answer != OM_LEDGER_DAMAGED) {
        return;
    }
    om_log(OM_LOG_ERROR, module,
           "%s/ledger is damaged; the packs beside it are read instead",
           update->packs);
    om_recover(&update->ledger, update->packs);
}

// What is on screen has to be there; the check of its content is the load's.
static void
begin(struct om_update *update, om_tick now)
{
    char boot[40];
    read_boot(boot);
    bool failed = om_ledger_start(&update->ledger, boot);
    for (;;) {
        set_root(update);
        const struct om_held *current = om_ledger_current(&update->ledger);
        if (!current || !update->root || is_folder(update->root)) {
            break;
        }
        om_log(OM_LOG_ERROR, module, "%s is gone", update->root);
        om_ledger_fail(&update->ledger, "gone");
        failed = true;
    }
    om_machine_init(&update->machine, update->site, &update->ledger, now);
    save(update);
    start_worker(update, now);
    if (failed) {
        update->machine.outcome = OM_OUTCOME_FAILED;
        tell(update);
    }
    look_in_inbox(update, now);
    clean(update);
    write_status(update, now);
}

struct om_update *
om_update_create(const struct om_update_params *params, om_tick now,
                 struct om_text *problem)
{
    struct om_update *update = om_alloc(sizeof(*update));
    *update = (struct om_update){
        .packs = om_path_join(params->state, "packs"),
        .site_file = params->site_file ? om_strdup(params->site_file) : NULL,
        .builtin = params->builtin ? om_strdup(params->builtin) : NULL,
        .stager = params->stager ? om_strdup(params->stager)
                                 : om_path_helper("omstander-stager"),
        .site = params->site,
        .lock = -1,
        .worker.socket = -1,
    };
    if (params->disk) {
        update->disk = *params->disk;
    }
    if (!om_path_make_folder(update->packs)) {
        om_text_print(problem, "%s: %s", update->packs, strerror(errno));
        om_update_destroy(update);
        return NULL;
    }
    if (!lock(update, problem)) {
        om_update_destroy(update);
        return NULL;
    }
    load(update);
    begin(update, now);
    return update;
}

void
om_update_destroy(struct om_update *update)
{
    if (!update) {
        return;
    }
    om_worker_stop(&update->worker);
    if (update->ledger.running[0]) {
        om_ledger_stop(&update->ledger);
        save(update);
    }
    if (update->lock >= 0) {
        close(update->lock);
    }
    free(update->packs);
    free(update->site_file);
    free(update->builtin);
    free(update->stager);
    free(update->root);
    free(update);
}

// -- what the kiosk asks ------------------------------------------------------

const char *
om_update_root(const struct om_update *update)
{
    return update->root;
}

int
om_update_file(const struct om_update *update)
{
    return update->worker.socket;
}

om_tick
om_update_deadline(const struct om_update *update)
{
    om_tick deadline = om_machine_deadline(&update->machine, &update->ledger);
    if (update->start_worker == OM_NEVER) {
        return deadline;
    }
    om_tick trial =
        update->ledger.on_trial ? update->machine.trial_until : OM_NEVER;
    return trial < update->start_worker ? trial : update->start_worker;
}

bool
om_update_is_ready(const struct om_update *update)
{
    return update->machine.is_ready;
}

// On screen only what the ledger on the disk says: if that cannot be written,
// nothing has happened.
bool
om_update_swap(struct om_update *update, om_tick now)
{
    struct om_ledger before = update->ledger;
    struct om_machine_effects effects = om_machine_step(
        &update->machine, &update->ledger,
        &(struct om_machine_event){ .kind = OM_MACHINE_ATTRACT }, now);
    if (effects.save && !save(update)) {
        update->ledger = before;
        update->machine.outcome = OM_OUTCOME_READ_ONLY;
        update->machine.trial_until = OM_NEVER;
        tell(update);
        return false;
    }
    bool swapped = effects.save;
    effects.save = false;
    carry_out(update, &effects, now);
    set_root(update);
    return swapped;
}

void
om_update_visit_finished(struct om_update *update, om_tick now)
{
    step_kind(update, OM_MACHINE_VISIT, now);
}

bool
om_update_failed(struct om_update *update, const char *why, om_tick now)
{
    if (!om_ledger_current(&update->ledger)) {
        return false;
    }
    update->busy = false; // what is taken off the screen is written at once
    step(update,
         &(struct om_machine_event){ .kind = OM_MACHINE_FAILED, .why = why },
         now);
    set_root(update);
    return update->root != NULL;
}

struct om_update_view
om_update_look(const struct om_update *update)
{
    const struct om_held *current = om_ledger_current(&update->ledger);
    return (struct om_update_view){
        .outcome = update->machine.outcome,
        .staging = update->machine.phase == OM_PHASE_STAGE,
        .bytes = update->bytes,
        .total = update->total,
        .id = current ? current->id : NULL,
        .version = current ? current->version : NULL,
        .on_trial = update->ledger.on_trial,
    };
}
