// A visit that was thanked for is on the disk, whatever happens to the disk:
// power cuts at every change that SQLite makes, cuts during the recovery from
// cuts, a process killed anywhere, and every single change refused.

#include "base/text.h"
#include "tally/tally.h"

#include "disk.h"
#include "rounds.h"
#include "scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/wait.h>

#include <cmocka.h>

enum { MONDAY = 1780297200, WEEK = 7 * 86400 }; // 1 June 2026, in a summer

// -- visits -------------------------------------------------------------------

enum { CHOICES = 3 };

static void
make_visit(int number, struct om_increments *increments)
{
    *increments = (struct om_increments){ 0 };
    om_increments_add(increments, "p@1/f/start@nl");
    om_increments_add(increments, "p@1/a/s.q/c%d@nl", number % CHOICES);
    om_increments_add(increments, "p@1/f/finish@nl");
    om_increments_add(increments, "p@1/d/%s",
                      number % 2 ? "60_120" : "120_240");
}

static bool
add_visit(struct om_tally *tally, int number, time_t now)
{
    struct om_increments increments;
    make_visit(number, &increments);
    return om_tally_add(tally, &increments, now);
}

struct totals {
    int64_t starts, finishes, choices[CHOICES], odd, even, others;
};

static void
take_row(void *context, int period, const char *key, int64_t n)
{
    struct totals *totals = context;
    int choice = 0;
    (void) period;
    if (strcmp(key, "p@1/f/start@nl") == 0) {
        totals->starts += n;
    } else if (strcmp(key, "p@1/f/finish@nl") == 0) {
        totals->finishes += n;
    } else if (sscanf(key, "p@1/a/s.q/c%d@nl", &choice) == 1) {
        totals->choices[choice % CHOICES] += n;
    } else if (strcmp(key, "p@1/d/60_120") == 0) {
        totals->odd += n;
    } else if (strcmp(key, "p@1/d/120_240") == 0) {
        totals->even += n;
    } else {
        totals->others += n;
    }
}

// How many visits the counters tell of; -1 when they tell of half a visit, or
// of others than the first ones.
static int
visits_in(const char *folder, struct om_text *problem)
{
    struct totals got = { 0 }, expected = { 0 };
    if (!om_tally_read(folder, take_row, &got, problem)) {
        return -1;
    }
    for (int i = 0; i < got.starts; i++) {
        expected.starts++;
        expected.finishes++;
        expected.choices[i % CHOICES]++;
        expected.odd += i % 2;
        expected.even += 1 - i % 2;
    }
    if (memcmp(&got, &expected, sizeof(got)) != 0) {
        om_text_print(problem,
                      "%d starts, %d finishes, choices %d %d %d, %d odd, %d "
                      "even, %d others",
                      (int) got.starts, (int) got.finishes,
                      (int) got.choices[0], (int) got.choices[1],
                      (int) got.choices[2], (int) got.odd, (int) got.even,
                      (int) got.others);
        return -1;
    }
    return (int) got.starts;
}

static void
remove_folder(const char *folder)
{
    scratch_empty(folder);
    assert_int_equal(rmdir(folder), 0);
}

static bool
has_set_aside(const char *folder)
{
    bool found = false;
    DIR *list = opendir(folder);
    struct dirent *entry;
    while ((entry = readdir(list))) {
        found = found || strncmp(entry->d_name, "counts-", 7) == 0;
    }
    closedir(list);
    return found;
}

// -- cuts ---------------------------------------------------------------------

// What SQLite does in two weeks with three starts; every thank-you is a note.
static int
record_two_weeks(const char *folder)
{
    static const struct {
        int week; // -1: a new start
        int visits;
    } parts[] = { { 0, 14 }, { -1, 0 }, { 0, 10 }, { 1, 8 },
                  { -1, 0 }, { 1, 6 },  { -1, 0 }, { 1, 4 } };
    struct om_text problem = { 0 };
    struct om_tally *tally = om_tally_open(folder, &problem);
    int number = 0;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (parts[i].week < 0) {
            om_tally_close(tally);
            tally = om_tally_open(folder, &problem);
        }
        assert_non_null(tally);
        for (int k = 0; k < parts[i].visits; k++) {
            assert_true(
                add_visit(tally, number++, MONDAY + parts[i].week * WEEK));
            disk_note(number);
        }
    }
    om_tally_close(tally);
    return number;
}

// NULL, or what is wrong with the folder after a cut.
static const char *
judge_cut(const char *folder, int thanked, struct om_text *problem)
{
    problem->length = 0;
    struct om_tally *tally = om_tally_open(folder, problem);
    if (!tally) {
        return "does not open";
    }
    int found = visits_in(folder, problem);
    const char *verdict = NULL;
    if (has_set_aside(folder)) {
        verdict = "was found damaged";
    } else if (found < 0) {
        verdict = "half a visit, or an unreadable file";
    } else if (found < thanked) {
        verdict = "a thanked visit is lost";
    } else if (found > thanked + 1) {
        verdict = "a visit was counted twice";
    } else if (!add_visit(tally, found, MONDAY + 2 * WEEK)
               || visits_in(folder, problem) != found + 1) {
        verdict = "counting does not go on";
    }
    om_tally_close(tally);
    return verdict;
}

struct tally_of_cuts {
    unsigned cuts, bad;
};

// Cuts after every op of the record (or one of every few), in so many ways:
// torn; all lost or all kept, in turn; and torn again.
static void
cut_everywhere(const char *recorded, const char *folder, enum disk_lie lie,
               unsigned every, unsigned ways, struct tally_of_cuts *sum)
{
    struct disk_model *model = disk_model_create(recorded);
    struct om_text problem = { 0 };
    uint64_t seed = 20261124;
    while (model->done < disk->count) {
        disk_advance(model, lie);
        for (unsigned way = 0; way < ways && model->done % every == 0; way++) {
            enum disk_damage damage = way != 1          ? DISK_TEARS
                                      : model->done % 2 ? DISK_LOSES_ALL
                                                        : DISK_KEEPS_ALL;
            disk_cut(model, folder, damage, &seed);
            const char *bad = judge_cut(folder, model->noted, &problem);
            sum->cuts++;
            sum->bad += bad != NULL;
            if (bad && lie == DISK_HONEST) {
                fail_msg("cut after op %zu of %zu, damage %u, %d thanked: %s "
                         "(%s)",
                         model->done, disk->count, way, model->noted, bad,
                         om_text_get(&problem));
            }
        }
    }
    om_text_finish(&problem);
    disk_model_destroy(model);
}

static void
test_power_cuts(void **state)
{
    (void) state;
    char empty[64], recorded[64], folder[64];
    scratch_make(empty, "empty");
    scratch_make(recorded, "recorded");
    scratch_make(folder, "cut");
    disk->recording = true;
    int visits = record_two_weeks(recorded);
    disk->recording = false;
    struct tally_of_cuts honest = { 0 };
    unsigned ways = rounds(2, 40);
    cut_everywhere(empty, folder, DISK_HONEST, 1, ways, &honest);
    print_message("%d visits, %zu changes, %u cuts: none lost, none twice\n",
                  visits, disk->count, honest.cuts);
    assert_true(honest.cuts >= 160 * ways);
    disk_forget();
    remove_folder(empty);
    remove_folder(recorded);
    remove_folder(folder);
}

// The rig is not blind: without the syncs it sees losses.
static void
test_lying_disks_are_noticed(void **state)
{
    (void) state;
    static const struct {
        enum disk_lie lie;
        const char *name;
    } rows[] = {
        { DISK_IGNORES_SYNC, "syncs ignored" },
        { DISK_IGNORES_FOLDER_SYNC, "removal of journals not synced" },
    };
    char empty[64], recorded[64], folder[64];
    scratch_make(empty, "empty");
    scratch_make(recorded, "recorded");
    scratch_make(folder, "cut");
    disk->recording = true;
    record_two_weeks(recorded);
    disk->recording = false;
    int kept = dup(STDERR_FILENO); // damaged databases are reported
    int hole = open("/dev/null", O_WRONLY);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct tally_of_cuts lied = { 0 };
        dup2(hole, STDERR_FILENO);
        cut_everywhere(empty, folder, rows[i].lie, 5, 1, &lied);
        dup2(kept, STDERR_FILENO);
        print_message("%s: %u of %u cuts do harm\n", rows[i].name, lied.bad,
                      lied.cuts);
        assert_true(lied.bad > 0);
    }
    close(hole);
    close(kept);
    disk_forget();
    remove_folder(empty);
    remove_folder(recorded);
    remove_folder(folder);
}

// -- cuts during recovery -----------------------------------------------------

// Leaves a folder that needs recovering: cut in the middle of a commit.
static int
cut_in_the_middle(const char *empty, const char *recorded, const char *folder,
                  size_t after, uint64_t *seed)
{
    disk->recording = true;
    record_two_weeks(recorded);
    disk->recording = false;
    struct disk_model *model = disk_model_create(empty);
    while (model->done < after && model->done < disk->count) {
        disk_advance(model, DISK_HONEST);
    }
    disk_cut(model, folder, DISK_TEARS, seed);
    int thanked = model->noted;
    disk_model_destroy(model);
    disk_forget();
    scratch_empty(recorded);
    return thanked;
}

static void
copy_folder(const char *from, const char *to)
{
    scratch_empty(to);
    struct disk_model *model = disk_model_create(from);
    disk_cut(model, to, DISK_KEEPS_ALL, NULL);
    disk_model_destroy(model);
}

static void
test_cuts_during_recovery(void **state)
{
    (void) state;
    char empty[64], recorded[64], first[64], second[64];
    scratch_make(empty, "empty");
    scratch_make(recorded, "recorded");
    scratch_make(first, "first");
    scratch_make(second, "second");
    uint64_t seed = 7;
    unsigned cuts = 0;
    struct om_text problem = { 0 };
    for (size_t after = 20; after < 900; after += 880 / rounds(22, 120)) {
        int thanked = cut_in_the_middle(empty, recorded, first, after, &seed);
        copy_folder(first, recorded);
        disk->recording = true;
        om_tally_close(om_tally_open(recorded, &problem));
        disk->recording = false;
        struct disk_model *model = disk_model_create(first);
        while (model->done < disk->count) {
            disk_advance(model, DISK_HONEST);
            disk_cut(model, second, DISK_TEARS, &seed);
            const char *bad = judge_cut(second, thanked, &problem);
            cuts++;
            if (bad) {
                fail_msg("first cut after op %zu, second after %zu: %s (%s)",
                         after, model->done, bad, om_text_get(&problem));
            }
        }
        disk_model_destroy(model);
        disk_forget();
        scratch_empty(recorded);
    }
    print_message("%u cuts during recovery\n", cuts);
    assert_true(cuts > 50);
    om_text_finish(&problem);
    remove_folder(empty);
    remove_folder(recorded);
    remove_folder(first);
    remove_folder(second);
}

// -- a disk that refuses ------------------------------------------------------

static int
count_lines(const char *path, const char *word)
{
    FILE *file = fopen(path, "r");
    char line[1024];
    int count = 0;
    while (file && fgets(line, sizeof(line), file)) {
        count += strstr(line, word) != NULL;
    }
    if (file) {
        fclose(file);
    }
    return count;
}

struct failing {
    const char *name;
    int code;
    bool late;       // done, but said to have failed
    unsigned length; // how many changes fail
};

// Visits while the n-th change and those after it fail, then on a disk that is
// well again. Returns whether anything failed.
static bool
fail_from(const char *folder, const struct failing *failing, unsigned n,
          const char *log)
{
    disk_forget();
    scratch_empty(folder);
    disk->fail_code = failing->code;
    disk->fail_late = failing->late;
    disk->fail_from = n;
    disk->fail_to = failing->length ? n + failing->length : UINT32_MAX;
    struct om_text problem = { 0 };
    FILE *before = freopen(log, "w", stderr);
    assert_non_null(before);
    struct om_tally *tally = om_tally_open(folder, &problem);
    assert_non_null(tally); // the show goes on
    bool all = true;
    for (int i = 0; i < 8; i++) {
        all = add_visit(tally, i, MONDAY + i / 4 * WEEK) && all;
    }
    bool failed = disk->changes >= n;
    if (failing->length == 0 && failed && !failing->late && n > 1) {
        assert_false(all);
    }
    disk->fail_from = disk->fail_to = 0;
    assert_true(om_tally_tend(tally));
    int found = visits_in(folder, &problem);
    if (found != 8) {
        fail_msg("%s from change %u on: %d visits (%s)", failing->name, n,
                 found, om_text_get(&problem));
    }
    assert_true(add_visit(tally, 8, MONDAY + WEEK));
    om_tally_close(tally);
    fflush(stderr);
    assert_int_equal(visits_in(folder, &problem), 9);
    assert_int_equal(problem.length, 0);
    assert_false(has_set_aside(folder));
    if (failing->length == 0 && failed) { // the operator is told once
        assert_in_range(count_lines(log, "cannot be written"), 0, 1);
        assert_int_equal(count_lines(log, "cannot be written"),
                         count_lines(log, "are written in"));
    }
    return failed;
}

static void
test_every_change_can_fail(void **state)
{
    (void) state;
    static const struct failing rows[] = {
        { "full", SQLITE_FULL, false, 0 },
        { "full once", SQLITE_FULL, false, 1 },
        { "read-only", SQLITE_READONLY, false, 0 },
        { "write error", SQLITE_IOERR_WRITE, false, 0 },
        { "write error once", SQLITE_IOERR_WRITE, false, 1 },
        { "sync error twice", SQLITE_IOERR_FSYNC, false, 2 },
        { "done, then an error", SQLITE_IOERR_WRITE, true, 1 },
        { "done, then errors", SQLITE_IOERR_WRITE, true, 3 },
    };
    char folder[64], log[80];
    scratch_make(folder, "failing");
    snprintf(log, sizeof(log), "%s.log", folder);
    int kept = dup(STDERR_FILENO);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        unsigned step = 24 / rounds(6, 24), n = 1 + (unsigned) i % step;
        while (fail_from(folder, &rows[i], n, log)) {
            n += step;
        }
        fflush(stderr);
        dup2(kept, STDERR_FILENO);
        print_message("%s: from 1 to %u changes\n", rows[i].name, n - step);
        assert_true(n > 50);
    }
    close(kept);
    unlink(log);
    disk_forget();
    remove_folder(folder);
}

// -- what a commit writes -----------------------------------------------------

struct written {
    size_t changes, bytes;
};

// Of the last of some visits, after so many days.
static struct written
write_after(const char *folder, int days)
{
    struct om_text problem = { 0 };
    for (int day = 0; day < days; day++) {
        struct om_tally *tally = om_tally_open(folder, &problem);
        assert_non_null(tally);
        for (int i = 0; i < 3; i++) {
            struct om_increments increments = { .count = 0 };
            for (int k = 0; k < 50; k++) {
                om_increments_add(&increments, "pack@1/a/story.%d/%d@nl", i, k);
            }
            assert_true(
                om_tally_add(tally, &increments, MONDAY + day * (WEEK / 7)));
        }
        disk_forget();
        disk->recording = day == days - 1;
        struct om_increments last = { .count = 0 };
        om_increments_add(&last, "pack@1/a/story.1/7@nl");
        assert_true(om_tally_add(tally, &last, MONDAY + day * (WEEK / 7)));
        disk->recording = false;
        om_tally_close(tally);
    }
    struct written written = { .changes = disk->count };
    for (size_t i = 0; i < disk->count; i++) {
        written.bytes += (size_t) disk->ops[i].size;
    }
    disk_forget();
    return written;
}

static void
test_cost_of_a_commit(void **state)
{
    (void) state;
    char folder[64];
    scratch_make(folder, "cost");
    struct written first = write_after(folder, 1);
    scratch_empty(folder);
    struct written later = write_after(folder, (int) rounds(100, 365));
    print_message("a commit: %zu changes of %zu bytes; later %zu of %zu\n",
                  first.changes, first.bytes, later.changes, later.bytes);
    assert_true(later.changes * 10 <= first.changes * 12);
    assert_true(later.bytes * 10 <= first.bytes * 12);
    remove_folder(folder);
}

// -- a process that is killed -------------------------------------------------

// Counts until it is killed; says so after every visit.
static void
count_forever(const char *folder, int out, int number)
{
    struct om_text problem = { 0 };
    struct om_tally *tally = om_tally_open(folder, &problem);
    while (tally && add_visit(tally, number, MONDAY + number / 40 * WEEK)) {
        number++;
        if (write(out, "x", 1) != 1) {
            break;
        }
    }
    _exit(1);
}

static void
test_killed_at_any_moment(void **state)
{
    (void) state;
    char folder[64];
    scratch_make(folder, "killed");
    struct om_text problem = { 0 };
    int thanked = 0;
    uint64_t seed = 99;
    for (unsigned round = 0; round < rounds(40, 1000); round++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0) {
            close(ends[0]);
            count_forever(folder, ends[1], thanked);
        }
        close(ends[1]);
        char mark;
        for (uint32_t i = disk_chance(&seed, 5); i > 0; i--) {
            assert_int_equal(read(ends[0], &mark, 1), 1);
            thanked++;
        }
        usleep(disk_chance(&seed, 3000));
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        while (read(ends[0], &mark, 1) == 1) {
            thanked++;
        }
        close(ends[0]);
        int found = visits_in(folder, &problem);
        if (round > 0 || thanked > 0) {
            assert_in_range(found, thanked, thanked + 1);
            thanked = found;
        }
        problem.length = 0;
    }
    assert_false(has_set_aside(folder));
    print_message("%d visits, none lost\n", thanked);
    om_text_finish(&problem);
    remove_folder(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_power_cuts),
        cmocka_unit_test(test_lying_disks_are_noticed),
        cmocka_unit_test(test_cuts_during_recovery),
        cmocka_unit_test(test_every_change_can_fail),
        cmocka_unit_test(test_cost_of_a_commit),
        cmocka_unit_test(test_killed_at_any_moment),
    };
    disk_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
