#include "pack/source.h"

#include "pack/messages.h"
#include "pack/utf8.h"

#include <stdio.h>
#include <string.h>

struct scan {
    const char *at, *end;
    struct om_mark mark;
    struct om_mark first_tab;
    unsigned lines_with_tabs, last_line_with_tab;
    struct om_findings *findings;
    bool good;
};

static bool
is_control(uint32_t code)
{
    bool c0 = code < 0x20 && code != '\n' && code != '\r' && code != '\t';
    bool c1 = code >= 0x7F && code < 0xA0 && code != 0x85;
    return c0 || c1 || code == 0xFEFF || code == 0xFFFE || code == 0xFFFF;
}

static void
note_tab(struct scan *scan)
{
    if (scan->lines_with_tabs == 0) {
        scan->first_tab = scan->mark;
    }
    if (scan->last_line_with_tab != scan->mark.line) {
        scan->last_line_with_tab = scan->mark.line;
        scan->lines_with_tabs++;
    }
}

// One character. False when the rest cannot be told apart any more.
static bool
step(struct scan *scan)
{
    uint32_t code;
    size_t length = om_utf8_read(scan->at, scan->end, &code);
    if (length == 0) {
        om_say(scan->findings, OM_SAY_NOT_UTF8, scan->mark, NULL, NULL, NULL);
        scan->good = false;
        return false;
    }
    if (is_control(code) && scan->good) { // one is enough to send them looking
        char name[16];
        snprintf(name, sizeof(name), "U+%04X", (unsigned) code);
        om_say(scan->findings, OM_SAY_CONTROL, scan->mark, name, NULL, NULL);
        scan->good = false;
    }
    if (code == '\t') {
        note_tab(scan);
    }
    bool alone =
        code == '\r' && scan->at + 1 < scan->end && scan->at[1] != '\n';
    scan->at += length;
    scan->mark.column++;
    if (code == '\n' || alone) {
        scan->mark.line++;
        scan->mark.column = 1;
    }
    return true;
}

bool
om_source_check(enum om_source_kind kind, const char *file, const char *bytes,
                size_t length, struct om_findings *findings)
{
    struct scan scan = {
        .at = bytes,
        .end = bytes + length,
        .mark = { file, 1, 1 },
        .findings = findings,
        .good = true,
    };
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        scan.at += 3;
    }
    while (scan.at < scan.end && step(&scan)) {
    }
    if (kind == OM_SOURCE_YAML && scan.lines_with_tabs > 0) {
        char lines[16];
        snprintf(lines, sizeof(lines), "%u", scan.lines_with_tabs);
        om_say(findings, OM_SAY_TAB, scan.first_tab, lines, NULL, NULL);
        scan.good = false;
    }
    return scan.good;
}
