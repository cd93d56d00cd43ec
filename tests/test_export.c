// Exports and their merging: what is signed, what is refused, and that the sums
// are the truth whatever order, copies and accidents the files come with.
#include "base/path.h"
#include "base/text.h"
#include "exchange/export.h"
#include "exchange/merge.h"
#include "exchange/source.h"
#include "exchange/state.h"
#include "tally/pool.h"
#include "tally/tally.h"

#include <dirent.h>
#include <inttypes.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h> // wants the standard headers before it

enum { WEDNESDAY = 1781694000 }; // 17 June 2026

// -- folders ------------------------------------------------------------------

struct folder {
    char path[64];
};

static struct folder
make_folder(void)
{
    struct folder folder;
    snprintf(folder.path, sizeof(folder.path), "%s/omstander-export-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(folder.path));
    return folder;
}

static void
remove_tree(const char *path)
{
    DIR *list = opendir(path);
    const struct dirent *entry = NULL;
    while (list && (entry = readdir(list)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0
            && strcmp(entry->d_name, "..") != 0) {
            char *inner = om_path_join(path, entry->d_name);
            remove_tree(inner);
            free(inner);
        }
    }
    if (list) {
        closedir(list);
        assert_int_equal(rmdir(path), 0);
    } else {
        assert_int_equal(unlink(path), 0);
    }
}

static size_t
count_files(const char *folder, const char *name)
{
    char *path = om_path_join(folder, name);
    DIR *list = opendir(path);
    size_t count = 0;
    const struct dirent *entry = NULL;
    while (list && (entry = readdir(list)) != NULL) {
        count += entry->d_name[0] != '.';
    }
    if (list) {
        closedir(list);
    }
    free(path);
    return count;
}

// -- making exports -----------------------------------------------------------

// A kiosk in memory: counters that grow, epoch by epoch.
enum { EPOCHS_MAX = 8, CELLS = 3 };

static const char *const cells[CELLS] = {
    "iedereen-behalve@1/f/start@nl",
    "iedereen-behalve@1/f/finish@nl",
    "iedereen-behalve@1/a/noa.wat-doe-jij/dm@nl",
};

struct kiosk {
    struct om_key key;
    char site[24];
    unsigned epochs;
    unsigned char names[EPOCHS_MAX][OM_EPOCH_SIZE];
    int64_t n[EPOCHS_MAX][CELLS];
};

static struct kiosk
make_kiosk(const char *site)
{
    struct kiosk kiosk = { .epochs = 1 };
    snprintf(kiosk.site, sizeof(kiosk.site), "%s", site);
    crypto_sign_keypair(kiosk.key.public, kiosk.key.secret);
    randombytes_buf(kiosk.names, sizeof(kiosk.names));
    return kiosk;
}

static void
sign(const struct om_key *key, struct om_text *text)
{
    char signature[OM_KEY_SIGNATURE_TEXT];
    om_key_sign(key, text->data, text->length, signature);
    om_text_print(text, "{\"signature\":\"%s\"}\n", signature);
}

static void
print_head(const struct kiosk *kiosk, const char *version, size_t rows,
           bool simulated, struct om_text *text)
{
    char key[OM_KEY_PUBLIC_TEXT];
    om_key_public_text(kiosk->key.public, key);
    om_text_print(text,
                  "{\"omstander_export\":%s,\"site\":\"%s\",\"type\":"
                  "\"cinema\",\"province\":\"nl-nh\",\"week\":202625,"
                  "\"simulated\":%s,\"key\":\"%s\",\"rows\":%zu}\n",
                  version, kiosk->site, simulated ? "true" : "false", key,
                  rows);
}

static void
print_export(const struct kiosk *kiosk, bool simulated, struct om_text *text)
{
    print_head(kiosk, "1", (size_t) kiosk->epochs * CELLS, simulated, text);
    for (unsigned e = 0; e < kiosk->epochs; e++) {
        char epoch[2 * OM_EPOCH_SIZE + 1];
        sodium_bin2hex(epoch, sizeof(epoch), kiosk->names[e], OM_EPOCH_SIZE);
        for (unsigned c = 0; c < CELLS; c++) {
            om_text_print(text, "[\"%s\",202625,\"%s\",%" PRId64 "]\n", epoch,
                          cells[c], kiosk->n[e][c]);
        }
    }
    sign(&kiosk->key, text);
}

static void
save(const struct folder *folder, const char *name, const struct om_text *text)
{
    char *path = om_path_join(folder->path, name);
    struct om_text problem = { 0 };
    if (!om_export_save(path, text, &problem)) {
        fail_msg("%s: %s", path, om_text_get(&problem));
    }
    om_text_finish(&problem);
    free(path);
}

// -- merging ------------------------------------------------------------------

// Merges one file into a state folder; what was said about it.
static enum om_merged
merge_file(const char *state, const struct folder *folder, const char *name,
           bool accept, struct om_text *news)
{
    struct om_merge *merge = om_merge_begin(state, accept, news);
    if (!merge) {
        fail_msg("no merge: %s", om_text_get(news));
        return OM_MERGED_FAILED;
    }
    char *path = om_path_join(folder->path, name);
    enum om_merged merged = om_merge_file(merge, path, news);
    struct om_merge_sums sums;
    assert_true(om_merge_end(merge, &sums, news));
    free(path);
    return merged;
}

static enum om_merged
merge_text(const char *state, const struct folder *folder,
           const struct om_text *text, bool accept, struct om_text *news)
{
    save(folder, "one.jsonl", text);
    return merge_file(state, folder, "one.jsonl", accept, news);
}

static enum om_merged
merge_kiosk(const char *state, const struct folder *folder,
            const struct kiosk *kiosk, struct om_text *news)
{
    struct om_text text = { 0 };
    print_export(kiosk, false, &text);
    enum om_merged merged = merge_text(state, folder, &text, false, news);
    om_text_finish(&text);
    return merged;
}

// The sum of a cell over everything that a state folder holds.
static uint64_t
sum_cell(const char *state, const char *cell)
{
    struct om_counts counts;
    struct om_text problem = { 0 };
    struct om_place own = { .id = "kiosk", .province = "nl-xx", .kiosks = 1 };
    if (!om_source_load(state, &own, &counts, &problem)) {
        fail_msg("%s: %s", state, om_text_get(&problem));
    }
    uint64_t sum = 0;
    for (size_t i = 0; i < counts.count; i++) {
        if (strcmp(counts.cells[counts.items[i].cell], cell) == 0) {
            sum += counts.items[i].n;
        }
    }
    om_counts_finish(&counts);
    om_text_finish(&problem);
    return sum;
}

// -- tests --------------------------------------------------------------------

static void
a_real_tally_is_exported_and_read_back(void **unused)
{
    (void) unused;
    struct folder folder = make_folder();
    struct om_text problem = { 0 };
    struct om_tally *tally = om_tally_open(folder.path, &problem);
    assert_non_null(tally);
    static struct om_increments increments; // 26 kB
    om_increments_add(&increments, "%s", cells[0]);
    om_increments_add(&increments, "%s", cells[0]);
    om_increments_add(&increments, "%s", cells[2]);
    assert_true(om_tally_add(tally, &increments, WEDNESDAY));
    om_tally_close(tally);
    struct om_export_head head = { .type = "school",
                                   .province = "nl-fr",
                                   .week = 202625 };
    struct om_text text = { 0 };
    if (!om_export_make(folder.path, &head, &text, &problem)) {
        fail_msg("%s", om_text_get(&problem));
    }
    struct om_export export;
    enum om_export_fault fault =
        om_export_parse(text.data, text.length, &export, &problem);
    if (fault != OM_EXPORT_FINE) {
        fail_msg("%s", om_text_get(&problem));
    }
    assert_string_equal(export.head.type, "school");
    assert_string_equal(export.head.province, "nl-fr");
    assert_memory_equal(export.head.site, "kiosk-", 6);
    assert_int_equal(export.count, 2);
    int64_t start = 0;
    for (size_t i = 0; i < export.count; i++) {
        const struct om_export_row *row = &export.rows[i];
        assert_int_equal(row->period, 202625);
        start +=
            strcmp(om_export_cell(&export, row), cells[0]) == 0 ? row->n : 0;
    }
    assert_int_equal(start, 2);
    om_export_finish(&export);
    om_text_finish(&text);
    om_text_finish(&problem);
    remove_tree(folder.path);
}

static void
a_key_is_made_once_and_kept_to_its_owner(void **unused)
{
    (void) unused;
    struct folder folder = make_folder();
    struct om_text problem = { 0 };
    struct om_key first;
    struct om_key second;
    assert_true(om_key_load(&first, folder.path, &problem));
    assert_true(om_key_load(&second, folder.path, &problem));
    assert_memory_equal(&first, &second, sizeof(first));
    char *path = om_path_join(folder.path, "kiosk.key");
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(chmod(path, 0644), 0);
    assert_false(om_key_load(&second, folder.path, &problem));
    assert_non_null(strstr(om_text_get(&problem), "can be read by others"));
    assert_int_equal(chmod(path, 0600), 0);
    FILE *file = fopen(path, "wb");
    fputs("omstander-kiosk-key-1 AAAA\n", file);
    fclose(file);
    om_text_finish(&problem);
    assert_false(om_key_load(&second, folder.path, &problem));
    assert_non_null(strstr(om_text_get(&problem), "damaged"));
    free(path);
    om_text_finish(&problem);
    remove_tree(folder.path);
}

static void
every_cut_and_every_changed_byte_is_found(void **unused)
{
    (void) unused;
    struct kiosk kiosk = make_kiosk("bioscoop-1");
    struct om_text text = { 0 };
    print_export(&kiosk, false, &text);
    struct om_export export;
    for (size_t length = 0; length < text.length; length++) {
        struct om_text problem = { 0 };
        enum om_export_fault fault =
            om_export_parse(text.data, length, &export, &problem);
        if (fault == OM_EXPORT_FINE || om_text_get(&problem)[0] == '\0') {
            fail_msg("cut at %zu of %zu: fault %d", length, text.length, fault);
        }
        om_text_finish(&problem);
    }
    for (size_t i = 0; i < text.length; i++) {
        for (unsigned bit = 0; bit < 8; bit += 3) {
            struct om_text problem = { 0 };
            text.data[i] = (char) (text.data[i] ^ (1 << bit));
            enum om_export_fault fault =
                om_export_parse(text.data, text.length, &export, &problem);
            if (fault == OM_EXPORT_FINE) {
                // the last line may be spelt in another way, to no effect
                const char *last = strstr(text.data, "{\"signature\"");
                if (last && text.data + i < last) {
                    fail_msg("byte %zu, bit %u: taken", i, bit);
                }
                om_export_finish(&export);
            }
            text.data[i] = (char) (text.data[i] ^ (1 << bit));
            om_text_finish(&problem);
        }
    }
    om_text_finish(&text);
}

// Files that are signed, and still cannot be.
static void
what_cannot_be_is_named(void **unused)
{
    (void) unused;
    static const struct {
        const char *version, *row, *said;
        size_t rows;
        enum om_export_fault fault;
    } cases[] = {
        { "1", "", "", 0, OM_EXPORT_FINE },
        { "2", "", "version 2", 0, OM_EXPORT_NEWER },
        { "\"1\"", "", "no export", 0, OM_EXPORT_FOREIGN },
        { "1", "", "says 3 rows, it has 0", 3, OM_EXPORT_STRANGE },
        { "1", "[1]\n", "line 2", 1, OM_EXPORT_STRANGE },
        { "1", "[\"00\",202625,\"f/daypart/avwk\",1]\n", "line 2", 1,
          OM_EXPORT_STRANGE },
        { "1",
          "[\"00112233445566778899aabbccddeeff\",202660,"
          "\"f/daypart/avwk\",1]\n",
          "line 2", 1, OM_EXPORT_STRANGE },
        { "1",
          "[\"00112233445566778899aabbccddeeff\",202625,\"f/name/jan\",1]\n",
          "line 2", 1, OM_EXPORT_STRANGE },
        { "1",
          "[\"00112233445566778899aabbccddeeff\",202625,"
          "\"f/daypart/avwk\",-1]\n",
          "line 2", 1, OM_EXPORT_STRANGE },
        { "1",
          "[\"00112233445566778899aabbccddeeff\",202625,"
          "\"f/daypart/avwk\",1]\n",
          "", 1, OM_EXPORT_FINE },
    };
    struct kiosk kiosk = make_kiosk("bioscoop-1");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct om_text text = { 0 };
        struct om_text problem = { 0 };
        struct om_export export;
        print_head(&kiosk, cases[i].version, cases[i].rows, false, &text);
        om_text_print(&text, "%s", cases[i].row);
        sign(&kiosk.key, &text);
        enum om_export_fault fault =
            om_export_parse(text.data, text.length, &export, &problem);
        if (fault != cases[i].fault
            || !strstr(om_text_get(&problem), cases[i].said)) {
            fail_msg("case %zu: fault %d, not %d: %s", i, fault, cases[i].fault,
                     om_text_get(&problem));
        }
        if (fault == OM_EXPORT_FINE) {
            om_export_finish(&export);
        }
        om_text_finish(&text);
        om_text_finish(&problem);
    }
}

static void
random_histories_add_up_to_the_truth(void **unused)
{
    (void) unused;
    enum { KIOSKS = 4, STEPS = 14 };
    for (int history = 0; history < 20; history++) {
        struct folder folder = make_folder();
        char *state = om_path_join(folder.path, "state");
        struct kiosk kiosks[KIOSKS];
        struct om_text files[STEPS] = { 0 };
        uint64_t truth = 0;
        for (int i = 0; i < KIOSKS; i++) {
            char site[16];
            snprintf(site, sizeof(site), "bioscoop-%d", i);
            kiosks[i] = make_kiosk(site);
        }
        for (int s = 0; s < STEPS; s++) {
            struct kiosk *kiosk =
                &kiosks[s < KIOSKS ? (unsigned) s
                                   : randombytes_uniform(KIOSKS)];
            if (randombytes_uniform(3) == 0 && kiosk->epochs < EPOCHS_MAX) {
                kiosk->epochs++; // started again
            }
            kiosk->n[kiosk->epochs - 1][0] += randombytes_uniform(40);
            print_export(kiosk, false, &files[s]);
        }
        for (int i = 0; i < KIOSKS; i++) {
            // everything that was ever exported arrives, so the truth is the
            // last state of each
            for (unsigned e = 0; e < kiosks[i].epochs; e++) {
                truth += (uint64_t) kiosks[i].n[e][0];
            }
        }
        struct om_text news = { 0 };
        for (int s = 0; s < 2 * STEPS; s++) { // shuffled, and some twice
            unsigned pick = randombytes_uniform(STEPS);
            merge_text(state, &folder, &files[pick], false, &news);
        }
        for (unsigned s = STEPS; s-- > 0;) { // none is missing in the end
            assert_int_equal(
                merge_text(state, &folder, &files[s], false, &news), OM_MERGED);
        }
        if (sum_cell(state, cells[0]) != truth) {
            fail_msg("history %d: %" PRIu64 ", not %" PRIu64, history,
                     sum_cell(state, cells[0]), truth);
        }
        for (int s = 0; s < STEPS; s++) {
            om_text_finish(&files[s]);
        }
        om_text_finish(&news);
        free(state);
        remove_tree(folder.path);
    }
}

static void
a_refused_file_changes_nothing_and_is_kept(void **unused)
{
    (void) unused;
    struct folder folder = make_folder();
    char *state = om_path_join(folder.path, "state");
    struct kiosk kiosk = make_kiosk("bioscoop-1");
    struct om_text news = { 0 };
    struct om_text text = { 0 };
    kiosk.n[0][0] = 12;
    assert_int_equal(merge_kiosk(state, &folder, &kiosk, &news), OM_MERGED);
    kiosk.n[0][0] = 50;
    print_export(&kiosk, false, &text);
    text.length -= 30; // cut
    assert_int_equal(merge_text(state, &folder, &text, false, &news),
                     OM_MERGED_REFUSED);
    assert_int_equal(merge_text(state, &folder, &text, false, &news),
                     OM_MERGED_REFUSED);
    assert_non_null(strstr(om_text_get(&news), "cut off"));
    assert_int_equal(sum_cell(state, cells[0]), 12);
    assert_int_equal(count_files(state, "refused"), 1); // the same one twice
    om_text_finish(&news);
    assert_int_equal(
        merge_file(state, &folder, "not-there.jsonl", false, &news),
        OM_MERGED_UNREAD);
    assert_string_equal(om_text_get(&news), "is not there");
    om_text_finish(&news);
    assert_int_equal(merge_file(state, &folder, ".", false, &news),
                     OM_MERGED_UNREAD);
    assert_non_null(strstr(om_text_get(&news), "Is a directory"));
    assert_int_equal(count_files(state, "refused"), 1);
    om_text_finish(&text);
    om_text_finish(&news);
    free(state);
    remove_tree(folder.path);
}

static void
clones_are_flagged_and_count_once(void **unused)
{
    (void) unused;
    struct folder folder = make_folder();
    char *state = om_path_join(folder.path, "state");
    struct om_text news = { 0 };
    struct kiosk kiosk = make_kiosk("bioscoop-1");
    kiosk.n[0][0] = 30;
    kiosk.n[0][1] = 20;
    struct kiosk copy = kiosk; // a copied disk, at another site
    snprintf(copy.site, sizeof(copy.site), "bioscoop-2");
    crypto_sign_keypair(copy.key.public, copy.key.secret);
    assert_int_equal(merge_kiosk(state, &folder, &kiosk, &news), OM_MERGED);
    assert_int_equal(merge_kiosk(state, &folder, &copy, &news),
                     OM_MERGED_FLAGGED);
    assert_non_null(strstr(om_text_get(&news), "clone"));
    assert_null(strstr(om_text_get(&news), "diverging"));
    assert_int_equal(sum_cell(state, cells[0]), 30);
    kiosk.n[0][0] += 5; // both go on within the same epoch
    copy.n[0][1] += 5;
    om_text_finish(&news);
    assert_int_equal(merge_kiosk(state, &folder, &kiosk, &news),
                     OM_MERGED_FLAGGED);
    assert_int_equal(merge_kiosk(state, &folder, &copy, &news),
                     OM_MERGED_FLAGGED);
    assert_non_null(strstr(om_text_get(&news), "diverging"));
    assert_int_equal(sum_cell(state, cells[0]), 35);
    assert_int_equal(sum_cell(state, cells[1]), 25);
    om_text_finish(&news);
    free(state);
    remove_tree(folder.path);
}

static void
counts_that_go_backwards_are_flagged(void **unused)
{
    (void) unused;
    struct folder folder = make_folder();
    char *state = om_path_join(folder.path, "state");
    struct om_text news = { 0 };
    struct kiosk kiosk = make_kiosk("bioscoop-1");
    kiosk.n[0][0] = 30;
    kiosk.n[0][1] = 20;
    assert_int_equal(merge_kiosk(state, &folder, &kiosk, &news), OM_MERGED);
    struct kiosk older = kiosk;
    older.n[0][0] = 10; // an old stick is no accident
    older.n[0][1] = 5;
    assert_int_equal(merge_kiosk(state, &folder, &older, &news), OM_MERGED);
    older.n[0][0] = 40; // but this cannot be
    assert_int_equal(merge_kiosk(state, &folder, &older, &news),
                     OM_MERGED_FLAGGED);
    assert_non_null(strstr(om_text_get(&news), "backwards"));
    assert_int_equal(sum_cell(state, cells[0]), 40);
    assert_int_equal(sum_cell(state, cells[1]), 20);
    om_text_finish(&news);
    free(state);
    remove_tree(folder.path);
}

static void
another_key_is_refused_until_it_is_accepted(void **unused)
{
    (void) unused;
    struct folder folder = make_folder();
    char *state = om_path_join(folder.path, "state");
    struct om_text news = { 0 };
    struct kiosk kiosk = make_kiosk("bioscoop-1");
    struct kiosk stranger = make_kiosk("bioscoop-1");
    kiosk.n[0][0] = 11;
    stranger.n[0][0] = 100;
    assert_int_equal(merge_kiosk(state, &folder, &kiosk, &news), OM_MERGED);
    assert_int_equal(merge_kiosk(state, &folder, &stranger, &news),
                     OM_MERGED_REFUSED);
    assert_non_null(strstr(om_text_get(&news), "--accept-keys"));
    assert_int_equal(sum_cell(state, cells[0]), 11);
    struct om_text text = { 0 };
    print_export(&stranger, false, &text);
    assert_int_equal(merge_text(state, &folder, &text, true, &news), OM_MERGED);
    assert_int_equal(sum_cell(state, cells[0]), 111);
    // and is known from then on
    assert_int_equal(merge_kiosk(state, &folder, &stranger, &news), OM_MERGED);
    om_text_finish(&text);
    om_text_finish(&news);
    free(state);
    remove_tree(folder.path);
}

static void
pretend_and_real_counts_never_mix(void **unused)
{
    (void) unused;
    struct om_text news = { 0 };
    for (int first = 0; first < 2; first++) {
        struct folder folder = make_folder();
        char *state = om_path_join(folder.path, "state");
        for (int i = 0; i < 2; i++) {
            struct kiosk kiosk = make_kiosk(i ? "bioscoop-1" : "bioscoop-2");
            struct om_text text = { 0 };
            kiosk.n[0][0] = 15;
            print_export(&kiosk, (i ^ first) != 0, &text);
            enum om_merged merged =
                merge_text(state, &folder, &text, false, &news);
            assert_int_equal(merged, i ? OM_MERGED_REFUSED : OM_MERGED);
            om_text_finish(&text);
        }
        assert_int_equal(om_state_is_simulated(state), first);
        assert_int_equal(sum_cell(state, cells[0]), 15);
        free(state);
        remove_tree(folder.path);
    }
    om_text_finish(&news);
}

static void
a_damaged_pool_is_left_as_it_is(void **unused)
{
    (void) unused;
    struct folder folder = make_folder();
    struct om_text problem = { 0 };
    char *path = om_path_join(folder.path, "pool.db");
    static const char junk[] = "this was a database once, before the stick "
                               "was pulled out of the computer";
    FILE *file = fopen(path, "wb");
    fwrite(junk, 1, sizeof(junk), file);
    fclose(file);
    assert_null(om_merge_begin(folder.path, false, &problem));
    assert_non_null(strstr(om_text_get(&problem), "damaged"));
    size_t length = 0;
    char *after = om_path_read(path, 4096, &length);
    assert_int_equal(length, sizeof(junk));
    assert_memory_equal(after, junk, sizeof(junk));
    free(after);
    free(path);
    om_text_finish(&problem);
    remove_tree(folder.path);
}

// -- how it grows -------------------------------------------------------------

static double
now_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

enum { WEEKS = 8, KEYS = 40 };

// A kiosk that was started once a week, with 40 cells each.
static void
print_big_export(unsigned number, struct om_text *text)
{
    struct kiosk kiosk = { .epochs = 0 };
    unsigned char seed[crypto_sign_SEEDBYTES] = { 0 };
    memcpy(seed, &number, sizeof(number));
    crypto_sign_seed_keypair(kiosk.key.public, kiosk.key.secret, seed);
    snprintf(kiosk.site, sizeof(kiosk.site), "bioscoop-%u", number);
    print_head(&kiosk, "1", WEEKS * KEYS, false, text);
    for (int week = 0; week < WEEKS; week++) {
        unsigned char name[OM_EPOCH_SIZE];
        char epoch[2 * OM_EPOCH_SIZE + 1];
        randombytes_buf(name, sizeof(name));
        sodium_bin2hex(epoch, sizeof(epoch), name, sizeof(name));
        for (int key = 0; key < KEYS; key++) {
            om_text_print(text,
                          "[\"%s\",%d,\"iedereen-behalve@1/a/noa.vraag-%d/"
                          "keuze-%d@nl\",%d]\n",
                          epoch, 202610 + week, key / 4, key % 4,
                          20 + key + week);
        }
    }
    sign(&kiosk.key, text);
}

static double
merge_many(unsigned count)
{
    struct folder folder = make_folder();
    char *state = om_path_join(folder.path, "state");
    for (unsigned i = 0; i < count; i++) {
        struct om_text text = { 0 };
        char name[32];
        print_big_export(i, &text);
        snprintf(name, sizeof(name), "%u.jsonl", i);
        save(&folder, name, &text);
        om_text_finish(&text);
    }
    struct om_text news = { 0 };
    double began = now_seconds();
    struct om_merge *merge = om_merge_begin(state, false, &news);
    assert_non_null(merge);
    for (unsigned i = 0; i < count; i++) {
        char name[32];
        snprintf(name, sizeof(name), "%u.jsonl", i);
        char *path = om_path_join(folder.path, name);
        assert_int_equal(om_merge_file(merge, path, &news), OM_MERGED);
        free(path);
    }
    struct om_merge_sums sums;
    assert_true(om_merge_end(merge, &sums, &news));
    double took = now_seconds() - began;
    assert_int_equal(sums.merged, count);
    assert_int_equal(sums.fresh, (size_t) count * WEEKS * KEYS);
    om_text_finish(&news);
    free(state);
    remove_tree(folder.path);
    return took;
}

static void
merging_takes_as_long_as_there_are_files(void **unused)
{
    (void) unused;
    const char *is_long = getenv("OM_LONG");
    unsigned few = is_long ? 1000 : 100;
    unsigned many = is_long ? 10000 : 400;
    double one = merge_many(few);
    double other = merge_many(many);
    double growth = (other / many) / (one / few);
    printf("merged %u exports of %d counters in %.2f s, %u in %.2f s: each "
           "takes %.2f times as long\n",
           few, WEEKS * KEYS, one, many, other, growth);
    if (growth > 2.5) {
        fail_msg("%u files: %.3f s, %u files: %.3f s", few, one, many, other);
    }
}

int
main(void)
{
    setenv("TZ", "Europe/Amsterdam", 1);
    if (sodium_init() < 0) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_real_tally_is_exported_and_read_back),
        cmocka_unit_test(a_key_is_made_once_and_kept_to_its_owner),
        cmocka_unit_test(every_cut_and_every_changed_byte_is_found),
        cmocka_unit_test(what_cannot_be_is_named),
        cmocka_unit_test(random_histories_add_up_to_the_truth),
        cmocka_unit_test(a_refused_file_changes_nothing_and_is_kept),
        cmocka_unit_test(clones_are_flagged_and_count_once),
        cmocka_unit_test(counts_that_go_backwards_are_flagged),
        cmocka_unit_test(another_key_is_refused_until_it_is_accepted),
        cmocka_unit_test(pretend_and_real_counts_never_mix),
        cmocka_unit_test(a_damaged_pool_is_left_as_it_is),
        cmocka_unit_test(merging_takes_as_long_as_there_are_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
