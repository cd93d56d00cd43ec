// One decoder process as its pool sees it: start it, talk to it, kill it,
// reap it. A thread of ours reads what it reports and puts it into the queue
// that all processes of a pool share. Private to this folder. Main thread,
// but for the queue's `wake`.
#ifndef OM_CLIP_PROCESS_H
#define OM_CLIP_PROCESS_H

#include "clip/wire.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// A checked report, or the news that nothing more will come.
struct om_said {
    unsigned slot; // of the pool
    unsigned run;  // which process of that slot
    bool gone;     // the socket is closed; no report
    struct om_wire_report report;
};

enum { OM_QUEUE_ROOM = 512 };

struct om_queue {
    void (*wake)(void *context); // constant after init; any thread
    void *context;               // constant after init
    atomic_bool woken;           // wake was called since the last take
    pthread_mutex_t mutex;       // guards all below
    struct om_said items[OM_QUEUE_ROOM];
    size_t count;
};

void om_queue_init(struct om_queue *queue, void (*wake)(void *), void *context);

// Moves at most `room` into `said`, oldest first.
size_t om_queue_take(struct om_queue *queue, struct om_said *said, size_t room);

struct om_process {
    pid_t pid; // 0: none
    int socket;
    pthread_t reader;
    unsigned slot, run;
    struct om_queue *queue; // borrowed
};

struct om_process_params {
    const char *helper, *root;
    int frames, sound; // descriptors of the shared memory, borrowed
    unsigned held;     // buffer that is still shown; OM_WIRE_BUFFERS: none
    unsigned slot, run;
    struct om_queue *queue;
};

// False, with a line in the log, when it cannot be started.
bool om_process_start(struct om_process *process,
                      const struct om_process_params *params);

// Kills it; what it said before may still be in the queue. Does not wait.
void om_process_kill(const struct om_process *process);

// Whether it said something that is not in the queue yet.
bool om_process_has_spoken(const struct om_process *process);

// Whether one of its threads could run, or waits for a disk, right now: no
// wonder when it says nothing. False when it sleeps, is stopped or is gone.
bool om_process_is_busy(const struct om_process *process);

// After a kill: true when it is gone and everything of it is released. Waits
// for it only when asked to.
bool om_process_reap(struct om_process *process, bool wait);

#endif
