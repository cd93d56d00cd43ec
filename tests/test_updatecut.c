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

#include "update/machine.h"
#include "update/recover.h"
#include "update/stage.h"
#include "update/update.h"

#include <fcntl.h>
#include <sys/wait.h>

enum { CHANGES_MAX = 4000, NODES_MAX = 4000, VERSIONS = 4, KEEP = 2 };

static const char *const versions[VERSIONS + 1] = { NULL, "1.0.0", "1.1.0",
                                                    "1.2.0", "1.10.0" };

// What may be on screen from a change on: two versions, 0 for none.
struct mark {
    size_t from;
    int one, other;
};

struct change {
    struct om_disk_event event; // strings and bytes owned
    size_t folder, node;        // of the name that changes, and what it names
    size_t to_folder;           // RENAME
    const char *name, *to_name; // within event's strings
};

struct node {
    bool folder;
};

struct record {
    struct drop *drop;
    struct change changes[CHANGES_MAX];
    size_t count;
    size_t stop_at; // ends the program before this one; SIZE_MAX: never
    struct mark marks[64];
    size_t mark_count;
};

// -- the run ------------------------------------------------------------------

static int
take_change(void *context, const struct om_disk_event *event)
{
    struct record *record = context;
    if (record->count == record->stop_at) {
        _exit(0); // as kill -9: nothing is tidied up
    }
    if (record->count == CHANGES_MAX) {
        abort();
    }
    struct change *change = &record->changes[record->count++];
    change->event = *event;
    change->event.path = om_strdup(event->path);
    change->event.to = event->to ? om_strdup(event->to) : NULL;
    if (event->bytes) {
        void *bytes = om_alloc(event->length + 1);
        memcpy(bytes, event->bytes, event->length);
        change->event.bytes = bytes;
    }
    return 0;
}

static void
may_show(struct record *record, int one, int other)
{
    record->marks[record->mark_count++] =
        (struct mark){ record->count, one, other };
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
    struct om_disk disk = { take_change, record };
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
    for (size_t i = 0; i < record->count; i++) {
        free((char *) record->changes[i].event.path);
        free((char *) record->changes[i].event.to);
        free((void *) record->changes[i].event.bytes);
    }
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

// -- a disk that forgets ------------------------------------------------------

struct view {
    // the names as the program saw them, in order of appearance
    struct entry {
        char *path; // NULL: gone
        size_t node;
    } entries[NODES_MAX];
    size_t count;
    struct node nodes[NODES_MAX];
    size_t node_count;
};

static size_t
node_at(const struct view *view, const char *path)
{
    for (size_t i = view->count; i-- > 0;) {
        if (view->entries[i].path && strcmp(view->entries[i].path, path) == 0) {
            return view->entries[i].node;
        }
    }
    return SIZE_MAX;
}

static void
forget(struct view *view, const char *path)
{
    for (size_t i = 0; i < view->count; i++) {
        if (view->entries[i].path && strcmp(view->entries[i].path, path) == 0) {
            free(view->entries[i].path);
            view->entries[i].path = NULL;
        }
    }
}

static size_t
add_node(struct view *view, const char *path, bool folder)
{
    assert_true(view->count < NODES_MAX && view->node_count < NODES_MAX);
    forget(view, path);
    view->nodes[view->node_count].folder = folder;
    view->entries[view->count++] =
        (struct entry){ om_strdup(path), view->node_count };
    return view->node_count++;
}

static size_t
parent_of(const struct view *view, const char *path, const char **name)
{
    const char *slash = strrchr(path, '/');
    char folder[DROP_PATH];
    snprintf(folder, sizeof(folder), "%.*s", (int) (slash - path), path);
    *name = slash + 1;
    return node_at(view, folder);
}

static void
rename_all(struct view *view, const char *from, const char *to)
{
    size_t length = strlen(from);
    forget(view, to);
    for (size_t i = 0; i < view->count; i++) {
        char *path = view->entries[i].path;
        if (path && strncmp(path, from, length) == 0
            && (path[length] == '\0' || path[length] == '/')) {
            struct om_text moved = { 0 };
            om_text_print(&moved, "%s%s", to, path + length);
            free(path);
            view->entries[i].path = moved.data;
        }
    }
}

// Which node each change is about, whatever it is called later.
static void
resolve(struct record *record, struct view *view, const char *packs)
{
    add_node(view, packs, true);
    for (size_t i = 0; i < record->count; i++) {
        struct change *change = &record->changes[i];
        const char *path = change->event.path;
        change->folder = parent_of(view, path, &change->name);
        change->node = node_at(view, path);
        switch (change->event.change) {
            case OM_DISK_FOLDER:
                if (change->node == SIZE_MAX) {
                    change->node = add_node(view, path, true);
                }
                break;
            case OM_DISK_CREATE:
                change->node = add_node(view, path, false);
                break;
            case OM_DISK_RENAME:
                change->to_folder =
                    parent_of(view, change->event.to, &change->to_name);
                rename_all(view, path, change->event.to);
                break;
            case OM_DISK_REMOVE:
                forget(view, path);
                break;
            default:
                break;
        }
        assert_int_not_equal(change->node, SIZE_MAX);
    }
}

static bool
is_synced(const struct record *record, size_t i, size_t stop)
{
    const struct change *change = &record->changes[i];
    bool write = change->event.change == OM_DISK_WRITE;
    size_t holder = write                                    ? change->node
                    : change->event.change == OM_DISK_RENAME ? change->to_folder
                                                             : change->folder;
    enum om_disk_change sync = write ? OM_DISK_SYNC : OM_DISK_SYNC_FOLDER;
    for (size_t k = i + 1; k < stop; k++) {
        if (record->changes[k].event.change == sync
            && record->changes[k].node == holder) {
            return true;
        }
    }
    return false;
}

enum luck { LOSES_ALL, LOSES_NONE, LOSES_SOME, LUCK_COUNT };

struct disk {
    struct {
        size_t folder, node;
        const char *name; // NULL: gone
    } names[NODES_MAX];
    size_t count;
    struct om_text bytes[NODES_MAX];
    unsigned seed;
};

static unsigned
chance(struct disk *disk, unsigned of)
{
    disk->seed = disk->seed * 1103515245 + 12345;
    return (disk->seed >> 16) % of;
}

static void
name_gone(struct disk *disk, size_t folder, const char *name)
{
    for (size_t i = 0; i < disk->count; i++) {
        if (disk->names[i].name && disk->names[i].folder == folder
            && strcmp(disk->names[i].name, name) == 0) {
            disk->names[i].name = NULL;
        }
    }
}

static void
name_is(struct disk *disk, size_t folder, const char *name, size_t node)
{
    name_gone(disk, folder, name);
    disk->names[disk->count].folder = folder;
    disk->names[disk->count].node = node;
    disk->names[disk->count++].name = name;
}

static void
add_bytes(struct disk *disk, const struct change *change, bool whole)
{
    static const char zeros[1 << 12];
    struct om_text *bytes = &disk->bytes[change->node];
    size_t length = change->event.length;
    unsigned way = whole ? 0 : chance(disk, 3);
    if (way == 1) { // the size came through, the bytes did not
        for (size_t left = length; left > 0;) {
            size_t piece = left < sizeof(zeros) ? left : sizeof(zeros);
            om_text_add(bytes, zeros, piece);
            left -= piece;
        }
    } else {
        om_text_add(bytes, change->event.bytes, way == 2 ? length / 2 : length);
    }
}

static void
keep(struct disk *disk, const struct change *change, bool synced)
{
    switch (change->event.change) {
        case OM_DISK_FOLDER:
        case OM_DISK_CREATE:
            name_is(disk, change->folder, change->name, change->node);
            break;
        case OM_DISK_WRITE:
            add_bytes(disk, change, synced);
            break;
        case OM_DISK_RENAME:
            name_gone(disk, change->folder, change->name);
            name_is(disk, change->to_folder, change->to_name, change->node);
            break;
        case OM_DISK_REMOVE:
            name_gone(disk, change->folder, change->name);
            break;
        default:
            break;
    }
}

// NOLINTNEXTLINE(misc-no-recursion)
static void
make_folder(const struct disk *disk, const struct view *view, size_t node,
            const char *path, unsigned depth)
{
    mkdir(path, 0700);
    for (size_t i = 0; i < disk->count && depth < 16; i++) {
        if (!disk->names[i].name || disk->names[i].folder != node) {
            continue;
        }
        char *inner = om_path_join(path, disk->names[i].name);
        size_t child = disk->names[i].node;
        if (view->nodes[child].folder) {
            make_folder(disk, view, child, inner, depth + 1);
        } else {
            drop_write(inner, om_text_get(&disk->bytes[child]),
                       disk->bytes[child].length);
        }
        free(inner);
    }
}

// The disk as it is found after a cut before change `stop`.
static void
make_disk(const struct record *record, const struct view *view, size_t stop,
          enum luck luck, const char *packs)
{
    struct disk *disk = om_alloc(sizeof(*disk));
    memset(disk, 0, sizeof(*disk));
    disk->seed = (unsigned) (stop * LUCK_COUNT + luck);
    for (size_t i = 0; i < stop; i++) {
        bool synced = luck == LOSES_NONE || is_synced(record, i, stop);
        if (synced || (luck == LOSES_SOME && chance(disk, 2))) {
            keep(disk, &record->changes[i], synced);
        }
    }
    make_folder(disk, view, 0, packs, 0);
    for (size_t i = 0; i < NODES_MAX; i++) {
        om_text_finish(&disk->bytes[i]);
    }
    free(disk);
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
    record->stop_at = SIZE_MAX;
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
    for (size_t stop = 0; stop < whole->count; stop++) {
        char *folder = om_strdup(drop_at(drop, "killed"));
        pid_t child = fork();
        if (child == 0) {
            struct record *record = new_record(drop);
            record->stop_at = stop;
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
    struct view *view = om_alloc(sizeof(*view));
    memset(view, 0, sizeof(*view));
    resolve(whole, view, drop_at(drop, "cut-from/packs"));
    size_t tried = 0;
    for (size_t stop = 0; stop <= whole->count; stop++) {
        for (enum luck luck = 0; luck < LUCK_COUNT; luck++) {
            char *folder = om_strdup(drop_at(drop, "cut"));
            char *packs = om_path_join(folder, "packs");
            mkdir(folder, 0700);
            make_disk(whole, view, stop, luck, packs);
            check_shown(whole, stop, show_after(drop, folder, &site), "cut");
            drop_run("rm -rf %s", folder);
            free(packs);
            free(folder);
            tried++;
        }
    }
    print_message("cut %zu times at %zu changes\n", tried, whole->count + 1);
    for (size_t i = 0; i < view->count; i++) {
        free(view->entries[i].path);
    }
    free(view);
    finish_record(whole);
}

// The test can see: with one kind of sync left out, it finds what was lost.
static void
a_disk_without_syncs_is_noticed(void **state)
{
    struct drop *drop = *state;
    struct record *whole = whole_run(drop, drop_at(drop, "blind-from"));
    for (size_t i = 0; i < whole->count; i++) {
        if (whole->changes[i].event.change == OM_DISK_SYNC) {
            whole->changes[i].event.change = OM_DISK_SYNC_FOLDER; // of nothing
        }
    }
    struct view *view = om_alloc(sizeof(*view));
    memset(view, 0, sizeof(*view));
    resolve(whole, view, drop_at(drop, "blind-from/packs"));
    char *folder = om_strdup(drop_at(drop, "blind"));
    char *packs = om_path_join(folder, "packs");
    mkdir(folder, 0700);
    make_disk(whole, view, whole->count, LOSES_ALL, packs);
    struct om_update *update =
        start(folder, &site, &(const struct om_disk){ 0 });
    assert_int_not_equal(version_of(om_update_root(update)), VERSIONS);
    om_update_destroy(update);
    free(packs);
    free(folder);
    for (size_t i = 0; i < view->count; i++) {
        free(view->entries[i].path);
    }
    free(view);
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
