#include "base/finding.h"

#include <stdlib.h>
#include <string.h>

static void
finish_finding(struct om_finding *finding)
{
    free(finding->file);
    for (size_t k = 0; k < 3; k++) {
        free(finding->arguments[k]);
    }
}

void
om_findings_finish(struct om_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        finish_finding(&findings->items[i]);
    }
    free(findings->items);
    *findings = (struct om_findings){ 0 };
}

void
om_findings_add(struct om_findings *findings,
                const struct om_finding_kind *kind, struct om_mark mark,
                const char *first, const char *second, const char *third)
{
    findings->items = om_realloc(
        findings->items, (findings->count + 1) * sizeof(findings->items[0]));
    findings->items[findings->count++] = (struct om_finding){
        .kind = kind,
        .file = om_strdup(mark.file ? mark.file : ""),
        .line = mark.line,
        .column = mark.column,
        .arguments = { first ? om_strdup(first) : NULL,
                       second ? om_strdup(second) : NULL,
                       third ? om_strdup(third) : NULL },
    };
}

bool
om_findings_have_errors(const struct om_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->items[i].kind->severity == OM_SEVERITY_ERROR) {
            return true;
        }
    }
    return false;
}

static bool
comes_after(const struct om_finding *a, const struct om_finding *b)
{
    int order = strcmp(a->file, b->file);
    if (order != 0) {
        return order > 0;
    }
    return a->line != b->line ? a->line > b->line : a->column > b->column;
}

// Merges two neighbouring sorted runs of `from` into `to`.
static void
merge(const struct om_finding *from, struct om_finding *to, size_t begin,
      size_t middle, size_t end)
{
    size_t left = begin, right = middle;
    for (size_t i = begin; i < end; i++) {
        bool take_right =
            left == middle
            || (right < end && comes_after(&from[left], &from[right]));
        to[i] = take_right ? from[right++] : from[left++];
    }
}

static bool
is_same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool
is_repeated(const struct om_findings *findings, const struct om_finding *one)
{
    for (const struct om_finding *other = one; other > findings->items;) {
        other--;
        if (comes_after(one, other)) {
            return false;
        }
        if (other->kind == one->kind
            && is_same(other->arguments[0], one->arguments[0])
            && is_same(other->arguments[1], one->arguments[1])
            && is_same(other->arguments[2], one->arguments[2])) {
            return true;
        }
    }
    return false;
}

static void
drop_repeated(struct om_findings *findings)
{
    size_t count = findings->count;
    findings->count = 0;
    for (size_t i = 0; i < count; i++) {
        struct om_finding one = findings->items[i];
        findings->items[findings->count] = one;
        if (is_repeated(findings, &findings->items[findings->count])) {
            finish_finding(&one);
        } else {
            findings->count++;
        }
    }
}

// A merge sort: stable, and a file full of mistakes stays quick to report.
void
om_findings_sort(struct om_findings *findings)
{
    size_t count = findings->count;
    struct om_finding *other = om_alloc(count * sizeof(*other));
    for (size_t run = 1; run < count; run *= 2) {
        for (size_t begin = 0; begin < count; begin += 2 * run) {
            size_t middle = begin + run < count ? begin + run : count;
            size_t end = middle + run < count ? middle + run : count;
            merge(findings->items, other, begin, middle, end);
        }
        struct om_finding *sorted = other;
        other = findings->items;
        findings->items = sorted;
    }
    free(other);
    drop_repeated(findings);
}

// The argument that a hole of a template stands for, from 1; 0 when there is
// no hole here.
static unsigned
hole_at(const char *at, size_t *length)
{
    size_t mark = at[0] == '{' && at[1] == '!';
    if (at[0] != '{' || at[1 + mark] < '1' || at[1 + mark] > '3'
        || at[2 + mark] != '}') {
        return 0;
    }
    *length = 3 + mark;
    return (unsigned) (at[1 + mark] - '0');
}

static void
print_template(const struct om_finding *finding, const char *template,
               struct om_text *out)
{
    for (const char *p = template; *p;) {
        size_t length = 1;
        unsigned hole = hole_at(p, &length);
        if (hole == 0) {
            om_text_add(out, p, 1);
        } else {
            const char *argument = finding->arguments[hole - 1];
            om_text_print(out, "%s", argument ? argument : "");
        }
        p += length;
    }
}

void
om_finding_say(const struct om_finding *finding, bool english,
               struct om_text *out)
{
    print_template(finding, english ? finding->kind->en : finding->kind->nl,
                   out);
}

const char *
om_finding_suggestion(const struct om_finding *finding)
{
    const char *hole = strstr(finding->kind->en, "{!");
    size_t length;
    unsigned argument = hole ? hole_at(hole, &length) : 0;
    return argument ? finding->arguments[argument - 1] : NULL;
}

void
om_finding_print(const struct om_finding *finding, bool english,
                 struct om_text *out)
{
    static const char *const names[][2] = {
        [OM_SEVERITY_ERROR] = { "fout", "error" },
        [OM_SEVERITY_WARNING] = { "let op", "warning" },
    };
    om_text_print(out, "%s", finding->file);
    if (finding->line) {
        om_text_print(out, ":%u:%u", finding->line, finding->column);
    }
    om_text_print(out, ": %s %s: ", names[finding->kind->severity][english],
                  finding->kind->code);
    om_finding_say(finding, english, out);
}
