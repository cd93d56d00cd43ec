// A translator's file put into copies of real packs: they become complete, and
// what is not taken is said.

#include "texts/exchange.h"

#include "base/text.h"
#include "pack/pack.h"
#include "texts/exchange.h"

#include "texts_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // needs those above

// A language into which everything was translated is offered: so nothing was
// left out of the file, nor lost on the way back.
static void
complete(const char *name, const char *language)
{
    struct copy copy;
    make_copy(&copy, name);
    struct om_pack *pack = load(&copy);
    size_t before = pack->language_count;
    struct om_text empty = { 0 }, filled = { 0 };
    struct om_texts_export_result exported;
    export_pack(pack, language, NULL, &empty, &exported);
    om_pack_destroy(pack);
    fill(&empty, &filled);
    struct om_texts_import_result result;
    struct om_findings findings = { 0 };
    assert_int_equal(import_pack(&copy, &filled, NULL, &result, &findings),
                     OM_TEXTS_IMPORT_DONE);
    assert_int_equal(result.taken, exported.texts);
    assert_int_equal(result.texts, exported.texts);
    pack = load(&copy);
    assert_int_equal(pack->language_count, before + 1);
    assert_string_equal(pack->languages[before], language);
    assert_true(pack->offered[before]);
    // what was put in comes out, and putting it in again changes nothing
    struct om_text again = { 0 };
    export_pack(pack, language, NULL, &again, &exported);
    assert_int_equal(exported.translated, exported.texts);
    om_pack_destroy(pack);
    char *was = look(&copy);
    assert_int_equal(import_pack(&copy, &again, NULL, &result, &findings),
                     OM_TEXTS_IMPORT_DONE);
    char *is = look(&copy);
    assert_int_equal(result.files, 0);
    assert_string_equal(is, was);
    free(is);
    free(was);
    om_findings_finish(&findings);
    om_text_finish(&empty);
    om_text_finish(&filled);
    om_text_finish(&again);
    remove_copy(&copy);
}

static void
test_a_pack_becomes_complete(void **state)
{
    (void) state;
    complete("rich", "fr");
    complete("rich", "pt-BR");
    complete("rich", "no"); // which YAML may take for an answer
    complete("good", "he");
}

static void
test_a_pack_of_one_language(void **state)
{
    (void) state;
    struct copy copy;
    make_copy(&copy, "good");
    static const struct {
        const char *file, *text;
    } files[] = {
        { "pack.yaml",
          "omstander: 1\nid: een\nversion: 1.0.0\nlanguages: [nl]\n"
          "title: Wij, samen\nattract: {clip: clips/attract.mp4, line: Kom}\n"
          "stories: [noa]\n" },
        { "stories/noa.yaml",
          "id: noa\ntitle: Noa\nstart: a\nscenes:\n"
          "  a: {clip: clips/noa-1.mp4, next: b}\n"
          "  b: {end: Dank je, tips: [Doe iets kleins., doe-wat]}\n" },
        { "tips.yaml", "tips:\n  - {id: doe-wat, text: Doe wat}\n" },
        { "help.yaml",
          "lines: [{id: l, name: De lijn, for: Jou, phone: \"1\"}]\n" },
    };
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char path[PATH_SIZE * 2];
        snprintf(path, sizeof(path), "%s/%s", copy.path, files[i].file);
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs(files[i].text, file);
        fclose(file);
    }
    struct om_pack *pack = load(&copy);
    struct om_text empty = { 0 }, filled = { 0 };
    struct om_texts_export_result exported;
    export_pack(pack, "tr", NULL, &empty, &exported);
    om_pack_destroy(pack);
    assert_null(strstr(empty.data, "msgid \"doe-wat\"")); // a name
    fill(&empty, &filled);
    struct om_texts_import_result result;
    struct om_findings findings = { 0 };
    assert_int_equal(import_pack(&copy, &filled, NULL, &result, &findings),
                     OM_TEXTS_IMPORT_DONE);
    pack = load(&copy);
    assert_int_equal(pack->language_count, 2);
    assert_true(pack->offered[1]);
    assert_string_equal(pack->title.in[0], "Wij, samen");
    om_pack_destroy(pack);
    om_findings_finish(&findings);
    om_text_finish(&empty);
    om_text_finish(&filled);
    remove_copy(&copy);
}

// -- what is not taken --------------------------------------------------------

static void
test_what_is_not_taken(void **state)
{
    (void) state;
    static const struct {
        const char *what, *po, *said;
        size_t taken, fuzzy, empty, skipped, files;
    } rows[] = {
#define HEADER "msgid \"\"\nmsgstr \"Language: fr\\n\"\n\n"
        { "a translation",
          HEADER "msgctxt \"pack:title\"\nmsgid \"Iedereen hoort erbij\"\n"
                 "msgstr \"Tous\"\n",
          "W-P019 fr.po:0:0", 1, 0, 0, 0, 1 },
        { "a fuzzy one",
          HEADER "#, fuzzy\nmsgctxt \"pack:title\"\nmsgid \"Iedereen hoort "
                 "erbij\"\nmsgstr \"Tous\"\n",
          "", 0, 1, 0, 0, 0 },
        { "a fuzzy one among other flags",
          HEADER "#, no-wrap, fuzzy\nmsgctxt \"pack:title\"\nmsgid \"Iedereen "
                 "hoort erbij\"\nmsgstr \"Tous\"\n",
          "", 0, 1, 0, 0, 0 },
        { "an empty one",
          HEADER "msgctxt \"pack:title\"\nmsgid \"Iedereen hoort erbij\"\n"
                 "msgstr \"\"\n",
          "", 0, 0, 1, 0, 0 },
        { "an obsolete one",
          HEADER "#~ msgctxt \"pack:title\"\n#~ msgid \"Iedereen hoort "
                 "erbij\"\n#~ msgstr \"Tous\"\n",
          "", 0, 0, 0, 0, 0 },
        { "of a text that has changed",
          HEADER "msgctxt \"pack:title\"\nmsgid \"Iedereen\"\n"
                 "msgstr \"Tous\"\n",
          "W-P016 fr.po:4:1", 0, 0, 0, 1, 0 },
        { "of a text that is gone",
          HEADER "msgctxt \"pack:weg\"\nmsgid \"Iedereen\"\n"
                 "msgstr \"Tous\"\n",
          "W-P015 fr.po:4:1", 0, 0, 0, 1, 0 },
        { "of another project", HEADER "msgid \"Open\"\nmsgstr \"Ouvrir\"\n",
          "W-P015 fr.po:4:1", 0, 0, 0, 1, 0 },
        { "too long",
          HEADER "msgctxt \"pack:title\"\nmsgid \"Iedereen hoort erbij\"\n"
                 "msgstr \"Tous Tous Tous Tous Tous Tous Tous Tous Tous\"\n",
          "W-P019 fr.po:0:0, W-P017 fr.po:6:1", 1, 0, 0, 0, 1 },
        { "a caption with an empty line",
          HEADER "msgctxt \"clips/noa-1:cue 1\"\nmsgid \"wie gaat er mee\"\n"
                 "msgstr \"a\\n\\nb\"\n",
          "W-P016 fr.po:4:1", 0, 0, 0, 1, 0 },
        { "no language", "msgid \"\"\nmsgstr \"X: y\\n\"\n", "E-P011 fr.po:2:1",
          0, 0, 0, 0, 0 },
        { "no language that exists",
          "msgid \"\"\nmsgstr \"Language: français\\n\"\n", "E-P011 fr.po:2:1",
          0, 0, 0, 0, 0 },
        { "the language itself", "msgid \"\"\nmsgstr \"Language: nl\\n\"\n",
          "E-P013 fr.po:2:1", 0, 0, 0, 0, 0 },
        { "a broken file", HEADER "msgid \"a\nmsgstr \"b\"\n",
          "E-P002 fr.po:4:9", 0, 0, 0, 0, 0 },
#undef HEADER
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct copy copy;
        make_copy(&copy, "rich");
        char *was = look(&copy);
        struct om_text po = { 0 }, said = { 0 };
        om_text_print(&po, "%s", rows[i].po);
        struct om_texts_import_result result;
        struct om_findings findings = { 0 };
        import_pack(&copy, &po, NULL, &result, &findings);
        om_findings_sort(&findings);
        describe(&findings, &said);
        char *is = look(&copy);
        bool same = strcmp(was, is) == 0;
        if (result.taken != rows[i].taken || result.fuzzy != rows[i].fuzzy
            || result.empty != rows[i].empty
            || result.skipped != rows[i].skipped
            || result.files != rows[i].files || same != (rows[i].files == 0)) {
            fail_msg("%s: taken %zu, fuzzy %zu, empty %zu, skipped %zu, files "
                     "%zu, %s, said %s",
                     rows[i].what, result.taken, result.fuzzy, result.empty,
                     result.skipped, result.files,
                     same ? "unchanged" : "changed", om_text_get(&said));
        }
        if (!strstr(om_text_get(&said), rows[i].said)
            || (!*rows[i].said && said.length)) {
            fail_msg("%s: said \"%s\", expected \"%s\"", rows[i].what,
                     om_text_get(&said), rows[i].said);
        }
        free(was);
        free(is);
        om_text_finish(&po);
        om_text_finish(&said);
        om_findings_finish(&findings);
        remove_copy(&copy);
    }
}

// An earlier file is somebody's work.
static void
test_an_earlier_file_is_carried_over(void **state)
{
    (void) state;
    static const char earlier[] =
        "# Fatma's\nmsgid \"\"\nmsgstr \"\"\n\"Language: tr\\n\"\n"
        "\"Last-Translator: F\\n\"\n\n"
        "# mine\nmsgctxt \"pack:title\"\nmsgid \"Iedereen hoort erbij\"\n"
        "msgstr \"Hepimiz\"\n\n"
        "msgctxt \"pack:attract.line\"\nmsgid \"Kom op\"\n"
        "msgstr \"Gel\"\n\n"
        "#, fuzzy\nmsgctxt \"stories/noa:title\"\nmsgid \"Noa\"\n"
        "msgstr \"Noah\"\n\n"
        "msgctxt \"stories/weg:title\"\nmsgid \"Weg\"\nmsgstr \"Yol\"\n\n"
        "#~ msgctxt \"stories/ooit:title\"\n#~ msgid \"Ooit\"\n"
        "#~ msgstr \"Bir\"\n";
    static const char *const expected[] = {
        "# Fatma's\n",
        "\"Last-Translator: F\\n\"\n",
        "# mine\n#. Screen: first screen, title. At most 40 characters.\n"
        "#: pack.yaml:6\nmsgctxt \"pack:title\"\nmsgid \"Iedereen hoort "
        "erbij\"\nmsgstr \"Hepimiz\"\n",
        "#, fuzzy\n#| msgid \"Kom op\"\nmsgctxt \"pack:attract.line\"\n"
        "msgid \"Kom voor elkaar op\"\nmsgstr \"Gel\"\n",
        "#, fuzzy\nmsgctxt \"stories/noa:title\"\nmsgid \"Noa\"\n"
        "msgstr \"Noah\"\n",
        "#~ msgctxt \"stories/weg:title\"\n#~ msgid \"Weg\"\n"
        "#~ msgstr \"Yol\"\n",
        "#~ msgctxt \"stories/ooit:title\"\n#~ msgid \"Ooit\"\n"
        "#~ msgstr \"Bir\"\n",
    };
    struct copy copy;
    make_copy(&copy, "rich");
    struct om_pack *pack = load(&copy);
    struct om_text out = { 0 }, again = { 0 };
    struct om_texts_export_result result;
    export_pack(pack, "tr", earlier, &out, &result);
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        if (!strstr(out.data, expected[i])) {
            fail_msg("not there:\n%s\nin:\n%s", expected[i], out.data);
        }
    }
    assert_int_equal(result.fuzzy, 2);
    assert_int_equal(result.obsolete, 2);
    export_pack(pack, "tr", out.data, &again, &result);
    assert_string_equal(again.data, out.data);
    om_pack_destroy(pack);
    om_text_finish(&out);
    om_text_finish(&again);
    remove_copy(&copy);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_pack_becomes_complete),
        cmocka_unit_test(test_a_pack_of_one_language),
        cmocka_unit_test(test_what_is_not_taken),
        cmocka_unit_test(test_an_earlier_file_is_carried_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
