// Written beside its place and moved there when it is whole: a reader sees
// the old picture or the new one.

#include "picture/picture.h"

#include "base/log.h"
#include "base/text.h"

#include <SDL.h>
#include <SDL_image.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static FILE *
open_new(const char *path)
{
    int file =
        open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    FILE *stream = file < 0 ? NULL : fdopen(file, "wb");
    if (file >= 0 && !stream) {
        close(file);
    }
    return stream;
}

// SDL_image does not always notice a full disk; the stream does.
static bool
write_png(struct SDL_Surface *surface, FILE *stream)
{
    SDL_RWops *ops = SDL_RWFromFP(stream, SDL_FALSE);
    if (!ops) {
        errno = ENOMEM;
        return false;
    }
    errno = 0;
    bool written = IMG_SavePNG_RW(surface, ops, 0) == 0;
    SDL_RWclose(ops);
    written = fflush(stream) == 0 && written && !ferror(stream);
    return written && fsync(fileno(stream)) == 0;
}

bool
om_picture_save_png(struct SDL_Surface *surface, const char *path)
{
    struct om_text beside = { 0 };
    om_text_print(&beside, "%s.new", path);
    FILE *stream = open_new(beside.data);
    bool saved = false;
    int cause = errno;
    if (stream) {
        saved = write_png(surface, stream);
        cause = errno;
        saved = fclose(stream) == 0 && saved;
        if (saved && rename(beside.data, path) != 0) {
            cause = errno;
            saved = false;
        }
        if (!saved) {
            unlink(beside.data);
        }
    }
    if (!saved) {
        om_log(OM_LOG_ERROR, "picture/save", "cannot write %s: %s", path,
               cause ? strerror(cause) : SDL_GetError());
    }
    om_text_finish(&beside);
    return saved;
}
