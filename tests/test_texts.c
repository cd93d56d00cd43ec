// A translator's file: read, written, put into copies of real packs; every
// change of the disk refused, and the program ended at every one of them.

#include "base/path.h"
#include "base/text.h"
#include "pack/pack.h"
#include "texts/exchange.h"
#include "texts/po.h"
#include "texts/scalar.h"
#include "texts/surgery.h"

#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h> // needs those above

enum { PATH_SIZE = 512 };

static void
describe(const struct om_findings *findings, struct om_text *out)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct om_finding *one = &findings->items[i];
        om_text_print(out, "%s%s %s:%u:%u", i ? ", " : "", one->kind->code,
                      one->file, one->line, one->column);
    }
}

// -- reading ------------------------------------------------------------------

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

static const char *const awkward[] = {
    "a",
    "Ja",
    "yes",
    "NULL",
    "no",
    "-",
    "- a",
    "a: b",
    "a:",
    "a, b",
    "{a}",
    "[a",
    "#a",
    "a # b",
    "a#b",
    "'s avonds",
    "\"",
    "\\",
    "\\n",
    "a\nb",
    "\na",
    "a\n",
    "\n",
    " a",
    "a ",
    "a\tb",
    "\t",
    "%",
    "@a",
    "`a`",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "?",
    "? a",
    "~",
    "1",
    "1.0",
    "0x1",
    "2026-11-24",
    "=1+1",
    "é",
    "Ça va ?",
    "«Ça»",
    "שלום",
    "مرحبا، كيف حالك؟",
    "日本語。",
    "🎬",
    "zacht\u00ADaf\u00ADbreken",
    "a\u00A0b",
    "a\u2028b",
    ("a\xC2\x85"
     "b"),
    "\u200Frtl\u200E",
    "a\r\nb",
    "http://a.example/?b=c&d",
    "a:,b",
    "x: y, z",
    "end.",
    "100%",
    "C'est l'heure",
    "\u2068a\u2069",
};
enum { AWKWARD = sizeof(awkward) / sizeof(awkward[0]) };

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

// -- YAML ---------------------------------------------------------------------

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

// -- packs --------------------------------------------------------------------

struct copy {
    char path[PATH_SIZE];
};

static void
make_copy(struct copy *copy, const char *pack)
{
    const char *temporary = getenv("TMPDIR");
    snprintf(copy->path, PATH_SIZE, "%s/omstander-texts-XXXXXX",
             temporary ? temporary : "/tmp");
    assert_non_null(mkdtemp(copy->path));
    struct om_text command = { 0 };
    om_text_print(&command, "cp -r '%s/tests/packs/%s/.' '%s'", OM_SOURCE_DIR,
                  pack, copy->path);
    assert_int_equal(system(command.data), 0); // NOLINT(cert-env33-c)
    om_text_finish(&command);
}

static int
remove_one(const char *path, const struct stat *status, int flag,
           struct FTW *where)
{
    (void) status;
    (void) flag;
    (void) where;
    return remove(path);
}

static void
remove_copy(const struct copy *copy)
{
    nftw(copy->path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

// Every file's name and bytes, one after the other.
static struct om_text *looking;

static int
look_at(const char *path, const struct stat *status, int flag,
        struct FTW *where)
{
    (void) status;
    (void) where;
    if (flag == FTW_F) {
        size_t length;
        char *bytes = om_path_read(path, 1 << 20, &length);
        om_text_print(looking, "%s\n", path);
        om_text_add(looking, bytes, length);
        free(bytes);
    }
    return 0;
}

static char *
look(const struct copy *copy)
{
    struct om_text all = { 0 };
    looking = &all;
    nftw(copy->path, look_at, 8, FTW_PHYS);
    return all.data;
}

static struct om_pack *
load(const struct copy *copy)
{
    struct om_findings findings = { 0 };
    struct om_pack *pack = om_pack_load(copy->path, &findings);
    struct om_text said = { 0 };
    describe(&findings, &said);
    if (!pack) {
        fail_msg("%s", om_text_get(&said));
    }
    om_text_finish(&said);
    om_findings_finish(&findings);
    return pack;
}

static void
export_pack(const struct om_pack *pack, const char *language,
            const char *earlier, struct om_text *out,
            struct om_texts_export_result *result)
{
    struct om_texts_export_params wanted = {
        .pack = pack,
        .language = language,
        .earlier = earlier,
        .earlier_name = "earlier.po",
        .earlier_length = earlier ? strlen(earlier) : 0,
        .english = true,
        .now = 1764000000,
    };
    struct om_findings findings = { 0 };
    assert_true(om_texts_export(&wanted, out, result, &findings));
    assert_int_equal(findings.count, 0);
    om_findings_finish(&findings);
}

// Every text translated into itself, turned round (awkward characters too).
static void
fill(const struct om_text *from, struct om_text *out)
{
    struct om_po po;
    struct om_findings findings = { 0 };
    assert_true(om_po_read(&po, "f", from->data, from->length, &findings));
    for (size_t i = 0; i < po.count; i++) {
        struct om_po_entry entry = po.entries[i];
        struct om_text text = { 0 };
        if (entry.context) {
            om_text_print(&text, "%s: %s", awkward[i % 10], entry.id);
            entry.translation = text.data;
        }
        om_po_write(out, &entry, NULL, NULL);
        om_text_finish(&text);
    }
    om_po_finish(&po);
}

static enum om_texts_import_answer
import_pack(const struct copy *copy, const struct om_text *po,
            const struct om_disk *disk, struct om_texts_import_result *result,
            struct om_findings *findings)
{
    static const struct om_disk plain = { 0 };
    struct om_pack *pack = load(copy);
    struct om_texts_import_params wanted = {
        .pack = pack,
        .name = "fr.po",
        .bytes = om_text_get(po),
        .length = po->length,
        .disk = disk ? disk : &plain,
    };
    char *torn;
    enum om_texts_import_answer answer =
        om_texts_import(&wanted, result, findings, &torn);
    assert_null(torn);
    om_pack_destroy(pack);
    return answer;
}

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

// -- disks --------------------------------------------------------------------

struct trap {
    int left; // changes until it happens
    bool deadly;
    int changes;
};

static int
spring(void *context, const struct om_disk_event *event)
{
    struct trap *trap = context;
    (void) event;
    trap->changes++;
    if (trap->left-- != 0) {
        return 0;
    }
    if (trap->deadly) {
        _exit(7);
    }
    return ENOSPC;
}

static void
test_all_or_nothing(void **state)
{
    (void) state;
    struct copy copy;
    make_copy(&copy, "rich");
    struct om_pack *pack = load(&copy);
    struct om_text empty = { 0 }, filled = { 0 };
    struct om_texts_export_result exported;
    export_pack(pack, "fr", NULL, &empty, &exported);
    om_pack_destroy(pack);
    fill(&empty, &filled);
    char *was = look(&copy);
    int steps = 0;
    for (bool done = false; !done; steps++) {
        struct trap trap = { .left = steps };
        struct om_disk disk = { spring, &trap };
        struct om_texts_import_result result;
        struct om_findings findings = { 0 };
        enum om_texts_import_answer answer =
            import_pack(&copy, &filled, &disk, &result, &findings);
        done = answer == OM_TEXTS_IMPORT_DONE;
        assert_int_not_equal(answer, OM_TEXTS_IMPORT_REFUSED);
        char *is = look(&copy);
        if (!done && strcmp(is, was) != 0) {
            fail_msg("refused at change %d, and something is different", steps);
        }
        free(is);
        om_findings_finish(&findings);
    }
    print_message("refused at each of %d changes\n", steps - 1);
    assert_true(steps > 30);
    free(was);
    om_text_finish(&empty);
    om_text_finish(&filled);
    remove_copy(&copy);
}

// The program ends at each change: what is left is a pack that loads, in the
// languages it had or in one more, and doing it again completes it.
static void
test_cut_off_anywhere(void **state)
{
    (void) state;
    int steps = 0;
    for (int code = 7; code == 7; steps++) {
        struct copy copy;
        make_copy(&copy, "rich");
        struct om_pack *pack = load(&copy);
        struct om_text empty = { 0 }, filled = { 0 };
        struct om_texts_export_result exported;
        struct om_texts_import_result result;
        struct om_findings findings = { 0 };
        export_pack(pack, "fr", NULL, &empty, &exported);
        om_pack_destroy(pack);
        fill(&empty, &filled);
        pid_t child = fork();
        if (child == 0) {
            struct trap trap = { .left = steps, .deadly = true };
            struct om_disk disk = { spring, &trap };
            import_pack(&copy, &filled, &disk, &result, &findings);
            _exit(0);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        code = WEXITSTATUS(status);
        pack = load(&copy);
        assert_true(pack->offered[0] && pack->offered[1]);
        assert_true(pack->language_count == 2 || pack->offered[2]);
        om_pack_destroy(pack);
        assert_int_equal(import_pack(&copy, &filled, NULL, &result, &findings),
                         OM_TEXTS_IMPORT_DONE);
        pack = load(&copy);
        assert_int_equal(pack->language_count, 3);
        assert_true(pack->offered[2]);
        om_pack_destroy(pack);
        om_findings_finish(&findings);
        om_text_finish(&empty);
        om_text_finish(&filled);
        remove_copy(&copy);
    }
    print_message("cut off at each of %d changes\n", steps - 1);
    assert_true(steps > 30);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mistakes_are_named),
        cmocka_unit_test(test_many_mistakes_end),
        cmocka_unit_test(test_strings_come_back),
        cmocka_unit_test(test_scalars_come_back),
        cmocka_unit_test(test_surgery),
        cmocka_unit_test(test_surgery_of_lists),
        cmocka_unit_test(test_surgery_is_sure_or_refuses),
        cmocka_unit_test(test_surgery_refuses),
        cmocka_unit_test(test_a_pack_becomes_complete),
        cmocka_unit_test(test_a_pack_of_one_language),
        cmocka_unit_test(test_what_is_not_taken),
        cmocka_unit_test(test_an_earlier_file_is_carried_over),
        cmocka_unit_test(test_all_or_nothing),
        cmocka_unit_test(test_cut_off_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
