// Any bytes as a translator's file: what is taken for good, written and read
// again, is the same.
#include "texts/po.h"

#include "fuzz.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool
is_same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static void
compare(const struct om_po_entry *a, const struct om_po_entry *b)
{
    if (!is_same(a->context, b->context) || !is_same(a->id, b->id)
        || !is_same(a->translation, b->translation)
        || !is_same(a->previous, b->previous) || a->fuzzy != b->fuzzy
        || a->obsolete != b->obsolete) {
        abort();
    }
}

static void
write_and_read(const struct om_po *po)
{
    struct om_text text = { 0 };
    for (size_t i = 0; i < po->count; i++) {
        om_po_write(&text, &po->entries[i], "where", "a.yaml:1");
    }
    struct om_po again;
    struct om_findings findings = { 0 };
    if (!om_po_read(&again, "a.po", om_text_get(&text), text.length, &findings)
        || again.count != po->count) {
        abort();
    }
    for (size_t i = 0; i < po->count; i++) {
        compare(&po->entries[i], &again.entries[i]);
    }
    om_po_finish(&again);
    om_findings_finish(&findings);
    om_text_finish(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char *copy = malloc(length + 1);
    memcpy(copy, bytes, length);
    copy[length] = '\0';
    struct om_po po;
    struct om_findings findings = { 0 };
    bool good = om_po_read(&po, "a.po", copy, length, &findings);
    if (good == om_findings_have_errors(&findings)) {
        abort();
    }
    if (good) {
        om_po_field(&po, "Language");
        write_and_read(&po);
    }
    om_po_finish(&po);
    om_findings_finish(&findings);
    free(copy);
    return 0;
}
