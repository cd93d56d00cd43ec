// The merging of exports: the sums are the truth whatever order, copies and
// accidents the files come with.

#include "base/path.h"
#include "base/text.h"
#include "exchange/merge.h"
#include "exchange/state.h"

#include "export_rig.h"
#include "scratch.h"

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
#include <time.h>

#include <cmocka.h> // needs those above

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
        scratch_remove(folder.path);
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
    scratch_remove(folder.path);
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
    scratch_remove(folder.path);
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
    scratch_remove(folder.path);
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
    scratch_remove(folder.path);
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
        scratch_remove(folder.path);
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
    scratch_remove(folder.path);
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
    scratch_remove(folder.path);
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
