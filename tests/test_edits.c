// What runs beside the loop: the thread that waits for a file, the one that
// loads a pack, and noticing that somebody saved something.

#include "base/path.h"
#include "base/text.h"
#include "kiosk/edits.h"
#include "kiosk/loader.h"
#include "kiosk/watch.h"
#include "update/disk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // needs those above
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

// A loop that is woken: an eventfd counts how often.
static void
wake(void *context)
{
    uint64_t one = 1;
    assert_int_equal(write(*(int *) context, &one, sizeof(one)), sizeof(one));
}

// How often it was woken; waits for the first time.
static unsigned
woken(int loop, int milliseconds)
{
    struct pollfd file = { .fd = loop, .events = POLLIN };
    uint64_t count = 0;
    if (poll(&file, 1, milliseconds) == 1) {
        assert_int_equal(read(loop, &count, sizeof(count)), sizeof(count));
    }
    return (unsigned) count;
}

static void
test_a_file_wakes_once(void **state)
{
    (void) state;
    int loop = eventfd(0, 0), one[2], other[2];
    assert_int_equal(pipe(one), 0);
    assert_int_equal(pipe(other), 0);
    struct om_watch *watch = om_watch_create(wake, &loop);
    assert_non_null(watch);
    om_watch_set(watch, one[0]);
    assert_false(om_watch_has_fired(watch));
    assert_int_equal(write(one[1], "a", 1), 1);
    assert_int_equal(woken(loop, 5000), 1);
    assert_true(om_watch_has_fired(watch));
    // it can still be read, but that has been said
    assert_int_equal(woken(loop, 100), 0);
    om_watch_set(watch, one[0]);
    assert_int_equal(woken(loop, 5000), 1);
    // another file: nothing of the first is said any more
    om_watch_set(watch, other[0]);
    assert_int_equal(woken(loop, 100), 0);
    close(other[1]); // its end is something to say as well
    assert_int_equal(woken(loop, 5000), 1);
    om_watch_set(watch, -1);
    assert_int_equal(woken(loop, 100), 0);
    om_watch_set(watch, one[0]); // and gone with a file under watch
    om_watch_destroy(watch);
    om_watch_destroy(NULL);
    close(loop);
    close(one[0]);
    close(one[1]);
    close(other[0]);
}

static void
test_loads_beside_the_loop(void **state)
{
    (void) state;
    static const struct {
        const char *root;
        bool good;
    } rows[] = {
        { OM_SOURCE_DIR "/content/iedereen-behalve", true },
        { OM_SOURCE_DIR "/tests", false },
        { "/nowhere/at/all", false },
    };
    int loop = eventfd(0, 0);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_loader *loader = om_loader_start(rows[i].root, wake, &loop);
        assert_non_null(loader);
        assert_int_equal(woken(loop, 60000), 1);
        assert_true(om_loader_is_done(loader));
        struct om_findings findings = { 0 };
        struct om_pack *pack = om_loader_finish(loader, &findings);
        assert_int_equal(pack != NULL, rows[i].good);
        assert_int_equal(om_findings_have_errors(&findings), !rows[i].good);
        om_findings_finish(&findings);
        om_pack_destroy(pack);
    }
    // not waited for
    struct om_findings findings = { 0 };
    om_pack_destroy(om_loader_finish(om_loader_start(rows[0].root, wake, &loop),
                                     &findings));
    om_findings_finish(&findings);
    assert_null(om_loader_finish(NULL, &findings));
    close(loop);
}

// -- edits --------------------------------------------------------------------

struct folder {
    char path[32];
    struct om_edits *edits;
};

// "w NAME" writes, "m NAME" makes a folder, "r A B" renames, "d NAME" removes,
// "t NAME" removes a whole folder; ";" between.
static void
change(const struct folder *folder, const char *script)
{
    static const struct om_disk disk = { 0 };
    char *copy = om_strdup(script), *rest = copy, *step;
    while ((step = strsep(&rest, ";"))) {
        char what = 0, name[64] = "", other[64] = "";
        sscanf(step, " %c %63s %63s", &what, name, other);
        char *path = om_path_join(folder->path, name);
        char *to = om_path_join(folder->path, other);
        int file =
            what == 'w' ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
        bool good = what == 'w'   ? write(file, "text", 4) == 4
                    : what == 'm' ? mkdir(path, 0700) == 0
                    : what == 'r' ? rename(path, to) == 0
                    : what == 't' ? om_disk_remove_tree(&disk, path)
                                  : unlink(path) == 0;
        if (!good) {
            fail_msg("%s: cannot", step);
        }
        if (file >= 0) {
            close(file);
        }
        free(path);
        free(to);
    }
    free(copy);
}

static bool
noticed(const struct folder *folder)
{
    struct pollfd file = { .fd = om_edits_file(folder->edits),
                           .events = POLLIN };
    return poll(&file, 1, 0) == 1
           && om_edits_take(folder->edits, om_tick_now());
}

static struct folder
open_folder(void)
{
    struct folder folder = { .path = "/tmp/om-edits-XXXXXX" };
    assert_non_null(mkdtemp(folder.path));
    change(&folder, "m top;m top/stories;w top/pack.yaml;w top/stories/a.yaml");
    char *top = om_path_join(folder.path, "top");
    folder.edits = om_edits_open(top);
    assert_non_null(folder.edits);
    free(top);
    return folder;
}

static void
close_folder(struct folder *folder)
{
    static const struct om_disk disk = { 0 };
    om_edits_close(folder->edits);
    om_disk_remove_tree(&disk, folder->path);
}

static void
test_what_is_noticed(void **state)
{
    (void) state;
    static const struct {
        const char *script;
        bool noticed;
    } rows[] = {
        { "w top/pack.yaml", true },
        { "w top/stories/a.yaml", true },
        { "w top/new.yaml", true },
        { "d top/new.yaml", true },
        { "w top/.pack.yaml.swp", false }, // vim's, while one types
        { "w top/pack.yaml~", false },
        { "w top/.x;r top/.x top/pack.yaml", true }, // a save by a rename
        { "r top/pack.yaml top/pack.yaml~;w top/pack.yaml", true },
        { "m top/clips", true },
        { "w top/clips/film.mp4", true }, // in a folder that was not there
        { "m top/clips/deep", true },
        { "w top/clips/deep/film.mp4", true },
        { "r top/clips top/films", true },
        { "w top/films/deep/film.mp4", true },
        { "t top/films", true },
        { "w beside.yaml", false },
    };
    struct folder folder = open_folder();
    assert_false(noticed(&folder));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        change(&folder, rows[i].script);
        if (noticed(&folder) != rows[i].noticed) {
            fail_msg("%s: noticed is %d", rows[i].script, !rows[i].noticed);
        }
        assert_false(noticed(&folder));
    }
    close_folder(&folder);
}

// The folder itself goes and comes back, as itself or as another one.
static void
test_a_folder_comes_back(void **state)
{
    (void) state;
    static const struct {
        const char *away, *back;
    } rows[] = {
        { "r top away", "r away top" },
        { "t top", "m top" },
        { "r top away2", "m top" },
    };
    struct folder folder = open_folder();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        change(&folder, rows[i].away);
        assert_true(noticed(&folder));
        om_tick due = om_edits_due(folder.edits);
        assert_int_not_equal(due, OM_NEVER);
        assert_false(om_edits_take(folder.edits, due)); // still gone
        change(&folder, rows[i].back);
        due = om_edits_due(folder.edits);
        assert_true(om_edits_take(folder.edits, due));
        assert_int_equal(om_edits_due(folder.edits), OM_NEVER);
        change(&folder, "w top/pack.yaml");
        assert_true(noticed(&folder));
    }
    close_folder(&folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_file_wakes_once),
        cmocka_unit_test(test_loads_beside_the_loop),
        cmocka_unit_test(test_what_is_noticed),
        cmocka_unit_test(test_a_folder_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
