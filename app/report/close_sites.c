// Sites in one closing: visits finished, and the helping share. Country,
// provinces and sites are a tree, cut from above: what has no figures of its
// own is k or more together, or nothing (om_cut), so every difference in the
// tree is k or more.
//
// The helping answers of a site are counted over the questions that have
// figures for its province, split in helping and passive. For those, helping
// and passive of the province are known anyway: what the sites add up to is
// nothing new, and says nothing about a choice that is hidden.

#include "report/closing.h"

#include "base/text.h"
#include "report/grid.h"

#include <stdlib.h>
#include <string.h>

struct part {
    uint64_t n[2], old[2]; // finished; or helping and passive
    size_t sites;          // that have any
};

static struct om_row
site_row(const struct om_closing *closing, const char *pack, int since,
         const char *what)
{
    struct om_row row = om_closing_row(closing, pack, since);
    row.table = OM_TABLE_SITE;
    row.choice = what;
    return row;
}

// Cuts the members of one node: those of `group`, or all with group NULL.
static void
cut(const struct part *parts, size_t count, const uint32_t *group,
    uint32_t wanted, bool *published, const uint64_t *least)
{
    struct om_cut_row *rows = om_alloc((count + 1) * sizeof(*rows));
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (!group || group[i] == wanted) {
            rows[used++] = (struct om_cut_row){
                .part = { parts[i].n[0], parts[i].n[1], parts[i].sites },
                .published = published[i],
            };
        }
    }
    om_cut(rows, used, least);
    used = 0;
    for (size_t i = 0; i < count; i++) {
        if (!group || group[i] == wanted) {
            published[i] = rows[used++].published;
        }
    }
    free(rows);
}

// What a closing has of one pack's visits or answers, by site and province.
struct tree {
    struct part *sites, *provinces; // owned
    bool *site_shown, *province_shown;
    struct part country;
};

static void
tree_init(struct tree *tree, const struct om_closing *closing)
{
    size_t sites = closing->site_count + 1;
    size_t provinces = closing->province_count + 1;
    *tree = (struct tree){
        .sites = om_alloc(sites * sizeof(struct part)),
        .provinces = om_alloc(provinces * sizeof(struct part)),
        .site_shown = om_alloc(sites * sizeof(bool)),
        .province_shown = om_alloc(provinces * sizeof(bool)),
    };
    memset(tree->sites, 0, sites * sizeof(struct part));
    memset(tree->provinces, 0, provinces * sizeof(struct part));
    memset(tree->site_shown, 0, sites * sizeof(bool));
    memset(tree->province_shown, 0, provinces * sizeof(bool));
}

static void
tree_finish(struct tree *tree)
{
    free(tree->sites);
    free(tree->provinces);
    free(tree->site_shown);
    free(tree->province_shown);
}

static void
add_up(struct tree *tree, const struct om_closing *closing)
{
    for (size_t s = 0; s < closing->site_count; s++) {
        struct part *province = &tree->provinces[closing->province[s]];
        size_t one = tree->sites[s].n[0] + tree->sites[s].n[1] > 0 ? 1 : 0;
        tree->sites[s].sites = one;
        province->sites += one;
        tree->country.sites += one;
        for (unsigned i = 0; i < 2; i++) {
            province->n[i] += tree->sites[s].n[i];
            province->old[i] += tree->sites[s].old[i];
            tree->country.n[i] += tree->sites[s].n[i];
            tree->country.old[i] += tree->sites[s].old[i];
        }
    }
}

// `parts`: 1, or 2 when both are to be k or more.
static void
cut_sites(struct tree *tree, const struct om_closing *closing, unsigned parts)
{
    const struct om_release_rules *rules = &closing->ledger->rules;
    const uint64_t least[OM_CUT_PARTS] = { rules->k, parts > 1 ? rules->k : 0,
                                           0 };
    for (size_t s = 0; s < closing->site_count; s++) {
        tree->site_shown[s] =
            rules->sites && tree->province_shown[closing->province[s]];
    }
    for (uint32_t p = 0; p < closing->province_count; p++) {
        cut(tree->sites, closing->site_count, closing->province, p,
            tree->site_shown, least);
    }
}

// `with_base`: n is the first part, and both are its base.
static void
publish(struct om_closing *closing, const struct tree *tree, struct om_row *row,
        bool with_base)
{
    const struct part *part = &tree->country;
    bool shown = tree->country.n[0] > 0;
    row->scope = OM_SCOPE_COUNTRY;
    om_closing_publish(closing, row, shown, part->n[0],
                       with_base ? part->n[0] + part->n[1] : 0, part->old[0]);
    row->scope = OM_SCOPE_PROVINCE;
    for (size_t p = 0; p < closing->province_count; p++) {
        part = &tree->provinces[p];
        row->scope_id = closing->provinces[p];
        om_closing_publish(closing, row, shown && tree->province_shown[p],
                           part->n[0], with_base ? part->n[0] + part->n[1] : 0,
                           part->old[0]);
    }
    row->scope = OM_SCOPE_SITE;
    for (size_t s = 0; closing->ledger->rules.sites && s < closing->site_count;
         s++) {
        part = &tree->sites[s];
        row->scope_id = om_closing_site(closing, s)->id;
        om_closing_publish(closing, row, shown && tree->site_shown[s],
                           part->n[0], with_base ? part->n[0] + part->n[1] : 0,
                           part->old[0]);
    }
}

static void
close_finished(struct om_closing *closing, const struct om_walked *walked)
{
    struct tree tree;
    tree_init(&tree, closing);
    for (size_t s = 0; walked->released && s < closing->site_count; s++) {
        for (size_t l = 0; l < walked->pack->count; l++) {
            size_t at = om_walked_at(closing, walked, OM_STEP_FINISH, s, l);
            tree.sites[s].n[0] += walked->n[at];
            tree.sites[s].old[0] += walked->old[at];
        }
    }
    add_up(&tree, closing);
    if (walked->released) {
        memset(tree.province_shown, 1, closing->province_count);
        const struct om_release_rules *rules = &closing->ledger->rules;
        const uint64_t least[OM_CUT_PARTS] = { rules->k, 0, rules->sites_min };
        cut(tree.provinces, closing->province_count, NULL, 0,
            tree.province_shown, least);
        cut_sites(&tree, closing, 1);
    }
    struct om_row row =
        site_row(closing, walked->pack->pack, walked->since, "finished");
    publish(closing, &tree, &row, false);
    tree_finish(&tree);
}

// Adds a question's helping and passive answers to the sites of provinces
// that have figures.
static void
add_question(struct tree *tree, const struct om_closing *closing,
             const struct om_asked *asked)
{
    for (size_t s = 0; s < closing->site_count; s++) {
        if (!asked->shown[closing->province[s]]) {
            continue;
        }
        for (size_t c = 0; c < asked->question->choice_count; c++) {
            unsigned into = asked->question->choices[c].helps ? 0 : 1;
            for (size_t l = 0; l < asked->languages->count; l++) {
                size_t at = om_asked_at(asked, s, c, l);
                tree->sites[s].n[into] += asked->n[at];
                tree->sites[s].old[into] += asked->old[at];
            }
        }
    }
}

// The country's helping answers are over all questions that are split.
static void
add_country(struct tree *tree, const struct om_closing *closing,
            const struct om_asked *asked)
{
    for (size_t s = 0; s < closing->site_count; s++) {
        for (size_t c = 0; c < asked->question->choice_count; c++) {
            unsigned into = asked->question->choices[c].helps ? 0 : 1;
            for (size_t l = 0; l < asked->languages->count; l++) {
                size_t at = om_asked_at(asked, s, c, l);
                tree->country.n[into] += asked->n[at];
                tree->country.old[into] += asked->old[at];
            }
        }
    }
}

static bool
any_site_shown(const struct om_closing *closing, const struct tree *tree,
               uint32_t province)
{
    for (size_t s = 0; s < closing->site_count; s++) {
        if (closing->province[s] == province && tree->site_shown[s]) {
            return true;
        }
    }
    return false;
}

static void
remember_answers(struct om_closing *closing, const struct om_asked *asked,
                 size_t site, bool shown)
{
    struct om_release_ledger *ledger = closing->ledger;
    const struct om_catalogue_question *question = asked->question;
    const char *id = om_closing_site(closing, site)->id;
    om_release_ledger_set(ledger, 1, "%s|%s|%s|%s", shown ? "seen" : "missed",
                          id, question->pack, question->question);
    for (size_t c = 0; c < question->choice_count; c++) {
        uint64_t n = 0;
        for (size_t l = 0; l < asked->languages->count; l++) {
            n += asked->n[om_asked_at(asked, site, c, l)];
        }
        om_release_ledger_add(ledger, n, "%s|%s|%s|%s/%s",
                              shown ? "year" : "rest", id, question->pack,
                              question->question, question->choices[c].id);
    }
}

// A school year's figures of a site are made of what was shown of it each
// month, of questions whose province row is shown in full. A month in which no
// site of a province is shown tells nothing about its sites.
static void
remember_year(struct om_closing *closing, const struct tree *tree,
              const struct om_asked *asked)
{
    for (size_t s = 0; s < closing->site_count; s++) {
        uint32_t province = closing->province[s];
        if (!asked->shown[province]
            || !any_site_shown(closing, tree, province)) {
            continue;
        }
        if (asked->full[province]) {
            remember_answers(closing, asked, s, tree->site_shown[s]);
        } else if (tree->site_shown[s]) {
            om_release_ledger_set(closing->ledger, 1, "gap|%s|%s",
                                  om_closing_site(closing, s)->id,
                                  asked->question->pack);
        }
    }
}

static void
remember_totals(struct om_closing *closing, const struct tree *tree,
                const char *pack)
{
    for (size_t s = 0; s < closing->site_count; s++) {
        const char *site = om_closing_site(closing, s)->id;
        if (tree->site_shown[s]) {
            om_release_ledger_add(closing->ledger, tree->sites[s].n[0],
                                  "helped|%s|%s", site, pack);
            om_release_ledger_add(closing->ledger, tree->sites[s].n[1],
                                  "passed|%s|%s", site, pack);
        }
    }
}

static bool
belongs(const struct om_asked *asked, const char *pack)
{
    return asked->released && asked->split
           && strcmp(asked->question->pack, pack) == 0;
}

static void
close_helping(struct om_closing *closing, const char *pack)
{
    struct tree tree;
    tree_init(&tree, closing);
    int since = closing->first;
    for (size_t i = 0; i < closing->catalogue->count; i++) {
        const struct om_asked *asked = &closing->asked[i];
        if (belongs(asked, pack)) {
            add_question(&tree, closing, asked);
            since = asked->since < since ? asked->since : since;
        }
    }
    add_up(&tree, closing);
    tree.country = (struct part){ 0 };
    for (size_t i = 0; i < closing->catalogue->count; i++) {
        if (belongs(&closing->asked[i], pack)) {
            add_country(&tree, closing, &closing->asked[i]);
        }
    }
    for (size_t p = 0; p < closing->province_count; p++) {
        tree.province_shown[p] = tree.provinces[p].n[0] > 0;
    }
    cut_sites(&tree, closing, 2);
    struct om_row row = site_row(closing, pack, since, "helping");
    publish(closing, &tree, &row, true);
    for (size_t i = 0;
         closing->ledger->rules.sites && i < closing->catalogue->count; i++) {
        if (belongs(&closing->asked[i], pack)) {
            remember_year(closing, &tree, &closing->asked[i]);
        }
    }
    remember_totals(closing, &tree, pack);
    tree_finish(&tree);
}

void
om_close_sites(struct om_closing *closing)
{
    for (size_t i = 0; i < closing->catalogue->pack_count; i++) {
        close_finished(closing, &closing->walked[i]);
        close_helping(closing, closing->catalogue->packs[i].pack);
    }
}
