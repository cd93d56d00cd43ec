#include "texts_rig.h"

#include "base/path.h"
#include "base/text.h"
#include "pack/pack.h"
#include "texts/exchange.h"
#include "texts/po.h"

#include "scratch.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // needs those above

void
describe(const struct om_findings *findings, struct om_text *out)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct om_finding *one = &findings->items[i];
        om_text_print(out, "%s%s %s:%u:%u", i ? ", " : "", one->kind->code,
                      one->file, one->line, one->column);
    }
}

const char *const awkward[] = {
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

void
make_copy(struct copy *copy, const char *pack)
{
    scratch_make(copy->path, "texts");
    struct om_text command = { 0 };
    om_text_print(&command, "cp -r '%s/tests/packs/%s/.' '%s'", OM_SOURCE_DIR,
                  pack, copy->path);
    assert_int_equal(system(command.data), 0); // NOLINT(cert-env33-c)
    om_text_finish(&command);
}

void
remove_copy(const struct copy *copy)
{
    scratch_remove(copy->path);
}

// Every file's name and bytes, one after the other. By name: in which order a
// folder gives them may change when one is written anew.
static void
look_in(const char *folder, struct om_text *out)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);
    assert_true(count >= 0);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        char *path = om_path_join(folder, name);
        if (entries[i]->d_type != DT_DIR) {
            size_t length;
            char *bytes = om_path_read(path, 1 << 20, &length);
            om_text_print(out, "%s\n", path);
            om_text_add(out, bytes, length);
            free(bytes);
        } else if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
            look_in(path, out);
        }
        free(path);
        free(entries[i]);
    }
    free(entries);
}

char *
look(const struct copy *copy)
{
    struct om_text all = { 0 };
    look_in(copy->path, &all);
    return all.data;
}

struct om_pack *
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

void
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

void
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

enum om_texts_import_answer
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
