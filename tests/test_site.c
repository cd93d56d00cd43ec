// The site file: what is taken, what every setting is when left out, and what
// is said about mistakes, with its place.
#include "base/path.h"
#include "site/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h> // wants the standard headers before it

#define KEY_A "RWQxECw1/Tu6s1b8DnSELQxiZaIGxyMB577ruOrdHU34J+5Lllrf1Lpr"
#define KEY_B "RWS6lH1ck8BvZeHzDN8DTCzsx8i46Nh34WpXKR2XkS4KMMdykWLvXuh3"

struct site_file {
    char path[32];
    struct om_site site;
    struct om_findings findings;
    bool good;
};

static struct site_file
load(const char *text)
{
    struct site_file file = { .path = "/tmp/om-site-XXXXXX" };
    int handle = mkstemp(file.path);
    assert_int_equal(write(handle, text, strlen(text)), strlen(text));
    close(handle);
    file.good = om_site_load(&file.site, file.path, &file.findings);
    unlink(file.path);
    return file;
}

static void
finish(struct site_file *file)
{
    om_site_finish(&file->site);
    om_site_finish(&file->site); // twice is fine
    om_findings_finish(&file->findings);
}

// Every code with its place, "E-K001@3:5 …".
static char *
said(const struct site_file *file)
{
    struct om_text out = { 0 };
    for (size_t i = 0; i < file->findings.count; i++) {
        const struct om_finding *finding = &file->findings.items[i];
        assert_string_equal(finding->file, file->path);
        om_text_print(&out, "%s%s@%u:%u", i ? " " : "", finding->kind->code,
                      finding->line, finding->column);
    }
    om_text_add(&out, "", 0);
    return out.data;
}

static void
everything_is_taken(void **state)
{
    (void) state;
    struct site_file file = load("diagonal: 21.5\n"
                                 "still: ja\n"
                                 "painter: software\n"
                                 "site: bioscoop-12\n"
                                 "type: cinema\n"
                                 "province: nl-nh\n"
                                 "norms: local\n"
                                 "content: /srv/a map\n"
                                 "stick: /media/stick\n"
                                 "results: /srv/uitslag\n"
                                 "result_on_stick: ja\n"
                                 "poll: 30\n"
                                 "copy_speed: 0\n"
                                 "keep: 5\n"
                                 "downgrade: yes\n"
                                 "unsigned: aan\n"
                                 "keys:\n  - " KEY_A "\n  - " KEY_B "\n");
    assert_true(file.good);
    assert_int_equal(file.findings.count, 0);
    const struct om_site *site = &file.site;
    assert_int_equal(site->diagonal, 21500);
    assert_true(site->still);
    assert_string_equal(site->painter, "software");
    assert_string_equal(site->id, "bioscoop-12");
    assert_string_equal(site->type, "cinema");
    assert_string_equal(site->province, "nl-nh");
    assert_int_equal(site->norms, OM_NORMS_LOCAL);
    assert_string_equal(site->content, "/srv/a map");
    assert_string_equal(site->stick, "/media/stick");
    assert_string_equal(site->results, "/srv/uitslag");
    assert_true(site->result_on_stick);
    assert_int_equal(site->poll, 30);
    assert_int_equal(site->copy_speed, 0);
    assert_int_equal(site->keep, 5);
    assert_true(site->allow_downgrade);
    assert_true(site->allow_unsigned);
    assert_int_equal(site->key_count, 2);
    assert_string_equal(site->keys[1], KEY_B);
    finish(&file);
}

static void
what_is_left_out_has_a_standard(void **state)
{
    (void) state;
    struct site_file file = load("poll: 60\n");
    assert_true(file.good);
    const struct om_site *site = &file.site;
    assert_int_equal(site->diagonal, 0);
    assert_false(site->still);
    assert_string_equal(site->painter, "auto");
    assert_null(site->id);
    assert_string_equal(site->type, "cinema");
    assert_null(site->province);
    assert_int_equal(site->norms, OM_NORMS_NATIONAL);
    assert_null(site->content);
    assert_null(site->stick);
    assert_null(site->results);
    assert_false(site->result_on_stick);
    assert_int_equal(site->copy_speed, 50);
    assert_int_equal(site->keep, 3);
    assert_false(site->allow_downgrade);
    assert_true(site->allow_unsigned);
    finish(&file);
    file = load("keys: " KEY_A "\n"); // with a key, only what is signed
    assert_true(file.good);
    assert_int_equal(file.site.key_count, 1);
    assert_false(file.site.allow_unsigned);
    finish(&file);
}

static void
mistakes_have_a_place(void **state)
{
    (void) state;
    static const struct {
        const char *text, *said;
    } rows[] = {
        { "contant: /srv\n", "E-K001@1:1" },
        { "downgrade: yes\nhoeveel: 3\n", "E-K002@2:1" },
        { "content: srv/here\n", "E-S002@1:10" },
        { "poll: 1\n", "E-K017@1:7" },
        { "site: Bioscoop 12\n", "E-S006@1:7" },
        { "province: nl_nh\n", "E-S006@1:11" },
        { "type: theatre\n", "E-K020@1:7" },
        { "norms: lokaal\n", "E-K019@1:8" },
        { "norms: local\ntype: school\n", "E-S007@1:8" },
        { "type: booth\nnorms: local\n", "E-S007@2:8" },
        { "poll: vaak\nkeep: 12\n", "E-K017@1:7 E-K017@2:7" },
        { "unsigned: misschien\n", "E-K020@1:11" },
        { "unsigned: jaa\n", "E-K019@1:11" },
        { "unsigned: nee\n", "E-S005@1:1" },
        { "keys: [" KEY_A ", RWkort]\n", "E-S003@1:66" },
        { "keys:\n- " KEY_A "\n- " KEY_B "\n- " KEY_A "\n", "E-S004@1:1" },
        { "diagonal: 3\n", "E-K028@1:11" },
        { "painter: olieverf\n", "E-K020@1:10" },
        { "stick: [a]\n", "E-K005@1:8" },
        { "", "E-Y004@1:1" },
        { "- content\n", "E-K007@1:1" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct site_file file = load(rows[i].text);
        char *codes = said(&file);
        assert_string_equal(codes, rows[i].said);
        assert_false(file.good);
        free(codes);
        finish(&file);
    }
}

static void
a_missing_file_is_a_mistake_only_if_named(void **state)
{
    (void) state;
    struct om_site site;
    struct om_findings findings = { 0 };
    assert_false(om_site_load(&site, "/nowhere/site.yaml", &findings));
    assert_int_equal(findings.count, 1);
    assert_string_equal(findings.items[0].kind->code, "E-S001");
    om_findings_finish(&findings);
}

static void
every_setting_is_documented(void **state)
{
    (void) state;
    static const char *const files[] = { "/README.md",
                                         "/app/packaging/omstander.1" };
    for (size_t i = 0; i < 2; i++) {
        char *path = om_path_join(OM_SOURCE_DIR, files[i] + 1);
        size_t length;
        char *text = om_path_read(path, 1 << 20, &length);
        assert_non_null(text);
        for (size_t k = 0; om_site_setting(k); k++) {
            char pattern[64];
            snprintf(pattern, sizeof(pattern), i ? "\n.B %s\n" : "`%s`",
                     om_site_setting(k));
            if (!strstr(text, pattern)) {
                fail_msg("%s does not document %s", files[i], pattern);
            }
        }
        free(text);
        free(path);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_taken),
        cmocka_unit_test(what_is_left_out_has_a_standard),
        cmocka_unit_test(mistakes_have_a_place),
        cmocka_unit_test(a_missing_file_is_a_mistake_only_if_named),
        cmocka_unit_test(every_setting_is_documented),
    };
    return cmocka_run_group_tests_name("site", tests, NULL, NULL);
}
