#include "report/bundle/tables.h"

#include "report/bundle/figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// -- shapes -------------------------------------------------------------------

#define TEXT OM_COLUMN_TEXT, true
static const char origins[] = "counted simulated";
#define ORIGIN \
    { \
        "origin", TEXT, origins, \
            "Geteld, of gesimuleerd (bedachte bezoekers)", \
            "Counted, or simulated (pretend visitors)" \
    }
#define PERIOD \
    { "period_start", \
      OM_COLUMN_DATE, \
      true, \
      NULL, \
      "Eerste dag van de periode", \
      "First day of the period" }, \
        { "period_end", \
          OM_COLUMN_DATE, \
          true, \
          NULL, \
          "Laatste dag van de periode", \
          "Last day of the period" }, \
    { \
        "released", OM_COLUMN_MONTH, true, NULL, \
            "Maand waarmee dit getal is vrijgegeven", \
            "Month with which this figure was released" \
    }
#define PACK \
    { "pack_id", TEXT, NULL, "Pakket", "Pack" }, \
    { \
        "pack_major", OM_COLUMN_COUNT, true, NULL, \
            "Hoofdversie van het pakket", "Major version of the pack" \
    }
#define FIGURES \
    { "n", \
      OM_COLUMN_PEOPLE, \
      false, \
      NULL, \
      "Aantal; leeg: niet getoond", \
      "Count; empty: not shown" }, \
        { "base_n", \
          OM_COLUMN_PEOPLE, \
          false, \
          NULL, \
          "Aantal waarvan het een deel is", \
          "Count of which it is a part" }, \
        { "share", \
          OM_COLUMN_SHARE, \
          false, \
          NULL, \
          "n / base_n; leeg bij een kleine basis", \
          "n / base_n; empty for a small base" }, \
        { "ci95_low", \
          OM_COLUMN_SHARE, \
          false, \
          NULL, \
          "Ondergrens (95 %, Wilson)", \
          "Lower bound (95 %, Wilson)" }, \
        { "ci95_high", \
          OM_COLUMN_SHARE, \
          false, \
          NULL, \
          "Bovengrens (95 %, Wilson)", \
          "Upper bound (95 %, Wilson)" }, \
    { \
        "status", TEXT, "F C L", \
            "F vrij, C niet getoond, L met nagekomen antwoorden", \
            "F free, C not shown, L with late answers" \
    }

// clang-format off
static const struct om_column responses_columns[] = {
    PERIOD,
    { "scope_type", TEXT, "country province site", "Soort gebied", "Kind of area" },
    { "scope_id", TEXT, NULL, "Gebied", "Area" },
    PACK,
    { "question_id", TEXT, NULL, "Vraag; * = alle vragen", "Question; * = all questions" },
    { "choice_id", TEXT, NULL, "Keuze; * = alle antwoorden", "Choice; * = all answers" },
    { "lang", TEXT, NULL, "Taal van het bezoek; * = alle", "Language of the visit; * = all" },
    FIGURES, ORIGIN, { 0 },
};
static const struct om_column funnel_columns[] = {
    PERIOD,
    { "scope_id", TEXT, NULL, "Gebied", "Area" },
    PACK,
    { "step", TEXT, NULL, "Stap van het bezoek", "Step of the visit" },
    { "step_order", OM_COLUMN_COUNT, true, NULL, "Volgorde", "Order" },
    FIGURES, ORIGIN, { 0 },
};
static const struct om_column sites_columns[] = {
    { "site_id", TEXT, NULL, "Locatie", "Site" },
    { "site_type", TEXT, "cinema booth school", "Soort locatie", "Kind of site" },
    { "province", TEXT, NULL, "Provincie (ISO 3166-2, kleine letters)", "Province (ISO 3166-2, lower case)" },
    { "kiosks", OM_COLUMN_COUNT, true, NULL, "Aantal kiosken", "Number of kiosks" },
    { "first_month", OM_COLUMN_MONTH, false, NULL, "Eerste maand met een gedekte week", "First month with a covered week" },
    { "last_month", OM_COLUMN_MONTH, false, NULL, "Laatste maand met een gedekte week", "Last month with a covered week" },
    { "weeks_covered", OM_COLUMN_COUNT, true, NULL, "Weken met genoeg bezoeken", "Weeks with enough visits" },
    { "weeks_expected", OM_COLUMN_COUNT, true, NULL, "Weken in deze periode", "Weeks in this period" },
    ORIGIN, { 0 },
};
static const struct om_column questions_columns[] = {
    PACK,
    { "question_id", TEXT, NULL, "Vraag", "Question" },
    { "kind", TEXT, "all question moment unknown", "Vraag, of moment in de film", "Question, or moment in the film" },
    { "label_nl", OM_COLUMN_TEXT, false, NULL, "Tekst, Nederlands", "Text, Dutch" },
    { "label_en", OM_COLUMN_TEXT, false, NULL, "Tekst, Engels", "Text, English" },
    ORIGIN, { 0 },
};
static const struct om_column choices_columns[] = {
    PACK,
    { "question_id", TEXT, NULL, "Vraag", "Question" },
    { "choice_id", TEXT, NULL, "Keuze", "Choice" },
    { "label_nl", OM_COLUMN_TEXT, false, NULL, "Tekst, Nederlands", "Text, Dutch" },
    { "label_en", OM_COLUMN_TEXT, false, NULL, "Tekst, Engels", "Text, English" },
    { "helping", OM_COLUMN_FLAG, false, NULL, "Helpt degene die wordt buitengesloten", "Helps the person who is left out" },
    { "choice_order", OM_COLUMN_COUNT, false, NULL, "Plaats in het pakket", "Place in the pack" },
    ORIGIN, { 0 },
};
static const struct om_column scopes_columns[] = {
    { "scope_id", TEXT, NULL, "Gebied", "Area" },
    { "scope_type", TEXT, "country province site", "Soort gebied", "Kind of area" },
    { "label_nl", TEXT, NULL, "Naam, Nederlands", "Name, Dutch" },
    { "label_en", TEXT, NULL, "Naam, Engels", "Name, English" },
    ORIGIN, { 0 },
};
static const struct om_column periods_columns[] = {
    { "month", OM_COLUMN_MONTH, true, NULL, "Maand", "Month" },
    { "period_start", OM_COLUMN_DATE, true, NULL, "Maandag van de eerste week", "Monday of the first week" },
    { "period_end", OM_COLUMN_DATE, true, NULL, "Zondag van de laatste week", "Sunday of the last week" },
    { "weeks", OM_COLUMN_COUNT, true, NULL, "Aantal weken", "Number of weeks" },
    ORIGIN, { 0 },
};
static const struct om_column quality_columns[] = {
    { "month", OM_COLUMN_MONTH, true, NULL, "Maand", "Month" },
    { "sites_reporting", OM_COLUMN_COUNT, true, NULL, "Locaties met een gedekte week", "Sites with a covered week" },
    { "sites", OM_COLUMN_COUNT, true, NULL, "Locaties in totaal", "Sites in all" },
    { "suspect_share", OM_COLUMN_TEXT, false, "under10 10to25 over25", "Aandeel te snelle bezoeken, in klassen", "Share of visits that were too fast, in bands" },
    { "clock_unknown_share", OM_COLUMN_TEXT, false, "under10 10to25 over25", "Aandeel waarvan de datum niet zeker is, in klassen", "Share of which the date is not certain, in bands" },
    ORIGIN, { 0 },
};

static const struct om_sheet_shape shapes[OM_SHEET_COUNT_] = {
    [OM_SHEET_RESPONSES] = { "responses", "Antwoorden", "Answers", responses_columns,
        "period_start period_end released scope_id pack_id pack_major question_id choice_id lang",
        { { "scope_id", "scopes", "scope_id" },
          { "pack_id pack_major question_id choice_id", "choices", "pack_id pack_major question_id choice_id" } } },
    [OM_SHEET_FUNNEL] = { "funnel", "Stappen van het bezoek", "Steps of the visit", funnel_columns,
        "period_start period_end released scope_id pack_id pack_major step",
        { { "scope_id", "scopes", "scope_id" } } },
    [OM_SHEET_SITES] = { "sites", "Locaties", "Sites", sites_columns, "site_id",
        { { "site_id", "scopes", "scope_id" } } },
    [OM_SHEET_QUESTIONS] = { "questions", "Vragen", "Questions", questions_columns,
        "pack_id pack_major question_id", { { 0 } } },
    [OM_SHEET_CHOICES] = { "choices", "Keuzes", "Choices", choices_columns,
        "pack_id pack_major question_id choice_id",
        { { "pack_id pack_major question_id", "questions", "pack_id pack_major question_id" } } },
    [OM_SHEET_SCOPES] = { "scopes", "Gebieden", "Areas", scopes_columns, "scope_id", { { 0 } } },
    [OM_SHEET_PERIODS] = { "periods", "Maanden", "Months", periods_columns, "month", { { 0 } } },
    [OM_SHEET_QUALITY] = { "quality", "Kwaliteit", "Quality", quality_columns, "month",
        { { "month", "periods", "month" } } },
};
// clang-format on

// -- filling ------------------------------------------------------------------

struct builder {
    struct om_tables *tables;
    const struct om_release *release;
    const struct om_labels *labels;
};

static void
add_origin(struct om_sheet *sheet, const struct om_release *release)
{
    om_sheet_add_text(sheet,
                      release->rules.simulated ? "simulated" : "counted");
}

static void
add_month(struct om_sheet *sheet, int month)
{
    char text[16];
    snprintf(text, sizeof(text), "%04d-%02d", month / 100, month % 100);
    om_sheet_add_text(sheet, month ? text : NULL);
}

static void
add_period(struct om_sheet *sheet, const struct om_row *row)
{
    char date[OM_DATE_SIZE];
    om_month_first_day(row->first_month, date);
    om_sheet_add_text(sheet, date);
    om_month_last_day(row->last_month, date);
    om_sheet_add_text(sheet, date);
    add_month(sheet, row->closed);
}

const char *
om_cell_status_code(enum om_cell_status status)
{
    static const char *const codes[] = {
        [OM_CELL_FREE] = "F",
        [OM_CELL_HIDDEN] = "C",
        [OM_CELL_LATE] = "L",
    };
    return codes[status];
}

const char *
om_scope_name(enum om_scope scope)
{
    static const char *const names[] = {
        [OM_SCOPE_COUNTRY] = "country",
        [OM_SCOPE_PROVINCE] = "province",
        [OM_SCOPE_SITE] = "site",
    };
    return names[scope];
}

static void
add_people(struct om_sheet *sheet, const struct om_row *row, uint64_t n)
{
    if (n == 0 || row->status == OM_CELL_HIDDEN) {
        om_sheet_add_empty(sheet);
    } else {
        om_sheet_add_whole(sheet, (int64_t) n);
    }
}

static void
add_figures(struct om_sheet *sheet, const struct om_row *row)
{
    bool share = row->has_share && row->status != OM_CELL_HIDDEN;
    add_people(sheet, row, row->n);
    add_people(sheet, row, row->base_n);
    om_sheet_add_share(sheet, share ? row->share : -1);
    om_sheet_add_share(sheet, share ? row->low : -1);
    om_sheet_add_share(sheet, share ? row->high : -1);
    om_sheet_add_text(sheet, om_cell_status_code(row->status));
}

static void
add_response(struct builder *self, const struct om_row *row)
{
    struct om_sheet *sheet = &self->tables->sheets[OM_SHEET_RESPONSES];
    add_period(sheet, row);
    om_sheet_add_text(sheet, om_scope_name(row->scope));
    om_sheet_add_text(sheet, row->scope_id);
    om_sheet_add_text(sheet, row->pack_id);
    om_sheet_add_whole(sheet, row->pack_major);
    om_sheet_add_text(sheet, row->question);
    om_sheet_add_text(sheet, row->choice);
    om_sheet_add_text(sheet, row->language);
    add_figures(sheet, row);
    add_origin(sheet, self->release);
}

static void
add_step(struct builder *self, const struct om_row *row)
{
    struct om_sheet *sheet = &self->tables->sheets[OM_SHEET_FUNNEL];
    add_period(sheet, row);
    om_sheet_add_text(sheet, row->scope_id);
    om_sheet_add_text(sheet, row->pack_id);
    om_sheet_add_whole(sheet, row->pack_major);
    om_sheet_add_text(sheet, row->choice);
    om_sheet_add_whole(sheet, om_step_order(row->choice));
    add_figures(sheet, row);
    add_origin(sheet, self->release);
}

static void
add_question(struct builder *self, const struct om_row *row)
{
    struct om_sheet *sheet = &self->tables->sheets[OM_SHEET_QUESTIONS];
    const char *kind = strcmp(row->question, "*") == 0              ? "all"
                       : om_labels_spot(self->labels, row)          ? "moment"
                       : om_labels_find(self->labels, row).question ? "question"
                                                                    : "unknown";
    om_sheet_add_text(sheet, row->pack_id);
    om_sheet_add_whole(sheet, row->pack_major);
    om_sheet_add_text(sheet, row->question);
    om_sheet_add_text(sheet, kind);
    om_sheet_add_text(sheet, om_labels_question(self->labels, row, false));
    om_sheet_add_text(sheet, om_labels_question(self->labels, row, true));
    add_origin(sheet, self->release);
}

static void
add_choice(struct builder *self, const struct om_row *row)
{
    struct om_sheet *sheet = &self->tables->sheets[OM_SHEET_CHOICES];
    struct om_label label = om_labels_find(self->labels, row);
    om_sheet_add_text(sheet, row->pack_id);
    om_sheet_add_whole(sheet, row->pack_major);
    om_sheet_add_text(sheet, row->question);
    om_sheet_add_text(sheet, row->choice);
    om_sheet_add_text(sheet, om_labels_choice(self->labels, row, false));
    om_sheet_add_text(sheet, om_labels_choice(self->labels, row, true));
    if (label.choice && label.choice->role != OM_ROLE_NONE) {
        om_sheet_add_whole(sheet, label.helps);
    } else {
        om_sheet_add_empty(sheet);
    }
    if (label.order) {
        om_sheet_add_whole(sheet, label.order);
    } else {
        om_sheet_add_empty(sheet);
    }
    add_origin(sheet, self->release);
}

static int
by_choice(const void *left, const void *right)
{
    const struct om_row *a = *(const struct om_row *const *) left;
    const struct om_row *b = *(const struct om_row *const *) right;
    int order = strcmp(a->pack_id, b->pack_id);
    if (order == 0 && a->pack_major != b->pack_major) {
        order = a->pack_major < b->pack_major ? -1 : 1;
    }
    order = order ? order : strcmp(a->question, b->question);
    return order ? order : strcmp(a->choice, b->choice);
}

// The questions and choices that occur in answers, once each, in order of ids.
static void
add_names(struct builder *self)
{
    const struct om_row **rows =
        om_alloc((self->release->count + 1) * sizeof(void *));
    size_t count = 0;
    for (size_t i = 0; i < self->release->count; i++) {
        if (self->release->rows[i].table != OM_TABLE_FUNNEL) {
            rows[count++] = &self->release->rows[i];
        }
    }
    qsort(rows, count, sizeof(void *), by_choice);
    for (size_t i = 0; i < count; i++) {
        bool same = i > 0 && rows[i]->pack_major == rows[i - 1]->pack_major
                    && strcmp(rows[i]->pack_id, rows[i - 1]->pack_id) == 0
                    && strcmp(rows[i]->question, rows[i - 1]->question) == 0;
        if (!same) {
            add_question(self, rows[i]);
        }
        if (!same || strcmp(rows[i]->choice, rows[i - 1]->choice) != 0) {
            add_choice(self, rows[i]);
        }
    }
    free(rows);
}

struct scope {
    enum om_scope kind;
    const char *id;
};

static int
by_scope(const void *left, const void *right)
{
    const struct scope *a = left;
    const struct scope *b = right;
    return a->kind != b->kind ? (a->kind < b->kind ? -1 : 1)
                              : strcmp(a->id, b->id);
}

static void
add_scopes(struct builder *self)
{
    const struct om_release *release = self->release;
    struct scope *scopes =
        om_alloc((release->count + release->site_count + 1) * sizeof(*scopes));
    size_t count = 0;
    for (size_t i = 0; i < release->count; i++) {
        scopes[count++] =
            (struct scope){ release->rows[i].scope, release->rows[i].scope_id };
    }
    for (size_t i = 0; i < release->site_count; i++) {
        scopes[count++] =
            (struct scope){ OM_SCOPE_SITE, release->sites[i].site_id };
    }
    qsort(scopes, count, sizeof(*scopes), by_scope);
    struct om_sheet *sheet = &self->tables->sheets[OM_SHEET_SCOPES];
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && by_scope(&scopes[i], &scopes[i - 1]) == 0) {
            continue;
        }
        om_sheet_add_text(sheet, scopes[i].id);
        om_sheet_add_text(sheet, om_scope_name(scopes[i].kind));
        om_sheet_add_text(sheet, om_labels_place(scopes[i].id, false));
        om_sheet_add_text(sheet, om_labels_place(scopes[i].id, true));
        add_origin(sheet, release);
    }
    free(scopes);
}

static void
add_sites(struct builder *self)
{
    struct om_sheet *sheet = &self->tables->sheets[OM_SHEET_SITES];
    static const char *const types[] = {
        [OM_PLACE_CINEMA] = "cinema",
        [OM_PLACE_BOOTH] = "booth",
        [OM_PLACE_SCHOOL] = "school",
    };
    for (size_t i = 0; i < self->release->site_count; i++) {
        const struct om_site_quality *site = &self->release->sites[i];
        om_sheet_add_text(sheet, site->site_id);
        om_sheet_add_text(sheet, types[site->type]);
        om_sheet_add_text(sheet, site->province);
        om_sheet_add_whole(sheet, site->kiosks);
        add_month(sheet, site->first_month);
        add_month(sheet, site->last_month);
        om_sheet_add_whole(sheet, site->weeks_covered);
        om_sheet_add_whole(sheet, site->weeks_expected);
        add_origin(sheet, self->release);
    }
}

static const char *
band_name(int band)
{
    static const char *const bands[] = { "under10", "10to25", "over25" };
    return band >= 0 && band < 3 ? bands[band] : NULL;
}

static void
add_months(struct builder *self)
{
    struct om_sheet *periods = &self->tables->sheets[OM_SHEET_PERIODS];
    struct om_sheet *quality = &self->tables->sheets[OM_SHEET_QUALITY];
    const struct om_release *release = self->release;
    for (int month = release->first_month;
         month && month <= release->last_month; month = om_month_next(month)) {
        char date[OM_DATE_SIZE];
        add_month(periods, month);
        om_month_first_day(month, date);
        om_sheet_add_text(periods, date);
        om_month_last_day(month, date);
        om_sheet_add_text(periods, date);
        om_sheet_add_whole(periods, om_month_weeks(month));
        add_origin(periods, release);
    }
    for (size_t i = 0; i < release->month_count; i++) {
        const struct om_month_quality *month = &release->months[i];
        add_month(quality, month->month);
        om_sheet_add_whole(quality, month->sites_reporting);
        om_sheet_add_whole(quality, month->sites);
        om_sheet_add_text(quality, band_name(month->suspect_band));
        om_sheet_add_text(quality, band_name(month->clock_unknown_band));
        add_origin(quality, release);
    }
}

void
om_tables_build(struct om_tables *tables, const struct om_release *release,
                const struct om_labels *labels)
{
    for (size_t i = 0; i < OM_SHEET_COUNT_; i++) {
        om_sheet_init(&tables->sheets[i], &shapes[i]);
    }
    struct builder self = { tables, release, labels };
    for (size_t i = 0; i < release->count; i++) {
        if (release->rows[i].table == OM_TABLE_FUNNEL) {
            add_step(&self, &release->rows[i]);
        } else {
            add_response(&self, &release->rows[i]);
        }
    }
    add_sites(&self);
    add_names(&self);
    add_scopes(&self);
    add_months(&self);
}

void
om_tables_finish(struct om_tables *tables)
{
    for (size_t i = 0; i < OM_SHEET_COUNT_; i++) {
        om_sheet_finish(&tables->sheets[i]);
    }
}
