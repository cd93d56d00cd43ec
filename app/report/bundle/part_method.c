// What changed since the period before, how it was counted, what is not shown
// and why, and where to find help.

#include "report/bundle/chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// -- compared with the period before ------------------------------------------

static const struct om_row *
first_of(const struct om_figures *figures, size_t index)
{
    const struct om_row *row = &figures->totals[index];
    bool base = row->table == OM_TABLE_COUNTRY && strcmp(row->choice, "*") == 0;
    return base && row->status != OM_CELL_HIDDEN ? row : NULL;
}

static void
print_points(const struct om_page *page, double difference,
             char text[OM_NUMBER_SIZE])
{
    double points = 100 * difference;
    snprintf(text, OM_NUMBER_SIZE, "%s%.1f",
             points < -0.05  ? "−"
             : points > 0.05 ? "+"
                             : "",
             fabs(points));
    char *point = strchr(text, '.');
    if (point && !page->english) {
        *point = ',';
    }
}

enum { CHANGES_MAX = 24 };

struct change {
    const char *name;
    struct om_share now, before;
    struct om_difference difference;
};

struct changes {
    struct change items[CHANGES_MAX];
    size_t count;
};

static void
add_change(struct changes *changes, const char *name, struct om_share now,
           struct om_share before)
{
    if (changes->count < CHANGES_MAX && now.known) {
        changes->items[changes->count++] =
            (struct change){ name, now, before,
                             om_difference_make(now, before) };
    }
}

static struct changes
collect_changes(const struct om_page *page)
{
    struct changes changes = { .count = 0 };
    add_change(&changes,
               page->english ? "All questions together" : "Alle vragen samen",
               om_figures_sum(page->now, OM_TABLE_SITE, "nl", "helping", 0),
               om_figures_sum(page->before, OM_TABLE_SITE, "nl", "helping", 0));
    for (size_t i = 0; i < page->now->count; i++) {
        const struct om_row *row = first_of(page->now, i);
        if (row && !om_labels_spot(page->labels, row)) {
            add_change(&changes,
                       om_labels_question(page->labels, row, page->english),
                       om_page_helping(page, page->now, row),
                       om_page_helping(page, page->before, row));
        }
    }
    return changes;
}

static void
say_verdict(struct om_page *page, const struct om_difference *difference)
{
    if (!difference->known) {
        om_page_say(page, "niet te vergelijken", "cannot be compared");
    } else if (difference->clear) {
        om_page_say(page, "duidelijk verschil", "clear difference");
    } else {
        om_page_say(page, "te klein om te zeggen", "too small to tell");
    }
}

static void
write_change(struct om_page *page, const struct change *change)
{
    const struct om_difference *difference = &change->difference;
    char text[OM_NUMBER_SIZE];
    char high[OM_NUMBER_SIZE];
    om_page_html(page, "<tr><th scope=\"row\">");
    om_page_text(page, change->name);
    om_page_html(page, "</th><td>%s</td>",
                 change->before.known
                     ? om_page_percent(change->before.share, text)
                     : "–");
    om_page_html(page, "<td>%s</td>", om_page_percent(change->now.share, text));
    if (difference->known) {
        print_points(page, difference->difference, text);
        om_page_html(page, "<td>%s</td>", text);
        print_points(page, difference->low, text);
        print_points(page, difference->high, high);
        om_page_html(page, "<td>%s … %s</td>", text, high);
    } else {
        om_page_html(page, "<td>–</td><td>–</td>");
    }
    om_page_html(page, "<td class=\"verdict%s\">",
                 difference->known && difference->clear ? " clear" : "");
    say_verdict(page, difference);
    om_page_html(page, "</td></tr>\n");
}

// Half the width of the axis in points: the widest interval, in fives.
static double
axis_reach(const struct changes *changes)
{
    double reach = 0.05;
    for (size_t i = 0; i < changes->count; i++) {
        const struct om_difference *d = &changes->items[i].difference;
        reach = fmax(reach, fmax(fabs(d->low), fabs(d->high)));
    }
    return ceil(reach * 20) / 20;
}

static void
draw_axis(struct om_page *page, double reach, double bottom)
{
    double middle = OM_CHART_WIDTH / 2.0;
    for (int i = -2; i <= 2; i++) {
        char text[OM_NUMBER_SIZE];
        double x = middle + i * (middle - 40) / 2;
        snprintf(text, sizeof(text), "%s%g",
                 i > 0   ? "+"
                 : i < 0 ? "−"
                         : "",
                 fabs(round(1000 * reach * i / 2) / 10));
        char *point = strchr(text, '.');
        if (point && !page->english) {
            *point = ',';
        }
        om_chart_line(page, (struct om_line){ x, 22, x, bottom },
                      i ? OM_RULE : OM_INK, i ? 1 : 1.5);
        om_chart_text(page, x, 15, om_type_at(om_type_small, OM_ANCHOR_MIDDLE),
                      text);
    }
}

static void
draw_changes(struct om_page *page, const struct changes *changes)
{
    double middle = OM_CHART_WIDTH / 2.0;
    double reach = axis_reach(changes);
    double unit = (middle - 40) / reach;
    double height = 30 + 58 * (double) changes->count;
    om_chart_begin(page, height,
                   page->english ? "Difference from the period before, in "
                                   "points"
                                 : "Verschil met de periode ervoor, in "
                                   "punten",
                   page->english ? "A dot with its 95% interval for each "
                                   "question; the upright line is no "
                                   "difference."
                                 : "Een stip met 95%-interval per vraag; de "
                                   "staande lijn is geen verschil.");
    draw_axis(page, reach, height);
    for (size_t i = 0; i < changes->count; i++) {
        const struct change *change = &changes->items[i];
        const struct om_difference *d = &change->difference;
        double y = 30 + 58 * (double) i;
        om_page_html(page,
                     "<rect x=\"0\" y=\"%.1f\" width=\"720\" height=\"24\" "
                     "fill=\"" OM_PAPER "\"/>\n",
                     y);
        om_chart_text(page, 0, y + 18, om_type_label, change->name);
        if (d->known) {
            om_chart_whisker(page, middle + unit * d->low,
                             middle + unit * d->high, y + 40, 6);
            om_chart_dot(page, middle + unit * d->difference, y + 40, 8,
                         d->clear ? OM_FILL_HELP : OM_FILL_INK);
        }
    }
    om_chart_end(page);
}

static void
write_changes(struct om_page *page)
{
    static const char *const heads[][2] = {
        { "Deel dat helpt", "Share that helps" },
        { "Eerder", "Before" },
        { "Nu", "Now" },
        { "Verschil", "Difference" },
        { "95%-interval", "95% interval" },
        { "Oordeel", "Verdict" },
    };
    struct changes changes = collect_changes(page);
    om_page_html(page, "<figure><figcaption><h3>");
    om_page_say(page, "Verschil in punten", "Difference in points");
    om_page_html(page, "</h3></figcaption>\n");
    draw_changes(page, &changes);
    om_page_html(page, "<table><thead><tr>");
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        om_page_html(page, "<th scope=\"col\">%s</th>",
                     heads[i][page->english]);
    }
    om_page_html(page, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < changes.count; i++) {
        write_change(page, &changes.items[i]);
    }
    om_page_html(page, "</tbody></table></figure>\n");
}

void
om_page_before(struct om_page *page)
{
    const struct om_release *before = page->before->release;
    bool any = before && before->count > 0;
    om_page_section(page, "eerder", "Vergeleken met eerder",
                    "Compared with before");
    om_page_html(page, "<p>");
    if (any) {
        struct om_text period = { 0 };
        om_page_months(page, before->first_month, before->last_month, &period);
        om_page_say(page, "De periode ervoor: %s.", "The period before: %s.",
                    om_text_get(&period));
        om_text_finish(&period);
    } else {
        om_page_say(page,
                    "Van de periode ervoor zijn geen cijfers vrijgegeven.",
                    "No figures were released of the period before.");
    }
    om_page_html(page, "</p><p class=\"note\">");
    om_page_say(page,
                "Een verschil is pas duidelijk als het interval (Newcombe) nul "
                "niet bevat.",
                "A difference is clear only when its interval (Newcombe) does "
                "not hold zero.");
    om_page_html(page, "</p>");
    om_page_body(page);
    if (any) {
        write_changes(page);
    } else {
        om_page_html(page, "<p>");
        om_page_say(page, "Er is nog niets om mee te vergelijken.",
                    "There is nothing to compare with yet.");
        om_page_html(page, "</p>\n");
    }
    om_page_section_end(page);
}

// -- method -------------------------------------------------------------------

static void
write_list(struct om_page *page, const char *const items[][2], size_t count)
{
    om_page_html(page, "<ul>\n");
    for (size_t i = 0; i < count; i++) {
        om_page_html(page, "<li>");
        om_page_text(page, items[i][page->english]);
        om_page_html(page, "</li>\n");
    }
    om_page_html(page, "</ul>\n");
}

static void
write_hidden(struct om_page *page)
{
    size_t all = 0;
    size_t hidden = om_figures_hidden(page->now, &all);
    char hidden_text[OM_NUMBER_SIZE];
    char all_text[OM_NUMBER_SIZE];
    om_page_number(page, hidden, hidden_text);
    om_page_number(page, all, all_text);
    const struct om_release_rules *rules = &page->now->release->rules;
    om_page_html(page, "<h3>");
    om_page_say(page, "Wat je hier niet ziet, en waarom",
                "What is not shown here, and why");
    om_page_html(page, "</h3><ul><li>");
    om_page_say(page,
                "Elk getal gaat over %u of meer antwoorden. Wat kleiner is, "
                "wacht op een volgend rapport of zit alleen in het cijfer van "
                "de provincie of het land.",
                "Every figure is about %u or more answers. What is smaller "
                "waits for a later report, or is only in the figure of the "
                "province or the country.",
                rules->k);
    om_page_html(page, "</li>\n<li>");
    om_page_say(page,
                "%s van de %s cellen in de tabellen zijn niet getoond. Een "
                "deel daarvan is verborgen zodat niemand een kleiner getal kan "
                "uitrekenen. Niet getoond is dus niet hetzelfde als nul.",
                "%s of the %s cells in the tables are not shown. Some of "
                "them are hidden so that nobody can work out a smaller figure. "
                "So not shown is not the same as zero.",
                hidden_text, all_text);
    om_page_html(page, "</li>\n<li>");
    om_page_say(
        page, "Een percentage staat er alleen bij %u antwoorden of meer.",
        "A percentage is only given for %u answers or more.", rules->base_min);
    om_page_html(page, "</li>\n</ul>\n");
}

void
om_page_method(struct om_page *page)
{
    static const char *const counted[][2] = {
        { "De kiosk houdt alleen tellers bij: hoe vaak een keuze is gemaakt, "
          "per week. Er is geen lijst van bezoeken, geen naam, geen tijdstip.",
          "The kiosk only keeps counters: how often a choice was made, by "
          "week. There is no list of visits, no name, no time." },
        { "Elk antwoord wordt één keer vrijgegeven. Een oud getal verandert "
          "nooit; een antwoord dat later binnenkomt, telt mee in het volgende "
          "rapport.",
          "Every answer is released once. An old figure never changes; an "
          "answer that comes in late counts in the next report." },
        { "Vragen onderling zijn niet te koppelen. Je kunt dus niet zien wat "
          "iemand bij een andere vraag koos.",
          "Questions cannot be linked. So nobody can see what somebody chose "
          "at another question." },
    };
    static const char *const limits[][2] = {
        { "Bezoekers kiezen zelf om mee te doen. Dit is geen steekproef van "
          "alle jongeren.",
          "Visitors take part by their own choice. This is no sample of all "
          "young people." },
        { "Iemand kan vaker meedoen. Wij kunnen dat niet zien, en willen dat "
          "ook niet.",
          "Somebody may take part more than once. We cannot see that, and do "
          "not want to." },
        { "Antwoorden op één plek lijken op elkaar. De intervallen zijn "
          "daardoor iets te smal.",
          "Answers at one place are alike. The intervals are a little too "
          "narrow for that reason." },
        { "Wat mensen kiezen op een scherm is niet altijd wat zij doen.",
          "What people choose on a screen is not always what they do." },
    };
    om_page_section(page, "methode", "Zo is geteld", "How it was counted");
    om_page_html(page, "<p>");
    om_page_say(page,
                "Alle tabellen staan ook in de map data (CSV) en excel. "
                "METHODE.md vertelt de regels precies.",
                "All tables are in the folders data (CSV) and excel, too. "
                "METHODE.md has the exact rules.");
    om_page_html(page, "</p>");
    om_page_body(page);
    om_page_html(page, "<div class=\"method\">");
    om_page_html(page, "<h3>");
    om_page_say(page, "Tellen zonder te kijken", "Counting without looking");
    om_page_html(page, "</h3>");
    write_list(page, counted, 3);
    write_hidden(page);
    om_page_html(page, "<h3>");
    om_page_say(page, "Wat deze cijfers niet zeggen",
                "What these figures do not say");
    om_page_html(page, "</h3>");
    write_list(page, limits, 4);
    om_page_html(page, "</div>\n");
    om_page_section_end(page);
}

// -- help ---------------------------------------------------------------------

static void
write_line(struct om_page *page, const struct om_pack *pack,
           const struct om_help_line *line)
{
    const char *terms = om_labels_words(pack, &line->terms, page->english);
    const char *whom = om_labels_words(pack, &line->for_whom, page->english);
    om_page_html(page, "<li><b>");
    om_page_text(page, om_labels_words(pack, &line->name, page->english));
    om_page_html(page, "</b><span class=\"call\">");
    om_page_text(page, line->phone  ? line->phone
                       : line->chat ? line->chat
                                    : "");
    om_page_html(page, "</span><span>");
    om_page_text(page, whom ? whom : "");
    om_page_html(page, "</span><span class=\"note call-note\">");
    om_page_text(page, line->phone && line->chat ? line->chat : "");
    om_page_html(page, "</span>");
    if (terms) {
        om_page_html(page, "<span class=\"note\">");
        om_page_text(page, terms);
        om_page_html(page, "</span>");
    }
    om_page_html(page, "</li>\n");
}

void
om_page_help(struct om_page *page)
{
    const struct om_labels *labels = page->labels;
    om_page_html(page, "<section id=\"hulp\" class=\"lines\" "
                       "aria-labelledby=\"h-hulp\"><div class=\"in\">"
                       "<div class=\"lead\"><p class=\"no\">");
    om_page_html(page, "%u</p><h2 id=\"h-hulp\">", ++page->sections);
    om_page_say(page, "Praten met iemand", "Talk to somebody");
    om_page_html(page, "</h2><p>");
    om_page_say(page, "Deel je dit rapport? Laat dit stuk er dan bij staan.",
                "Sharing this report? Then leave this part in.");
    om_page_html(page, "</p></div>\n<div class=\"body\"><ul>\n");
    for (size_t i = 0; i < labels->pack_count; i++) {
        for (uint8_t l = 0; l < labels->packs[i]->help_count; l++) {
            write_line(page, labels->packs[i], &labels->packs[i]->help[l]);
        }
    }
    if (labels->pack_count == 0) {
        om_page_html(page, "<li><b>112</b><span>");
        om_page_say(page, "Bij direct gevaar", "In immediate danger");
        om_page_html(page, "</span></li>\n");
    }
    om_page_html(page, "</ul></div></div></section>\n");
}
