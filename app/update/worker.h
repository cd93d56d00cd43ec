// The stager's process, as the kiosk sees it: it looks, copies and checks, so
// that a stick that hangs in the kernel hangs it and not the show. One request
// at a time goes out, reports come back; both are whole messages of fixed
// shape over a pair of sockets. Requests never block.
#ifndef OM_UPDATE_WORKER_H
#define OM_UPDATE_WORKER_H

#include "update/find.h"
#include "update/stage.h"

#include <sys/types.h>

enum om_request_kind {
    OM_REQUEST_SCAN,  // → SCANNED
    OM_REQUEST_STAGE, // → PROGRESS…, STAGED
    OM_REQUEST_TELL,  // write the exhibitor's page; no report
    OM_REQUEST_CLEAN, // remove what the ledger does not keep; no report
};

struct om_request {
    enum om_request_kind kind;
    struct om_candidate candidate; // STAGE, TELL
    enum om_outcome outcome;       // TELL
    struct om_held pack;           // TELL; id "": not known. CLEAN: to keep
    struct om_held current;        // TELL; id "": what came with the program
};

enum om_report_kind {
    OM_REPORT_SCANNED,
    OM_REPORT_PROGRESS,
    OM_REPORT_STAGED,
    OM_REPORT_HINT,  // something changed in a folder; comes unasked
    OM_REPORT_RENEW, // in the place of SCANNED: it is locked up for folders
                     // that are others now, and has to be started again
};

struct om_report {
    enum om_report_kind kind;
    struct om_candidate found[OM_FIND_MAX]; // SCANNED
    size_t found_count;
    enum om_stage_step step; // PROGRESS
    uint64_t bytes, total;
    struct om_staged staged; // STAGED
};

struct om_worker {
    pid_t pid;  // 0: none
    int socket; // -1: none
};

struct om_worker_params {
    const char *program;   // absolute path of omstander-stager
    const char *packs;     // the folder with the ledger
    const char *site_file; // NULL: the standard one
    const char *builtin;   // the pack that came with the program; NULL: none
};

// False, said in the log: the show goes on without updates.
bool om_worker_start(struct om_worker *worker,
                     const struct om_worker_params *params);

// Ends it at once, whatever it does. Does not wait for one that hangs in the
// kernel.
void om_worker_stop(struct om_worker *worker);

// False: it is gone.
bool om_worker_ask(struct om_worker *worker, const struct om_request *request);

enum om_worker_answer {
    OM_WORKER_REPORT,
    OM_WORKER_NOTHING, // nothing (yet)
    OM_WORKER_LOST,    // it died
};

enum om_worker_answer om_worker_take(struct om_worker *worker,
                                     struct om_report *report);

#endif
