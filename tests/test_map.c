// The picture of a story: words in it, ways through it, and Graphviz when it
// is not there, fails, or does not end.

#include "map/graph.h"
#include "map/label.h"
#include "map/map.h"
#include "map/ways.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h> // needs those above

// -- words --------------------------------------------------------------------

static void
test_wrapping(void **state)
{
    (void) state;
    static const struct {
        const char *text, *lines;
        size_t width, most;
    } rows[] = {
        { "", "–", 10, 3 },
        { "kort", "kort", 10, 3 },
        { "precies tien", "precies|tien", 10, 3 },
        { "een twee drie", "een twee|drie", 9, 3 },
        { "een twee drie vier vijf", "een twee|drie vier …", 9, 2 },
        { "hottentottententen", "hottento|ttentent|en", 8, 9 },
        { "groeps-app", "groeps-|app", 8, 3 },
        { "regel\nnog een", "regel|nog een", 20, 3 },
        { "ééééé ééééé", "ééééé|ééééé", 6, 3 },
        { "a & b <c> \"d\" 'e'",
          "a &amp; b &lt;c&gt; &quot;d&quot; &#39;e&#39;", 40, 3 },
        { "<B>vet</B>", "&lt;B&gt;vet&lt;/B&gt;", 40, 1 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_text out = { 0 }, expected = { 0 };
        om_label_wrap(&out, rows[i].text, rows[i].width, rows[i].most);
        for (const char *at = rows[i].lines; *at;) {
            size_t length = strcspn(at, "|");
            bool dash = strcmp(rows[i].lines, "–") == 0;
            om_text_print(&expected, "%.*s%s<BR ALIGN=\"LEFT\"/>", (int) length,
                          at, dash ? "" : "&#160;");
            at += length + (at[length] == '|');
        }
        assert_string_equal(om_text_get(&out), om_text_get(&expected));
        om_text_finish(&out);
        om_text_finish(&expected);
    }
}

// -- ways ---------------------------------------------------------------------

// A story of `count` films in a row, and a way back from the last to the
// first.
static struct om_map_story *
chain(struct om_arena *arena, size_t count)
{
    struct om_text text = { 0 };
    om_text_print(&text, "start: s0\nscenes:\n");
    for (size_t i = 0; i < count; i++) {
        om_text_print(&text, "  s%zu: {clip: a.mp4, next: s%zu}\n", i,
                      (i + 1) % count);
    }
    struct om_findings findings = { 0 };
    struct om_map_story *story = om_arena_alloc(arena, sizeof(*story));
    story->tree = om_tree_read(arena, "stories/a.yaml", text.data, text.length,
                               &findings);
    assert_non_null(story->tree);
    story->scenes = om_arena_alloc(arena, count * sizeof(story->scenes[0]));
    const struct om_node *scenes = om_node_get(story->tree, "scenes");
    for (const struct om_node *node = scenes->first; node; node = node->next) {
        story->scenes[story->count++] = (struct om_map_scene){
            .id = node->key, .kind = OM_MAP_FILM, .node = node
        };
    }
    om_text_finish(&text);
    return story;
}

static void
test_long_stories_are_folded(void **state)
{
    (void) state;
    static const struct {
        size_t scenes, low, high;
    } rows[] = { { 1, 1, 1 }, { 10, 1, 1 }, { 60, 4, 12 }, { 400, 8, 12 } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_arena arena = { 0 };
        struct om_map_ways ways;
        struct om_map_story *story = chain(&arena, rows[i].scenes);
        om_map_ways_find(&ways, story);
        assert_int_equal(ways.count, rows[i].scenes);
        assert_in_range(ways.rows, rows[i].low, rows[i].high);
        for (size_t k = 0; k < story->count; k++) {
            assert_int_equal(ways.depth[k], k);
            assert_true(ways.row[k] < ways.rows);
            assert_true(k == 0 || ways.row[k] >= ways.row[k - 1]);
        }
        om_map_ways_finish(&ways);
        om_arena_finish(&arena);
    }
}

// -- Graphviz -----------------------------------------------------------------

// A program that stands in for dot.
static void
write_program(char path[64], const char *text)
{
    snprintf(path, 64, "/tmp/omstander-map-XXXXXX");
    int handle = mkstemp(path);
    assert_true(handle >= 0);
    assert_int_equal(write(handle, text, strlen(text)), strlen(text));
    close(handle);
    assert_int_equal(chmod(path, 0700), 0);
}

static void
test_layout(void **state)
{
    (void) state;
    static const struct {
        const char *what, *program;
        enum om_layout_answer answer;
        const char *svg;
    } rows[] = {
        { "one that answers", "#!/bin/sh\ncat\n", OM_LAYOUT_DONE, "digraph" },
        { "one that fails", "#!/bin/sh\necho no\nexit 1\n", OM_LAYOUT_FAILED,
          "" },
        { "one that says nothing", "#!/bin/sh\nexit 0\n", OM_LAYOUT_FAILED,
          "" },
        { "one that dies", "#!/bin/sh\nkill -9 $$\n", OM_LAYOUT_FAILED, "" },
        { "one that does not end", "#!/bin/sh\nexec sleep 1000\n",
          OM_LAYOUT_TIMEOUT, "" },
        { "one that does not read", "#!/bin/sh\necho svg\n", OM_LAYOUT_DONE,
          "svg\n" },
    };
    struct om_text dot = { 0 };
    om_text_print(&dot, "digraph");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char path[64];
        struct om_text svg = { 0 };
        write_program(path, rows[i].program);
        enum om_layout_answer answer = om_map_layout(path, &dot, 1, &svg);
        if (answer != rows[i].answer
            || strcmp(om_text_get(&svg), rows[i].svg) != 0) {
            fail_msg("%s: %d \"%s\", expected %d \"%s\"", rows[i].what, answer,
                     om_text_get(&svg), rows[i].answer, rows[i].svg);
        }
        om_text_finish(&svg);
        unlink(path);
    }
    struct om_text svg = { 0 };
    assert_int_equal(om_map_layout("/nowhere/dot", &dot, 1, &svg),
                     OM_LAYOUT_NO_PROGRAM);
    assert_int_equal(svg.length, 0);
    om_text_finish(&dot);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrapping),
        cmocka_unit_test(test_long_stories_are_folded),
        cmocka_unit_test(test_layout),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
