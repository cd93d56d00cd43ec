// The kiosk's side of updates without a kiosk: om_update with the real stager,
// told by lines on standard input whether somebody watches, telling on standard
// output what happens. For tests/e2e/drops.
//
//   update_rig STATE SITE-FILE STAGER [BUILTIN]
//
// Input: quiet, busy, visit, fail, quit. Output: "root PATH", "outcome CODE",
// "ready", "bytes DONE TOTAL", each when it changes.

#include "base/exit.h"
#include "update/machine.h"
#include "update/update.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct rig {
    struct om_update *update;
    bool quiet, quit;
    char root[512];
    enum om_outcome outcome;
    bool ready;
    uint64_t bytes;
};

static void
say_changes(struct rig *rig)
{
    const char *root = om_update_root(rig->update);
    struct om_update_view view = om_update_look(rig->update);
    bool ready = om_update_is_ready(rig->update);
    if (strcmp(rig->root, root ? root : "-") != 0) {
        snprintf(rig->root, sizeof(rig->root), "%s", root ? root : "-");
        printf("root %s\n", rig->root);
    }
    if (view.outcome != rig->outcome) {
        rig->outcome = view.outcome;
        printf("outcome %s\n", om_outcome_row(view.outcome)->code);
    }
    if (ready && !rig->ready) {
        puts("ready");
    }
    rig->ready = ready;
    if (view.staging && view.bytes != rig->bytes) {
        rig->bytes = view.bytes;
        printf("bytes %ju %ju\n", (uintmax_t) view.bytes,
               (uintmax_t) view.total);
    }
    fflush(stdout);
}

static void
obey(struct rig *rig, const char *word)
{
    om_tick now = om_tick_now();
    if (strcmp(word, "quiet") == 0 || strcmp(word, "busy") == 0) {
        rig->quiet = word[0] == 'q';
    } else if (strcmp(word, "visit") == 0) {
        om_update_visit_finished(rig->update, now);
    } else if (strcmp(word, "fail") == 0) {
        om_update_failed(rig->update, "test", now);
    } else {
        rig->quit = true;
    }
}

static void
turn(struct rig *rig)
{
    om_tick due = om_update_deadline(rig->update), now = om_tick_now();
    int wait = due == OM_NEVER ? -1
               : due <= now    ? 0
                               : (int) ((due - now) / 1000 + 1);
    struct pollfd files[] = {
        { .fd = STDIN_FILENO, .events = POLLIN },
        { .fd = om_update_file(rig->update), .events = POLLIN },
    };
    poll(files, 2, wait);
    if (files[0].revents) {
        char line[64];
        ssize_t got = read(STDIN_FILENO, line, sizeof(line) - 1);
        line[got > 0 ? got : 0] = '\0';
        char *rest = line;
        do { // an end of file is a "quit"
            char *word = strsep(&rest, "\n");
            if (*word || got <= 0) {
                obey(rig, word);
            }
        } while (rest);
    }
    now = om_tick_now();
    om_update_step(rig->update, now);
    say_changes(rig);
    if (rig->quiet && om_update_is_ready(rig->update)) {
        om_update_swap(rig->update, now);
        say_changes(rig);
    }
}

int
main(int argc, char **argv)
{
    struct om_site site;
    struct om_findings findings = { 0 };
    struct om_text problem = { 0 };
    if (argc < 4 || !om_site_load(&site, argv[2], &findings)) {
        return OM_EXIT_USAGE;
    }
    struct om_update_params params = {
        .state = argv[1],
        .site = &site,
        .site_file = argv[2],
        .stager = argv[3],
        .builtin = argc > 4 ? argv[4] : NULL,
    };
    struct rig rig = { .outcome = OM_OUTCOME_COUNT_ };
    rig.update = om_update_create(&params, om_tick_now(), &problem);
    if (!rig.update) {
        fprintf(stderr, "%s\n", om_text_get(&problem));
        return OM_EXIT_CANNOT;
    }
    say_changes(&rig);
    while (!rig.quit) {
        turn(&rig);
    }
    om_update_destroy(rig.update);
    om_site_finish(&site);
    return OM_EXIT_DONE;
}
