// One pack on its way in, with everything that can be wrong with it or happen
// to it.
#include "held.h"
#include "stage_rig.h"

#include "update/beneath.h"
#include "update/copy.h"
#include "update/disk.h"
#include "update/ledger.h"
#include "update/listing.h"
#include "update/outcome.h"
#include "update/recover.h"
#include "update/stage.h"
#include "update/walk.h"

#include <fcntl.h>

static void
a_good_pack_is_staged_whole(void **state)
{
    const struct world *world = *state;
    drop_run("touch %s/.DS_Store %s/clips/Thumbs.db %s/noa.yaml~", world->pack,
             world->pack, world->pack);
    struct result result = stage(world);
    assert_outcome(world, &result, OM_OUTCOME_READY, "");
    struct om_held held;
    char *folder = om_path_join(world->packs, result.staged.held.name);
    assert_true(om_recover_held(&held, folder));
    assert_string_equal(held.name, result.staged.held.name);
    assert_int_equal(drop_run("diff -r -x '.*' -x '*~' -x Thumbs.db"
                              " -x MANIFEST %s %s",
                              world->pack, folder),
                     0);
    // one bit of a film, one file more, one file less
    drop_run("printf x | dd of=%s/clips/noa-1.mp4 conv=notrunc status=none",
             folder);
    assert_false(om_recover_held(&held, folder));
    free(folder);
}

static void
evil_folders_are_refused(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *make; // run in the pack
        const char *codes;
    } rows[] = {
        { "ln -s /etc/passwd clips/x.mp4", "E-U001 clips/x.mp4" },
        { "ln -s ../.. up", "E-U001 up" },
        { "mkfifo pipe", "E-U002 pipe" },
        { "touch 'a:b'", "E-U004 a:b" },
        { "touch \"$(printf 'a\\001b')\"", "E-U004 a?b" },
        { "touch \"$(printf 'a\\377b')\"", "E-U004 a?b" },
        { "touch \"$(printf 'x%.0s' $(seq 120))\"", NULL },
        { "touch 'punt.'", "E-U004 punt." },
        { "mkdir -p 1/2/3/4/5/6/7/8/9", "E-U005 1/2/3/4/5/6/7/8/9" },
        { "mkdir many; cd many; seq 2001 | xargs touch", "E-U006 " },
        { "mkdir most; cd most; seq 10500 | sed 's/$/~/' | xargs touch",
          "E-U006 " },
        { "truncate -s 9G clips/groot.mp4", "E-U007 " },
        { "touch 'noa.sync-conflict-20261101-120000-ABCDEFG.yaml'",
          "E-U008 noa.sync-conflict-20261101-120000-ABCDEFG.yaml" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        drop_run("rm -rf %s", world->pack);
        drop_pack(&world->drop, "pack", "1.0.0");
        assert_int_equal(drop_run("cd %s && (%s)", world->pack, rows[i].make),
                         0);
        struct result result = stage(world);
        assert_int_equal(result.staged.outcome, OM_OUTCOME_MISTAKES);
        if (rows[i].codes) {
            assert_outcome(world, &result, OM_OUTCOME_MISTAKES, rows[i].codes);
        }
    }
}

static void
nothing_is_opened_outside(void **state)
{
    const struct world *world = *state;
    drop_run("cd %s && ln -s /etc away && ln -s pack.yaml link"
             " && mkdir sub && ln -s ../pack.yaml sub/up",
             world->pack);
    static const struct {
        const char *path;
        int cause;
    } rows[] = {
        { "pack.yaml", 0 },
        { "clips/noa-1.mp4", 0 },
        { "../pack/pack.yaml", EXDEV },
        { "/etc/passwd", EXDEV },
        { "away/passwd", ELOOP },
        { "link", ELOOP },
        { "sub/up", ELOOP },
        { "clips/../../x", EXDEV },
        { "nowhere", ENOENT },
    };
    int root = open(world->pack, O_RDONLY | O_DIRECTORY);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        for (int way = 0; way < 2; way++) {
            errno = 0;
            int file =
                way ? om_beneath_open_by_parts(root, rows[i].path, O_RDONLY)
                    : om_beneath_open(root, rows[i].path, O_RDONLY);
            if ((file >= 0) != (rows[i].cause == 0)
                || (file < 0 && errno != rows[i].cause)) {
                fail_msg("%s, way %d: file %d, %s", rows[i].path, way, file,
                         strerror(errno));
            }
            if (file >= 0) {
                close(file);
            }
        }
    }
    close(root);
}

// A copy that breaks off at any byte, and a stick pulled out half-way: the
// last file is short, or it and those after it are not there.
static void
a_pack_broken_at_any_byte_is_refused(void **state)
{
    struct world *world = *state;
    static const char *const files[] = { "pack.yaml", "stories/noa.yaml",
                                         "help.yaml", "clips/noa-1.nl.vtt",
                                         "MANIFEST" };
    int root = open(world->pack, O_RDONLY | O_DIRECTORY);
    struct om_walk walk;
    struct om_findings findings = { 0 };
    om_walk(&walk, root, &findings);
    const char *where;
    struct om_copy_params hash = { .source = root,
                                   .listing = &walk.listing,
                                   .disk = &real_disk };
    assert_int_equal(om_copy(&hash, &where), OM_COPY_DONE);
    struct om_text manifest = { 0 };
    om_listing_print(&walk.listing, &manifest);
    drop_write(drop_at(&world->drop, "pack/MANIFEST"), manifest.data,
               manifest.length);
    om_text_finish(&manifest);
    om_walk_finish(&walk);
    close(root);
    struct result whole = stage(world);
    assert_outcome(world, &whole, OM_OUTCOME_READY, "");
    size_t tried = 0;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct om_text name = { 0 };
        om_text_print(&name, "pack/%s", files[i]);
        char *path = om_strdup(drop_at(&world->drop, name.data));
        om_text_finish(&name);
        size_t length;
        char *bytes = om_path_read(path, 1 << 20, &length);
        for (size_t cut = 0; cut < length; cut += 1 + cut / 37) {
            drop_write(path, bytes, cut);
            struct result result = stage(world);
            if (result.staged.outcome != OM_OUTCOME_MISTAKES) {
                fail_msg("%s cut at %zu: %s", files[i], cut,
                         om_outcome_row(result.staged.outcome)->code);
            }
            tried++;
        }
        unlink(path);
        struct result result = stage(world);
        assert_int_equal(result.staged.outcome,
                         strcmp(files[i], "MANIFEST") == 0
                             ? OM_OUTCOME_READY
                             : OM_OUTCOME_MISTAKES);
        drop_write(path, bytes, length);
        free(bytes);
        free(path);
    }
    print_message("broken at %zu places\n", tried);
    assert_nothing_staged(world);
}

static bool
remove_source(void *context, enum om_stage_step step, uint64_t bytes,
              uint64_t total)
{
    (void) total;
    if (step == OM_STAGE_COPYING && bytes > 100) {
        drop_run("rm -rf %s", (const char *) context);
    }
    return true;
}

static void
a_stick_is_pulled_out_while_copying(void **state)
{
    struct world *world = *state;
    struct om_staged staged;
    struct om_findings findings = { 0 };
    struct om_stage_params params = {
        .source = world->pack,
        .packs = world->packs,
        .site = &open_site,
        .disk = &real_disk,
        .progress = remove_source,
        .context = world->pack,
    };
    om_stage(&params, &staged, &findings);
    assert_true(staged.outcome == OM_OUTCOME_CHANGED
                || staged.outcome == OM_OUTCOME_GONE);
    assert_true(om_outcome_row(staged.outcome)->again);
    assert_nothing_staged(world);
    om_findings_finish(&findings);
}

// A check that says what a test wants to hear, and notes what it was asked.
struct checking {
    const struct world *world;
    unsigned count;
    char root[DROP_PATH]; // asked about last
    bool error, cannot, touches;
};

static bool
check_as_told(void *context, const char *root, struct om_findings *findings)
{
    static const struct om_finding_kind kinds[] = {
        { "W-X001", OM_SEVERITY_WARNING, "let op", "look" },
        { "E-X002", OM_SEVERITY_ERROR, "fout", "wrong" },
    };
    struct checking *checking = context;
    checking->count++;
    snprintf(checking->root, sizeof(checking->root), "%s", root);
    om_findings_add(findings, &kinds[0], (struct om_mark){ "a", 1, 1 }, NULL,
                    NULL, NULL);
    if (checking->error) {
        om_findings_add(findings, &kinds[1], (struct om_mark){ "b", 2, 2 },
                        NULL, NULL, NULL);
    }
    if (checking->touches) {
        drop_text(drop_at(&checking->world->drop, "pack/later.yaml"), "x");
    }
    return !checking->cannot;
}

static void
the_check_has_the_last_word(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *spoil; // run in the pack
        bool error, cannot, touches;
        enum om_outcome outcome;
        const char *codes;
        bool at_source;
    } rows[] = {
        { "true", false, false, false, OM_OUTCOME_READY, "W-X001 a", false },
        { "true", true, false, false, OM_OUTCOME_MISTAKES, "W-X001 a; E-X002 b",
          false },
        { "true", false, true, false, OM_OUTCOME_BROKEN, "W-X001 a", false },
        { "true", true, true, false, OM_OUTCOME_MISTAKES, "W-X001 a; E-X002 b",
          false },
        // mistakes in the words: not copied, and all of them are said
        { "echo x: >>pack.yaml", true, false, false, OM_OUTCOME_MISTAKES,
          "W-X001 a; E-X002 b", true },
        { "echo x: >>pack.yaml", true, false, true, OM_OUTCOME_CHANGED, "",
          true },
        // what only the walk knows of stays
        { "ln -s / up", false, false, false, OM_OUTCOME_MISTAKES, "E-U001 up",
          true },
        { "ln -s / up", true, false, false, OM_OUTCOME_MISTAKES,
          "W-X001 a; E-X002 b", true },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct checking checking = {
            world, 0, "", rows[i].error, rows[i].cannot, rows[i].touches
        };
        drop_run("rm -rf %s", world->pack);
        drop_pack(&world->drop, "pack", "1.0.0");
        drop_run("cd %s && %s", world->pack, rows[i].spoil);
        struct om_stage_params params = {
            .check = check_as_told,
            .context = &checking,
        };
        struct result result = stage_as(world, &params);
        assert_outcome(world, &result, rows[i].outcome, rows[i].codes);
        assert_int_equal(checking.count, 1);
        assert_int_equal(strcmp(checking.root, world->pack) == 0,
                         rows[i].at_source);
    }
}

struct trouble {
    size_t count, at;
    int cause;
};

static int
make_trouble(void *context, const struct om_disk_event *event)
{
    struct trouble *trouble = context;
    bool tidying = event->change == OM_DISK_REMOVE;
    return !tidying && trouble->count++ >= trouble->at ? trouble->cause : 0;
}

// Every change of the disk fails, once with each cause, from that one on.
static void
a_full_or_broken_disk_at_every_change(void **state)
{
    const struct world *world = *state;
    static const struct {
        int cause;
        enum om_outcome outcome;
    } rows[] = {
        { ENOSPC, OM_OUTCOME_FULL },
        { EDQUOT, OM_OUTCOME_FULL },
        { EROFS, OM_OUTCOME_READ_ONLY },
        { EIO, OM_OUTCOME_READ_ONLY },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t at = 0;
        for (;; at++) {
            struct trouble trouble = { .at = at, .cause = rows[i].cause };
            struct om_disk disk = { make_trouble, &trouble };
            struct result result = stage_with(world, &open_site, &disk);
            if (result.staged.outcome == OM_OUTCOME_READY) {
                break;
            }
            // after the last rename it is there, and merely not promised
            assert_int_equal(result.staged.outcome, rows[i].outcome);
            assert_nothing_staged(world);
        }
        assert_true(at > 40);
        drop_run("rm -rf %s/*@*", world->packs);
    }
}

static void
an_older_pack_is_not_even_copied(void **state)
{
    struct world *world = *state;
    struct om_held newer = held_of("klein", "1.5.0", 3);
    om_ledger_try(&world->ledger, &newer);
    om_ledger_pass(&world->ledger, 3);
    assert_true(om_ledger_save(&world->ledger, world->packs, &real_disk));
    struct trouble trouble = { .cause = EIO };
    struct om_disk disk = { make_trouble, &trouble };
    struct result result = stage_with(world, &open_site, &disk);
    assert_outcome(world, &result, OM_OUTCOME_OLDER, "");
    struct om_site allowed = open_site;
    allowed.allow_downgrade = true;
    result = stage_with(world, &allowed, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_READY, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_good_pack_is_staged_whole),
        IN_WORLD(evil_folders_are_refused),
        IN_WORLD(nothing_is_opened_outside),
        IN_WORLD(a_pack_broken_at_any_byte_is_refused),
        IN_WORLD(a_stick_is_pulled_out_while_copying),
        IN_WORLD(the_check_has_the_last_word),
        IN_WORLD(a_full_or_broken_disk_at_every_change),
        IN_WORLD(an_older_pack_is_not_even_copied),
    };
    return cmocka_run_group_tests_name("stage", tests, NULL, NULL);
}
