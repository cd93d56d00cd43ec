#include "stage_rig.h"

const struct om_disk real_disk = { 0 };

const struct om_site open_site = { .keep = 3,
                                   .allow_unsigned = true,
                                   .poll = 60 };

int
make_world(void **state)
{
    struct world *world = om_alloc(sizeof(*world));
    memset(world, 0, sizeof(*world));
    drop_begin(&world->drop);
    world->pack = om_strdup(drop_pack(&world->drop, "pack", "1.0.0"));
    world->packs = om_strdup(drop_at(&world->drop, "state/packs"));
    assert_true(om_path_make_folder(world->packs));
    *state = world;
    return 0;
}

int
remove_world(void **state)
{
    struct world *world = *state;
    drop_end(&world->drop);
    free(world->pack);
    free(world->packs);
    free(world);
    return 0;
}

struct result
stage_as(const struct world *world, struct om_stage_params *params)
{
    struct result result = { .codes = "" };
    struct om_findings findings = { 0 };
    params->source = world->pack;
    params->packs = world->packs;
    params->site = params->site ? params->site : &open_site;
    params->disk = params->disk ? params->disk : &real_disk;
    om_stage(params, &result.staged, &findings);
    for (size_t i = 0; i < findings.count; i++) {
        size_t length = strlen(result.codes);
        snprintf(result.codes + length, sizeof(result.codes) - length,
                 "%s%s %s", i ? "; " : "", findings.items[i].kind->code,
                 findings.items[i].file);
    }
    om_findings_finish(&findings);
    return result;
}

struct result
stage_with(const struct world *world, const struct om_site *site,
           const struct om_disk *disk)
{
    return stage_as(world,
                    &(struct om_stage_params){ .site = site, .disk = disk });
}

struct result
stage(const struct world *world)
{
    return stage_with(world, &open_site, &real_disk);
}

void
assert_nothing_staged(const struct world *world)
{
    assert_int_equal(
        drop_run("test -z \"$(ls %s/staging 2>/dev/null)\"", world->packs), 0);
}

void
assert_outcome(const struct world *world, const struct result *result,
               enum om_outcome outcome, const char *codes)
{
    if (result->staged.outcome != outcome
        || strcmp(result->codes, codes) != 0) {
        fail_msg("%s [%s], expected %s [%s]",
                 om_outcome_row(result->staged.outcome)->code, result->codes,
                 om_outcome_row(outcome)->code, codes);
    }
    assert_nothing_staged(world);
}
