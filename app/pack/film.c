#include "pack/film.h"

#include "base/text.h"
#include "pack/captions.h"
#include "pack/chat.h"
#include "pack/media.h"
#include "pack/spot.h"

#include <stdlib.h>
#include <string.h>

static char *
captions_name(struct om_reader *reader, const char *clip, const char *language)
{
    const char *slash = strrchr(clip, '/');
    const char *dot = strrchr(slash ? slash : clip, '.');
    int stem = (int) (dot ? (size_t) (dot - clip) : strlen(clip));
    struct om_text name = { 0 };
    om_text_print(&name, "%.*s.%s.vtt", stem, clip, language);
    char *copy = om_arena_copy(reader->arena, name.data, name.length);
    om_text_finish(&name);
    return copy;
}

// False when there is no such file.
static bool
read_captions(struct om_reader *reader, const char *file,
              struct om_captions *captions)
{
    char *bytes;
    size_t length;
    enum om_folder_answer answer = om_folder_read(
        &reader->folder, file, OM_CAPTIONS_BYTES_MAX, &bytes, &length);
    if (answer == OM_FOLDER_MISSING) {
        return false;
    }
    if (answer != OM_FOLDER_FILE) {
        om_say(reader->findings, om_folder_message(answer),
               (struct om_mark){ file, 0, 0 }, file, NULL, NULL);
        return true;
    }
    *captions =
        om_captions_read(reader->arena, file, bytes, length, reader->findings);
    free(bytes);
    return true;
}

static void
note_captions(struct om_reader *reader, const struct om_scene *scene,
              const char *file, size_t language)
{
    const struct om_captions *captions = &scene->captions[language];
    for (size_t i = 0; i < captions->count && reader->survey; i++) {
        const struct om_caption *caption = &captions->items[i];
        struct om_mark mark = { file, caption->line, 1 };
        om_survey_add_text(reader->survey, (struct om_survey_text){
                                               .text = caption->text,
                                               .language = (uint8_t) language,
                                               .use = OM_TEXT_CAPTION,
                                               .mark = mark,
                                           });
        om_survey_add_time(reader->survey,
                           (struct om_survey_time){ scene->clip, caption->to,
                                                    OM_TIME_CAPTION, mark });
    }
}

// A film without captions in any language has nothing that is said; one that
// has them in some must have them in all.
static void
read_all_captions(struct om_reader *reader, struct om_scene *scene,
                  const struct om_node *clip)
{
    const struct om_pack *pack = reader->pack;
    const char *files[OM_PACK_LANGUAGES_MAX];
    bool there[OM_PACK_LANGUAGES_MAX], any = false;
    for (size_t i = 0; i < pack->language_count; i++) {
        files[i] = captions_name(reader, clip->text, pack->languages[i]);
        there[i] = read_captions(reader, files[i], &scene->captions[i]);
        any |= there[i];
        note_captions(reader, scene, files[i], i);
    }
    for (size_t i = 0; i < pack->language_count && any; i++) {
        if (!there[i]) {
            om_say(reader->findings,
                   i == 0 ? OM_SAY_CAPTIONS_MISSING : OM_SAY_CAPTIONS_LANGUAGE,
                   clip->mark, files[i], pack->languages[i], NULL);
            om_read_incomplete(reader, i, true);
        }
    }
}

// Those of an earlier scene with the same film; false when there is none.
static bool
take_captions(const struct om_reader *reader, struct om_scene *scene)
{
    for (size_t i = 0; i < reader->scene_count; i++) {
        const struct om_scene *other = &reader->scenes[i];
        if (other != scene && other->clip
            && strcmp(other->clip, scene->clip) == 0) {
            memcpy(scene->captions, other->captions, sizeof(scene->captions));
            return true;
        }
    }
    return false;
}

static void
read_clip_file(struct om_reader *reader, struct om_scene *scene,
               const struct om_node *clip)
{
    const struct om_node *where = NULL;
    struct om_track file =
        om_read_media(reader, clip, OM_MEDIA_CLIP, OM_MEDIA_NEEDED, &where);
    scene->clip = file.file;
    scene->credit = file.credit;
    if (!file.file) {
        return;
    }
    struct om_survey_media media = { .file = file.file,
                                     .use = OM_MEDIA_CLIP,
                                     .mark = where->mark };
    if (!take_captions(reader, scene)) {
        read_all_captions(reader, scene, where);
    }
    for (size_t i = 0; i < OM_PACK_LANGUAGES_MAX; i++) {
        media.captioned |= scene->captions[i].count > 0;
    }
    om_survey_add_media(reader->survey, media);
}

static void
check_cue_order(struct om_reader *reader, const struct om_node *at,
                const struct om_node *before, om_tick time, om_tick last)
{
    if (before && time <= last) {
        om_say(reader->findings, OM_SAY_CUE_ORDER, at->mark, at->text,
               before->text, NULL);
    }
}

static void
read_cues(struct om_scenes *story, struct om_scene *scene,
          const struct om_node *list)
{
    static const struct om_field fields[] = {
        { "at", OM_TAKES_TEXT, OM_FIELD_NEEDED },
        { "ask", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    };
    struct om_reader *reader = story->reader;
    const struct om_node *before = NULL, *values[2];
    om_tick last = 0;
    if (list->count > OM_PACK_CUES_MAX) {
        om_say_too_many(story->reader, list, OM_PACK_CUES_MAX);
    }
    for (const struct om_node *entry = list->first;
         entry && scene->cue_count < OM_PACK_CUES_MAX; entry = entry->next) {
        struct om_cue cue = { 0 };
        om_read_fields(reader, entry, fields, 2, values);
        if (om_read_time(reader, values[0], &cue.at)) {
            check_cue_order(reader, values[0], before, cue.at, last);
            before = values[0];
            last = cue.at;
            om_survey_add_time(reader->survey,
                               (struct om_survey_time){ scene->clip, cue.at,
                                                        OM_TIME_CUE,
                                                        values[0]->mark });
        }
        cue.ask = om_read_target(story, values[1]);
        if (cue.ask == OM_SCENE_NONE) {
            continue;
        }
        const struct om_scene *asked = &reader->scenes[cue.ask];
        if (asked->id && asked->kind != OM_SCENE_QUESTION) {
            om_say(reader->findings, OM_SAY_CUE_SCENE, values[1]->mark,
                   values[1]->text, NULL, NULL);
            story->walkable = false;
        }
        scene->cues[scene->cue_count++] = cue;
    }
}

const struct om_field om_film_fields[OM_FILM_FIELDS] = {
    { "clip", OM_TAKES_MEDIA, OM_FIELD_NEEDED },
    { "cues", OM_TAKES_LIST, 0 },
    { "next", OM_TAKES_TEXT, OM_FIELD_NEEDED },
    { "chat", OM_TAKES_TEXT, 0 },
    { "spot", OM_TAKES_MAP, 0 },
};

void
om_read_film(struct om_scenes *story, struct om_scene *scene,
             const struct om_node *const values[])
{
    read_clip_file(story->reader, scene, values[0]);
    if (values[1]) {
        read_cues(story, scene, values[1]);
    }
    scene->next = om_read_target(story, values[2]);
    if (values[3]) {
        scene->chat = om_read_chat(story->reader, values[3], scene->clip);
    }
    if (values[4]) {
        om_read_spot(story->reader, &scene->spot, values[4], scene->clip);
    }
}
