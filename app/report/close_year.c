// The whole distribution of a site, once in a school year. It is over answers
// that were counted in the site's monthly figures and whose province showed
// all of its choices: then what the sites of a province add up to, choice by
// choice, is known already. So in every choice of a question the sites that
// are published have k or more, and so has what is left of the province
// (other sites, and months in which these were not shown), if there is any.
// In a site, the questions that are left out have k or more helping and
// passive answers together, because the monthly figures tell their sum.

#include "report/closing.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

// The rows of one pack: [site][question of it].
struct year {
    struct om_closing *closing;
    struct om_ledger *ledger;
    size_t site_count; // all of the ledger's: also those that are away now
    const char *pack;
    size_t *questions; // indices in the catalogue; owned
    size_t question_count;
    bool *shown; // [site][question]; owned
};

static const struct om_catalogue_question *
question_of(const struct year *year, size_t q)
{
    return &year->closing->catalogue->questions[year->questions[q]];
}

static uint64_t
answers(const struct year *year, const char *what, size_t site, size_t q,
        size_t choice)
{
    const struct om_catalogue_question *question = question_of(year, q);
    return om_ledger_get(year->ledger, "%s|%s|%s|%s/%s", what,
                         year->ledger->sites[site].id, year->pack,
                         question->question, question->choices[choice].id);
}

static bool
was(const struct year *year, const char *what, size_t site, size_t q)
{
    return om_ledger_get(year->ledger, "%s|%s|%s|%s", what,
                         year->ledger->sites[site].id, year->pack,
                         question_of(year, q)->question)
           > 0;
}

static uint64_t
base_of(const struct year *year, size_t site, size_t q)
{
    uint64_t base = 0;
    for (size_t c = 0; c < question_of(year, q)->choice_count; c++) {
        base += answers(year, "year", site, q, c);
    }
    return base;
}

static bool
is_large(const struct year *year, size_t site, size_t q)
{
    const struct om_release_rules *rules = &year->ledger->rules;
    for (size_t c = 0; c < question_of(year, q)->choice_count; c++) {
        if (answers(year, "year", site, q, c) < rules->k) {
            return false;
        }
    }
    return question_of(year, q)->choice_count > 0;
}

// -- what is left of a province -----------------------------------------------

// Whether each choice of what a province's sites do not show is k or more,
// and of more than one site.
static bool
rest_suffices(const struct year *year, const char *province, size_t q)
{
    size_t choices = question_of(year, q)->choice_count, members = 0;
    uint64_t *rest = om_alloc((choices + 1) * sizeof(*rest));
    memset(rest, 0, (choices + 1) * sizeof(*rest));
    for (size_t s = 0; s < year->site_count; s++) {
        if (year->ledger->sites[s].province != province) {
            continue;
        }
        bool missed = was(year, "missed", s, q);
        bool left_out = !year->shown[s * year->question_count + q]
                        && was(year, "seen", s, q);
        members += missed || left_out ? 1 : 0;
        for (size_t c = 0; c < choices; c++) {
            rest[c] += missed ? answers(year, "rest", s, q, c) : 0;
            rest[c] += left_out ? answers(year, "year", s, q, c) : 0;
        }
    }
    bool suffices = members != 1;
    for (size_t c = 0; c < choices; c++) {
        suffices &= members == 0 || rest[c] >= year->ledger->rules.k;
    }
    free(rest);
    return suffices;
}

// Takes the smallest site back; false when there is none.
static bool
take_back(struct year *year, const char *province, size_t q)
{
    size_t best = year->site_count;
    uint64_t least = UINT64_MAX;
    for (size_t s = 0; s < year->site_count; s++) {
        uint64_t base = base_of(year, s, q);
        if (year->ledger->sites[s].province == province
            && year->shown[s * year->question_count + q] && base < least) {
            best = s;
            least = base;
        }
    }
    if (best == year->site_count) {
        return false;
    }
    year->shown[best * year->question_count + q] = false;
    return true;
}

// True when something was taken back.
static bool
mend_provinces(struct year *year)
{
    bool mended = false;
    for (size_t s = 0; s < year->site_count; s++) {
        // once for each site of a province does no harm
        const char *province = year->ledger->sites[s].province;
        for (size_t q = 0; q < year->question_count; q++) {
            while (!rest_suffices(year, province, q)
                   && take_back(year, province, q)) {
                mended = true;
            }
        }
    }
    return mended;
}

// -- what is left of a site ---------------------------------------------------

// Whether the helping and the passive answers that the monthly figures had,
// but the rows that are shown have not, are k or more.
static bool
site_suffices(const struct year *year, size_t site)
{
    struct om_ledger *ledger = year->ledger;
    const char *id = ledger->sites[site].id;
    uint64_t left[2] = { om_ledger_get(ledger, "helped|%s|%s", id, year->pack),
                         om_ledger_get(ledger, "passed|%s|%s", id,
                                       year->pack) };
    bool any = om_ledger_get(ledger, "gap|%s|%s", id, year->pack) > 0;
    bool rows = false;
    for (size_t q = 0; q < year->question_count; q++) {
        const struct om_catalogue_question *question = question_of(year, q);
        bool shown = year->shown[site * year->question_count + q];
        any |= !shown && was(year, "seen", site, q);
        rows |= shown;
        for (size_t c = 0; shown && c < question->choice_count; c++) {
            left[question->choices[c].helps ? 0 : 1] -=
                answers(year, "year", site, q, c);
        }
    }
    any |= left[0] > 0 || left[1] > 0; // a question that is no more in the pack
    return !rows || !any
           || (left[0] >= ledger->rules.k && left[1] >= ledger->rules.k);
}

static bool
mend_sites(struct year *year)
{
    bool mended = false;
    for (size_t s = 0; s < year->site_count; s++) {
        if (!site_suffices(year, s)) {
            memset(&year->shown[s * year->question_count], 0,
                   year->question_count * sizeof(bool));
            mended = true;
        }
    }
    return mended;
}

// -- publishing ---------------------------------------------------------------

// The August before a July.
static int
year_start(int month)
{
    return month - 99;
}

static void
publish(struct year *year, size_t site, size_t q)
{
    struct om_closing *closing = year->closing;
    const struct om_catalogue_question *question = question_of(year, q);
    bool shown = year->shown[site * year->question_count + q];
    uint64_t base = base_of(year, site, q);
    struct om_row row =
        om_closing_row(closing, year->pack, year_start(closing->month));
    row.table = OM_TABLE_SITE_YEAR;
    row.scope = OM_SCOPE_SITE;
    row.scope_id = year->ledger->sites[site].id;
    row.question = question->question;
    om_closing_publish(closing, &row, shown, base, base, 0);
    for (size_t c = 0; c < question->choice_count; c++) {
        row.choice = question->choices[c].id;
        om_closing_publish(closing, &row, shown,
                           answers(year, "year", site, q, c), base, 0);
    }
}

static void
close_pack(struct om_closing *closing, const char *pack)
{
    size_t all = closing->catalogue->count;
    struct year year = {
        .closing = closing,
        .ledger = closing->ledger,
        .site_count = closing->ledger->site_names.count,
        .pack = pack,
        .questions = om_alloc((all + 1) * sizeof(size_t)),
    };
    for (size_t i = 0; i < all; i++) {
        if (strcmp(closing->catalogue->questions[i].pack, pack) == 0) {
            year.questions[year.question_count++] = i;
        }
    }
    year.shown =
        om_alloc((year.site_count * year.question_count + 1) * sizeof(bool));
    for (size_t s = 0; s < year.site_count; s++) {
        for (size_t q = 0; q < year.question_count; q++) {
            year.shown[s * year.question_count + q] = is_large(&year, s, q);
        }
    }
    bool mended;
    do {
        mended = mend_provinces(&year);
        mended |= mend_sites(&year);
    } while (mended);
    for (size_t s = 0; s < year.site_count; s++) {
        for (size_t q = 0; q < year.question_count; q++) {
            publish(&year, s, q);
        }
    }

    free(year.questions);
    free(year.shown);
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
        om_ledger_forget(closing->ledger, sums[i]);
    }
}
