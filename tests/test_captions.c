// WebVTT as people write it: rows of a file, the captions it must give, and
// what must be said about it.
#include "base/text.h"
#include "pack/captions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h> // wants the standard headers before it

#define HEAD "WEBVTT\n\n"

struct row {
    const char *name;
    const char *file;
    const char *captions; // "from-to text|", in milliseconds
    const char *findings; // "CODE line:column|"
};

static const struct row rows[] = {
    { "nothing", "WEBVTT", "", "" },
    { "header with words", "WEBVTT - Noa\nKind: captions\n\n", "", "" },
    { "one", HEAD "00:01.000 --> 00:02.500\nHoi\n", "1000-2500 Hoi|", "" },
    { "no newline at the end", HEAD "00:01.000 --> 00:02.500\nHoi",
      "1000-2500 Hoi|", "" },
    { "hours", HEAD "01:00:01.000 --> 01:00:02.000\nHoi\n",
      "3601000-3602000 Hoi|", "" },
    { "minutes beyond an hour", HEAD "75:00.000 --> 75:01.000\nHoi\n",
      "4500000-4501000 Hoi|", "" },
    { "carriage returns",
      "WEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\nHoi\r\ndaar\r\n\r\n",
      "1000-2000 Hoi\ndaar|", "" },
    { "only carriage returns", "WEBVTT\r\r00:01.000 --> 00:02.000\rHoi\r",
      "1000-2000 Hoi|", "" },
    { "byte-order mark", "\xEF\xBB\xBFWEBVTT\n\n00:01.000 --> 00:02.000\nHoi\n",
      "1000-2000 Hoi|", "" },
    { "names of captions",
      HEAD "1\n00:01.000 --> 00:02.000\nA\n\ntwee - 2\n00:03.000 --> "
           "00:04.000\nB\n",
      "1000-2000 A|3000-4000 B|", "" },
    { "notes, styles and regions",
      HEAD "NOTE\nvoor wie dit leest\n\nSTYLE\n::cue { color: red }\n\n"
           "REGION\nid:a\n\nNOTE in een regel\n\n00:01.000 --> 00:02.000\nA\n",
      "1000-2000 A|", "" },
    { "settings", HEAD "00:01.000 --> 00:02.000 line:90% align:center\nA\n",
      "1000-2000 A|", "" },
    { "tabs between", HEAD "00:01.000\t-->\t00:02.000\nA\tB\n",
      "1000-2000 A\tB|", "" },
    { "markup",
      HEAD "00:01.000 --> 00:03.000\n<v Daan>Hoi <i>Noa</i>, "
           "<c.geel>zeg</c> <00:01.500>iets\n",
      "1000-3000 Hoi Noa, zeg iets|", "" },
    { "entities",
      HEAD "00:01.000 --> 00:03.000\nA &amp; B &lt;3 &gt; &nbsp;&lrm;&x;\n",
      "1000-3000 A & B <3 > \u00A0\u200E&x;|", "" },
    { "a bracket that is no markup", HEAD "00:01.000 --> 00:02.000\n3 < 4\n",
      "1000-2000 3 < 4|", "" },
    { "empty caption",
      HEAD "00:01.000 --> 00:02.000\n\n00:03.000 --> "
           "00:04.000\nB\n",
      "3000-4000 B|", "" },

    { "empty file", "", "", "E-C001 1:1|" },
    { "no header", "00:01.000 --> 00:02.000\nA\n", "", "E-C001 1:1|" },
    { "nearly a header", "WEBVTTX\n\n", "", "E-C001 1:1|" },
    { "a comma for a point", HEAD "00:01,000 --> 00:02,000\nA\n", "",
      "E-C002 3:1|" },
    { "the second time", HEAD "  00:01.000 --> 00:02\nA\n", "",
      "E-C002 3:17|" },
    { "two digits", HEAD "00:01.00 --> 00:02.000\nA\n", "", "E-C002 3:1|" },
    { "seconds beyond 59", HEAD "00:61.000 --> 01:02.000\nA\n", "",
      "E-C002 3:1|" },
    { "no space before the arrow", HEAD "00:01.000-->00:02.000\nA\n",
      "1000-2000 A|", "" },
    { "words behind the time", HEAD "00:01.000 --> 00:02.000x\nA\n", "",
      "E-C002 3:15|" },
    { "backwards", HEAD "00:02.000 --> 00:01.000\nA\n", "", "E-C003 3:1|" },
    { "no length", HEAD "00:02.000 --> 00:02.000\nA\n", "", "E-C003 3:1|" },
    { "no times", HEAD "Hoi\ndaar\n\n00:01.000 --> 00:02.000\nA\n",
      "1000-2000 A|", "E-C004 3:1|" },
    { "no times, alone", HEAD "Hoi", "", "E-C004 3:1|" },
    { "all mistakes",
      HEAD "Hoi\n\n00:1.000 --> 00:02.000\nA\n\n00:03.000 --> "
           "00:02.000\nB\n\n00:04.000 --> 00:05.000\nC\n",
      "4000-5000 C|", "E-C004 3:1|E-C002 5:1|E-C003 8:1|" },
    { "overlap: the first gives way",
      HEAD "00:01.000 --> 00:03.000\nA\n\n00:02.000 --> 00:04.000\nB\n",
      "1000-2000 A|2000-4000 B|", "W-C005 6:1|" },
    { "together: two lines",
      HEAD "00:01.000 --> 00:03.000\nA\n\n00:01.000 --> 00:02.000\nB\n",
      "1000-3000 A\nB|", "W-C005 6:1|" },
    { "out of order",
      HEAD "00:03.000 --> 00:04.000\nB\n\n00:01.000 --> 00:02.000\nA\n",
      "1000-2000 A|3000-4000 B|", "" },
    { "touching",
      HEAD "00:01.000 --> 00:02.000\nA\n\n00:02.000 --> "
           "00:03.000\nB\n",
      "1000-2000 A|2000-3000 B|", "" },
    { "twenty a second", HEAD "00:01.000 --> 00:02.000\n12345678901234567890\n",
      "1000-2000 12345678901234567890|", "W-C009 3:1|" },
    { "thirteen a second", HEAD "00:01.000 --> 00:02.000\n1234567\n890123\n",
      "1000-2000 1234567\n890123|", "" },
    { "fourteen", HEAD "00:01.000 --> 00:02.000\n12345678901234\n",
      "1000-2000 12345678901234|", "W-C009 3:1|" },
    { "short", HEAD "00:01.000 --> 00:01.999\nA\n", "1000-1999 A|",
      "W-C010 3:1|" },
    { "seven seconds", HEAD "00:01.000 --> 00:08.000\nA\n", "1000-8000 A|",
      "" },
    { "longer", HEAD "00:01.000 --> 00:08.001\nA\n", "1000-8001 A|",
      "W-C011 3:1|" },
    { "42 in a line",
      HEAD "00:01.000 --> 00:07.000\nA\n"
           "123456789012345678901234567890123456789012\n",
      "1000-7000 A\n123456789012345678901234567890123456789012|", "" },
    { "43 in a line",
      HEAD "00:01.000 --> 00:07.000\n"
           "1234567890123456789012345678901234567890123\nA\n",
      "1000-7000 1234567890123456789012345678901234567890123\nA|",
      "W-C012 3:1|" },
    { "one more", HEAD "00:01.000 --> 00:02.000\n123456789012345678901\n",
      "1000-2000 123456789012345678901|", "E-C006 3:1|" },
    { "characters, not bytes",
      HEAD "00:01.000 --> 00:02.000\néééééééééééééééééééé\n",
      "1000-2000 éééééééééééééééééééé|", "W-C009 3:1|" },
    { "not UTF-8", HEAD "00:01.000 --> 00:02.000\nCaf\xE9\n", "",
      "E-Y001 4:4|" },
    { "cut off in a character", HEAD "00:01.000 --> 00:02.000\nCaf\xC3", "",
      "E-Y001 4:4|" },
    { "overlong", HEAD "\xC0\xAF\n", "", "E-Y001 3:1|" },
    { "surrogate", HEAD "\xED\xA0\x80\n", "", "E-Y001 3:1|" },
};

static void
print_captions(const struct om_captions *captions, struct om_text *out)
{
    for (size_t i = 0; i < captions->count; i++) {
        const struct om_caption *caption = &captions->items[i];
        om_text_print(out, "%lld-%lld %s|", (long long) (caption->from / 1000),
                      (long long) (caption->to / 1000), caption->text);
    }
}

static void
print_findings(const struct om_findings *findings, struct om_text *out)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct om_finding *finding = &findings->items[i];
        om_text_print(out, "%s %u:%u|", finding->kind->code, finding->line,
                      finding->column);
        assert_string_equal(finding->file, "a.vtt");
    }
}

static void
test_rows(void **state)
{
    (void) state;
    int bad = 0;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct row *row = &rows[i];
        struct om_arena arena = { 0 };
        struct om_findings findings = { 0 };
        struct om_text captions = { 0 }, said = { 0 };
        struct om_captions got = om_captions_read(&arena, "a.vtt", row->file,
                                                  strlen(row->file), &findings);
        print_captions(&got, &captions);
        print_findings(&findings, &said);
        if (strcmp(om_text_get(&captions), row->captions) != 0
            || strcmp(om_text_get(&said), row->findings) != 0) {
            print_error("%s\n  must be: %s %s\n  is:      %s %s\n", row->name,
                        row->captions, row->findings, om_text_get(&captions),
                        om_text_get(&said));
            bad++;
        }
        om_text_finish(&captions);
        om_text_finish(&said);
        om_findings_finish(&findings);
        om_arena_finish(&arena);
    }
    assert_int_equal(bad, 0);
}

// Whatever the bytes are, the captions ascend and do not overlap.
static void
test_random(void **state)
{
    (void) state;
    static const char *const pieces[] = {
        "\n",       "\n\n", "\r\n",  "00:01.000", "00:02.500", " --> ",
        "-->",      "NOTE", "<v A>", "&amp;",     "woord",     "00:00:03.000",
        "\xC3\xA9", "\xFF", " ",     "STYLE",     "00:01.500", "<",
    };
    uint32_t seed = 88172645;
    for (int round = 0; round < 20000; round++) {
        struct om_text file = { 0 };
        om_text_print(&file, HEAD);
        for (int k = 0; k < 40; k++) {
            seed = seed * 1664525 + 1013904223;
            const char *piece = pieces[(seed >> 16) % 18];
            if (strcmp(piece, "\xFF") != 0 || round % 10 == 0) {
                om_text_print(&file, "%s", piece);
            }
        }
        struct om_arena arena = { 0 };
        struct om_findings findings = { 0 };
        struct om_captions captions = om_captions_read(
            &arena, "a.vtt", file.data, file.length, &findings);
        for (size_t i = 0; i < captions.count; i++) {
            assert_true(captions.items[i].from < captions.items[i].to);
            assert_true(i == 0
                        || captions.items[i - 1].to <= captions.items[i].from);
        }
        om_findings_finish(&findings);
        om_arena_finish(&arena);
        om_text_finish(&file);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
