// What visitors chose: one picture per question, helping choices first, and
// the moments that were marked under the film's own time line.

#include "report/bundle/chart.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHOICES_MAX = 16 };

struct choice {
    const struct om_row *row;
    struct om_label label;
};

struct question {
    const struct om_row *like;
    struct choice choices[CHOICES_MAX];
    size_t count;
    uint64_t base;
};

// Helping ones first, then in the pack's order.
static int
by_place(const void *left, const void *right)
{
    const struct choice *a = left;
    const struct choice *b = right;
    if (a->label.helps != b->label.helps) {
        return a->label.helps ? -1 : 1;
    }
    if (a->label.order != b->label.order) {
        return a->label.order < b->label.order ? -1 : 1;
    }
    return strcmp(a->row->choice, b->row->choice);
}

static struct question
collect(const struct om_page *page, const struct om_row *like)
{
    struct question question = { .like = like };
    for (size_t i = 0; i < page->now->count; i++) {
        const struct om_row *row = &page->now->totals[i];
        if (row->table != like->table || !om_row_same_question(row, like)
            || strcmp(row->scope_id, like->scope_id) != 0
            || question.count == CHOICES_MAX) {
            continue;
        }
        if (strcmp(row->choice, "*") == 0) {
            question.base = row->status == OM_CELL_HIDDEN ? 0 : row->n;
            continue;
        }
        question.choices[question.count++] =
            (struct choice){ row, om_labels_find(page->labels, row) };
    }
    qsort(question.choices, question.count, sizeof(question.choices[0]),
          by_place);
    return question;
}

// -- one question -------------------------------------------------------------

static bool
starts_group(const struct question *question, size_t i)
{
    const struct choice *choice = &question->choices[i];
    return choice->label.choice
           && (i == 0
               || choice->label.helps != question->choices[i - 1].label.helps);
}

static void
draw_choice(struct om_page *page, const struct choice *choice, double y)
{
    double width = 600;
    struct om_share share = om_share_of_row(choice->row);
    om_chart_text(page, 0, y + 14, om_type_label,
                  om_labels_choice(page->labels, choice->row, page->english));
    om_chart_bar(page, 0, y + 22, width, 26, OM_FILL_PALE);
    if (!share.known) {
        om_chart_text(page, 12, y + 40, om_type_small,
                      page->english ? "not shown" : "niet getoond");
        return;
    }
    char text[OM_NUMBER_SIZE];
    om_chart_bar(page, 0, y + 22, width * share.share, 26,
                 choice->label.helps    ? OM_FILL_HELP
                 : choice->label.choice ? OM_FILL_PASSIVE
                                        : OM_FILL_INK);
    om_chart_whisker(page, width * share.low, width * share.high, y + 35, 7);
    struct om_type big = { 22, true, OM_INK, OM_ANCHOR_START };
    om_chart_text(page, width + 16, y + 43, big,
                  om_page_percent(share.share, text));
}

static void
draw_question(struct om_page *page, const struct question *question)
{
    size_t groups = 0;
    for (size_t i = 0; i < question->count; i++) {
        groups += starts_group(question, i);
    }
    om_chart_begin(
        page, 62 * (double) question->count + 40 * (double) groups + 4,
        om_labels_question(page->labels, question->like, page->english),
        page->english ? "A bar for each choice; solid bars help, hatched bars "
                        "do not. The line over each end is the 95% interval."
                      : "Een balk per keuze; volle balken helpen, gestreepte "
                        "niet. De lijn over het eind is het "
                        "95%-interval.");
    double y = 0;
    for (size_t i = 0; i < question->count; i++) {
        if (starts_group(question, i)) {
            bool helps = question->choices[i].label.helps;
            struct om_type type = { 14, true, helps ? OM_CALM : OM_MUTED,
                                    OM_ANCHOR_START };
            const char *name = helps ? (page->english ? "Helping" : "Helpen")
                                     : (page->english ? "Watching or joining in"
                                                      : "Kijken of meedoen");
            om_chart_text(page, 0, y + 16, type, name);
            om_chart_line(page,
                          (struct om_line){ 0, y + 25, OM_CHART_WIDTH, y + 25 },
                          helps ? OM_CALM : OM_MUTED, 1.5);
            y += 40;
        }
        draw_choice(page, &question->choices[i], y);
        y += 62;
    }
    om_chart_end(page);
}

static void
write_question_table(struct om_page *page, const struct question *question)
{
    om_page_table(page, "Keuze|Soort|Aantal|Deel|95%-interval",
                  "Choice|Kind|Count|Share|95% interval");
    for (size_t i = 0; i < question->count; i++) {
        const struct choice *choice = &question->choices[i];
        om_page_html(page, "<tr><th scope=\"row\">");
        om_page_text(
            page, om_labels_choice(page->labels, choice->row, page->english));
        om_page_html(page, "</th><td>");
        if (choice->label.choice && choice->label.choice->role) {
            om_page_text(page, choice->label.helps
                                   ? (page->english ? "helping" : "helpen")
                                   : (page->english ? "not" : "niet"));
        }
        om_page_html(page, "</td>");
        struct om_share share = om_share_of_row(choice->row);
        om_page_share_cells(page, share);
        om_page_html(page, "</tr>\n");
    }
    om_page_table_end(page);
}

// Whether a visitor may have given several of these answers.
static bool
is_several(const struct om_page *page, const struct om_row *row)
{
    struct om_label label = om_labels_find(page->labels, row);
    return label.question && label.question->kind == OM_SCENE_QUESTION
           && label.question->ask == OM_ASK_SEVERAL;
}

static void
write_question(struct om_page *page, const struct question *question)
{
    char base[OM_NUMBER_SIZE];
    char percent[OM_NUMBER_SIZE];
    om_page_html(page, "<figure><figcaption><h3>");
    om_page_text(
        page, om_labels_question(page->labels, question->like, page->english));
    om_page_html(page, "</h3><p>");
    if (question->base) {
        om_page_say(page, "%s antwoorden", "%s answers",
                    om_page_number(page, question->base, base));
    }
    if (is_several(page, question->like)) {
        om_page_say(page, " · één bezoeker kan er meer geven",
                    " · one visitor may give more than one");
    }
    struct om_share helping = om_page_helping(page, page->now, question->like);
    if (helping.known) {
        om_page_say(page, " · %s helpt", " · %s helps",
                    om_page_percent(helping.share, percent));
    }
    if (helping.base && helping.base < question->base) {
        om_page_say(page, " · per keuze getoond: %s antwoorden",
                    " · shown by choice: %s answers",
                    om_page_number(page, helping.base, base));
    }
    om_page_html(page, "</p></figcaption>\n");
    draw_question(page, question);
    write_question_table(page, question);
    om_page_html(page, "</figure>\n");
}

// Whether this row is the first of its question of the country.
static bool
is_first(const struct om_page *page, size_t index)
{
    const struct om_row *row = &page->now->totals[index];
    if (row->table != OM_TABLE_COUNTRY) {
        return false;
    }
    for (size_t i = 0; i < index; i++) {
        const struct om_row *earlier = &page->now->totals[i];
        if (earlier->table == row->table
            && om_row_same_question(earlier, row)) {
            return false;
        }
    }
    return true;
}

void
om_page_choices(struct om_page *page)
{
    om_page_section(page, "keuzes", "Wat kiezen zij?", "What do they choose?");
    om_page_html(page, "<p>");
    om_page_say(page,
                "Geen keuze is fout. Wie niets doet, hoort dat we dat snappen, "
                "en ziet hoe het verdergaat.",
                "No choice is wrong. Those who do nothing hear that we "
                "understand, and see how it goes on.");
    om_page_html(page, "</p><p class=\"note\">");
    om_page_say(page,
                "De lijn over het eind van een balk zegt hoe zeker het is: in "
                "95 van de 100 gevallen ligt het echte deel daartussen.",
                "The line over the end of a bar says how certain it is: 95 "
                "times out of 100 the true share lies within.");
    om_page_html(page, "</p>");
    om_page_body(page);
    bool any = false;
    for (size_t i = 0; i < page->now->count; i++) {
        const struct om_row *row = &page->now->totals[i];
        if (is_first(page, i) && !om_labels_spot(page->labels, row)) {
            struct question question = collect(page, row);
            write_question(page, &question);
            any = true;
        }
    }
    if (!any) {
        om_page_html(page, "<p>");
        om_page_say(page, "In deze periode is hierover niets vrijgegeven.",
                    "Nothing was released about this in this period.");
        om_page_html(page, "</p>\n");
    }
    om_page_section_end(page);
}

// -- the moments --------------------------------------------------------------

static const struct om_row *
find_moment(const struct question *question, const char *id)
{
    for (size_t i = 0; i < question->count; i++) {
        const struct om_row *row = question->choices[i].row;
        if (strcmp(row->choice, id) == 0 && row->status != OM_CELL_HIDDEN) {
            return row;
        }
    }
    return NULL;
}

static void
print_time(om_tick time, char text[OM_NUMBER_SIZE])
{
    int seconds = (int) (time / OM_S(1));
    snprintf(text, OM_NUMBER_SIZE, "%d:%02d", seconds / 60, seconds % 60);
}

// The film as a strip with its perforation, and seconds beneath.
static void
draw_film(struct om_page *page, om_tick length, double y)
{
    om_chart_bar(page, 0, y, OM_CHART_WIDTH, 30, OM_FILL_INK);
    for (int i = 0; i < OM_CHART_WIDTH / 18; i++) {
        om_page_html(
            page,
            "<path d=\"M%d %.0fh8v4h-8zm0 22h8v4h-8z\" fill=\"" OM_PAPER "\"/>",
            5 + 18 * i, y + 2);
    }
    for (int i = 0; i <= 4; i++) {
        char text[OM_NUMBER_SIZE];
        enum om_anchor anchor = i == 0   ? OM_ANCHOR_START
                                : i == 4 ? OM_ANCHOR_END
                                         : OM_ANCHOR_MIDDLE;
        print_time(length * i / 4, text);
        om_chart_text(page, OM_CHART_WIDTH * i / 4.0, y + 48,
                      om_type_at(om_type_small, anchor), text);
    }
}

static uint64_t
most_marked(const struct question *question)
{
    uint64_t most = 1;
    for (size_t i = 0; i < question->count; i++) {
        const struct om_row *row = question->choices[i].row;
        bool shown = row->status != OM_CELL_HIDDEN;
        most = shown && row->n > most ? row->n : most;
    }
    return most;
}

// A column with its count on top, and its number in the film beneath.
static void
draw_moment(struct om_page *page, const struct om_row *row, size_t number,
            double x, double width, double tall)
{
    static const struct om_type on_film = { 14, true, OM_PAPER,
                                            OM_ANCHOR_MIDDLE };
    double height = 190;
    char text[OM_NUMBER_SIZE];
    om_chart_bar(page, x, height - tall, width, tall,
                 row ? OM_FILL_SIGNAL : OM_FILL_PALE);
    om_chart_text(
        page, x + width / 2, height - tall - 7,
        om_type_at(row ? om_type_value : om_type_small, OM_ANCHOR_MIDDLE),
        row             ? om_page_number(page, row->n, text)
        : page->english ? "not shown"
                        : "niet getoond");
    snprintf(text, sizeof(text), "%zu", number);
    om_chart_text(page, x + width / 2, height + 20, on_film, text);
}

static void
draw_moments(struct om_page *page, const struct om_film_spot *spot,
             const struct question *question)
{
    double height = 190;
    uint64_t most = most_marked(question);
    om_chart_begin(page, height + 56,
                   page->english ? "Moments that visitors marked"
                                 : "Momenten die bezoekers aantikten",
                   page->english
                       ? "Columns over the film's time line; their height is "
                         "how many marked that moment."
                       : "Kolommen boven de tijdlijn van de film; de hoogte is "
                         "hoeveel bezoekers dat moment aantikten.");
    draw_film(page, spot->length, height);
    double unit = OM_CHART_WIDTH / (double) spot->length;
    for (size_t i = 0; i < spot->moment_count; i++) {
        const struct om_moment *moment = &spot->moments[i];
        const struct om_row *row = find_moment(question, moment->id);
        double width = fmax(unit * (double) (moment->to - moment->from), 14);
        double tall = row ? (height - 30) * (double) row->n / (double) most : 6;
        draw_moment(page, row, i + 1, unit * (double) moment->from, width,
                    tall);
    }
    om_chart_end(page);
}

static void
write_moments_table(struct om_page *page, const struct om_film_spot *spot,
                    const struct question *question)
{
    om_page_html(page, "<table><thead><tr><th scope=\"col\">");
    om_page_say(page, "Moment", "Moment");
    om_page_html(page, "</th><th scope=\"col\">");
    om_page_say(page, "In de film", "In the film");
    om_page_html(page, "</th><th scope=\"col\">");
    om_page_say(page, "Keer aangetikt", "Times marked");
    om_page_html(page, "</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < spot->moment_count; i++) {
        const struct om_moment *moment = &spot->moments[i];
        const struct om_row *row = find_moment(question, moment->id);
        struct om_row name = *question->like;
        name.choice = moment->id;
        char from[OM_NUMBER_SIZE];
        char to[OM_NUMBER_SIZE];
        char n[OM_NUMBER_SIZE];
        print_time(moment->from, from);
        print_time(moment->to, to);
        om_page_html(page, "<tr><th scope=\"row\">%zu. ", i + 1);
        om_page_text(page,
                     om_labels_choice(page->labels, &name, page->english));
        om_page_html(page, "</th><td>%s – %s</td><td>", from, to);
        if (row) {
            om_page_html(page, "%s", om_page_number(page, row->n, n));
        } else {
            om_page_say(page, "niet getoond", "not shown");
        }
        om_page_html(page, "</td></tr>\n");
    }
    om_page_html(page, "</tbody></table>\n");
}

void
om_page_moments(struct om_page *page)
{
    bool begun = false;
    for (size_t i = 0; i < page->now->count; i++) {
        const struct om_row *row = &page->now->totals[i];
        const struct om_film_spot *spot =
            is_first(page, i) ? om_labels_spot(page->labels, row) : NULL;
        if (!spot || spot->length <= 0) {
            continue;
        }
        if (!begun) {
            begun = true;
            om_page_section(page, "momenten", "Waar zou jij instappen?",
                            "Where would you step in?");
            om_page_html(page, "<p>");
            om_page_say(
                page,
                "Tijdens de film tikken bezoekers het moment aan waarop "
                "zij iets zouden doen.",
                "During the film visitors mark the moment at which "
                "they would do something.");
            om_page_html(page, "</p>");
            om_page_body(page);
        }
        struct question question = collect(page, row);
        om_page_html(page, "<figure><figcaption><h3>");
        om_page_text(page,
                     om_labels_words(spot->pack, spot->title, page->english));
        om_page_html(page, "</h3></figcaption>\n");
        draw_moments(page, spot, &question);
        write_moments_table(page, spot, &question);
        om_page_html(page, "</figure>\n");
    }
    if (begun) {
        om_page_section_end(page);
    }
}
