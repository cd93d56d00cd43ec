// The pure parts of a check: contrast, and the place in a line.
#include "check/contrast.h"
#include "check/excerpt.h"
#include "check/messages.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h> // wants the standard headers before it

static void
test_contrast(void **state)
{
    (void) state;
    // figures by the formula of WCAG 2.2, worked out apart
    static const struct {
        uint32_t one, other;
        double contrast;
    } rows[] = {
        { 0x000000, 0xFFFFFF, 21.00 }, { 0xFFFFFF, 0xFFFFFF, 1.00 },
        { 0x777777, 0xFFFFFF, 4.48 },  { 0x767676, 0xFFFFFF, 4.54 },
        { 0xFF0000, 0xFFFFFF, 4.00 },  { 0x0000FF, 0xFFFFFF, 8.59 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        double is = om_contrast(rows[i].one, rows[i].other);
        print_message("%06X on %06X: %.3f, %.2f\n", rows[i].one, rows[i].other,
                      is, rows[i].contrast);
        assert_true(is - rows[i].contrast < 0.005
                    && rows[i].contrast - is < 0.005);
    }
}

static unsigned
holes(const char *template)
{
    unsigned found = 0;
    for (const char *p = strchr(template, '{'); p; p = strchr(p + 1, '{')) {
        bool hole = p[1] >= '1' && p[1] <= '3' && p[2] == '}';
        found |= hole ? 1U << (p[1] - '0') : 0;
    }
    return found;
}

static void
test_messages(void **state)
{
    (void) state;
    for (int i = 0; i < OM_REMARK_COUNT_; i++) {
        const struct om_finding_kind *kind = om_remark_kind((enum om_remark) i);
        assert_non_null(kind->code);
        bool error = kind->severity == OM_SEVERITY_ERROR;
        assert_int_equal(kind->code[0], error ? 'E' : 'W');
        assert_int_equal(holes(kind->nl), holes(kind->en));
        for (int k = 0; k < i; k++) {
            assert_string_not_equal(
                kind->code + 2, om_remark_kind((enum om_remark) k)->code + 2);
        }
    }
}

#define TEN "1234567890"

static const struct row {
    const char *name, *line;
    unsigned column;
    const char *argument;
    const char *shown;
    unsigned offset, length, characters;
} rows[] = {
    { "a key", "  choises: [a]", 3, NULL, "  choises: [a]", 2, 7, 7 },
    { "a value", "a: bb cc # no", 4, NULL, "a: bb cc # no", 3, 5, 5 },
    { "in braces", "{a: bb, c: d}", 5, NULL, "{a: bb, c: d}", 4, 2, 2 },
    { "quoted", "a: \"b, c\" # no", 4, NULL, "a: \"b, c\" # no", 3, 6, 6 },
    { "never closed", "a: 'b, c", 4, NULL, "a: 'b, c", 3, 5, 5 },
    { "the argument", "a: bb cc", 4, "bb", "a: bb cc", 3, 2, 2 },
    { "wide", "字字: x", 5, NULL, "字字: x", 6, 1, 1 },
    { "wide place", "a: 字字", 4, NULL, "a: 字字", 3, 4, 2 },
    { "an accent apart", "e\u0301: x", 5, NULL, "e\u0301: x", 3, 1, 1 },
    { "a tab before", "\ta: x", 2, NULL, "    a: x", 4, 1, 1 },
    { "the tab", "a\tb", 2, NULL, "a    b", 1, 4, 1 },
    { "escape", "a\x1b[31mb", 2, NULL, "a␛[31mb", 1, 1, 1 },
    { "turned around", "a\u202Eb", 2, NULL, "a\uFFFDb", 1, 1, 1 },
    { "a soft hyphen", "a\u00ADb", 3, NULL, "a¬b", 2, 1, 1 },
    { "not UTF-8", "a\xFF\xFE", 2, NULL, "a\uFFFD\uFFFD", 1, 1, 1 },
    { "behind the end", "ab", 9, NULL, "ab", 2, 1, 0 },
    { "empty", "", 1, NULL, "", 0, 1, 0 },
    { "long, at its end", TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN "x", 111,
      NULL, "…" TEN TEN TEN TEN "x", 41, 1, 1 },
    { "long, at its beginning", "x: " TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN,
      1, NULL, "x: " TEN TEN TEN TEN TEN TEN TEN TEN TEN "123…", 0, 1, 1 },
    { "longer than a line", "x: " TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN, 4,
      NULL, "x: " TEN TEN TEN TEN TEN TEN TEN TEN TEN "123…", 3, 93, 100 },
};

static void
test_excerpts(void **state)
{
    (void) state;
    char path[] = "/tmp/omstander-XXXXXX";
    assert_non_null(mkdtemp(path));
    struct om_folder folder;
    assert_true(om_folder_open(&folder, path));
    int bad = 0;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct row *row = &rows[i];
        struct om_finding finding = { .kind = om_remark_kind(0),
                                      .file = om_strdup("a.yaml"),
                                      .line = 2,
                                      .column = row->column };
        finding.arguments[0] = row->argument ? om_strdup(row->argument) : NULL;
        int file = openat(folder.handle, "a.yaml",
                          O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        dprintf(file, "first\r\n%s\nthird\n", row->line);
        close(file);
        struct om_sources sources = { .folder = &folder };
        struct om_excerpt excerpt;
        assert_true(om_excerpt_read(&excerpt, &sources, &finding));
        const char *shown = om_text_get(&excerpt.line);
        if (strcmp(shown, row->shown) != 0 || excerpt.offset != row->offset
            || excerpt.length != row->length
            || excerpt.characters != row->characters) {
            print_error("%s\n  must be %s %u %u %u\n  is      %s %u %u %u\n",
                        row->name, row->shown, row->offset, row->length,
                        row->characters, shown, excerpt.offset, excerpt.length,
                        excerpt.characters);
            bad++;
        }
        om_excerpt_finish(&excerpt);
        om_sources_finish(&sources);
        free(finding.file);
        free(finding.arguments[0]);
    }
    unlinkat(folder.handle, "a.yaml", 0);
    om_folder_close(&folder);
    rmdir(path);
    assert_int_equal(bad, 0);
}

static void
test_no_line(void **state)
{
    (void) state;
    struct om_folder folder;
    assert_true(om_folder_open(&folder, "/"));
    struct om_sources sources = { .folder = &folder };
    struct om_excerpt excerpt;
    char file[] = "nowhere/at-all.yaml";
    struct om_finding finding = { .kind = om_remark_kind(0), .file = file };
    assert_false(om_excerpt_read(&excerpt, &sources, &finding));
    finding.line = 3;
    assert_false(om_excerpt_read(&excerpt, &sources, &finding));
    om_sources_finish(&sources);
    om_folder_close(&folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contrast),
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_excerpts),
        cmocka_unit_test(test_no_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
