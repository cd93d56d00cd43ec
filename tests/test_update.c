// The parts of an update by themselves: names, listings, the ledger, the
// machine's rules, and one pack on its way in, with everything that can be
// wrong with it or happen to it.
#include "drop.h"

#include "update/beneath.h"
#include "update/copy.h"
#include "update/junk.h"
#include "update/machine.h"
#include "update/page.h"
#include "update/recover.h"
#include "update/seal.h"
#include "update/stage.h"
#include "update/walk.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

static const struct om_disk real_disk = { 0 };

static const struct om_site open_site = { .keep = 3,
                                          .allow_unsigned = true,
                                          .poll = 60 };

// -- names --------------------------------------------------------------------

static void
leftovers_are_known_by_name(void **state)
{
    (void) state;
    static const struct {
        const char *name;
        enum om_junk junk;
    } rows[] = {
        { "pack.yaml", OM_JUNK_NOT },
        { "noa-1.mp4", OM_JUNK_NOT },
        { "conflict-1.mp4", OM_JUNK_NOT },
        { "partij.mp4", OM_JUNK_NOT },
        { ".DS_Store", OM_JUNK_LEFT },
        { "._noa-1.mp4", OM_JUNK_LEFT },
        { "Thumbs.db", OM_JUNK_LEFT },
        { "desktop.ini", OM_JUNK_LEFT },
        { "System Volume Information", OM_JUNK_LEFT },
        { "$RECYCLE.BIN", OM_JUNK_LEFT },
        { ".#noa.yaml", OM_JUNK_LEFT },
        { "noa.yaml~", OM_JUNK_LEFT },
        { ".noa.yaml.swp", OM_JUNK_LEFT },
        { "~$script.docx", OM_JUNK_LEFT },
        { ".goutputstream-AB12CD", OM_JUNK_TRANSFER },
        { ".stfolder", OM_JUNK_LEFT },
        { ".git", OM_JUNK_LEFT },
        { "OMSTANDER-UITSLAG.html", OM_JUNK_LEFT },
        { "OMSTANDER-UITSLAG.html.new", OM_JUNK_LEFT },
        { ".syncthing.noa-1.mp4.tmp", OM_JUNK_TRANSFER },
        { "~syncthing~noa-1.mp4.tmp", OM_JUNK_TRANSFER },
        { ".noa-1.mp4.Xa3dE1", OM_JUNK_TRANSFER },
        { "noa-1.mp4.part", OM_JUNK_TRANSFER },
        { "noa-1.mp4.filepart", OM_JUNK_TRANSFER },
        { "noa-1.mp4.crdownload", OM_JUNK_TRANSFER },
        { "noa.sync-conflict-20261101-120000-ABCDEFG.yaml", OM_JUNK_CONFLICT },
        { "noa (conflicted copy 2026-11-01).yaml", OM_JUNK_CONFLICT },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (om_junk_of(rows[i].name) != rows[i].junk) {
            fail_msg("%s: %d, expected %d", rows[i].name,
                     om_junk_of(rows[i].name), rows[i].junk);
        }
    }
}

static void
versions_have_an_order(void **state)
{
    (void) state;
    static const char *const ascending[] = { "0.9.9", "1.0.0",  "1.0.1",
                                             "1.2.0", "1.10.0", "2.0.0",
                                             "10.0.0" };
    enum { COUNT = sizeof(ascending) / sizeof(ascending[0]) };
    for (int a = 0; a < COUNT; a++) {
        for (int b = 0; b < COUNT; b++) {
            int order = om_version_compare(ascending[a], ascending[b]);
            order = order > 0 ? 1 : order < 0 ? -1 : 0;
            int expected = a > b ? 1 : a < b ? -1 : 0;
            if (order != expected) {
                fail_msg("%s %s: %d", ascending[a], ascending[b], order);
            }
        }
    }
    assert_int_equal(om_version_compare("1.02.0", "1.2.0"), 0);
}

// -- listings -----------------------------------------------------------------

static void
a_listing_comes_back(void **state)
{
    (void) state;
    struct om_listing listing = { 0 }, again;
    om_listing_add(&listing, "pack.yaml", 12)->hash[0] = 7;
    om_listing_add(&listing, "clips/één film.mp4", 3000000000);
    om_listing_sort(&listing);
    struct om_text text = { 0 }, second = { 0 };
    om_listing_print(&listing, &text);
    unsigned line;
    assert_true(om_listing_parse(&again, text.data, text.length, &line));
    om_listing_print(&again, &second);
    assert_string_equal(text.data, second.data);
    assert_non_null(om_listing_find(&again, "pack.yaml"));
    assert_null(om_listing_find(&again, "pack"));
    for (size_t cut = 0; cut < text.length; cut++) {
        struct om_listing part;
        if (om_listing_parse(&part, text.data, cut, &line)) {
            // whole lines are a listing, of fewer files
            assert_true(part.count < listing.count);
            om_listing_finish(&part);
        }
    }
    om_text_finish(&text);
    om_text_finish(&second);
    om_listing_finish(&again);
    om_listing_finish(&listing);
}

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

static void
a_listing_trusts_nothing(void **state)
{
    (void) state;
    static const char *const bad[] = {
        ZEROS " 1 ../x\n",
        ZEROS " 1 /x\n",
        ZEROS " 1 a/../x\n",
        ZEROS " 1 ./x\n",
        ZEROS " 1 a//x\n",
        ZEROS " 1 a/\n",
        ZEROS " 1 \n",
        ZEROS " x\n",
        ZEROS " -1 x\n",
        ZEROS "  x\n",
        "00 1 x\n",
        ZEROS " 1 a\\b\n",
        ZEROS " 1 a\x01\n",
        ZEROS " 1 b\n" ZEROS " 1 a\n",
        ZEROS " 1 a\n" ZEROS " 1 a\n",
        ZEROS " 1 x",
        ZEROS " 1111111111111 x\n",
        "x\n",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct om_text text = { 0 };
        om_text_print(&text, "# omstander manifest 1\n%s", bad[i]);
        struct om_listing listing;
        unsigned line = 0;
        if (om_listing_parse(&listing, text.data, text.length, &line)) {
            fail_msg("taken: %s", bad[i]);
        }
        assert_true(line >= 2);
        om_text_finish(&text);
    }
}

// -- the ledger ---------------------------------------------------------------

static struct om_held
held_of(const char *id, const char *version, uint8_t first)
{
    struct om_held held = { .date = "-" };
    snprintf(held.id, sizeof(held.id), "%s", id);
    snprintf(held.version, sizeof(held.version), "%s", version);
    held.identity[0] = first;
    om_held_name(&held);
    return held;
}

static struct om_ledger
full_ledger(void)
{
    struct om_ledger ledger = { 0 };
    for (uint8_t i = 1; i <= 5; i++) {
        char version[8];
        snprintf(version, sizeof(version), "1.%u.0", i);
        struct om_held held = held_of("klein", version, i);
        held.is_signed = i == 2;
        om_ledger_try(&ledger, &held);
        if (i == 4) {
            om_ledger_fail(&ledger, "load");
        } else {
            om_ledger_pass(&ledger, 3);
        }
    }
    uint8_t fingerprint[OM_HASH_SIZE] = { 9 };
    om_ledger_see(&ledger, "/srv/een map/pakket", fingerprint);
    struct om_held trial = held_of("klein", "2.0.0", 6);
    om_ledger_try(&ledger, &trial);
    om_ledger_start(&ledger, "boot-1");
    return ledger;
}

static void
a_ledger_comes_back_or_is_refused(void **state)
{
    (void) state;
    struct om_ledger ledger = full_ledger(), again;
    struct om_text text = { 0 }, second = { 0 };
    om_ledger_print(&ledger, &text);
    assert_true(om_ledger_parse(&again, text.data, text.length));
    om_ledger_print(&again, &second);
    assert_string_equal(text.data, second.data);
    assert_int_equal(again.good_count, 3);
    assert_int_equal(again.bad_count, 1);
    assert_true(again.has_base);
    for (size_t i = 0; i < text.length; i++) {
        if (om_ledger_parse(&again, text.data, i)) {
            fail_msg("%zu bytes of a ledger were taken", i);
        }
        text.data[i] ^= 1;
        if (om_ledger_parse(&again, text.data, text.length)) {
            fail_msg("a wrong byte %zu was not noticed", i);
        }
        text.data[i] ^= 1;
    }
    om_text_finish(&text);
    om_text_finish(&second);
}

static void
the_last_good_ones_are_kept(void **state)
{
    (void) state;
    struct om_ledger ledger = full_ledger();
    assert_string_equal(om_ledger_current(&ledger)->version, "2.0.0");
    assert_string_equal(ledger.good[0].version, "1.5.0");
    assert_string_equal(ledger.good[1].version, "1.3.0");
    assert_string_equal(ledger.good[2].version, "1.2.0");
    assert_true(om_ledger_keeps(&ledger, ledger.good[2].name));
    assert_false(om_ledger_keeps(&ledger, held_of("klein", "1.1.0", 1).name));
    // 1.2.0 is the signed base, 1.5.0 what the trial falls back on
    assert_true(om_ledger_drop_oldest(&ledger));
    assert_string_equal(ledger.good[1].version, "1.2.0");
    assert_false(om_ledger_drop_oldest(&ledger));
    om_ledger_fail(&ledger, "load");
    assert_string_equal(om_ledger_current(&ledger)->version, "1.5.0");
    struct om_held failed = held_of("klein", "2.0.0", 6);
    assert_int_equal(om_ledger_judge(&ledger, &failed, true), OM_VERDICT_BAD);
}

static void
crashes_on_trial_are_counted(void **state)
{
    (void) state;
    static const struct {
        const char *what;
        const char *boots[6]; // of each start; "+" before: ended cleanly before
        int failed_at;        // which start rolls back; -1: none
    } rows[] = {
        { "two crashes", { "a", "a", "a" }, 2 },
        { "four power cuts", { "a", "b", "c", "d", "e" }, 4 },
        { "a crash and two cuts", { "a", "a", "b", "c" }, 3 },
        { "clean ends", { "a", "+a", "+a", "+b", "+b", "+b" }, -1 },
        { "three power cuts", { "a", "b", "c", "d" }, -1 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_ledger ledger = { 0 };
        struct om_held held = held_of("klein", "1.0.0", 1);
        om_ledger_try(&ledger, &held);
        int failed_at = -1;
        for (int k = 0; k < 6 && rows[i].boots[k]; k++) {
            const char *boot = rows[i].boots[k];
            if (boot[0] == '+') {
                om_ledger_stop(&ledger);
                boot++;
            }
            if (om_ledger_start(&ledger, boot)) {
                failed_at = k;
            }
        }
        if (failed_at != rows[i].failed_at) {
            fail_msg("%s: rolled back at start %d, expected %d", rows[i].what,
                     failed_at, rows[i].failed_at);
        }
    }
}

static void
older_versions_are_refused(void **state)
{
    (void) state;
    struct om_ledger ledger = { 0 };
    struct om_held good = held_of("klein", "1.2.0", 1);
    good.is_signed = true;
    snprintf(good.date, sizeof(good.date), "2026-05-01T10:00:00Z");
    om_ledger_try(&ledger, &good);
    om_ledger_pass(&ledger, 3);
    static const struct {
        const char *id, *version, *date;
        bool allow;
        enum om_verdict verdict;
    } rows[] = {
        { "klein", "1.3.0", NULL, false, OM_VERDICT_NEW },
        { "klein", "1.10.0", NULL, false, OM_VERDICT_NEW },
        { "klein", "1.2.0", NULL, false, OM_VERDICT_NEW }, // edited
        { "klein", "1.1.9", NULL, false, OM_VERDICT_OLDER },
        { "klein", "1.1.9", NULL, true, OM_VERDICT_NEW },
        { "ander", "0.1.0", NULL, false, OM_VERDICT_NEW },
        { "klein", "1.2.0", "2026-06-01T10:00:00Z", false, OM_VERDICT_NEW },
        { "klein", "1.2.0", "2026-04-01T10:00:00Z", false, OM_VERDICT_OLDER },
        { "klein", "1.3.0", "2026-04-01T10:00:00Z", false, OM_VERDICT_NEW },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_held held = held_of(rows[i].id, rows[i].version, 2);
        if (rows[i].date) {
            held.is_signed = true;
            snprintf(held.date, sizeof(held.date), "%s", rows[i].date);
        }
        enum om_verdict verdict =
            om_ledger_judge(&ledger, &held, rows[i].allow);
        if (verdict != rows[i].verdict) {
            fail_msg("row %zu: %d, expected %d", i, verdict, rows[i].verdict);
        }
    }
    assert_int_equal(om_ledger_judge(&ledger, &good, false), OM_VERDICT_SAME);
    // another pack in between does not make one forget
    struct om_held other = held_of("ander", "1.0.0", 3);
    om_ledger_try(&ledger, &other);
    om_ledger_pass(&ledger, 3);
    struct om_held old = held_of("klein", "1.1.0", 4);
    assert_int_equal(om_ledger_judge(&ledger, &old, false), OM_VERDICT_OLDER);
}

// -- the machine --------------------------------------------------------------

struct play {
    struct om_machine machine;
    struct om_ledger ledger;
    om_tick now;
    struct om_candidate found[3];
    size_t found_count;
    enum om_outcome answer; // to what is staged
    struct om_held held;
    int staged, restarts;
    enum om_outcome told[32];
    size_t told_count;
};

static void play_event(struct play *play, struct om_machine_event event);

static void
play_effects(struct play *play, struct om_machine_effects effects)
{
    if (effects.tell && play->told_count < 32) {
        play->told[play->told_count++] = play->machine.outcome;
    }
    play->restarts += effects.restart;
    if (effects.scan) {
        play->now += OM_MS(10);
        play_event(play, (struct om_machine_event){ .kind = OM_MACHINE_SCANNED,
                                                    .found = play->found,
                                                    .found_count =
                                                        play->found_count });
    }
    if (effects.stage) {
        play->staged++;
        if (play->answer != OM_OUTCOME_NONE) {
            enum om_outcome answer = play->answer;
            play_event(play,
                       (struct om_machine_event){ .kind = OM_MACHINE_STAGED,
                                                  .outcome = answer,
                                                  .held = &play->held });
        }
    }
}

static void
play_event(struct play *play, struct om_machine_event event)
{
    play_effects(play, om_machine_step(&play->machine, &play->ledger, &event,
                                       play->now));
}

static void
play_kind(struct play *play, enum om_machine_event_kind kind)
{
    play_event(play, (struct om_machine_event){ .kind = kind, .why = "test" });
}

// Lets time pass, a step at a time.
static void
play_until(struct play *play, om_tick end)
{
    while (play->now < end) {
        om_tick due = om_machine_deadline(&play->machine, &play->ledger);
        play->now = due < end ? (due > play->now ? due : play->now + 1) : end;
        play_kind(play, OM_MACHINE_TICK);
    }
}

static struct play
new_play(void)
{
    static const struct om_site site = {
        .content = "/c", .stick = "/s", .poll = 60, .keep = 3
    };
    struct play play = { .answer = OM_OUTCOME_READY,
                         .held = held_of("klein", "1.0.0", 1) };
    om_machine_init(&play.machine, &site, &play.ledger, 0);
    return play;
}

static void
lay(struct play *play, size_t index, const char *source, bool stick,
    uint8_t content)
{
    play->found[index] = (struct om_candidate){ .stick = stick };
    snprintf(play->found[index].source, sizeof(play->found[index].source), "%s",
             source);
    play->found[index].fingerprint[0] = content;
    play->found_count = index + 1;
}

static void
a_pack_goes_live(void **state)
{
    (void) state;
    struct play play = new_play();
    play_until(&play, OM_S(5));
    assert_int_equal(play.staged, 0);
    lay(&play, 0, "/c", false, 1);
    play_kind(&play, OM_MACHINE_HINT);
    play_until(&play, OM_S(14));
    assert_int_equal(play.staged, 0); // it has not rested yet
    play_until(&play, OM_S(17));
    assert_int_equal(play.staged, 1);
    assert_true(play.machine.is_ready);
    assert_null(om_ledger_current(&play.ledger)); // a visitor is there
    play_until(&play, OM_S(1000));
    assert_int_equal(play.staged, 1);
    assert_null(om_ledger_current(&play.ledger));
    play_kind(&play, OM_MACHINE_ATTRACT);
    assert_true(play.ledger.on_trial);
    play_until(&play, OM_S(1599));
    assert_true(play.ledger.on_trial);
    play_until(&play, OM_S(1601));
    assert_false(play.ledger.on_trial);
    assert_int_equal(play.ledger.good_count, 1);
    play_until(&play, OM_S(5000));
    assert_int_equal(play.staged, 1); // it lies there still
}

static void
it_waits_until_the_folder_rests(void **state)
{
    (void) state;
    struct play play = new_play();
    for (uint8_t i = 1; i < 100; i++) { // a copy that takes 300 s
        lay(&play, 0, "/c", false, i);
        play_until(&play, OM_S(3 * i));
    }
    assert_int_equal(play.staged, 0);
    play.found[0].transfer = true; // stalled, with a temporary file there
    play_until(&play, OM_S(340));
    assert_int_equal(play.staged, 0);
    play.found[0].transfer = false;
    play.found[0].fingerprint[0] = 200;
    play_until(&play, OM_S(360));
    assert_int_equal(play.staged, 1);
}

static void
a_stick_rests_for_a_shorter_time(void **state)
{
    (void) state;
    struct play play = new_play();
    lay(&play, 0, "/s/STICK", true, 1);
    play_until(&play, OM_S(5));
    assert_int_equal(play.staged, 1);
}

static void
of_two_packs_none_is_taken(void **state)
{
    (void) state;
    struct play play = new_play();
    lay(&play, 0, "/s/A", true, 1);
    lay(&play, 1, "/s/B", true, 2);
    play_until(&play, OM_S(100));
    assert_int_equal(play.staged, 0);
    assert_int_equal(play.told_count, 1);
    assert_int_equal(play.told[0], OM_OUTCOME_SEVERAL);
    play.found_count = 1; // one is pulled out
    play_until(&play, OM_S(120));
    assert_int_equal(play.staged, 1);
    assert_true(play.machine.is_ready);
}

static void
what_is_refused_is_not_tried_again(void **state)
{
    (void) state;
    static const struct {
        enum om_outcome outcome;
        int least, most; // times that it is staged in half an hour
    } rows[] = {
        { OM_OUTCOME_MISTAKES, 1, 1 }, { OM_OUTCOME_OLDER, 1, 1 },
        { OM_OUTCOME_BAD, 1, 1 },      { OM_OUTCOME_SAME, 1, 1 },
        { OM_OUTCOME_GONE, 10, 200 },  { OM_OUTCOME_CHANGED, 10, 200 },
        { OM_OUTCOME_FULL, 2, 4 },     { OM_OUTCOME_READ_ONLY, 2, 4 },
        { OM_OUTCOME_BROKEN, 3, 3 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct play play = new_play();
        play.answer = rows[i].outcome;
        lay(&play, 0, "/c", false, 1);
        play_until(&play, OM_S(1800));
        if (play.staged < rows[i].least || play.staged > rows[i].most) {
            fail_msg("%s: staged %d times",
                     om_outcome_row(rows[i].outcome)->code, play.staged);
        }
        play.answer = OM_OUTCOME_READY; // mended, and put there again
        lay(&play, 0, "/c", false, 2);
        play_until(&play, OM_S(2500));
        assert_true(play.machine.is_ready);
    }
}

static void
a_full_disk_costs_the_oldest_pack(void **state)
{
    (void) state;
    struct play play = new_play();
    for (uint8_t i = 1; i <= 3; i++) {
        struct om_held held = held_of("oud", "1.0.0", i);
        om_ledger_try(&play.ledger, &held);
        om_ledger_pass(&play.ledger, 3);
    }
    play.answer = OM_OUTCOME_FULL;
    lay(&play, 0, "/c", false, 1);
    play_until(&play, OM_S(30));
    assert_int_equal(play.staged, 2); // again, after one was dropped
    assert_int_equal(play.ledger.good_count, 2);
    assert_int_equal(play.told[play.told_count - 1], OM_OUTCOME_FULL);
}

static void
a_silent_stager_is_replaced(void **state)
{
    (void) state;
    struct play play = new_play();
    play.answer = OM_OUTCOME_NONE; // never answers
    lay(&play, 0, "/c", false, 1);
    play_until(&play, OM_S(3600));
    assert_int_equal(play.staged, 3);
    assert_int_equal(play.restarts, 3);
    assert_int_equal(play.told[play.told_count - 1], OM_OUTCOME_BROKEN);
}

static void
a_failed_trial_falls_back(void **state)
{
    (void) state;
    struct play play = new_play();
    lay(&play, 0, "/c", false, 1);
    play_until(&play, OM_S(20));
    play_kind(&play, OM_MACHINE_ATTRACT);
    for (int visit = 0; visit < 3; visit++) {
        play_kind(&play, OM_MACHINE_VISIT);
    }
    assert_false(play.ledger.on_trial);
    play.held = held_of("klein", "1.1.0", 2);
    lay(&play, 0, "/c", false, 2);
    play_until(&play, OM_S(100));
    play_kind(&play, OM_MACHINE_ATTRACT);
    assert_string_equal(om_ledger_current(&play.ledger)->version, "1.1.0");
    play_kind(&play, OM_MACHINE_FAILED);
    assert_string_equal(om_ledger_current(&play.ledger)->version, "1.0.0");
    assert_int_equal(play.machine.outcome, OM_OUTCOME_FAILED);
    play_until(&play, OM_S(5000));
    assert_int_equal(play.staged, 2);
    lay(&play, 0, "/c/elsewhere", false, 3); // the same, at another place
    play_until(&play, OM_S(5200));
    assert_int_equal(play.machine.outcome, OM_OUTCOME_BAD);
    assert_false(play.machine.is_ready);
}

// -- one pack on its way in ---------------------------------------------------

struct world {
    struct drop drop;
    char *pack, *packs;
    struct om_ledger ledger;
};

static int
make_world(void **state)
{
    struct world *world = om_alloc(sizeof(*world));
    memset(world, 0, sizeof(*world));
    drop_begin(&world->drop);
    world->pack = om_strdup(drop_pack(&world->drop, "pack", "1.0.0"));
    world->packs = om_strdup(drop_at(&world->drop, "state/packs"));
    assert_true(om_path_make_folder(world->packs));
    *state = world;
    return 0;
}

static int
remove_world(void **state)
{
    struct world *world = *state;
    drop_end(&world->drop);
    free(world->pack);
    free(world->packs);
    free(world);
    return 0;
}

struct result {
    struct om_staged staged;
    char codes[512]; // "E-U001 clips/x; …"
};

// Params but for what the world gives.
static struct result
stage_as(const struct world *world, struct om_stage_params *params)
{
    struct result result = { .codes = "" };
    struct om_findings findings = { 0 };
    params->source = world->pack;
    params->packs = world->packs;
    params->site = params->site ? params->site : &open_site;
    params->disk = params->disk ? params->disk : &real_disk;
    om_stage(params, &result.staged, &findings);
    for (size_t i = 0; i < findings.count; i++) {
        size_t length = strlen(result.codes);
        snprintf(result.codes + length, sizeof(result.codes) - length,
                 "%s%s %s", i ? "; " : "", findings.items[i].kind->code,
                 findings.items[i].file);
    }
    om_findings_finish(&findings);
    return result;
}

static struct result
stage_with(const struct world *world, const struct om_site *site,
           const struct om_disk *disk)
{
    return stage_as(world,
                    &(struct om_stage_params){ .site = site, .disk = disk });
}

static struct result
stage(const struct world *world)
{
    return stage_with(world, &open_site, &real_disk);
}

// Nothing half-done may be left, whatever the outcome.
static void
assert_nothing_staged(const struct world *world)
{
    assert_int_equal(
        drop_run("test -z \"$(ls %s/staging 2>/dev/null)\"", world->packs), 0);
}

static void
assert_outcome(const struct world *world, const struct result *result,
               enum om_outcome outcome, const char *codes)
{
    if (result->staged.outcome != outcome
        || strcmp(result->codes, codes) != 0) {
        fail_msg("%s [%s], expected %s [%s]",
                 om_outcome_row(result->staged.outcome)->code, result->codes,
                 om_outcome_row(outcome)->code, codes);
    }
    assert_nothing_staged(world);
}

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
        print_message("%zu: %s [%s]\n", i,
                      om_outcome_row(result.staged.outcome)->code,
                      result.codes);
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

// -- signatures ---------------------------------------------------------------

struct signer {
    struct om_secret_key key;
    char line[64];
};

static struct signer
make_signer(const struct world *world, const char *name)
{
    struct signer signer;
    assert_int_equal(drop_run("cd %s && minisign -G -W -p %s.pub -s %s.key"
                              " </dev/null >/dev/null",
                              world->drop.folder, name, name),
                     0);
    char file[32];
    size_t length;
    snprintf(file, sizeof(file), "%s.key", name);
    char *text = om_path_read(drop_at(&world->drop, file), 4096, &length);
    assert_int_equal(om_secret_key_parse(&signer.key, text, length, NULL),
                     OM_SIGN_GOOD);
    free(text);
    snprintf(file, sizeof(file), "%s.pub", name);
    text = om_path_read(drop_at(&world->drop, file), 4096, &length);
    snprintf(signer.line, sizeof(signer.line), "%.56s", strchr(text, '\n') + 1);
    free(text);
    return signer;
}

static void
sign(const struct world *world, const struct signer *signer, const char *id,
     const char *version, time_t now)
{
    int root = open(world->pack, O_RDONLY | O_DIRECTORY);
    struct om_walk walk;
    struct om_findings findings = { 0 };
    const char *where;
    om_walk(&walk, root, &findings);
    struct om_copy_params hash = { .source = root,
                                   .listing = &walk.listing,
                                   .disk = &real_disk };
    assert_int_equal(om_copy(&hash, &where), OM_COPY_DONE);
    struct om_seal_params seal = { .folder = world->pack,
                                   .listing = &walk.listing,
                                   .key = &signer->key,
                                   .id = id,
                                   .version = version,
                                   .now = now,
                                   .disk = &real_disk };
    assert_true(om_seal_write(&seal));
    om_walk_finish(&walk);
    close(root);
}

static void
only_what_was_signed_is_taken(void **state)
{
    struct world *world = *state;
    struct signer now = make_signer(world, "now");
    struct signer next = make_signer(world, "next");
    struct signer other = make_signer(world, "other");
    const struct om_site site = { .keep = 3,
                                  .keys = { now.line, next.line },
                                  .key_count = 2 };
    struct result result = stage_with(world, &site, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_MISTAKES,
                   "E-U010 MANIFEST.minisig");
    sign(world, &other, "klein", "1.0.0", 1800000000);
    result = stage_with(world, &site, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_MISTAKES,
                   "E-U011 MANIFEST.minisig");
    sign(world, &next, "klein", "1.0.0", 1800000000);
    result = stage_with(world, &site, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_READY, "");
    assert_true(result.staged.held.is_signed);
    assert_string_equal(result.staged.held.date, "2027-01-15T08:00:00Z");
    sign(world, &now, "klein", "1.0.1", 0); // a clock in 1970: no date
    result = stage_with(world, &site, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_MISTAKES,
                   "E-U016 MANIFEST.minisig");
    sign(world, &now, "klein", "1.0.0", 0);
    result = stage_with(world, &site, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_READY, "");
    assert_string_equal(result.staged.held.date, "-");
    drop_run("cd %s && echo >>music/thema.ogg && rm images/noa.svg"
             " && touch extra.txt && sed -i /poster:/d stories/noa.yaml",
             world->pack);
    result = stage_with(world, &site, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_MISTAKES,
                   "E-U015 extra.txt; E-U013 images/noa.svg; "
                   "E-U014 music/thema.ogg; E-U014 stories/noa.yaml");
}

// Whoever may change the films may not change whom a child calls.
static void
help_lines_come_from_a_signed_pack(void **state)
{
    struct world *world = *state;
    struct signer signer = make_signer(world, "base");
    const struct om_site site = { .keep = 3,
                                  .allow_unsigned = true,
                                  .keys = { signer.line },
                                  .key_count = 1 };
    struct result result = stage_with(world, &site, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_MISTAKES, "E-U018 help.yaml");
    sign(world, &signer, "klein", "1.0.0", 1800000000);
    result = stage_with(world, &site, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_READY, "");
    om_ledger_try(&world->ledger, &result.staged.held);
    om_ledger_pass(&world->ledger, 3);
    assert_true(om_ledger_save(&world->ledger, world->packs, &real_disk));
    drop_run("cd %s && rm MANIFEST* && sed -i 's/phone: .*/phone: \"666\"/'"
             " help.yaml && echo '# anders' >>stories/noa.yaml",
             world->pack);
    result = stage_with(world, &site, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_READY, "W-U017 help.yaml");
    assert_false(result.staged.held.is_signed);
    assert_int_equal(drop_run("cd %s && cmp -s %s/help.yaml %s/help.yaml"
                              " && ! cmp -s %s/help.yaml %s/help.yaml"
                              " && grep -q anders %s/stories/noa.yaml",
                              world->packs, result.staged.held.name,
                              world->ledger.base.name, result.staged.held.name,
                              world->pack, result.staged.held.name),
                     0);
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

// -- the page -----------------------------------------------------------------

static void
the_page_escapes_what_packs_say(void **state)
{
    (void) state;
    struct om_held pack = held_of("klein", "1.0.0", 1);
    struct om_findings findings = { 0 };
    static const struct om_finding_kind kind = { "E-X001", OM_SEVERITY_ERROR,
                                                 "‘{1}’ kan niet.",
                                                 "‘{1}’ cannot be." };
    om_findings_add(&findings, &kind, (struct om_mark){ "<b>.yaml", 3, 7 },
                    "<script>alert(\"1\")</script>", NULL, NULL);
    for (enum om_outcome outcome = 0; outcome < OM_OUTCOME_COUNT_; outcome++) {
        struct om_page page = { .outcome = outcome,
                                .source = "/media/<i>",
                                .pack = &pack,
                                .current = NULL,
                                .findings = &findings,
                                .where = "a&b",
                                .now = 0 };
        struct om_text text = { 0 };
        om_page_print(&page, &text);
        assert_null(strstr(text.data, "<script"));
        assert_null(strstr(text.data, "<i>"));
        assert_null(strstr(text.data, "<b>"));
        assert_null(strstr(text.data, "1970"));
        assert_non_null(strstr(text.data, "regel 3, plaats 7"));
        assert_non_null(strstr(text.data, om_outcome_row(outcome)->title));
        om_text_finish(&text);
    }
    om_findings_finish(&findings);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, make_world, remove_world)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leftovers_are_known_by_name),
        cmocka_unit_test(versions_have_an_order),
        cmocka_unit_test(a_listing_comes_back),
        cmocka_unit_test(a_listing_trusts_nothing),
        cmocka_unit_test(a_ledger_comes_back_or_is_refused),
        cmocka_unit_test(the_last_good_ones_are_kept),
        cmocka_unit_test(crashes_on_trial_are_counted),
        cmocka_unit_test(older_versions_are_refused),
        cmocka_unit_test(a_pack_goes_live),
        cmocka_unit_test(it_waits_until_the_folder_rests),
        cmocka_unit_test(a_stick_rests_for_a_shorter_time),
        cmocka_unit_test(of_two_packs_none_is_taken),
        cmocka_unit_test(what_is_refused_is_not_tried_again),
        cmocka_unit_test(a_full_disk_costs_the_oldest_pack),
        cmocka_unit_test(a_silent_stager_is_replaced),
        cmocka_unit_test(a_failed_trial_falls_back),
        IN_WORLD(a_good_pack_is_staged_whole),
        IN_WORLD(evil_folders_are_refused),
        IN_WORLD(nothing_is_opened_outside),
        IN_WORLD(a_pack_broken_at_any_byte_is_refused),
        IN_WORLD(a_stick_is_pulled_out_while_copying),
        IN_WORLD(the_check_has_the_last_word),
        IN_WORLD(a_full_or_broken_disk_at_every_change),
        IN_WORLD(only_what_was_signed_is_taken),
        IN_WORLD(help_lines_come_from_a_signed_pack),
        IN_WORLD(an_older_pack_is_not_even_copied),
        cmocka_unit_test(the_page_escapes_what_packs_say),
    };
    return cmocka_run_group_tests_name("update", tests, NULL, NULL);
}
