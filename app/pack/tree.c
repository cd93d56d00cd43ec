#include "pack/tree.h"

#include "pack/messages.h"
#include "pack/source.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

// libyaml reads the file as a row of events, each with its place; a stack of
// the lists and maps that are open turns the row into a tree, so that depth is
// a number here and never a depth of calls. A mistake in the use of YAML (an
// anchor, a key that is there twice) is said and the reading goes on; a
// mistake in YAML itself ends it, for what follows cannot be trusted.

struct open_node {
    struct om_node *node;
    struct om_node *last; // of its entries so far
    const char *key;      // MAP: read, and waiting for its value
    struct om_mark key_mark;
};

struct builder {
    yaml_parser_t parser;
    struct om_arena *arena;
    struct om_findings *findings;
    const char *file;
    const char *bytes;
    size_t length;
    size_t before;       // bytes of the file in front of `bytes`
    size_t index;        // a place that was looked up: characters, and
    const char *indexed; // where that is
    struct om_node *root;
    struct open_node stack[OM_TREE_DEPTH_MAX];
    size_t depth;
    size_t documents;
};

static struct om_mark
mark_at(const struct builder *builder, yaml_mark_t mark)
{
    return (struct om_mark){ builder->file, (unsigned) mark.line + 1,
                             (unsigned) mark.column + 1 };
}

// Where libyaml's mark is in the bytes; the end when it is beyond.
static const char *
bytes_at(const struct builder *builder, yaml_mark_t mark)
{
    const char *at = builder->bytes, *end = at + builder->length;
    for (size_t left = mark.index; left > 0 && at < end; left--) {
        do {
            at++;
        } while (at < end && ((unsigned char) *at & 0xC0) == 0x80);
    }
    return at;
}

// The same as bytes from the beginning of the file. Events come in the order
// of the file, so each search goes on where the last one ended.
static size_t
offset_at(struct builder *builder, yaml_mark_t mark)
{
    const char *end = builder->bytes + builder->length;
    if (mark.index < builder->index) {
        builder->indexed = builder->bytes;
        builder->index = 0;
    }
    for (; builder->index < mark.index && builder->indexed < end;
         builder->index++) {
        do {
            builder->indexed++;
        } while (builder->indexed < end
                 && ((unsigned char) *builder->indexed & 0xC0) == 0x80);
    }
    return builder->before + (size_t) (builder->indexed - builder->bytes);
}

// -- mistakes in YAML itself --------------------------------------------------

static const struct {
    const char *problem; // how libyaml calls it
    enum om_message message;
    bool at_context; // point at where it began, not at where it was noticed
} problems[] = {
    { "mapping values are not allowed in this context", OM_SAY_COLON, false },
    { "could not find expected ':'", OM_SAY_NO_COLON, true },
    { "did not find expected ',' or '}'", OM_SAY_BRACKET, false },
    { "did not find expected ',' or ']'", OM_SAY_BRACKET, false },
    { "did not find expected key", OM_SAY_INDENT, false },
    { "did not find expected '-' indicator", OM_SAY_INDENT, false },
    { "did not find expected <document start>", OM_SAY_INDENT, false },
    { "block sequence entries are not allowed in this context", OM_SAY_INDENT,
      false },
    { "mapping keys are not allowed in this context", OM_SAY_INDENT, false },
    { "found unexpected end of stream", OM_SAY_QUOTE, true },
    { "found unexpected document indicator", OM_SAY_QUOTE, true },
    { "found unknown escape character", OM_SAY_ESCAPE, false },
    { "found character that cannot start any token", OM_SAY_START, false },
    { "did not find expected alphabetic or numeric character", OM_SAY_START,
      true },
};

// A bracket that was opened on an earlier line was most likely meant to be
// closed there; on the same line the place where it was noticed says more.
static void
say_bracket(struct builder *builder, struct om_mark mark)
{
    const yaml_parser_t *parser = &builder->parser;
    struct om_mark open = mark_at(builder, parser->context_mark);
    bool list = *bytes_at(builder, parser->context_mark) == '[';
    bool same_line = open.line == mark.line;
    char line[16];
    snprintf(line, sizeof(line), "%u", mark.line);
    if (same_line && *bytes_at(builder, parser->problem_mark) == ':') {
        om_say(builder->findings, OM_SAY_COLON, mark, NULL, NULL, NULL);
        return;
    }
    om_say(builder->findings, same_line ? OM_SAY_BRACKET : OM_SAY_UNCLOSED,
           same_line ? mark : open, list ? "[" : "{", line, NULL);
}

static bool
is_word(char byte)
{
    return byte == '_' || byte == '-' || (byte >= '0' && byte <= '9')
           || ((byte | 32) >= 'a' && (byte | 32) <= 'z');
}

// A colon that cannot be. After a single word on a line of its own it is a
// key that was put too far to the right; else it is part of a sentence.
static void
say_colon(struct builder *builder, struct om_mark mark, const char *at)
{
    const char *word = at;
    while (word > builder->bytes && is_word(word[-1])) {
        word--;
    }
    const char *line = word;
    while (line > builder->bytes && line[-1] == ' ') {
        line--;
    }
    bool alone = word < at && line > builder->bytes && line[-1] == '\n';
    if (alone) {
        mark.column -= (unsigned) (at - word);
    }
    om_say(builder->findings, alone ? OM_SAY_INDENT : OM_SAY_COLON, mark, NULL,
           NULL, NULL);
}

static void
say_start(struct builder *builder, struct om_mark mark, const char *at)
{
    char character[2] = { *at };
    om_say(builder->findings, OM_SAY_START, mark, character, NULL, NULL);
}

static void
say_problem(struct builder *builder)
{
    const yaml_parser_t *parser = &builder->parser;
    const char *problem = parser->problem ? parser->problem : "?";
    enum om_message message = OM_SAY_SYNTAX;
    yaml_mark_t place = parser->problem_mark;
    for (size_t i = 0; i < sizeof(problems) / sizeof(problems[0]); i++) {
        if (strcmp(problem, problems[i].problem) == 0) {
            message = problems[i].message;
            place = problems[i].at_context ? parser->context_mark : place;
        }
    }
    const char *at = bytes_at(builder, place);
    struct om_mark mark = mark_at(builder, place);
    if (message == OM_SAY_BRACKET) {
        say_bracket(builder, mark);
    } else if (message == OM_SAY_COLON) {
        say_colon(builder, mark, at);
    } else if (message == OM_SAY_START) {
        say_start(builder, mark, at);
    } else {
        om_say(builder->findings, message, mark, problem, NULL, NULL);
    }
}

// -- building -----------------------------------------------------------------

static bool
is_nothing(const yaml_event_t *event)
{
    const char *text = (const char *) event->data.scalar.value;
    bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    return *text == '\0'
           || (plain
               && (strcmp(text, "~") == 0 || strcmp(text, "null") == 0
                   || strcmp(text, "Null") == 0 || strcmp(text, "NULL") == 0));
}

static bool
is_same_key(const struct om_node *node, const char *key)
{
    return node->key && strcmp(node->key, key) == 0;
}

static const struct om_node *
entry_with_key(const struct om_node *map, const char *key)
{
    const struct om_node *entry = map->first;
    while (entry && !is_same_key(entry, key)) {
        entry = entry->next;
    }
    return entry;
}

// Hangs a node into the list or map that is open. False: that is full.
static bool
attach(struct builder *builder, struct om_node *node)
{
    if (builder->depth == 0) {
        builder->root = node;
        return true;
    }
    struct open_node *open = &builder->stack[builder->depth - 1];
    node->key = open->key;
    node->key_mark = open->key_mark;
    open->key = NULL;
    if (open->node->count == OM_TREE_ENTRIES_MAX) {
        char most[16];
        snprintf(most, sizeof(most), "%d", OM_TREE_ENTRIES_MAX);
        om_say(builder->findings, OM_SAY_ENTRIES, om_node_head(node), most,
               NULL, NULL);
        return false;
    }
    if (node->key) {
        const struct om_node *first = entry_with_key(open->node, node->key);
        if (first) { // left out of the tree, but read to its end
            char line[16];
            snprintf(line, sizeof(line), "%u", first->key_mark.line);
            om_say(builder->findings, OM_SAY_TWICE, node->key_mark, node->key,
                   line, NULL);
            return true;
        }
    }
    if (open->last) {
        open->last->next = node;
    } else {
        open->node->first = node;
    }
    open->last = node;
    open->node->count++;
    return true;
}

static bool
wants_key(const struct builder *builder)
{
    if (builder->depth == 0) {
        return false;
    }
    const struct open_node *open = &builder->stack[builder->depth - 1];
    return open->node->kind == OM_NODE_MAP && !open->key;
}

static void
refuse_anchor(struct builder *builder, struct om_mark mark,
              const yaml_char_t *anchor)
{
    if (anchor) {
        om_say(builder->findings, OM_SAY_ANCHOR, mark, (const char *) anchor,
               NULL, NULL);
    }
}

// Shown as it was written: libyaml has made something longer of it. Behind an
// anchor it is left alone, for that was refused already.
static void
refuse_tag(struct builder *builder, yaml_mark_t place)
{
    const char *at = bytes_at(builder, place);
    if (*at != '!') {
        return;
    }
    size_t length = strcspn(at, " ,[]{}\r\n");
    const char *tag = om_arena_copy(builder->arena, at, length);
    om_say(builder->findings, OM_SAY_TAG, mark_at(builder, place), tag, NULL,
           NULL);
}

static bool
on_scalar(struct builder *builder, const yaml_event_t *event)
{
    struct om_mark mark = mark_at(builder, event->start_mark);
    refuse_anchor(builder, mark, event->data.scalar.anchor);
    if (event->data.scalar.tag) {
        refuse_tag(builder, event->start_mark);
    }
    const char *text =
        om_arena_copy(builder->arena, (const char *) event->data.scalar.value,
                      event->data.scalar.length);
    if (wants_key(builder)) {
        struct open_node *open = &builder->stack[builder->depth - 1];
        open->key = text;
        open->key_mark = mark;
        return true;
    }
    struct om_node *node = om_arena_alloc(builder->arena, sizeof(*node));
    *node = (struct om_node){
        .kind = OM_NODE_TEXT,
        .mark = mark,
        .text = text,
        .empty = is_nothing(event),
        .broken = event->data.scalar.anchor || event->data.scalar.tag,
        .begin = offset_at(builder, event->start_mark),
        .end = offset_at(builder, event->end_mark),
    };
    return attach(builder, node);
}

static bool
on_alias(struct builder *builder, const yaml_event_t *event)
{
    struct om_mark mark = mark_at(builder, event->start_mark);
    om_say(builder->findings, OM_SAY_ALIAS, mark,
           (const char *) event->data.alias.anchor, NULL, NULL);
    if (wants_key(builder)) {
        return false;
    }
    struct om_node *node = om_arena_alloc(builder->arena, sizeof(*node));
    *node = (struct om_node){
        .kind = OM_NODE_TEXT,
        .mark = mark,
        .text = "",
        .broken = true,
    };
    return attach(builder, node);
}

static bool
is_flow(const yaml_event_t *event)
{
    return event->type == YAML_SEQUENCE_START_EVENT
               ? event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
               : event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
}

static bool
on_open(struct builder *builder, const yaml_event_t *event)
{
    bool list = event->type == YAML_SEQUENCE_START_EVENT;
    struct om_mark mark = mark_at(builder, event->start_mark);
    refuse_anchor(builder, mark,
                  list ? event->data.sequence_start.anchor
                       : event->data.mapping_start.anchor);
    if (list ? event->data.sequence_start.tag : event->data.mapping_start.tag) {
        refuse_tag(builder, event->start_mark);
    }
    if (wants_key(builder)) {
        om_say(builder->findings, OM_SAY_KEY_SHAPE, mark, NULL, NULL, NULL);
        return false;
    }
    if (builder->depth == OM_TREE_DEPTH_MAX) {
        char most[16];
        snprintf(most, sizeof(most), "%d", OM_TREE_DEPTH_MAX);
        om_say(builder->findings, OM_SAY_DEPTH, mark, most, NULL, NULL);
        return false;
    }
    struct om_node *node = om_arena_alloc(builder->arena, sizeof(*node));
    *node = (struct om_node){
        .kind = list ? OM_NODE_LIST : OM_NODE_MAP,
        .flow = is_flow(event),
        .mark = mark,
        .text = "",
        .begin = offset_at(builder, event->start_mark),
    };
    if (!attach(builder, node)) {
        return false;
    }
    builder->stack[builder->depth++] = (struct open_node){ .node = node };
    return true;
}

static bool
on_document(struct builder *builder, const yaml_event_t *event)
{
    if (builder->documents++ == 0) {
        return true;
    }
    om_say(builder->findings, OM_SAY_DOCUMENTS,
           mark_at(builder, event->start_mark), NULL, NULL, NULL);
    return false;
}

// One event. False when there is no use in going on.
static bool
on_event(struct builder *builder, const yaml_event_t *event)
{
    switch (event->type) {
        case YAML_DOCUMENT_START_EVENT:
            return on_document(builder, event);
        case YAML_SCALAR_EVENT:
            return on_scalar(builder, event);
        case YAML_ALIAS_EVENT:
            return on_alias(builder, event);
        case YAML_SEQUENCE_START_EVENT:
        case YAML_MAPPING_START_EVENT:
            return on_open(builder, event);
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT:
            builder->depth--;
            builder->stack[builder->depth].node->end =
                offset_at(builder, event->end_mark);
            return true;
        default:
            return true;
    }
}

static bool
build(struct builder *builder)
{
    for (bool more = true; more;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&builder->parser, &event)) {
            say_problem(builder);
            return false;
        }
        bool good = on_event(builder, &event);
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
        if (!good) {
            return false;
        }
    }
    return true;
}

const struct om_node *
om_tree_read(struct om_arena *arena, const char *file, const char *bytes,
             size_t length, struct om_findings *findings)
{
    if (!om_source_check(OM_SOURCE_YAML, file, bytes, length, findings)) {
        return NULL;
    }
    size_t before = 0;
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        before = 3; // libyaml would count a byte-order mark as a column
        bytes += before;
        length -= before;
    }
    struct builder builder = {
        .arena = arena,
        .findings = findings,
        .file = file,
        .bytes = bytes,
        .length = length,
        .before = before,
        .indexed = bytes,
    };
    if (!yaml_parser_initialize(&builder.parser)) {
        om_say(findings, OM_SAY_SYNTAX, (struct om_mark){ file, 0, 0 },
               "memory", NULL, NULL);
        return NULL;
    }
    yaml_parser_set_encoding(&builder.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&builder.parser, (const unsigned char *) bytes,
                                 length);
    bool good = build(&builder);
    yaml_parser_delete(&builder.parser);
    if (good && (!builder.root || builder.root->empty)) {
        om_say(findings, OM_SAY_EMPTY_FILE, (struct om_mark){ file, 1, 1 },
               NULL, NULL, NULL);
        good = false;
    }
    return good ? builder.root : NULL;
}

const struct om_node *
om_node_get(const struct om_node *map, const char *key)
{
    return map && map->kind == OM_NODE_MAP ? entry_with_key(map, key) : NULL;
}

struct om_mark
om_node_head(const struct om_node *node)
{
    return node->key ? node->key_mark : node->mark;
}
