#include "report/bundle/labels.h"

#include <stdio.h>
#include <string.h>

// As far as the pack tells: it does not say how long its films are.
static om_tick
film_length(const struct om_scene *clip)
{
    om_tick length = 0;
    for (uint8_t i = 0; i < clip->cue_count; i++) {
        length = clip->cues[i].at > length ? clip->cues[i].at : length;
    }
    for (uint8_t i = 0; i < clip->spot.moment_count; i++) {
        om_tick to = clip->spot.moments[i].to;
        length = to > length ? to : length;
    }
    const struct om_captions *captions = &clip->captions[0];
    if (captions->count && captions->items[captions->count - 1].to > length) {
        length = captions->items[captions->count - 1].to;
    }
    return length;
}

static void
add_spot(struct om_labels *labels, const struct om_pack *pack,
         const struct om_scene *clip)
{
    if (labels->spot_count == OM_LABELS_SPOTS_MAX) {
        return;
    }
    struct om_film_spot *spot = &labels->spots[labels->spot_count++];
    *spot = (struct om_film_spot){
        .pack = pack,
        .title = &pack->stories[clip->story].title,
        .length = film_length(clip),
        .moments = clip->spot.moments,
        .moment_count = clip->spot.moment_count,
    };
    snprintf(spot->question, sizeof(spot->question), "%s.%s",
             pack->stories[clip->story].id, clip->spot.id);
}

void
om_labels_add(struct om_labels *labels, const struct om_pack *pack)
{
    if (labels->pack_count == OM_LABELS_PACKS_MAX) {
        return;
    }
    labels->packs[labels->pack_count++] = pack;
    for (uint16_t i = 0; i < pack->scene_count; i++) {
        if (pack->scenes[i].spot.id) {
            add_spot(labels, pack, &pack->scenes[i]);
        }
    }
}

static const struct om_pack *
find_pack(const struct om_labels *labels, const char *id, unsigned major)
{
    for (size_t i = 0; i < labels->pack_count; i++) {
        const struct om_pack *pack = labels->packs[i];
        if (pack->major == major && strcmp(pack->id, id) == 0) {
            return pack;
        }
    }
    return NULL;
}

// A question, or the pledge of an ending.
static const struct om_scene *
find_question(const struct om_pack *pack, const char *question)
{
    for (uint16_t i = 0; i < pack->scene_count; i++) {
        const struct om_scene *scene = &pack->scenes[i];
        const char *name = scene->kind == OM_SCENE_QUESTION ? scene->id
                           : scene->kind == OM_SCENE_END    ? scene->pledge
                                                            : NULL;
        char id[2 * OM_PACK_ID_MAX + 2];
        snprintf(id, sizeof(id), "%s.%s", pack->stories[scene->story].id,
                 name ? name : "");
        if (name && strcmp(id, question) == 0) {
            return scene;
        }
    }
    return NULL;
}

struct om_label
om_labels_find(const struct om_labels *labels, const struct om_row *row)
{
    struct om_label label = {
        .pack = find_pack(labels, row->pack_id, row->pack_major),
    };
    if (label.pack) {
        label.question = find_question(label.pack, row->question);
    }
    if (!label.question) {
        return label;
    }
    for (uint8_t i = 0; i < label.question->choice_count; i++) {
        const struct om_choice *choice = &label.question->choices[i];
        if (strcmp(choice->id, row->choice) == 0) {
            label.choice = choice;
            label.order = i + 1U;
            label.helps = om_role_helps(choice->role);
        }
    }
    return label;
}

const struct om_film_spot *
om_labels_spot(const struct om_labels *labels, const struct om_row *row)
{
    for (size_t i = 0; i < labels->spot_count; i++) {
        const struct om_film_spot *spot = &labels->spots[i];
        if (spot->pack->major == row->pack_major
            && strcmp(spot->pack->id, row->pack_id) == 0
            && strcmp(spot->question, row->question) == 0) {
            return spot;
        }
    }
    return NULL;
}

const char *
om_labels_words(const struct om_pack *pack, const struct om_words *words,
                bool english)
{
    for (uint8_t i = 0; i < pack->language_count; i++) {
        if (strcmp(pack->languages[i], english ? "en" : "nl") == 0
            && words->in[i]) {
            return words->in[i];
        }
    }
    return words->in[0];
}

const char *
om_labels_question(const struct om_labels *labels, const struct om_row *row,
                   bool english)
{
    if (strcmp(row->question, "*") == 0) {
        return english ? "All questions" : "Alle vragen";
    }
    if (om_labels_spot(labels, row)) {
        return english ? "Where would you step in?" : "Waar zou jij instappen?";
    }
    struct om_label label = om_labels_find(labels, row);
    if (!label.question) {
        return row->question;
    }
    const struct om_words *words = label.question->kind == OM_SCENE_END
                                       ? &label.question->pledge_text
                                       : &label.question->text;
    const char *text = om_labels_words(label.pack, words, english);
    return text ? text : row->question;
}

static const char *
moment_label(const struct om_film_spot *spot, const char *id, bool english)
{
    if (strcmp(id, "anders") == 0) {
        return english ? "Another moment" : "Een ander moment";
    }
    for (size_t i = 0; i < spot->moment_count; i++) {
        if (strcmp(spot->moments[i].id, id) == 0) {
            return om_labels_words(spot->pack, &spot->moments[i].label,
                                   english);
        }
    }
    return id;
}

const char *
om_labels_choice(const struct om_labels *labels, const struct om_row *row,
                 bool english)
{
    static const struct {
        const char *id, *nl, *en;
    } fixed[] = {
        { "*", "Alle antwoorden", "All answers" },
        { "finished", "Verhaal uitgekeken", "Story seen to its end" },
        { "helping", "Koos om te helpen", "Chose to help" },
    };
    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
        if (strcmp(row->choice, fixed[i].id) == 0) {
            return english ? fixed[i].en : fixed[i].nl;
        }
    }
    const struct om_film_spot *spot = om_labels_spot(labels, row);
    if (spot) {
        return moment_label(spot, row->choice, english);
    }
    struct om_label label = om_labels_find(labels, row);
    if (!label.choice) {
        return row->choice;
    }
    const struct om_words *words = &label.choice->text;
    if (label.question->ask == OM_ASK_SCALE) { // only its ends have words
        words = label.order == 1 ? &label.question->low : words;
        words = label.order == label.question->choice_count
                    ? &label.question->high
                    : words;
    }
    const char *text = om_labels_words(label.pack, words, english);
    return text ? text : row->choice;
}

struct name {
    const char *id, *nl, *en;
};

static const char *
find_name(const struct name *names, size_t count, const char *id, bool english)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i].id, id) == 0) {
            return english ? names[i].en : names[i].nl;
        }
    }
    return id;
}

const char *
om_labels_place(const char *id, bool english)
{
    static const struct name places[] = {
        { "nl", "Nederland", "The Netherlands" },
        { "nl-dr", "Drenthe", "Drenthe" },
        { "nl-fl", "Flevoland", "Flevoland" },
        { "nl-fr", "Friesland", "Friesland" },
        { "nl-ge", "Gelderland", "Gelderland" },
        { "nl-gr", "Groningen", "Groningen" },
        { "nl-li", "Limburg", "Limburg" },
        { "nl-nb", "Noord-Brabant", "North Brabant" },
        { "nl-nh", "Noord-Holland", "North Holland" },
        { "nl-ov", "Overijssel", "Overijssel" },
        { "nl-ut", "Utrecht", "Utrecht" },
        { "nl-ze", "Zeeland", "Zeeland" },
        { "nl-xx", "Niet bekend", "Not known" },
        { "nl-zh", "Zuid-Holland", "South Holland" },
    };
    return find_name(places, sizeof(places) / sizeof(places[0]), id, english);
}

const char *
om_labels_language(const char *code, bool english)
{
    static const struct name languages[] = {
        { "*", "Alle talen", "All languages" },
        { "ar", "Arabisch", "Arabic" },
        { "de", "Duits", "German" },
        { "en", "Engels", "English" },
        { "fr", "Frans", "French" },
        { "fy", "Fries", "Frisian" },
        { "nl", "Nederlands", "Dutch" },
        { "pl", "Pools", "Polish" },
        { "tr", "Turks", "Turkish" },
        { "uk", "Oekraïens", "Ukrainian" },
    };
    return find_name(languages, sizeof(languages) / sizeof(languages[0]), code,
                     english);
}
