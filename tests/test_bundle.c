// The bundle of a small release that is written by hand: its tables compared
// with golden ones byte for byte, what its pages must and must not say, and
// what happens when it cannot be written. OM_GOLDEN=write makes the golden
// files anew, to be looked at before they are committed.
#include "base/path.h"
#include "base/text.h"
#include "report/bundle/bundle.h"
#include "report/bundle/chart.h"
#include "report/bundle/figures.h"
#include "report/bundle/folder.h"
#include "report/bundle/sheet.h"

#include "scratch.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h> // wants the standard headers before it

#define PACK   OM_SOURCE_DIR "/tests/packs/good"
#define GOLDEN OM_SOURCE_DIR "/tests/golden/bundle"

// -- a release ----------------------------------------------------------------

#define KLEIN     "klein", 2
#define AUGUST    202608, 202608, 202608
#define SEPTEMBER 202609, 202609, 202609
#define HIDDEN    OM_CELL_HIDDEN, 7, 9, true, 0.77, 0.5, 0.9

// clang-format off
// The hidden ones carry numbers here, which must not come out.
static const struct om_row rows[] = {
    { OM_TABLE_SITE, OM_SCOPE_COUNTRY, "nl", AUGUST, KLEIN, "*", "finished", "*", OM_CELL_FREE, 2400, 0, false, 0, 0, 0 },
    { OM_TABLE_SITE, OM_SCOPE_COUNTRY, "nl", AUGUST, KLEIN, "*", "helping", "*", OM_CELL_FREE, 1680, 2400, true, 0.7, 0.6813, 0.7180 },
    { OM_TABLE_SITE, OM_SCOPE_PROVINCE, "nl-nh", AUGUST, KLEIN, "*", "helping", "*", OM_CELL_FREE, 900, 1300, true, 0.6923, 0.6667, 0.7168 },
    { OM_TABLE_SITE, OM_SCOPE_PROVINCE, "nl-zh", AUGUST, KLEIN, "*", "helping", "*", OM_CELL_FREE, 780, 1100, true, 0.7091, 0.6816, 0.7351 },
    { OM_TABLE_SITE, OM_SCOPE_SITE, "bioscoop-001", AUGUST, KLEIN, "*", "helping", "*", OM_CELL_FREE, 30, 45, true, 0.6667, 0.5207, 0.7864 },
    { OM_TABLE_SITE, OM_SCOPE_SITE, "bioscoop-002", AUGUST, KLEIN, "*", "helping", "*", HIDDEN },
    { OM_TABLE_PROVINCE, OM_SCOPE_PROVINCE, "nl-nh", AUGUST, KLEIN, "noa.wat-doe-jij", "*", "*", OM_CELL_FREE, 1300, 1300, true, 1, 0.9971, 1 },
    { OM_TABLE_COUNTRY, OM_SCOPE_COUNTRY, "nl", AUGUST, KLEIN, "noa.wat-doe-jij", "*", "*", OM_CELL_FREE, 2400, 2400, true, 1, 0.9984, 1 },
    { OM_TABLE_COUNTRY, OM_SCOPE_COUNTRY, "nl", AUGUST, KLEIN, "noa.wat-doe-jij", "dm", "*", OM_CELL_FREE, 1200, 2400, true, 0.5, 0.4800, 0.5200 },
    { OM_TABLE_COUNTRY, OM_SCOPE_COUNTRY, "nl", AUGUST, KLEIN, "noa.wat-doe-jij", "niks", "*", OM_CELL_LATE, 720, 2400, true, 0.3, 0.2820, 0.3187 },
    { OM_TABLE_COUNTRY, OM_SCOPE_COUNTRY, "nl", AUGUST, KLEIN, "noa.wat-doe-jij", "zeg-wat", "*", OM_CELL_FREE, 480, 2400, true, 0.2, 0.1845, 0.2164 },
    { OM_TABLE_COUNTRY, OM_SCOPE_COUNTRY, "nl", SEPTEMBER, KLEIN, "noa.wat-doe-jij", "*", "*", OM_CELL_FREE, 25, 25, false, 0, 0, 0 },
    { OM_TABLE_COUNTRY, OM_SCOPE_COUNTRY, "nl", SEPTEMBER, KLEIN, "noa.wat-doe-jij", "dm", "*", HIDDEN },
    { OM_TABLE_COUNTRY, OM_SCOPE_COUNTRY, "nl", SEPTEMBER, KLEIN, "noa.wat-doe-jij", "niks", "*", HIDDEN },
    { OM_TABLE_COUNTRY, OM_SCOPE_COUNTRY, "nl", SEPTEMBER, KLEIN, "noa.wat-doe-jij", "zeg-wat", "*", HIDDEN },
    { OM_TABLE_COUNTRY, OM_SCOPE_COUNTRY, "nl", AUGUST, "weg", 1, "mo.vraag", "<b>&", "*", OM_CELL_FREE, 60, 120, true, 0.5, 0.4118, 0.5882 },
    { OM_TABLE_COUNTRY, OM_SCOPE_COUNTRY, "nl", AUGUST, "weg", 1, "mo.vraag", "*", "*", OM_CELL_FREE, 120, 120, true, 1, 0.9690, 1 },
    { OM_TABLE_LANGUAGE, OM_SCOPE_COUNTRY, "nl", AUGUST, KLEIN, "noa.wat-doe-jij", "*", "en", OM_CELL_FREE, 200, 200, true, 1, 0.9812, 1 },
    { OM_TABLE_LANGUAGE, OM_SCOPE_COUNTRY, "nl", AUGUST, KLEIN, "noa.wat-doe-jij", "dm", "en", OM_CELL_FREE, 90, 200, true, 0.45, 0.3827, 0.5192 },
    { OM_TABLE_LANGUAGE, OM_SCOPE_COUNTRY, "nl", AUGUST, KLEIN, "noa.wat-doe-jij", "zeg-wat", "en", OM_CELL_FREE, 50, 200, true, 0.25, 0.1951, 0.3143 },
    { OM_TABLE_LANGUAGE, OM_SCOPE_COUNTRY, "nl", AUGUST, KLEIN, "noa.wat-doe-jij", "niks", "en", OM_CELL_FREE, 60, 200, true, 0.3, 0.2407, 0.3668 },
    { OM_TABLE_FUNNEL, OM_SCOPE_COUNTRY, "nl", AUGUST, KLEIN, "*", "start", "*", OM_CELL_FREE, 4000, 4000, true, 1, 0.9990, 1 },
    { OM_TABLE_FUNNEL, OM_SCOPE_COUNTRY, "nl", AUGUST, KLEIN, "*", "q1_shown", "*", OM_CELL_FREE, 3000, 4000, true, 0.75, 0.7363, 0.7632 },
    { OM_TABLE_FUNNEL, OM_SCOPE_COUNTRY, "nl", AUGUST, KLEIN, "*", "q2_shown", "*", OM_CELL_FREE, 640, 4000, true, 0.16, 0.1490, 0.1717 },
    { OM_TABLE_FUNNEL, OM_SCOPE_COUNTRY, "nl", AUGUST, KLEIN, "*", "finish", "*", OM_CELL_FREE, 2400, 4000, true, 0.6, 0.5847, 0.6151 },
};
// clang-format on

static struct om_site_quality sites[] = {
    { "bioscoop-001", OM_PLACE_CINEMA, "nl-nh", 1, 202608, 202609, 7, 9 },
    { "bioscoop-002", OM_PLACE_CINEMA, "nl-zh", 2, 0, 0, 0, 9 },
};

static struct om_month_quality months[] = {
    { 202608, 0, 1, 1, 2 },
    { 202609, -1, -1, 1, 2 },
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

struct report {
    struct om_release release;
    struct om_pack *pack;
    struct om_labels labels;
};

static struct report
make_report(bool simulated)
{
    struct report report = {
        .release = {
            .rules = om_release_preset(OM_PRESET_CINEMA),
            .first_month = 202608,
            .last_month = 202609,
            .rows = om_alloc(sizeof(rows)),
            .count = ROWS,
            .sites = sites,
            .site_count = 2,
            .months = months,
            .month_count = 2,
        },
    };
    report.release.rules.simulated = simulated;
    memcpy(report.release.rows, rows, sizeof(rows));
    struct om_findings findings = { 0 };
    report.pack = om_pack_load(PACK, &findings);
    assert_non_null(report.pack);
    om_findings_finish(&findings);
    om_labels_add(&report.labels, report.pack);
    return report;
}

static void
finish_report(struct report *report)
{
    free(report->release.rows);
    om_pack_destroy(report->pack);
}

// -- folders and files --------------------------------------------------------

static size_t
count_entries(const char *path)
{
    DIR *list = opendir(path);
    size_t count = 0;
    const struct dirent *entry = NULL;
    while (list && (entry = readdir(list)) != NULL) {
        count +=
            strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    if (list) {
        closedir(list);
    }
    return count;
}

static char *
read_in(const char *folder, const char *name, size_t *length)
{
    char *path = om_path_join(folder, name);
    char *bytes = om_path_read(path, 16 << 20, length);
    if (!bytes) {
        fail_msg("%s: %s", path, strerror(errno));
    }
    free(path);
    return bytes;
}

static char *
write_report(const struct report *report, const char *folder, const char *name)
{
    struct om_text problem = { 0 };
    char *path = om_path_join(folder, name);
    struct om_bundle bundle = {
        .release = &report->release,
        .labels = &report->labels,
        .dutch_csv = true,
    };
    if (!om_bundle_write(&bundle, path, &problem)) {
        fail_msg("%s", om_text_get(&problem));
    }
    om_text_finish(&problem);
    return path;
}

static const char *const written[] = {
    "data/responses.csv", "data/funnel.csv",
    "data/sites.csv",     "data/questions.csv",
    "data/choices.csv",   "data/scopes.csv",
    "data/periods.csv",   "data/quality.csv",
    "datapackage.json",   "METHODE.md",
    "rapport.html",       "report.html",
    "SHA256SUMS",         "excel/antwoorden-nl.csv",
};

enum { GOLDEN_FILES = 10, WRITTEN = sizeof(written) / sizeof(written[0]) };

// -- tests --------------------------------------------------------------------

static void
write_golden(const char *name, const char *bytes, size_t length)
{
    char *path = om_path_join(GOLDEN, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
    free(path);
}

static const char *
base_name(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash ? slash + 1 : name;
}

static void
the_tables_are_the_golden_ones(void **state)
{
    struct report report = make_report(false);
    char *bundle = write_report(&report, *state, "bundle");
    const char *golden = getenv("OM_GOLDEN");
    for (size_t i = 0; i < GOLDEN_FILES; i++) {
        size_t length = 0;
        char *bytes = read_in(bundle, written[i], &length);
        if (golden && strcmp(golden, "write") == 0) {
            write_golden(base_name(written[i]), bytes, length);
        }
        size_t wanted_length = 0;
        char *wanted = read_in(GOLDEN, base_name(written[i]), &wanted_length);
        size_t same = 0;
        while (same < length && same < wanted_length
               && bytes[same] == wanted[same]) {
            same++;
        }
        if (same != length || same != wanted_length) {
            fail_msg("%s differs at byte %zu: \"%.60s\", not \"%.60s\"",
                     written[i], same, bytes + same, wanted + same);
        }
        free(wanted);
        free(bytes);
    }
    free(bundle);
    finish_report(&report);
}

static void
the_same_release_gives_the_same_bytes(void **state)
{
    struct report report = make_report(true);
    char *one = write_report(&report, *state, "one");
    char *other = write_report(&report, *state, "other");
    const char *const book = "excel/omstander-simulated-2026-08-2026-09.xlsx";
    for (size_t i = 0; i <= WRITTEN; i++) {
        const char *name = i < WRITTEN ? written[i] : book;
        size_t length = 0;
        size_t other_length = 0;
        char *bytes = read_in(one, name, &length);
        char *again = read_in(other, name, &other_length);
        if (length != other_length || memcmp(bytes, again, length) != 0) {
            fail_msg("%s is not the same twice", name);
        }
        free(bytes);
        free(again);
    }
    free(one);
    free(other);
    finish_report(&report);
}

// Words that a page must hold, and words that it must not.
static void
the_pages_say_what_they_should(void **state)
{
    static const struct {
        const char *file, *text;
        bool wanted;
    } cases[] = {
        { "rapport.html", "lang=\"nl\"", true },
        { "report.html", "lang=\"en\"", true },
        { "rapport.html", "Klein pakket", true },
        { "report.html", "Small pack", true },
        { "rapport.html", "Ik stuur een berichtje", true },
        { "report.html", "I send a message", true },
        { "rapport.html", "2.400", true }, // thousands
        { "report.html", "2,400", true },
        { "rapport.html", "Noord-Holland", true },
        { "report.html", "North Holland", true },
        { "rapport.html", "&lt;b&gt;&amp;", true }, // escaped
        { "rapport.html", "<b>&", false },
        { "rapport.html", "77%", false }, // hidden ones
        { "rapport.html", "bioscoop-002", false },
        { "rapport.html", "niet getoond", true },
        { "rapport.html", "<script", false },
        { "rapport.html", "http", false },
        { "rapport.html", "GESIMULEERD", false },
        { "METHODE.md", "GESIMULEERD", false },
        { "rapport.html", "Van elke 10 keuzes waren er ongeveer 7", true },
        { "rapport.html", "geen afval", true }, // of the second question
    };
    struct report report = make_report(false);
    char *bundle = write_report(&report, *state, "pages");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        size_t length = 0;
        char *bytes = read_in(bundle, cases[i].file, &length);
        if ((strstr(bytes, cases[i].text) != NULL) != cases[i].wanted) {
            fail_msg("%s %s \"%s\"", cases[i].file,
                     cases[i].wanted ? "lacks" : "has", cases[i].text);
        }
        free(bytes);
    }
    free(bundle);
    finish_report(&report);
}

static void
simulated_is_said_everywhere(void **state)
{
    static const char *const marks[][2] = {
        { "rapport.html", "GESIMULEERD. Deze bezoekers zijn bedacht." },
        { "report.html", "SIMULATED. These visitors are made up." },
        { "METHODE.md", "**GESIMULEERD.**" },
        { "datapackage.json", "\"simulated\": true" },
        { "data/responses.csv", ",simulated\r\n" },
        { "data/funnel.csv", ",simulated\r\n" },
        { "data/sites.csv", ",simulated\r\n" },
        { "excel/antwoorden-nl.csv", ";simulated\r\n" },
    };
    struct report report = make_report(true);
    char *bundle = write_report(&report, *state, "simulated");
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        size_t length = 0;
        char *bytes = read_in(bundle, marks[i][0], &length);
        if (!strstr(bytes, marks[i][1])) {
            fail_msg("%s does not say %s", marks[i][0], marks[i][1]);
        }
        free(bytes);
    }
    free(bundle);
    finish_report(&report);
}

static void
an_empty_release_is_still_a_report(void **state)
{
    struct report report = make_report(false);
    report.release.count = 0;
    report.release.site_count = 0;
    report.release.month_count = 0;
    char *bundle = write_report(&report, *state, "empty");
    size_t length = 0;
    char *bytes = read_in(bundle, "rapport.html", &length);
    assert_non_null(strstr(bytes, "niets vrijgegeven"));
    free(bytes);
    free(bundle);
    finish_report(&report);
}

static bool
cannot_print(const char *html, const char *pdf, struct om_text *problem)
{
    (void) html;
    (void) pdf;
    om_text_print(problem, "out of paper");
    return false;
}

// Nothing is written over, and nothing is left half.
static void
it_is_whole_or_not_there(void **state)
{
    const char *folder = *state;
    struct report report = make_report(false);
    struct om_text problem = { 0 };
    char *taken = om_path_join(folder, "taken");
    assert_int_equal(mkdir(taken, 0755), 0);
    struct om_bundle bundle = { .release = &report.release,
                                .labels = &report.labels };
    size_t before = count_entries(folder);
    assert_true(om_bundle_write(&bundle, taken, &problem)); // empty: fine
    assert_int_equal(count_entries(folder), before);
    assert_false(om_bundle_write(&bundle, taken, &problem));
    assert_non_null(strstr(om_text_get(&problem), "not empty"));
    assert_int_equal(count_entries(folder), before);
    char *inside = om_path_join(taken, "METHODE.md/inside");
    assert_false(om_bundle_write(&bundle, inside, &problem));
    om_text_finish(&problem);
    char *printed = om_path_join(folder, "printed");
    bundle.print = cannot_print;
    assert_false(om_bundle_write(&bundle, printed, &problem));
    assert_string_equal(om_text_get(&problem), "out of paper");
    assert_int_equal(count_entries(folder), before);
    om_text_finish(&problem);
    free(printed);
    free(inside);
    free(taken);
    finish_report(&report);
}

static void
csv_keeps_the_rules(void **unused)
{
    (void) unused;
    static const struct om_column columns[] = {
        { "a", OM_COLUMN_TEXT, true, NULL, "", "" },
        { "b", OM_COLUMN_SHARE, false, NULL, "", "" },
        { "c", OM_COLUMN_FLAG, false, NULL, "", "" },
        { 0 },
    };
    static const struct om_sheet_shape shape = { "t",     "",  "",
                                                 columns, "a", { { 0 } } };
    static const struct {
        const char *text;
        double share;
        const char *plain, *dutch;
    } cases[] = {
        { "gewoon", 0.5, "gewoon,0.5000,true\r\n", "gewoon;0,5000;true\r\n" },
        { "a,b", 2, "\"a,b\",,true\r\n", "a,b;;true\r\n" },
        { "a;b", 0, "a;b,0.0000,true\r\n", "\"a;b\";0,0000;true\r\n" },
        { "zeg \"ja\"", 1, "\"zeg \"\"ja\"\"\",1.0000,true\r\n",
          "\"zeg \"\"ja\"\"\";1,0000;true\r\n" },
        { "twee\nregels", NAN, "\"twee\nregels\",,true\r\n",
          "\"twee\nregels\";;true\r\n" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct om_sheet sheet;
        om_sheet_init(&sheet, &shape);
        om_sheet_add_text(&sheet, cases[i].text);
        om_sheet_add_share(&sheet, cases[i].share);
        om_sheet_add_whole(&sheet, 1);
        struct om_text plain = { 0 };
        struct om_text dutch = { 0 };
        om_sheet_write_csv(&sheet, OM_CSV_PLAIN, &plain);
        om_sheet_write_csv(&sheet, OM_CSV_DUTCH, &dutch);
        assert_string_equal(plain.data + strlen("a,b,c\r\n"), cases[i].plain);
        assert_memory_equal(dutch.data,
                            "\xEF\xBB\xBF"
                            "a;b;c\r\n",
                            10);
        assert_string_equal(dutch.data + 10, cases[i].dutch);
        om_text_finish(&plain);
        om_text_finish(&dutch);
        om_sheet_finish(&sheet);
    }
}

// Wilson's interval and Newcombe's difference, against values worked out with
// other means (Newcombe's own example: 56/70 and 48/80).
static void
intervals_are_right(void **unused)
{
    (void) unused;
    static const struct {
        uint64_t n, base;
        double low, high;
    } wilson[] = {
        { 15, 30, 0.3315, 0.6685 },   { 50, 100, 0.4038, 0.5962 },
        { 200, 400, 0.4512, 0.5488 }, { 30, 30, 0.8865, 1.0 },
        { 56, 70, 0.6918, 0.8769 },
    };
    for (size_t i = 0; i < sizeof(wilson) / sizeof(wilson[0]); i++) {
        struct om_share share = om_share_make(wilson[i].n, wilson[i].base, 30);
        if (fabs(share.low - wilson[i].low) > 5e-4
            || fabs(share.high - wilson[i].high) > 5e-4) {
            fail_msg("%d of %d: %.4f – %.4f, not %.4f – %.4f",
                     (int) wilson[i].n, (int) wilson[i].base, share.low,
                     share.high, wilson[i].low, wilson[i].high);
        }
    }
    struct om_difference d = om_difference_make(om_share_make(56, 70, 30),
                                                om_share_make(48, 80, 30));
    if (fabs(d.difference - 0.2) > 1e-9 || fabs(d.low - 0.0524) > 5e-4
        || fabs(d.high - 0.3339) > 5e-4 || !d.clear) {
        fail_msg("56/70 − 48/80: %.4f, %.4f – %.4f", d.difference, d.low,
                 d.high);
    }
    d = om_difference_make(om_share_make(50, 100, 30),
                           om_share_make(52, 100, 30));
    assert_true(d.known && !d.clear);
    assert_false(om_share_make(29, 29, 30).known); // too small a base
    assert_false(om_difference_make(om_share_make(10, 20, 30),
                                    om_share_make(50, 100, 30))
                     .known);
}

static double
luminance(const char *colour)
{
    unsigned rgb = (unsigned) strtoul(colour + 1, NULL, 16);
    static const double weights[] = { 0.2126, 0.7152, 0.0722 };
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double c = (double) (rgb >> (16 - 8 * i) & 0xFF) / 255;
        c = c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
        sum += weights[i] * c;
    }
    return sum;
}

static void
text_can_be_read_on_its_ground(void **unused)
{
    (void) unused;
    static const char *const pairs[][2] = {
        { OM_INK, OM_PAPER },    { OM_MUTED, OM_PAPER },
        { OM_CALM, OM_PAPER },   { OM_ALARM, OM_PAPER },
        { OM_PAPER, OM_INK },    { OM_SIGNAL, OM_INK },
        { "#1FC8A0", OM_INK },   { "#CFC9BE", OM_INK },
        { OM_MUTED, "#E8E1D4" }, // on a pale bar
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        double one = luminance(pairs[i][0]);
        double other = luminance(pairs[i][1]);
        double contrast = (fmax(one, other) + 0.05) / (fmin(one, other) + 0.05);
        if (contrast < 4.5) {
            fail_msg("%s on %s: %.2f", pairs[i][0], pairs[i][1], contrast);
        }
    }
}

static int
make_folder(void **state)
{
    char path[] = "/tmp/omstander-bundle-XXXXXX";
    *state = mkdtemp(path) ? om_strdup(path) : NULL;
    return *state ? 0 : -1;
}

static int
remove_folder(void **state)
{
    scratch_remove(*state);
    free(*state);
    return 0;
}

#define IN_FOLDER(test) \
    cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(the_tables_are_the_golden_ones),
        IN_FOLDER(the_same_release_gives_the_same_bytes),
        IN_FOLDER(the_pages_say_what_they_should),
        IN_FOLDER(simulated_is_said_everywhere),
        IN_FOLDER(an_empty_release_is_still_a_report),
        IN_FOLDER(it_is_whole_or_not_there),
        cmocka_unit_test(csv_keeps_the_rules),
        cmocka_unit_test(intervals_are_right),
        cmocka_unit_test(text_can_be_read_on_its_ground),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
