#include "exchange/source.h"

#include "report/names.h"
#include "tally/pool.h"
#include "tally/tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct loader {
    struct om_counts *counts;
    struct om_names sites; // in the order of om_counts_add_site()
    uint32_t own;
    size_t odd; // counters that do not fit
};

static void
take_site(void *context, const struct om_pool_site *from)
{
    static const char *const types[] = {
        [OM_PLACE_CINEMA] = "cinema",
        [OM_PLACE_BOOTH] = "booth",
        [OM_PLACE_SCHOOL] = "school",
    };
    struct loader *loader = context;
    struct om_place site = { .kiosks = from->kiosks };
    snprintf(site.id, sizeof(site.id), "%s", from->id);
    snprintf(site.province, sizeof(site.province), "%s", from->province);
    for (unsigned i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (strcmp(types[i], from->type) == 0) {
            site.type = (enum om_place_type) i;
        }
    }
    (void) om_names_add(&loader->sites, from->id, strlen(from->id));
    (void) om_counts_add_site(loader->counts, &site);
}

static void
add(struct loader *loader, uint32_t site, const unsigned char *epoch,
    int period, const char *key, int64_t n)
{
    if (n < 0
        || om_counts_add(loader->counts, site, epoch, period, key, (uint64_t) n)
               != OM_COUNTED_FINE) {
        loader->odd++;
    }
}

static void
take_pooled(void *context, const struct om_pool_row *row)
{
    struct loader *loader = context;
    uint32_t site = om_names_find(&loader->sites, row->site, strlen(row->site));
    add(loader, site, row->epoch, row->period, row->key, row->n);
}

static void
take_own(void *context, const struct om_tally_row *row)
{
    struct loader *loader = context;
    add(loader, loader->own, row->epoch, row->period, row->key, row->n);
}

bool
om_source_load(const char *state, const struct om_place *own,
               struct om_counts *counts, struct om_text *problem)
{
    struct loader loader = { .counts = counts };
    om_counts_init(counts);
    bool read = false;
    if (om_pool_is_there(state)) {
        read = om_pool_read(state, take_site, take_pooled, &loader, problem);
    } else {
        loader.own = om_counts_add_site(counts, own);
        read = om_tally_read_epochs(state, take_own, &loader, problem);
    }
    om_names_finish(&loader.sites);
    if (read && loader.odd) {
        om_text_print(problem,
                      "%zu counters in %s are none that this program knows; "
                      "nothing is reported, because figures would be missing",
                      loader.odd, state);
        read = false;
    }
    if (!read) {
        om_counts_finish(counts);
        return false;
    }
    om_counts_seal(counts);
    return true;
}

static bool
is_known(const struct om_catalogue *catalogue, size_t packs, const char *pack)
{
    for (size_t i = 0; i < packs; i++) {
        if (strcmp(catalogue->packs[i].pack, pack) == 0) {
            return true;
        }
    }
    return false;
}

void
om_source_name_unknown(const struct om_counts *counts,
                       struct om_catalogue *catalogue)
{
    size_t known = catalogue->pack_count;
    for (size_t i = 0; i < counts->cell_count; i++) {
        char pack[OM_CELL_MAX + 1];
        char question[OM_CELL_MAX + 1];
        char choice[OM_CELL_MAX + 1];
        char language[OM_CELL_MAX + 1];
        if (sscanf(counts->cells[i], "%160[^/]/a/%160[^/]/%160[^/@]@%160[^/]",
                   pack, question, choice, language)
                != 4
            || is_known(catalogue, known, pack)) {
            continue;
        }
        om_catalogue_add_choice(catalogue, pack, question, choice, false);
        om_catalogue_set_several(catalogue, pack, question); // it may be
        om_catalogue_add_language(catalogue, pack, language);
    }
}
