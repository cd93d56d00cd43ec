// The ledger as a file, presets, and a year of 114 kiosks.
#include "report/ledger.h"
#include "report/release.h"

#include <inttypes.h>
#include <math.h>
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

#include <cmocka.h> // wants the standard headers before it

static uint32_t
roll(uint64_t *state, uint32_t n)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (uint32_t) ((z ^ z >> 31) % n);
}

// -- made-up counters ---------------------------------------------------------

struct fleet {
    unsigned sites, provinces, questions, choices, languages, weeks;
    unsigned epochs; // a week
    unsigned visits; // a week, site and epoch
    enum om_place_type type;
};

static void
fill_catalogue(struct om_catalogue *catalogue, const struct fleet *fleet)
{
    static const char *const names[] = { "nl", "en", "ar", "tr", "pl" };
    for (unsigned q = 0; q < fleet->questions; q++) {
        for (unsigned c = 0; c < fleet->choices; c++) {
            char question[24], choice[24];
            snprintf(question, sizeof(question), "s.q%u", q);
            snprintf(choice, sizeof(choice), "c%u", c);
            om_catalogue_add_choice(catalogue, "pack@1", question, choice,
                                    c % 2 == 0);
        }
    }
    for (unsigned l = 0; l < fleet->languages; l++) {
        om_catalogue_add_language(catalogue, "pack@1", names[l]);
    }
}

static void
add(struct om_counts *counts, uint32_t site, const uint8_t *epoch, int week,
    const char *key, uint64_t n)
{
    assert_int_equal(om_counts_add(counts, site, epoch, week, key, n),
                     OM_COUNTED_FINE);
}

static void
fill_week(struct om_counts *counts, const struct fleet *fleet, uint32_t site,
          const uint8_t *epoch, int week)
{
    static const char *const names[] = { "nl", "en", "ar", "tr", "pl" };
    uint64_t dice = (uint64_t) week * 7919 + epoch[2] * 31u + site;
    char key[80];
    for (unsigned l = 0; l < fleet->languages; l++) {
        unsigned visits = fleet->visits / (l + 1);
        snprintf(key, sizeof(key), "pack@1/f/start@%s", names[l]);
        add(counts, site, epoch, week, key, visits);
        snprintf(key, sizeof(key), "pack@1/f/finish@%s", names[l]);
        add(counts, site, epoch, week, key, visits - visits / 5);
        for (unsigned q = 0; q < fleet->questions; q++) {
            snprintf(key, sizeof(key), "pack@1/f/q%u_shown@%s", q + 1,
                     names[l]);
            add(counts, site, epoch, week, key, visits - visits / 20 * q);
            for (unsigned c = 0; c < fleet->choices; c++) {
                snprintf(key, sizeof(key), "pack@1/a/s.q%u/c%u@%s", q, c,
                         names[l]);
                add(counts, site, epoch, week, key,
                    roll(&dice, visits / fleet->choices + 1));
            }
        }
    }
}

static void
fill_counts(struct om_counts *counts, const struct fleet *fleet)
{
    om_counts_init(counts);
    for (unsigned s = 0; s < fleet->sites; s++) {
        struct om_place site = { .type = fleet->type, .kiosks = 1 };
        snprintf(site.id, sizeof(site.id), "site-%u", s);
        snprintf(site.province, sizeof(site.province), "nl-%u",
                 s % fleet->provinces);
        uint32_t number = om_counts_add_site(counts, &site);
        for (unsigned w = 0; w < fleet->weeks; w++) {
            for (unsigned e = 0; e < fleet->epochs; e++) {
                uint8_t epoch[OM_EPOCH_SIZE] = { (uint8_t) s, (uint8_t) w,
                                                 (uint8_t) e };
                fill_week(counts, fleet, number, epoch, 202601 + (int) w);
            }
        }
    }
    om_counts_seal(counts);
}

static unsigned
count_shown(const struct om_release *release, enum om_scope scope)
{
    unsigned shown = 0;
    for (size_t i = 0; i < release->count; i++) {
        const struct om_row *row = &release->rows[i];
        shown += row->scope == scope && row->status != OM_CELL_HIDDEN;
    }
    return shown;
}

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

static const struct fleet small = {
    .sites = 4,
    .provinces = 2,
    .questions = 2,
    .choices = 3,
    .languages = 2,
    .weeks = 17,
    .epochs = 1,
    .visits = 40,
};

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

// -- presets ------------------------------------------------------------------

static void
read_school(const struct fleet *fleet, struct om_release *release)
{
    const struct om_release_rules rules = om_release_preset(OM_PRESET_SCHOOL);
    struct om_catalogue catalogue = { 0 };
    struct om_counts counts;
    fill_catalogue(&catalogue, fleet);
    fill_counts(&counts, fleet);
    struct om_release_ledger *ledger = om_release_ledger_create(&rules);
    assert_int_equal(om_release_close(ledger, &counts, &catalogue, 202604), 1);
    om_release_read(ledger, 202601, 202612, release);
    om_release_ledger_destroy(ledger);
    om_counts_finish(&counts);
    om_catalogue_finish(&catalogue);
}

static void
test_schools(void **state)
{
    (void) state;
    static const struct {
        unsigned sites, provinces;
        bool country, province;
    } rows[] = {
        { 1, 1, false, false }, { 2, 1, false, false }, { 3, 1, true, true },
        { 4, 2, true, false },  { 6, 2, true, true },   { 8, 3, true, true },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct fleet fleet = small;
        fleet.type = OM_PLACE_SCHOOL;
        fleet.sites = rows[i].sites;
        fleet.provinces = rows[i].provinces;
        struct om_release release;
        read_school(&fleet, &release);
        assert_int_equal(release.site_count, 0);
        for (size_t r = 0; r < release.count; r++) {
            const struct om_row *row = &release.rows[r];
            assert_int_not_equal(row->scope, OM_SCOPE_SITE);
            assert_int_equal(row->closed, 202603);
            assert_true(row->n == 0 || row->n >= 20);
        }
        unsigned country = count_shown(&release, OM_SCOPE_COUNTRY);
        unsigned province = count_shown(&release, OM_SCOPE_PROVINCE);
        if ((country > 0) != rows[i].country
            || (province > 0) != rows[i].province) {
            fail_msg("%u schools in %u provinces: %u of the country, %u of "
                     "provinces",
                     rows[i].sites, rows[i].provinces, country, province);
        }
        om_release_finish(&release);
    }
}

// One kiosk, one question: what waits, what is merged, what is published.
static void
test_country(void **state)
{
    (void) state;
    static const struct {
        unsigned months[3][3]; // answers to the choices, in January to March
        unsigned shown[3][4];  // and the base; 0: hidden
    } rows[] = {
        { { { 20, 30, 40 }, { 9, 9, 9 }, { 10, 10, 10 } },
          { { 20, 30, 40, 90 }, { 0 }, { 19, 19, 19, 57 } } },
        // too few in one choice: waits for the quarter
        { { { 20, 30, 4 }, { 20, 30, 4 }, { 20, 30, 4 } },
          { { 0 }, { 0 }, { 60, 90, 12, 162 } } },
        // at its end, merged with the smallest of its class (first and third)
        { { { 20, 30, 1 }, { 0, 0, 0 }, { 0, 0, 0 } },
          { { 0 }, { 0 }, { 0, 30, 0, 51 } } },
        // a large base does not wait
        { { { 300, 200, 1 }, { 0, 0, 0 }, { 0, 0, 0 } },
          { { 0, 200, 0, 501 }, { 0 }, { 0 } } },
        // one choice over 90 % of a small base waits until it is not small
        { { { 0, 0, 0 }, { 0, 0, 0 }, { 0, 47, 1 } }, { { 0 }, { 0 }, { 0 } } },
        // fewer than k
        { { { 3, 3, 3 }, { 0, 0, 0 }, { 0, 0, 0 } }, { { 0 }, { 0 }, { 0 } } },
    };
    const struct fleet one = { .questions = 1, .choices = 3, .languages = 1 };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct om_release_rules rules =
            om_release_preset(OM_PRESET_CINEMA);
        struct om_catalogue catalogue = { 0 };
        struct om_counts counts;
        fill_catalogue(&catalogue, &one);
        om_counts_init(&counts);
        struct om_place site = { "a", OM_PLACE_CINEMA, "nl-ut", 1 };
        uint32_t number = om_counts_add_site(&counts, &site);
        for (unsigned m = 0; m < 3; m++) {
            static const int weeks[] = { 202603, 202607, 202611 };
            static const uint8_t epoch[OM_EPOCH_SIZE] = { 1 };
            add(&counts, number, epoch, weeks[m], "pack@1/f/start@nl", 1000);
            for (unsigned c = 0; c < 3; c++) {
                char key[40];
                snprintf(key, sizeof(key), "pack@1/a/s.q0/c%u@nl", c);
                add(&counts, number, epoch, weeks[m], key,
                    rows[i].months[m][c]);
            }
        }
        om_counts_seal(&counts);
        struct om_release_ledger *ledger = om_release_ledger_create(&rules);
        om_release_close(ledger, &counts, &catalogue, 202603);
        struct om_release release;
        om_release_read(ledger, 202601, 202603, &release);
        for (size_t r = 0; r < release.count; r++) {
            const struct om_row *row = &release.rows[r];
            if (row->table == OM_TABLE_COUNTRY) {
                unsigned c = row->choice[0] == '*'
                                 ? 3
                                 : (unsigned) (row->choice[1] - '0');
                unsigned wanted = rows[i].shown[row->closed - 202601][c];
                if (row->n != wanted) {
                    fail_msg("row %zu month %d choice %u is %" PRIu64
                             ", not %u",
                             i, row->closed, c, row->n, wanted);
                }
            }
        }
        om_release_finish(&release);
        om_release_ledger_destroy(ledger);
        om_counts_finish(&counts);
        om_catalogue_finish(&catalogue);
    }
}

static void
test_wilson(void **state)
{
    (void) state;
    struct om_release release;
    struct fleet fleet = small;
    fleet.type = OM_PLACE_SCHOOL;
    fleet.sites = 3;
    fleet.provinces = 1;
    read_school(&fleet, &release);
    unsigned shares = 0;
    for (size_t i = 0; i < release.count; i++) {
        const struct om_row *row = &release.rows[i];
        if (!row->has_share) {
            continue;
        }
        // the limits are where the share is 1.96 deviations away
        double n = (double) row->base_n, p = (double) row->n / n;
        assert_true(row->low >= 0 && row->low <= p && p <= row->high
                    && row->high <= 1);
        for (int side = 0; side < 2 && p > 0 && p < 1; side++) {
            double limit = side ? row->high : row->low;
            double away = fabs(p - limit) / sqrt(limit * (1 - limit) / n);
            assert_true(fabs(away - 1.959964) < 1e-6);
        }
        shares++;
    }
    assert_true(shares > 10);
    size_t count;
    struct om_row *totals = om_release_totals(&release, &count);
    assert_true(count > 0 && count <= release.count);
    free(totals);
    om_release_finish(&release);
}

// -- size ---------------------------------------------------------------------

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
        cmocka_unit_test(test_country),
        cmocka_unit_test(test_schools),
        cmocka_unit_test(test_wilson),
        cmocka_unit_test(test_again_is_the_same),
        cmocka_unit_test(test_damage_is_refused),
        cmocka_unit_test(test_other_rules_are_refused),
        cmocka_unit_test(test_sites_of_other_presets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
