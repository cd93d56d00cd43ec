#include "ledger_rig.h"

#include "report/release.h"

#include "dice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h> // needs those above

void
fill_catalogue(struct om_catalogue *catalogue, const struct fleet *fleet)
{
    static const char *const names[] = { "nl", "en", "ar", "tr", "pl" };
    for (unsigned q = 0; q < fleet->questions; q++) {
        for (unsigned c = 0; c < fleet->choices; c++) {
            char question[24], choice[24];
            snprintf(question, sizeof(question), "s.q%u", q);
            snprintf(choice, sizeof(choice), "c%u", c);
            om_catalogue_add_choice(catalogue, "pack@1", question, choice,
                                    c % 2 == 0);
        }
    }
    for (unsigned l = 0; l < fleet->languages; l++) {
        om_catalogue_add_language(catalogue, "pack@1", names[l]);
    }
}

void
add(struct om_counts *counts, uint32_t site, const uint8_t *epoch, int week,
    const char *key, uint64_t n)
{
    assert_int_equal(om_counts_add(counts, site, epoch, week, key, n),
                     OM_COUNTED_FINE);
}

static void
fill_week(struct om_counts *counts, const struct fleet *fleet, uint32_t site,
          const uint8_t *epoch, int week)
{
    static const char *const names[] = { "nl", "en", "ar", "tr", "pl" };
    uint64_t dice = (uint64_t) week * 7919 + epoch[2] * 31u + site;
    char key[80];
    for (unsigned l = 0; l < fleet->languages; l++) {
        unsigned visits = fleet->visits / (l + 1);
        snprintf(key, sizeof(key), "pack@1/f/start@%s", names[l]);
        add(counts, site, epoch, week, key, visits);
        snprintf(key, sizeof(key), "pack@1/f/finish@%s", names[l]);
        add(counts, site, epoch, week, key, visits - visits / 5);
        for (unsigned q = 0; q < fleet->questions; q++) {
            snprintf(key, sizeof(key), "pack@1/f/q%u_shown@%s", q + 1,
                     names[l]);
            add(counts, site, epoch, week, key, visits - visits / 20 * q);
            for (unsigned c = 0; c < fleet->choices; c++) {
                snprintf(key, sizeof(key), "pack@1/a/s.q%u/c%u@%s", q, c,
                         names[l]);
                add(counts, site, epoch, week, key,
                    roll(&dice, visits / fleet->choices + 1));
            }
        }
    }
}

void
fill_counts(struct om_counts *counts, const struct fleet *fleet)
{
    om_counts_init(counts);
    for (unsigned s = 0; s < fleet->sites; s++) {
        struct om_place site = { .type = fleet->type, .kiosks = 1 };
        snprintf(site.id, sizeof(site.id), "site-%u", s);
        snprintf(site.province, sizeof(site.province), "nl-%u",
                 s % fleet->provinces);
        uint32_t number = om_counts_add_site(counts, &site);
        for (unsigned w = 0; w < fleet->weeks; w++) {
            for (unsigned e = 0; e < fleet->epochs; e++) {
                uint8_t epoch[OM_EPOCH_SIZE] = { (uint8_t) s, (uint8_t) w,
                                                 (uint8_t) e };
                fill_week(counts, fleet, number, epoch, 202601 + (int) w);
            }
        }
    }
    om_counts_seal(counts);
}

unsigned
count_shown(const struct om_release *release, enum om_scope scope)
{
    unsigned shown = 0;
    for (size_t i = 0; i < release->count; i++) {
        const struct om_row *row = &release->rows[i];
        shown += row->scope == scope && row->status != OM_CELL_HIDDEN;
    }
    return shown;
}

const struct fleet small = {
    .sites = 4,
    .provinces = 2,
    .questions = 2,
    .choices = 3,
    .languages = 2,
    .weeks = 17,
    .epochs = 1,
    .visits = 40,
};
