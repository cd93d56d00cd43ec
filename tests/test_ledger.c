// The ledger of what was published: the same again, damage refused, and its
// size.

#include "report/ledger.h"
#include "report/release.h"

#include "dice.h"
#include "ledger_rig.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h> // needs those above

static void
print_release(const struct om_release *release, struct om_text *out)
{
    for (size_t i = 0; i < release->count; i++) {
        const struct om_row *row = &release->rows[i];
        om_text_print(out, "%d %d %s %d %d %d %s %u %s %s %s %d %" PRIu64,
                      row->table, row->scope, row->scope_id, row->first_month,
                      row->last_month, row->closed, row->pack_id,
                      row->pack_major, row->question, row->choice,
                      row->language, row->status, row->n);
        om_text_print(out, " %" PRIu64 " %d %.17g %.17g %.17g\n", row->base_n,
                      row->has_share, row->share, row->low, row->high);
    }
    for (size_t i = 0; i < release->site_count; i++) {
        const struct om_site_quality *site = &release->sites[i];
        om_text_print(out, "%s %s %u %u %u\n", site->site_id, site->province,
                      site->kiosks, site->weeks_covered, site->weeks_expected);
    }
    for (size_t i = 0; i < release->month_count; i++) {
        const struct om_month_quality *month = &release->months[i];
        om_text_print(out, "%d %d %d %u %u\n", month->month,
                      month->suspect_band, month->clock_unknown_band,
                      month->sites_reporting, month->sites);
    }
}

// -- file ---------------------------------------------------------------------

struct folder {
    char path[40];
    char ledger[80], copy[90];
};

static void
make_folder(struct folder *folder)
{
    snprintf(folder->path, sizeof(folder->path),
             "/tmp/omstander-ledger-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
    snprintf(folder->ledger, sizeof(folder->ledger),
             "%s/published-cinema.jsonl", folder->path);
    snprintf(folder->copy, sizeof(folder->copy), "%s.copy", folder->ledger);
}

static void
remove_folder(const struct folder *folder)
{
    char command[60];
    snprintf(command, sizeof(command), "rm -r %s", folder->path);
    assert_int_equal(system(command), 0);
}

static char *
read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = om_alloc(1 << 22);
    *length = fread(bytes, 1, 1 << 22, file);
    fclose(file);
    return bytes;
}

static void
write_file(const char *path, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

static void
test_again_is_the_same(void **state)
{
    (void) state;
    struct folder folder;
    make_folder(&folder);
    struct om_release_rules rules = om_release_preset(OM_PRESET_CINEMA);
    struct om_catalogue catalogue = { 0 };
    struct om_counts counts;
    struct om_text problem = { 0 }, first = { 0 }, second = { 0 };
    fill_catalogue(&catalogue, &small);
    fill_counts(&counts, &small);
    struct om_release_ledger *ledger =
        om_release_ledger_load(folder.path, &rules, &problem);
    assert_non_null(ledger);
    assert_int_equal(om_release_close(ledger, &counts, &catalogue, 202603), 3);
    struct om_release release;
    om_release_read(ledger, 202601, 202603, &release);
    print_release(&release, &first);
    assert_true(count_shown(&release, OM_SCOPE_SITE) > 0);
    assert_true(count_shown(&release, OM_SCOPE_PROVINCE) > 0);
    om_release_finish(&release);
    assert_true(om_release_ledger_save(ledger, folder.path, &problem));
    om_release_ledger_destroy(ledger);
    // more came, a month was closed: what was published stays as it was
    om_counts_finish(&counts);
    struct fleet more = small;
    more.visits = 60;
    fill_counts(&counts, &more);
    ledger = om_release_ledger_load(folder.path, &rules, &problem);
    assert_non_null(ledger);
    assert_int_equal(om_release_close(ledger, &counts, &catalogue, 202603), 0);
    assert_int_equal(om_release_close(ledger, &counts, &catalogue, 202604), 1);
    om_release_read(ledger, 202601, 202603, &release);
    print_release(&release, &second);
    assert_string_equal(first.data, second.data);
    om_release_finish(&release);
    struct stat file;
    assert_int_equal(stat(folder.ledger, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    om_release_ledger_destroy(ledger);
    om_text_finish(&first);
    om_text_finish(&second);
    om_text_finish(&problem);
    om_counts_finish(&counts);
    om_catalogue_finish(&catalogue);
    remove_folder(&folder);
}

static void
save_small(const struct folder *folder, const struct om_release_rules *rules)
{
    struct om_catalogue catalogue = { 0 };
    struct om_counts counts;
    struct om_text problem = { 0 };
    fill_catalogue(&catalogue, &small);
    fill_counts(&counts, &small);
    struct om_release_ledger *ledger = om_release_ledger_create(rules);
    om_release_close(ledger, &counts, &catalogue, 202602);
    assert_true(om_release_ledger_save(ledger, folder->path, &problem));
    om_release_ledger_destroy(ledger);
    om_counts_finish(&counts);
    om_catalogue_finish(&catalogue);
}

static void
assert_refused(const struct folder *folder,
               const struct om_release_rules *rules, const char *because)
{
    struct om_text problem = { 0 };
    struct om_release_ledger *ledger =
        om_release_ledger_load(folder->path, rules, &problem);
    if (ledger || !strstr(om_text_get(&problem), because)
        || !strstr(om_text_get(&problem), ".copy")) {
        fail_msg("not refused because %s: %s", because, om_text_get(&problem));
    }
    om_text_finish(&problem);
}

static void
test_damage_is_refused(void **state)
{
    (void) state;
    struct folder folder;
    make_folder(&folder);
    const struct om_release_rules rules = om_release_preset(OM_PRESET_CINEMA);
    save_small(&folder, &rules);
    size_t length, copied;
    char *bytes = read_file(folder.ledger, &length);
    char *copy = read_file(folder.copy, &copied);
    assert_int_equal(length, copied);
    assert_memory_equal(bytes, copy, length);
    uint64_t dice = 1;
    for (int i = 0; i < 60; i++) { // a bit turned
        size_t at = roll(&dice, (uint32_t) length);
        bytes[at] ^= (char) (1 << roll(&dice, 7));
        write_file(folder.ledger, bytes, length);
        assert_refused(&folder, &rules, "");
        memcpy(bytes, copy, length);
    }
    for (int i = 0; i < 60; i++) { // cut off
        write_file(folder.ledger, bytes, roll(&dice, (uint32_t) length));
        assert_refused(&folder, &rules, "damaged");
    }
    assert_int_equal(unlink(folder.ledger), 0);
    assert_refused(&folder, &rules, "gone");
    write_file(folder.ledger, copy, length); // as the message says
    struct om_text problem = { 0 };
    struct om_release_ledger *ledger =
        om_release_ledger_load(folder.path, &rules, &problem);
    assert_non_null(ledger);
    om_release_ledger_destroy(ledger);
    free(bytes);
    free(copy);
    remove_folder(&folder);
}

static void
test_other_rules_are_refused(void **state)
{
    (void) state;
    struct folder folder;
    make_folder(&folder);
    struct om_release_rules rules = om_release_preset(OM_PRESET_CINEMA);
    save_small(&folder, &rules);
    rules.k = 9;
    assert_refused(&folder, &rules, "other rules");
    rules = om_release_preset(OM_PRESET_CINEMA);
    rules.base_min = 20;
    assert_refused(&folder, &rules, "other rules");
    rules = om_release_preset(OM_PRESET_CINEMA);
    rules.simulated = true;
    assert_refused(&folder, &rules, "pretend");
    remove_folder(&folder);
}

// A site that another preset's ledger has published stays there, whatever its
// type is now.
static void
test_sites_of_other_presets(void **state)
{
    (void) state;
    struct folder folder;
    make_folder(&folder);
    const struct om_release_rules cinema = om_release_preset(OM_PRESET_CINEMA);
    const struct om_release_rules booth = om_release_preset(OM_PRESET_BOOTH);
    save_small(&folder, &cinema);
    struct om_text problem = { 0 };
    struct om_release_ledger *ledger =
        om_release_ledger_load(folder.path, &booth, &problem);
    assert_non_null(ledger);
    struct fleet fleet = small;
    fleet.type = OM_PLACE_BOOTH;
    fleet.sites = 5; // one more than the cinemas
    struct om_catalogue catalogue = { 0 };
    struct om_counts counts;
    fill_catalogue(&catalogue, &fleet);
    fill_counts(&counts, &fleet);
    om_release_close(ledger, &counts, &catalogue, 202602);
    struct om_release release;
    om_release_read(ledger, 202601, 202602, &release);
    assert_int_equal(release.site_count, 1);
    assert_string_equal(release.sites[0].site_id, "site-4");
    om_release_finish(&release);
    om_release_ledger_destroy(ledger);
    om_counts_finish(&counts);
    om_catalogue_finish(&catalogue);
    remove_folder(&folder);
}

static double
seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static void
test_scale(void **state)
{
    (void) state;
    const struct fleet fleet = { .sites = 114,
                                 .provinces = 12,
                                 .questions = 10,
                                 .choices = 4,
                                 .languages = 3,
                                 .weeks = 53,
                                 .epochs = 2,
                                 .visits = 40 };
    const struct om_release_rules rules = om_release_preset(OM_PRESET_CINEMA);
    struct folder folder;
    make_folder(&folder);
    struct om_catalogue catalogue = { 0 };
    struct om_counts counts;
    struct om_text problem = { 0 };
    double at = seconds();
    fill_catalogue(&catalogue, &fleet);
    fill_counts(&counts, &fleet);
    double filled = seconds();
    struct om_release_ledger *ledger = om_release_ledger_create(&rules);
    om_release_close(ledger, &counts, &catalogue, 202612);
    double closed = seconds();
    assert_true(om_release_ledger_save(ledger, folder.path, &problem));
    om_release_ledger_destroy(ledger);
    double saved = seconds();
    ledger = om_release_ledger_load(folder.path, &rules, &problem);
    assert_non_null(ledger);
    double loaded = seconds();
    struct om_release release;
    om_release_read(ledger, 202601, 202612, &release);
    double read = seconds();
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%zu counters: filled %.2f s, closed %.2f s, saved %.2f s, loaded "
           "%.2f s, read %.2f s; %zu rows; %ld MB\n",
           counts.count, filled - at, closed - filled, saved - closed,
           loaded - saved, read - loaded, release.count,
           usage.ru_maxrss / 1024);
    assert_true(count_shown(&release, OM_SCOPE_SITE) > 1000);
    om_release_finish(&release);
    om_release_ledger_destroy(ledger);
    om_counts_finish(&counts);
    om_catalogue_finish(&catalogue);
    remove_folder(&folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scale),
        cmocka_unit_test(test_again_is_the_same),
        cmocka_unit_test(test_damage_is_refused),
        cmocka_unit_test(test_other_rules_are_refused),
        cmocka_unit_test(test_sites_of_other_presets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
