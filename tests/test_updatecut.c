// The plug is pulled at every single change of the disk during a run of
// updates: four packs are staged, put on screen, passed, rolled back, and the
// oldest one removed. Two ways:
//
// * kill: the program ends before change number N, for every N. What was
//   written is there.
// * cut: every change before N is replayed into a new folder, but what was not
//   synced by then is lost: all of it, none of it, or some of it, by chance,
//   half written or as zeros. Changes of a folder survive when that folder was
//   synced after them, bytes of a file when that file was: this promises less
//   than any file system in use.
//
// Each time a kiosk starts afterwards. What it shows must be whole, and no
// other pack than the one that was on screen or the one that was about to be:
// once a swap was reported, the new one. Then the update is done again, and
// must succeed.
#include "drop.h"
#include "forgetful_disk.h"

#include "update/machine.h"
#include "update/recover.h"
#include "update/stage.h"
#include "update/update.h"

#include <sys/wait.h>

enum { VERSIONS = 4, KEEP = 2 };

static const char *const versions[VERSIONS + 1] = { NULL, "1.0.0", "1.1.0",
                                                    "1.2.0", "1.10.0" };

// What may be on screen from a change on: two versions, 0 for none.
struct mark {
    size_t from;
    int one, other;
};

struct record {
    struct drop *drop;
    struct tape tape;
    struct mark marks[64];
    size_t mark_count;
};

// -- the run ------------------------------------------------------------------

static void
may_show(struct record *record, int one, int other)
{
    record->marks[record->mark_count++] =
        (struct mark){ record->tape.count, one, other };
}

static struct om_update *
start(const char *state, const struct om_site *site, const struct om_disk *disk)
{
    struct om_update_params params = {
        .state = state,
        .site = site,
        .stager = "",
        .disk = disk,
    };
    struct om_text problem = { 0 };
    struct om_update *update = om_update_create(&params, 0, &problem);
    if (!update) {
        fail_msg("%s", om_text_get(&problem));
    }
    om_text_finish(&problem);
    return update;
}

static void
stage(const struct drop *drop, const char *packs, const struct om_site *site,
      const struct om_disk *disk, int version)
{
    char name[8];
    snprintf(name, sizeof(name), "v%d", version);
    struct om_stage_params params = {
        .source = drop_at(drop, name),
        .packs = packs,
        .site = site,
        .hand_over = true,
        .disk = disk,
    };
    struct om_staged staged;
    struct om_findings findings = { 0 };
    om_stage(&params, &staged, &findings);
    om_findings_finish(&findings);
    if (staged.outcome != OM_OUTCOME_READY
        && staged.outcome != OM_OUTCOME_SAME) {
        fail_msg("version %d: %s", version,
                 om_outcome_row(staged.outcome)->code);
    }
}

static void
clean(const char *packs, const struct om_disk *disk)
{
    struct om_ledger ledger;
    assert_int_not_equal(om_ledger_load(&ledger, packs), OM_LEDGER_DAMAGED);
    om_stage_clean(packs, &ledger, "", disk);
}

// Stages one version, starts a kiosk that puts it on screen, and lets it pass
// or fail.
static void
put_on_screen(struct record *record, const char *state,
              const struct om_site *site, int version, int before, bool good)
{
    struct om_disk disk = { take_change, &record->tape };
    char *packs = om_path_join(state, "packs");
    may_show(record, before, before);
    stage(record->drop, packs, site, &disk, version);
    may_show(record, before, version);
    struct om_update *update = start(state, site, &disk);
    assert_true(om_update_is_ready(update));
    assert_true(om_update_swap(update, 1));
    may_show(record, version, version);
    if (good) {
        for (int visit = 0; visit < 3; visit++) {
            om_update_visit_finished(update, 2);
        }
        assert_false(om_update_look(update).on_trial);
    } else {
        may_show(record, version, before);
        assert_true(om_update_failed(update, "test", 2));
        may_show(record, before, before);
    }
    om_update_destroy(update);
    clean(packs, &disk);
    free(packs);
}

static void
run_updates(struct record *record, const char *state,
            const struct om_site *site)
{
    char *packs = om_path_join(state, "packs");
    assert_true(om_path_make_folder(packs));
    free(packs);
    put_on_screen(record, state, site, 1, 0, true);
    put_on_screen(record, state, site, 2, 1, true);
    put_on_screen(record, state, site, 3, 2, false);
    put_on_screen(record, state, site, 4, 2, true);
}

static void
finish_record(struct record *record)
{
    finish_tape(&record->tape);
    free(record);
}

// -- afterwards ---------------------------------------------------------------

static int
version_of(const char *root)
{
    if (!root) {
        return 0;
    }
    struct om_held held;
    if (!om_recover_held(&held, root)) {
        return -1; // not whole
    }
    for (int i = 1; i <= VERSIONS; i++) {
        if (strcmp(held.version, versions[i]) == 0) {
            return i;
        }
    }
    return -2;
}

// What the kiosk shows when it starts now; then the update to the last
// version has to succeed.
static int
show_after(const struct drop *drop, const char *state,
           const struct om_site *site)
{
    static const struct om_disk disk = { 0 };
    struct om_update *update = start(state, site, &disk);
    int shown = version_of(om_update_root(update));
    om_update_destroy(update);
    char *packs = om_path_join(state, "packs");
    clean(packs, &disk);
    stage(drop, packs, site, &disk, VERSIONS);
    update = start(state, site, &disk);
    if (om_update_is_ready(update)) {
        om_update_swap(update, 0);
    }
    int at_last = version_of(om_update_root(update));
    om_update_destroy(update);
    free(packs);
    return at_last == VERSIONS ? shown : -3;
}

static void
check_shown(const struct record *record, size_t stop, int shown,
            const char *what)
{
    const struct mark *mark = &record->marks[0];
    for (size_t i = 0; i < record->mark_count; i++) {
        if (record->marks[i].from <= stop) {
            mark = &record->marks[i];
        }
    }
    if (shown != mark->one && shown != mark->other) {
        fail_msg("%s at change %zu: version %d is shown, expected %d or %d",
                 what, stop, shown, mark->one, mark->other);
    }
}

// -- the tests ----------------------------------------------------------------

static const struct om_site site = { .keep = KEEP,
                                     .allow_unsigned = true,
                                     .poll = 60 };

static int
make_packs(void **state)
{
    struct drop *drop = om_alloc(sizeof(*drop));
    drop_begin(drop);
    for (int i = 1; i <= VERSIONS; i++) {
        char name[8];
        snprintf(name, sizeof(name), "v%d", i);
        drop_pack(drop, name, versions[i]);
    }
    *state = drop;
    return 0;
}

static int
remove_packs(void **state)
{
    drop_end(*state);
    free(*state);
    return 0;
}

static struct record *
new_record(struct drop *drop)
{
    struct record *record = om_alloc(sizeof(*record));
    memset(record, 0, sizeof(*record));
    record->drop = drop;
    record->tape.stop_at = SIZE_MAX;
    return record;
}

static struct record *
whole_run(struct drop *drop, const char *state)
{
    struct record *record = new_record(drop);
    run_updates(record, state, &site);
    return record;
}

static void
killed_at_every_change(void **state)
{
    struct drop *drop = *state;
    struct record *whole = whole_run(drop, drop_at(drop, "whole"));
    size_t tried = 0;
    for (size_t stop = 0; stop < whole->tape.count; stop++) {
        char *folder = om_strdup(drop_at(drop, "killed"));
        pid_t child = fork();
        if (child == 0) {
            struct record *record = new_record(drop);
            record->tape.stop_at = stop;
            run_updates(record, folder, &site);
            _exit(1); // it was to end before
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
        check_shown(whole, stop, show_after(drop, folder, &site), "killed");
        drop_run("rm -rf %s", folder);
        free(folder);
        tried++;
    }
    print_message("killed at %zu changes\n", tried);
    assert_true(tried >= 200);
    finish_record(whole);
}

static void
cut_at_every_change(void **state)
{
    struct drop *drop = *state;
    struct record *whole = whole_run(drop, drop_at(drop, "cut-from"));
    struct view *view = resolve(&whole->tape, drop_at(drop, "cut-from/packs"));
    size_t tried = 0;
    for (size_t stop = 0; stop <= whole->tape.count; stop++) {
        for (enum luck luck = 0; luck < LUCK_COUNT; luck++) {
            char *folder = om_strdup(drop_at(drop, "cut"));
            char *packs = om_path_join(folder, "packs");
            mkdir(folder, 0700);
            make_disk(&whole->tape, view, stop, luck, packs);
            check_shown(whole, stop, show_after(drop, folder, &site), "cut");
            drop_run("rm -rf %s", folder);
            free(packs);
            free(folder);
            tried++;
        }
    }
    print_message("cut %zu times at %zu changes\n", tried,
                  whole->tape.count + 1);
    free_view(view);
    finish_record(whole);
}

// The test can see: with one kind of sync left out, it finds what was lost.
static void
a_disk_without_syncs_is_noticed(void **state)
{
    struct drop *drop = *state;
    struct record *whole = whole_run(drop, drop_at(drop, "blind-from"));
    for (size_t i = 0; i < whole->tape.count; i++) {
        if (whole->tape.changes[i].event.change == OM_DISK_SYNC) {
            whole->tape.changes[i].event.change =
                OM_DISK_SYNC_FOLDER; // of nothing
        }
    }
    struct view *view =
        resolve(&whole->tape, drop_at(drop, "blind-from/packs"));
    char *folder = om_strdup(drop_at(drop, "blind"));
    char *packs = om_path_join(folder, "packs");
    mkdir(folder, 0700);
    make_disk(&whole->tape, view, whole->tape.count, LOSES_ALL, packs);
    struct om_update *update =
        start(folder, &site, &(const struct om_disk){ 0 });
    assert_int_not_equal(version_of(om_update_root(update)), VERSIONS);
    om_update_destroy(update);
    free(packs);
    free(folder);
    free_view(view);
    finish_record(whole);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_at_every_change),
        cmocka_unit_test(cut_at_every_change),
        cmocka_unit_test(a_disk_without_syncs_is_noticed),
    };
    return cmocka_run_group_tests_name("updatecut", tests, make_packs,
                                       remove_packs);
}
