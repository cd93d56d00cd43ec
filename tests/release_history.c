#include "release_history.h"

#include "report/release.h"

#include "dice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

const char *const languages[] = { "nl", "ar" };

// -- a history ----------------------------------------------------------------

bool
helps(size_t choice)
{
    return choice % 2 == 0;
}

static void
visit(struct history *h, struct batch *b, const unsigned *leaning,
      bool thorough)
{
    uint64_t *dice = &h->dice;
    size_t l = h->languages > 1 && roll(dice, 6) == 0 ? 1 : 0;
    b->start[l]++;
    for (size_t q = 0; q < QUESTIONS; q++) {
        if (!thorough && roll(dice, 5) == 0) {
            return;
        }
        b->shown[q][l]++;
        if (!thorough && roll(dice, 8) == 0) {
            return;
        }
        unsigned total = 0, at;
        for (size_t c = 0; c < h->choices; c++) {
            total += leaning[q * CHOICES + c];
        }
        at = roll(dice, total);
        size_t c = 0;
        while (at >= leaning[q * CHOICES + c]) {
            at -= leaning[q * CHOICES + c++];
        }
        b->answers[q][c][l]++;
        for (size_t more = 0; h->several[q] && more < h->choices; more++) {
            b->answers[q][more][l] += more != c && roll(dice, 3) == 0 ? 1 : 0;
        }
    }
    b->finish[l]++;
}

static void
make_batch(struct history *h, size_t s, int m, const unsigned *leaning)
{
    // weeks 10, 14, …: one of each month from March
    static const int weeks[MONTHS] = { 202610, 202615, 202619, 202624,
                                       202628, 202632, 202637 };
    uint64_t *dice = &h->dice;
    struct batch *b = &h->batches[s][m];
    unsigned visits = roll(dice, 4) == 0   ? roll(dice, 4)
                      : roll(dice, 3) == 0 ? h->k * 12
                                           : roll(dice, h->k * 6);
    bool thorough = roll(dice, 3) == 0;
    for (unsigned i = 0; m >= h->opens[s] && i < visits; i++) {
        visit(h, b, leaning, thorough);
    }
    b->period = roll(dice, 12) == 0 ? 0 : weeks[m];
    b->arrives = m + (roll(dice, 4) == 0 ? (int) roll(dice, 4) : 0);
}

void
make_history(struct history *h, uint64_t seed)
{
    static const unsigned ks[] = { 3, 5, 10 };
    memset(h, 0, sizeof(*h));
    h->seed = seed;
    h->dice = seed * 7919 + 1;
    uint64_t *dice = &h->dice;
    h->k = ks[roll(dice, 3)];
    h->sites = 1 + roll(dice, SITES);
    h->provinces = 1 + roll(dice, 3);
    h->choices = 2 + roll(dice, CHOICES - 1);
    h->languages = 1 + roll(dice, LANGUAGES);
    h->rules = om_release_preset(OM_PRESET_CINEMA);
    h->rules.k = h->k;
    if (roll(dice, 4) == 0) { // as a school, but with sites of type cinema
        h->rules.sites = false;
        h->rules.sites_min = 3;
    }
    for (size_t q = 0; q < QUESTIONS; q++) {
        h->several[q] = roll(dice, 5) == 0;
    }
    unsigned leaning[QUESTIONS * CHOICES];
    for (size_t i = 0; i < QUESTIONS * CHOICES; i++) {
        leaning[i] = roll(dice, 3) == 0 ? 1 : 1 + roll(dice, 10);
    }
    for (size_t s = 0; s < h->sites; s++) {
        h->province[s] = roll(dice, (uint32_t) h->provinces);
        h->opens[s] = roll(dice, 4) == 0 ? (int) roll(dice, MONTHS) : 0;
        for (int m = 0; m < MONTHS; m++) {
            h->away[s][m] = roll(dice, 10) == 0;
            make_batch(h, s, m, leaning);
        }
    }
    for (size_t q = 0; q < QUESTIONS; q++) {
        for (size_t c = 0; c < h->choices; c++) {
            char question[24], choice[24];
            snprintf(question, sizeof(question), "s.q%zu", q);
            snprintf(choice, sizeof(choice), "c%zu", c);
            om_catalogue_add_choice(&h->catalogue, "p@1", question, choice,
                                    helps(c));
            if (h->several[q]) {
                om_catalogue_set_several(&h->catalogue, "p@1", question);
            }
        }
    }
    for (size_t l = 0; l < h->languages; l++) {
        om_catalogue_add_language(&h->catalogue, "p@1", languages[l]);
    }
}

// -- delivering ---------------------------------------------------------------

static void
deliver(struct om_counts *counts, uint32_t site, const uint8_t *epoch,
        const struct batch *b, unsigned percent)
{
    char key[64];
    for (size_t l = 0; l < LANGUAGES; l++) {
        for (size_t q = 0; q < QUESTIONS; q++) {
            for (size_t c = 0; c < CHOICES; c++) {
                snprintf(key, sizeof(key), "p@1/a/s.q%zu/c%zu@%s", q, c,
                         languages[l]);
                om_counts_add(counts, site, epoch, b->period, key,
                              b->answers[q][c][l] * percent / 100);
            }
            snprintf(key, sizeof(key), "p@1/f/q%zu_shown@%s", q + 1,
                     languages[l]);
            om_counts_add(counts, site, epoch, b->period, key,
                          b->shown[q][l] * percent / 100);
        }
        snprintf(key, sizeof(key), "p@1/f/start@%s", languages[l]);
        om_counts_add(counts, site, epoch, b->period, key,
                      b->start[l] * percent / 100);
        snprintf(key, sizeof(key), "p@1/f/finish@%s", languages[l]);
        om_counts_add(counts, site, epoch, b->period, key,
                      b->finish[l] * percent / 100);
    }
}

bool
is_there(const struct history *h, size_t s, int m)
{
    return m >= h->opens[s] && !h->away[s][m];
}

void
collect(struct history *h, int m, struct om_counts *counts)
{
    om_counts_init(counts);
    size_t from = roll(&h->dice, (uint32_t) h->sites);
    for (size_t i = 0; i < h->sites; i++) {
        size_t s = (from + i) % h->sites;
        if (!is_there(h, s, m)) {
            continue;
        }
        struct om_place site = { .type = OM_PLACE_CINEMA, .kiosks = 1 };
        snprintf(site.id, sizeof(site.id), "site-%zu", s);
        snprintf(site.province, sizeof(site.province), "nl-%zu",
                 h->province[s]);
        uint32_t number = om_counts_add_site(counts, &site);
        for (int b = 0; b < MONTHS; b++) {
            uint8_t epoch[OM_EPOCH_SIZE] = { (uint8_t) s, (uint8_t) b };
            const struct batch *batch = &h->batches[s][b];
            if (batch->arrives > m) {
                continue;
            }
            if (roll(&h->dice, 3) == 0) {
                deliver(counts, number, epoch, batch, 50);
            }
            deliver(counts, number, epoch, batch, 100);
            if (roll(&h->dice, 3) == 0) {
                deliver(counts, number, epoch, batch, 100);
            }
        }
    }
    om_counts_seal(counts);
}
