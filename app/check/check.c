#include "check/check.h"

#include "base/log.h"
#include "base/path.h"
#include "check/contrast.h"
#include "check/films.h"
#include "check/language.h"
#include "check/messages.h"
#include "check/names.h"
#include "measure/measure.h"
#include "pack/folder.h"
#include "pack/pack.h"
#include "pack/survey.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOG "check"

struct checking {
    const struct om_check_params *params;
    struct om_folder folder;
    struct om_survey survey;
    struct om_findings *findings;
    struct om_check_result *result;
};

// -- progress -----------------------------------------------------------------

static void
tell(const struct checking *checking, const struct om_check_progress *progress)
{
    const struct om_check_hooks *hooks = checking->params->hooks;
    if (hooks && hooks->progress) {
        hooks->progress(hooks->context, progress);
    }
}

// -- films and sound ----------------------------------------------------------

static int
open_media(void *context, const char *name)
{
    const struct checking *checking = context;
    return om_folder_open_file(&checking->folder, name);
}

static void
pass_progress(void *context, const struct om_measure_progress *progress)
{
    tell(context, &(struct om_check_progress){
                      .thousandths = progress->thousandths,
                      .done = progress->done,
                      .count = progress->count,
                      .name = progress->name,
                  });
}

static bool
is_listed(const struct om_measure_job *jobs, size_t count, const char *file)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(jobs[i].name, file) == 0) {
            return true;
        }
    }
    return false;
}

// Each film and track once, however often it is used.
static size_t
list_jobs(const struct om_survey *survey, struct om_measure_job *jobs)
{
    size_t count = 0;
    for (size_t i = 0; i < survey->media_count; i++) {
        const struct om_survey_media *media = &survey->media[i];
        if (media->use != OM_MEDIA_PICTURE
            && !is_listed(jobs, count, media->file)) {
            jobs[count++].name = media->file;
        }
    }
    return count;
}

static bool
count_measured(struct checking *checking, const struct om_measure_job *jobs,
               size_t count)
{
    bool possible = true;
    for (size_t i = 0; i < count; i++) {
        if (jobs[i].answer == OM_MEASURE_IMPOSSIBLE) {
            om_log(OM_LOG_ERROR, LOG, "%s: omstander-measure cannot be run",
                   jobs[i].name);
            possible = false;
        }
        checking->result->measured += jobs[i].measurement != NULL;
        checking->result->remembered += jobs[i].remembered;
    }
    return possible;
}

static bool
check_media(struct checking *checking)
{
    const struct om_survey *survey = &checking->survey;
    struct om_measure_job *jobs = om_alloc(survey->media_count * sizeof(*jobs));
    size_t count = list_jobs(survey, jobs);
    struct om_measure_params params = {
        .open = open_media,
        .progress = pass_progress,
        .context = checking,
        .cache = checking->params->cache,
        .gently = checking->params->gently,
    };
    om_measure_all(jobs, count, &params);
    bool possible = count_measured(checking, jobs, count);
    om_check_films(survey, jobs, count, checking->findings);
    om_measure_finish(jobs, count);
    free(jobs);
    return possible;
}

// -- pictures -----------------------------------------------------------------

static bool
is_earlier(const struct om_survey *survey, size_t media)
{
    for (size_t i = 0; i < media; i++) {
        if (survey->media[i].use == OM_MEDIA_PICTURE
            && strcmp(survey->media[i].file, survey->media[media].file) == 0) {
            return true;
        }
    }
    return false;
}

static bool
check_picture(const struct checking *checking, const char *file)
{
    static const enum om_remark remarks[OM_CHECK_PICTURE_COUNT_] = {
        [OM_CHECK_PICTURE_KIND] = OM_REMARK_PICTURE_KIND,
        [OM_CHECK_PICTURE_DAMAGED] = OM_REMARK_PICTURE_DAMAGED,
        [OM_CHECK_PICTURE_LARGE] = OM_REMARK_PICTURE_LARGE,
        [OM_CHECK_PICTURE_PRINT] = OM_REMARK_PICTURE_PRINT,
    };
    const struct om_check_hooks *hooks = checking->params->hooks;
    char *path = om_path_join(checking->folder.path, file);
    enum om_check_picture answer = hooks->examine(hooks->context, path);
    free(path);
    if (answer == OM_CHECK_PICTURE_UNKNOWN) {
        om_log(OM_LOG_ERROR, LOG, "%s: cannot be examined", file);
        return false;
    }
    if (answer != OM_CHECK_PICTURE_GOOD) {
        om_remark(checking->findings, remarks[answer],
                  (struct om_mark){ file, 0, 0 }, NULL, NULL, NULL);
    }
    return true;
}

static bool
check_pictures(const struct checking *checking)
{
    const struct om_check_hooks *hooks = checking->params->hooks;
    const struct om_survey *survey = &checking->survey;
    bool possible = true;
    for (size_t i = 0; i < survey->media_count; i++) {
        const struct om_survey_media *media = &survey->media[i];
        if (media->use == OM_MEDIA_PICTURE && hooks && hooks->examine
            && !is_earlier(survey, i)) {
            tell(checking, &(struct om_check_progress){
                               .done = i,
                               .count = survey->media_count,
                               .name = media->file,
                           });
            possible = check_picture(checking, media->file) && possible;
        }
    }
    return possible;
}

// -- all of it ----------------------------------------------------------------

static void
copy_text(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text ? text : "");
}

static void
describe(const struct om_pack *pack, struct checking *checking)
{
    struct om_check_result *result = checking->result;
    bool good = !om_findings_have_errors(checking->findings);
    copy_text(result->id, sizeof(result->id), pack->id);
    copy_text(result->version, sizeof(result->version), pack->version);
    result->language_count = pack->language_count;
    for (size_t i = 0; i < pack->language_count; i++) {
        copy_text(result->languages[i], sizeof(result->languages[i]),
                  pack->languages[i]);
        result->offered[i] = good && pack->offered[i];
    }
}

bool
om_check(const char *root, const struct om_check_params *params,
         struct om_findings *findings, struct om_check_result *result)
{
    struct checking checking = { .params = params,
                                 .findings = findings,
                                 .result = result };
    *result = (struct om_check_result){ 0 };
    struct om_pack *pack = om_pack_survey(root, findings, &checking.survey);
    if (!pack || !om_folder_open(&checking.folder, root)) {
        om_pack_destroy(pack);
        return false;
    }
    struct om_folder_size size = om_check_names(root, findings);
    result->files = size.files;
    result->bytes = size.bytes;
    om_check_language(&checking.survey, pack->theme.font, params->hooks,
                      findings);
    om_check_contrast(pack, &checking.survey, findings);
    bool possible = check_pictures(&checking);
    possible = (params->without_media || check_media(&checking)) && possible;
    om_findings_sort(findings);
    describe(pack, &checking);
    om_survey_finish(&checking.survey);
    om_folder_close(&checking.folder);
    om_pack_destroy(pack);
    return possible;
}
