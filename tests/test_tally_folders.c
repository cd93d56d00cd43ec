// Folders of counters that will not be written: without rights, taken, full or
// read-only. The show goes on, and nothing is counted twice or half.

#include "base/text.h"
#include "tally/tally.h"

#include "scratch.h"
#include "tally_rig.h"

#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h> // needs those above

// Runs in a child of its own, which may lose its rights; 0: as it should be,
// 77: cannot be tried here.
static int
in_child(int (*body)(const char *folder), const char *folder)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        _exit(body(folder));
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void
assert_child(int (*body)(const char *folder), const char *folder)
{
    int code = in_child(body, folder);
    if (code == 77) {
        print_message("cannot be tried here (needs root)\n");
        skip();
    }
    assert_int_equal(code, 0);
}

static int
open_without_rights(const char *folder)
{
    if (chmod(folder, 0555) != 0
        || (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))) {
        return 77;
    }
    struct om_text problem = { 0 };
    return om_tally_open(folder, &problem) == NULL
                   && strstr(om_text_get(&problem), folder)
                   && strstr(om_text_get(&problem), "Permission denied")
               ? 0
               : 1;
}

static void
test_folders_that_will_never_do(void **state)
{
    (void) state;
    char folder[64], path[128];
    scratch_make(folder, "tally");
    struct om_text problem = { 0 };
    write_file(folder, "file", "x", 1);
    snprintf(path, sizeof(path), "%s/file", folder);
    assert_null(om_tally_open(path, &problem));
    assert_non_null(strstr(om_text_get(&problem), "Not a directory"));
    problem.length = 0;
    snprintf(path, sizeof(path), "%s/file/below", folder);
    assert_null(om_tally_open(path, &problem));
    assert_true(problem.length > 0);
    problem.length = 0;
    assert_null(om_tally_open("", &problem));
    assert_true(problem.length > 0);
    scratch_empty(folder);
    assert_child(open_without_rights, folder);
    chmod(folder, 0700);
    om_text_finish(&problem);
    remove_folder(folder);
}

static void
test_one_at_a_time(void **state)
{
    (void) state;
    char folder[64];
    scratch_make(folder, "tally");
    struct om_tally *tally = open_tally(folder);
    struct om_text problem = { 0 };
    assert_null(om_tally_open(folder, &problem));
    assert_non_null(strstr(om_text_get(&problem), "another omstander"));
    om_tally_close(tally);
    om_tally_close(open_tally(folder));
    om_text_finish(&problem);
    remove_folder(folder);
}

// A file system of our own, of this size, over the folder.
static bool
mount_small(const char *folder, const char *options, unsigned long flags)
{
    return unshare(CLONE_NEWNS) == 0
           && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
           && mount("none", folder, "tmpfs", flags, options) == 0;
}

#define CHECK(condition) \
    if (!(condition)) { \
        fprintf(stderr, "%d: %s\n", __LINE__, #condition); \
        return 1; \
    }

static int
fill_a_disk(const char *folder)
{
    if (!mount_small(folder, "size=128k", 0)) {
        return 77;
    }
    char other[128];
    snprintf(other, sizeof(other), "%s/other", folder);
    int file = open(other, O_WRONLY | O_CREAT, 0600);
    char page[4096] = { 1 };
    while (write(file, page, sizeof(page)) > 0) {
    }
    struct capture capture = start_capture();
    struct om_text problem = { 0 };
    struct om_tally *tally = om_tally_open(folder, &problem); // starts full
    CHECK(tally && problem.length == 0);
    for (int i = 0; i < 50; i++) {
        CHECK(!add_one(tally, "p@1/f/start@nl", MONDAY));
    }
    CHECK(!om_tally_tend(tally));
    CHECK(ftruncate(file, 0) == 0); // somebody makes room
    CHECK(om_tally_tend(tally));
    CHECK(add_one(tally, "p@1/f/start@nl", MONDAY));
    CHECK(total_of(folder, NULL, -1) == 51);
    while (write(file, page, sizeof(page)) > 0) { // and it fills up again
    }
    for (int i = 0; i < 5; i++) {
        add_one(tally, "p@1/f/finish@nl", MONDAY);
    }
    CHECK(ftruncate(file, 0) == 0);
    om_tally_close(tally); // writes what waits
    CHECK(total_of(folder, NULL, -1) == 56);
    char *log = end_capture(&capture);
    unsigned told = count_of(log, strlen(log), "cannot be written");
    CHECK(told >= 1 && told <= 2);
    close(file);
    return 0;
}

static int
read_only_disk(const char *folder)
{
    char state[128];
    snprintf(state, sizeof(state), "%s/state", folder);
    if (!mount_small(folder, "size=1m", MS_RDONLY)) {
        return 77;
    }
    struct capture capture = start_capture();
    struct om_text problem = { 0 };
    struct om_tally *tally = om_tally_open(state, &problem); // not even there
    CHECK(tally && problem.length == 0);
    CHECK(!add_one(tally, "p@1/f/start@nl", MONDAY));
    CHECK(mount(NULL, folder, NULL, MS_REMOUNT, "size=1m") == 0);
    CHECK(om_tally_tend(tally));
    CHECK(total_of(state, NULL, -1) == 1);
    om_tally_close(tally);
    // a database that is there already, on a disk that became read-only
    CHECK(mount(NULL, folder, NULL, MS_REMOUNT | MS_RDONLY, "size=1m") == 0);
    tally = om_tally_open(state, &problem);
    CHECK(tally && problem.length == 0);
    CHECK(!add_one(tally, "p@1/f/start@nl", MONDAY));
    CHECK(!add_one(tally, "p@1/f/start@nl", MONDAY));
    CHECK(total_of(state, NULL, -1) == 1);
    CHECK(mount(NULL, folder, NULL, MS_REMOUNT, "size=1m") == 0);
    CHECK(add_one(tally, "p@1/f/start@nl", MONDAY));
    CHECK(total_of(state, NULL, -1) == 4);
    om_tally_close(tally);
    char *log = end_capture(&capture);
    CHECK(count_of(log, strlen(log), "cannot be written") == 2);
    CHECK(count_of(log, strlen(log), "are written in") == 2);
    return 0;
}

static int
limit_files(const char *folder)
{
    struct capture capture = start_capture();
    struct om_tally *tally = open_tally(folder);
    CHECK(add_one(tally, "p@1/f/start@nl", MONDAY));
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit small = { 4096, RLIM_INFINITY };
    CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
    for (int i = 0; i < 3; i++) {
        CHECK(!add_one(tally, "p@1/f/finish@nl", MONDAY));
    }
    struct rlimit large = { RLIM_INFINITY, RLIM_INFINITY };
    CHECK(setrlimit(RLIMIT_FSIZE, &large) == 0);
    CHECK(om_tally_tend(tally));
    om_tally_close(tally);
    CHECK(total_of(folder, NULL, -1) == 4);
    free(end_capture(&capture));
    return 0;
}

static void
test_a_full_disk(void **state)
{
    (void) state;
    char folder[64];
    scratch_make(folder, "tally");
    int code = in_child(fill_a_disk, folder);
    assert_int_equal(in_child(limit_files, folder), 0);
    remove_folder(folder);
    if (code == 77) {
        print_message("no small file system can be mounted here\n");
    } else {
        assert_int_equal(code, 0);
    }
}

static void
test_a_read_only_disk(void **state)
{
    (void) state;
    char folder[64];
    scratch_make(folder, "tally");
    int code = in_child(read_only_disk, folder);
    rmdir(folder);
    if (code == 77) {
        skip();
    }
    assert_int_equal(code, 0);
}

// What waits is bounded, and a visit is taken whole or not at all.
static int
wait_for_long(const char *folder)
{
    struct capture capture = start_capture();
    struct om_tally *tally = open_tally(folder);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit small = { 6000, RLIM_INFINITY }; // the log is a file too
    CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
    char *log = NULL;
    for (int i = 0; i < 5050; i++) {
        struct om_increments visit = { 0 };
        om_increments_add(&visit, "p@1/a/s.q/c%d@nl", i);
        om_increments_add(&visit, "p@1/a/s.r/c%d@nl", i);
        CHECK(!om_tally_add(tally, &visit, MONDAY));
    }
    small.rlim_cur = RLIM_INFINITY;
    CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
    CHECK(om_tally_tend(tally));
    CHECK(total_of(folder, NULL, -1) == 10000);
    om_tally_close(tally);
    log = end_capture(&capture);
    CHECK(count_of(log, strlen(log), "found no room") == 50);
    return 0;
}

static void
test_what_waits_is_bounded(void **state)
{
    (void) state;
    char folder[64];
    scratch_make(folder, "tally");
    assert_int_equal(in_child(wait_for_long, folder), 0);
    remove_folder(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folders_that_will_never_do),
        cmocka_unit_test(test_one_at_a_time),
        cmocka_unit_test(test_a_full_disk),
        cmocka_unit_test(test_a_read_only_disk),
        cmocka_unit_test(test_what_waits_is_bounded),
    };
    use_zone("Europe/Amsterdam");
    fix_random(0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
