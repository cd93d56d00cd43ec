#include "pack/survey.h"

#include "base/text.h"

#include <stdlib.h>

void
om_survey_finish(struct om_survey *survey)
{
    free(survey->texts);
    free(survey->media);
    free(survey->times);
    free(survey->colours);
    *survey = (struct om_survey){ 0 };
}

// Room for one more: lists grow at every power of two.
static void *
grow(void *items, size_t count, size_t size)
{
    if ((count & (count - 1)) != 0) {
        return items;
    }
    return om_realloc(items, (count ? 2 * count : 1) * size);
}

void
om_survey_add_text(struct om_survey *survey, struct om_survey_text text)
{
    if (survey && text.text) {
        survey->texts =
            grow(survey->texts, survey->text_count, sizeof(*survey->texts));
        survey->texts[survey->text_count++] = text;
    }
}

void
om_survey_add_media(struct om_survey *survey, struct om_survey_media media)
{
    if (survey && media.file) {
        survey->media =
            grow(survey->media, survey->media_count, sizeof(*survey->media));
        survey->media[survey->media_count++] = media;
    }
}

void
om_survey_add_time(struct om_survey *survey, struct om_survey_time time)
{
    if (survey && time.clip) {
        survey->times =
            grow(survey->times, survey->time_count, sizeof(*survey->times));
        survey->times[survey->time_count++] = time;
    }
}

void
om_survey_add_colour(struct om_survey *survey, struct om_survey_colour colour)
{
    if (survey) {
        survey->colours = grow(survey->colours, survey->colour_count,
                               sizeof(*survey->colours));
        survey->colours[survey->colour_count++] = colour;
    }
}
