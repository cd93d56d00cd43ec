#include "inspect/inspect.h"

#include "picture/picture.h"
#include "text/coverage.h"

struct inspection {
    const struct om_inspect_params *params;
    struct om_coverage *coverage; // owned; NULL: none yet, or none at all
};

static bool
can_draw(void *context, const char *font, uint32_t character)
{
    struct inspection *inspection = context;
    if (character == 0) {
        inspection->coverage = om_coverage_create(font);
        return inspection->coverage != NULL;
    }
    return om_coverage_has(inspection->coverage, character);
}

static enum om_check_picture
examine(void *context, const char *path)
{
    static const enum om_check_picture answers[] = {
        [OM_PICTURE_FAULT_NONE] = OM_CHECK_PICTURE_GOOD,
        [OM_PICTURE_FAULT_KIND] = OM_CHECK_PICTURE_KIND,
        [OM_PICTURE_FAULT_DAMAGED] = OM_CHECK_PICTURE_DAMAGED,
        [OM_PICTURE_FAULT_LARGE] = OM_CHECK_PICTURE_LARGE,
        [OM_PICTURE_FAULT_PRINT] = OM_CHECK_PICTURE_PRINT,
        [OM_PICTURE_FAULT_UNKNOWN] = OM_CHECK_PICTURE_UNKNOWN,
    };
    (void) context;
    return answers[om_picture_examine(path)];
}

static void
pass_progress(void *context, const struct om_check_progress *progress)
{
    const struct inspection *inspection = context;
    inspection->params->progress(inspection->params->context, progress);
}

bool
om_inspect(const char *root, const struct om_inspect_params *params,
           struct om_findings *findings, struct om_check_result *result)
{
    struct inspection inspection = { .params = params };
    struct om_check_hooks hooks = {
        .context = &inspection,
        .can_draw = can_draw,
        .examine = examine,
        .progress = params->progress ? pass_progress : NULL,
    };
    struct om_check_params check = {
        .hooks = &hooks,
        .cache = params->cache,
        .without_media = params->without_media,
        .gently = params->gently,
    };
    bool whole = om_check(root, &check, findings, result);
    om_coverage_destroy(inspection.coverage);
    return whole;
}
