#include "texts/says.h"

#include <assert.h>

#define E OM_SEVERITY_ERROR
#define W OM_SEVERITY_WARNING

// A code is never given to another message.
// clang-format off
static const struct om_finding_kind kinds[OM_TEXTS_SAY_COUNT_] = {
[OM_TEXTS_SAY_LINE] = { "E-P001", E,
    "Deze regel hoort niet in een vertaalbestand. Verwacht werd #, msgctxt, msgid, msgstr of een tekst tussen aanhalingstekens.",
    "This line does not belong in a translation file. Expected was #, msgctxt, msgid, msgstr or a text between quotes." },
[OM_TEXTS_SAY_NO_QUOTE] = { "E-P002", E,
    "Het aanhalingsteken dat hier hoort, ontbreekt. Schrijf elke tekst op één regel tussen dubbele aanhalingstekens.",
    "The quote that belongs here is missing. Write every text on one line between double quotes." },
[OM_TEXTS_SAY_AFTER_QUOTE] = { "E-P003", E,
    "Na het sluitende aanhalingsteken staat nog iets. Een aanhalingsteken in een tekst schrijf je als \\\".",
    "There is something after the closing quote. Write a quote within a text as \\\"." },
[OM_TEXTS_SAY_ESCAPE] = { "E-P004", E,
    "‘\\{1}’ heeft hier geen betekenis. Gebruik \\n, \\t, \\\" of \\\\.",
    "‘\\{1}’ means nothing here. Use \\n, \\t, \\\" or \\\\." },
[OM_TEXTS_SAY_STRAY_TEXT] = { "E-P005", E,
    "Deze tekst hoort nergens bij. Zet er msgid of msgstr voor.",
    "This text belongs to nothing. Put msgid or msgstr in front of it." },
[OM_TEXTS_SAY_PLURAL] = { "E-P006", E,
    "Meervoudsvormen komen in de teksten van een pakket niet voor. Gebruik een bestand dat met ‘omstander texts export’ gemaakt is.",
    "The texts of a pack have no plural forms. Use a file that was made with ‘omstander texts export’." },
[OM_TEXTS_SAY_NO_TRANSLATION] = { "E-P007", E,
    "Bij deze msgid ontbreekt msgstr. Zet eronder: msgstr \"\".",
    "This msgid has no msgstr. Put below it: msgstr \"\"." },
[OM_TEXTS_SAY_TWICE] = { "E-P008", E,
    "Deze tekst staat er voor de tweede keer; de eerste keer was op regel {1}. Laat er één staan.",
    "This text is here for the second time; the first was on line {1}. Leave one of them." },
[OM_TEXTS_SAY_CHARSET] = { "E-P009", E,
    "Dit bestand zegt dat het in {1} geschreven is. Bewaar het in UTF-8, met ‘charset=UTF-8’ in de kop.",
    "This file says that it is written in {1}. Save it in UTF-8, with ‘charset=UTF-8’ in its header." },
[OM_TEXTS_SAY_MANY] = { "E-P010", E,
    "Er zijn nog meer fouten in dit bestand. Verbeter eerst deze.",
    "There are more mistakes in this file. Mend these first." },
[OM_TEXTS_SAY_NO_LANGUAGE] = { "E-P011", E,
    "Het is niet duidelijk in welke taal dit is. Zet in de kop van het bestand een regel \"Language: fr\\n\".",
    "It is not clear which language this is. Put a line \"Language: fr\\n\" in the header of the file." },
[OM_TEXTS_SAY_OTHER_LANGUAGE] = { "E-P012", E,
    "Dit bestand is in ‘{1}’, maar gevraagd is ‘{2}’. Kies het goede bestand, of verbeter de regel Language.",
    "This file is in ‘{1}’, but ‘{2}’ was asked for. Take the right file, or mend the line Language." },
[OM_TEXTS_SAY_SOURCE_LANGUAGE] = { "E-P013", E,
    "‘{1}’ is de taal waaruit vertaald wordt. Verander die teksten in het pakket zelf.",
    "‘{1}’ is the language that is translated from. Change those texts in the pack itself." },
[OM_TEXTS_SAY_LANGUAGES_FULL] = { "E-P014", E,
    "Het pakket heeft al {1} talen; meer kan niet. Haal er een weg uit ‘languages’ in pack.yaml.",
    "The pack has {1} languages already; more are not possible. Remove one from ‘languages’ in pack.yaml." },
[OM_TEXTS_SAY_UNKNOWN] = { "W-P015", W,
    "De tekst ‘{1}’ is er niet in dit pakket; de vertaling is overgeslagen. Maak met ‘omstander texts export’ een nieuw bestand: wat vertaald is blijft daarin staan.",
    "The text ‘{1}’ is not in this pack; its translation was skipped. Make a new file with ‘omstander texts export’: what was translated is kept in it." },
[OM_TEXTS_SAY_CHANGED] = { "W-P016", W,
    "De tekst ‘{1}’ is veranderd sinds dit bestand gemaakt is; de vertaling is overgeslagen. Er staat nu: {2}",
    "The text ‘{1}’ has changed since this file was made; its translation was skipped. It reads now: {2}" },
[OM_TEXTS_SAY_LONG] = { "W-P017", W,
    "Deze vertaling is {1} tekens lang; op het scherm passen er {2}. Maak haar korter.",
    "This translation is {1} characters long; the screen takes {2}. Make it shorter." },
[OM_TEXTS_SAY_CUE] = { "W-P018", W,
    "Een ondertitel kan geen lege regel en geen --> hebben; deze is overgeslagen. Verbeter de vertaling.",
    "A caption cannot hold an empty line or -->; this one was skipped. Mend the translation." },
[OM_TEXTS_SAY_CUES_LACKING] = { "W-P019", W,
    "Van de ondertitels {1} zijn er {2} nog niet vertaald; dit bestand is niet geschreven.",
    "Of the captions {1}, {2} are not yet translated; this file was not written." },
[OM_TEXTS_SAY_NOT_WRITABLE] = { "E-P020", E,
    "De vertaling van ‘{1}’ kan hier niet vanzelf worden ingevoegd. Zet de talen van deze tekst onder elkaar, als ‘nl: …’ en ‘en: …’, en probeer het opnieuw.",
    "The translation of ‘{1}’ cannot be put in by itself here. Write the languages of this text below each other, as ‘nl: …’ and ‘en: …’, and try again." },
};
// clang-format on

const struct om_finding_kind *
om_texts_say_kind(enum om_texts_say what)
{
    assert(what < OM_TEXTS_SAY_COUNT_ && kinds[what].code);
    return &kinds[what];
}

void
om_texts_say(struct om_findings *findings, enum om_texts_say what,
             struct om_mark mark, const char *first, const char *second)
{
    om_findings_add(findings, om_texts_say_kind(what), mark, first, second,
                    NULL);
}
