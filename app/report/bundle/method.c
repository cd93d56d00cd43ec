#include "report/bundle/method.h"

#include <string.h>

static void
write_head(const struct om_release *release, bool english, struct om_text *out)
{
    if (english) {
        om_text_print(out, "\n# Method\n\n");
    } else {
        om_text_print(out, "# Methode\n\n(English below.)\n\n");
    }
    if (release->rules.simulated) {
        om_text_print(out, english
                               ? "**SIMULATED.** Pretend visitors, made by "
                                 "`omstander simulate`. No figure is about "
                                 "real people.\n\n"
                               : "**GESIMULEERD.** Bedachte bezoekers, gemaakt "
                                 "met `omstander simulate`. Geen enkel getal "
                                 "gaat over echte mensen.\n\n");
    }
    om_text_print(out,
                  english ? "Months: %04d-%02d to %04d-%02d. Preset: %s.\n"
                          : "Maanden: %04d-%02d tot en met %04d-%02d. "
                            "Instelling: %s.\n",
                  release->first_month / 100, release->first_month % 100,
                  release->last_month / 100, release->last_month % 100,
                  om_preset_name(release->rules.preset));
}

static void
write_places(const struct om_release_rules *rules, bool english,
             struct om_text *out)
{
    if (!rules->sites) {
        om_text_print(out, english ? "* Figures of one site do not leave it.\n"
                                   : "* Cijfers van één locatie verlaten die "
                                     "locatie niet.\n");
    }
    if (rules->sites_min > 1) {
        om_text_print(out,
                      english
                          ? "* A province is shown when at least %u sites add "
                            "to it.\n"
                          : "* Een provincie wordt getoond als er minstens %u "
                            "locaties in meetellen.\n",
                      rules->sites_min);
    }
}

static void
write_counting(bool english, struct om_text *out)
{
    om_text_print(
        out, english ? "\n## Counting\n\n"
                       "* The kiosk keeps counters, no rows: how often "
                       "something happened, by pack, language and ISO week. A "
                       "visit is added in one go when it ends.\n"
                       "* A week belongs to the month of its Thursday. Parts "
                       "of the day are counted apart, without answers.\n"
                       "* A visit that was too fast to read anything is "
                       "counted apart and is not in the answers.\n"
                     : "\n## Tellen\n\n"
                       "* De kiosk houdt tellers bij, geen rijen: hoe vaak "
                       "iets gebeurde, per pakket, taal en ISO-week. Een "
                       "bezoek wordt in één keer opgeteld als het eindigt.\n"
                       "* Een week hoort bij de maand van haar donderdag. "
                       "Dagdelen worden apart geteld, zonder antwoorden.\n"
                       "* Een bezoek dat te snel was om iets te lezen, telt "
                       "apart en zit niet in de antwoorden.\n");
}

static void
write_releasing(const struct om_release_rules *rules, size_t hidden,
                bool english, struct om_text *out)
{
    om_text_print(
        out,
        english
            ? "\n## Releasing\n\n"
              "* Every figure is a sum of groups of %u answers or more. Every "
              "answer is released once. So the difference of two figures is 0 "
              "or at least %u.\n"
              "* Where one visitor may give several answers (the moments in a "
              "film, too), shares are of all answers, not of all visitors. A "
              "sum over choices is given from %u answers for each choice on, "
              "so that there are at least %u visitors in it all the same.\n"
              "* What is too small goes up (site, province, country), waits "
              "for the end of the quarter, or for a later report (status L: "
              "with late answers).\n"
              "* Cells with status C are not shown: %zu in this report. Some "
              "are too small, some protect others. Which, is not told. So "
              "empty is not zero.\n"
              "* A percentage is given for a base of %u or more. Where more "
              "than 90%% choose the same and the base is under %u, the "
              "question waits.\n"
            : "\n## Vrijgeven\n\n"
              "* Elk getal is een som van groepen van %u of meer antwoorden. "
              "Elk antwoord wordt één keer vrijgegeven. Een verschil tussen "
              "twee getallen is daardoor 0 of minstens %u.\n"
              "* Waar één bezoeker meer antwoorden kan geven (ook de momenten "
              "in een film), zijn de delen van alle antwoorden, niet van alle "
              "bezoekers. Een som over keuzes is er pas vanaf %u antwoorden "
              "per keuze, zodat er ook dan minstens %u bezoekers in zitten.\n"
              "* Wat te klein is, gaat omhoog (locatie, provincie, land), "
              "wacht op het einde van het kwartaal, of op een volgend rapport "
              "(status L: met nagekomen antwoorden).\n"
              "* Cellen met status C zijn niet getoond: %zu in dit rapport. "
              "Een deel is te klein, een deel beschermt andere cellen. Welke, "
              "zeggen we niet. Leeg is dus niet nul.\n"
              "* Een percentage staat er bij een basis van %u of meer. Kiest "
              "meer dan 90%% hetzelfde en is de basis kleiner dan %u, dan "
              "wacht de vraag.\n",
        rules->k, rules->k, rules->k, rules->k, hidden, rules->base_min,
        rules->dominant_base);
    write_places(rules, english, out);
}

static void
write_arithmetic(bool english, struct om_text *out)
{
    om_text_print(
        out,
        english ? "\n## Arithmetic\n\n"
                  "* Intervals: Wilson, 95%%. Differences: Newcombe, from two "
                  "Wilson intervals.\n"
                  "* Visitors take part by their own choice, somebody may take "
                  "part more than once, and answers at one place are alike. "
                  "The intervals are a little too narrow for that reason.\n"
                  "* SHA256SUMS has the checksums: `sha256sum -c SHA256SUMS`.\n"
                : "\n## Rekenen\n\n"
                  "* Intervallen: Wilson, 95%%. Verschillen: Newcombe, uit "
                  "twee Wilson-intervallen.\n"
                  "* Bezoekers doen vrijwillig mee, iemand kan vaker meedoen, "
                  "en antwoorden op één plek lijken op elkaar. De intervallen "
                  "zijn daardoor iets te smal.\n"
                  "* SHA256SUMS heeft de controlegetallen: `sha256sum -c "
                  "SHA256SUMS`.\n");
}

void
om_method_write(const struct om_release *release, size_t hidden,
                struct om_text *out)
{
    for (int english = 0; english < 2; english++) {
        write_head(release, english, out);
        write_counting(english, out);
        write_releasing(&release->rules, hidden, english, out);
        write_arithmetic(english, out);
    }
}
