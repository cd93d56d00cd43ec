#include "kiosk/recorder.h"

#include "base/log.h"
#include "base/text.h"
#include "counting/counting.h"
#include "tally/tally.h"

#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>

static const om_tick tending = OM_S(600);
static const om_tick later = OM_S(30); // somebody is there

// What has certainly passed: the newest week counted, the pack's making.
static void
start_clock(struct om_recorder *recorder)
{
    char *manifest = om_pack_path(recorder->pack, "pack.yaml");
    struct stat status;
    recorder->clock = om_wall_begin();
    om_wall_learn(&recorder->clock,
                  om_tally_period_start(om_tally_newest(recorder->tally)));
    if (stat(manifest, &status) == 0) {
        om_wall_learn(&recorder->clock, status.st_mtime);
    }
    if (om_wall_judge(&recorder->clock, om_wall_read()) == 0) {
        om_log(OM_LOG_WARN, "kiosk",
               "the clock of this computer is not to be trusted; until it is, "
               "counts belong to no week");
    }
    free(manifest);
}

bool
om_recorder_open(struct om_recorder *recorder, const struct om_pack *pack,
                 const char *folder, enum om_norms norms)
{
    struct om_text problem = { 0 };
    recorder->pack = pack;
    recorder->norms = norms;
    recorder->due = folder ? 0 : OM_NEVER;
    if (!folder) {
        return true;
    }
    recorder->tally = om_tally_open(folder, &problem);
    if (recorder->tally) {
        start_clock(recorder);
        if (norms == OM_NORMS_LOCAL) {
            om_chosen_open(&recorder->chosen, folder);
            om_tally_blur(recorder->tally, OM_NORM_FILE);
        }
    } else {
        om_log(OM_LOG_ERROR, "kiosk", "%s", om_text_get(&problem));
    }
    om_text_finish(&problem);
    return recorder->tally != NULL;
}

void
om_recorder_close(struct om_recorder *recorder)
{
    if (recorder->chosen.folder) {
        om_tally_blur(recorder->tally, OM_NORM_FILE);
    }
    om_chosen_close(&recorder->chosen);
    om_tally_close(recorder->tally);
    recorder->tally = NULL;
}

void
om_recorder_count(struct om_recorder *recorder,
                  const struct om_visit_result *result)
{
    if (!recorder->tally) {
        return;
    }
    struct om_increments *increments = om_alloc(sizeof(*increments));
    time_t wall = om_wall_judge(&recorder->clock, om_wall_read());
    om_counting_collect(result, recorder->pack, wall, increments);
    om_tally_add(recorder->tally, increments, wall);
    sodium_memzero(increments, sizeof(*increments));
    free(increments);
    if (recorder->chosen.folder) {
        om_chosen_add(&recorder->chosen, recorder->pack, result,
                      &om_uniform_system);
        om_tally_blur(recorder->tally, OM_NORM_FILE);
    }
}

// Not while somebody is there: a commit would hold up the film.
void
om_recorder_tend(struct om_recorder *recorder, bool idle, om_tick now)
{
    if (idle) {
        om_tally_tend(recorder->tally);
        if (recorder->chosen.folder) {
            om_tally_blur(recorder->tally, OM_NORM_FILE);
        }
    }
    recorder->due = now + (idle ? tending : later);
}
