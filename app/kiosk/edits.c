#include "kiosk/edits.h"

#include "base/log.h"
#include "base/path.h"
#include "base/text.h"
#include "update/junk.h"

#include <dirent.h>
#include <errno.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    DEPTH_MAX = 8, // as deep as a pack may be
    CHANGES = IN_CREATE | IN_CLOSE_WRITE | IN_MODIFY | IN_MOVED_TO
              | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF,
};

static const om_tick missing_pause = OM_MS(250);

struct om_edits {
    char *folder; // owned
    int file;     // inotify
    int root;     // watch of the folder itself; -1: it is gone
    om_tick due;  // when to look for it
};

// The same folder twice is one watch. Links are not followed: nothing of a
// pack is behind one.
static int
watch(const struct om_edits *edits, const char *folder, unsigned depth)
{
    int number = inotify_add_watch(edits->file, folder,
                                   CHANGES | IN_ONLYDIR | IN_DONT_FOLLOW);
    DIR *stream = number >= 0 && depth < DEPTH_MAX ? opendir(folder) : NULL;
    struct dirent *entry;
    while (stream && (entry = readdir(stream))) {
        bool folder_like =
            entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN;
        if (folder_like && entry->d_name[0] != '.') {
            char *inner = om_path_join(folder, entry->d_name);
            watch(edits, inner, depth + 1);
            free(inner);
        }
    }
    if (stream) {
        closedir(stream);
    }
    return number;
}

// A folder that came by a rename may be another one than was watched.
static void
watch_all(struct om_edits *edits, om_tick now)
{
    edits->root = watch(edits, edits->folder, 0);
    edits->due = edits->root < 0 ? now + missing_pause : OM_NEVER;
}

struct om_edits *
om_edits_open(const char *folder)
{
    struct om_edits *edits = om_alloc(sizeof(*edits));
    *edits = (struct om_edits){
        .folder = om_strdup(folder),
        .file = inotify_init1(IN_NONBLOCK | IN_CLOEXEC),
        .root = -1,
    };
    if (edits->file < 0) {
        om_log(OM_LOG_ERROR, "kiosk/edits", "inotify: %s", strerror(errno));
        om_edits_close(edits);
        return NULL;
    }
    watch_all(edits, om_tick_now());
    return edits;
}

void
om_edits_close(struct om_edits *edits)
{
    if (!edits) {
        return;
    }
    if (edits->file >= 0) {
        close(edits->file);
    }
    free(edits->folder);
    free(edits);
}

int
om_edits_file(const struct om_edits *edits)
{
    return edits->file;
}

om_tick
om_edits_due(const struct om_edits *edits)
{
    return edits->due;
}

struct heard {
    bool change;  // of the pack
    bool folders; // one came or went
};

static void
hear(struct om_edits *edits, const struct inotify_event *event,
     struct heard *heard)
{
    uint32_t gone = IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT;
    if (event->mask & IN_Q_OVERFLOW) {
        heard->change = heard->folders = true;
    } else if (event->mask & gone) {
        bool root = event->wd == edits->root;
        if (root && event->mask & IN_MOVE_SELF) {
            inotify_rm_watch(edits->file, event->wd);
        }
        edits->root = root ? -1 : edits->root;
        heard->folders = heard->folders || root;
        heard->change = heard->change || root;
    } else if (event->len == 0 || om_junk_of(event->name) == OM_JUNK_NOT) {
        heard->change = true;
        heard->folders = heard->folders || event->mask & IN_ISDIR;
    }
}

bool
om_edits_take(struct om_edits *edits, om_tick now)
{
    alignas(struct inotify_event) char bytes[8192];
    struct heard heard = { 0 };
    ssize_t got;
    while ((got = read(edits->file, bytes, sizeof(bytes))) > 0) {
        const char *at = bytes, *end = bytes + got;
        while (at < end) {
            const struct inotify_event *event = (const void *) at;
            hear(edits, event, &heard);
            at += sizeof(*event) + event->len;
        }
    }
    if (heard.folders || now >= edits->due) {
        bool missing = edits->root < 0;
        watch_all(edits, now);
        heard.change = heard.change || (missing && edits->root >= 0);
    }
    return heard.change;
}
