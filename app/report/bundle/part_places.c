// When and where: by month, by province and site, by language. Places are in
// order of how many answers they gave, never of what was answered: this is no
// league table.

#include "report/bundle/chart.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MONTHS_MAX = 24, PLOT_ROWS = 40 };

// -- over time ----------------------------------------------------------------

struct month {
    int month; // with which a month or a term was closed
    uint64_t finished;
    struct om_share helping;
};

struct series {
    struct month items[MONTHS_MAX];
    size_t count;
    uint64_t most;
};

static struct series
collect_months(const struct om_figures *figures)
{
    struct series series = { .most = 1 };
    int month = om_figures_next_closing(figures, 0);
    while (month && series.count < MONTHS_MAX) {
        struct om_share finished =
            om_figures_sum(figures, OM_TABLE_SITE, "nl", "finished", month);
        series.items[series.count++] =
            (struct month){ month, finished.n,
                            om_figures_sum(figures, OM_TABLE_SITE, "nl",
                                           "helping", month) };
        series.most = finished.n > series.most ? finished.n : series.most;
        month = om_figures_next_closing(figures, month);
    }
    return series;
}

static double
month_x(const struct series *series, size_t i)
{
    double step = (OM_CHART_WIDTH - 60) / (double) series->count;
    return 50 + step * ((double) i + 0.5);
}

static void
draw_finished(struct om_page *page, const struct series *series)
{
    double height = 150;
    double width = fmin(64, (OM_CHART_WIDTH - 60) / (double) series->count - 8);
    om_chart_begin(page, height + 30,
                   page->english ? "Stories seen to the end, by month"
                                 : "Verhalen uitgekeken, per maand",
                   page->english ? "A column for each month."
                                 : "Een kolom per maand.");
    om_chart_line(page, (struct om_line){ 0, height, OM_CHART_WIDTH, height },
                  OM_INK, 1.5);
    // six figures for each of many months do not fit in the usual size
    struct om_type value = series->count > 8 ? om_type_small : om_type_value;
    for (size_t i = 0; i < series->count; i++) {
        const struct month *month = &series->items[i];
        double x = month_x(series, i);
        double tall =
            (height - 26) * (double) month->finished / (double) series->most;
        char text[OM_NUMBER_SIZE];
        om_chart_bar(page, x - width / 2, height - tall, width, tall,
                     OM_FILL_INK);
        om_chart_text(
            page, x, height - tall - 8, om_type_at(value, OM_ANCHOR_MIDDLE),
            month->finished ? om_page_number(page, month->finished, text)
                            : "–");
        om_page_closing(page, month->month, text);
        om_chart_text(page, x, height + 20,
                      om_type_at(om_type_small, OM_ANCHOR_MIDDLE), text);
    }
    om_chart_end(page);
}

// Upright interval with caps.
static void
draw_upright(struct om_page *page, double x, double top, double bottom)
{
    om_chart_line(page, (struct om_line){ x, top, x, bottom }, OM_INK, 2);
    om_chart_line(page, (struct om_line){ x - 6, top, x + 6, top }, OM_INK, 2);
    om_chart_line(page, (struct om_line){ x - 6, bottom, x + 6, bottom },
                  OM_INK, 2);
}

static void
draw_helping(struct om_page *page, const struct series *series)
{
    double top = 24;
    double height = 150;
    om_chart_begin(page, top + height + 30,
                   page->english ? "Helping share, by month"
                                 : "Deel dat helpt, per maand",
                   page->english ? "A dot for each month with its 95% interval."
                                 : "Een stip per maand met het 95%-interval.");
    for (int i = 0; i <= 4; i++) {
        char text[OM_NUMBER_SIZE];
        double y = top + height * (4 - i) / 4.0;
        om_chart_line(page, (struct om_line){ 50, y, OM_CHART_WIDTH, y },
                      OM_RULE, 1);
        om_chart_text(page, 40, y + 5, om_type_at(om_type_small, OM_ANCHOR_END),
                      om_page_percent(i / 4.0, text));
    }
    for (size_t i = 0; i < series->count; i++) {
        struct om_share share = series->items[i].helping;
        double x = month_x(series, i);
        char text[OM_NUMBER_SIZE];
        om_page_closing(page, series->items[i].month, text);
        om_chart_text(page, x, top + height + 20,
                      om_type_at(om_type_small, OM_ANCHOR_MIDDLE), text);
        if (!share.known) {
            continue;
        }
        double y = top + height * (1 - share.share);
        if (i > 0 && series->items[i - 1].helping.known) {
            double from = series->items[i - 1].helping.share;
            struct om_line line = { month_x(series, i - 1),
                                    top + height * (1 - from), x, y };
            om_chart_line(page, line, OM_CALM, 2.5);
        }
        draw_upright(page, x, top + height * (1 - share.high),
                     top + height * (1 - share.low));
        om_chart_dot(page, x, y, 8, OM_FILL_HELP);
        om_chart_text(page, x, y - 16,
                      om_type_at(om_type_value, OM_ANCHOR_MIDDLE),
                      om_page_percent(share.share, text));
    }
    om_chart_end(page);
}

static void
write_months_table(struct om_page *page, const struct series *series)
{
    om_page_table(page, "Maand|Uitgekeken|Helpende keuzes|Deel|95%-interval",
                  "Month|Seen to the end|Helping choices|Share|95% interval");
    for (size_t i = 0; i < series->count; i++) {
        const struct month *month = &series->items[i];
        char text[OM_NUMBER_SIZE];
        om_page_closing(page, month->month, text);
        om_page_html(page, "<tr><th scope=\"row\">%s</th><td>", text);
        if (month->finished) {
            om_page_html(page, "%s",
                         om_page_number(page, month->finished, text));
        } else {
            om_page_say(page, "niet getoond", "not shown");
        }
        om_page_html(page, "</td>");
        om_page_share_cells(page, month->helping);
        om_page_html(page, "</tr>\n");
    }
    om_page_table_end(page);
}

void
om_page_time(struct om_page *page)
{
    struct series series = collect_months(page->now);
    om_page_section(page, "tijd", "Door de tijd", "Over time");
    om_page_html(page, "<p>");
    om_page_say(page,
                "Een week hoort bij de maand van haar donderdag. Zo wordt geen "
                "week in tweeën geknipt.",
                "A week belongs to the month of its Thursday, so that no week "
                "is cut in two.");
    om_page_html(page, "</p>");
    om_page_body(page);
    om_page_html(page, "<figure><figcaption><h3>");
    om_page_say(page, "Verhalen uitgekeken", "Stories seen to the end");
    om_page_html(page, "</h3></figcaption>\n");
    draw_finished(page, &series);
    om_page_html(page, "</figure><figure><figcaption><h3>");
    om_page_say(page, "Deel van de keuzes dat helpt",
                "Share of the choices that helps");
    om_page_html(page, "</h3></figcaption>\n");
    draw_helping(page, &series);
    write_months_table(page, &series);
    om_page_html(page, "</figure>\n");
    om_page_section_end(page);
}

// -- places -------------------------------------------------------------------

struct place {
    const char *id;
    struct om_share helping;
    uint64_t finished;
};

struct places {
    struct place *items; // owned
    size_t count;
};

static int
by_answers(const void *left, const void *right)
{
    const struct place *a = left;
    const struct place *b = right;
    if (a->helping.base != b->helping.base) {
        return a->helping.base > b->helping.base ? -1 : 1;
    }
    return strcmp(a->id, b->id);
}

static bool
has_place(const struct places *places, const char *id)
{
    for (size_t i = 0; i < places->count; i++) {
        if (strcmp(places->items[i].id, id) == 0) {
            return true;
        }
    }
    return false;
}

static struct places
collect_places(const struct om_figures *figures, enum om_scope scope)
{
    struct places places = {
        .items = om_alloc((figures->count + 1) * sizeof(struct place)),
    };
    for (size_t i = 0; i < figures->count; i++) {
        const struct om_row *row = &figures->totals[i];
        if (row->table != OM_TABLE_SITE || row->scope != scope
            || has_place(&places, row->scope_id)) {
            continue;
        }
        struct om_share helping =
            om_figures_sum(figures, OM_TABLE_SITE, row->scope_id, "helping", 0);
        if (helping.known) {
            places.items[places.count++] =
                (struct place){ row->scope_id, helping,
                                om_figures_sum(figures, OM_TABLE_SITE,
                                               row->scope_id, "finished", 0)
                                    .n };
        }
    }
    qsort(places.items, places.count, sizeof(places.items[0]), by_answers);
    return places;
}

static void
draw_answers_head(struct om_page *page)
{
    om_chart_text(page, OM_CHART_WIDTH, 15,
                  om_type_at(om_type_small, OM_ANCHOR_END),
                  page->english ? "answers" : "antwoorden");
}

static void
draw_country(struct om_page *page, double left, double width, double bottom)
{
    struct om_share country =
        om_figures_sum(page->now, OM_TABLE_SITE, "nl", "helping", 0);
    if (country.known) {
        double x = left + width * country.share;
        om_page_html(page,
                     "<path d=\"M%.1f 22V%.1f\" stroke=\"" OM_SIGNAL
                     "\" stroke-width=\"2\" stroke-dasharray=\"6 4\"/>\n",
                     x, bottom);
    }
}

// At most PLOT_ROWS places, so that a picture fits on a page.
static void
draw_places(struct om_page *page, const struct place *places, size_t count)
{
    double left = 210;
    double width = 390;
    double row = count > 16 ? 21 : 30;
    double height = 32 + row * (double) count;
    om_chart_begin(
        page, height + 14,
        page->english ? "Helping share by place" : "Deel dat helpt, per plaats",
        page->english ? "A dot with its 95% interval for each place, those "
                        "with most answers first; the dashed line is the "
                        "whole country."
                      : "Een stip met 95%-interval per plaats, de plaatsen "
                        "met de meeste antwoorden eerst; de streeplijn is het "
                        "hele land.");
    om_chart_percent_grid(page, left, width, 22, height);
    draw_answers_head(page);
    draw_country(page, left, width, height);
    for (size_t i = 0; i < count; i++) {
        const struct place *place = &places[i];
        double y = 32 + row * ((double) i + 0.5);
        char text[OM_NUMBER_SIZE];
        om_chart_text(page, 0, y + 5, om_type_label,
                      om_labels_place(place->id, page->english));
        om_chart_whisker(page, left + width * place->helping.low,
                         left + width * place->helping.high, y, 5);
        om_chart_dot(page, left + width * place->helping.share, y,
                     row > 25 ? 7.5 : 6, OM_FILL_HELP);
        om_chart_text(page, OM_CHART_WIDTH, y + 5,
                      om_type_at(om_type_small, OM_ANCHOR_END),
                      om_page_number(page, place->helping.base, text));
    }
    om_chart_end(page);
}

static void
write_places_table(struct om_page *page, const struct places *places)
{
    om_page_table(page,
                  "Plaats|Uitgekeken|Antwoorden|Helpend|Deel|95%-interval",
                  "Place|Seen to the end|Answers|Helping|Share|95% interval");
    for (size_t i = 0; i < places->count; i++) {
        const struct place *place = &places->items[i];
        char text[OM_NUMBER_SIZE];
        om_page_html(page, "<tr><th scope=\"row\">");
        om_page_text(page, om_labels_place(place->id, page->english));
        om_page_html(
            page, "</th><td>%s</td>",
            place->finished ? om_page_number(page, place->finished, text) : "");
        om_page_html(page, "<td>%s</td>",
                     om_page_number(page, place->helping.base, text));
        om_page_share_cells(page, place->helping);
        om_page_html(page, "</tr>\n");
    }
    om_page_table_end(page);
}

static void
write_places(struct om_page *page, enum om_scope scope, const char *nl,
             const char *en)
{
    struct places places = collect_places(page->now, scope);
    if (places.count) {
        om_page_html(page, "<figure><figcaption><h3>");
        om_page_text(page, page->english ? en : nl);
        om_page_html(page, "</h3><p>");
        om_page_say(page,
                    "Deel van de keuzes dat helpt. Streeplijn: het hele land.",
                    "Share of the choices that helps. Dashed line: the whole "
                    "country.");
        om_page_html(page, "</p></figcaption>\n");
        for (size_t i = 0; i < places.count; i += PLOT_ROWS) {
            size_t rest = places.count - i;
            draw_places(page, &places.items[i],
                        rest < PLOT_ROWS ? rest : PLOT_ROWS);
        }
        write_places_table(page, &places);
        om_page_html(page, "</figure>\n");
    }
    free(places.items);
}

void
om_page_places(struct om_page *page)
{
    om_page_section(page, "plaats", "Per plaats", "By place");
    om_page_html(page, "<p>");
    om_page_say(page,
                "Plaatsen staan op volgorde van het aantal antwoorden. Dit is "
                "geen ranglijst: wie er komt, verschilt per plaats.",
                "Places are in order of the number of answers. This is no "
                "ranking: who comes differs from place to place.");
    om_page_html(page, "</p><p class=\"note\">");
    om_page_say(page,
                "Raakt de lijn van een plaats de streeplijn, dan is er geen "
                "duidelijk verschil met het land.",
                "Where the line of a place touches the dashed line there is no "
                "clear difference from the country.");
    om_page_html(page, "</p>");
    om_page_body(page);
    write_places(page, OM_SCOPE_PROVINCE, "Per provincie", "By province");
    if (page->now->release->rules.sites) {
        write_places(page, OM_SCOPE_SITE, "Per locatie", "By site");
    } else {
        om_page_html(page, "<p>");
        om_page_say(page, "Cijfers van één school verlaten de school niet.",
                    "Figures of one school do not leave the school.");
        om_page_html(page, "</p>\n");
    }
    om_page_section_end(page);
}

// -- languages ----------------------------------------------------------------

enum { LINES_MAX = 64 };

struct line {
    const struct om_row *like;
    struct om_share helping;
};

static size_t
collect_languages(const struct om_page *page, struct line lines[LINES_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < page->now->count; i++) {
        const struct om_row *row = &page->now->totals[i];
        if (row->table != OM_TABLE_LANGUAGE || strcmp(row->choice, "*") != 0
            || row->status == OM_CELL_HIDDEN || count == LINES_MAX) {
            continue;
        }
        struct om_share helping = om_page_helping(page, page->now, row);
        if (helping.known) {
            lines[count++] = (struct line){ row, helping };
        }
    }
    return count;
}

static void
draw_languages(struct om_page *page, const struct line *lines, size_t count)
{
    double left = 210;
    double width = 390;
    om_chart_begin(page, 34 + 30 * (double) count,
                   page->english ? "Helping share by language"
                                 : "Deel dat helpt, per taal",
                   page->english ? "A dot with its 95% interval for each "
                                   "language."
                                 : "Een stip met 95%-interval per taal.");
    om_chart_percent_grid(page, left, width, 22, 34 + 30 * (double) count);
    draw_answers_head(page);
    for (size_t i = 0; i < count; i++) {
        const struct om_share *share = &lines[i].helping;
        double y = 32 + 30 * ((double) i + 0.5);
        char text[OM_NUMBER_SIZE];
        om_chart_text(
            page, 0, y + 5, om_type_label,
            om_labels_language(lines[i].like->language, page->english));
        om_chart_whisker(page, left + width * share->low,
                         left + width * share->high, y, 5);
        om_chart_dot(page, left + width * share->share, y, 7.5, OM_FILL_HELP);
        om_chart_text(page, OM_CHART_WIDTH, y + 5,
                      om_type_at(om_type_small, OM_ANCHOR_END),
                      om_page_number(page, share->base, text));
    }
    om_chart_end(page);
}

static void
write_language_figure(struct om_page *page, const struct line *lines,
                      size_t count)
{
    om_page_html(page, "<figure><figcaption><h3>");
    om_page_text(
        page, om_labels_question(page->labels, lines[0].like, page->english));
    om_page_html(page, "</h3><p>");
    om_page_say(page, "Deel van de keuzes dat helpt.",
                "Share of the choices that helps.");
    om_page_html(page, "</p></figcaption>\n");
    draw_languages(page, lines, count);
    om_page_table(page, "Taal|Helpend|Deel|95%-interval",
                  "Language|Helping|Share|95% interval");
    for (size_t i = 0; i < count; i++) {
        om_page_html(page, "<tr><th scope=\"row\">");
        om_page_text(
            page, om_labels_language(lines[i].like->language, page->english));
        om_page_html(page, "</th>");
        om_page_share_cells(page, lines[i].helping);
        om_page_html(page, "</tr>\n");
    }
    om_page_table_end(page);
    om_page_html(page, "</figure>\n");
}

void
om_page_languages(struct om_page *page)
{
    struct line lines[LINES_MAX];
    size_t count = collect_languages(page, lines);
    om_page_section(page, "taal", "Per taal", "By language");
    om_page_html(page, "<p>");
    om_page_say(page,
                "De taal die een bezoeker koos voor het verhaal. Dat zegt niet "
                "waar iemand vandaan komt.",
                "The language a visitor chose for the story. It does not tell "
                "where somebody is from.");
    om_page_html(page, "</p>");
    om_page_body(page);
    for (size_t from = 0; from < count;) {
        size_t to = from + 1;
        while (to < count
               && om_row_same_question(lines[from].like, lines[to].like)) {
            to++;
        }
        write_language_figure(page, &lines[from], to - from);
        from = to;
    }
    if (count == 0) {
        om_page_html(page, "<p>");
        om_page_say(page, "Per taal waren er te weinig antwoorden.",
                    "There were too few answers in each language.");
        om_page_html(page, "</p>\n");
    }
    om_page_section_end(page);
}
