#include "texts/places.h"

#include <string.h>

// clang-format off
static const struct om_texts_place places[] = {
{ OM_TEXTS_PACK, "title", NULL,
  "eerste scherm, titel", "first screen, title", 40, false },
{ OM_TEXTS_PACK, "attract.line", NULL,
  "eerste scherm, regel onder de titel", "first screen, line below the title", 80, false },
{ OM_TEXTS_PACK, "approving", NULL,
  "na een antwoord, over wat anderen kozen", "after an answer, about what others chose", 80, false },
{ OM_TEXTS_STORY, "title", NULL,
  "keuze van een verhaal, titel", "choice of a story, title", 20, false },
{ OM_TEXTS_STORY, "about", NULL,
  "keuze van een verhaal, regel onder de titel", "choice of a story, line below the title", 64, false },
{ OM_TEXTS_STORY, "note", NULL,
  "waarschuwing vooraf", "note beforehand", 140, false },
{ OM_TEXTS_STORY, "scenes.*.text", "ask",
  "vraag over het stilstaande beeld", "question over the frozen picture", 75, false },
{ OM_TEXTS_STORY, "scenes.*.text", "card",
  "kaart om te lezen", "card to read", 140, false },
{ OM_TEXTS_STORY, "scenes.*.source", NULL,
  "kaart, bron", "card, source", 120, false },
{ OM_TEXTS_STORY, "scenes.*.choices.*.text", NULL,
  "knop met een antwoord, hoogstens 8 woorden", "button with an answer, at most 8 words", 40, false },
{ OM_TEXTS_STORY, "scenes.*.choices.*.feedback", NULL,
  "reactie op dat antwoord", "response to that answer", 100, false },
{ OM_TEXTS_STORY, "scenes.*.feedback", NULL,
  "reactie op elk antwoord", "response to every answer", 100, false },
{ OM_TEXTS_STORY, "scenes.*.low", NULL,
  "linker uiteinde van een schaal", "left end of a scale", 25, false },
{ OM_TEXTS_STORY, "scenes.*.high", NULL,
  "rechter uiteinde van een schaal", "right end of a scale", 25, false },
{ OM_TEXTS_STORY, "scenes.*.others.line", NULL,
  "na een antwoord, over wat anderen kozen", "after an answer, about what others chose", 80, false },
{ OM_TEXTS_STORY, "scenes.*.spot.prompt", NULL,
  "knop tijdens de film", "button during the film", 40, false },
{ OM_TEXTS_STORY, "scenes.*.spot.moments.*.label", NULL,
  "moment op de tijdlijn", "moment on the timeline", 40, false },
{ OM_TEXTS_STORY, "scenes.*.end", NULL,
  "laatste scherm, kop", "last screen, heading", 55, false },
{ OM_TEXTS_STORY, "scenes.*.pledge.text", NULL,
  "belofte, vraag", "pledge, question", 60, false },
{ OM_TEXTS_STORY, "scenes.*.pledge.choices.*.text", NULL,
  "belofte, knop, hoogstens 8 woorden", "pledge, button, at most 8 words", 40, false },
{ OM_TEXTS_STORY, "scenes.*.tips.*", NULL,
  "laatste scherm, tip", "last screen, tip", 75, false },
{ OM_TEXTS_FACTS, "facts.*.figure", NULL,
  "kaart, groot getal", "card, large figure", 10, true },
{ OM_TEXTS_FACTS, "facts.*.text", NULL,
  "kaart om te lezen", "card to read", 140, false },
{ OM_TEXTS_FACTS, "facts.*.source", NULL,
  "kaart, bron", "card, source", 120, true },
{ OM_TEXTS_TIPS, "tips.*.text", NULL,
  "laatste scherm, tip", "last screen, tip", 75, false },
{ OM_TEXTS_HELP, "lines.*.name", NULL,
  "hulplijn, naam", "help line, name", 32, false },
{ OM_TEXTS_HELP, "lines.*.for", NULL,
  "hulplijn, voor wie", "help line, for whom", 42, false },
{ OM_TEXTS_HELP, "lines.*.terms", NULL,
  "hulplijn, voorwaarden", "help line, terms", 40, false },
{ OM_TEXTS_HELP, "lines.*.price", NULL,
  "hulplijn, prijs", "help line, price", 25, false },
{ OM_TEXTS_HELP, "lines.*.anonymity", NULL,
  "hulplijn, anonimiteit", "help line, anonymity", 35, false },
{ OM_TEXTS_CHAT, "group", NULL,
  "groepschat, naam van de groep", "group chat, name of the group", 30, false },
{ OM_TEXTS_CHAT, "people.*.name", NULL,
  "groepschat, naam van iemand", "group chat, somebody's name", 20, true },
{ OM_TEXTS_CHAT, "lines.*.text", NULL,
  "groepschat, bericht", "group chat, message", 100, false },
{ OM_TEXTS_CHAT, "lines.*.rename", NULL,
  "groepschat, nieuwe naam van de groep", "group chat, new name of the group", 30, false },
};

static const struct om_texts_place captions = {
    OM_TEXTS_CAPTIONS, "", NULL,
    "ondertitel, hoogstens 2 regels van 42 tekens", "caption, at most 2 lines of 42 characters", 84, false,
};
// clang-format on

const struct om_texts_place *
om_texts_place_find(enum om_texts_file file, const char *keys,
                    bool (*with)(const void *context, const char *key),
                    const void *context)
{
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        const struct om_texts_place *place = &places[i];
        if (place->file == file && strcmp(place->keys, keys) == 0
            && (!place->with || with(context, place->with))) {
            return place;
        }
    }
    return NULL;
}

const struct om_texts_place *
om_texts_place_captions(void)
{
    return &captions;
}
