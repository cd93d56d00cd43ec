// One pack on its way in, for tests: a world with a good pack to drop and a
// folder to stage it in, and what becomes of it.
#ifndef OM_TESTS_STAGE_RIG_H
#define OM_TESTS_STAGE_RIG_H

#include "drop.h"

#include "update/disk.h"
#include "update/stage.h"

extern const struct om_disk real_disk;
extern const struct om_site open_site; // takes unsigned packs, keeps three

struct world {
    struct drop drop;
    char *pack, *packs;
    struct om_ledger ledger;
};

int make_world(void **state);
int remove_world(void **state);

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, make_world, remove_world)

struct result {
    struct om_staged staged;
    char codes[512]; // "E-U001 clips/x; …"
};

// Params but for what the world gives.
struct result stage_as(const struct world *world,
                       struct om_stage_params *params);

struct result stage_with(const struct world *world, const struct om_site *site,
                         const struct om_disk *disk);

// With the real disk and the open site.
struct result stage(const struct world *world);

// Nothing half-done may be left, whatever the outcome.
void assert_nothing_staged(const struct world *world);

// And the findings are these: "E-U001 clips/x; …"
void assert_outcome(const struct world *world, const struct result *result,
                    enum om_outcome outcome, const char *codes);

#endif
