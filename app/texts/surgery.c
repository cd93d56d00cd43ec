#include "texts/surgery.h"

#include "texts/scalar.h"

#include <stdlib.h>
#include <string.h>

// Every change becomes one cut: so many bytes at a place give way to others.
// Where there is no cut, nothing changes. Then both files are compared as
// trees: they must be the same but for the changes, and those as they were
// meant.

struct om_surgery_change {
    const struct om_node *node;
    bool shared;
    const char *text;  // NULL: the language is appended to a list
    size_t at, length; // the cut
    struct om_text put;
};

static struct om_surgery_change *
add_change(struct om_surgery *surgery, const struct om_node *node)
{
    surgery->changes = om_realloc(
        surgery->changes, (surgery->count + 1) * sizeof(surgery->changes[0]));
    struct om_surgery_change *change = &surgery->changes[surgery->count++];
    *change = (struct om_surgery_change){ .node = node };
    return change;
}

void
om_surgery_set(struct om_surgery *surgery, const struct om_node *node,
               bool shared, const char *text)
{
    struct om_surgery_change *change = add_change(surgery, node);
    change->shared = shared;
    change->text = text;
}

void
om_surgery_append(struct om_surgery *surgery, const struct om_node *list)
{
    add_change(surgery, list);
}

void
om_surgery_finish(struct om_surgery *surgery)
{
    for (size_t i = 0; i < surgery->count; i++) {
        om_text_finish(&surgery->changes[i].put);
    }
    free(surgery->changes);
    *surgery = (struct om_surgery){ 0 };
}

// -- where --------------------------------------------------------------------

// A value's end without the empty lines and blanks behind it.
static size_t
end_of(const struct om_surgery *surgery, const struct om_node *node)
{
    size_t end = node->end;
    while (end > node->begin && strchr(" \n\r", surgery->bytes[end - 1])) {
        end--;
    }
    return end;
}

static size_t
line_begin(const struct om_surgery *surgery, size_t at)
{
    while (at > 0 && surgery->bytes[at - 1] != '\n'
           && surgery->bytes[at - 1] != '\r') {
        at--;
    }
    return at;
}

static size_t
line_end(const struct om_surgery *surgery, size_t at)
{
    while (at < surgery->length && surgery->bytes[at] != '\n'
           && surgery->bytes[at] != '\r') {
        at++;
    }
    return at;
}

static void
add_newline(const struct om_surgery *surgery, struct om_text *out)
{
    bool pairs = memmem(surgery->bytes, surgery->length, "\r\n", 2) != NULL;
    om_text_print(out, pairs ? "\r\n" : "\n");
}

static const struct om_node *
last_entry(const struct om_node *parent)
{
    const struct om_node *entry = parent->first;
    while (entry && entry->next) {
        entry = entry->next;
    }
    return entry;
}

static void
add_pair(struct om_text *out, const char *key, const char *text)
{
    om_scalar_write(out, key);
    om_text_print(out, ": ");
    om_scalar_write(out, text);
}

// -- cuts ---------------------------------------------------------------------

static void
replace_value(const struct om_surgery *surgery,
              struct om_surgery_change *change, const struct om_node *value)
{
    change->at = value->begin;
    change->length = end_of(surgery, value) - value->begin;
    bool bare = value->begin > 0 && surgery->bytes[value->begin - 1] == ':';
    om_text_print(&change->put, bare ? " " : "");
    om_scalar_write(&change->put, change->text);
}

// Within brackets, behind the last language: on its line, or on one of its
// own where each has one.
static void
add_within_brackets(const struct om_surgery *surgery,
                    struct om_surgery_change *change)
{
    const struct om_node *map = change->node, *last = last_entry(map);
    change->at = end_of(surgery, last);
    unsigned column = last->key_mark.column;
    if (last != map->first && last->key_mark.line != map->first->key_mark.line
        && column > 0) {
        om_text_print(&change->put, ",");
        add_newline(surgery, &change->put);
        om_text_print(&change->put, "%*s", (int) column - 1, "");
    } else {
        om_text_print(&change->put, ", ");
    }
    add_pair(&change->put, surgery->language, change->text);
}

// On a line of its own below the last language.
static void
add_below(const struct om_surgery *surgery, struct om_surgery_change *change)
{
    const struct om_node *map = change->node;
    change->at = line_end(surgery, end_of(surgery, last_entry(map)));
    add_newline(surgery, &change->put);
    om_text_print(&change->put, "%*s", (int) map->first->key_mark.column - 1,
                  "");
    add_pair(&change->put, surgery->language, change->text);
}

// A text that was written once becomes a group of languages.
static void
make_languages(const struct om_surgery *surgery,
               struct om_surgery_change *change)
{
    const struct om_node *node = change->node;
    change->at = node->begin;
    change->length = end_of(surgery, node) - node->begin;
    om_text_print(&change->put, "{");
    size_t count = change->shared ? surgery->language_count : 1;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(surgery->languages[i], surgery->language) != 0) {
            add_pair(&change->put, surgery->languages[i], node->text);
            om_text_print(&change->put, ", ");
        }
    }
    add_pair(&change->put, surgery->language, change->text);
    om_text_print(&change->put, "}");
}

static void
append_to_list(const struct om_surgery *surgery,
               struct om_surgery_change *change)
{
    const struct om_node *last = last_entry(change->node);
    size_t end = end_of(surgery, last);
    if (change->node->flow) {
        change->at = end;
        om_text_print(&change->put, ", ");
    } else { // the line before the last entry, with its dash
        size_t begin = line_begin(surgery, last->begin);
        change->at = line_end(surgery, end);
        add_newline(surgery, &change->put);
        om_text_add(&change->put, surgery->bytes + begin, last->begin - begin);
    }
    om_scalar_write(&change->put, surgery->language);
}

static void
plan(const struct om_surgery *surgery, struct om_surgery_change *change)
{
    const struct om_node *node = change->node;
    if (!change->text) {
        append_to_list(surgery, change);
    } else if (node->kind == OM_NODE_TEXT) {
        make_languages(surgery, change);
    } else if (om_node_get(node, surgery->language)) {
        replace_value(surgery, change, om_node_get(node, surgery->language));
    } else if (node->flow) {
        add_within_brackets(surgery, change);
    } else {
        add_below(surgery, change);
    }
}

// -- comparing ----------------------------------------------------------------

static const struct om_surgery_change *
change_of(const struct om_surgery *surgery, const struct om_node *node)
{
    for (size_t i = 0; i < surgery->count; i++) {
        if (surgery->changes[i].node == node) {
            return &surgery->changes[i];
        }
    }
    return NULL;
}

static bool
is_text(const struct om_node *node, const char *text)
{
    return node && node->kind == OM_NODE_TEXT && strcmp(node->text, text) == 0;
}

// Every entry that was there, in its order, with its text.
static bool
has_kept_entries(const struct om_node *old, const struct om_node *new,
                 const char *but)
{
    const struct om_node *now = new->first;
    for (const struct om_node *was = old->first; was; was = was->next) {
        bool same = now && now->kind == was->kind && !now->key == !was->key
                    && (!was->key
                        || (strcmp(now->key, was->key) == 0
                            && (strcmp(was->key, but) == 0
                                || strcmp(now->text, was->text) == 0)))
                    && (was->key || strcmp(now->text, was->text) == 0);
        if (!same) {
            return false;
        }
        now = now->next;
    }
    return true;
}

static bool
is_as_meant(const struct om_surgery *surgery,
            const struct om_surgery_change *change, const struct om_node *new)
{
    const struct om_node *old = change->node;
    if (!change->text) {
        return new->kind == OM_NODE_LIST &&new->count == old->count + 1
               && has_kept_entries(old, new, "")
               && is_text(last_entry(new), surgery->language);
    }
    if (new->kind != OM_NODE_MAP
        || !is_text(om_node_get(new, surgery->language), change->text)) {
        return false;
    }
    if (old->kind == OM_NODE_MAP) {
        bool was = om_node_get(old, surgery->language) != NULL;
        return new->count
               == old->count
                      + !was &&has_kept_entries(old, new, surgery->language);
    }
    size_t count = change->shared ? surgery->language_count : 1, others = 0;
    for (size_t i = 0; i < count; i++) {
        bool other = strcmp(surgery->languages[i], surgery->language) != 0;
        others += other;
        if (other
            && !is_text(om_node_get(new, surgery->languages[i]), old->text)) {
            return false;
        }
    }
    return new->count == others + 1;
}

// The node of the change that spoiled something, or, where it cannot be told,
// the smallest one around the place; NULL when both are as they should be.
// As deep as a tree can be: OM_TREE_DEPTH_MAX.
static const struct om_node *
find_spoiled(const struct om_surgery *surgery, const struct om_node *old,
             const struct om_node *new)
{
    const struct om_surgery_change *change = change_of(surgery, old);
    if (change) {
        return is_as_meant(surgery, change, new) ? NULL : old;
    }
    if (old->kind != new->kind || old->count != new->count
        || old->empty != new->empty || strcmp(old->text, new->text) != 0) {
        return old;
    }
    const struct om_node *now = new->first;
    for (const struct om_node *was = old->first; was;
         was = was->next, now = now->next) {
        if (was->key && strcmp(was->key, now->key) != 0) {
            return was;
        }
        const struct om_node *spoiled = find_spoiled(surgery, was, now);
        if (spoiled) {
            return spoiled;
        }
    }
    return NULL;
}

static const struct om_node *
check(const struct om_surgery *surgery, const struct om_text *out)
{
    struct om_arena arena = { 0 };
    struct om_findings findings = { 0 };
    const struct om_node *new = om_tree_read(
        &arena, surgery->file, om_text_get(out), out->length, &findings);
    const struct om_node *spoiled = surgery->changes[0].node;
    if (new &&findings.count == 0) {
        spoiled = find_spoiled(surgery, surgery->tree, new);
    } else if (findings.count > 0) { // the change at or before the place
        for (size_t i = 0; i < surgery->count; i++) {
            const struct om_node *node = surgery->changes[i].node;
            spoiled = om_node_head(node).line <= findings.items[0].line
                          ? node
                          : spoiled;
        }
    }
    om_findings_finish(&findings);
    om_arena_finish(&arena);
    return spoiled;
}

// -- the whole ----------------------------------------------------------------

static int
compare_cuts(const void *left, const void *right)
{
    const struct om_surgery_change *a = left, *b = right;
    return a->at < b->at ? -1 : a->at > b->at;
}

const struct om_node *
om_surgery_perform(struct om_surgery *surgery, struct om_text *out)
{
    for (size_t i = 0; i < surgery->count; i++) {
        plan(surgery, &surgery->changes[i]);
    }
    if (surgery->count > 1) {
        qsort(surgery->changes, surgery->count, sizeof(surgery->changes[0]),
              compare_cuts);
    }
    size_t done = 0;
    for (size_t i = 0; i < surgery->count; i++) {
        const struct om_surgery_change *change = &surgery->changes[i];
        if (change->at < done) {
            return change->node; // two cuts in one another
        }
        om_text_add(out, surgery->bytes + done, change->at - done);
        om_text_add(out, om_text_get(&change->put), change->put.length);
        done = change->at + change->length;
    }
    om_text_add(out, surgery->bytes + done, surgery->length - done);
    return surgery->count ? check(surgery, out) : NULL;
}
