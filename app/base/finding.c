#include "base/finding.h"

#include <stdlib.h>
#include <string.h>

void
om_findings_finish(struct om_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct om_finding *finding = &findings->items[i];
        free(finding->file);
        for (size_t k = 0; k < 3; k++) {
            free(finding->arguments[k]);
        }
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
}

static void
print_template(const struct om_finding *finding, const char *template,
               struct om_text *out)
{
    for (const char *p = template; *p; p++) {
        bool hole = p[0] == '{' && p[1] >= '1' && p[1] <= '3' && p[2] == '}';
        if (!hole) {
            om_text_add(out, p, 1);
            continue;
        }
        const char *argument = finding->arguments[p[1] - '1'];
        om_text_print(out, "%s", argument ? argument : "");
        p += 2;
    }
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
    print_template(finding, english ? finding->kind->en : finding->kind->nl,
                   out);
}
