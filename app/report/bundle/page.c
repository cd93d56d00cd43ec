#include "report/bundle/page.h"

#include "report/bundle/chart.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// -- writing ------------------------------------------------------------------

__attribute__((format(printf, 1, 0))) static char *
print(const char *format, va_list arguments)
{
    char *text = NULL;
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    text = om_alloc((size_t) length + 1);
    vsnprintf(text, (size_t) length + 1, format, arguments);
    return text;
}

void
om_page_html(struct om_page *page, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = print(format, arguments);
    va_end(arguments);
    om_text_add(page->out, text, strlen(text));
    free(text);
}

void
om_page_text(struct om_page *page, const char *text)
{
    static const struct {
        char from;
        const char *to;
    } escapes[] = {
        { '&', "&amp;" },  { '<', "&lt;" },   { '>', "&gt;" },
        { '"', "&quot;" }, { '\'', "&#39;" },
    };
    for (const char *p = text; *p; p++) {
        const char *to = NULL;
        for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
            if (escapes[i].from == *p) {
                to = escapes[i].to;
            }
        }
        om_text_add(page->out, to ? to : p, to ? strlen(to) : 1);
    }
}

void
om_page_say(struct om_page *page, const char *nl, const char *en, ...)
{
    va_list arguments;
    va_start(arguments, en);
    char *text = page->english ? print(en, arguments) : print(nl, arguments);
    va_end(arguments);
    om_page_text(page, text);
    free(text);
}

const char *
om_page_number(const struct om_page *page, uint64_t n,
               char text[OM_NUMBER_SIZE])
{
    char digits[24];
    int length = snprintf(digits, sizeof(digits), "%" PRIu64, n);
    size_t out = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            text[out++] = page->english ? ',' : '.';
        }
        text[out++] = digits[i];
    }
    text[out] = '\0';
    return text;
}

const char *
om_page_percent(double share, char text[OM_NUMBER_SIZE])
{
    snprintf(text, OM_NUMBER_SIZE, "%.0f%%", round(100 * share));
    return text;
}

static const char *const months[12][2] = {
    { "januari", "January" },
    { "februari", "February" },
    { "maart", "March" },
    { "april", "April" },
    { "mei", "May" },
    { "juni", "June" },
    { "juli", "July" },
    { "augustus", "August" },
    { "september", "September" },
    { "oktober", "October" },
    { "november", "November" },
    { "december", "December" },
};

void
om_page_months(const struct om_page *page, int first, int last,
               struct om_text *out)
{
    const char *from = months[(first % 100 + 11) % 12][page->english];
    const char *to = months[(last % 100 + 11) % 12][page->english];
    if (first == last) {
        om_text_print(out, "%s %d", from, first / 100);
    } else if (first / 100 == last / 100) {
        om_text_print(out, "%s – %s %d", from, to, last / 100);
    } else {
        om_text_print(out, "%s %d – %s %d", from, first / 100, to, last / 100);
    }
}

// "maart" is "mrt" in Dutch.
static const char *
short_name(const struct om_page *page, int month)
{
    bool march = month % 100 == 3 && !page->english;
    return march ? "mrt" : months[(month % 100 + 11) % 12][page->english];
}

void
om_page_closing(const struct om_page *page, int month,
                char text[OM_NUMBER_SIZE])
{
    enum om_cycle cycle = page->now->release->rules.cycle;
    int first = om_month_cycle_start(month, cycle);
    if (cycle == OM_CYCLE_MONTH || first == month) {
        snprintf(text, OM_NUMBER_SIZE, "%.3s %02d", short_name(page, month),
                 month / 100 % 100);
    } else {
        snprintf(text, OM_NUMBER_SIZE, "%.3s – %.3s %02d",
                 short_name(page, first), short_name(page, month),
                 month / 100 % 100);
    }
}

// -- parts that recur ---------------------------------------------------------

void
om_page_section(struct om_page *page, const char *id, const char *nl,
                const char *en)
{
    om_page_html(page,
                 "<section id=\"%s\" aria-labelledby=\"h-%s\"><div "
                 "class=\"in\"><div class=\"lead\"><p class=\"no\">%u</p><h2 "
                 "id=\"h-%s\">",
                 id, id, ++page->sections, id);
    om_page_text(page, page->english ? en : nl);
    om_page_html(page, "</h2>\n");
    if (page->now->release->rules.simulated) {
        om_page_html(page, "<p class=\"fake\">");
        om_page_say(page, "Gesimuleerd", "Simulated");
        om_page_html(page, "</p>\n");
    }
}

void
om_page_body(struct om_page *page)
{
    om_page_html(page, "</div>\n<div class=\"body\">\n");
}

void
om_page_section_end(struct om_page *page)
{
    om_page_html(page, "</div></div></section>\n");
}

void
om_page_table(struct om_page *page, const char *nl, const char *en)
{
    om_page_html(page, "<details><summary>");
    om_page_say(page, "De cijfers als tabel", "The figures as a table");
    om_page_html(page, "</summary><table><thead><tr>");
    const char *head = page->english ? en : nl;
    while (*head) {
        size_t length = strcspn(head, "|");
        char *cell = om_alloc(length + 1);
        memcpy(cell, head, length);
        cell[length] = '\0';
        om_page_html(page, "<th scope=\"col\">");
        om_page_text(page, cell);
        om_page_html(page, "</th>");
        free(cell);
        head += length;
        head += *head == '|';
    }
    om_page_html(page, "</tr></thead><tbody>\n");
}

void
om_page_table_end(struct om_page *page)
{
    om_page_html(page, "</tbody></table></details>\n");
}

void
om_page_share_cells(struct om_page *page, struct om_share share)
{
    char text[OM_NUMBER_SIZE];
    if (share.n == 0) {
        om_page_html(page, "<td>");
        om_page_say(page, "niet getoond", "not shown");
        om_page_html(page, "</td><td></td><td></td>");
        return;
    }
    om_page_html(page, "<td>%s</td>", om_page_number(page, share.n, text));
    if (!share.known) {
        om_page_html(page, "<td></td><td></td>");
        return;
    }
    char high[OM_NUMBER_SIZE];
    om_page_html(page, "<td>%s</td>", om_page_percent(share.share, text));
    om_page_html(page, "<td>%s – %s</td>", om_page_percent(share.low, text),
                 om_page_percent(share.high, high));
}

// The row of another choice that was published together with `like`; NULL when
// it is hidden.
static const struct om_row *
find_beside(const struct om_release *release, const struct om_row *like,
            const char *choice)
{
    for (size_t i = 0; i < release->count; i++) {
        const struct om_row *row = &release->rows[i];
        if (row->table == like->table && row->closed == like->closed
            && row->first_month == like->first_month
            && row->last_month == like->last_month
            && row->status != OM_CELL_HIDDEN && strcmp(row->choice, choice) == 0
            && om_row_same_question(row, like)
            && strcmp(row->scope_id, like->scope_id) == 0
            && strcmp(row->language, like->language) == 0) {
            return row;
        }
    }
    return NULL;
}

// Adds the helping answers of one closing, if all of them are published.
static void
add_helping(const struct om_release *release, const struct om_row *base,
            const struct om_scene *question, struct om_share *sum)
{
    uint64_t n = 0;
    for (uint8_t i = 0; i < question->choice_count; i++) {
        const struct om_choice *choice = &question->choices[i];
        if (!om_role_helps(choice->role)) {
            continue;
        }
        const struct om_row *row = find_beside(release, base, choice->id);
        if (!row) {
            return;
        }
        n += row->n;
    }
    sum->n += n;
    sum->base += base->n;
}

struct om_share
om_page_helping(const struct om_page *page, const struct om_figures *figures,
                const struct om_row *like)
{
    const struct om_release *release = figures->release;
    struct om_label label = om_labels_find(page->labels, like);
    struct om_share sum = { 0 };
    for (size_t i = 0; release && label.question && i < release->count; i++) {
        const struct om_row *row = &release->rows[i];
        if (row->table == like->table && row->status != OM_CELL_HIDDEN
            && strcmp(row->choice, "*") == 0 && om_row_same_question(row, like)
            && strcmp(row->scope_id, like->scope_id) == 0
            && strcmp(row->language, like->language) == 0) {
            add_helping(release, row, label.question, &sum);
        }
    }
    return om_share_make(sum.n, sum.base,
                         release ? release->rules.base_min : 0);
}

// -- the file -----------------------------------------------------------------

// Whether anything was released of a pack.
static bool
is_reported(const struct om_page *page, const struct om_pack *pack)
{
    const struct om_release *release = page->now->release;
    for (size_t i = 0; i < release->count; i++) {
        if (release->rows[i].pack_major == pack->major
            && strcmp(release->rows[i].pack_id, pack->id) == 0) {
            return true;
        }
    }
    return release->count == 0;
}

const char *
om_page_title(const struct om_page *page)
{
    const struct om_labels *labels = page->labels;
    return labels->pack_count == 1 && is_reported(page, labels->packs[0])
               ? om_labels_words(labels->packs[0], &labels->packs[0]->title,
                                 page->english)
               : "Omstander";
}

static void
write_head(struct om_page *page)
{
    struct om_text period = { 0 };
    om_page_months(page, page->now->release->first_month,
                   page->now->release->last_month, &period);
    om_page_html(page,
                 "<!doctype html>\n<html lang=\"%s\"><head><meta "
                 "charset=\"utf-8\">\n<meta name=\"viewport\" "
                 "content=\"width=device-width, initial-scale=1\">\n<title>",
                 page->english ? "en" : "nl");
    if (page->now->release->rules.simulated) {
        om_page_say(page, "[GESIMULEERD] ", "[SIMULATED] ");
    }
    om_page_text(page, om_page_title(page));
    om_page_html(page, " · ");
    om_page_text(page, om_text_get(&period));
    om_page_html(page,
                 "</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>\n");
    for (const char *const *part = om_page_style; *part; part++) {
        om_text_add(page->out, *part, strlen(*part));
    }
    om_page_html(page, "</style></head><body>\n");
    om_text_finish(&period);
}

static void
write_contents(struct om_page *page)
{
    static const struct {
        const char *id, *nl, *en;
    } rows[] = {
        { "dekking", "Dekking", "Coverage" },
        { "stappen", "Stappen", "Steps" },
        { "keuzes", "Keuzes", "Choices" },
        { "tijd", "Door de tijd", "Over time" },
        { "plaats", "Per plaats", "By place" },
        { "taal", "Per taal", "By language" },
        { "eerder", "Vergeleken met eerder", "Compared with before" },
        { "methode", "Zo is geteld", "How it was counted" },
        { "hulp", "Hulp", "Help" },
    };
    om_page_html(page, "<nav aria-label=\"%s\"><div class=\"in\"><ol>\n",
                 page->english ? "Contents" : "Inhoud");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        om_page_html(page, "<li><a href=\"#%s\">", rows[i].id);
        om_page_text(page, page->english ? rows[i].en : rows[i].nl);
        om_page_html(page, "</a></li>\n");
    }
    om_page_html(page, "</ol></div></nav>\n");
}

void
om_page_write(struct om_page *page)
{
    write_head(page);
    om_page_front(page);
    write_contents(page);
    om_page_html(page, "<main>\n");
    om_page_coverage(page);
    om_page_funnel(page);
    om_page_choices(page);
    om_page_moments(page);
    om_page_time(page);
    om_page_places(page);
    om_page_languages(page);
    om_page_before(page);
    om_page_method(page);
    om_page_help(page);
    om_page_html(page, "</main>\n<footer><div class=\"in\"><p>");
    om_page_say(page,
                "Gemaakt met omstander. Wij tellen alleen hoeveel mensen iets "
                "kiezen. We weten niet wie zij zijn.",
                "Made with omstander. We only count how many people choose "
                "something. We do not know who they are.");
    om_page_html(page, "</p></div></footer>\n</body></html>\n");
}
