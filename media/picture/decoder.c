// omstander-picture: decodes one picture in a process of its own. It reads the
// whole file, then locks itself up so that nothing is left but computing,
// memory (so much of it) and writing pixels, and only then looks at what it
// has read. Checks of the header keep out what is merely large; the limits
// stop what they cannot foresee, such as a small SVG with a million dashes.

#include "picture/decoder.h"

#include "base/path.h"
#include "base/text.h"
#include "lock/filter.h"
#include "lock/limits.h"
#include "picture/header.h"
#include "picture/scale.h"

#include <SDL.h>
#include <SDL_image.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <seccomp.h>

enum { FILE_IN, PIXELS_OUT, MESSAGES, REST };

// -- locks --------------------------------------------------------------------

static const int allowed[] = {
    SCMP_SYS(write),     SCMP_SYS(futex),         SCMP_SYS(rt_sigreturn),
    SCMP_SYS(getrandom), SCMP_SYS(clock_gettime), SCMP_SYS(sysinfo),
    SCMP_SYS(exit),      SCMP_SYS(exit_group),
};

// Everything else fails with EPERM; of memory that can run, no more is made.
static bool
enter_seccomp(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter) {
        return false;
    }
    int failed =
        om_filter_allow(filter, allowed, sizeof(allowed) / sizeof(allowed[0]));
    failed |= om_filter_allow_memory(filter);
    failed |= seccomp_load(filter);
    seccomp_release(filter);
    return failed == 0;
}

static bool
lock_up(void)
{
    bool locked = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
                  && om_limit(RLIMIT_CORE, 0)
                  && om_limit(RLIMIT_CPU, OM_DECODER_SECONDS_MAX);
    if (OM_SANITIZED) {
        return locked;
    }
    return locked && om_limit(RLIMIT_AS, OM_DECODER_MEMORY_MAX)
           && enter_seccomp();
}

// -- decoding -----------------------------------------------------------------

static struct SDL_Surface *
decode_pixels(SDL_RWops *ops, enum om_file_kind kind)
{
    static const char *const types[] = {
        [OM_FILE_PNG] = "PNG",
        [OM_FILE_JPEG] = "JPG",
        [OM_FILE_WEBP] = "WEBP",
    };
    return IMG_LoadTyped_RW(ops, 0, types[kind]);
}

// Rasterised as large as it is shown: as wide as the target or, when that
// leaves it too low, as high.
static struct SDL_Surface *
decode_svg(SDL_RWops *ops, struct om_pixels to)
{
    struct SDL_Surface *surface = IMG_LoadSizedSVG_RW(ops, (int) to.width, 0);
    if (surface && (uint32_t) surface->h < to.height) {
        SDL_FreeSurface(surface);
        SDL_RWseek(ops, 0, RW_SEEK_SET);
        surface = IMG_LoadSizedSVG_RW(ops, 0, (int) to.height);
    }
    return surface;
}

static void
copy_middle(struct om_pixels from, struct om_pixels to)
{
    size_t left = (from.width - to.width) / 2;
    size_t top = (from.height - to.height) / 2;
    for (size_t y = 0; y < to.height; y++) {
        memcpy(to.pixels + y * to.width,
               from.pixels + (top + y) * from.width + left, to.width * 4UL);
    }
}

// Frees what it is given.
static bool
fill(struct om_pixels to, struct SDL_Surface *surface, enum om_file_kind kind)
{
    struct SDL_Surface *plain =
        surface ? SDL_ConvertSurfaceFormat(surface, SDL_PIXELFORMAT_ARGB8888, 0)
                : NULL;
    SDL_FreeSurface(surface);
    if (!plain || plain->pitch != plain->w * 4) {
        return false;
    }
    struct om_pixels from = { plain->pixels, (uint32_t) plain->w,
                              (uint32_t) plain->h };
    if (kind == OM_FILE_SVG && from.width >= to.width
        && from.height >= to.height) {
        copy_middle(from, to);
    } else {
        om_scale_premultiply(from);
        om_scale_cover(from, to);
    }
    SDL_FreeSurface(plain);
    return true;
}

static enum om_decoder_answer
decode(const char *bytes, size_t length, struct om_pixels to)
{
    struct om_header header;
    enum om_decoder_answer answer =
        om_header_read(&header, (const uint8_t *) bytes, length);
    if (answer != OM_DECODER_DONE) {
        return answer;
    }
    SDL_RWops *ops = SDL_RWFromConstMem(bytes, (int) length);
    if (!ops) {
        return OM_DECODER_BROKEN;
    }
    struct SDL_Surface *surface = header.kind == OM_FILE_SVG
                                      ? decode_svg(ops, to)
                                      : decode_pixels(ops, header.kind);
    SDL_RWclose(ops);
    return fill(to, surface, header.kind) ? OM_DECODER_DONE : OM_DECODER_BROKEN;
}

// -- start --------------------------------------------------------------------

static bool
write_pixels(struct om_pixels from)
{
    const char *at = (const char *) from.pixels;
    size_t left = (size_t) from.width * from.height * 4;
    while (left > 0) {
        ssize_t done = write(PIXELS_OUT, at, left);
        if (done <= 0) {
            return false;
        }
        at += done;
        left -= (size_t) done;
    }
    return true;
}

static enum om_decoder_answer
run(struct om_pixels to)
{
    // Libraries that are loaded on demand: now, not behind the lock.
    IMG_Init(IMG_INIT_PNG | IMG_INIT_JPG | IMG_INIT_WEBP);
    size_t length = 0;
    char *bytes = om_path_read("/proc/self/fd/0", OM_DECODER_FILE_MAX, &length);
    if (!bytes) {
        return errno == EFBIG ? OM_DECODER_BYTES : OM_DECODER_UNREADABLE;
    }
    enum om_decoder_answer answer = OM_DECODER_IMPOSSIBLE;
    if (lock_up()) {
        to.pixels = om_alloc((size_t) to.width * to.height * 4);
        answer = decode(bytes, length, to);
        if (answer == OM_DECODER_DONE && !write_pixels(to)) {
            answer = OM_DECODER_IMPOSSIBLE;
        }
        free(to.pixels);
    }
    free(bytes);
    return answer;
}

int
main(int argc, char **argv)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void) close_range(REST, ~0U, 0);
    struct om_pixels to = { 0 };
    if (argc == 3) {
        to.width = (uint32_t) strtoul(argv[1], NULL, 10);
        to.height = (uint32_t) strtoul(argv[2], NULL, 10);
    }
    if (to.width == 0 || to.height == 0 || to.width > OM_DECODER_SIDE_MAX
        || to.height > OM_DECODER_SIDE_MAX) {
        fprintf(stderr, "omstander-picture: is started by omstander\n");
        return OM_DECODER_IMPOSSIBLE;
    }
    enum om_decoder_answer answer = run(to);
    _exit((int) answer); // no goodbye: the lock is still on
}
