#include "clip/gate.h"
#include "clip/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// What decides about pictures, without a player: the clock and the gate; and
// what may come over the wire.

enum { MS = 1000 };

// -- the clock ----------------------------------------------------------------

static void
clock_counts_on_the_grid_of_the_rate(void **state)
{
    (void) state;
    static const struct {
        unsigned rate, scale;
        om_tick time;
        int64_t number;
        om_tick back; // time of that number
    } rows[] = {
        { 25, 1, 0, 0, 0 },
        { 25, 1, 38 * MS, 0, 0 },
        { 25, 1, 39 * MS, 0, 0 },
        { 25, 1, 39600, 1, 40 * MS }, // half a millisecond before means it
        { 25, 1, 40 * MS, 1, 40 * MS },
        { 25, 1, 79 * MS, 1, 40 * MS },
        { 25000, 1000, OM_S(2), 50, OM_S(2) },
        { 1000000, 39999, OM_S(2), 50, OM_S(2) }, // nearly 25
        { 30000, 1001, 500 * MS, 15, 500500 },
        { 2997, 100, OM_S(1), 29, OM_S(29) * 1001 / 30000 },
        { 24000, 1001, OM_S(2), 47, OM_S(47) * 1001 / 24000 },
        { 25, 2, 800 * MS, 10, 800 * MS },
        { 60, 1, OM_S(1), 60, OM_S(1) },
        { 1925, 78, 123 * MS, 123, 123 * MS }, // odd: milliseconds
        { 0, 0, 123 * MS, 123, 123 * MS },
        { 1, 0, 5 * MS, 5, 5 * MS },
        { 0, 1, 5 * MS, 5, 5 * MS },
        { 4000000000U, 1, 5 * MS, 5, 5 * MS },
        { 1, 4000000000U, 5 * MS, 5, 5 * MS },
        { 25, 1, OM_S(3600 * 24 * 7), 25LL * 3600 * 24 * 7,
          OM_S(3600 * 24 * 7) },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct om_clock clock;
        om_clock_init(&clock, rows[i].rate, rows[i].scale);
        int64_t number = om_clock_get_number(&clock, rows[i].time);
        if (number != rows[i].number
            || om_clock_get_time(&clock, number) != rows[i].back) {
            fail_msg("%u/%u at %lld: %lld (%lld), not %lld", rows[i].rate,
                     rows[i].scale, (long long) rows[i].time,
                     (long long) number,
                     (long long) om_clock_get_time(&clock, number),
                     (long long) rows[i].number);
        }
        clock.base = OM_S(1000);
        om_tick due = om_clock_get_due(&clock, number);
        om_tick third = om_clock_get_period(&clock) / 3;
        assert_int_equal(om_clock_get_nearest(&clock, due), number);
        assert_int_equal(om_clock_get_nearest(&clock, due - third), number);
        assert_int_equal(om_clock_get_nearest(&clock, due + third), number);
        om_tick start = om_clock_get_start(&clock, number);
        if (!clock.loose && number > 0) {
            assert_true(start > om_clock_get_time(&clock, number));
            assert_true(start < om_clock_get_time(&clock, number + 1));
        }
    }
}

// -- the gate -----------------------------------------------------------------

// What a player does, one per row, and what the gate is to say.
enum act {
    PICTURE, // taken 10 ms before `at`, dated `at` (0: no date)
    PAUSE,   // told to, at `at`; the player did so too
    RUN,
};

struct gate_row {
    enum act act;
    om_tick at; // ms
    bool dated, same;
    enum om_gate_verdict verdict;
    int64_t number; // `last` when shown, `kept_last` when kept
};

struct gate_case {
    const char *name;
    int64_t first, stop;
    unsigned rate;
    struct gate_row rows[12];
};

#define SHOWN(at, number) \
    { \
        PICTURE, at, true, false, OM_GATE_SHOW, number \
    }
#define KEPT(at, number) \
    { \
        PICTURE, at, true, false, OM_GATE_KEEP, number \
    }
#define AGAIN(at) \
    { \
        PICTURE, at, false, true, OM_GATE_IGNORE, 0 \
    }
#define FIRST(at, number) \
    { \
        PICTURE, at, false, false, OM_GATE_SHOW, number \
    }
#define RUNS(at) \
    { \
        RUN, at, false, false, 0, 0 \
    }
#define PAUSED(at) \
    { \
        PAUSE, at, false, false, 0, 0 \
    }

// The player begins at 1000 ms; run with base at + 10, so 0 is due at 1110.
static const struct gate_case gate_cases[] = {
    { "plays",
      0,
      INT64_MAX,
      25,
      { FIRST(1000, 0), AGAIN(1060), RUNS(1100), SHOWN(1150, 1), SHOWN(1190, 2),
        AGAIN(1250), SHOWN(1230, 3) } },
    { "leaves some out",
      0,
      INT64_MAX,
      25,
      { FIRST(1000, 0), RUNS(1100), SHOWN(1150, 1), SHOWN(1270, 4),
        SHOWN(1310, 5) } },
    { "goes on late, and jumps",
      0,
      INT64_MAX,
      25,
      { FIRST(1000, 0), RUNS(1100), SHOWN(1203, 1), SHOWN(1243, 2),
        SHOWN(1297, 3), SHOWN(1337, 4) } },
    { "stops at a cue and goes on",
      0,
      2,
      25,
      { FIRST(1000, 0), RUNS(1100), SHOWN(1150, 1), SHOWN(1190, 2),
        PAUSED(1191), KEPT(1230, 3), AGAIN(1290), RUNS(2191), AGAIN(2200),
        KEPT(2270, 4) } },
    { "the cue's picture is left out",
      0,
      2,
      25,
      { FIRST(1000, 0), RUNS(1100), SHOWN(1150, 1), KEPT(1230, 3) } },
    { "nothing moves at the cue",
      0,
      2,
      25,
      { FIRST(1000, 0),
        RUNS(1100),
        { PICTURE, 1150, true, true, OM_GATE_SHOW, 1 },
        { PICTURE, 1190, true, true, OM_GATE_SHOW, 2 } } },
    { "more pictures than the rate says",
      0,
      INT64_MAX,
      25,
      { FIRST(1000, 0), RUNS(1100), SHOWN(1150, 1), SHOWN(1151, 1),
        SHOWN(1190, 2) } },
    { "one on its way is shown behind a short pause",
      0,
      INT64_MAX,
      25,
      { FIRST(1000, 0), RUNS(1100), SHOWN(1150, 1), PAUSED(1180), RUNS(1182),
        SHOWN(1190, 2), SHOWN(1232, 3), SHOWN(1272, 4) } },
    { "the last one comes again behind a pause",
      0,
      INT64_MAX,
      25,
      { FIRST(1000, 0),
        RUNS(1100),
        SHOWN(1150, 1),
        PAUSED(1155),
        RUNS(1655),
        { PICTURE, 1667, true, true, OM_GATE_IGNORE, 0 },
        SHOWN(1707, 2) } },
    { "the next one comes early behind a pause",
      0,
      INT64_MAX,
      25,
      { FIRST(1000, 0),
        RUNS(1100),
        SHOWN(1150, 1),
        PAUSED(1155),
        RUNS(1655),
        { PICTURE, 1670, false, false, OM_GATE_KEEP, 2 },
        { PICTURE, 1695, true, true, OM_GATE_IGNORE, 0 },
        SHOWN(1730, 3) } },
    { "the next one comes early only",
      0,
      INT64_MAX,
      25,
      { FIRST(1000, 0),
        RUNS(1100),
        SHOWN(1150, 1),
        PAUSED(1155),
        RUNS(1655),
        { PICTURE, 1670, false, false, OM_GATE_KEEP, 2 },
        SHOWN(1730, 3) } },
    { "odd rates go by the milliseconds",
      0,
      85,
      0,
      { FIRST(1000, 0), RUNS(1100), SHOWN(1133, 23), SHOWN(1190, 80),
        KEPT(1200, 90) } },
};

static void
gate_numbers_pictures_by_their_dates(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(gate_cases) / sizeof(*gate_cases); i++) {
        const struct gate_case *c = &gate_cases[i];
        struct om_clock clock;
        struct om_gate gate;
        om_clock_init(&clock, c->rate, 1);
        om_gate_init(&gate, &clock, c->first);
        bool started = false;
        for (size_t k = 0; k < 12 && c->rows[k].at; k++) {
            const struct gate_row *row = &c->rows[k];
            om_tick at = OM_MS(row->at);
            if (row->act == PAUSE) {
                om_gate_set_paused(&gate, at);
                continue;
            }
            if (row->act == RUN) {
                om_gate_set_running(&gate, at,
                                    started ? OM_NEVER : at + OM_MS(10));
                started = true;
                gate.stop = k < 5 ? c->stop : 3;
                continue;
            }
            struct om_gate_picture picture = {
                .taken = at - OM_MS(10),
                .now = at,
                .date = row->dated ? at : OM_NEVER,
                .sound = OM_NEVER,
                .differs = !row->same,
            };
            enum om_gate_verdict verdict = om_gate_judge(&gate, &picture);
            int64_t number =
                verdict == OM_GATE_KEEP ? gate.kept_last : gate.last;
            if (verdict != row->verdict
                || (verdict != OM_GATE_IGNORE && number != row->number)) {
                fail_msg("%s, row %zu: verdict %d (not %d) of %lld (not %lld)",
                         c->name, k, verdict, row->verdict, (long long) number,
                         (long long) row->number);
            }
        }
    }
}

// In the middle: what comes first tells nothing, what comes next does.
static void
gate_finds_the_first_picture_wanted(void **state)
{
    (void) state;
    static const struct {
        const char *name;
        enum om_gate_place place;
        om_tick next; // its media time in ms; 0: none comes
        enum om_gate_verdict verdict;
        int64_t last; // passed by then
    } rows[] = {
        { "right away", OM_GATE_ANYWHERE, 1040, OM_GATE_SHOW, 25 },
        { "one too early", OM_GATE_ANYWHERE, 1000, OM_GATE_SHOW, -1 },
        { "two too early", OM_GATE_ANYWHERE, 960, OM_GATE_WAIT, -1 },
        { "some left out", OM_GATE_ANYWHERE, 1160, OM_GATE_SHOW, 28 },
        { "it is the one", OM_GATE_FIRST, 1040, OM_GATE_SHOW, 25 },
        { "some left out behind it", OM_GATE_FIRST, 1160, OM_GATE_SHOW, 25 },
        { "shown again", OM_GATE_FIRST, 1000, OM_GATE_SHOW, -1 },
        { "known to be early", OM_GATE_EARLY, 1000, OM_GATE_SHOW, -1 },
        { "and the one left out", OM_GATE_EARLY, 1040, OM_GATE_SHOW, -1 },
        { "and some more", OM_GATE_EARLY, 1160, OM_GATE_SHOW, -1 },
        { "and one more comes", OM_GATE_EARLY, 960, OM_GATE_WAIT, -1 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct om_clock clock;
        struct om_gate gate;
        om_clock_init(&clock, 25, 1);
        om_gate_init(&gate, &clock, 25);
        struct om_gate_picture picture = { .now = OM_S(50),
                                           .date = OM_NEVER,
                                           .sound = OM_NEVER,
                                           .differs = true,
                                           .place = rows[i].place };
        assert_true(om_gate_wants_place(&gate));
        assert_int_equal(om_gate_search(&gate, &picture), OM_GATE_WAIT);
        // 1010 ms, where it was to begin, is due in 10 ms
        picture.now = picture.date = OM_S(50) + OM_MS(10 + rows[i].next - 1010);
        enum om_gate_verdict verdict = om_gate_search(&gate, &picture);
        if (verdict != rows[i].verdict || gate.last != rows[i].last) {
            fail_msg("%s: %d (not %d), last %lld (not %lld)", rows[i].name,
                     verdict, rows[i].verdict, (long long) gate.last,
                     (long long) rows[i].last);
        }
    }
}

static void
gate_settles_when_nothing_more_comes(void **state)
{
    (void) state;
    struct om_clock clock;
    struct om_gate gate;
    om_clock_init(&clock, 25, 1);
    om_gate_init(&gate, &clock, 249);
    om_gate_settle(&gate);
    assert_int_equal(gate.last, 249);
    assert_false(gate.searching);
}

static void
gate_trusts_what_the_player_says_of_its_pauses(void **state)
{
    (void) state;
    struct om_clock clock;
    struct om_gate gate;
    om_clock_init(&clock, 25, 1);
    om_gate_init(&gate, &clock, 0);
    struct om_gate_picture picture = {
        .now = OM_S(1), .date = OM_NEVER, .sound = OM_NEVER, .differs = true
    };
    (void) om_gate_judge(&gate, &picture);
    om_gate_set_running(&gate, OM_S(1), OM_S(1) + OM_MS(10));
    picture.taken = picture.date = OM_S(1) + OM_MS(50);
    (void) om_gate_judge(&gate, &picture);
    // told at 1060 and 2060, heard by a starved player at 1100 and 2180;
    // pictures 2 and 3 are lost on the way
    om_gate_set_paused(&gate, OM_MS(1060));
    om_gate_note_pause(&gate, true, OM_MS(1100));
    om_gate_set_running(&gate, OM_MS(2060), OM_NEVER);
    om_gate_note_pause(&gate, false, OM_MS(2180));
    picture.taken = OM_MS(2200);
    picture.date = OM_MS(1050 + 3 * 40 + 1080);
    assert_int_equal(om_gate_judge(&gate, &picture), OM_GATE_SHOW);
    assert_int_equal(gate.last, 4);
}

// -- the wire -----------------------------------------------------------------

static void
wire_lets_only_sense_through(void **state)
{
    (void) state;
    static const struct {
        const char *name;
        struct om_wire_report report;
        bool good;
    } rows[] = {
        { "hello", { .kind = OM_WIRE_HELLO }, true },
        { "beat", { .kind = OM_WIRE_BEAT }, true },
        { "nothing", { .kind = 0 }, false },
        { "unknown", { .kind = OM_WIRE_BEAT + 1 }, false },
        { "frame", { OM_WIRE_FRAME, 1, 7, 640, 360, 0, 5, 5 }, true },
        { "largest", { OM_WIRE_FRAME, 1, 0, 4096, 2304, 0, 0, 0 }, true },
        { "no buffer", { OM_WIRE_FRAME, 1, 8, 640, 360, 0, 5, 5 }, false },
        { "odd", { OM_WIRE_FRAME, 1, 7, 641, 360, 0, 5, 5 }, false },
        { "flat", { OM_WIRE_FRAME, 1, 7, 640, 0, 0, 5, 5 }, false },
        { "wide", { OM_WIRE_FRAME, 1, 7, 4098, 360, 0, 5, 5 }, false },
        { "high", { OM_WIRE_FRAME, 1, 7, 640, 2306, 0, 5, 5 }, false },
        { "past", { OM_WIRE_FRAME, 1, 7, 640, 360, 0, -1, 5 }, false },
        { "future", { OM_WIRE_FRAME, 1, 7, 640, 360, 0, INT64_MAX, 5 }, false },
        { "due", { OM_WIRE_FRAME, 1, 7, 640, 360, 0, 5, INT64_MIN }, false },
        { "opened", { OM_WIRE_OPENED, 1, 0, 640, 360, 0, 5, 0 }, true },
        { "endless",
          { OM_WIRE_OPENED, 1, 0, 640, 360, 0, INT64_MAX, 0 },
          false },
        { "cue", { OM_WIRE_CUE, 1, 15, 0, 0, 0, 5, 0 }, true },
        { "no cue", { OM_WIRE_CUE, 1, 16, 0, 0, 0, 5, 0 }, false },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        size_t size = sizeof(rows[i].report);
        if (om_wire_check(&rows[i].report, size) != rows[i].good) {
            fail_msg("%s: not %d", rows[i].name, rows[i].good);
        }
        assert_false(om_wire_check(&rows[i].report, size - 1));
        assert_false(om_wire_check(&rows[i].report, 0));
    }
}

static void
wire_brings_commands_over_whole(void **state)
{
    (void) state;
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    static struct om_wire_command sent, got;
    sent = (struct om_wire_command){ .order = OM_WIRE_OPEN,
                                     .cue_count = OM_CLIP_CUES_MAX };
    memset(sent.path, 'x', OM_WIRE_PATH - 1);
    assert_true(om_wire_send_command(ends[0], &sent));
    assert_int_equal(om_wire_receive_command(ends[1], &got), 1);
    assert_string_equal(got.path, sent.path);
    size_t head = offsetof(struct om_wire_command, path);
    sent.path[3] = 'x'; // no end
    assert_int_equal(send(ends[0], &sent, head + 4, 0), head + 4);
    assert_int_equal(om_wire_receive_command(ends[1], &got), -1);
    assert_int_equal(send(ends[0], &sent, head - 1, 0), head - 1);
    assert_int_equal(om_wire_receive_command(ends[1], &got), -1);
    sent.cue_count = OM_CLIP_CUES_MAX + 1;
    sent.order = OM_WIRE_START;
    assert_true(om_wire_send_command(ends[0], &sent));
    assert_int_equal(om_wire_receive_command(ends[1], &got), -1);
    close(ends[0]);
    assert_int_equal(om_wire_receive_command(ends[1], &got), 0);
    close(ends[1]);
}

int
main(void)
{
#define FILM(name) \
    cmocka_unit_test_setup_teardown(name, set_up_bench, tear_down_bench)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clock_counts_on_the_grid_of_the_rate),
        cmocka_unit_test(gate_numbers_pictures_by_their_dates),
        cmocka_unit_test(gate_finds_the_first_picture_wanted),
        cmocka_unit_test(gate_settles_when_nothing_more_comes),
        cmocka_unit_test(gate_trusts_what_the_player_says_of_its_pauses),
        cmocka_unit_test(wire_lets_only_sense_through),
        cmocka_unit_test(wire_brings_commands_over_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
