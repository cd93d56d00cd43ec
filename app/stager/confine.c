#include "stager/confine.h"

#include "base/log.h"
#include "base/path.h"
#include "lock/attempts.h"
#include "lock/filter.h"
#include "lock/landlock.h"
#include "lock/limits.h"

#include <errno.h>
#include <link.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <seccomp.h>

static const char module[] = "stager";

#define PIECES(list) (list), sizeof(list) / sizeof((list)[0])

// The largest pack, and what surrounds it.
static const uint64_t file_size_max = (uint64_t) 9 << 30;

// -- files --------------------------------------------------------------------

// What fontconfig reads besides what all do.
static const char *const readable[] = {
    "/etc/fonts",
    "/usr/share/fontconfig",
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/var/cache/fontconfig",
};

static const char *const in_home[] = {
    ".fonts",
    ".local/share/fonts",
    ".cache/fontconfig",
    ".config/fontconfig",
};

static const char *const programs[] = { "omstander-picture",
                                        "omstander-measure" };

static bool
allow_home(struct om_landlock *landlock)
{
    const char *home = getenv("HOME");
    bool good = true;
    for (size_t i = 0; home && i < sizeof(in_home) / sizeof(in_home[0]); i++) {
        char *path = om_path_join(home, in_home[i]);
        const char *one = path;
        good =
            good && om_landlock_allow_each(landlock, &one, 1, OM_LANDLOCK_READ);
        free(path);
    }
    return good;
}

// The program that loads programs, as our own file names it.
static int
find_loader(struct dl_phdr_info *object, size_t size, void *loader)
{
    (void) size;
    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        if (object->dlpi_phdr[i].p_type == PT_INTERP) {
            *(const char **) loader =
                // NOLINTNEXTLINE(performance-no-int-to-ptr): as the ABI has it
                (const char *) (object->dlpi_addr
                                + object->dlpi_phdr[i].p_vaddr);
        }
    }
    return 1; // the first object is the program itself
}

static bool
allow_programs(struct om_landlock *landlock)
{
    const char *loader = NULL;
    dl_iterate_phdr(find_loader, (void *) &loader);
    bool good =
        !loader
        || om_landlock_allow_each(landlock, &loader, 1, OM_LANDLOCK_RUN);
    for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
        char *program = om_path_helper(programs[i]);
        good = good
               && (!program
                   || om_landlock_allow(landlock, program, OM_LANDLOCK_RUN));
        free(program);
    }
    return good;
}

// A folder that is not there is none: see om_confine_is_stale().
static bool
allow_folder(struct om_landlock *landlock, const char *path,
             enum om_landlock_access access)
{
    return !path || !path[0]
           || om_landlock_allow_each(landlock, &path, 1, access);
}

static bool
enter_landlock(struct om_confine *confine, const char *packs,
               const char *builtin, const struct om_site *site)
{
    struct om_landlock landlock;
    enum om_landlock_access stick =
        site->result_on_stick ? OM_LANDLOCK_WRITE : OM_LANDLOCK_READ;
    bool good =
        om_landlock_begin(&landlock)
        && om_landlock_allow(&landlock, packs, OM_LANDLOCK_WRITE)
        && allow_folder(&landlock, builtin, OM_LANDLOCK_READ)
        && allow_folder(&landlock, site->content, OM_LANDLOCK_READ)
        && allow_folder(&landlock, site->stick, stick)
        && allow_folder(&landlock, site->results, OM_LANDLOCK_WRITE)
        && allow_folder(&landlock, "/dev/null", OM_LANDLOCK_WRITE)
        && om_landlock_allow_system(&landlock)
        && om_landlock_allow_each(&landlock, PIECES(readable), OM_LANDLOCK_READ)
        && allow_home(&landlock) && allow_programs(&landlock);
    confine->landlock = landlock.there;
    return om_landlock_enter(&landlock) && good;
}

// -- system calls -------------------------------------------------------------

// Processes and threads, but none in a world of its own.
static int
refuse_namespaces(scmp_filter_ctx filter)
{
    static const uint64_t flags[] = { CLONE_NEWNS,    CLONE_NEWUSER,
                                      CLONE_NEWPID,   CLONE_NEWNET,
                                      CLONE_NEWIPC,   CLONE_NEWUTS,
                                      CLONE_NEWCGROUP };
    int failed = om_filter_no_clone3(filter);
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        failed |=
            seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                             SCMP_A0(SCMP_CMP_MASKED_EQ, flags[i], flags[i]));
    }
    return failed;
}

static bool
enter_seccomp(void)
{
    static const enum om_calls refused[] = { OM_CALLS_NETWORK, OM_CALLS_OTHERS,
                                             OM_CALLS_KERNEL, OM_CALLS_DISKS };
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (!filter) {
        return false;
    }
    int failed = refuse_namespaces(filter);
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        failed |= om_filter_refuse(filter, refused[i]);
    }
    failed |= om_filter_refuse_typing(filter);
    failed |= seccomp_load(filter);
    seccomp_release(filter);
    return failed == 0;
}

// -- all of it ----------------------------------------------------------------

static void
identify(const char *path, struct om_confine_folder *folder)
{
    struct stat status;
    *folder = (struct om_confine_folder){ .path = path };
    if (path && stat(path, &status) == 0) {
        folder->device = status.st_dev;
        folder->number = status.st_ino;
    }
}

bool
om_confine_enter(struct om_confine *confine, const char *packs,
                 const char *builtin, const struct om_site *site)
{
    *confine = (struct om_confine){ 0 };
    const char *const paths[OM_CONFINE_FOLDERS] = { site->content, site->stick,
                                                    site->results };
    for (size_t i = 0; i < OM_CONFINE_FOLDERS; i++) {
        identify(paths[i], &confine->folders[i]);
    }
    const char *failed = NULL;
    if (!om_limit_all(file_size_max)) {
        failed = "no_new_privs or rlimits";
    } else if (OM_SANITIZED) {
        return true;
    } else if (!enter_landlock(confine, packs, builtin, site)) {
        failed = "Landlock";
    } else if (!enter_seccomp()) {
        failed = "seccomp";
    }
    if (failed) {
        om_log(OM_LOG_ERROR, module, "%s: %s", failed, strerror(errno));
    } else if (!confine->landlock) {
        om_log(OM_LOG_WARN, module,
               "this kernel has no Landlock: files are not fenced off");
    }
    return !failed;
}

bool
om_confine_is_stale(const struct om_confine *confine)
{
    for (size_t i = 0; confine->landlock && i < OM_CONFINE_FOLDERS; i++) {
        const struct om_confine_folder *then = &confine->folders[i];
        struct om_confine_folder now;
        identify(then->path, &now);
        bool same = now.device == then->device && now.number == then->number;
        if (now.number && !same) { // what is gone is not missed
            om_log(OM_LOG_INFO, module, "%s is another folder now", now.path);
            return true;
        }
    }
    return false;
}

bool
om_confine_test(const struct om_confine *confine)
{
    static const enum om_attempt by_landlock[] = {
        OM_ATTEMPT_READ, OM_ATTEMPT_LIST, OM_ATTEMPT_WRITE, OM_ATTEMPT_RUN
    };
    static const enum om_attempt always[] = {
        OM_ATTEMPT_SOCKET, OM_ATTEMPT_LOCAL_SOCKET, OM_ATTEMPT_TRACE,
        OM_ATTEMPT_TYPE,   OM_ATTEMPT_NAMESPACE,    OM_ATTEMPT_MOUNT,
    };
    bool good = om_attempts_all(PIECES(always));
    if (!confine->landlock) {
        return om_attempts_skip(PIECES(by_landlock)) && good;
    }
    return om_attempts_all(PIECES(by_landlock)) && good;
}
