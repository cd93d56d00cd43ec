#include "kiosk/loader.h"

#include "base/log.h"
#include "base/text.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { NICENESS = 10 };

struct om_loader {
    void (*wake)(void *); // constant after start
    void *context;        // constant after start
    char *root;           // owned
    pthread_t thread;
    atomic_bool done;
    // the thread's until it is done
    struct om_pack *pack;
    struct om_findings findings;
};

static void *
run(void *context)
{
    struct om_loader *loader = context;
    // on Linux a thread has a niceness of its own
    (void) setpriority(PRIO_PROCESS, (id_t) gettid(), NICENESS);
    char *path = realpath(loader->root, NULL);
    loader->pack = om_pack_load(path ? path : loader->root, &loader->findings);
    free(path);
    atomic_store(&loader->done, true);
    loader->wake(loader->context);
    return NULL;
}

struct om_loader *
om_loader_start(const char *root, void (*wake)(void *context), void *context)
{
    struct om_loader *loader = om_alloc(sizeof(*loader));
    *loader = (struct om_loader){
        .wake = wake,
        .context = context,
        .root = om_strdup(root),
    };
    int cause = pthread_create(&loader->thread, NULL, run, loader);
    if (cause != 0) {
        om_log(OM_LOG_ERROR, "kiosk/loader", "%s", strerror(cause));
        free(loader->root);
        free(loader);
        return NULL;
    }
    return loader;
}

bool
om_loader_is_done(const struct om_loader *loader)
{
    return atomic_load(&loader->done);
}

struct om_pack *
om_loader_finish(struct om_loader *loader, struct om_findings *findings)
{
    if (!loader) {
        return NULL;
    }
    pthread_join(loader->thread, NULL);
    struct om_pack *pack = loader->pack;
    *findings = loader->findings;
    free(loader->root);
    free(loader);
    return pack;
}
