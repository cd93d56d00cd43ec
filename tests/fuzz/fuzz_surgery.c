// A translation, the bytes up to the first zero, put into every text and every
// group of texts of a YAML file, the bytes behind it: one by one, and all at
// once. It is done as it was meant, which the surgery sees for itself, or
// refused.
#include "texts/surgery.h"

#include "pack/source.h"

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { NODES_MAX = 64 };

struct nodes {
    const struct om_node *items[NODES_MAX];
    size_t count;
};

static int
is_text_map(const struct om_node *node)
{
    for (const struct om_node *entry = node->first; entry;
         entry = entry->next) {
        if (entry->kind != OM_NODE_TEXT) {
            return 0;
        }
    }
    return node->count > 0;
}

static void
gather(struct nodes *nodes, const struct om_node *node)
{
    int one = node->kind == OM_NODE_TEXT
              || (node->kind == OM_NODE_MAP && is_text_map(node));
    if (one && nodes->count < NODES_MAX) {
        nodes->items[nodes->count++] = node;
        return; // one cut never lies in another
    }
    for (const struct om_node *entry = node->first; entry;
         entry = entry->next) {
        gather(nodes, entry);
    }
}

static void
operate(struct om_surgery surgery, const struct nodes *nodes, size_t from,
        size_t to, const char *text)
{
    struct om_text out = { 0 };
    for (size_t i = from; i < to; i++) {
        om_surgery_set(&surgery, nodes->items[i], i % 2, text);
    }
    om_surgery_perform(&surgery, &out);
    om_surgery_finish(&surgery);
    om_text_finish(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const char *const languages[] = { "nl", "en" };
    const uint8_t *zero = memchr(bytes, 0, length);
    size_t text_length = zero ? (size_t) (zero - bytes) : 0;
    struct om_arena arena = { 0 };
    struct om_findings findings = { 0 };
    const char *text = om_arena_copy(&arena, (const char *) bytes, text_length);
    size_t begin = zero ? text_length + 1 : 0, file_length = length - begin;
    const char *file =
        om_arena_copy(&arena, (const char *) bytes + begin, file_length);
    const struct om_node *tree =
        om_source_check(OM_SOURCE_CAPTIONS, "a", text, text_length, &findings)
            ? om_tree_read(&arena, "a.yaml", file, file_length, &findings)
            : NULL;
    struct nodes nodes = { .count = 0 };
    if (tree && findings.count == 0) {
        gather(&nodes, tree);
    }
    struct om_surgery surgery = {
        .file = "a.yaml",
        .bytes = file,
        .length = file_length,
        .tree = tree,
        .languages = languages,
        .language_count = 2,
        .language = "fr",
    };
    for (size_t i = 0; i < nodes.count; i++) {
        operate(surgery, &nodes, i, i + 1, text);
    }
    operate(surgery, &nodes, 0, nodes.count, text);
    om_findings_finish(&findings);
    om_arena_finish(&arena);
    return 0;
}
