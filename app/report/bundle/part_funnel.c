// The steps of a visit, from the first touch to the end of the story. A step
// that only some visitors come to (a second question for those who did
// nothing) is no loss: it stands beside the main line.

#include "report/bundle/chart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 40 };

struct step {
    const struct om_row *row;
    bool side; // not everybody comes here
};

struct steps {
    struct step items[STEPS_MAX];
    size_t count;
    uint64_t start, finish;
};

static int
by_count(const void *left, const void *right)
{
    const struct step *a = left;
    const struct step *b = right;
    if (a->side != b->side) {
        return a->side ? 1 : -1;
    }
    if (!a->side && a->row->n != b->row->n) {
        return a->row->n > b->row->n ? -1 : 1;
    }
    return om_step_order(a->row->choice) - om_step_order(b->row->choice);
}

// The steps of one pack, as `like`.
static struct steps
collect(const struct om_figures *figures, const struct om_row *like)
{
    struct steps steps = { .count = 0 };
    for (size_t i = 0; i < figures->count; i++) {
        const struct om_row *row = &figures->totals[i];
        if (row->table != OM_TABLE_FUNNEL || row->status == OM_CELL_HIDDEN
            || !om_row_same_question(row, like)
            || om_step_order(row->choice) > 100 || steps.count == STEPS_MAX) {
            continue;
        }
        steps.start = strcmp(row->choice, "start") == 0 ? row->n : steps.start;
        steps.finish =
            strcmp(row->choice, "finish") == 0 ? row->n : steps.finish;
        steps.items[steps.count++] = (struct step){ .row = row };
    }
    for (size_t i = 0; i < steps.count; i++) {
        // everybody who finished came by every step of the main line
        steps.items[i].side = steps.items[i].row->n < steps.finish;
    }
    qsort(steps.items, steps.count, sizeof(steps.items[0]), by_count);
    return steps;
}

static void
print_step(const struct om_page *page, const char *step, struct om_text *out)
{
    static const struct {
        const char *id, *nl, *en;
    } names[] = {
        { "start", "Raakte het scherm aan", "Touched the screen" },
        { "clip50", "Zag een film half", "Saw half a film" },
        { "clipend", "Zag een film uit", "Saw a film to its end" },
        { "finish", "Keek het verhaal uit", "Saw the story to its end" },
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(names[i].id, step) == 0) {
            om_text_print(out, "%s", page->english ? names[i].en : names[i].nl);
            return;
        }
    }
    int number = 0;
    char rest[16] = "";
    sscanf(step, "q%d_%15s", &number, rest);
    if (strcmp(rest, "done") == 0) {
        om_text_print(out,
                      page->english ? "Answered question %d"
                                    : "Gaf antwoord op vraag %d",
                      number);
    } else {
        om_text_print(
            out, page->english ? "Came to question %d" : "Kwam bij vraag %d",
            number);
    }
}

static double
part_of(uint64_t n, uint64_t whole)
{
    return whole ? (double) n / (double) whole : 0;
}

// What was lost since the step before, on the main line; how many come to it,
// beside it.
static void
draw_change(struct om_page *page, const struct steps *steps, size_t i, double y)
{
    const struct step *step = &steps->items[i];
    if (i == 0 || step->side) {
        return;
    }
    uint64_t before = steps->items[i - 1].row->n;
    if (before < step->row->n || before - step->row->n < 1) {
        return;
    }
    char percent[OM_NUMBER_SIZE];
    char text[48];
    struct om_type type = { 14, true, OM_ALARM, OM_ANCHOR_END };
    snprintf(text, sizeof(text), "−%s",
             om_page_percent(1 - part_of(step->row->n, before), percent));
    om_chart_text(page, OM_CHART_WIDTH, y + 40, type, text);
}

static void
draw_step(struct om_page *page, const struct steps *steps, size_t i, double y)
{
    const struct step *step = &steps->items[i];
    double width = 560;
    double share = part_of(step->row->n, steps->start);
    struct om_text name = { 0 };
    char number[OM_NUMBER_SIZE];
    print_step(page, step->row->choice, &name);
    om_chart_text(page, 0, y + 14, om_type_label, om_text_get(&name));
    om_text_finish(&name);
    if (step->side) {
        om_chart_bar(page, 0, y + 22, width, 26, OM_FILL_PALE);
        om_chart_bar(page, 0, y + 22, width * share, 26, OM_FILL_PASSIVE);
    } else {
        om_chart_bar(page, 0, y + 22, width * share, 26,
                     i == 0 || strcmp(step->row->choice, "finish") != 0
                         ? OM_FILL_INK
                         : OM_FILL_HELP);
    }
    om_chart_text(page, width + 14, y + 41, om_type_value,
                  om_page_number(page, step->row->n, number));
    draw_change(page, steps, i, y);
}

static void
draw_steps(struct om_page *page, const struct steps *steps)
{
    double y = 0;
    bool side = false;
    for (size_t i = 0; i < steps->count; i++) {
        side = side || steps->items[i].side;
    }
    om_chart_begin(
        page, 62 * (double) steps->count + (side ? 44 : 6),
        page->english ? "Steps of a visit" : "Stappen van een bezoek",
        page->english ? "A bar for each step, as long as the number of visits "
                        "that came there; beside it what was lost since the "
                        "step before."
                      : "Een balk per stap, zo lang als het aantal bezoeken "
                        "dat daar kwam; ernaast wat er afviel sinds de stap "
                        "ervoor.");
    side = false;
    for (size_t i = 0; i < steps->count; i++) {
        if (steps->items[i].side && !side) {
            side = true;
            om_chart_line(page,
                          (struct om_line){ 0, y + 8, OM_CHART_WIDTH, y + 8 },
                          OM_RULE, 1);
            om_chart_text(page, 0, y + 28, om_type_small,
                          page->english
                              ? "Only some visitors come here; that is no loss"
                              : "Hier komt maar een deel van de bezoekers; dat "
                                "is geen afval");
            y += 42;
        }
        draw_step(page, steps, i, y);
        y += 62;
    }
    om_chart_end(page);
}

static void
write_table(struct om_page *page, const struct steps *steps)
{
    om_page_table(page, "Stap|Bezoeken|Deel van het begin",
                  "Step|Visits|Part of the start");
    for (size_t i = 0; i < steps->count; i++) {
        const struct om_row *row = steps->items[i].row;
        struct om_text name = { 0 };
        char text[OM_NUMBER_SIZE];
        print_step(page, row->choice, &name);
        om_page_html(page, "<tr><th scope=\"row\">");
        om_page_text(page, om_text_get(&name));
        om_page_html(page, "</th><td>%s</td>",
                     om_page_number(page, row->n, text));
        om_page_html(page, "<td>%s</td></tr>\n",
                     om_page_percent(part_of(row->n, steps->start), text));
        om_text_finish(&name);
    }
    om_page_table_end(page);
}

static void
write_lead(struct om_page *page, const struct steps *steps)
{
    char share[OM_NUMBER_SIZE];
    if (steps && steps->start && steps->finish) {
        om_page_html(page, "<p>");
        om_page_percent(part_of(steps->finish, steps->start), share);
        om_page_say(page, "%s van de bezoeken die begonnen, kwam tot het eind.",
                    "%s of the visits that began came to the end.", share);
        om_page_html(page, "</p>");
    }
    om_page_html(page, "<p class=\"note\">");
    om_page_say(page,
                "Weglopen mag altijd. In een bioscoop roept de film die "
                "begint; het rode getal zegt hoeveel er afvielen sinds de "
                "stap ervoor.",
                "Walking away is always fine. In a cinema the film that starts "
                "calls; the red number says how many were lost since the step "
                "before.");
    om_page_html(page, "</p>");
}

void
om_page_funnel(struct om_page *page)
{
    om_page_section(page, "stappen", "Hoe ver komen bezoekers?",
                    "How far do visitors come?");
    const struct om_row *done = NULL;
    for (size_t i = 0; i < page->now->count; i++) {
        const struct om_row *row = &page->now->totals[i];
        if (row->table != OM_TABLE_FUNNEL || row->status == OM_CELL_HIDDEN
            || (done && om_row_same_question(done, row))) {
            continue;
        }
        struct steps steps = collect(page->now, row);
        if (!done) {
            write_lead(page, &steps);
            om_page_body(page);
        }
        done = row;
        om_page_html(page, "<figure>\n");
        draw_steps(page, &steps);
        write_table(page, &steps);
        om_page_html(page, "</figure>\n");
    }
    if (!done) {
        write_lead(page, NULL);
        om_page_body(page);
        om_page_html(page, "<p>");
        om_page_say(page, "In deze periode is hierover niets vrijgegeven.",
                    "Nothing was released about this in this period.");
        om_page_html(page, "</p>\n");
    }
    om_page_section_end(page);
}
