#include "update/says.h"

#define E OM_SEVERITY_ERROR
#define W OM_SEVERITY_WARNING

// A code is never given to another message.
// clang-format off
static const struct om_finding_kind kinds[OM_UPDATE_SAY_COUNT_] = {
[OM_UPDATE_SAY_LINK] = { "E-U001", E,
    "Dit is een koppeling naar iets anders. Zet het bestand zelf in de map.",
    "This is a symbolic link. Put the file itself in the folder." },
[OM_UPDATE_SAY_NOT_REGULAR] = { "E-U002", E,
    "Dit is geen gewoon bestand. Haal het uit de map.",
    "This is not a regular file. Remove it from the folder." },
[OM_UPDATE_SAY_OTHER_DEVICE] = { "E-U003", E,
    "Hier is een andere schijf aangesloten. Zet de bestanden zelf in de map.",
    "Another disk is mounted here. Put the files themselves in the folder." },
[OM_UPDATE_SAY_NAME] = { "E-U004", E,
    "Deze naam kan niet op elke schijf. Gebruik letters, cijfers, punt, streepje en laag streepje, hoogstens {1} tekens.",
    "This name is not possible on every disk. Use letters, digits, dots, dashes and underscores, at most {1} characters." },
[OM_UPDATE_SAY_DEPTH] = { "E-U005", E,
    "Deze map zit te diep: meer dan {1} mappen in elkaar.",
    "This folder is too deep: more than {1} folders inside each other." },
[OM_UPDATE_SAY_FILES] = { "E-U006", E,
    "Er staan meer dan {1} bestanden in de map. Haal weg wat niet bij het pakket hoort.",
    "There are more than {1} files in the folder. Remove what does not belong to the pack." },
[OM_UPDATE_SAY_BYTES] = { "E-U007", E,
    "De bestanden zijn samen groter dan {1} GB. Maak de films kleiner.",
    "The files together are larger than {1} GB. Make the films smaller." },
[OM_UPDATE_SAY_CONFLICT] = { "E-U008", E,
    "Twee mensen hebben dit bestand tegelijk veranderd; dit is de andere versie ervan. Kijk welke de goede is, en haal de andere weg.",
    "Two people changed this file at the same time; this is the other version. See which is the right one and remove the other." },
[OM_UPDATE_SAY_UNREADABLE] = { "E-U009", E,
    "Dit kan niet worden gelezen ({1}). Kopieer het opnieuw.",
    "This cannot be read ({1}). Copy it again." },
[OM_UPDATE_SAY_UNSIGNED] = { "E-U010", E,
    "Het pakket is niet ondertekend, en deze kiosk neemt alleen ondertekende pakketten. Laat de maker ‘omstander pack sign’ gebruiken.",
    "The pack is not signed, and this kiosk takes signed packs only. Have its maker use ‘omstander pack sign’." },
[OM_UPDATE_SAY_SIGNATURE] = { "E-U011", E,
    "De handtekening van het pakket is niet goed: {1}. Vraag de maker om het pakket opnieuw te ondertekenen.",
    "The signature of the pack is not good: {1}. Ask its maker to sign the pack again." },
[OM_UPDATE_SAY_MANIFEST] = { "E-U012", E,
    "De lijst van bestanden is beschadigd (regel {1}). Laat het pakket opnieuw ondertekenen.",
    "The list of files is damaged (line {1}). Have the pack signed again." },
[OM_UPDATE_SAY_LACKING] = { "E-U013", E,
    "Dit bestand hoort bij het ondertekende pakket en is er niet. Kopieer het pakket opnieuw, in zijn geheel.",
    "This file belongs to the signed pack and is missing. Copy the pack again, all of it." },
[OM_UPDATE_SAY_DIFFERS] = { "E-U014", E,
    "Dit bestand is niet meer wat ondertekend is. Kopieer het pakket opnieuw, of laat het opnieuw ondertekenen. Op een kiosk zonder sleutels mag je ook MANIFEST weghalen.",
    "This file is no longer what was signed. Copy the pack again, or have it signed again. On a kiosk without keys you may also remove MANIFEST." },
[OM_UPDATE_SAY_EXTRA] = { "E-U015", E,
    "Dit bestand hoort niet bij het ondertekende pakket. Haal het weg, of laat het pakket opnieuw ondertekenen.",
    "This file is not part of the signed pack. Remove it, or have the pack signed again." },
[OM_UPDATE_SAY_OTHER_PACK] = { "E-U016", E,
    "De handtekening is van een ander pakket of een andere versie ({1}). Laat het pakket opnieuw ondertekenen.",
    "The signature is of another pack or another version ({1}). Have the pack signed again." },
[OM_UPDATE_SAY_PROTECTED] = { "W-U017", W,
    "Dit bestand wordt niet gebruikt, want het pakket is niet ondertekend. De kiosk houdt wat in het ondertekende pakket staat.",
    "This file is not used, because the pack is not signed. The kiosk keeps what the signed pack says." },
[OM_UPDATE_SAY_NO_BASE] = { "E-U018", E,
    "De hulplijnen moeten uit een ondertekend pakket komen, en deze kiosk heeft er nog geen gehad. Zet eerst een ondertekend pakket op de kiosk.",
    "The help lines have to come from a signed pack, and this kiosk has not had one yet. Put a signed pack on the kiosk first." },
};
// clang-format on

void
om_update_say(struct om_findings *findings, enum om_update_say what,
              const char *file, const char *first, const char *second)
{
    om_findings_add(findings, &kinds[what], (struct om_mark){ file, 0, 0 },
                    first, second, NULL);
}
