// Packs that somebody stands for: what is taken, and whose help lines count.
#include "stage_rig.h"

#include "update/copy.h"
#include "update/disk.h"
#include "update/ledger.h"
#include "update/minisign.h"
#include "update/outcome.h"
#include "update/seal.h"
#include "update/walk.h"

#include <fcntl.h>

struct signer {
    struct om_secret_key key;
    char line[64];
};

static struct signer
make_signer(const struct world *world, const char *name)
{
    struct signer signer;
    assert_int_equal(drop_run("cd %s && minisign -G -W -p %s.pub -s %s.key"
                              " </dev/null >/dev/null",
                              world->drop.folder, name, name),
                     0);
    char file[32];
    size_t length;
    snprintf(file, sizeof(file), "%s.key", name);
    char *text = om_path_read(drop_at(&world->drop, file), 4096, &length);
    assert_int_equal(om_secret_key_parse(&signer.key, text, length, NULL),
                     OM_SIGN_GOOD);
    free(text);
    snprintf(file, sizeof(file), "%s.pub", name);
    text = om_path_read(drop_at(&world->drop, file), 4096, &length);
    snprintf(signer.line, sizeof(signer.line), "%.56s", strchr(text, '\n') + 1);
    free(text);
    return signer;
}

static void
sign(const struct world *world, const struct signer *signer, const char *id,
     const char *version, time_t now)
{
    int root = open(world->pack, O_RDONLY | O_DIRECTORY);
    struct om_walk walk;
    struct om_findings findings = { 0 };
    const char *where;
    om_walk(&walk, root, &findings);
    struct om_copy_params hash = { .source = root,
                                   .listing = &walk.listing,
                                   .disk = &real_disk };
    assert_int_equal(om_copy(&hash, &where), OM_COPY_DONE);
    struct om_seal_params seal = { .folder = world->pack,
                                   .listing = &walk.listing,
                                   .key = &signer->key,
                                   .id = id,
                                   .version = version,
                                   .now = now,
                                   .disk = &real_disk };
    assert_true(om_seal_write(&seal));
    om_walk_finish(&walk);
    close(root);
}

static void
only_what_was_signed_is_taken(void **state)
{
    struct world *world = *state;
    struct signer now = make_signer(world, "now");
    struct signer next = make_signer(world, "next");
    struct signer other = make_signer(world, "other");
    const struct om_site site = { .keep = 3,
                                  .keys = { now.line, next.line },
                                  .key_count = 2 };
    struct result result = stage_with(world, &site, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_MISTAKES,
                   "E-U010 MANIFEST.minisig");
    sign(world, &other, "klein", "1.0.0", 1800000000);
    result = stage_with(world, &site, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_MISTAKES,
                   "E-U011 MANIFEST.minisig");
    sign(world, &next, "klein", "1.0.0", 1800000000);
    result = stage_with(world, &site, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_READY, "");
    assert_true(result.staged.held.is_signed);
    assert_string_equal(result.staged.held.date, "2027-01-15T08:00:00Z");
    sign(world, &now, "klein", "1.0.1", 0); // a clock in 1970: no date
    result = stage_with(world, &site, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_MISTAKES,
                   "E-U016 MANIFEST.minisig");
    sign(world, &now, "klein", "1.0.0", 0);
    result = stage_with(world, &site, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_READY, "");
    assert_string_equal(result.staged.held.date, "-");
    drop_run("cd %s && echo >>music/thema.ogg && rm images/noa.svg"
             " && touch extra.txt && sed -i /poster:/d stories/noa.yaml",
             world->pack);
    result = stage_with(world, &site, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_MISTAKES,
                   "E-U015 extra.txt; E-U013 images/noa.svg; "
                   "E-U014 music/thema.ogg; E-U014 stories/noa.yaml");
}

// Whoever may change the films may not change whom a child calls.
static void
help_lines_come_from_a_signed_pack(void **state)
{
    struct world *world = *state;
    struct signer signer = make_signer(world, "base");
    const struct om_site site = { .keep = 3,
                                  .allow_unsigned = true,
                                  .keys = { signer.line },
                                  .key_count = 1 };
    struct result result = stage_with(world, &site, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_MISTAKES, "E-U018 help.yaml");
    sign(world, &signer, "klein", "1.0.0", 1800000000);
    result = stage_with(world, &site, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_READY, "");
    om_ledger_try(&world->ledger, &result.staged.held);
    om_ledger_pass(&world->ledger, 3);
    assert_true(om_ledger_save(&world->ledger, world->packs, &real_disk));
    drop_run("cd %s && rm MANIFEST* && sed -i 's/phone: .*/phone: \"666\"/'"
             " help.yaml && echo '# anders' >>stories/noa.yaml",
             world->pack);
    result = stage_with(world, &site, &real_disk);
    assert_outcome(world, &result, OM_OUTCOME_READY, "W-U017 help.yaml");
    assert_false(result.staged.held.is_signed);
    assert_int_equal(drop_run("cd %s && cmp -s %s/help.yaml %s/help.yaml"
                              " && ! cmp -s %s/help.yaml %s/help.yaml"
                              " && grep -q anders %s/stories/noa.yaml",
                              world->packs, result.staged.held.name,
                              world->ledger.base.name, result.staged.held.name,
                              world->pack, result.staged.held.name),
                     0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(only_what_was_signed_is_taken),
        IN_WORLD(help_lines_come_from_a_signed_pack),
    };
    return cmocka_run_group_tests_name("signed", tests, NULL, NULL);
}
