// A translator's file: read, with its mistakes named, and written.

#include "texts/po.h"

#include "base/text.h"
#include "texts/po.h"

#include "texts_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // needs those above

static void
test_mistakes_are_named(void **state)
{
    (void) state;
    static const struct {
        const char *what, *bytes, *expected;
    } rows[] = {
        { "an empty file", "", "" },
        { "comments only", "# a\n#. b\n#: c:1\n#, fuzzy\n", "" },
        { "one entry", "msgid \"a\"\nmsgstr \"b\"\n", "" },
        { "no last newline", "msgid \"a\"\nmsgstr \"b\"", "" },
        { "Windows' line ends", "msgid \"a\"\r\nmsgstr \"b\"\r\n", "" },
        { "a byte-order mark", "\xEF\xBB\xBFmsgid \"a\"\nmsgstr \"b\"\n", "" },
        { "over several lines", "msgid \"\"\n\"a\"\n\"b\"\nmsgstr \"\"\n\"c\"",
          "" },
        { "an obsolete one", "#~ msgid \"a\"\n#~ msgstr \"b\"\n", "" },
        { "twice, but obsolete",
          "msgid \"a\"\nmsgstr \"\"\n\n#~ msgid \"a\"\n#~ msgstr \"b\"\n", "" },
        { "no quote at all", "msgid a\nmsgstr \"b\"\n", "E-P002 f:1:7" },
        { "not closed", "msgid \"a\nmsgstr \"b\"\n", "E-P002 f:1:9" },
        { "not closed, past an é", "msgid \"éé\nmsgstr \"b\"\n",
          "E-P002 f:1:10" },
        { "a quote within", "msgid \"a\"b\"\nmsgstr \"b\"\n", "E-P003 f:1:10" },
        { "an escape", "msgid \"a\\q\"\nmsgstr \"b\"\n", "E-P004 f:1:9" },
        { "an escape at the end", "msgid \"a\\\nmsgstr \"b\"\n",
          "E-P004 f:1:9" },
        { "a word", "hello\n", "E-P001 f:1:1" },
        { "a string of nothing", "\"a\"\n", "E-P005 f:1:1" },
        { "plural forms",
          "msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[0] \"c\"\nmsgstr[1] \"d\"\n"
          "\"e\"\n\nmsgid \"f\"\nmsgstr \"g\"\n",
          "E-P006 f:2:1" },
        { "no msgstr", "msgid \"a\"\n\nmsgid \"b\"\nmsgstr \"\"\n",
          "E-P007 f:1:1" },
        { "no msgid", "msgstr \"a\"\n", "E-P005 f:1:1" },
        { "twice", "msgid \"a\"\nmsgstr \"b\"\n\n\nmsgid \"a\"\nmsgstr \"c\"\n",
          "E-P008 f:5:1" },
        { "the same words in two places",
          "msgctxt \"x\"\nmsgid \"a\"\nmsgstr \"\"\nmsgctxt \"y\"\nmsgid "
          "\"a\"\nmsgstr \"\"\n",
          "" },
        { "another character set",
          "msgid \"\"\nmsgstr \"Content-Type: text/plain; "
          "charset=ISO-8859-1\\n\"\n",
          "E-P009 f:2:1" },
        { "not UTF-8", "msgid \"a\"\nmsgstr \"\xE9\"\n", "E-Y001 f:2:9" },
        { "a control character", "msgid \"a\"\nmsgstr \"\x01\"\n",
          "E-Y002 f:2:9" },
        { "two mistakes", "msgid a\nmsgstr b\n", "E-P002 f:1:7, E-P002 f:2:8" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_po po;
        struct om_findings findings = { 0 };
        struct om_text said = { 0 };
        bool good = om_po_read(&po, "f", rows[i].bytes, strlen(rows[i].bytes),
                               &findings);
        describe(&findings, &said);
        if (strcmp(om_text_get(&said), rows[i].expected) != 0
            || good != (findings.count == 0)) {
            fail_msg("%s: said \"%s\", expected \"%s\"", rows[i].what,
                     om_text_get(&said), rows[i].expected);
        }
        om_text_finish(&said);
        om_findings_finish(&findings);
        om_po_finish(&po);
    }
}

static void
test_many_mistakes_end(void **state)
{
    (void) state;
    struct om_text bytes = { 0 };
    for (int i = 0; i < 1000; i++) {
        om_text_print(&bytes, "rubbish\n");
    }
    struct om_po po;
    struct om_findings findings = { 0 };
    assert_false(om_po_read(&po, "f", bytes.data, bytes.length, &findings));
    assert_int_equal(findings.count, 31);
    assert_string_equal(findings.items[30].kind->code, "E-P010");
    om_po_finish(&po);
    om_findings_finish(&findings);
    om_text_finish(&bytes);
}

static void
test_strings_come_back(void **state)
{
    (void) state;
    struct om_text bytes = { 0 };
    for (size_t i = 0; i < AWKWARD; i++) {
        struct om_po_entry entry = {
            .context = awkward[i],
            .id = awkward[i],
            .translation = awkward[AWKWARD - 1 - i],
            .previous = i % 3 ? NULL : "before\nthat",
            .comments = i % 2 ? NULL : "one\ntwo",
            .fuzzy = i % 3 == 1,
            .obsolete = i % 5 == 4,
        };
        om_po_write(&bytes, &entry, "extracted\nlines", "a.yaml:1");
    }
    struct om_po po;
    struct om_findings findings = { 0 };
    bool good = om_po_read(&po, "f", bytes.data, bytes.length, &findings);
    struct om_text said = { 0 };
    describe(&findings, &said);
    if (!good) {
        fail_msg("%s in\n%s", om_text_get(&said), bytes.data);
    }
    assert_int_equal(po.count, AWKWARD);
    for (size_t i = 0; i < AWKWARD; i++) {
        const struct om_po_entry *entry = &po.entries[i];
        assert_string_equal(entry->context, awkward[i]);
        assert_string_equal(entry->id, awkward[i]);
        assert_string_equal(entry->translation, awkward[AWKWARD - 1 - i]);
        assert_int_equal(entry->fuzzy, i % 3 == 1);
        assert_int_equal(entry->obsolete, i % 5 == 4);
        if (i % 3 == 0) {
            assert_string_equal(entry->previous, "before\nthat");
        }
        if (i % 2 == 0) {
            assert_string_equal(entry->comments, "one\ntwo");
        }
    }
    om_text_finish(&said);
    om_findings_finish(&findings);
    om_po_finish(&po);
    om_text_finish(&bytes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mistakes_are_named),
        cmocka_unit_test(test_many_mistakes_end),
        cmocka_unit_test(test_strings_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
