// A picture of somebody else's is decoded in a process of its own (decoder.c),
// which may crash, hang or run out of memory without harm. It gets the open
// file and a piece of shared memory that cannot grow or shrink, and is waited
// for, but not long: a tenth of a second is usual.

#include "picture/picture.h"

#include "base/log.h"
#include "base/path.h"
#include "base/spawn.h"
#include "picture/decoder.h"
#include "picture/surface.h"

#include <SDL.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

// How long it may take, in ms: while a screen waits for it, and where it is
// only tried. That is done with the processor time that others leave: a busy
// machine is not the picture's fault, for which its processor time is limited.
enum { PATIENCE = 2000, TRIAL_PATIENCE = 20000 };

// What may come of it besides the decoder's own answers.
enum {
    SLOW = OM_DECODER_COUNT_,
    CRASHED,
    NOT_STARTED,
    ANSWER_COUNT,
};

// clang-format off
static const char *const refusals[ANSWER_COUNT] = {
    [SLOW] = "takes too long to decode",
    [CRASHED] = "makes its decoder crash",
    [NOT_STARTED] = "cannot be decoded: omstander-picture does not start",
    [OM_DECODER_KIND] = "is not an SVG, PNG, JPEG or WebP picture",
    [OM_DECODER_BROKEN] = "is damaged, or takes too much memory",
    [OM_DECODER_SIZE] = "has more pixels than fit (24 million, 16384 a side)",
    [OM_DECODER_BYTES] = "is larger than 32 MiB",
    [OM_DECODER_CMYK] = "has colours for print (CMYK): save it as RGB",
    [OM_DECODER_SCANS] = "is a JPEG in too many passes: save it again",
    [OM_DECODER_UNREADABLE] = "cannot be read",
    [OM_DECODER_IMPOSSIBLE] = "cannot be decoded: its process does not start",
};
// clang-format on

static void
refuse(const char *path, const char *why)
{
    om_log(OM_LOG_ERROR, "picture", "%s: %s", path, why);
}

static int
open_picture(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        refuse(path, strerror(errno));
    }
    return file;
}

// Shared memory of exactly so many bytes.
static int
open_memory(size_t bytes)
{
    int memory =
        memfd_create("omstander-picture", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (memory >= 0
        && (ftruncate(memory, (off_t) bytes) != 0
            || fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) != 0)) {
        close(memory);
        return -1;
    }
    return memory;
}

// -- the process --------------------------------------------------------------

// What libraries print goes to the log only when somebody looks for it: the
// log has one line for a picture.
static void
add_files(posix_spawn_file_actions_t *actions, int file, int memory)
{
    posix_spawn_file_actions_adddup2(actions, file, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(actions, memory, STDOUT_FILENO);
    if (!getenv("OMSTANDER_DEBUG")) {
        posix_spawn_file_actions_addopen(actions, STDERR_FILENO, "/dev/null",
                                         O_WRONLY, 0);
    }
}

static int
spawn(pid_t *child, char *const arguments[], int file, int memory)
{
    static char path[] = "PATH=/usr/bin";
    static char language[] = "LANG=C.UTF-8";
    char *environment[] = { path, language, NULL };
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    add_files(&actions, file, memory);
    int failed = om_spawn(child, arguments, environment, &actions, true);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

// Whether it ended by itself, in time. It is gone in any case.
static bool
await(pid_t child, int patience, int *status)
{
    struct pollfd end = { .fd = pidfd_open(child, 0), .events = POLLIN };
    int ended;
    do {
        ended = end.fd < 0 ? 0 : poll(&end, 1, patience);
    } while (ended < 0 && errno == EINTR);
    if (ended <= 0) {
        kill(child, SIGKILL);
    }
    while (waitpid(child, status, 0) < 0 && errno == EINTR) {
    }
    if (end.fd >= 0) {
        close(end.fd);
    }
    return ended > 0;
}

static unsigned
judge(pid_t child, int patience)
{
    int status = 0;
    if (!await(child, patience, &status)) {
        return SLOW;
    }
    unsigned code = WIFEXITED(status) ? (unsigned) WEXITSTATUS(status) : ~0U;
    bool known =
        code == OM_DECODER_DONE || (code < OM_DECODER_COUNT_ && refusals[code]);
    return known ? code : CRASHED;
}

// What came of it.
static unsigned
decode(int file, int memory, unsigned width, unsigned height, int patience)
{
    char *program = om_path_helper("omstander-picture");
    char wide[16], high[16];
    snprintf(wide, sizeof(wide), "%u", width);
    snprintf(high, sizeof(high), "%u", height);
    char *arguments[] = { program, wide, high, NULL };
    pid_t child;
    int failed = program ? spawn(&child, arguments, file, memory) : ENOENT;
    free(program);
    return failed ? NOT_STARTED : judge(child, patience);
}

// -- together -----------------------------------------------------------------

static bool
read_pixels(int memory, struct SDL_Surface *surface)
{
    size_t row = (size_t) surface->w * 4;
    for (int y = 0; y < surface->h; y++) {
        off_t from = (off_t) ((size_t) y * row);
        ssize_t got =
            pread(memory, om_surface_row(surface, (unsigned) y), row, from);
        if (got != (ssize_t) row) {
            return false;
        }
    }
    return true;
}

static bool
load(const char *path, int file, int memory, struct SDL_Surface *surface)
{
    unsigned answer = decode(file, memory, (unsigned) surface->w,
                             (unsigned) surface->h, PATIENCE);
    if (answer != OM_DECODER_DONE) {
        refuse(path, refusals[answer]);
        return false;
    }
    return read_pixels(memory, surface);
}

struct SDL_Surface *
om_picture_load_cover(const char *path, unsigned width, unsigned height)
{
    struct SDL_Surface *surface = om_surface_create(path, width, height);
    int file = surface ? open_picture(path) : -1;
    int memory = file < 0 ? -1 : open_memory((size_t) width * height * 4);
    bool loaded = false;
    if (file >= 0 && memory < 0) {
        refuse(path, strerror(errno));
    } else if (file >= 0) {
        loaded = load(path, file, memory, surface);
    }
    if (memory >= 0) {
        close(memory);
    }
    if (file >= 0) {
        close(file);
    }
    if (!loaded) {
        SDL_FreeSurface(surface);
        return NULL;
    }
    return surface;
}

enum om_picture_fault
om_picture_examine(const char *path)
{
    static const enum om_picture_fault faults[ANSWER_COUNT] = {
        [OM_DECODER_KIND] = OM_PICTURE_FAULT_KIND,
        [OM_DECODER_BROKEN] = OM_PICTURE_FAULT_DAMAGED,
        [OM_DECODER_SIZE] = OM_PICTURE_FAULT_LARGE,
        [OM_DECODER_BYTES] = OM_PICTURE_FAULT_LARGE,
        [OM_DECODER_CMYK] = OM_PICTURE_FAULT_PRINT,
        [OM_DECODER_SCANS] = OM_PICTURE_FAULT_DAMAGED,
        [OM_DECODER_UNREADABLE] = OM_PICTURE_FAULT_DAMAGED,
        [OM_DECODER_IMPOSSIBLE] = OM_PICTURE_FAULT_UNKNOWN,
        [SLOW] = OM_PICTURE_FAULT_DAMAGED,
        [CRASHED] = OM_PICTURE_FAULT_DAMAGED,
        [NOT_STARTED] = OM_PICTURE_FAULT_UNKNOWN,
    };
    enum { SIDE = 64 };
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    int memory = file < 0 ? -1 : open_memory((size_t) SIDE * SIDE * 4);
    enum om_picture_fault fault = OM_PICTURE_FAULT_UNKNOWN;
    if (memory >= 0) {
        fault = faults[decode(file, memory, SIDE, SIDE, TRIAL_PATIENCE)];
        close(memory);
    }
    if (file >= 0) {
        close(file);
    }
    return fault;
}
