#include "kiosk/watch.h"

#include "base/log.h"
#include "base/text.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct om_watch {
    void (*wake)(void *); // constant after create
    void *context;        // constant after create
    int control;          // constant after create; eventfd: look at the rest
    pthread_t thread;
    pthread_mutex_t mutex; // guards all below
    int file;              // -1: none, or it has fired
    unsigned turn;         // which call of om_watch_set() this is
    bool fired, quit;
};

static void
poke(const struct om_watch *watch)
{
    uint64_t one = 1;
    while (write(watch->control, &one, sizeof(one)) < 0 && errno == EINTR) {
    }
}

// The file may have been closed, and its number be another one's, by the time
// something is heard of it: then the turn is another one, and it is not said.
static void
fire(struct om_watch *watch, unsigned turn)
{
    pthread_mutex_lock(&watch->mutex);
    bool fires = watch->turn == turn && watch->file >= 0;
    if (fires) {
        watch->fired = true;
        watch->file = -1;
    }
    pthread_mutex_unlock(&watch->mutex);
    if (fires) {
        watch->wake(watch->context);
    }
}

static void *
run(void *context)
{
    struct om_watch *watch = context;
    for (;;) {
        pthread_mutex_lock(&watch->mutex);
        struct pollfd files[] = {
            { .fd = watch->control, .events = POLLIN },
            { .fd = watch->file, .events = POLLIN }, // -1 is passed over
        };
        unsigned turn = watch->turn;
        bool quit = watch->quit;
        pthread_mutex_unlock(&watch->mutex);
        if (quit) {
            return NULL;
        }
        if (poll(files, 2, -1) < 0) {
            continue; // EINTR
        }
        uint64_t count;
        if (files[0].revents
            && read(watch->control, &count, sizeof(count)) < 0) {
            continue;
        }
        if (files[1].revents) {
            fire(watch, turn);
        }
    }
}

struct om_watch *
om_watch_create(void (*wake)(void *context), void *context)
{
    struct om_watch *watch = om_alloc(sizeof(*watch));
    *watch = (struct om_watch){
        .wake = wake,
        .context = context,
        .control = eventfd(0, EFD_CLOEXEC),
        .file = -1,
    };
    pthread_mutex_init(&watch->mutex, NULL);
    int cause = watch->control < 0
                    ? errno
                    : pthread_create(&watch->thread, NULL, run, watch);
    if (cause != 0) {
        om_log(OM_LOG_ERROR, "kiosk/watch", "%s", strerror(cause));
        if (watch->control >= 0) {
            close(watch->control);
        }
        pthread_mutex_destroy(&watch->mutex);
        free(watch);
        return NULL;
    }
    return watch;
}

void
om_watch_destroy(struct om_watch *watch)
{
    if (!watch) {
        return;
    }
    pthread_mutex_lock(&watch->mutex);
    watch->quit = true;
    pthread_mutex_unlock(&watch->mutex);
    poke(watch);
    pthread_join(watch->thread, NULL);
    pthread_mutex_destroy(&watch->mutex);
    close(watch->control);
    free(watch);
}

void
om_watch_set(struct om_watch *watch, int file)
{
    pthread_mutex_lock(&watch->mutex);
    watch->file = file;
    watch->fired = false;
    watch->turn++;
    pthread_mutex_unlock(&watch->mutex);
    poke(watch);
}

bool
om_watch_has_fired(struct om_watch *watch)
{
    pthread_mutex_lock(&watch->mutex);
    bool fired = watch->fired;
    pthread_mutex_unlock(&watch->mutex);
    return fired;
}
