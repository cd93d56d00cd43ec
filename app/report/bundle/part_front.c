// The front of the report: three numbers and a sentence, then what they rest
// on, before any result.

#include "report/bundle/chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void
write_simulated(struct om_page *page)
{
    if (!page->now->release->rules.simulated) {
        return;
    }
    om_page_html(page, "<div class=\"simulated\"><div class=\"in\"><p>");
    om_page_say(page,
                "GESIMULEERD. Deze bezoekers zijn bedacht. Geen enkel getal "
                "gaat over echte mensen.",
                "SIMULATED. These visitors are made up. No figure is about "
                "real people.");
    om_page_html(page, "</p></div></div>\n");
}

static void
write_number(struct om_page *page, const char *kind, const char *number)
{
    om_page_html(page, "<li%s><b>%s</b><span>", kind, number);
}

// Sites that reported in any month.
static unsigned
count_reporting(const struct om_release *release)
{
    unsigned reporting = 0;
    for (size_t i = 0; i < release->site_count; i++) {
        reporting += release->sites[i].weeks_covered > 0;
    }
    return reporting;
}

// Answers to all questions of the country.
static uint64_t
count_answers(const struct om_figures *figures)
{
    return om_figures_sum(figures, OM_TABLE_COUNTRY, "nl", "*", 0).n;
}

static void
write_numbers(struct om_page *page, uint64_t finished, struct om_share helping)
{
    char text[OM_NUMBER_SIZE];
    const struct om_release *release = page->now->release;
    om_page_html(page, "<ul class=\"numbers\">\n");
    write_number(page, "",
                 finished ? om_page_number(page, finished, text) : "–");
    om_page_say(page, "keer is een verhaal helemaal uitgekeken",
                "times a story was seen to its end");
    om_page_html(page, "</span></li>\n");
    write_number(page, " class=\"calm\"",
                 helping.known ? om_page_percent(helping.share, text) : "–");
    om_page_say(page, "van de keuzes helpt degene die wordt buitengesloten",
                "of the choices helps the person who is left out");
    om_page_html(page, "</span></li>\n");
    if (release->site_count) {
        write_number(page, "",
                     om_page_number(page, count_reporting(release), text));
        om_page_say(page, "van de %zu locaties doen mee in dit rapport",
                    "of the %zu sites are part of this report",
                    release->site_count);
    } else {
        uint64_t answers = count_answers(page->now);
        write_number(page, "",
                     answers ? om_page_number(page, answers, text) : "–");
        om_page_say(page, "antwoorden op alle vragen samen",
                    "answers to all questions together");
    }
    om_page_html(page, "</span></li>\n</ul>\n");
}

// Ten dots, of which as many are filled as out of ten helped.
static void
write_dots(struct om_page *page, int tens)
{
    unsigned n = ++page->pictures;
    om_page_html(page,
                 "<svg viewBox=\"0 0 268 108\" width=\"268\" height=\"108\" "
                 "role=\"img\" aria-labelledby=\"t%u\"><title id=\"t%u\">",
                 n, n);
    om_page_say(page, "%d van de 10 stippen zijn gevuld",
                "%d of 10 dots are filled", tens);
    om_page_html(page, "</title>\n");
    for (int i = 0; i < 10; i++) {
        int x = 22 + i % 5 * 56;
        int y = 22 + i / 5 * 60;
        om_page_html(page,
                     i < tens ? "<circle cx=\"%d\" cy=\"%d\" r=\"20\" "
                                "fill=\"#1FC8A0\"/>"
                              : "<circle cx=\"%d\" cy=\"%d\" r=\"18.5\" "
                                "fill=\"none\" stroke=\"#CFC9BE\" "
                                "stroke-width=\"3\"/>",
                     x, y);
    }
    om_page_html(page, "</svg>\n");
}

static void
write_sentence(struct om_page *page, struct om_share helping)
{
    if (!helping.known) {
        return;
    }
    int tens = (int) round(10 * helping.share);
    om_page_html(page, "<div class=\"sentence\"><p>");
    om_page_say(page,
                "Van elke 10 keuzes waren er ongeveer %d om te helpen: een "
                "berichtje sturen, het iemand vertellen, er iets van zeggen.",
                "Of every 10 choices about %d were to help: sending a "
                "message, telling someone, speaking up.",
                tens);
    om_page_html(page, "</p>\n");
    write_dots(page, tens);
    om_page_html(page, "</div>\n");
}

// A close group, and one dot outside it.
static void
write_motif(struct om_page *page)
{
    om_page_html(page, "<svg class=\"motif\" viewBox=\"0 0 330 210\" "
                       "width=\"330\" height=\"210\" "
                       "aria-hidden=\"true\">\n");
    for (int i = 0; i < 12; i++) {
        om_page_html(page,
                     "<circle cx=\"%d\" cy=\"%d\" r=\"22\" "
                     "fill=\"%s\"/>\n",
                     24 + i % 4 * 54, 24 + i / 4 * 54, "#3A414A");
    }
    om_page_html(page, "<circle cx=\"304\" cy=\"184\" r=\"22\" "
                       "fill=\"#FF5A47\"/>\n</svg>\n");
}

void
om_page_front(struct om_page *page)
{
    struct om_text period = { 0 };
    om_page_months(page, page->now->release->first_month,
                   page->now->release->last_month, &period);
    om_page_html(page, "<header>\n");
    write_simulated(page);
    om_page_html(page, "<div class=\"front\"><div class=\"in\">"
                       "<p class=\"top\"><strong>Omstander</strong><span>");
    om_page_say(page, "Rapport voor partners", "Report for partners");
    om_page_html(page, "</span><span>");
    om_page_text(page, om_text_get(&period));
    om_page_html(page, "</span></p>\n");
    write_motif(page);
    om_page_html(page, "<h1>");
    om_page_text(page, om_page_title(page));
    om_page_html(page, "</h1>\n<p class=\"what\">");
    om_page_say(page,
                "Een korte film over iemand die online wordt buitengesloten. "
                "Dan de vraag: wat doe jij? Dit kozen de bezoekers.",
                "A short film about somebody who is left out online. Then the "
                "question: what do you do? This is what visitors chose.");
    om_page_html(page, "</p>\n");
    struct om_share finished =
        om_figures_sum(page->now, OM_TABLE_SITE, "nl", "finished", 0);
    struct om_share helping =
        om_figures_sum(page->now, OM_TABLE_SITE, "nl", "helping", 0);
    write_numbers(page, finished.n, helping);
    write_sentence(page, helping);
    om_page_html(page, "</div></div>\n</header>\n");
    om_text_finish(&period);
}

// -- coverage -----------------------------------------------------------------

static const char *
band_words(const struct om_page *page, int band)
{
    static const char *const bands[][2] = {
        { "minder dan 10%", "under 10%" },
        { "10 tot 25%", "10 to 25%" },
        { "meer dan 25%", "over 25%" },
    };
    if (band < 0 || band > 2) {
        return page->english ? "not told" : "niet gezegd";
    }
    return bands[band][page->english];
}

static int
worst_band(const struct om_release *release, bool clock)
{
    int worst = -1;
    for (size_t i = 0; i < release->month_count; i++) {
        int band = clock ? release->months[i].clock_unknown_band
                         : release->months[i].suspect_band;
        worst = band > worst ? band : worst;
    }
    return worst;
}

static void
write_cards(struct om_page *page)
{
    const struct om_release *release = page->now->release;
    unsigned covered = 0;
    unsigned expected = 0;
    for (size_t i = 0; i < release->site_count; i++) {
        covered += release->sites[i].weeks_covered;
        expected += release->sites[i].weeks_expected;
    }
    char text[OM_NUMBER_SIZE];
    om_page_html(page, "<dl class=\"cards\">");
    if (expected) {
        om_page_html(page, "<div><dt>");
        om_page_say(page, "Weken met genoeg bezoeken",
                    "Weeks with enough visits");
        om_page_html(page, "</dt><dd>%s</dd></div>",
                     om_page_percent((double) covered / expected, text));
    }
    om_page_html(page, "<div><dt>");
    om_page_say(page, "Te snel om gelezen te zijn", "Too fast to be read");
    om_page_html(page, "</dt><dd>");
    om_page_text(page, band_words(page, worst_band(release, false)));
    om_page_html(page, "</dd></div><div><dt>");
    om_page_say(page, "Datum niet zeker", "Date not certain");
    om_page_html(page, "</dt><dd>");
    om_page_text(page, band_words(page, worst_band(release, true)));
    om_page_html(page, "</dd></div></dl>\n");
}

static void
draw_reporting(struct om_page *page)
{
    const struct om_release *release = page->now->release;
    double left = 120;
    double width = 496;
    double height = 4 + 30 * (double) release->month_count;
    om_chart_begin(page, height,
                   page->english ? "Sites that report, by month"
                                 : "Locaties die meetellen, per maand",
                   page->english ? "A bar for each month; the pale bar behind "
                                   "it is all sites."
                                 : "Een balk per maand; de lichte balk "
                                   "erachter is alle locaties.");
    for (size_t i = 0; i < release->month_count; i++) {
        const struct om_month_quality *month = &release->months[i];
        double y = 30 * (double) i;
        char name[OM_NUMBER_SIZE];
        char value[OM_NUMBER_SIZE];
        om_page_closing(page, month->month, name);
        snprintf(value, sizeof(value), "%u / %u", month->sites_reporting,
                 month->sites);
        double part =
            month->sites ? (double) month->sites_reporting / month->sites : 0;
        om_chart_text(page, 0, y + 17, om_type_label, name);
        om_chart_bar(page, left, y + 5, width, 14, OM_FILL_PALE);
        om_chart_bar(page, left, y + 5, width * part, 14, OM_FILL_INK);
        om_chart_text(page, left + width + 14, y + 17, om_type_value, value);
    }
    om_chart_end(page);
}

static void
write_reporting_table(struct om_page *page)
{
    const struct om_release *release = page->now->release;
    om_page_table(page,
                  "Maand|Locaties die meetellen|Locaties|Te snel|Datum niet "
                  "zeker",
                  "Month|Sites that report|Sites|Too fast|Date not certain");
    for (size_t i = 0; i < release->month_count; i++) {
        const struct om_month_quality *month = &release->months[i];
        char name[OM_NUMBER_SIZE];
        om_page_closing(page, month->month, name);
        om_page_html(page,
                     "<tr><th scope=\"row\">%s</th><td>%u</td><td>%u</td><td>",
                     name, month->sites_reporting, month->sites);
        om_page_text(page, band_words(page, month->suspect_band));
        om_page_html(page, "</td><td>");
        om_page_text(page, band_words(page, month->clock_unknown_band));
        om_page_html(page, "</td></tr>\n");
    }
    om_page_table_end(page);
}

void
om_page_coverage(struct om_page *page)
{
    const struct om_release *release = page->now->release;
    om_page_section(page, "dekking", "Waar rust dit op?",
                    "What does this rest on?");
    om_page_html(page, "<p>");
    om_page_say(page,
                "Eerst de dekking, dan pas de uitkomsten. Een week telt mee "
                "als er op die plek %u bezoeken of meer waren.",
                "Coverage first, results after. A week counts when a site had "
                "%u visits or more in it.",
                release->rules.k);
    om_page_html(page, "</p><p class=\"note\">");
    om_page_say(page,
                "Bezoeken die te snel waren om iets te lezen, staan apart en "
                "zitten niet in de cijfers.",
                "Visits that were too fast to read anything are kept apart "
                "and are not in the figures.");
    om_page_html(page, "</p>");
    om_page_body(page);
    write_cards(page);
    if (release->month_count) {
        om_page_html(page, "<figure><figcaption><h3>");
        om_page_say(page, "Locaties die meetellen", "Sites that report");
        om_page_html(page, "</h3></figcaption>\n");
        draw_reporting(page);
        write_reporting_table(page);
        om_page_html(page, "</figure>\n");
    }
    om_page_section_end(page);
}
