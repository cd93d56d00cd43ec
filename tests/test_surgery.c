// Words put into YAML without a change in anything else.

#include "texts/surgery.h"

#include "base/text.h"
#include "texts/scalar.h"
#include "texts/surgery.h"

#include "texts_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // needs those above

static const struct om_node *
read_tree(struct om_arena *arena, const char *bytes, size_t length)
{
    struct om_findings findings = { 0 };
    const struct om_node *tree =
        om_tree_read(arena, "f.yaml", bytes, length, &findings);
    struct om_text said = { 0 };
    describe(&findings, &said);
    if (!tree || findings.count) {
        fail_msg("%s in\n%s", om_text_get(&said), bytes);
    }
    om_text_finish(&said);
    om_findings_finish(&findings);
    return tree;
}

static void
test_scalars_come_back(void **state)
{
    (void) state;
    static const char *const around[][2] = {
        { "a: ", "\nb: c\n" },
        { "a: {nl: ", ", en: x}\n" },
        { "a: {en: x, nl: ", "}\n" },
        { "a: [", ", x] # comment\n" },
        { "a:\n  - ", " # comment\n  - x\n" },
    };
    for (size_t i = 0; i < AWKWARD; i++) {
        for (size_t k = 0; k < sizeof(around) / sizeof(around[0]); k++) {
            struct om_text bytes = { 0 };
            struct om_arena arena = { 0 };
            om_text_print(&bytes, "%s", around[k][0]);
            om_scalar_write(&bytes, awkward[i]);
            om_text_print(&bytes, "%s", around[k][1]);
            const struct om_node *node =
                om_node_get(read_tree(&arena, bytes.data, bytes.length), "a");
            if (node->kind == OM_NODE_MAP) {
                node = om_node_get(node, "nl");
            } else if (node->kind == OM_NODE_LIST) {
                node = node->first;
            }
            if (!node || strcmp(node->text, awkward[i]) != 0) {
                fail_msg("\"%s\" became \"%s\" in %s", awkward[i],
                         node ? node->text : "nothing", bytes.data);
            }
            om_arena_finish(&arena);
            om_text_finish(&bytes);
        }
    }
}

struct surgery_row {
    const char *what, *before, *keys, *text, *after;
    bool shared;
};

static const struct om_node *
node_at(const struct om_node *tree, const char *keys)
{
    char copy[64];
    snprintf(copy, sizeof(copy), "%s", keys);
    const struct om_node *node = tree;
    for (char *rest = copy, *key; node && (key = strsep(&rest, "."));) {
        if (key[0] >= '0' && key[0] <= '9') {
            int number = atoi(key);
            for (node = node->first; node && number-- > 0;) {
                node = node->next;
            }
        } else {
            node = om_node_get(node, key);
        }
    }
    return node;
}

static const struct surgery_row surgeries[] = {
    { "within braces", "a: {nl: x, en: y}\n", "a", "z",
      "a: {nl: x, en: y, fr: z}\n", false },
    { "quotes where they are needed", "a: {nl: x}\n", "a", "z, z",
      "a: {nl: x, fr: \"z, z\"}\n", false },
    { "blanks and comments stay", "a:  { nl:  x }   # why\n# end\n", "a", "z",
      "a:  { nl:  x, fr: z }   # why\n# end\n", false },
    { "a comma at the end", "a: {nl: x,}\n", "a", "z", "a: {nl: x, fr: z,}\n",
      false },
    { "one a line within braces", "a: {nl: x,\n    en: y}\nb: c\n", "a", "z",
      "a: {nl: x,\n    en: y,\n    fr: z}\nb: c\n", false },
    { "below each other", "a:\n  nl: x\n  en: y\nb: c\n", "a", "z",
      "a:\n  nl: x\n  en: y\n  fr: z\nb: c\n", false },
    { "below each other, with comments",
      "a:\n  nl: x # one\n  en: y # two\n\n  # three\nb: c\n", "a", "z",
      "a:\n  nl: x # one\n  en: y # two\n  fr: z\n\n  # three\nb: c\n", false },
    { "at the end of a file without a newline", "a:\n  nl: x", "a", "z",
      "a:\n  nl: x\n  fr: z", false },
    { "Windows' line ends", "a:\r\n  nl: x\r\nb: c\r\n", "a", "z",
      "a:\r\n  nl: x\r\n  fr: z\r\nb: c\r\n", false },
    { "a byte-order mark and an é",
      "\xEF\xBB\xBF"
      "é: ë\na: {nl: ü}\n",
      "a", "z",
      "\xEF\xBB\xBF"
      "é: ë\na: {nl: ü, fr: z}\n",
      false },
    { "in a list", "a:\n  - nl: x\n    en: y\n  - nl: p\n", "a.0", "z",
      "a:\n  - nl: x\n    en: y\n    fr: z\n  - nl: p\n", false },
    { "a sentence over two lines", "a:\n  nl: x\n    y\nb: c\n", "a", "z",
      "a:\n  nl: x\n    y\n  fr: z\nb: c\n", false },
    { "a block of text", "a:\n  nl: |\n    x\n    y\n\n# c\nb: c\n", "a", "z",
      "a:\n  nl: |\n    x\n    y\n  fr: z\n\n# c\nb: c\n", false },
    { "a folded block last in the file", "a:\n  nl: >\n    x\n    y\n", "a",
      "z", "a:\n  nl: >\n    x\n    y\n  fr: z\n", false },
    { "another word", "a: {nl: x, fr: y, en: p}\n", "a", "z",
      "a: {nl: x, fr: z, en: p}\n", false },
    { "another word between quotes", "a: {nl: x, fr: 'y, ''s'} # c\n", "a",
      "z: z", "a: {nl: x, fr: \"z: z\"} # c\n", false },
    { "another word for nothing", "a: {nl: x, fr: }\n", "a", "z",
      "a: {nl: x, fr: z}\n", false },
    { "another word for null", "a:\n  nl: x\n  fr: ~\n", "a", "z",
      "a:\n  nl: x\n  fr: z\n", false },
    { "another word for nothing below", "a:\n  nl: x\n  fr:\nb: c\n", "a", "z",
      "a:\n  nl: x\n  fr: z\nb: c\n", false },
    { "another word for a block", "a:\n  fr: |\n    x\n    y\n  nl: y\n# c\n",
      "a", "z", "a:\n  fr: z\n  nl: y\n# c\n", false },
    { "a text of one language", "a: Nou, dat\nb: c\n", "a", "z",
      "a: {nl: \"Nou, dat\", fr: z}\nb: c\n", false },
    { "a text over two lines", "a: x\n  y\nb: c\n", "a", "z",
      "a: {nl: x y, fr: z}\nb: c\n", false },
    { "a block of one language", "a: |\n  x\n  y\nb: c\n", "a", "z",
      "a: {nl: \"x\\ny\\n\", fr: z}\nb: c\n", false },
    { "a name of all languages", "a: Sem # him\n", "a", "Semme",
      "a: {nl: Sem, en: Sem, fr: Semme} # him\n", true },
    { "a comment within braces", "a: {nl: x, en: # y\n  }\n", "a", "z",
      "a: {nl: x, en: # y\n  , fr: z}\n", false },
    { "a key without a colon", "a: {nl: x, ? en}\n", "a", "z",
      "a: {nl: x, ? en, fr: z}\n", false },
    { "a text in a list", "a: [x, p]\n", "a.1", "z", "a: [x, {nl: p, fr: z}]\n",
      false },
};

static void
perform(const struct surgery_row *row, const char *language,
        struct om_text *after, bool *good)
{
    static const char *const languages[] = { "nl", "en" };
    struct om_arena arena = { 0 };
    struct om_surgery surgery = {
        .file = "f.yaml",
        .bytes = row->before,
        .length = strlen(row->before),
        .languages = languages,
        .language_count = 2,
        .language = language,
    };
    surgery.tree = read_tree(&arena, row->before, surgery.length);
    const struct om_node *node = node_at(surgery.tree, row->keys);
    assert_non_null(node);
    if (row->text) {
        om_surgery_set(&surgery, node, row->shared, row->text);
    } else {
        om_surgery_append(&surgery, node);
    }
    *good = !om_surgery_perform(&surgery, after);
    om_surgery_finish(&surgery);
    om_arena_finish(&arena);
}

static void
test_surgery(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(surgeries) / sizeof(surgeries[0]); i++) {
        struct om_text after = { 0 };
        bool good;
        perform(&surgeries[i], "fr", &after, &good);
        if (!good || strcmp(after.data, surgeries[i].after) != 0) {
            fail_msg("%s: %s\n%s\nexpected\n%s", surgeries[i].what,
                     good ? "done" : "refused", after.data, surgeries[i].after);
        }
        om_text_finish(&after);
    }
}

static void
test_surgery_of_lists(void **state)
{
    (void) state;
    static const struct surgery_row rows[] = {
        { "within brackets", "l: [nl, en] # c\n", "l", NULL,
          "l: [nl, en, fr] # c\n", false },
        { "below each other", "l:\n  - nl\n  - en # c\nb: c\n", "l", NULL,
          "l:\n  - nl\n  - en # c\n  - fr\nb: c\n", false },
        { "not indented", "l:\n- \"nl\"\n- en\n", "l", NULL,
          "l:\n- \"nl\"\n- en\n- fr\n", false },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_text after = { 0 };
        bool good;
        perform(&rows[i], "fr", &after, &good);
        if (!good || strcmp(after.data, rows[i].after) != 0) {
            fail_msg("%s: %s\n%s", rows[i].what, good ? "done" : "refused",
                     after.data);
        }
        om_text_finish(&after);
    }
}

// What cannot be mended is refused, not damaged: whatever comes out reads
// back as meant, or nothing comes out.
static void
test_surgery_is_sure_or_refuses(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(surgeries) / sizeof(surgeries[0]); i++) {
        for (size_t k = 0; k < AWKWARD; k++) {
            struct surgery_row row = surgeries[i];
            struct om_text after = { 0 };
            bool good;
            row.text = awkward[k];
            perform(&row, k % 2 ? "no" : "fr", &after, &good);
            if (!good) {
                fail_msg("%s with \"%s\": refused\n%s", row.what, row.text,
                         after.data);
            }
            om_text_finish(&after);
        }
    }
}

// A change that spoils what it is put in is refused.
static void
test_surgery_refuses(void **state)
{
    (void) state;
    static const char before[] = "a: {nl: x}\nb: {nl: y}\n";
    struct om_arena arena = { 0 };
    struct om_surgery surgery = {
        .file = "f.yaml",
        .bytes = before,
        .length = strlen(before),
        .tree = read_tree(&arena, before, strlen(before)),
        .language = "fr",
    };
    const struct om_node *b = om_node_get(surgery.tree, "b");
    om_surgery_set(&surgery, om_node_get(surgery.tree, "a"), false, "z");
    om_surgery_set(&surgery, b, false, "z");
    om_surgery_set(&surgery, b, false, "z");
    struct om_text after = { 0 };
    assert_ptr_equal(om_surgery_perform(&surgery, &after), b);
    om_text_finish(&after);
    om_surgery_finish(&surgery);
    om_arena_finish(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scalars_come_back),
        cmocka_unit_test(test_surgery),
        cmocka_unit_test(test_surgery_of_lists),
        cmocka_unit_test(test_surgery_is_sure_or_refuses),
        cmocka_unit_test(test_surgery_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
