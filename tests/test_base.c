// Text buffers, findings, paths and the clock.
#include "base/dump.h"
#include "base/finding.h"
#include "base/path.h"
#include "base/spawn.h"
#include "base/text.h"
#include "base/tick.h"

#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h> // wants the standard headers before it

static void
test_text(void **state)
{
    (void) state;
    struct om_text text = { 0 };
    assert_string_equal(om_text_get(&text), "");
    om_text_print(&text, "%s", "");
    assert_string_equal(om_text_get(&text), "");
    struct om_text expected = { 0 };
    for (int i = 0; i < 1000; i++) {
        om_text_print(&text, "%d,", i % 10);
        char both[2] = { (char) ('0' + i % 10), ',' };
        om_text_add(&expected, both, 2);
    }
    assert_int_equal(text.length, 2000);
    assert_string_equal(text.data, expected.data);
    om_text_finish(&expected);
    om_text_finish(&text);
    om_text_finish(&text);
    assert_null(text.data);
}

// -- findings -----------------------------------------------------------------

static const struct om_finding_kind wrong = {
    "E-X001",
    OM_SEVERITY_ERROR,
    "‘{1}’ is fout, niet {3} {2}{4}{",
    "‘{1}’ is wrong, not {3} {2}{4}{",
};
static const struct om_finding_kind doubtful = {
    "W-X002",
    OM_SEVERITY_WARNING,
    "kijk nog eens",
    "look again",
};

static void
test_finding_print(void **state)
{
    (void) state;
    static const struct {
        const struct om_finding_kind *kind;
        struct om_mark mark;
        bool english;
        const char *expected;
    } rows[] = {
        { &wrong,
          { "a.yaml", 3, 14 },
          false,
          "a.yaml:3:14: fout E-X001: ‘een’ is fout, niet  twee{4}{" },
        { &wrong,
          { "a.yaml", 3, 14 },
          true,
          "a.yaml:3:14: error E-X001: ‘een’ is wrong, not  twee{4}{" },
        { &doubtful,
          { "b.vtt", 0, 0 },
          false,
          "b.vtt: let op W-X002: kijk nog eens" },
        { &doubtful,
          { "b.vtt", 1, 1 },
          true,
          "b.vtt:1:1: warning W-X002: look again" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_findings findings = { 0 };
        struct om_text out = { 0 };
        om_findings_add(&findings, rows[i].kind, rows[i].mark, "een", "twee",
                        NULL);
        om_finding_print(&findings.items[0], rows[i].english, &out);
        assert_string_equal(om_text_get(&out), rows[i].expected);
        assert_int_equal(om_findings_have_errors(&findings),
                         rows[i].kind == &wrong);
        om_text_finish(&out);
        om_findings_finish(&findings);
        om_findings_finish(&findings);
    }
}

static int
order_of(const struct om_finding *a, const struct om_finding *b)
{
    int files = strcmp(a->file, b->file);
    if (files != 0) {
        return files;
    }
    if (a->line != b->line) {
        return a->line < b->line ? -1 : 1;
    }
    return a->column < b->column ? -1 : a->column > b->column;
}

// By place, and equal places in the order in which they were found.
static void
test_findings_sort(void **state)
{
    (void) state;
    static const char *const files[] = { "b", "a", "c" };
    uint32_t seed = 1;
    for (size_t count = 0; count < 200; count++) {
        struct om_findings findings = { 0 };
        for (size_t i = 0; i < count; i++) {
            char number[16];
            seed = seed * 1664525 + 1013904223;
            snprintf(number, sizeof(number), "%zu", i);
            struct om_mark mark = { files[(seed >> 8) % 3], (seed >> 12) % 4,
                                    (seed >> 16) % 4 };
            om_findings_add(&findings, &doubtful, mark, number, NULL, NULL);
        }
        om_findings_sort(&findings);
        assert_int_equal(findings.count, count);
        for (size_t i = 1; i < count; i++) {
            const struct om_finding *a = &findings.items[i - 1];
            const struct om_finding *b = &findings.items[i];
            int order = order_of(a, b);
            assert_true(order <= 0);
            assert_true(order < 0
                        || atoi(a->arguments[0]) < atoi(b->arguments[0]));
        }
        om_findings_finish(&findings);
    }
}

// -- paths --------------------------------------------------------------------

static void
test_join(void **state)
{
    (void) state;
    static const char *const rows[][3] = {
        { "/a", "b", "/a/b" },
        { "/a/", "b/c", "/a/b/c" },
        { "/", "b", "/b" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char *path = om_path_join(rows[i][0], rows[i][1]);
        assert_string_equal(path, rows[i][2]);
        free(path);
    }
}

static void
test_state(void **state)
{
    (void) state;
    static const struct {
        const char *xdg, *home, *expected;
    } rows[] = {
        { "/x", "/h", "/x/omstander" },
        { "relative", "/h", "/h/.local/state/omstander" },
        { "", "/h", "/h/.local/state/omstander" },
        { NULL, "/h", "/h/.local/state/omstander" },
        { NULL, NULL, "/var/lib/omstander" },
        { NULL, "", "/var/lib/omstander" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        unsetenv("XDG_STATE_HOME");
        unsetenv("HOME");
        if (rows[i].xdg) {
            setenv("XDG_STATE_HOME", rows[i].xdg, 1);
        }
        if (rows[i].home) {
            setenv("HOME", rows[i].home, 1);
        }
        char *path = om_path_state();
        assert_string_equal(path, rows[i].expected);
        free(path);
    }
}

static char *
make_temporary(void)
{
    char *path = om_strdup("/tmp/omstander-base-XXXXXX");
    assert_non_null(mkdtemp(path));
    return path;
}

static void
test_folder_and_file(void **state)
{
    (void) state;
    char *root = make_temporary();
    char *deep = om_path_join(root, "a/b/c");
    assert_true(om_path_make_folder(deep));
    assert_true(om_path_make_folder(deep)); // is there already
    assert_false(om_path_make_folder(""));
    assert_false(om_path_is_file(deep));

    char *file = om_path_join(deep, "woord");
    FILE *stream = fopen(file, "w");
    assert_non_null(stream);
    fputs("hallo", stream);
    fclose(stream);
    assert_true(om_path_is_file(file));

    size_t length = 0;
    char *bytes = om_path_read(file, 5, &length);
    assert_non_null(bytes);
    assert_int_equal(length, 5);
    assert_string_equal(bytes, "hallo");
    free(bytes);
    assert_null(om_path_read(file, 4, &length));
    assert_int_equal(errno, EFBIG);
    assert_null(om_path_read(deep, 4, &length));
    assert_int_equal(errno, EISDIR);
    assert_null(om_path_read("/nowhere/at/all", 4, &length));
    assert_int_equal(errno, ENOENT);

    char *below = om_path_join(file, "x"); // a file where a folder should be
    assert_false(om_path_make_folder(below));
    assert_false(om_path_make_folder(file));
    assert_int_equal(errno, ENOTDIR);
    free(below);

    remove(file);
    free(file);
    for (int i = 0; i < 3; i++) { // a/b/c, a/b, a
        rmdir(deep);
        *strrchr(deep, '/') = '\0';
    }
    assert_int_equal(rmdir(root), 0);
    free(deep);
    free(root);
}

// A pipe is no file, and reading it must not wait for a writer.
static void
test_pipe(void **state)
{
    (void) state;
    char *root = make_temporary();
    char *pipe_path = om_path_join(root, "pijp");
    size_t length;
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    assert_false(om_path_is_file(pipe_path));
    assert_null(om_path_read(pipe_path, 100, &length));
    remove(pipe_path);
    rmdir(root);
    free(pipe_path);
    free(root);
}

static void
test_tick(void **state)
{
    (void) state;
    assert_int_equal(OM_MS(1500), 1500000);
    assert_int_equal(OM_S(2), 2000000);
    om_tick before = om_tick_now();
    assert_true(before > 0);
    assert_true(om_tick_now() >= before);
}

// What is in memory does not get into a file.
static void
test_no_dumps(void **state)
{
    (void) state;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        struct rlimit limit = { 1, 1 };
        bool forbidden = om_dump_forbid();
        getrlimit(RLIMIT_CORE, &limit);
        if (!forbidden || limit.rlim_cur || limit.rlim_max
            || prctl(PR_GET_DUMPABLE) != 0) {
            _exit(1);
        }
        signal(SIGABRT, SIG_DFL);
        abort();
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    assert_false(WCOREDUMP(status));
}

// -- other programs -----------------------------------------------------------

// Two lines of what the kernel says of a shell, started by somebody who has his
// own ideas about signals; and whether it was in his process group.
static void
start_shell(bool apart, uint64_t *blocked, uint64_t *ignored)
{
    static char shell[] = "sh", option[] = "-c";
    static char script[] =
        "read line; grep -E '^Sig(Blk|Ign)' /proc/self/status";
    char *arguments[] = { shell, option, script, NULL };
    int in[2], out[2];
    assert_int_equal(pipe(in), 0);
    assert_int_equal(pipe(out), 0);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, out[1], STDOUT_FILENO);
    pid_t child;
    assert_int_equal(om_spawn(&child, arguments, environ, &files, apart), 0);
    posix_spawn_file_actions_destroy(&files);
    pid_t group = getpgid(child);
    assert_int_equal(write(in[1], "\n", 1), 1);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(group, apart ? child : getpgrp()); // it is gone by now
    char said[128] = { 0 };
    assert_true(read(out[0], said, sizeof(said) - 1) > 0);
    assert_int_equal(
        sscanf(said, "SigBlk: %" SCNx64 " SigIgn: %" SCNx64, blocked, ignored),
        2);
    for (int i = 0; i < 2; i++) {
        close(in[i]);
        close(out[i]);
    }
}

static void
test_spawn(void **state)
{
    (void) state;
    sigset_t some, before;
    sigemptyset(&some);
    sigaddset(&some, SIGTERM);
    sigprocmask(SIG_BLOCK, &some, &before);
    void (*pipes)(int) = signal(SIGPIPE, SIG_IGN);
    for (int apart = 0; apart < 2; apart++) {
        uint64_t blocked = 1, ignored = 1;
        start_shell(apart != 0, &blocked, &ignored);
        assert_int_equal(blocked, 0);
        // two are the C library's own
        assert_int_equal(ignored & (UINT64_C(1) << (SIGPIPE - 1)), 0);
    }
    signal(SIGPIPE, pipes);
    sigprocmask(SIG_SETMASK, &before, NULL);

    char nowhere[] = "/nowhere/omstander-nothing";
    char *arguments[] = { nowhere, NULL };
    pid_t child;
    assert_int_equal(om_spawn(&child, arguments, environ, NULL, true), ENOENT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_finding_print),
        cmocka_unit_test(test_findings_sort),
        cmocka_unit_test(test_join),
        cmocka_unit_test(test_state),
        cmocka_unit_test(test_folder_and_file),
        cmocka_unit_test(test_pipe),
        cmocka_unit_test(test_tick),
        cmocka_unit_test(test_no_dumps),
        cmocka_unit_test(test_spawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
