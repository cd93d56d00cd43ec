// The whole distribution of a site, once in a school year. It is over answers
// that were counted in the site's monthly figures and whose province showed
// all of its choices: so what the sites of a province add up to, choice by
// choice, is known already, and so is what a site's helping and passive
// choices add up to, and both are known by month. Hiding single cells in such
// a table of three dimensions cannot be trusted (the attacker of the tests
// finds narrow ones). So a province has the table for all of its sites and
// choices or not at all: when each of them is k or more, and with them
//
//   of the province  what sites missed, in months in which only others were
//                    shown, choice by choice;
//   of each site     what its monthly figures have besides, of questions
//                    whose choices the province did not all show, by class.

#include "report/closing.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

struct column {
    const struct om_catalogue_question *question;
    size_t choice;
};

// One pack's year: sites are all of the ledger's, also those away by now.
struct year {
    struct om_closing *closing;
    struct om_release_ledger *ledger;
    const char *pack;
    size_t site_count;
    struct column *columns; // of both classes, in the pack's order; owned
    size_t column_count;
};

static uint64_t
get(const struct year *year, const char *what, size_t site,
    const struct column *column)
{
    return om_release_ledger_get(year->ledger, "%s|%s|%s|%s/%s", what,
                                 year->ledger->sites[site].id, year->pack,
                                 column->question->question,
                                 column->question->choices[column->choice].id);
}

static bool
was(const struct year *year, const char *what, size_t site,
    const struct column *column)
{
    return om_release_ledger_get(year->ledger, "%s|%s|%s|%s", what,
                                 year->ledger->sites[site].id, year->pack,
                                 column->question->question)
           > 0;
}

// -- a province's table -------------------------------------------------------

static bool
is_there(const struct year *year, const char *province, size_t site)
{
    return year->ledger->sites[site].province == province;
}

// Whether what the sites of a province missed is k or more in a choice, and
// more than one site's; or nothing was missed.
static bool
missed_suffices(const struct year *year, const char *province,
                const struct column *column)
{
    uint64_t missed = 0;
    size_t members = 0;
    for (size_t s = 0; s < year->site_count; s++) {
        if (is_there(year, province, s) && was(year, "missed", s, column)) {
            missed += get(year, "rest", s, column);
            members++;
        }
    }
    return members == 0 || (members > 1 && missed >= year->ledger->rules.k);
}

// Whether a site's answers are k or more, choice by choice, and so is what
// its monthly figures have besides, if anything.
static bool
site_suffices(const struct year *year, size_t site)
{
    const struct om_release_ledger *ledger = year->ledger;
    const char *id = ledger->sites[site].id;
    bool any = om_release_ledger_get(ledger, "gap|%s|%s", id, year->pack) > 0;
    uint64_t left[2] = {
        om_release_ledger_get(ledger, "passed|%s|%s", id, year->pack),
        om_release_ledger_get(ledger, "helped|%s|%s", id, year->pack)
    };
    for (size_t c = 0; c < year->column_count; c++) {
        const struct column *column = &year->columns[c];
        uint64_t n = get(year, "year", site, column);
        if (was(year, "seen", site, column) && n < ledger->rules.k) {
            return false;
        }
        left[column->question->choices[column->choice].helps] -= n;
    }
    // (of a question that is no more in the pack there may be some, too)
    any |= left[0] > 0 || left[1] > 0;
    return !any || (left[0] >= ledger->rules.k && left[1] >= ledger->rules.k);
}

static bool
province_suffices(const struct year *year, const char *province)
{
    bool suffices = true;
    for (size_t c = 0; c < year->column_count; c++) {
        suffices &= missed_suffices(year, province, &year->columns[c]);
    }
    for (size_t s = 0; s < year->site_count; s++) {
        suffices &= !is_there(year, province, s) || site_suffices(year, s);
    }
    return suffices;
}

// -- publishing ---------------------------------------------------------------

// The August before a July.
static int
year_start(int month)
{
    return month - 99;
}

// The columns from `first` on that are of one question; returns the end.
static size_t
publish(const struct year *year, size_t site, size_t first, bool suffices)
{
    struct om_closing *closing = year->closing;
    const struct om_catalogue_question *question =
        year->columns[first].question;
    bool shown = suffices && was(year, "seen", site, &year->columns[first]);
    uint64_t base = 0;
    size_t end = first;
    for (; end < year->column_count && year->columns[end].question == question;
         end++) {
        base += get(year, "year", site, &year->columns[end]);
    }
    struct om_row row =
        om_closing_row(closing, year->pack, year_start(closing->month));
    row.table = OM_TABLE_SITE_YEAR;
    row.scope = OM_SCOPE_SITE;
    row.scope_id = year->ledger->sites[site].id;
    row.question = question->question;
    om_closing_publish(closing, &row, shown, base, base, 0);
    for (size_t c = first; c < end; c++) {
        row.choice = question->choices[year->columns[c].choice].id;
        om_closing_publish(closing, &row, shown,
                           get(year, "year", site, &year->columns[c]), base, 0);
    }
    return end;
}

static void
take_columns(struct year *year)
{
    const struct om_catalogue *catalogue = year->closing->catalogue;
    year->columns = om_alloc((catalogue->count * OM_PACK_CHOICES_MAX + 1)
                             * sizeof(struct column));
    for (size_t q = 0; q < catalogue->count; q++) {
        const struct om_catalogue_question *question = &catalogue->questions[q];
        if (strcmp(question->pack, year->pack) != 0
            || question->choice_count > OM_PACK_CHOICES_MAX) {
            continue;
        }
        for (size_t c = 0; c < question->choice_count; c++) {
            year->columns[year->column_count++] =
                (struct column){ question, c };
        }
    }
}

static void
close_pack(struct om_closing *closing, const char *pack)
{
    struct year year = {
        .closing = closing,
        .ledger = closing->ledger,
        .pack = pack,
        .site_count = closing->ledger->site_names.count,
    };
    take_columns(&year);
    for (size_t s = 0; s < year.site_count; s++) {
        bool suffices =
            province_suffices(&year, closing->ledger->sites[s].province);
        for (size_t c = 0; c < year.column_count;) {
            c = publish(&year, s, c, suffices);
        }
    }
    free(year.columns);
}

void
om_close_year(struct om_closing *closing)
{
    for (size_t i = 0; i < closing->catalogue->pack_count; i++) {
        close_pack(closing, closing->catalogue->packs[i].pack);
    }
    // the next school year begins at nothing
    static const char *const sums[] = { "helped|", "passed|", "gap|", "seen|",
                                        "missed|", "year|",   "rest|" };
    for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++) {
        om_release_ledger_forget(closing->ledger, sums[i]);
    }
}
