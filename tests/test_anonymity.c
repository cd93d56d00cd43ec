// What a visit leaves behind, in memory, in the state folder and in the log:
// nothing of its own.

#include "tally/tally.h"
#include "visit/visit.h"

#include "rounds.h"
#include "scratch.h"
#include "visits_rig.h"

#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h> // needs those above

// Under AddressSanitizer memory is not what it is in a kiosk: there are
// terabytes of it, and what was freed is kept.
#if !OM_TESTS_SANITIZED
enum { HITS_MAX = 4096 };

struct hits {
    uintptr_t at[HITS_MAX];
    size_t count;
};

// Every place in this process's writable memory where these bytes are. What is
// looked for is given upside down (each byte inverted), so that looking leaves
// no trace of it.
static void
scan(const unsigned char *inverted, size_t length, struct hits *hits)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    int memory = open("/proc/self/mem", O_RDONLY);
    char line[512];
    hits->count = 0;
    assert_true(maps && memory >= 0);
    while (fgets(line, sizeof(line), maps)) {
        uintptr_t from = 0, to = 0;
        char rights[5];
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s", &from, &to, rights)
                != 3
            || rights[1] != 'w') {
            continue;
        }
        for (uintptr_t at = from; at < to; at += 4096) {
            unsigned char page[4096 + 64];
            size_t size = at + sizeof(page) <= to ? sizeof(page) : 4096;
            ssize_t got = pread(memory, page, size, (off_t) at);
            for (ssize_t i = 0; i < 4096 && i + (ssize_t) length <= got; i++) {
                size_t k = 0;
                while (k < length
                       && page[i + (ssize_t) k]
                              == (unsigned char) ~inverted[k]) {
                    k++;
                }
                uintptr_t place = at + (uintptr_t) i;
                bool own = place >= (uintptr_t) page
                           && place < (uintptr_t) page + sizeof(page);
                if (k == length && !own && hits->count < HITS_MAX) {
                    hits->at[hits->count++] = place;
                }
            }
            memset(page, 0, sizeof(page));
        }
    }
    close(memory);
    fclose(maps);
}

static void
invert(const void *bytes, size_t length, unsigned char *inverted)
{
    for (size_t i = 0; i < length; i++) {
        inverted[i] = (unsigned char) ~((const unsigned char *) bytes)[i];
    }
}

static void
play_one(struct simulated *simulated, uint16_t first, uint16_t second)
{
    const struct om_event script[] = {
        { OM_EVENT_START, 1 },       { OM_EVENT_LANGUAGE, 0 },
        { OM_EVENT_STORY, 0 },       { OM_EVENT_CUE, 0 },
        { OM_EVENT_CHOOSE, first },  { OM_EVENT_CLIP_ENDED, 0 },
        { OM_EVENT_CHOOSE, second }, { OM_EVENT_CONTINUE, 0 },
        { OM_EVENT_COUNTED, 0 },     { OM_EVENT_CONTINUE, 0 },
    };
    for (size_t k = 0; k < sizeof(script) / sizeof(script[0]); k++) {
        simulated->now += OM_S(2);
        tell(simulated, script[k].kind, script[k].value);
    }
    sodium_stackzero(32768); // as the kiosk does after a visit
}

static bool
is_in(const struct hits *hits, uintptr_t place)
{
    for (size_t i = 0; i < hits->count; i++) {
        if (hits->at[i] == place) {
            return true;
        }
    }
    return false;
}

// After the counters of every choice exist, another visit leaves no new trace
// of what it chose: memory names the choice in the same places as before.
static void
test_memory_after_a_visit(void **state)
{
    (void) state;
    static struct hits before, after;
    char folder[64];
    scratch_make(folder, "counting");
    struct simulated simulated = begin(folder);
    for (uint16_t i = 0; i < 12; i++) {
        play_one(&simulated, i % 2, i / 2 % 2);
    }
    play_one(&simulated, 2, 0); // looks away, and ends there
    static const struct {
        uint16_t first, second;
        const char *chosen;
    } rows[] = {
        { 0, 0, "zq-send-a-message" }, { 1, 1, "zq-say-stop" },
        { 0, 0, "zq-tell-a-teacher" }, { 1, 1, "zq-go-home" },
        { 0, 0, "zq-send-a-message" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        unsigned char word[32], tick[sizeof(om_tick)];
        size_t length = strlen(rows[i].chosen);
        invert(rows[i].chosen, length, word);
        // what the visit before left would hide what this one leaves
        play_one(&simulated, (uint16_t) (1 - rows[i].first),
                 (uint16_t) (1 - rows[i].second));
        scan(word, length, &before);
        simulated.now += OM_S(12345) + 678901 + (om_tick) chance(1000000);
        om_tick started = simulated.now + OM_S(2);
        invert(&started, sizeof(started), tick);
        started = 0;
        play_one(&simulated, rows[i].first, rows[i].second);
        scan(word, length, &after);
        assert_true(before.count > 0); // the counters, the pack
        for (size_t k = 0; k < after.count; k++) {
            if (!is_in(&before, after.at[k])) {
                fail_msg("%s: %zu places before, %zu after; new: %#" PRIxPTR,
                         rows[i].chosen, before.count, after.count,
                         after.at[k]);
            }
        }
        scan(tick, sizeof(tick), &after); // when it began
        assert_int_equal(after.count, 0);
    }
    om_tally_close(simulated.tally);
    remove_folder(folder);
}

// The scan sees what is there.
static void
test_the_scan_is_not_blind(void **state)
{
    (void) state;
    static struct hits hits;
    unsigned char word[16];
    char *trace = malloc(64);
    snprintf(trace, 64, "zq-%s", "left-behind");
    invert("zq-left-behind", 14, word);
    scan(word, 14, &hits);
    bool found = is_in(&hits, (uintptr_t) trace);
    assert_true(found);
    free(trace);
}

#endif // !OM_TESTS_SANITIZED

static unsigned
count_of(const char *bytes, size_t size, const char *word)
{
    unsigned found = 0;
    for (const char *at = bytes;
         (at = memmem(at, size - (size_t) (at - bytes), word, strlen(word)));
         at++) {
        found++;
    }
    return found;
}

// The state folder holds one file; in it every choice is named once, by its
// cell. The log names none, also when the disk fails.
static void
test_folder_and_log_after_visits(void **state)
{
    (void) state;
    char folder[64], path[128], log_path[80];
    scratch_make(folder, "counting");
    snprintf(log_path, sizeof(log_path), "%s.log", folder);
    fflush(stderr);
    int kept = dup(STDERR_FILENO);
    int log = open(log_path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    dup2(log, STDERR_FILENO);
    struct simulated simulated = begin(folder);
    for (int i = 0; i < 300; i++) {
        simulate_visit(&simulated, chance(10) == 0);
    }
    snprintf(path, sizeof(path), "%s/counts.db", folder);
    assert_int_equal(unlink(path), 0); // somebody deletes it under our hands
    for (int i = 0; i < 20; i++) {
        simulate_visit(&simulated, false);
    }
    om_tally_close(simulated.tally);
    dup2(kept, STDERR_FILENO);
    close(kept);
    static char bytes[1 << 20];
    ssize_t size = pread(log, bytes, sizeof(bytes), 0);
    close(log);
    unlink(log_path);
    for (size_t i = 0; i < sizeof(choice_ids) / sizeof(choice_ids[0]); i++) {
        assert_int_equal(count_of(bytes, (size_t) size, choice_ids[i]), 0);
    }
    struct sums sums = sums_in(folder); // what this run counted is there
    assert_int_equal(sums.starts, simulated.counted - simulated.suspect);
    unlink(path);
    simulated = begin(folder);
    for (int i = 0; i < 300; i++) {
        simulate_visit(&simulated, false);
    }
    om_tally_close(simulated.tally);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size = (ssize_t) fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    for (size_t i = 0; i < sizeof(choice_ids) / sizeof(choice_ids[0]); i++) {
        // once per language
        assert_int_equal(count_of(bytes, (size_t) size, choice_ids[i]), 2);
    }
    remove_folder(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#if !OM_TESTS_SANITIZED
        cmocka_unit_test(test_the_scan_is_not_blind),
        cmocka_unit_test(test_memory_after_a_visit),
#endif
        cmocka_unit_test(test_folder_and_log_after_visits),
    };
    setenv("TZ", "Europe/Amsterdam", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
