// Reading packs: every mistake of an author as a case (tests/packs/*.case), the
// messages, and the model that comes out of a good one.

#include "base/text.h"
#include "pack/messages.h"
#include "pack/nearest.h"
#include "pack/pack.h"

#include "pack_rig.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h> // needs those above

struct case_run {
    struct folder folder;
    const char *name;
    struct om_text expected;
    char offers[64];
};

static int
hex(char digit)
{
    return digit <= '9' ? digit - '0' : (digit | 32) - 'a' + 10;
}

// A line of a case with its escapes, and a newline.
static void
add_line(struct om_text *text, const char *line)
{
    for (const char *p = line; *p && *p != '\n'; p++) {
        char byte = *p;
        if (p[0] == '\\' && p[1] == 'x') {
            byte = (char) (hex(p[2]) * 16 + hex(p[3]));
            p += 3;
        } else if (p[0] == '\\') {
            p++;
            byte = *p == 't' ? '\t' : *p == 'r' ? '\r' : *p;
        }
        om_text_add(text, &byte, 1);
    }
    om_text_add(text, "\n", 1);
}

static const char *
after_line(const char *at)
{
    const char *end = strchr(at, '\n');
    return end ? end + 1 : at + strlen(at);
}

// Takes the lines at `*at` that begin with `sign`.
static void
take_lines(const char **at, char sign, struct om_text *text)
{
    while ((*at)[0] == sign && ((*at)[1] == ' ' || (*at)[1] == '\n')) {
        if (sign == '+') {
            add_line(text, (*at)[1] == ' ' ? *at + 2 : *at + 1);
        } else {
            const char *end = after_line(*at);
            om_text_add(text, *at + 2, (size_t) (end - *at) - 2);
        }
        *at = after_line(*at);
    }
}

static void
edit(struct case_run *run, const char *file, const char **rest)
{
    struct om_text old = { 0 }, new = { 0 }, result = { 0 };
    take_lines(rest, '-', &old);
    take_lines(rest, '+', &new);
    char path[PATH_SIZE * 2];
    size_t length;
    name_in(&run->folder, file, path);
    char *bytes = read_bytes(path, &length);
    char *place = old.length ? strstr(bytes, old.data) : bytes + length;
    if (!place || (place > bytes && place[-1] != '\n')) {
        fail_msg("%s: %s does not hold: %s", run->name, file,
                 om_text_get(&old));
        return;
    }
    om_text_add(&result, bytes, (size_t) (place - bytes));
    om_text_add(&result, om_text_get(&new), new.length);
    place += old.length;
    om_text_add(&result, place, length - (size_t) (place - bytes));
    write_bytes(&run->folder, file, result.data, result.length);
    free(bytes);
    om_text_finish(&old);
    om_text_finish(&new);
    om_text_finish(&result);
}

static void
write_file(struct case_run *run, const char *file, const char **rest)
{
    struct om_text text = { 0 };
    take_lines(rest, '+', &text);
    write_bytes(&run->folder, file, om_text_get(&text), text.length);
    om_text_finish(&text);
}

static void
repeat(struct case_run *run, const char *file, int count, const char **rest)
{
    struct om_text line = { 0 }, text = { 0 };
    char path[PATH_SIZE * 2];
    size_t length;
    take_lines(rest, '+', &line);
    name_in(&run->folder, file, path);
    char *bytes = read_bytes(path, &length);
    om_text_add(&text, bytes, length);
    const char *hole = strstr(line.data, "{}");
    assert_non_null(hole);
    for (int i = 1; i <= count; i++) {
        om_text_print(&text, "%.*s%d%s", (int) (hole - line.data), line.data, i,
                      hole + 2);
    }
    write_bytes(&run->folder, file, text.data, text.length);
    free(bytes);
    om_text_finish(&line);
    om_text_finish(&text);
}

static void
write_large(struct case_run *run, const char *file)
{
    struct om_text text = { 0 };
    while (text.length <= 1 << 20) {
        om_text_print(&text, "# a line of a file that is too large\n");
    }
    write_bytes(&run->folder, file, text.data, text.length);
    om_text_finish(&text);
}

// One line of a case, and those that belong to it.
static void
obey(struct case_run *run, const char **rest)
{
    char line[PATH_SIZE] = "", verb[16] = "", file[128] = "", more[128] = "";
    const char *end = after_line(*rest);
    snprintf(line, sizeof(line), "%.*s", (int) (end - *rest), *rest);
    *rest = end;
    sscanf(line, "%15s %127s %127s", verb, file, more);
    char path[PATH_SIZE * 2];
    name_in(&run->folder, file, path);
    if (strcmp(verb, "on") == 0) {
        remove_folder(&run->folder);
        make_folder_of(&run->folder, file);
    } else if (strcmp(verb, "edit") == 0) {
        edit(run, file, rest);
    } else if (strcmp(verb, "write") == 0) {
        write_file(run, file, rest);
    } else if (strcmp(verb, "repeat") == 0) {
        repeat(run, file, atoi(more), rest);
    } else if (strcmp(verb, "large") == 0) {
        write_large(run, file);
    } else if (strcmp(verb, "remove") == 0) {
        assert_int_equal(remove(path), 0);
    } else if (strcmp(verb, "link") == 0) {
        assert_int_equal(symlink(more, path), 0);
    } else if (strcmp(verb, "pipe") == 0) {
        assert_int_equal(mkfifo(path, 0600), 0);
    } else if (strcmp(verb, "expect") == 0) {
        om_text_print(&run->expected, "%s %s\n", file, more);
    } else if (strcmp(verb, "offers") == 0) {
        snprintf(run->offers, sizeof(run->offers), "%.*s",
                 (int) strcspn(line + 7, "\n"), line + 7);
    } else if (verb[0] != '#') {
        fail_msg("%s: what is ‘%s’?", run->name, line);
    }
}

static void
describe(const struct om_findings *findings, struct om_text *codes,
         struct om_text *words)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct om_finding *finding = &findings->items[i];
        om_text_print(codes, "%s %s", finding->kind->code, finding->file);
        if (finding->line) {
            om_text_print(codes, ":%u:%u", finding->line, finding->column);
        }
        om_text_print(codes, "\n");
        om_finding_print(finding, true, words);
        om_text_print(words, "\n");
        om_finding_print(finding, false, words);
        om_text_print(words, "\n");
    }
}

static void
describe_offers(const struct om_pack *pack, char out[64])
{
    out[0] = '\0';
    for (size_t i = 0; pack && i < pack->language_count; i++) {
        if (pack->offered[i]) {
            size_t length = strlen(out);
            snprintf(out + length, 64 - length, "%s%s", length ? " " : "",
                     pack->languages[i]);
        }
    }
}

// Which messages some case was about.
static bool met[OM_SAY_COUNT_];

static void
note_met(const struct om_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        for (int k = 0; k < OM_SAY_COUNT_; k++) {
            met[k] |=
                om_message_kind((enum om_message) k) == findings->items[i].kind;
        }
    }
}

// True when the case is as it must be; prints both operands when not.
static bool
run_case(const char *name)
{
    struct case_run run = { .name = name };
    char path[PATH_SIZE];
    size_t length;
    snprintf(path, sizeof(path), PACKS "/%s", name);
    char *text = read_bytes(path, &length);
    make_folder(&run.folder);
    for (const char *rest = text; *rest;) {
        obey(&run, &rest);
    }
    free(text);
    char help[PATH_SIZE * 2];
    name_in(&run.folder, "help.yaml", help);
    if (access(help, R_OK) == 0) {
        char *bytes = read_bytes(help, &length);
        if (strstr(bytes, "2026-11-01")) {
            verify_today(&run.folder);
        }
        free(bytes);
    }
    struct om_findings findings = { 0 };
    struct om_pack *pack = om_pack_load(run.folder.path, &findings);
    struct om_text codes = { 0 }, words = { 0 };
    char offers[64];
    describe(&findings, &codes, &words);
    describe_offers(pack, offers);
    note_met(&findings);
    bool good = strcmp(om_text_get(&codes), om_text_get(&run.expected)) == 0
                && strcmp(offers, run.offers) == 0
                && !pack == om_findings_have_errors(&findings);
    if (!good) {
        print_error("%s\n  must say:\n%s  says:\n%s%s  must offer: %s; "
                    "offers: %s\n",
                    name, om_text_get(&run.expected), om_text_get(&codes),
                    om_text_get(&words), run.offers, offers);
    } else if (getenv("OMSTANDER_WORDS")) {
        print_message("%s", om_text_get(&words));
    }
    om_pack_destroy(pack);
    om_findings_finish(&findings);
    om_text_finish(&codes);
    om_text_finish(&words);
    om_text_finish(&run.expected);
    remove_folder(&run.folder);
    return good;
}

static int
is_case(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".case") == 0;
}

static void
test_cases(void **state)
{
    (void) state;
    struct dirent **entries;
    int count = scandir(PACKS, &entries, is_case, alphasort), bad = 0;
    assert_true(count > 100);
    for (int i = 0; i < count; i++) {
        bad += !run_case(entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    print_message("%d cases, %d bad\n", count, bad);
    assert_int_equal(bad, 0);
}

// After the cases: every message has one. Not a folder has a test of its
// own; the others need what a test cannot count on.
static void
test_messages_met(void **state)
{
    (void) state;
    static const enum om_message without[] = {
        OM_SAY_FOLDER,          // test_no_folder
        OM_SAY_FILE_UNREADABLE, // root reads everything
        OM_SAY_SYNTAX,          // what libyaml may say beyond what we know
        OM_SAY_VERIFIED_SOON,   // test_help_lines_expire
    };
    for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++) {
        met[without[i]] = true;
    }
    int missing = 0;
    for (int k = 0; k < OM_SAY_COUNT_; k++) {
        if (!met[k]) {
            print_error("no case for %s\n",
                        om_message_kind((enum om_message) k)->code);
            missing++;
        }
    }
    assert_int_equal(missing, 0);
}

// A help line that was verified so many days ago.
static void
test_help_lines_expire(void **state)
{
    (void) state;
    static const struct {
        int days;
        const char *code; // NULL: nothing is said
    } rows[] = {
        { 0, NULL },       { 151, NULL },     { 152, "W-H005" },
        { 180, "W-H005" }, { 181, "W-H001" }, { -3, "E-H003" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct folder folder;
        make_folder(&folder);
        verify_days_ago(&folder, rows[i].days);
        struct om_findings findings = { 0 };
        om_pack_destroy(om_pack_load(folder.path, &findings));
        const char *code = findings.count ? findings.items[0].kind->code : NULL;
        print_message("%d days: %s\n", rows[i].days, code ? code : "-");
        assert_int_equal(findings.count, rows[i].code ? 1 : 0);
        assert_true(!code || strcmp(code, rows[i].code) == 0);
        if (rows[i].days == 152) {
            assert_string_equal(findings.items[0].arguments[1], "29");
        }
        om_findings_finish(&findings);
        remove_folder(&folder);
    }
}

// -- the table of messages ----------------------------------------------------

static unsigned
holes(const char *template)
{
    unsigned found = 0;
    for (const char *p = strchr(template, '{'); p; p = strchr(p + 1, '{')) {
        p += p[1] == '!';
        bool hole = p[1] >= '1' && p[1] <= '3' && p[2] == '}';
        found |= hole ? 1U << (p[1] - '0') : 0;
    }
    return found;
}

static void
test_messages(void **state)
{
    (void) state;
    for (int i = 0; i < OM_SAY_COUNT_; i++) {
        const struct om_finding_kind *kind =
            om_message_kind((enum om_message) i);
        assert_non_null(kind->code);
        bool error = kind->severity == OM_SEVERITY_ERROR;
        assert_int_equal(kind->code[0], error ? 'E' : 'W');
        assert_int_equal(holes(kind->nl), holes(kind->en));
        for (int k = 0; k < i; k++) {
            // the number counts, so that E and W cannot be mixed up aloud
            assert_string_not_equal(
                kind->code + 2, om_message_kind((enum om_message) k)->code + 2);
        }
    }
}

// -- the model ----------------------------------------------------------------

static void
test_good(void **state)
{
    (void) state;
    struct folder folder;
    make_folder(&folder);
    verify_today(&folder);
    struct om_findings findings = { 0 };
    struct om_pack *pack = om_pack_load(folder.path, &findings);
    assert_non_null(pack);
    assert_int_equal(findings.count, 0);
    assert_string_equal(pack->id, "klein");
    assert_int_equal(pack->major, 2);
    assert_string_equal(pack->language_names.in[0], "Nederlands");
    assert_string_equal(pack->language_names.in[1], "English");
    assert_int_equal(pack->theme.accent.g, 0x5A);
    assert_string_equal(pack->soundtrack.file, "music/thema.ogg");
    assert_string_equal(pack->soundtrack.credit, "Eigen werk");
    assert_int_equal(pack->story_count, 1);
    assert_int_equal(pack->scene_count, 7);
    const struct om_scene *clip = &pack->scenes[pack->stories[0].start];
    assert_string_equal(clip->id, "de-groep");
    assert_int_equal(clip->cue_count, 2);
    assert_int_equal(clip->cues[0].at, OM_MS(4500));
    assert_int_equal(clip->cues[1].at, OM_MS(8250));
    assert_string_equal(pack->scenes[clip->cues[0].ask].id, "wat-nu");
    assert_string_equal(pack->scenes[clip->next].id, "afloop-stil");
    assert_int_equal(clip->captions[0].count, 2);
    assert_string_equal(clip->captions[0].items[1].text,
                        "Iedereen,\nbehalve Noa & co.");
    const struct om_scene *first = &pack->scenes[clip->cues[0].ask];
    assert_int_equal(first->choices[0].go_to, OM_SCENE_NONE);
    assert_int_equal(first->choices[0].role, OM_ROLE_NONE);
    const struct om_scene *second = &pack->scenes[clip->cues[1].ask];
    assert_int_equal(second->choice_count, 3);
    assert_int_equal(second->choices[0].role, OM_ROLE_DEFENDER_PRIVATE);
    assert_string_equal(om_words_get(&second->choices[0].feedback, 0),
                        "Nu weet Noa: ik ben niet alleen");
    assert_null(om_words_get(&second->choices[1].feedback, 1));
    const struct om_scene *end = &pack->scenes[pack->scene_count - 1];
    assert_int_equal(end->kind, OM_SCENE_END);
    assert_int_equal(end->tip_count, 2);
    assert_string_equal(om_words_get(&end->tips[1].text, 1), "Tell someone");
    assert_int_equal(pack->help_count, 1);
    assert_string_equal(pack->help[0].phone, "0800 0000");
    char *path = om_pack_path(pack, clip->clip);
    assert_int_equal(access(path, R_OK), 0);
    free(path);
    om_pack_destroy(pack);
    om_findings_finish(&findings);
    remove_folder(&folder);
}

static void
test_no_folder(void **state)
{
    (void) state;
    struct om_findings findings = { 0 };
    assert_null(om_pack_load("/nowhere/at/all", &findings));
    assert_int_equal(findings.count, 1);
    assert_string_equal(findings.items[0].kind->code, "E-F001");
    om_findings_finish(&findings);
    om_pack_destroy(NULL);
}

static void
test_words(void **state)
{
    (void) state;
    struct om_words words = { .in = { "ja", NULL, "oui" } };
    static const char *const expected[] = { "ja", "ja", "oui", "ja" };
    for (unsigned i = 0; i < 4; i++) {
        assert_string_equal(om_words_get(&words, i), expected[i]);
    }
    assert_string_equal(om_words_get(&words, 1000), "ja");
    assert_true(om_role_helps(OM_ROLE_GET_HELP));
    assert_true(om_role_helps(OM_ROLE_DEFENDER_PUBLIC));
    assert_false(om_role_helps(OM_ROLE_OUTSIDER));
    assert_false(om_role_helps(OM_ROLE_NONE));
}

static void
test_nearest(void **state)
{
    (void) state;
    static const struct {
        const char *written, *expected;
    } rows[] = {
        { "choises", "choices" },
        { "hcoices", "choices" },
        { "clpi", "clip" },
        { "Clip", "clip" },
        { "chices", "choices" },
        { "chioces!", "choices" },
        { "en", NULL },
        { "keuzes", NULL },
        { "", NULL },
        { "nl", "nl" },
    };
    static const char *const known[] = { "clip", "choices", "nl" };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct om_nearest nearest = om_nearest_begin(rows[i].written);
        for (size_t k = 0; k < 3; k++) {
            om_nearest_try(&nearest, known[k]);
        }
        print_message("%s -> %s\n", rows[i].written,
                      nearest.best ? nearest.best : "-");
        if (rows[i].expected) {
            assert_non_null(nearest.best);
            assert_string_equal(nearest.best, rows[i].expected);
        } else {
            assert_null(nearest.best);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_no_folder),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_help_lines_expire),
        cmocka_unit_test(test_messages_met),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
