// A question in one closing. Either all of its answers that wait are released,
// or none:
//
//   waits  when there are fewer than k answers; when one choice has more than
//          90 % of a small base (a percentage near 100 tells what everybody
//          did); and until the quarter's end when some choice has fewer than
//          k of not so many answers, because three months together can show
//          what each of them would have to hide.
//
// Choices are of two classes, helping and passive, as long as both have k or
// more. Within a class the choices below k are one group with as many of the
// smallest others as it takes to make it k: the groups are what the whole
// country's answers are known by.
//
// A province has figures when it has k or more in each class, and so has the
// rest of the country that has none (om_cut). So what can be known of a
// province's classes is known, and each class of its choices is a two-way
// table of its own, provinces by groups, with sums that are known
// (om_grid_protect). It shares no hidden cell with any other table: the sums
// of sites (close_sites.c) are sums of provinces' classes, and the table of
// languages by groups meets it in the country's groups, which are known.
// Two-way tables that meet only in known sums say nothing about each other:
// whatever fills one fits with whatever fills the other.
//
// Where one visitor may have given several answers, k answers may be of fewer
// visitors. Each choice still is of as many visitors as it has answers; what is
// added up over choices (a base, a province, those that have no figures) has to
// be k for each choice, so that k visitors at least are in it; and choices that
// are merged have one among them that is k by itself. Such a question has no
// classes, and adds nothing to the helping share of a site.

#include "report/closing.h"

#include "base/text.h"
#include "report/grid.h"

#include <stdlib.h>
#include <string.h>

// Below this many k of answers a question may wait for the quarter's end.
enum { SPARSE = 20, CLASSES = 2 };

// The question's answers along one dimension: provinces or languages.
struct table {
    size_t rows, choices;
    uint64_t *n, *old; // [row][choice]; owned
    size_t *sites;     // [row] that have answers; owned
    bool *published;   // [row]; owned
    bool *hidden;      // [row][choice]; of published rows; owned
};

struct groups {
    size_t choices, count;
    uint64_t n[OM_PACK_CHOICES_MAX]; // of each choice, in the country
    uint64_t old[OM_PACK_CHOICES_MAX];
    size_t of[OM_PACK_CHOICES_MAX];         // choice → group
    bool merged[OM_PACK_CHOICES_MAX];       // choice is in a group with others
    unsigned class_of[OM_PACK_CHOICES_MAX]; // group → class
    unsigned classes;
    uint64_t base;
    size_t sites; // that have answers
};

// -- the country --------------------------------------------------------------

static uint64_t
answers_of(const struct om_asked *asked, size_t site)
{
    uint64_t sum = 0;
    for (size_t c = 0; c < asked->question->choice_count; c++) {
        for (size_t l = 0; l < asked->languages->count; l++) {
            sum += asked->n[om_asked_at(asked, site, c, l)];
        }
    }
    return sum;
}

static void
add_up(const struct om_closing *closing, const struct om_asked *asked,
       struct groups *groups)
{
    groups->choices = asked->question->choice_count;
    for (size_t s = 0; s < closing->site_count; s++) {
        uint64_t answers = answers_of(asked, s);
        groups->sites += answers > 0 ? 1 : 0;
        groups->base += answers;
        for (size_t c = 0; c < groups->choices; c++) {
            for (size_t l = 0; l < asked->languages->count; l++) {
                size_t at = om_asked_at(asked, s, c, l);
                groups->n[c] += asked->n[at];
                groups->old[c] += asked->old[at];
            }
        }
    }
}

// As many answers as are of k visitors at least, whoever gave how many.
static uint64_t
enough_for(const struct om_asked *asked, const struct om_release_rules *rules)
{
    return asked->question->several
               ? (uint64_t) rules->k * asked->question->choice_count
               : rules->k;
}

// More than 90 % of a base that is small.
static bool
is_dominated(const uint64_t *n, size_t count,
             const struct om_release_rules *rules)
{
    uint64_t base = 0, most = 0;
    for (size_t i = 0; i < count; i++) {
        base += n[i];
        most = n[i] > most ? n[i] : most;
    }
    return base < rules->dominant_base && most * 10 > base * 9;
}

static bool
must_wait(const struct om_closing *closing, const struct om_asked *asked,
          const struct groups *groups)
{
    const struct om_release_rules *rules = &closing->ledger->rules;
    if (groups->base < enough_for(asked, rules)
        || groups->sites < rules->sites_min
        || is_dominated(groups->n, groups->choices, rules)) {
        return true;
    }
    if (rules->cycle != OM_CYCLE_MONTH || om_month_ends_quarter(closing->month)
        || groups->base >= (uint64_t) SPARSE * rules->k) {
        return false;
    }
    for (size_t c = 0; c < groups->choices; c++) {
        if (groups->n[c] < rules->k) {
            return true;
        }
    }
    return false;
}

static bool
can_split(const struct om_asked *asked, const struct groups *groups, uint64_t k)
{
    uint64_t sums[CLASSES] = { 0, 0 };
    for (size_t c = 0; c < groups->choices; c++) {
        sums[asked->question->choices[c].helps ? 0 : 1] += groups->n[c];
    }
    return !asked->question->several && sums[0] >= k && sums[1] >= k;
}

// Merges the choices of a class that are below k, with enough others;
// `several`: with one that is k by itself.
static void
merge_class(struct groups *groups, const bool *member, uint64_t k, bool several)
{
    uint64_t sum = 0, most = 0;
    bool any = false;
    for (size_t c = 0; c < groups->choices; c++) {
        groups->merged[c] |= member[c] && groups->n[c] < k;
        if (member[c] && groups->merged[c]) {
            sum += groups->n[c];
            any = true;
        }
    }
    while (any && (sum < k || (several && most < k))) {
        size_t best = OM_PACK_CHOICES_MAX;
        for (size_t c = 0; c < groups->choices; c++) {
            if (member[c] && !groups->merged[c]
                && (best == OM_PACK_CHOICES_MAX
                    || groups->n[c] < groups->n[best])) {
                best = c;
            }
        }
        if (best == OM_PACK_CHOICES_MAX) {
            break; // cannot be: the class has k or more
        }
        groups->merged[best] = true;
        sum += groups->n[best];
        most = groups->n[best];
    }
}

static void
number_groups(struct groups *groups, const bool *member, unsigned class)
{
    size_t merged = OM_PACK_CHOICES_MAX;
    for (size_t c = 0; c < groups->choices; c++) {
        if (!member[c]) {
            continue;
        }
        if (groups->merged[c] && merged != OM_PACK_CHOICES_MAX) {
            groups->of[c] = merged;
            continue;
        }
        groups->class_of[groups->count] = class;
        groups->of[c] = groups->count++;
        merged = groups->merged[c] ? groups->of[c] : merged;
    }
}

static void
make_groups(const struct om_asked *asked, struct groups *groups, uint64_t k)
{
    groups->classes = asked->split ? CLASSES : 1;
    for (unsigned class = 0; class < groups->classes; class ++) {
        bool member[OM_PACK_CHOICES_MAX];
        for (size_t c = 0; c < groups->choices; c++) {
            member[c] = !asked->split
                        || asked->question->choices[c].helps == (class == 0);
        }
        merge_class(groups, member, k, asked->question->several);
        number_groups(groups, member, class);
    }
}

// -- provinces and languages --------------------------------------------------

static void
table_init(struct table *table, size_t rows, size_t choices)
{
    size_t cells = rows * choices + 1;
    *table = (struct table){
        .rows = rows,
        .choices = choices,
        .n = om_alloc(cells * sizeof(uint64_t)),
        .old = om_alloc(cells * sizeof(uint64_t)),
        .sites = om_alloc((rows + 1) * sizeof(size_t)),
        .published = om_alloc((rows + 1) * sizeof(bool)),
        .hidden = om_alloc(cells * sizeof(bool)),
    };
    memset(table->n, 0, cells * sizeof(uint64_t));
    memset(table->old, 0, cells * sizeof(uint64_t));
    memset(table->sites, 0, (rows + 1) * sizeof(size_t));
    memset(table->published, 0, (rows + 1) * sizeof(bool));
    memset(table->hidden, 0, cells * sizeof(bool));
}

static void
table_finish(struct table *table)
{
    free(table->n);
    free(table->old);
    free(table->sites);
    free(table->published);
    free(table->hidden);
}

static void
fill(struct table *table, const struct om_closing *closing,
     const struct om_asked *asked, bool by_language)
{
    for (size_t s = 0; s < closing->site_count; s++) {
        if (!by_language && answers_of(asked, s) > 0) {
            table->sites[closing->province[s]]++;
        }
        for (size_t c = 0; c < table->choices; c++) {
            for (size_t l = 0; l < asked->languages->count; l++) {
                size_t row = by_language ? l : closing->province[s];
                size_t at = om_asked_at(asked, s, c, l);
                table->n[row * table->choices + c] += asked->n[at];
                table->old[row * table->choices + c] += asked->old[at];
            }
        }
    }
}

// By groups; a row that is too much of one choice is left out.
static void
cut_rows(struct table *table, const struct om_asked *asked,
         const struct groups *groups, bool by_class,
         const struct om_release_rules *rules)
{
    struct om_cut_row *rows = om_alloc((table->rows + 1) * sizeof(*rows));
    const uint64_t least[OM_CUT_PARTS] = {
        enough_for(asked, rules),
        by_class && groups->classes > 1 ? rules->k : 0,
        by_class ? rules->sites_min : 0,
    };
    for (size_t r = 0; r < table->rows; r++) {
        const uint64_t *n = &table->n[r * table->choices];
        rows[r] = (struct om_cut_row){
            .part[2] = table->sites[r],
            .published = !is_dominated(n, table->choices, rules),
        };
        for (size_t c = 0; c < table->choices; c++) {
            unsigned class = groups->class_of[groups->of[c]];
            rows[r].part[by_class ? class : 0] += n[c];
        }
    }
    om_cut(rows, table->rows, least);
    for (size_t r = 0; r < table->rows; r++) {
        table->published[r] = rows[r].published;
    }
    free(rows);
}

// The published rows, and all others as one more row, by the groups whose
// column is not (size_t) -1.
static void
fill_grid(struct om_grid *grid, const struct table *table,
          const struct groups *groups, const size_t *column)
{
    size_t row = 0;
    for (size_t r = 0; r < table->rows; r++) {
        size_t into = table->published[r] ? row++ : grid->rows - 1;
        for (size_t c = 0; c < table->choices; c++) {
            size_t at = column[groups->of[c]];
            if (at != (size_t) -1) {
                grid->n[into * grid->columns + at] +=
                    table->n[r * table->choices + c];
            }
        }
    }
}

static void
take_hidden(struct table *table, const struct om_grid *grid,
            const struct groups *groups, const size_t *column)
{
    size_t row = 0;
    for (size_t r = 0; r < table->rows; r++) {
        if (!table->published[r]) {
            continue;
        }
        for (size_t c = 0; c < table->choices; c++) {
            size_t at = column[groups->of[c]];
            if (at != (size_t) -1) {
                table->hidden[r * table->choices + c] |=
                    groups->merged[c]
                    || grid->cell[row * grid->columns + at] != OM_GRID_SHOWN;
            }
        }
        row++;
    }
}

// One class (or, with classes as 1, all groups) as a table of its own. False
// when it cannot be protected.
static bool
protect_class(struct table *table, const struct groups *groups, unsigned class,
              bool all, uint64_t k)
{
    size_t column[OM_PACK_CHOICES_MAX], columns = 0, published = 0;
    for (size_t g = 0; g < groups->count; g++) {
        bool in = all || groups->class_of[g] == class;
        column[g] = in ? columns++ : (size_t) -1;
    }
    for (size_t r = 0; r < table->rows; r++) {
        published += table->published[r] ? 1 : 0;
    }
    if (published == 0 || columns == 0) {
        return true;
    }
    struct om_grid grid;
    om_grid_init(&grid, published + (published < table->rows ? 1 : 0), columns);
    fill_grid(&grid, table, groups, column);
    bool safe = om_grid_protect(&grid, k);
    take_hidden(table, &grid, groups, column);
    om_grid_finish(&grid);
    return safe;
}

static void
protect(struct table *table, const struct om_asked *asked,
        const struct groups *groups, bool by_class,
        const struct om_release_rules *rules)
{
    cut_rows(table, asked, groups, by_class, rules);
    bool safe = true;
    for (unsigned class = 0; class < (by_class ? groups->classes : 1);
         class ++) {
        safe = protect_class(table, groups, class, !by_class, rules->k) && safe;
    }
    for (size_t r = 0; !safe && r < table->rows; r++) {
        table->published[r] = false;
    }
}

// -- publishing ---------------------------------------------------------------

static void
publish_rows(struct om_closing *closing, const struct om_asked *asked,
             const struct table *table, size_t r, struct om_row *row)
{
    const struct om_catalogue_question *question = asked->question;
    const uint64_t *n = &table->n[r * table->choices];
    const uint64_t *old = &table->old[r * table->choices];
    uint64_t base = 0, base_old = 0;
    for (size_t c = 0; c < table->choices; c++) {
        base += n[c];
        base_old += old[c];
    }
    row->question = question->question;
    row->choice = "*";
    bool shown = table->published[r];
    om_closing_publish(closing, row, shown, base, base, base_old);
    for (size_t c = 0; c < table->choices; c++) {
        row->choice = question->choices[c].id;
        om_closing_publish(closing, row,
                           shown && !table->hidden[r * table->choices + c],
                           n[c], base, old[c]);
    }
}

static void
publish_country(struct om_closing *closing, const struct om_asked *asked,
                const struct groups *groups)
{
    struct table table;
    table_init(&table, 1, groups->choices);
    table.published[0] = asked->released;
    for (size_t c = 0; c < groups->choices; c++) {
        table.n[c] = groups->n[c];
        table.old[c] = groups->old[c];
        table.hidden[c] = groups->merged[c];
    }
    struct om_row row =
        om_closing_row(closing, asked->question->pack, asked->since);
    row.table = OM_TABLE_COUNTRY;
    publish_rows(closing, asked, &table, 0, &row);
    table_finish(&table);
}

static void
close_provinces(struct om_closing *closing, struct om_asked *asked,
                const struct groups *groups)
{
    struct table table;
    table_init(&table, closing->province_count, groups->choices);
    fill(&table, closing, asked, false);
    if (asked->released) {
        protect(&table, asked, groups, true, &closing->ledger->rules);
    }
    for (size_t p = 0; p < table.rows; p++) {
        struct om_row row =
            om_closing_row(closing, asked->question->pack, asked->since);
        row.table = OM_TABLE_PROVINCE;
        row.scope = OM_SCOPE_PROVINCE;
        row.scope_id = closing->provinces[p];
        publish_rows(closing, asked, &table, p, &row);
        asked->shown[p] = asked->full[p] = table.published[p];
        for (size_t c = 0; c < table.choices; c++) {
            asked->full[p] &= !table.hidden[p * table.choices + c];
        }
    }
    table_finish(&table);
}

static void
close_languages(struct om_closing *closing, struct om_asked *asked,
                const struct groups *groups)
{
    struct table table;
    table_init(&table, asked->languages->count, groups->choices);
    fill(&table, closing, asked, true);
    if (asked->released) {
        protect(&table, asked, groups, false, &closing->ledger->rules);
    }
    for (size_t l = 0; l < table.rows; l++) {
        struct om_row row =
            om_closing_row(closing, asked->question->pack, asked->since);
        row.table = OM_TABLE_LANGUAGE;
        row.language = asked->languages->languages[l];
        publish_rows(closing, asked, &table, l, &row);
    }
    table_finish(&table);
}

void
om_close_questions(struct om_closing *closing)
{
    for (size_t i = 0; i < closing->catalogue->count; i++) {
        struct om_asked *asked = &closing->asked[i];
        struct groups groups = { 0 };
        if (asked->question->choice_count > OM_PACK_CHOICES_MAX) {
            continue; // no pack has more; a hand-made catalogue might
        }
        add_up(closing, asked, &groups);
        asked->released = !must_wait(closing, asked, &groups);
        if (asked->released) {
            asked->split = can_split(asked, &groups, closing->ledger->rules.k);
            make_groups(asked, &groups, closing->ledger->rules.k);
            om_closing_mark_question(closing, asked);
        }
        publish_country(closing, asked, &groups);
        close_provinces(closing, asked, &groups);
        close_languages(closing, asked, &groups);
    }
}
